"""A role of the keeper by the chassis' own command line: `-m tests.chassis.role <url> <servers> <deadline> relay`."""

import sys

from chassis import commands
from chassis.service import Service

from tests.chassis.toy import keeper


def build() -> Service:
    """The keeper with Kafka's address and the relay's deadline from the command line."""
    url, servers, deadline = sys.argv[1:4]
    service = keeper(url).service
    given = {"kafka_bootstrap_servers": servers, "relay_deadline_seconds": float(deadline)}
    service.settings = service.settings.model_copy(update=given)
    return service


if __name__ == "__main__":
    commands.run(build, sys.argv[4:])
