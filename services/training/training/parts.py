"""What hangs on the training service besides the shared parts."""

from dataclasses import dataclass, field
from datetime import timedelta

from chassis.service import Service

from training.adapters.document_store import DocumentStore
from training.domain.document import NoScanner, Scanner
from training.settings import TrainingSettings


@dataclass(slots=True)
class TrainingService(Service):
    """The training service with the store of its documents, and who looks into them first."""

    store: DocumentStore = field(default_factory=lambda: DocumentStore("memory://documents"))
    scanner: Scanner = field(default_factory=NoScanner)


def store_of(service: Service) -> DocumentStore:
    """Where a training service keeps documents."""
    assert isinstance(service, TrainingService)  # noqa: S101 - narrows the type for the checker only
    return service.store


def scanner_of(service: Service) -> Scanner:
    """Who looks for malware in a training service's documents."""
    assert isinstance(service, TrainingService)  # noqa: S101 - narrows the type for the checker only
    return service.scanner


def names_kept_for(service: Service) -> timedelta:
    """How long after its end an application that trains nobody still names its trainees."""
    assert isinstance(service.settings, TrainingSettings)  # noqa: S101 - narrows the type for the checker only
    return timedelta(days=service.settings.keep_names_days)
