"""What hangs on the matching service besides the shared parts."""

from dataclasses import dataclass, field

from chassis.service import Service

from matching.adapters.codebook import load_codebook
from matching.service.live_snapshot import LiveSnapshot
from matching.settings import MatchingSettings


@dataclass(slots=True)
class MatchingService(Service):
    """The matching service with the snapshot that its recommendations come from."""

    live: LiveSnapshot = field(default_factory=lambda: LiveSnapshot(load_codebook()))


def live_of(service: Service) -> LiveSnapshot:
    """The snapshot of a matching service."""
    assert isinstance(service, MatchingService)  # noqa: S101 - narrows the type for the checker only
    return service.live


def scheduler_of(service: Service) -> str | None:
    """Where a matching service's batches are computed; None is on threads of its own."""
    assert isinstance(service.settings, MatchingSettings)  # noqa: S101 - narrows the type for the checker only
    return service.settings.dask_scheduler or None


async def keep_live(service: Service) -> None:
    """Keep the snapshot of a matching service current while its api answers."""
    await live_of(service).keep(service)
