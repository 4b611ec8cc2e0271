"""Who sees a referral, and what of the person: by role, by consent, by scope."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import Platform
from matching.models import REFERRAL_STEP
from sqlalchemy import select

from tests.factories.work import WORK_SCOPES, a_youth, hear, published, vacancy_id
from tests.factories.youths import Caller
from tests.matching.conftest import Anyone
from tests.matching.walking import Walk

VACANCY, OTHER = vacancy_id(1), vacancy_id(2)


@pytest.fixture
async def walk(matching: Service, anyone: Anyone) -> Walk:
    await hear(matching, published(VACANCY), published(OTHER, owner_org="employer-2"))
    return Walk.of(matching, anyone)


async def test_an_employer_sees_what_was_issued_to_its_own_vacancies(walk: Walk, matching: Service) -> None:
    youth = await a_youth(matching)
    own, foreign = await walk.issued(youth.id, VACANCY), await walk.issued(youth.id, OTHER)
    proposed = await walk.propose((await a_youth(matching)).id, VACANCY)

    listed = (await walk.employer.get("/v1/referrals")).json()["items"]

    assert [one["id"] for one in listed] == [own["id"]]
    for hidden in (foreign, proposed):
        for path in ("", "/steps", "/candidate"):
            assert (await walk.employer.get(f"/v1/referrals/{hidden['id']}{path}")).status_code == 404


async def test_an_employer_reads_what_the_person_consented_to_and_no_more(walk: Walk, matching: Service) -> None:
    open_to = {"fields": ["name", "education", "person_number", "email"]}
    youth = await a_youth(matching, consents=[open_to])
    silent = await a_youth(matching, consents=[{"purpose": "contact"}, {"withdrawn_on": date(2026, 7, 1)}])
    first, second = await walk.issued(youth.id, VACANCY), await walk.issued(silent.id, VACANCY)

    shown = await walk.employer.get(f"/v1/referrals/{first['id']}/candidate")
    nothing = await walk.employer.get(f"/v1/referrals/{second['id']}/candidate")
    others = await walk.school.get(f"/v1/referrals/{first['id']}/candidate")

    assert shown.json()["fields"] == {"name": "王小明", "education": "bachelor"}
    assert nothing.json()["fields"] == {}
    assert (others.status_code, others.json()["code"]) == (403, "organisation-kind-refused")
    audit = matching.tables.audit
    async with matching.database.reading() as connection:
        rows = (
            await connection.execute(audit.select().where(audit.c.org == "employer-1").order_by(audit.c.position))
        ).all()
    assert [(row.subject_id, row.fields) for row in rows] == [(youth.id, ["education", "name"]), (silent.id, [])]


async def test_after_the_end_an_employer_reads_nothing(walk: Walk, matching: Service) -> None:
    youth = await a_youth(matching, consents=[{"fields": ["name"]}])
    referral = await walk.issued(youth.id, VACANCY)
    await walk.step(walk.school, referral["id"], "decline")

    assert (await walk.employer.get(f"/v1/referrals/{referral['id']}/candidate")).status_code == 404


async def test_a_mobile_back_end_answers_for_those_who_consented_to_it(
    walk: Walk, matching: Service, anyone: Anyone
) -> None:
    mobile = anyone(OrgKind.MOBILE, org="mobile-1", scopes=WORK_SCOPES)
    consent = {"purpose": "self_service", "recipient": "mobile-mobile-1"}
    own, stranger = await a_youth(matching, consents=[consent]), await a_youth(matching)
    first, second = await walk.issued(own.id, VACANCY), await walk.issued(stranger.id, VACANCY)

    accepted = await mobile.post(f"/v1/referrals/{first['id']}/accept", {}, etag="*")
    refused = await mobile.post(f"/v1/referrals/{second['id']}/accept", {}, etag="*")

    assert accepted.json()["state"] == "accepted"
    assert refused.status_code == 404
    assert [one["id"] for one in (await mobile.get("/v1/referrals")).json()["items"]] == [first["id"]]


async def test_the_feed_tells_each_who_sees_it_once(walk: Walk, matching: Service, platform: Platform) -> None:
    own = await walk.issued((await a_youth(matching)).id, VACANCY)
    await walk.issued((await a_youth(matching, org="university-2")).id, OTHER, by=walk.other_school)
    await platform.settle()

    async def told(caller: Caller) -> list[tuple[str, int]]:
        page = (await caller.get("/v1/referrals/changes")).json()
        return [(one["id"], one["version"]) for one in page["items"]]

    assert await told(walk.school) == [(own["id"], 1), (own["id"], 2)]
    assert await told(walk.employer) == [(own["id"], 2)]
    assert len(await told(walk.office_of_branch)) == 4
    assert len(await told(walk.agency)) == 4
    assert await told(walk.office) == []
    cursor = (await walk.school.get("/v1/referrals/changes")).json()["next_cursor"]
    assert (await walk.school.get("/v1/referrals/changes", cursor=cursor)).json()["items"] == []


async def test_strangers_know_no_referral(walk: Walk, matching: Service) -> None:
    referral = await walk.issued((await a_youth(matching)).id, VACANCY)
    for stranger in (walk.other_school, walk.other_employer, walk.south, walk.office):
        for path in ("", "/steps"):
            assert (await stranger.get(f"/v1/referrals/{referral['id']}{path}")).status_code == 404
        refused = await stranger.post(f"/v1/referrals/{referral['id']}/withdraw", {}, etag="*")
        assert (refused.status_code, refused.json()["code"]) == (404, "referral-unknown")
        assert (await stranger.get("/v1/referrals")).json()["items"] == []


async def test_a_reason_is_legible_to_nobody_in_the_table(walk: Walk, matching: Service) -> None:
    referral = await walk.propose((await a_youth(matching)).id, VACANCY)
    await walk.step(walk.school, referral["id"], "issue", {"reason": "王小明已面談"})

    async with matching.database.reading() as connection:
        [sealed] = (await connection.execute(select(REFERRAL_STEP.c.reason))).scalars().all()

    assert "王小明".encode() not in sealed


ROUTES: list[tuple[str, str, Any]] = [
    ("get", "/v1/referrals", None),
    ("get", "/v1/referrals/changes", None),
    ("get", "/v1/referrals/{}", None),
    ("get", "/v1/referrals/{}/steps", None),
    ("get", "/v1/referrals/{}/candidate", None),
    ("post", "/v1/referrals", {"youth_id": str(UUID(int=1)), "vacancy_id": str(UUID(int=1))}),
    ("post", "/v1/referrals/{}/issue", {}),
    ("post", "/v1/referrals/{}/exceptions", {"reason": "x", "valid_until": "2026-12-31"}),
    ("get", "/v1/youths/{}/training-referrals", None),
    ("post", "/v1/youths/{}/training-referrals", {"course_id": str(UUID(int=1))}),
    ("get", "/v1/youths/{}/recommendations", None),
    ("post", "/v1/youths/{}/recommendation-sets", None),
    ("get", "/v1/youths/{}/recommendation-sets", None),
    ("post", "/v1/recommendation-runs", None),
    ("get", "/v1/recommendation-runs", None),
    ("get", "/v1/recommendation-runs/{}", None),
    ("post", "/v1/recommendation-runs/{}/cancellation", None),
    ("post", "/v1/recommendations:preview", {}),
    ("get", "/v1/recommendation-snapshot", None),
    ("get", "/v1/vacancies/{}/candidates", None),
    ("get", "/v1/activities", None),
    ("get", "/v1/activities/{}", None),
    ("post", "/v1/activities", {}),
    ("post", "/v1/activities/{}/cancellation", None),
    ("get", "/v1/activities/{}/attendances", None),
    ("post", "/v1/activities/{}/attendances", {"youth_id": str(UUID(int=1))}),
    ("get", "/v1/placements", None),
    ("get", "/v1/placements/{}", None),
    ("post", "/v1/placements/{}/checkpoints", {}),
    ("post", "/v1/placements/{}/extension", {}),
    ("post", "/v1/placements/{}/ending", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), ROUTES)
async def test_without_its_scope_a_token_gets_nowhere(
    matching: Service, anyone: Anyone, method: str, path: str, body: Any
) -> None:
    caller = anyone(OrgKind.BRANCH, region="north", scopes=("indicators:read",))
    whole = path.format(UUID(int=5))
    answer = await (caller.get(whole) if method == "get" else caller.post(whole, body, etag="*"))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
