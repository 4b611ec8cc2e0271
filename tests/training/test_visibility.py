"""Who sees what: every route asked by the wrong organisation, with the wrong scope, and without its headers."""

from typing import Any

import httpx2 as httpx
import pytest
from chassis.auth import OrgKind
from chassis.testing import Signer
from training.schemas.examples import courses

from tests.factories.training import SCOPES, Caller, operations
from tests.training.asked import (
    ENDED,
    EVERY,
    OF_A_CALL,
    OF_A_COURSE,
    OF_AN_APPLICATION,
    OFFICE,
    PUBLIC,
    REVIEW,
    SOME,
    WRITE,
)
from tests.training.conftest import Anyone, MakeApplication, Row

NAMES = {
    "course_id": "{course}",
    "session_id": "{session}",
    "enrolment_id": "{enrolment}",
    "call_id": "{call}",
    "application_id": "{application}",
    "request_id": "{request}",
    "document_id": "{document}",
    "decision_id": "{decision}",
}
NOBODYS = dict.fromkeys(("course", "session", "enrolment", "call", "application", "request", "document"), SOME)
NOBODYS |= {"decision": SOME}


async def ask(caller: Caller, method: str, path: str, body: Any, **headers: str | None) -> httpx.Response:
    """One request with everything that the route could ask for, but what is given as None."""
    sent = caller.headers(key=True, etag="*", acting_person="officer-17")
    sent |= {"Content-Type": "application/pdf"} if isinstance(body, bytes) else {}
    for name, value in headers.items():
        sent.pop(name.replace("_", "-"), None)
        sent |= {name.replace("_", "-"): value} if value is not None else {}
    params = {"item": "registration"} if path.endswith("/documents") and method == "POST" else None
    if isinstance(body, bytes):
        return await caller.http.request(method, path, content=body, headers=sent, params=params)
    return await caller.http.request(method, path, json=body, headers=sent)


def test_every_route_is_asked_here() -> None:
    asked = {(method, path) for method, path, *_ in EVERY}

    assert {(method.upper(), path.format(**NAMES)) for path, method in operations()} == asked


async def application_in_full(employer: Caller, apply_for: MakeApplication) -> dict[str, str]:
    """What the paths of an application name, where everything that they name is there."""
    found = await apply_for("supplement_requested", without=("cooperation",))
    path = f"/v1/applications/{found['id']}"
    [request] = (await employer.get(f"{path}/supplement-requests")).json()["items"]
    [document, *_] = (await employer.get(f"{path}/documents")).json()["items"]
    names = {"application": found["id"], "decision": found["decision_id"]}
    return names | {"request": request["id"], "document": document["id"]}


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), OF_A_COURSE)
async def test_another_providers_enrolments_are_not_there_and_its_courses_not_to_change(
    anyone: Anyone, enrolment: Row, method: str, path: str, scope: str, body: Any, kind: OrgKind
) -> None:
    names = {"course": enrolment["course_id"], "session": enrolment["session_id"], "enrolment": enrolment["id"]}
    stranger = anyone(kind, org="branch-2", region="taoyuan-hsinchu-miaoli")

    answer = await ask(stranger, method, path.format(**names), body)

    assert answer.status_code == 404
    assert answer.json()["code"] in ("course-unknown", "session-unknown", "enrolment-unknown")


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), OF_A_CALL)
async def test_another_offices_call_is_not_to_change(
    anyone: Anyone, call: Row, method: str, path: str, scope: str, body: Any, kind: OrgKind
) -> None:
    answer = await ask(anyone(kind, org="office-2"), method, path.format(call=call["id"]), body)

    assert (answer.status_code, answer.json()["code"]) == (404, "call-unknown")


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), OF_AN_APPLICATION)
async def test_another_ones_application_is_not_there(
    anyone: Anyone,
    employer: Caller,
    apply_for: MakeApplication,
    method: str,
    path: str,
    scope: str,
    body: Any,
    kind: OrgKind,
) -> None:
    names = await application_in_full(employer, apply_for)

    answer = await ask(anyone(kind, org="stranger"), method, path.format(**names), body)

    assert answer.status_code == 404
    assert answer.json()["code"] in ("application-unknown", "decision-unknown")


@pytest.mark.parametrize(
    ("method", "path", "scope", "body", "kind"),
    [one for one in OF_AN_APPLICATION if one[2] in (WRITE, REVIEW)] + OF_A_CALL + OF_A_COURSE[:3],
)
async def test_a_scope_does_not_make_one_kind_of_organisation_another(
    anyone: Anyone, method: str, path: str, scope: str, body: Any, kind: OrgKind
) -> None:
    answer = await ask(anyone(OrgKind.UNIVERSITY), method, path.format(**NOBODYS), body)

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


async def test_what_there_is_not_is_not_found(anyone: Anyone) -> None:
    for method, path, _, body, kind in OF_A_COURSE + PUBLIC + OF_A_CALL + OF_AN_APPLICATION:
        answer = await ask(anyone(kind, region="north"), method, path.format(**NOBODYS), body)

        assert answer.status_code == 404, path
        assert answer.json()["code"].endswith("-unknown")


