"""The matching service as an object, and its api role: ``python -m matching.main``."""

from pathlib import Path

from chassis import app
from chassis.auth import TokenVerifier, http_keys
from chassis.people import People
from chassis.serve import serve
from fastapi import FastAPI

from matching.adapters.codebook import load_codebook
from matching.endpoints import ROUTERS, STATUS_OF
from matching.handlers import HANDLERS, lock_heard
from matching.jobs import JOBS, SCHEDULES
from matching.models import METADATA, PEOPLE, SEALED, TABLES
from matching.parts import MatchingService, keep_live
from matching.service.announce_everything import PROJECTIONS, TELLINGS
from matching.service.live_snapshot import LiveSnapshot
from matching.service.load_reference import load_reference
from matching.settings import MatchingSettings

MIGRATIONS = Path(__file__).parent / "migrations"


def build_service(
    settings: MatchingSettings | None = None, *, verifier: TokenVerifier | None = None
) -> MatchingService:
    """Put the service together; without a verifier, tokens are checked against the keys at ``settings.jwks_url``."""
    chosen = settings or MatchingSettings()
    return MatchingService(
        name="matching",
        title="YouthLink matching",
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
        people=People.of(chosen, PEOPLE),
        sealed=SEALED,
        live=LiveSnapshot(load_codebook(), file=chosen.snapshot_file),
        companions=(keep_live,),
    )


def create_app(settings: MatchingSettings | None = None, *, verifier: TokenVerifier | None = None) -> FastAPI:
    """The ASGI application of a service that is built for it alone."""
    return app.create_app(build_service(settings, verifier=verifier))


if __name__ == "__main__":
    serve(build_service)
