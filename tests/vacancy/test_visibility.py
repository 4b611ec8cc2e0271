"""Who sees what: every route asked by the wrong organisation and with the wrong scope."""

from typing import Any

import httpx2 as httpx
import pytest
from chassis.auth import OrgKind
from chassis.testing import Signer
from vacancy.schemas.examples import contact_windows
from vacancy.schemas.examples import partners as examples
from vacancy.schemas.examples.imports import FEED
from vacancy.schemas.examples.rules import DRAFT

from tests.factories.partners import a_cooperation, a_plan, a_projection, an_employer
from tests.factories.vacancy import SCOPES, Caller, a_complete_statement, a_statement, operations
from tests.vacancy.conftest import Anyone, InState

ATTEST = {"facts": {"direct_employment": True}, "basis": "聲明書"}
REVIEW = {"outcome": "qualified", "reason": "經查證屬實"}
REASON = {"reason": "查證中"}
DECISION = {"outcome": "dismissed", "reason": "原處分並無違誤"}
GRANT = {"criterion": "wage", "reason": "專案會議決議", "valid_until": "2026-12-31"}
SOME = "00000000-0000-0000-0000-000000000000"
ASSOCIATION, BRANCH = OrgKind.ASSOCIATION, OrgKind.BRANCH
READ, WRITE, DEMAND = "vacancies:read", "vacancies:write", "vacancies:demand"
OF_ONE_VACANCY = [
    ("GET", "/v1/vacancies/{vacancy}", READ, None, ASSOCIATION),
    ("POST", "/v1/vacancies/{vacancy}/screenings", WRITE, None, ASSOCIATION),
    ("GET", "/v1/vacancies/{vacancy}/screenings", READ, None, ASSOCIATION),
    ("GET", "/v1/screenings/{screening}", READ, None, ASSOCIATION),
    ("POST", "/v1/screenings/{screening}/replay", READ, None, ASSOCIATION),
    ("POST", "/v1/vacancies/{vacancy}/attestations", "vacancies:attest", ATTEST, ASSOCIATION),
    ("POST", "/v1/vacancies/{vacancy}/review", "vacancies:review", REVIEW, BRANCH),
    ("POST", "/v1/vacancies/{vacancy}/publication", "vacancies:publish", None, BRANCH),
    ("POST", "/v1/vacancies/{vacancy}/submission", WRITE, None, ASSOCIATION),
    ("POST", "/v1/vacancies/{vacancy}/suspension", "vacancies:publish", REASON, BRANCH),
    ("POST", "/v1/vacancies/{vacancy}/resumption", "vacancies:publish", REASON, BRANCH),
    ("POST", "/v1/vacancies/{vacancy}/closure", WRITE, {"outcome": "closed"}, ASSOCIATION),
    ("POST", "/v1/vacancies/{vacancy}/withdrawal", WRITE, REASON, ASSOCIATION),
    ("GET", "/v1/vacancies/{vacancy}/skills", READ, None, ASSOCIATION),
    ("GET", "/v1/vacancies/{vacancy}/steps", READ, None, ASSOCIATION),
    ("POST", "/v1/vacancies/{vacancy}/resubmission", WRITE, a_complete_statement(), ASSOCIATION),
    ("GET", "/v1/vacancies/{vacancy}/resubmissions", READ, None, ASSOCIATION),
    ("POST", "/v1/vacancies/{vacancy}/appeals", WRITE, {"grounds": "原處分有誤"}, ASSOCIATION),
    ("GET", "/v1/vacancies/{vacancy}/appeals", READ, None, ASSOCIATION),
    ("GET", "/v1/vacancies/{vacancy}/duplicates", READ, None, ASSOCIATION),
    ("POST", "/v1/vacancies/{vacancy}/reports", "vacancies:report", {"reason": "pay_lower"}, OrgKind.MOBILE),
    ("POST", f"/v1/vacancies/{{vacancy}}/appeals/{SOME}/decision", "vacancies:review", DECISION, BRANCH),
]
BATCH = {"items": [{"vacancy_id": SOME, "if_match": "*", **REVIEW}]}
OF_ONE_EXCEPTION: list[tuple[str, str, str, Any, OrgKind]] = [
    ("GET", "/v1/exceptions/{exception}", READ, None, ASSOCIATION),
    ("POST", "/v1/exceptions/{exception}/revocation", "vacancies:review", REASON, BRANCH),
]
PLAN, WINDOWS, AGENCY = "programme:write", "programme:windows", OrgKind.WORKFORCE_AGENCY
OF_ONE_PARTNER: list[tuple[str, str, str, Any, OrgKind]] = [
    ("GET", f"/v1/employers/{SOME}", READ, None, ASSOCIATION),
    ("POST", f"/v1/employers/{SOME}/registry-check", READ, None, ASSOCIATION),
    ("GET", f"/v1/associations/{SOME}", READ, None, ASSOCIATION),
    ("PUT", f"/v1/associations/{SOME}", PLAN, a_cooperation(), BRANCH),
    ("GET", f"/v1/contact-windows/{SOME}", WINDOWS, None, OrgKind.UNIVERSITY),
    ("PUT", f"/v1/contact-windows/{SOME}", WINDOWS, contact_windows.FACTS, OrgKind.UNIVERSITY),
    ("GET", f"/v1/execution-plans/{SOME}", READ, None, BRANCH),
    ("GET", f"/v1/execution-plans/{SOME}/revisions", READ, None, BRANCH),
    ("POST", f"/v1/execution-plans/{SOME}/acknowledgement", "programme:acknowledge", {"document_number": "1"}, AGENCY),
    ("POST", f"/v1/execution-plans/{SOME}/amendment", PLAN, examples.AMENDMENT, BRANCH),
    ("POST", f"/v1/duplicates/{SOME}/release", "vacancies:review", REASON, BRANCH),
    ("POST", f"/v1/duplicates/{SOME}/restore", "vacancies:review", REASON, BRANCH),
    ("POST", f"/v1/reports/{SOME}/decision", "vacancies:review", {"outcome": "upheld", "reason": "查證"}, BRANCH),
    ("GET", "/v1/key-industries/112-99/projections", READ, None, ASSOCIATION),
    ("PUT", "/v1/key-industries/112-99/projections/115-117", PLAN, a_projection(), AGENCY),
    ("PUT", "/v1/entry-wages/112-99/115", PLAN, examples.ENTRY_WAGE_FIGURE, BRANCH),
]
ROWS = {"items": [{"source": "taiwanjobs", "source_id": "1", "facts": a_statement()}]}
RULES, TRIAL = "programme:rules", {"industry": "112-10"}
OF_THE_RULES: list[tuple[str, str, str, Any, OrgKind]] = [
    ("GET", "/v1/rule-set-drafts/2026-09", RULES, None, AGENCY),
    ("POST", "/v1/rule-sets/2026-09/trial", RULES, TRIAL, AGENCY),
    ("POST", "/v1/rule-sets/2026-09/activation", RULES, {"effective_from": "2026-09-01"}, AGENCY),
    ("GET", f"/v1/rule-set-trials/{SOME}", RULES, None, AGENCY),
    ("GET", f"/v1/rule-set-trials/{SOME}/flips", RULES, None, AGENCY),
    ("POST", f"/v1/rule-set-trials/{SOME}/cancellation", RULES, None, AGENCY),
    ("GET", f"/v1/rescreenings/{SOME}", RULES, None, AGENCY),
    ("POST", f"/v1/rescreenings/{SOME}/cancellation", RULES, None, AGENCY),
    ("GET", f"/v1/vacancy-imports/{SOME}", READ, None, ASSOCIATION),
    ("GET", f"/v1/vacancy-imports/{SOME}/outcomes", READ, None, ASSOCIATION),
    ("POST", f"/v1/vacancy-imports/{SOME}/cancellation", WRITE, None, ASSOCIATION),
    ("GET", f"/v1/screening-runs/{SOME}", READ, None, ASSOCIATION),
    ("POST", f"/v1/screening-runs/{SOME}/cancellation", WRITE, None, ASSOCIATION),
]
OF_ALL = [
    ("PUT", "/v1/rule-set-drafts/2026-09", RULES, DRAFT, AGENCY),
    ("GET", "/v1/rule-set-drafts", RULES, None, AGENCY),
    ("GET", "/v1/rule-set-trials", RULES, None, AGENCY),
    ("GET", "/v1/rescreenings", RULES, None, AGENCY),
    ("POST", "/v1/screening-runs", WRITE, {}, ASSOCIATION),
    ("POST", "/v1/vacancy-imports", WRITE, FEED, ASSOCIATION),
    ("GET", "/v1/vacancy-imports", READ, None, ASSOCIATION),
    ("GET", "/v1/screening-runs", READ, None, ASSOCIATION),
    ("PUT", "/v1/employers/by-number/22099131", WRITE, an_employer(), ASSOCIATION),
    ("GET", "/v1/employers", READ, None, ASSOCIATION),
    ("GET", "/v1/review-queue", "vacancies:review", None, BRANCH),
    ("GET", "/v1/duplicates", "vacancies:review", None, BRANCH),
    ("GET", "/v1/reports", "vacancies:review", None, BRANCH),
    ("GET", "/v1/partner-health", READ, None, ASSOCIATION),
    ("POST", "/v1/reviews:batch", "vacancies:review", BATCH, BRANCH),
    ("GET", "/v1/screening-statistics", "vacancies:review", None, BRANCH),
    ("POST", "/v1/screenings:simulate", READ, a_statement(), ASSOCIATION),
    ("POST", "/v1/associations", PLAN, {**a_cooperation(), "org": "org-1"}, BRANCH),
    ("GET", "/v1/associations", READ, None, ASSOCIATION),
    ("POST", "/v1/execution-plans", PLAN, a_plan(), BRANCH),
    ("POST", "/v1/contact-windows", WINDOWS, contact_windows.FACTS, OrgKind.UNIVERSITY),
    ("GET", "/v1/contact-windows", WINDOWS, None, OrgKind.UNIVERSITY),
    ("GET", "/v1/execution-plans", READ, None, BRANCH),
    ("POST", "/v1/exceptions", "vacancies:review", {**GRANT, "vacancy_id": SOME}, BRANCH),
    ("GET", "/v1/exceptions", READ, None, ASSOCIATION),
    ("PUT", "/v1/vacancies/by-source/taiwanjobs/1", WRITE, a_statement(), ASSOCIATION),
    ("POST", "/v1/vacancies:batch", WRITE, ROWS, ASSOCIATION),
    ("GET", "/v1/vacancies", READ, None, ASSOCIATION),
    ("GET", "/v1/vacancies/changes", READ, None, ASSOCIATION),
    ("GET", "/v1/key-industries", READ, None, ASSOCIATION),
    ("GET", "/v1/entry-wages", READ, None, ASSOCIATION),
    ("GET", "/v1/rule-sets", READ, None, ASSOCIATION),
    ("GET", "/v1/skills", DEMAND, None, ASSOCIATION),
    ("GET", "/v1/skill-demand", DEMAND, None, OrgKind.PLANNING),
    ("GET", "/v1/skill-demand/chart", DEMAND, None, OrgKind.PLANNING),
]
EVERY = OF_ONE_VACANCY + OF_ONE_EXCEPTION + OF_ONE_PARTNER + OF_THE_RULES + OF_ALL


