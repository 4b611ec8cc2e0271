"""What hangs on the vacancy service besides the shared parts."""

from dataclasses import dataclass, field

from chassis.service import Service

from vacancy.domain.registry import CompanyRegistry, NoRegistry


@dataclass(slots=True)
class VacancyService(Service):
    """The vacancy service with the company registry that it asks."""

    registry: CompanyRegistry = field(default_factory=NoRegistry)


def registry_of(service: Service) -> CompanyRegistry:
    """The registry that a vacancy service asks."""
    assert isinstance(service, VacancyService)  # noqa: S101 - narrows the type for the checker only
    return service.registry
