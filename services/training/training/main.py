"""The training service as an object, and its api role: ``python -m training.main``."""

from pathlib import Path

from chassis import app
from chassis.auth import TokenVerifier, http_keys
from chassis.people import People, Sealed
from chassis.serve import serve
from fastapi import FastAPI

from training.adapters.document_store import DocumentStore
from training.endpoints import ROUTERS, STATUS_OF
from training.handlers import HANDLERS, lock_heard
from training.jobs import JOBS, SCHEDULES
from training.models import (
    APPLICATION_STEP,
    ENROLMENT,
    METADATA,
    PEOPLE_TABLES,
    PROJECTIONS,
    SUPPLEMENT_REQUEST,
    TABLES,
    TRAINEE,
)
from training.parts import TrainingService
from training.service.announce_everything import TELLINGS
from training.service.load_reference import load_reference
from training.service.load_skills import known_skills
from training.settings import TrainingSettings

MIGRATIONS = Path(__file__).parent / "migrations"
SEALED = (
    Sealed(ENROLMENT, columns=("remarks", "comment")),
    Sealed(TRAINEE, columns=("name",)),
    Sealed(APPLICATION_STEP, columns=("sealed_reason",)),
    Sealed(SUPPLEMENT_REQUEST, columns=("sealed_reference", "sealed_extensions")),
)


def build_service(
    settings: TrainingSettings | None = None, *, verifier: TokenVerifier | None = None
) -> TrainingService:
    """Put the service together; without a verifier, tokens are checked against the keys at ``settings.jwks_url``."""
    chosen = settings or TrainingSettings()
    # a list of skills that cannot be read ends the start, not the first write
    known_skills()
    return TrainingService(
        name="training",
        title="YouthLink training",
        settings=chosen,
        metadata=METADATA,
        tables=TABLES,
        migrations=MIGRATIONS,
        verifier=verifier
        or TokenVerifier(
            issuer=chosen.token_issuer, audience=chosen.token_audience, fetch_keys=http_keys(chosen.jwks_url)
        ),
        routers=ROUTERS,
        status_of=STATUS_OF,
        handlers=HANDLERS,
        lock_heard=lock_heard,
        jobs=JOBS,
        schedules=SCHEDULES,
        tellings=TELLINGS,
        projections=PROJECTIONS,
        load_reference=load_reference,
        people=People.of(chosen, PEOPLE_TABLES),
        sealed=SEALED,
        store=DocumentStore(chosen.uploads_url),
    )


def create_app(settings: TrainingSettings | None = None, *, verifier: TokenVerifier | None = None) -> FastAPI:
    """The ASGI application of a service that is built for it alone."""
    return app.create_app(build_service(settings, verifier=verifier))


if __name__ == "__main__":
    serve(build_service)
