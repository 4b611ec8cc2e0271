"""The api role of the indicators service."""

from pathlib import Path

from chassis.auth import TokenVerifier, http_keys
from chassis.serve import serve
from chassis.service import Service

from indicators.endpoints import ROUTERS, STATUS_OF
from indicators.handlers import HANDLERS
from indicators.jobs import JOBS, TELLINGS
from indicators.models import METADATA, PROJECTIONS, TABLES
from indicators.service.indicators import load_reference
from indicators.service.load_series import definitions
from indicators.settings import IndicatorsSettings


def build_service(settings: IndicatorsSettings | None = None, *, verifier: TokenVerifier | None = None) -> Service:
    """The indicators service, from the environment unless it is handed its settings."""
    settings = settings or IndicatorsSettings()
    # series that cannot be read end the start, not the first count
    definitions()
    return Service(
        name="indicators",
        title="YouthLink indicators",
        settings=settings,
        metadata=METADATA,
        tables=TABLES,
        migrations=Path(__file__).parent / "migrations",
        verifier=verifier
        or TokenVerifier(
            issuer=settings.token_issuer, audience=settings.token_audience, fetch_keys=http_keys(settings.jwks_url)
        ),
        routers=ROUTERS,
        status_of=STATUS_OF,
        handlers=HANDLERS,
        jobs=JOBS,
        tellings=TELLINGS,
        projections=PROJECTIONS,
        load_reference=load_reference,
    )


if __name__ == "__main__":
    serve(build_service)
