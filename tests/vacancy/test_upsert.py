"""Taking vacancies in under the key of the system they come from."""

import asyncio

import pytest
from chassis.auth import OrgKind, Principal
from chassis.service import Service
from chassis.testing import FrozenClock
from sqlalchemy import func, select
from vacancy.domain.imports import RowResult
from vacancy.domain.source_rows import StatedRow
from vacancy.service.upsert_vacancies import upsert_vacancies

from tests.factories.vacancy import KAOHSIUNG, Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone, InState

ASSOCIATION = Principal("org-1", "association-org-1", "org-1", OrgKind.ASSOCIATION)


async def rows_in(service: Service, *tables: str) -> list[int]:
    """How many rows each table holds."""
    async with service.database.reading() as connection:
        return [
            (await connection.execute(select(func.count()).select_from(service.metadata.tables[table]))).scalar_one()
            for table in tables
        ]


async def test_a_first_upsert_creates_a_submitted_vacancy_with_a_number_people_can_quote(association: Caller) -> None:
    answer = await association.put(a_statement())

    assert answer.status_code == 201
    made = answer.json()
    assert (made["result"], made["state"], made["version"], answer.headers["ETag"]) == (
        "created",
        "submitted",
        1,
        '"1"',
    )
    assert made["case_number"].startswith("V-115-")
    assert answer.headers["Location"] == f"/v1/vacancies/{made['id']}"


async def test_the_same_content_again_moves_nothing(association: Caller, vacancy: Service, clock: FrozenClock) -> None:
    first = (await association.put(a_statement())).json()
    before = await rows_in(vacancy, "vacancy", "change", "outbox")
    clock.advance(days=1)

    again = await association.put(dict(reversed(a_statement(source_updated_on="2026-07-02").items())))

    assert again.status_code == 200
    assert again.json() == {**first, "result": "unchanged"}
    assert await rows_in(vacancy, "vacancy", "change", "outbox") == before


async def test_other_content_makes_a_new_version_of_the_same_vacancy(association: Caller) -> None:
    first = (await association.put(a_statement())).json()

    answer = await association.put(a_statement(openings=3))

    changed = answer.json()
    assert (answer.status_code, changed["result"], changed["version"]) == (200, "changed", 2)
    assert (changed["id"], changed["case_number"], changed["openings"]) == (first["id"], first["case_number"], 3)


@pytest.mark.parametrize(
    "state", ["submitted", "needs_information", "needs_review", "qualified", "rejected", "published"]
)
async def test_other_content_has_to_be_screened_again_whatever_the_state(
    association: Caller, in_state: InState, state: str
) -> None:
    found = await in_state(state)

    answer = await association.put(a_complete_statement(openings=9), source_id=found["source_id"])

    assert (answer.json()["state"], answer.json()["result"]) == ("submitted", "changed")


async def test_two_first_upserts_at_once_create_one_vacancy(association: Caller, vacancy: Service) -> None:
    answers = await asyncio.gather(*(association.put(a_statement()) for _ in range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await rows_in(vacancy, "vacancy", "change") == [1, 1]


async def test_writers_at_once_make_every_version_exactly_once(association: Caller, vacancy: Service) -> None:
    await association.put(a_statement())

    answers = await asyncio.gather(*(association.put(a_statement(openings=3 + n)) for n in range(8)))

    assert sorted(answer.json()["version"] for answer in answers) == list(range(2, 10))
    assert await rows_in(vacancy, "change") == [9]


async def test_the_same_key_of_two_organisations_names_two_vacancies(association: Caller, anyone: Anyone) -> None:
    other = anyone(association.kind, org="org-2")

    answers = [await association.put(a_statement()), await other.put(a_statement())]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["id"] for answer in answers}) == 2


async def test_a_stale_condition_is_refused_and_a_good_one_taken(association: Caller) -> None:
    await association.put(a_statement())
    await association.put(a_statement(openings=3), etag='"1"')

    stale = await association.put(a_statement(openings=4), etag='"1"')

    assert stale.status_code == 412
    assert (stale.json()["code"], stale.json()["current"]) == ("version-stale", '"2"')


async def test_a_condition_on_a_vacancy_that_is_not_there_is_refused(association: Caller) -> None:
    assert (await association.put(a_statement(), etag='"1"')).status_code == 412


async def test_what_was_attested_stays_until_the_source_says_otherwise(association: Caller) -> None:
    made = (await association.put(a_statement())).json()
    await association.attest(made["id"], {"insurance": {"labour": True, "health": True}, "direct_employment": True})

    kept = (await association.put(a_statement(openings=3))).json()
    overruled = (await association.put(a_statement(openings=3, insurance={"labour": False}))).json()

    assert kept["facts"]["insurance"] == {"labour": True, "health": True}
    assert overruled["facts"]["insurance"] == {"labour": False, "health": True}
    assert overruled["attested_facts"] == {"insurance": {"health": True}, "direct_employment": True}


async def test_an_industry_that_is_on_no_list_is_refused(association: Caller) -> None:
    answer = await association.put(a_statement(industry="112-99"))

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "/industry", "code": "industry-unknown", "received": "112-99"}]


@pytest.mark.parametrize("kind", ["university", "branch", "workforce_agency", "mobile"])
async def test_only_associations_and_employers_submit(anyone: Anyone, kind: str) -> None:
    answer = await anyone(kind, region="north").put(a_statement())

    assert answer.status_code == 403
    assert answer.json()["code"] == "organisation-kind-refused"
    assert answer.json()["allowed"] == ["association", "employer"]


async def test_a_vacancy_that_moves_to_another_region_leaves_its_branch(
    association: Caller, branch: Caller, anyone: Anyone
) -> None:
    made = (await association.put(a_statement())).json()
    south = anyone(branch.kind, org="branch-south", region="kaohsiung-pingtung-penghu-taitung")

    await association.put(a_statement(county=KAOHSIUNG))

    assert (await branch.get(f"/v1/vacancies/{made['id']}")).status_code == 404
    assert (await south.get(f"/v1/vacancies/{made['id']}")).status_code == 200


@pytest.mark.parametrize("held", ["draft", "submitted", "needs_information", "suspended", "withdrawn"])
@pytest.mark.parametrize("same", [True, False], ids=["the same", "something else"])
async def test_a_row_of_a_file_is_taken_as_a_put_takes_it(
    association: Caller, in_state: InState, vacancy: Service, held: str, same: bool
) -> None:
    found = await in_state(held)
    stated = {name: value for name, value in found["facts"].items() if value is not None}
    facts = stated if same else stated | {"openings": 9}

    async with vacancy.database.transaction() as connection:
        rows = [StatedRow(found["source_id"], facts, (), 1)]
        tx = vacancy.begin(connection, ASSOCIATION)
        [outcome] = await upsert_vacancies(tx, source=found["source"], rows=rows, keep=False)
    answer = await association.put(facts, source_id=found["source_id"])

    taken = {"updated": 200, "unchanged": 200, "rejected": 409}
    assert taken[outcome.outcome] == answer.status_code
    if outcome.outcome is RowResult.REJECTED:
        assert outcome.notes[0]["code"] == answer.json()["code"]
    else:
        assert (outcome.outcome is RowResult.UNCHANGED) is (answer.json()["version"] == found["version"])
