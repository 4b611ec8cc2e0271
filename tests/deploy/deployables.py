"""What is deployed: every service of the design, and the settings of those that exist so far."""

import importlib
from collections.abc import Mapping
from typing import Any

from chassis.settings import ServiceSettings

from deploy.images.dry_run import images

SERVICES = ("vacancy", "matching", "training", "indicators")
ROLES = ("api", "relay", "worker", "jobs")
BACKGROUND = "background"


def settings_classes() -> Mapping[str, type[ServiceSettings]]:
    """The settings class of each deployable that exists, by its name."""
    found = {}
    for name in images():
        module = importlib.import_module(f"{name}.settings")
        [found[name]] = [
            one
            for one in vars(module).values()
            if isinstance(one, type) and issubclass(one, ServiceSettings) and one.__module__ == module.__name__
        ]
    return found


def settings_fields() -> Mapping[str, dict[str, Any]]:
    """Environment variable → field of each deployable that exists."""
    return {
        name: {f"{kind.model_config['env_prefix']}{field.upper()}": info for field, info in kind.model_fields.items()}
        for name, kind in settings_classes().items()
    }
