"""The vacancy service as an object, and its api role: ``python -m vacancy.main``."""

from pathlib import Path

from chassis import app
from chassis.auth import TokenVerifier, http_keys
from chassis.serve import serve
from fastapi import FastAPI

from vacancy.adapters.company_registry import FileCompanyRegistry, HttpCompanyRegistry
from vacancy.domain.registry import CompanyRegistry, NoRegistry
from vacancy.endpoints import ROUTERS, STATUS_OF
from vacancy.handlers import HANDLERS, lock_heard
from vacancy.jobs import JOBS, SCHEDULES
from vacancy.models import METADATA, TABLES
from vacancy.parts import VacancyService
from vacancy.service.announce_everything import TELLINGS
from vacancy.service.load_lexicon import load_lexicon
from vacancy.service.load_reference import load_reference
from vacancy.service.seat_placement import PROJECTIONS
from vacancy.settings import VacancySettings

MIGRATIONS = Path(__file__).parent / "migrations"


def build_service(settings: VacancySettings | None = None, *, verifier: TokenVerifier | None = None) -> VacancyService:
    """Put the service together; without a verifier, tokens are checked against the keys at ``settings.jwks_url``."""
    chosen = settings or VacancySettings()
    # a lexicon that cannot be used ends the start, not the first write
    load_lexicon()
    return VacancyService(
        name="vacancy",
        title="YouthLink vacancy",
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
        registry=build_registry(chosen),
    )


def build_registry(settings: VacancySettings) -> CompanyRegistry:
    """The company registry that the settings name: an address, else a file, else none."""
    if settings.company_registry_url:
        timeout = settings.company_registry_timeout_seconds
        return HttpCompanyRegistry(settings.company_registry_url, timeout_seconds=timeout)
    if settings.company_registry_file:
        return FileCompanyRegistry(settings.company_registry_file)
    return NoRegistry()


def create_app(settings: VacancySettings | None = None, *, verifier: TokenVerifier | None = None) -> FastAPI:
    """The ASGI application of a service that is built for it alone."""
    return app.create_app(build_service(settings, verifier=verifier))


if __name__ == "__main__":
    serve(build_service)