async def ask(caller: Caller, method: str, path: str, body: object) -> httpx.Response:
    """One request with everything that the route could ask for."""
    headers = caller.headers(key=True, etag="*", acting_person="officer-17")
    return await caller.http.request(method, path, json=body, headers=headers)


def test_every_route_is_asked_here() -> None:
    asked = {(method, path) for method, path, *_ in EVERY}
    names = {"vacancy_id": "{vacancy}", "screening_id": "{screening}", "source": "taiwanjobs", "source_id": "1"}
    names |= {"appeal_id": SOME, "exception_id": "{exception}", "link_id": SOME, "report_id": SOME, "window_id": SOME}
    names |= {"employer_id": SOME, "association_id": SOME, "plan_id": SOME, "company_number": "22099131"}
    names |= {"job_id": SOME, "version": "2026-09"}
    names |= {"industry": "112-99", "edition": "115-117", "roc_year": "115"}

    assert {(method.upper(), path.format(**names)) for path, method in operations()} == asked


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), OF_ONE_VACANCY)
async def test_what_is_not_yours_is_not_there(
    anyone: Anyone, in_state: InState, method: str, path: str, scope: str, body: object, kind: OrgKind
) -> None:
    found = await in_state("needs_review")
    stranger = anyone(kind, org="org-2", region="yunlin-chiayi-tainan")

    answer = await ask(stranger, method, path.format(vacancy=found["id"], screening=found["screening_id"]), body)

    assert answer.status_code == 404
    assert answer.json()["code"] in ("vacancy-unknown", "decision-unknown")
    assert (await anyone(ASSOCIATION).get(f"/v1/vacancies/{found['id']}")).json() == found


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), OF_ONE_PARTNER + OF_THE_RULES)
async def test_what_there_is_not_is_not_found(
    anyone: Anyone, method: str, path: str, scope: str, body: object, kind: OrgKind
) -> None:
    answer = await ask(anyone(kind, region="north"), method, path, body)

    assert answer.status_code == 404
    assert answer.json()["code"].endswith("-unknown")


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), OF_ONE_EXCEPTION)
async def test_an_exception_of_a_vacancy_that_is_not_yours_is_not_there(
    anyone: Anyone, in_state: InState, method: str, path: str, scope: str, body: object, kind: OrgKind
) -> None:
    found = await in_state("needs_review")
    granting = anyone(BRANCH, region="north")
    granted = await granting.post("/v1/exceptions", {**GRANT, "vacancy_id": found["id"]}, acting_person="officer-17")
    exception = granted.json()["id"]
    stranger = anyone(kind, org="org-2", region="yunlin-chiayi-tainan")

    answer = await ask(stranger, method, path.format(exception=exception), body)

    assert (answer.status_code, answer.json()["code"]) == (404, "exception-unknown")
    assert (await stranger.get("/v1/exceptions")).json()["items"] == []


