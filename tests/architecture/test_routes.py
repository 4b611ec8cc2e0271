"""The gateway's route table and the services' routes are the same list, and five applications live in one process."""

from collections.abc import Sequence

from fastapi.routing import APIRoute
from gateway.routes import ROUTES
from indicators.endpoints import router as indicators_router
from indicators.models import METADATA as INDICATORS_METADATA
from starlette.routing import BaseRoute
from vacancy.endpoints import ROUTERS as VACANCY_ROUTERS
from vacancy.models import METADATA as VACANCY_METADATA

SERVED: dict[str, Sequence[BaseRoute]] = {
    "vacancy": [route for router in VACANCY_ROUTERS for route in router.routes],
    "indicators": indicators_router.routes,
}


def test_every_public_route_of_a_service_stands_in_the_gateways_table_and_the_other_way_round() -> None:
    served = {
        (service, route.path_format, method)
        for service, routes in SERVED.items()
        for route in routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    routed = {(route.service, route.path, method) for route in ROUTES for method in route.methods}
    assert served == routed


def test_every_service_has_its_own_metadata_with_the_chassis_tables() -> None:
    assert VACANCY_METADATA is not INDICATORS_METADATA
    assert {"outbox", "inbox", "idempotency"} <= VACANCY_METADATA.tables.keys() & INDICATORS_METADATA.tables.keys()
