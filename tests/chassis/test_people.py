"""People's data: what is sealed opens in its own place only, keys rotate, and an erased person stays erased."""

import uuid
from collections.abc import AsyncIterator

import httpx2
import pytest
from chassis.app import create_app
from chassis.auth import OrgKind
from chassis.people import PersonErased, SealBroken, person_keys, rotation
from chassis.people.keys import prefix
from chassis.postgres import Postgres
from chassis.settings import Mode, PeopleSettings
from chassis.testing import Signer, clean
from pydantic import ValidationError
from sqlalchemy import event, func, select

from tests.chassis.conftest import stand_up
from tests.chassis.diary import NEW_MASTER, OLD_MASTER, Diary, diary
from tests.chassis.toy import WRITE

NAME = "王小明"


@pytest.fixture(scope="session")
async def diary_url(postgres: Postgres) -> str:
    await postgres.create_database("toy_diary", owner_password="test")
    url = postgres.url("toy_diary", user="toy_diary", password="test")
    await stand_up(diary(url).service)
    return url


@pytest.fixture
async def kept(diary_url: str, signer: Signer) -> AsyncIterator[Diary]:
    made = diary(diary_url, signer=signer)
    yield made
    await clean(made.service)
    await made.service.database.close()


async def written(kept: Diary, *names: str) -> list[uuid.UUID]:
    async with kept.service.database.transaction() as connection:
        tx = kept.service.begin(connection, kept.service.system)
        return [await kept.write(tx, name, f"about {name}") for name in names]


async def names(kept: Diary, ids: list[uuid.UUID]) -> list[tuple[str, str | None]]:
    async with kept.service.database.reading() as connection:
        tx = kept.service.begin(connection, kept.service.system)
        return [await kept.read(tx, one) for one in ids]


async def test_what_is_sealed_is_nowhere_legible_and_opens_again(kept: Diary) -> None:
    ids = await written(kept, NAME)
    async with kept.service.database.reading() as connection:
        (stored,) = (await connection.execute(select(kept.entry.c.name))).scalars()
    assert NAME.encode() not in stored
    assert await names(kept, ids) == [(NAME, f"about {NAME}")]


async def test_the_same_text_is_never_sealed_to_the_same_bytes(kept: Diary) -> None:
    await written(kept, NAME, NAME)
    async with kept.service.database.reading() as connection:
        first, second = (await connection.execute(select(kept.entry.c.name))).scalars()
    assert first != second


async def test_a_sealed_value_opens_in_its_own_row_and_column_only(kept: Diary) -> None:
    row = uuid.uuid4()
    async with kept.service.database.transaction() as connection:
        cipher = await kept.people.cipher_on(connection)
    sealed = cipher.seal(NAME, row=row, column="name")
    for elsewhere in ({"row": uuid.uuid4(), "column": "name"}, {"row": row, "column": "remark"}):
        with pytest.raises(SealBroken):
            cipher.open(sealed, **elsewhere)  # type: ignore[arg-type]


async def test_an_altered_value_does_not_open_whichever_byte_was_altered(kept: Diary) -> None:
    row = uuid.uuid4()
    async with kept.service.database.transaction() as connection:
        cipher = await kept.people.cipher_on(connection)
    sealed = cipher.seal(NAME, row=row, column="name")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(SealBroken):
            cipher.open(bytes(altered), row=row, column="name")
    with pytest.raises(SealBroken):
        cipher.open(b"", row=row, column="name")


def test_the_blind_index_finds_the_same_value_and_tells_kinds_apart() -> None:
    made = diary("postgresql+asyncpg://nobody@nowhere/none")
    assert made.people.index("person-number", "A123456789") == made.people.index("person-number", "A123456789")
    assert made.people.index("person-number", "A123456789") != made.people.index("student-number", "A123456789")


async def test_after_a_rotation_everything_lies_under_the_new_key_and_reads_the_same(kept: Diary) -> None:
    ids = await written(kept, *(f"name {n}" for n in range(rotation.BATCH + 3)))
    person_id = uuid.uuid4()
    async with kept.service.database.transaction() as connection:
        tx = kept.service.begin(connection, kept.service.system)
        sealed = (await person_keys.of(tx, person_id)).seal({"born": "2003-01-02"}, context="a decision")
        before = (await kept.people.cipher(tx)).active
    assert await rotation.rotate(kept.service) == {"sealed_again": len(ids) + 1}
    async with kept.service.database.transaction() as connection:
        tx = kept.service.begin(connection, kept.service.system)
        after = (await kept.people.cipher(tx)).active
        begins = func.substring(kept.entry.c.name, 1, len(prefix(after)))
        moved = await connection.execute(select(func.count()).where(begins == prefix(after)))
        assert (after != before, moved.scalar_one()) == (True, len(ids))
        assert (await person_keys.of(tx, person_id)).open(sealed, context="a decision") == {"born": "2003-01-02"}
    assert (await names(kept, ids))[:1] == [("name 0", "about name 0")]
    assert await rotation.reseal(kept.service) == {"sealed_again": 0}