async def test_nobody_excepts_a_criterion_of_a_vacancy_that_is_not_theirs(anyone: Anyone, in_state: InState) -> None:
    found = await in_state("needs_review")
    stranger = anyone(BRANCH, org="branch-south", region="yunlin-chiayi-tainan")

    answer = await ask(stranger, "POST", "/v1/exceptions", {**GRANT, "vacancy_id": found["id"]})

    assert (answer.status_code, answer.json()["code"]) == (404, "vacancy-unknown")


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), EVERY)
async def test_every_route_asks_for_its_scope(
    anyone: Anyone, in_state: InState, method: str, path: str, scope: str, body: object, kind: OrgKind
) -> None:
    found = await in_state("needs_review")
    others = tuple(one for one in SCOPES if one != scope)
    caller = anyone(kind, region="north", scopes=others)

    answer = await ask(
        caller, method, path.format(vacancy=found["id"], screening=found["screening_id"], exception=SOME), body
    )

    assert (answer.status_code, answer.json()["code"], answer.json()["scope"]) == (403, "scope-missing", scope)


@pytest.mark.parametrize(("method", "path", "scope", "body", "kind"), EVERY)
async def test_every_route_asks_for_a_token(
    http: httpx.AsyncClient, method: str, path: str, scope: str, body: object, kind: OrgKind
) -> None:
    some = "00000000-0000-0000-0000-000000000000"

    answer = await http.request(method, path.format(vacancy=some, screening=some, exception=some), json=body)

    assert (answer.status_code, answer.json()["code"]) == (401, "token-refused")


