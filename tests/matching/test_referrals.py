"""Referrals over HTTP: from a proposal to the first day of work, by whoever's step it is."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import FrozenClock, Platform
from contracts.matching import PlacementStarted, ReferralClosed, ReferralIssued
from sqlalchemy import select

from tests.factories.work import (
    LAST_BUT_ONE,
    a_youth,
    changed,
    closed,
    hear,
    published,
    vacancy_id,
)
from tests.matching.conftest import Anyone
from tests.matching.said import said
from tests.matching.walking import Walk
from tests.statements import statements_of

VACANCY, OTHER = vacancy_id(1), vacancy_id(2)


@pytest.fixture
async def walk(matching: Service, anyone: Anyone) -> Walk:
    """Everybody who takes part, and two open vacancies of one employer."""
    await hear(matching, published(VACANCY), published(OTHER, owner_org="employer-2"))
    return Walk.of(matching, anyone)


async def test_a_referral_goes_its_whole_way_and_says_so(walk: Walk, matching: Service, platform: Platform) -> None:
    youth = await a_youth(matching, birth_date="2001-07-02")
    referral = await walk.propose(youth.id, VACANCY)
    assert (referral["state"], referral["employer_org"]) == ("proposed", "employer-1")
    await walk.excepted(referral)
    states = []
    for caller, step, body in walk.whole_way():
        referral = await walk.step(caller, referral["id"], step, body)
        states.append(referral["state"])

    assert states == ["issued", "accepted", "interviewing", "offered", "hired", "started"]
    [issued] = await said(matching, ReferralIssued)
    [ended] = await said(matching, ReferralClosed)
    [started] = await said(matching, PlacementStarted)
    assert (issued.youth_id, issued.vacancy_id, issued.industry) == (youth.person_id, VACANCY, "112-10")
    assert (ended.outcome, ended.youth_id) == ("started", youth.person_id)
    assert (started.started_on, started.age_band, started.gender) == (date(2026, 7, 1), "20-24", "female")
    with statements_of(matching) as asked:
        steps = (await walk.school.get(f"/v1/referrals/{referral['id']}/steps")).json()["items"]
    # who only reads asks for no key that was had before
    assert [one for one in asked if "data_key" in one] == []
    assert [one["transition"] for one in steps] == ["issue", "accept", "interview", "offer", "hire", "start"]
    assert (steps[0]["reason"], steps[0]["origin"]) == ("已與學生面談", "proposed")


async def test_an_employer_reads_its_own_reasons_and_nobody_elses_and_each_look_is_written_down(
    walk: Walk, matching: Service
) -> None:
    referral = await walk.propose((await a_youth(matching)).id, VACANCY)
    path = f"/v1/referrals/{referral['id']}"
    await walk.step(walk.school, referral["id"], "issue", {"reason": "學生王小明家境清寒"})
    await walk.step(walk.employer, referral["id"], "reject", {"reason": "已錄取他人"})

    read = {
        who.org: [one["reason"] for one in (await who.get(f"{path}/steps")).json()["items"]]
        for who in (walk.school, walk.employer)
    }

    assert read == {"university-1": ["學生王小明家境清寒", "已錄取他人"], "employer-1": [None, "已錄取他人"]}
    audit = matching.tables.audit
    async with matching.database.reading() as connection:
        looks = await connection.execute(
            select(audit.c.org).where(audit.c.subject == "referral").order_by(audit.c.position)
        )
        assert looks.scalars().all() == ["university-1", "employer-1"]


@pytest.mark.parametrize(
    ("who", "step"),
    [
        ("school", "interview"),
        ("employer", "accept"),
        ("employer", "withdraw"),
        ("office_of_branch", "accept"),
        ("school", "hire"),
    ],
)
async def test_a_step_of_somebody_else_is_refused(walk: Walk, matching: Service, who: str, step: str) -> None:
    referral = await walk.issued((await a_youth(matching)).id, VACANCY)

    refused = await getattr(walk, who).post(f"/v1/referrals/{referral['id']}/{step}", {}, etag="*")

    assert (refused.status_code, refused.json()["code"]) == (403, "referral-role-refused")


async def test_a_step_that_the_state_does_not_allow_is_refused(walk: Walk, matching: Service) -> None:
    referral = await walk.issued((await a_youth(matching)).id, VACANCY)

    refused = await walk.employer.post(f"/v1/referrals/{referral['id']}/hire", {}, etag="*")

    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")
    assert refused.json()["allowed"] == ["accept", "decline", "expire", "reject", "withdraw"]
    unheard_of = await walk.employer.post(f"/v1/referrals/{referral['id']}/expire", {}, etag="*")
    assert unheard_of.status_code == 422


async def test_steps_ask_for_the_version_and_repeat_their_answer(walk: Walk, matching: Service) -> None:
    referral = await walk.propose((await a_youth(matching)).id, VACANCY)
    path = f"/v1/referrals/{referral['id']}/issue"

    assert (await walk.school.post(path, {})).status_code == 428
    assert (await walk.school.post(path, {}, etag='"9"')).status_code == 412
    headers = walk.school.headers(key=True, etag='"1"')
    first = await walk.school.http.post(path, json={}, headers=headers)
    again = await walk.school.http.post(path, json={}, headers=headers)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(await said(matching, ReferralIssued)) == 1


async def test_a_person_has_one_open_referral_to_a_vacancy_whoever_made_it(walk: Walk, matching: Service) -> None:
    youth = await a_youth(matching)
    elsewhere = await a_youth(matching, org="office-1", kind=OrgKind.PUBLIC_EMPLOYMENT_OFFICE, person=youth.person_id)
    first = await walk.propose(youth.id, VACANCY)
    refused = await walk.office.post("/v1/referrals", {"youth_id": str(elsewhere.id), "vacancy_id": str(VACANCY)})
    assert (refused.status_code, refused.json()["code"]) == (409, "referral-open")

    await walk.step(walk.school, first["id"], "withdraw")
    again = await walk.office.post("/v1/referrals", {"youth_id": str(elsewhere.id), "vacancy_id": str(VACANCY)})
    assert again.status_code == 201
    # what was never issued was never spoken of
    assert await said(matching, ReferralClosed) == []


@pytest.mark.parametrize("news", ["paused", "closed", "unknown", "full"])
async def test_nobody_is_referred_to_what_is_not_open(walk: Walk, matching: Service, news: str) -> None:
    youth, there = await a_youth(matching), VACANCY
    if news == "paused":
        await hear(matching, changed(VACANCY, sequence=2, open_=False))
    elif news == "closed":
        await hear(matching, closed(VACANCY, sequence=2))
    elif news == "full":
        await hear(matching, published(vacancy_id(7), openings=1))
        there = vacancy_id(7)
        await walk.started((await a_youth(matching)).id, there)
    else:
        there = UUID(int=3)

    refused = await walk.school.post("/v1/referrals", {"youth_id": str(youth.id), "vacancy_id": str(there)})

    expected = (404, "vacancy-unknown") if news == "unknown" else (409, "vacancy-not-open")
    assert (refused.status_code, refused.json()["code"]) == expected


async def test_what_closed_meanwhile_is_not_issued(walk: Walk, matching: Service) -> None:
    referral = await walk.propose((await a_youth(matching)).id, VACANCY)
    await hear(matching, closed(VACANCY, sequence=2))

    refused = await walk.school.post(f"/v1/referrals/{referral['id']}/issue", {}, etag="*")

    assert (refused.status_code, refused.json()["code"]) == (409, "vacancy-not-open")


async def test_who_is_not_offered_matching_is_not_referred(walk: Walk, matching: Service) -> None:
    youth = await a_youth(matching, study={"expected_graduation": LAST_BUT_ONE})
    refused = await walk.school.post("/v1/referrals", {"youth_id": str(youth.id), "vacancy_id": str(VACANCY)})
    assert (refused.status_code, refused.json()["code"]) == (409, "not-offered")


async def test_a_first_day_of_work_ends_the_persons_other_referrals(walk: Walk, matching: Service) -> None:
    youth = await a_youth(matching)
    other = await walk.issued(youth.id, OTHER)
    thought_of = await walk.propose(youth.id, vacancy_id(1))
    referral = await walk.step(walk.school, thought_of["id"], "issue")
    await walk.excepted(referral)
    for caller, step, body in walk.whole_way()[1:]:
        await walk.step(caller, referral["id"], step, body)

    left = (await walk.school.get(f"/v1/referrals/{other['id']}")).json()

    assert left["state"] == "withdrawn"
    outcomes = {str(one.vacancy_id): one.outcome for one in await said(matching, ReferralClosed)}
    assert outcomes == {str(VACANCY): "started", str(OTHER): "withdrawn"}


@pytest.mark.parametrize("day", ["2026-06-30", "2026-07-02", None])
async def test_a_first_day_lies_between_the_referral_and_today(walk: Walk, matching: Service, day: str | None) -> None:
    referral = await walk.hired((await a_youth(matching)).id, VACANCY)
    body = {} if day is None else {"started_on": day}

    refused = await walk.employer.post(f"/v1/referrals/{referral['id']}/start", body, etag="*")

    assert (refused.status_code, refused.json()["code"]) == (422, "start-day-invalid")


async def test_a_start_before_graduation_needs_an_officers_exception(
    walk: Walk, matching: Service, clock: FrozenClock
) -> None:
    # the last month of this academic year has begun, but not the month in which this student graduates
    clock.advance(days=-30)
    referral = await walk.hired((await a_youth(matching)).id, VACANCY)
    path, body = f"/v1/referrals/{referral['id']}", {"started_on": "2026-06-01"}
    exception = {"reason": "學校同意提前修畢學分", "valid_until": "2027-12-31"}

    refused = await walk.employer.post(f"{path}/start", body, etag="*")
    nobody = await walk.office_of_branch.post(f"{path}/exceptions", exception, etag="*")
    not_theirs = await walk.school.post(f"{path}/exceptions", exception, etag="*", acting_person="t-1")
    before = (await walk.employer.get(path)).headers["ETag"]
    granted = await walk.office_of_branch.post(f"{path}/exceptions", exception, etag=before, acting_person="officer-17")
    again = await walk.office_of_branch.post(f"{path}/exceptions", exception, etag=before, acting_person="officer-18")
    after = (await walk.employer.get(path)).headers["ETag"]
    started = await walk.employer.post(f"{path}/start", body, etag=after)

    assert (refused.status_code, refused.json()["code"]) == (409, "start-exception-missing")
    assert (nobody.status_code, nobody.json()["code"]) == (400, "acting-person-missing")
    assert (not_theirs.status_code, not_theirs.json()["code"]) == (403, "organisation-kind-refused")
    assert granted.json()["valid_until"] == "2026-11-28"
    # the exception is a write: who has not seen it grants no second one
    assert granted.headers["ETag"] == after != before
    assert (again.status_code, again.json()["code"]) == (412, "version-stale")
    assert started.json()["state"] == "started"


@pytest.mark.parametrize(("until", "status"), [("2026-06-30", 422), ("2026-07-01", 201)])
async def test_an_exception_covers_a_day_that_is_still_to_come(
    walk: Walk, matching: Service, until: str, status: int
) -> None:
    referral = await walk.issued((await a_youth(matching)).id, VACANCY)
    exception = {"reason": "學校同意提前修畢學分", "valid_until": until}

    granted = await walk.office_of_branch.post(
        f"/v1/referrals/{referral['id']}/exceptions", exception, etag="*", acting_person="officer-17"
    )

    assert granted.status_code == status
    if status == 422:
        [entry] = granted.json()["errors"]
        assert (entry["pointer"], entry["code"], entry["received"]) == ("/valid_until", "start-exception-over", until)


async def test_whoever_has_graduated_by_the_schools_word_needs_no_exception(walk: Walk, matching: Service) -> None:
    youth = await a_youth(matching, study={"status": "graduated"})
    referral = await walk.hired(youth.id, VACANCY)

    started = await walk.step(walk.employer, referral["id"], "start", {"started_on": "2026-07-01"})

    assert started["state"] == "started"


@pytest.mark.parametrize("ended", ["withdrawn", "erased"])
async def test_no_exception_is_written_about_a_referral_that_has_ended(
    walk: Walk, matching: Service, ended: str
) -> None:
    youth = await a_youth(matching)
    referral = await walk.issued(youth.id, VACANCY)
    if ended == "erased":
        school = replace(walk.school, scopes=("youths:erase",))
        assert (await school.post(f"/v1/youths/{youth.id}/erasure", etag="*")).status_code == 202
    else:
        await walk.step(walk.school, referral["id"], "withdraw")
    exception = {"reason": "學校同意提前修畢學分", "valid_until": "2027-12-31"}

    refused = await walk.office_of_branch.post(
        f"/v1/referrals/{referral['id']}/exceptions", exception, etag="*", acting_person="officer-17"
    )

    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")


async def test_nobody_answers_for_ever(walk: Walk, matching: Service, clock: FrozenClock, platform: Platform) -> None:
    referral = await walk.issued((await a_youth(matching)).id, VACANCY)
    accepted = await walk.issued((await a_youth(matching)).id, VACANCY)
    await walk.step(walk.school, accepted["id"], "accept")
    path = f"/v1/referrals/{referral['id']}"
    await platform.settle()

    clock.advance(days=30)
    await platform.settle()
    on_the_last_day = (await walk.school.get(path)).json()["state"]
    clock.advance(days=1)
    await platform.settle()

    assert (on_the_last_day, (await walk.school.get(path)).json()["state"]) == ("issued", "expired")
    assert (await walk.school.get(f"/v1/referrals/{accepted['id']}")).json()["state"] == "accepted"
    assert [one.outcome for one in await said(matching, ReferralClosed)] == ["expired"]