async def test_another_process_goes_on_reading_and_writing_through_a_rotation(kept: Diary, diary_url: str) -> None:
    other = diary(diary_url)
    ids = await written(other, "before")
    await rotation.rotate(kept.service)
    ids += await written(other, "after")
    assert [name for name, _ in await names(other, ids)] == ["before", "after"]
    assert await rotation.reseal(kept.service) == {"sealed_again": 0}
    await other.service.database.close()


async def test_a_reader_asks_for_the_keys_once_and_again_only_for_one_that_is_new(kept: Diary, diary_url: str) -> None:
    reader = diary(diary_url)
    ids = await written(kept, "before")
    await rotation.rotate(kept.service)
    ids += await written(kept, "after")
    asked: list[str] = []
    engine = reader.service.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: asked.append(statement))
    assert [name for name, _ in await names(reader, ids * 2)] == ["before", "after"] * 2
    assert sum("data_key" in statement for statement in asked) == 1
    await rotation.rotate(kept.service)
    assert [name for name, _ in await names(reader, ids * 2)] == ["before", "after"] * 2
    assert sum("data_key" in statement for statement in asked) == 2
    await reader.service.database.close()


async def test_after_a_rewrap_the_old_master_key_may_leave_the_settings(kept: Diary, diary_url: str) -> None:
    ids = await written(kept, NAME)
    both = diary(diary_url, masters=f"new:{NEW_MASTER},old:{OLD_MASTER}")
    assert await rotation.rewrap(both.service) == {"wrapped_again": 1}
    alone = diary(diary_url, masters=f"new:{NEW_MASTER}")
    assert await names(alone, ids) == [(NAME, f"about {NAME}")]
    stale = diary(diary_url)
    with pytest.raises(SealBroken):
        await names(stale, ids)
    for made in (both, alone, stale):
        await made.service.database.close()


async def test_what_a_destroyed_key_sealed_can_never_be_read_again(kept: Diary) -> None:
    person_id, stranger = uuid.uuid4(), uuid.uuid4()
    async with kept.service.database.transaction() as connection:
        tx = kept.service.begin(connection, kept.service.system)
        sealed = (await person_keys.of(tx, person_id)).seal("a fact", context="here")
        assert (await person_keys.of(tx, person_id)).open(sealed, context="here") == "a fact"
        with pytest.raises(SealBroken):
            (await person_keys.of(tx, stranger)).open(sealed, context="here")
        await person_keys.destroy(tx, person_id)
        await person_keys.destroy(tx, person_id)
        with pytest.raises(PersonErased):
            await person_keys.of(tx, person_id)


async def test_a_person_erased_before_any_key_was_made_gets_none(kept: Diary) -> None:
    person_id = uuid.uuid4()
    async with kept.service.database.transaction() as connection:
        tx = kept.service.begin(connection, kept.service.system)
        await person_keys.destroy(tx, person_id)
        with pytest.raises(PersonErased):
            await person_keys.of(tx, person_id)


async def test_a_stored_answer_about_a_person_is_sealed_and_replayed_to_the_letter(kept: Diary, signer: Signer) -> None:
    transport = httpx2.ASGITransport(create_app(kept.service), raise_app_exceptions=False)
    headers = signer.headers(OrgKind.UNIVERSITY, scopes=[WRITE]) | {"Idempotency-Key": "once"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://diary") as client:
        first = await client.post("/v1/entries", json={"name": NAME}, headers=headers)
        again = await client.post("/v1/entries", json={"name": NAME}, headers=headers)
        other = await client.post("/v1/entries", json={"name": "another"}, headers=headers)
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    async with kept.service.database.reading() as connection:
        (stored,) = (await connection.execute(select(kept.service.tables.idempotency.c.body))).scalars()
    assert NAME.encode() not in stored


@pytest.mark.parametrize("left_out", ["people_master_keys", "people_index_key"])
def test_no_service_with_people_starts_in_production_on_a_key_that_is_printed_in_the_source(left_out: str) -> None:
    given = {"people_master_keys": f"one:{NEW_MASTER}", "people_index_key": NEW_MASTER}
    shared = {"mode": Mode.PRODUCTION, "cursor_secret": "x" * 32}
    PeopleSettings.model_validate(shared | given)
    with pytest.raises(ValidationError):
        PeopleSettings.model_validate(shared | {name: key for name, key in given.items() if name != left_out})


async def test_keys_of_many_people_are_those_of_each(kept: Diary) -> None:
    people = [uuid.uuid4() for _ in range(3)]
    async with kept.service.database.transaction() as connection:
        tx = kept.service.begin(connection, kept.service.system)
        first = await person_keys.of(tx, people[0])

        together = await person_keys.of_all(tx, [*people, people[0]])

        assert together.keys() == set(people)
        assert together[people[0]] == first
        assert together == {one: await person_keys.of(tx, one) for one in people}
        assert len({one.key for one in together.values()}) == 3
        await person_keys.destroy(tx, people[1])
        with pytest.raises(PersonErased):
            await person_keys.of_all(tx, people)
