"""What is deployed: every service of the design, and the settings of those that exist so far."""

from collections.abc import Mapping
from typing import Any

from deploy.settings_table import settings_classes

SERVICES = ("vacancy", "matching", "training", "indicators")
ROLES = ("api", "relay", "worker", "jobs")
BACKGROUND = "background"


def settings_fields() -> Mapping[str, dict[str, Any]]:
    """Environment variable → field of each deployable that exists."""
    return {
        name: {f"{kind.model_config['env_prefix']}{field.upper()}": info for field, info in kind.model_fields.items()}
        for name, kind in settings_classes().items()
    }
