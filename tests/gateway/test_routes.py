"""The route table as a data structure."""

import pytest
from gateway.routes import ROUTES, Route, RouteTable
from hypothesis import given
from hypothesis import strategies as st

GET, POST = frozenset({"GET"}), frozenset({"POST"})
TABLE = RouteTable(
    [
        Route("a", "/v1/things", GET),
        Route("a", "/v1/things", POST),
        Route("a", "/v1/things:batch", POST),
        Route("a", "/v1/things/changes", GET),
        Route("b", "/v1/things/{thing_id}", GET),
        Route("b", "/v1/things/{id}/parts/{part_id}", GET),
    ]
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/v1/things", "/v1/things"),
        ("/v1/things:batch", "/v1/things:batch"),
        ("/v1/things/changes", "/v1/things/changes"),
        ("/v1/things/7", "/v1/things/{thing_id}"),
        ("/v1/things/臺 北", "/v1/things/{thing_id}"),
        ("/v1/things/7/parts/8", "/v1/things/{id}/parts/{part_id}"),
    ],
)
def test_a_literal_segment_wins_over_a_parameter(path: str, found: str) -> None:
    by_method = TABLE.find(path)

    assert by_method is not None
    assert {route.path for route in by_method.values()} == {found}


@pytest.mark.parametrize(
    "path",
    ["", "/", "/v1", "/v1/things/", "/v1/things//parts/8", "/v1/things/7/parts", "/v1/things/..", "/v1/things/."],
)
def test_what_is_no_route_is_not_found(path: str) -> None:
    assert TABLE.find(path) is None


@given(st.sampled_from(ROUTES))
def test_a_template_finds_itself(route: Route) -> None:
    by_method = RouteTable(ROUTES).find(route.path)

    assert by_method is not None
    assert all(by_method[method] is route for method in route.methods)


@given(st.text())
def test_any_text_can_be_looked_up(path: str) -> None:
    found = TABLE.find("/v1/things/" + path)

    assert found is None or "GET" in found


def test_a_method_of_a_path_is_routed_once() -> None:
    with pytest.raises(ValueError):
        RouteTable([Route("a", "/v1/things/{a}", GET), Route("b", "/v1/things/{b}", GET)])
