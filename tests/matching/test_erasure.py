"""A person asks to be erased: at once here, everywhere once each service has confirmed; counts stay."""

from typing import Any
from uuid import UUID

import pytest
from chassis import announce, audit
from chassis.auth import OrgKind
from chassis.domain import DomainError
from chassis.service import Heard, Service
from chassis.testing import Platform
from contracts.envelope import Envelope, Fact
from contracts.erasure import IndicatorsErasureConfirmed, TrainingErasureConfirmed, VacancyErasureConfirmed
from matching.domain.errors import ErasureUnknown
from matching.handlers import HANDLERS
from matching.models import CONSENT, PEOPLE, PERSON, RESOURCE_DECISION, YOUTH
from sqlalchemy import select

from tests.factories.youths import REGISTRATION, Caller, an_item, number, self_service
from tests.matching.conftest import Anyone, Said

CONFIRMATIONS = (VacancyErasureConfirmed, TrainingErasureConfirmed, IndicatorsErasureConfirmed)
GRANT = {"granted": True, "reason": "量能足夠"}


async def hear(service: Service, fact: Fact, subject: str) -> None:
    """Hear one event as the worker does: one transaction, under the service's own principal."""
    envelope = Envelope(
        id=UUID(int=1), type=fact.TYPE, source="/other", subject=UUID(subject), time=service.clock(), sequence=1
    )
    handle = HANDLERS[type(fact)]
    assert callable(handle)
    async with service.database.transaction() as connection:
        await handle(Heard(fact, envelope), service.begin(connection, service.system))


def confirmation(kind: type[Any], rows: int = 1) -> Fact:
    fact: Fact = kind.model_validate({"erased_on": "2026-07-01", "rows": rows})
    return fact


async def rows_of(service: Service, table: Any) -> list[Any]:
    async with service.database.reading() as connection:
        return list((await connection.execute(select(table))).all())


