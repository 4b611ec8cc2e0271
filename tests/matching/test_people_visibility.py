"""Who sees whom: every route with the wrong tenant, without its scope, without a token."""

from typing import Any

import httpx2 as httpx
import pytest
from chassis.auth import OrgKind
from fastapi.routing import APIRoute
from matching.endpoints import consents, eligibility, erasures, students, youths

from tests.factories.youths import (
    KAOHSIUNG,
    REGISTRATION,
    SCOPES,
    Caller,
    a_youth,
    an_item,
    number,
    self_service,
)
from tests.matching.conftest import Anyone

SOME = "00000000-0000-0000-0000-000000000000"
READ, WRITE, DECIDE, ERASE = SCOPES
OFFICE, BRANCH, UNIVERSITY = OrgKind.PUBLIC_EMPLOYMENT_OFFICE, OrgKind.BRANCH, OrgKind.UNIVERSITY
GRANT = {"granted": True, "reason": "量能足夠"}
OF_ONE_PERSON: list[tuple[str, str, str, Any, OrgKind]] = [
    ("GET", "/v1/youths/{youth}", READ, None, OFFICE),
    ("PATCH", "/v1/youths/{youth}", WRITE, {"facts": {"phone": "0922222222"}}, OFFICE),
    ("POST", "/v1/youths/{youth}/withdrawal", WRITE, {"reason": "own_wish"}, OFFICE),
    ("POST", "/v1/youths/{youth}/consents", WRITE, REGISTRATION, OFFICE),
    ("GET", "/v1/youths/{youth}/consents", READ, None, OFFICE),
    ("POST", "/v1/youths/{youth}/consents/{consent}/withdrawal", WRITE, None, OFFICE),
    ("POST", "/v1/youths/{youth}/eligibility-decisions", WRITE, None, OFFICE),
    ("GET", "/v1/youths/{youth}/eligibility-decisions", READ, None, OFFICE),
    ("GET", "/v1/eligibility-decisions/{decision}", READ, None, OFFICE),
    ("POST", "/v1/eligibility-decisions/{decision}/replay", READ, None, OFFICE),
    ("POST", "/v1/youths/{youth}/resource-decision", DECIDE, GRANT, BRANCH),
    ("GET", "/v1/youths/{youth}/resource-decision", READ, None, OFFICE),
    ("POST", "/v1/youths/{youth}/erasure", ERASE, None, OFFICE),
]
OF_ALL: list[tuple[str, str, str, Any, OrgKind]] = [
    ("POST", "/v1/youths", WRITE, {"facts": a_youth(), "consents": [REGISTRATION]}, OFFICE),
    ("GET", "/v1/youths", READ, None, OFFICE),
    ("GET", "/v1/youths/changes", READ, None, OFFICE),
    ("POST", "/v1/students:batch", WRITE, {"items": [an_item()]}, UNIVERSITY),
    ("GET", "/v1/students/reconciliation", READ, None, UNIVERSITY),
    ("GET", f"/v1/erasures/{SOME}", ERASE, None, OFFICE),
]
EVERY = OF_ONE_PERSON + OF_ALL
STRANGERS = [
    (OrgKind.PUBLIC_EMPLOYMENT_OFFICE, {"org": "office-2", "region": "north"}),
    (OrgKind.UNIVERSITY, {"org": "office-2"}),
    (OrgKind.BRANCH, {"region": "yunlin-chiayi-tainan"}),
    (OrgKind.BRANCH, {"region": None}),
    (OrgKind.BRANCH, {"region": "nowhere"}),
    (OrgKind.MOBILE, {}),
    (OrgKind.EMPLOYER, {"org": "office-1"}),
    (OrgKind.ASSOCIATION, {"org": "office-1"}),
    (OrgKind.PLANNING, {}),
    (OrgKind.REVIEWER, {}),
    (OrgKind.PROGRAMME_OFFICE, {}),
]


PEOPLE = [module.router for module in (youths, students, consents, eligibility, erasures)]


async def ask(caller: Caller, method: str, path: str, body: object) -> httpx.Response:
    """One request with everything that the route could ask for."""
    headers = caller.headers(key=True, etag="*", acting_person="officer-17")
    return await caller.http.request(method, path, json=body, headers=headers)


async def placed(office: Caller, path: str) -> str:
    """The path with what it names: somebody registered in Taipei, a decision, a consent."""
    made = await office.registered()
    [consent] = (await office.get(f"/v1/youths/{made['id']}/consents")).json()["items"]
    return path.format(youth=made["id"], decision=made["decision_id"], consent=consent["id"])


