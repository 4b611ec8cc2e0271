"""The api role of the indicators service."""

from pathlib import Path

from chassis.auth import TokenVerifier, http_keys
from chassis.serve import serve
from chassis.service import Service

from indicators.endpoints import STATUS_OF, router
from indicators.handlers import HANDLERS
from indicators.models import METADATA, TABLES
from indicators.service import load_reference
from indicators.settings import IndicatorsSettings


def build_service(settings: IndicatorsSettings | None = None, *, verifier: TokenVerifier | None = None) -> Service:
    """The indicators service, from the environment unless it is handed its settings."""
    settings = settings or IndicatorsSettings()
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
        routers=[router],
        status_of=STATUS_OF,
        handlers=HANDLERS,
        load_reference=load_reference,
    )


if __name__ == "__main__":
    serve(build_service)