@pytest.mark.parametrize(
    ("kind", "traits", "sees"),
    [
        ("association", {}, ["1"]),
        ("association", {"org": "org-2"}, ["2"]),
        ("employer", {}, ["1"]),
        ("branch", {"region": "north"}, ["1"]),
        ("branch", {"region": "kaohsiung-pingtung-penghu-taitung"}, ["2"]),
        ("branch", {"region": "yunlin-chiayi-tainan"}, []),
        ("branch", {"region": None}, []),
        ("branch", {"region": "nowhere"}, []),
        ("workforce_agency", {}, ["1", "2"]),
        ("university", {}, []),
        ("mobile", {}, []),
        ("reviewer", {}, []),
        ("planning", {}, []),
    ],
)
async def test_lists_show_what_an_organisation_sees(
    anyone: Anyone, kind: str, traits: dict[str, str], sees: list[str]
) -> None:
    await anyone(ASSOCIATION).put(a_statement(), source_id="1")
    await anyone(ASSOCIATION, org="org-2").put(a_statement(county="64000"), source_id="2")

    listed = (await anyone(kind, **traits).get("/v1/vacancies")).json()["items"]

    assert [one["source_id"] for one in listed] == sees


async def test_nobody_comes_as_the_platform_itself(anyone: Anyone) -> None:
    answer = await anyone(OrgKind.SYSTEM).get("/v1/vacancies")

    assert (answer.status_code, answer.json()["code"]) == (401, "token-refused")


async def test_a_cursor_of_another_organisation_is_refused(anyone: Anyone) -> None:
    for number in range(3):
        await anyone(ASSOCIATION).put(a_statement(), source_id=str(number))
    page = (await anyone(ASSOCIATION).get("/v1/vacancies", limit=1)).json()
    feed = (await anyone(ASSOCIATION).get("/v1/vacancies/changes", limit=1)).json()
    other = anyone(ASSOCIATION, org="org-2")

    for path, cursor in (("/v1/vacancies", page), ("/v1/vacancies/changes", feed)):
        answer = await other.get(path, cursor=cursor["next_cursor"])
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid")


@pytest.mark.parametrize(
    "claims",
    [{"exp": 1}, {"aud": "somebody-else"}, {"iss": "https://elsewhere.example"}, {"org": None}, {"org_kind": "king"}],
)
async def test_a_token_that_is_not_good_is_refused(
    http: httpx.AsyncClient, signer: Signer, claims: dict[str, object]
) -> None:
    headers = signer.headers(ASSOCIATION, scopes=SCOPES, claims=claims)

    answer = await http.get("/v1/vacancies", headers=headers)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="youthlink"')


async def test_a_forged_token_is_refused(http: httpx.AsyncClient) -> None:
    forged = Signer().headers(ASSOCIATION, scopes=SCOPES)

    assert (await http.get("/v1/vacancies", headers=forged)).status_code == 401


async def test_an_employers_own_vacancy_is_screened_like_any_other(anyone: Anyone) -> None:
    employer = anyone(OrgKind.EMPLOYER, org="employer-1")
    made = (await employer.put(a_complete_statement())).json()

    assert (await employer.screen(made["id"])).json()["outcome"] == "needs_information"
