"""What names a person stands nowhere but in sealed columns: not in a table, an event, a log, a URL, an answer kept."""

import logging

import pytest
from chassis.service import Service
from chassis.telemetry import JsonFormatter
from chassis.testing import Platform
from matching.models import METADATA, PEOPLE, SEALED
from sqlalchemy import select

from tests.factories.youths import REGISTRATION, Caller, an_item, number, self_service

PLANTED: dict[str, str] = {
    "name": "諸葛測試",
    "person_number": number(7654321),
    "birth_date": "2001-11-23",
    "phone": "0955123987",
    "email": "planted.somebody@example.org",
    "preferences": "暗號是紫色的河馬",
}
STUDENT = PLANTED | {"person_number": number(7654322), "student_number": "STU998877", "name": "歐陽考驗"}
CORRECTED = {"name": "諸葛更正", "phone": "0966321789", "email": "other.somebody@example.org"}
WORDS = sorted({*PLANTED.values(), *STUDENT.values(), *CORRECTED.values(), "河馬", "審酌其家境"})


async def everything_written(service: Service) -> dict[str, str]:
    """Every row of every table as text, by table; bytes as the text they would be."""
    found: dict[str, str] = {}
    async with service.database.reading() as connection:
        for table in METADATA.sorted_tables:
            rows = await connection.execute(select(table))
            found[table.name] = "\n".join(legible(value) for row in rows for value in row)
    return found


def legible(value: object) -> str:
    """What somebody who looks at a value can read."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


async def live_a_life(office: Caller, university: Caller, branch: Caller, mobile: Caller) -> list[str]:
    """Everything that can be done about two people, refusals among it; returns every answer that was not about one."""
    answers: list[str] = []
    made = await office.registered(**PLANTED, consents=[REGISTRATION, self_service(mobile.client_id, "name")])
    # the caller's own name for an item comes back as it was sent
    wrong_number = an_item(1, **STUDENT | {"person_number": "F123456780"}) | {"id": "row-2"}
    taken = await university.send(an_item(1, **STUDENT) | {"id": "row-1"}, wrong_number)
    answers.append(str(taken))
    student = taken[0]["student"]["youth_id"]
    await branch.correct(made["id"], facts=CORRECTED)
    await branch.step(made["id"], "resource-decision", {"granted": True, "reason": "審酌其家境，" + PLANTED["name"]})
    await university.send(an_item(2, **STUDENT, study__status="suspended"))
    for wrong in ("birth_date", "person_number", "phone", "email"):
        refused = await office.register(**(PLANTED | {wrong: PLANTED["name"]}))
        assert refused.status_code == 422
        answers.append(refused.text)
    answers.append((await office.register(**PLANTED)).text)
    answers.append((await office.register(**PLANTED, gender=PLANTED["name"])).text)
    for caller, youth in ((office, made["id"]), (university, student), (mobile, made["id"])):
        await caller.read(youth)
        await caller.get("/v1/youths")
    answers.append((await office.get("/v1/youths/changes")).text)
    await office.step(made["id"], "eligibility-decisions")
    await university.step(student, "withdrawal", {"reason": "own_wish"})
    return answers


@pytest.mark.parametrize("erased", [False, True])
async def test_nothing_that_names_a_person_is_legible_anywhere(
    office: Caller,
    university: Caller,
    branch: Caller,
    mobile: Caller,
    matching: Service,
    platform: Platform,
    caplog: pytest.LogCaptureFixture,
    erased: bool,
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = await live_a_life(office, university, branch, mobile)
    if erased:
        for caller in (office, university):
            for one in (await caller.get("/v1/youths")).json()["items"]:
                assert (await caller.post(f"/v1/youths/{one['id']}/erasure", etag="*")).status_code == 202
    await platform.settle()

    places = await everything_written(matching)
    formatted = JsonFormatter(matching.name)
    places["logs"] = "\n".join(formatted.format(record) for record in caplog.records)
    places["answers"] = "\n".join(answers)

    assert all(places[name] for name in ("youth", "outbox", "audit", "idempotency", "decision", "change", "logs"))
    # the scan reads bytes and text alike: what may be legible is found in both
    assert "112-10" in places["youth"]
    assert "112-10" in places["outbox"]
    assert {(place, word) for place, text in places.items() for word in WORDS if holds(text, word)} == set()


def holds(text: str, word: str) -> bool:
    """Whether a text holds a word, plain or escaped."""
    return word in text or word.encode("unicode_escape").decode() in text


async def test_what_was_sealed_is_emptied_or_locked_by_erasure(office: Caller, matching: Service) -> None:
    made = await office.registered(**PLANTED)
    await office.post(f"/v1/youths/{made['id']}/erasure", etag="*")

    async with matching.database.reading() as connection:
        for place in SEALED:
            for column in place.columns:
                held = await connection.execute(select(place.table.c[column]).where(place.table.c[column].is_not(None)))
                assert held.all() == []
        assert (await connection.execute(select(PEOPLE.person_key.c.key))).scalars().all() == [None]


async def test_every_look_is_written_down(office: Caller, branch: Caller, matching: Service) -> None:
    made = await office.registered()
    await branch.read(made["id"])
    await branch.get("/v1/youths")
    await branch.get(f"/v1/youths/{made['id']}/eligibility-decisions")
    await branch.get(f"/v1/eligibility-decisions/{made['decision_id']}")
    await branch.get(f"/v1/youths/{made['id']}/resource-decision")
    audit = matching.tables.audit

    async with matching.database.reading() as connection:
        rows = (await connection.execute(select(audit).order_by(audit.c.position))).all()

    assert [(one.action, one.org) for one in rows] == [
        ("decide", "office-1"),
        ("write", "office-1"),
        *[("read", "branch-north")] * 5,
    ]
    assert {str(one.subject_id) for one in rows} == {made["id"]}
    assert rows[2].fields == ["birth_date", "email", "name", "person_number", "phone"]
    assert rows[3].fields == ["name"]