async def test_a_token_without_the_scope_is_refused(anyone: Anyone) -> None:
    for method, path, scope, body, kind in EVERY:
        others = tuple(one for one in SCOPES if one != scope)

        answer = await ask(anyone(kind, region="north", scopes=others), method, path.format(**NOBODYS), body)

        assert answer.status_code == 403, path
        assert (answer.json()["code"], answer.json()["scope"]) == ("scope-missing", scope)


async def test_without_a_token_nothing_is_said(http: httpx.AsyncClient, signer: Signer) -> None:
    for method, path, _, body, kind in EVERY:
        answer = await ask(Caller(http, signer, kind), method, path.format(**NOBODYS), body, Authorization=None)

        assert (answer.status_code, answer.json()["code"]) == (401, "token-refused"), path


CONDITIONAL = [
    one
    for one in EVERY
    if one[0] == "PUT"
    or (one[0] == "POST" and one[1].count("/") > 2 and not one[1].endswith(("/sessions", "/replay", "/documents")))
]


async def test_a_change_names_the_version_that_was_seen(anyone: Anyone) -> None:
    for method, path, _, body, kind in CONDITIONAL:
        answer = await ask(anyone(kind, region="north"), method, path.format(**NOBODYS), body, If_Match=None)

        assert (answer.status_code, answer.json()["code"]) == (428, "if-match-missing"), path


CREATING = [
    one
    for one in EVERY
    if one[0] == "POST"
    and (one[1].count("/") == 2 or one[1].endswith(("/sessions", "/documents", "/eligibility-decisions")))
]


async def test_what_creates_asks_for_a_key(anyone: Anyone) -> None:
    for method, path, _, body, kind in CREATING:
        answer = await ask(anyone(kind, region="north"), method, path.format(**NOBODYS), body, Idempotency_Key=None)

        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing"), path


async def test_a_stale_version_changes_nothing(
    branch: Caller, office: Caller, employer: Caller, enrolment: Row, apply_for: MakeApplication
) -> None:
    names = await application_in_full(employer, apply_for)
    before = (await employer.get(f"/v1/applications/{names['application']}")).json()

    for method, path, _, body, kind in OF_AN_APPLICATION:
        if method == "GET" or path.endswith(("/replay", "/submission", "/eligibility-check", "/documents")):
            continue
        caller = office if kind is OFFICE else employer
        answer = await ask(caller, method, path.format(**names), body, If_Match='"1"')
        assert (answer.status_code, answer.json()["code"]) == (412, "version-stale"), path

    assert (await employer.get(f"/v1/applications/{names['application']}")).json() == before


async def test_the_same_key_answers_the_same_and_enrols_once(branch: Caller, course: Row, session: Row) -> None:
    headers = branch.headers(key=True)
    stated = {**courses.ENROLMENT, "course_id": course["id"]}

    answers = [await branch.http.post("/v1/enrolments", json=stated, headers=headers) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len((await branch.get("/v1/enrolments")).json()["items"]) == 1


async def test_the_agency_sees_every_enrolment_and_changes_none_of_anothers(anyone: Anyone, enrolment: Row) -> None:
    agency = anyone(OrgKind.WORKFORCE_AGENCY, org="wda")

    assert (await agency.get(f"/v1/enrolments/{enrolment['id']}")).status_code == 200
    refused = await agency.post(f"/v1/enrolments/{enrolment['id']}/drop", ENDED)
    assert (refused.status_code, refused.json()["code"]) == (404, "enrolment-unknown")


@pytest.mark.parametrize("kind", [OrgKind.UNIVERSITY, OrgKind.EMPLOYER, OrgKind.MOBILE, OrgKind.PLANNING])
async def test_others_see_no_enrolment(anyone: Anyone, enrolment: Row, kind: OrgKind) -> None:
    stranger = anyone(kind, org="branch-north")

    assert (await stranger.get(f"/v1/enrolments/{enrolment['id']}")).status_code == 404
    assert (await stranger.get("/v1/enrolments")).json()["items"] == []


@pytest.mark.parametrize(
    ("kind", "org", "count"),
    [
        (OrgKind.EMPLOYER, "org-1", 1),
        (OrgKind.EMPLOYER, "org-2", 0),
        (OrgKind.PROGRAMME_OFFICE, "office-1", 1),
        (OrgKind.PROGRAMME_OFFICE, "office-2", 0),
        (OrgKind.FUNDING_AUTHORITY, "ida", 1),
        (OrgKind.FUNDING_AUTHORITY, "other", 0),
        (OrgKind.WORKFORCE_AGENCY, "wda", 0),
        (OrgKind.REVIEWER, "office-1", 0),
        (OrgKind.ASSOCIATION, "org-1", 0),
    ],
)
async def test_a_list_of_applications_is_of_those_that_are_seen(
    anyone: Anyone, apply_for: MakeApplication, kind: OrgKind, org: str, count: int
) -> None:
    await apply_for("submitted")

    assert len((await anyone(kind, org=org).get("/v1/applications")).json()["items"]) == count


async def test_an_authority_reads_and_decides_nothing(anyone: Anyone, apply_for: MakeApplication) -> None:
    path = f"/v1/applications/{(await apply_for('submitted'))['id']}/eligibility-check"

    refused = await anyone(OrgKind.FUNDING_AUTHORITY, org="ida").post(path)

    assert (refused.status_code, refused.json()["code"]) == (403, "organisation-kind-refused")