def test_every_route_is_asked_here() -> None:
    asked = {(method, path) for method, path, *_ in EVERY}
    names = {"youth_id": "{youth}", "decision_id": "{decision}", "consent_id": "{consent}", "erasure_id": SOME}

    people = [route for router in PEOPLE for route in router.routes if isinstance(route, APIRoute)]
    assert asked == {(method, route.path_format.format(**names)) for route in people for method in route.methods or ()}


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), OF_ONE_PERSON)
async def test_what_is_not_yours_is_not_there(
    office: Caller, anyone: Anyone, method: str, path: str, scope: str, body: object, kind: OrgKind
) -> None:
    where = await placed(office, path)
    stranger = anyone(kind, org="office-2", region="yunlin-chiayi-tainan")

    answer = await ask(stranger, method, where, body)

    assert answer.status_code == 404
    assert answer.json()["code"] in ("youth-unknown", "decision-unknown")


@pytest.mark.parametrize(("kind", "traits"), STRANGERS)
async def test_nobody_else_reads_anything_of_anybody(
    office: Caller, anyone: Anyone, kind: OrgKind, traits: dict[str, Any]
) -> None:
    made = await office.registered()
    stranger = anyone(kind, **traits)

    for method, path, _, body, _ in OF_ONE_PERSON:
        if method == "GET":
            where = path.format(youth=made["id"], decision=made["decision_id"])
            assert (await ask(stranger, method, where, body)).status_code == 404
    assert (await stranger.get("/v1/youths")).json()["items"] == []
    assert (await stranger.get("/v1/youths/changes")).json()["items"] == []


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), EVERY)
async def test_every_route_asks_for_its_scope(
    office: Caller, anyone: Anyone, method: str, path: str, scope: str, body: object, kind: OrgKind
) -> None:
    where = await placed(office, path)
    caller = anyone(kind, org="office-1", region="north", scopes=tuple(one for one in SCOPES if one != scope))

    answer = await ask(caller, method, where, body)

    assert (answer.status_code, answer.json()["code"], answer.json()["scope"]) == (403, "scope-missing", scope)


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), EVERY)
async def test_every_route_asks_for_a_token(
    http: httpx.AsyncClient, method: str, path: str, scope: str, body: object, kind: OrgKind
) -> None:
    where = path.format(youth=SOME, decision=SOME, consent=SOME)

    answer = await http.request(method, where, json=body)

    assert (answer.status_code, answer.json()["code"]) == (401, "token-refused")


@pytest.mark.parametrize(
    ("kind", "traits", "sees"),
    [
        (OrgKind.UNIVERSITY, {"org": "university-1"}, ["student"]),
        (OrgKind.UNIVERSITY, {"org": "university-2"}, []),
        (OrgKind.PUBLIC_EMPLOYMENT_OFFICE, {"org": "office-1"}, ["taipei", "kaohsiung"]),
        (OrgKind.BRANCH, {"region": "north"}, ["taipei", "student"]),
        (OrgKind.BRANCH, {"region": "kaohsiung-pingtung-penghu-taitung"}, ["kaohsiung"]),
        (OrgKind.WORKFORCE_AGENCY, {}, ["taipei", "kaohsiung", "student"]),
        (OrgKind.MOBILE, {"org": "mobile-1"}, ["kaohsiung"]),
        (OrgKind.EMPLOYER, {"org": "office-1"}, []),
    ],
)
async def test_a_list_shows_whom_an_organisation_sees(
    office: Caller,
    university: Caller,
    mobile: Caller,
    anyone: Anyone,
    kind: OrgKind,
    traits: dict[str, str],
    sees: list[str],
) -> None:
    ids = {(await office.registered(person_number=number(1)))["id"]: "taipei"}
    consents = [REGISTRATION, self_service(mobile.client_id, "name")]
    south = await office.registered(person_number=number(2), registration__county=KAOHSIUNG, consents=consents)
    ids |= {south["id"]: "kaohsiung", await university.sent(person_number=number(3)): "student"}

    listed = (await anyone(kind, **traits).get("/v1/youths")).json()["items"]

    assert [ids[one["id"]] for one in listed] == sees


@pytest.mark.parametrize("path", ["/v1/youths", "/v1/youths/changes"])
async def test_a_cursor_of_another_organisation_is_refused(office: Caller, anyone: Anyone, path: str) -> None:
    for running in range(3):
        await office.registered(person_number=number(running))
    cursor = (await office.get(path, limit=1)).json()["next_cursor"]

    answer = await anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org="office-2").get(path, cursor=cursor)

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid")
