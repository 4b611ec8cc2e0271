"""The gateway's route table and the services' routes are the same list, and five applications live in one process."""

import importlib

from fastapi.routing import APIRoute
from gateway.routes import ROUTES
from onebox.shell import SERVICES


def test_every_public_route_of_a_service_stands_in_the_gateways_table_and_the_other_way_round() -> None:
    served = {
        (service, route.path_format, method)
        for service in SERVICES
        for router in importlib.import_module(f"{service}.endpoints").ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    routed = {(route.service, route.path, method) for route in ROUTES for method in route.methods}
    assert served == routed


def test_every_service_has_its_own_metadata_with_the_chassis_tables() -> None:
    metadata = {service: importlib.import_module(f"{service}.models").METADATA for service in SERVICES}
    assert len({id(one) for one in metadata.values()}) == len(SERVICES)
    for one in metadata.values():
        assert {"outbox", "inbox", "idempotency", "audit"} <= one.tables.keys()