async def erase(caller: Caller, youth_id: str, etag: str = "*") -> dict[str, Any]:
    answer = await caller.post(f"/v1/youths/{youth_id}/erasure", etag=etag)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_whoever_is_erased_is_not_there_any_more(office: Caller, branch: Caller) -> None:
    made = await office.registered()

    asked = await office.post(f"/v1/youths/{made['id']}/erasure", etag='"1"')

    assert (asked.status_code, asked.json()["waiting_for"]) == (202, ["indicators", "training", "vacancy"])
    assert asked.headers["location"] == f"/v1/erasures/{asked.json()['id']}"
    for caller in (office, branch):
        for path in ("", "/consents", "/eligibility-decisions", "/resource-decision"):
            answer = await caller.get(f"/v1/youths/{made['id']}{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "youth-unknown")
        assert (await caller.get("/v1/youths")).json()["items"] == []
        assert (await caller.get(f"/v1/eligibility-decisions/{made['decision_id']}")).status_code == 404


async def test_nothing_that_names_the_person_is_kept_and_what_is_counted_stays(
    office: Caller, branch: Caller, matching: Service
) -> None:
    made = await office.registered(preferences="希望離家近")
    await branch.correct(made["id"], phone="0922222222")
    await branch.step(made["id"], "resource-decision", GRANT)

    await erase(office, made["id"])

    [row] = await rows_of(matching, YOUTH)
    assert (row.state, row.stated_personal, row.corrected_personal, row.stated, row.corrected, row.owners) == (
        "erasing", None, None, {}, {}, {},
    )  # fmt: skip
    assert (row.gender, row.age_band, row.home_county, row.industry) == ("male", "20-24", "63000", "112-10")
    assert await rows_of(matching, CONSENT) == []
    assert [one.reason for one in await rows_of(matching, RESOURCE_DECISION)] == [None]
    assert [(one.key, one.destroyed_at is not None) for one in await rows_of(matching, PEOPLE.person_key)] == [
        (None, True)
    ]
    assert [one.number_index for one in await rows_of(matching, PERSON)] == [None]


async def test_a_replay_says_erased(office: Caller, branch: Caller, anyone: Anyone) -> None:
    made = await office.registered()
    await erase(office, made["id"])
    path = f"/v1/eligibility-decisions/{made['decision_id']}/replay"

    for caller in (office, branch):
        answer = await caller.post(path)
        assert (answer.status_code, answer.json()["erased"], answer.json()["same"]) == (200, True, None)
    stranger = anyone(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, org="office-2")
    assert (await stranger.post(path)).status_code == 404


async def test_the_others_are_told_in_the_order_of_what_happened(office: Caller, said: Said) -> None:
    made = await office.registered()

    await erase(office, made["id"])

    assert (await said())[1:] == [
        ("youth.withdrawn", 2, {"withdrawn_on": "2026-07-01", "reason": "erased", "registrations": []}),
        ("youth.erasure-requested", 3, {"requested_on": "2026-07-01", "registrations": [made["id"]]}),
    ]


async def test_the_others_are_told_every_id_by_which_anybody_knows_the_person(
    office: Caller, university: Caller, matching: Service, platform: Platform, said: Said
) -> None:
    student = await university.sent(version=1, person_number=number(1))
    seeker = await office.registered(person_number=number(1))
    await erase(office, seeker["id"])
    *_, (_, _, asked) = await said()

    await announce.ask(matching)
    await platform.settle()

    assert asked["registrations"] == [student, seeker["id"]]
    assert [fact for kind, _, fact in await said() if kind == "youth.erasure-requested"] == [asked, asked]


async def test_whoever_had_left_is_erased_without_leaving_again(office: Caller, said: Said) -> None:
    made = await office.registered()
    await office.step(made["id"], "withdrawal", {"reason": "own_wish"})

    await erase(office, made["id"])

    assert [kind for kind, *_ in await said()] == ["youth.registered", "youth.withdrawn", "youth.erasure-requested"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_an_erasure_is_done_when_every_service_has_confirmed(
    office: Caller, matching: Service, order: tuple[int, ...]
) -> None:
    made = await office.registered()
    asked = await erase(office, made["id"])

    for place, which in enumerate(order, start=1):
        for _twice in range(2):
            await hear(matching, confirmation(CONFIRMATIONS[which]), made["id"])
        followed = (await office.get(f"/v1/erasures/{asked['id']}")).json()
        assert len(followed["confirmations"]) == place
        assert (followed["erased_on"] is None) == (place < 3)

    assert followed["waiting_for"] == []
    assert [one.state for one in await rows_of(matching, YOUTH)] == ["erased"]


async def test_a_confirmation_that_nobody_asked_for_is_refused(office: Caller, matching: Service) -> None:
    made = await office.registered()

    with pytest.raises(DomainError) as refused:
        await hear(matching, confirmation(VacancyErasureConfirmed), made["id"])

    assert refused.type is ErasureUnknown
    assert (await office.read(made["id"]))["state"] == "active"


async def test_every_registration_of_the_person_goes(
    office: Caller, university: Caller, matching: Service, said: Said
) -> None:
    first = await office.registered(person_number=number(1))
    second = await university.sent(person_number=number(1))

    await erase(university, second)

    assert (await office.get(f"/v1/youths/{first['id']}")).status_code == 404
    assert {one.state for one in await rows_of(matching, YOUTH)} == {"erasing"}
    assert [kind for kind, *_ in await said()].count("youth.erasure-requested") == 1
    for kind in CONFIRMATIONS:
        await hear(matching, confirmation(kind), first["id"])
    assert {one.state for one in await rows_of(matching, YOUTH)} == {"erased"}


async def test_whoever_comes_again_is_somebody_new(office: Caller, said: Said) -> None:
    made = await office.registered()
    await erase(office, made["id"])

    again = await office.registered()

    assert again["id"] != made["id"]
    assert (await said())[-1][2]["youth_id"] == again["id"]


async def test_a_student_who_is_erased_is_somebody_new_to_the_next_sync(university: Caller) -> None:
    student = await university.sent(version=1)
    await erase(university, student)

    [without] = await university.send(an_item(2, consents=()))
    [again] = await university.send(an_item(3))

    assert without["problem"]["code"] == "consent-missing"
    assert again["student"]["result"] == "created"
    assert again["student"]["youth_id"] != student


async def test_the_feed_has_a_tombstone_for_whoever_saw_the_person(
    office: Caller, branch: Caller, mobile: Caller, platform: Platform
) -> None:
    made = await office.registered(consents=[REGISTRATION, self_service(mobile.client_id, "name")])
    await erase(office, made["id"])
    await platform.settle()

    for caller in (office, branch, mobile):
        feed = (await caller.get("/v1/youths/changes")).json()["items"]
        assert [(one["id"], one["operation"]) for one in feed][-1:] == [(made["id"], "delete")]


async def test_a_person_may_ask_by_the_mobile_application(office: Caller, mobile: Caller) -> None:
    made = await office.registered(consents=[REGISTRATION, self_service(mobile.client_id, "name")])

    asked = await erase(mobile, made["id"])

    assert (await mobile.get(f"/v1/erasures/{asked['id']}")).json()["id"] == asked["id"]
    assert (await office.get(f"/v1/erasures/{asked['id']}")).status_code == 200


@pytest.mark.parametrize(
    ("kind", "traits"),
    [
        (OrgKind.PUBLIC_EMPLOYMENT_OFFICE, {"org": "office-2"}),
        (OrgKind.BRANCH, {"region": "yunlin-chiayi-tainan"}),
        (OrgKind.MOBILE, {"org": "mobile-2"}),
        (OrgKind.EMPLOYER, {}),
    ],
)
async def test_an_erasure_is_followed_by_whoever_saw_the_person(
    office: Caller, anyone: Anyone, kind: OrgKind, traits: dict[str, str]
) -> None:
    made = await office.registered()
    asked = await erase(office, made["id"])

    answer = await anyone(kind, **traits).get(f"/v1/erasures/{asked['id']}")

    assert (answer.status_code, answer.json()["code"]) == (404, "erasure-unknown")


@pytest.mark.parametrize(("etag", "status"), [(None, 428), ('"9"', 412)])
async def test_erasing_names_the_version_that_was_seen(office: Caller, etag: str | None, status: int) -> None:
    made = await office.registered()

    assert (await office.post(f"/v1/youths/{made['id']}/erasure", etag=etag)).status_code == status


async def test_the_audit_holds_who_erased_and_stays_whole(
    office: Caller, matching: Service, platform: Platform
) -> None:
    made = await office.registered()
    await erase(office, made["id"])
    await platform.settle()

    rows = sorted(await rows_of(matching, matching.tables.audit), key=lambda one: one.position)
    assert [(one.action, one.client_id) for one in rows][-1] == ("erase", office.client_id)
    assert (await audit.verify(matching))["checked"] == len(rows)
