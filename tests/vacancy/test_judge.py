"""Many judged at once: as each would have been alone."""

from typing import Any

import orjson
import pytest
from chassis.auth import OrgKind, Principal
from chassis.computing import workers
from chassis.service import Service
from sqlalchemy import select
from vacancy.domain.source_rows import StatedRow
from vacancy.repository.vacancies import Vacancies
from vacancy.service.screen_vacancy import judge_all
from vacancy.service.upsert_vacancies import upsert_vacancies

from tests.factories.vacancy import VOUCHED, Caller, a_complete_statement, a_statement

ASSOCIATION = Principal("org-1", "association-org-1", "org-1", OrgKind.ASSOCIATION)
SAID: list[dict[str, Any]] = [
    a_statement(),
    a_complete_statement(),
    a_complete_statement(industry=None),
    a_complete_statement(pay={"basis": "monthly", "minimum": 20_000}),
    a_complete_statement(title="派遣作業員", insurance={"labour": False}),
    a_statement(employment_type="part_time", description="經由人力派遣公司派任"),
]


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_rows_of_a_file_are_judged_as_each_would_be_alone(
    association: Caller, vacancy: Service, elsewhere: bool
) -> None:
    made = (await association.put(a_statement(), source_id="1")).json()
    await association.attest(made["id"], dict(VOUCHED))
    stated = [{name: value for name, value in one.items() if value is not None} for one in SAID]
    rows = [StatedRow(f"{number}", one, (), number) for number, one in enumerate(stated)]
    async with vacancy.database.transaction() as connection, workers(elsewhere=elsewhere) as some:
        tx = vacancy.begin(connection, ASSOCIATION)
        await upsert_vacancies(tx, source=made["source"], rows=rows, workers=some)
        held = list(
            (await Vacancies(tx).all_locked_by_source(made["source"], [row.source_id for row in rows])).values()
        )
        alone = {one.subject_id: one for one in await judge_all(tx, held)}
        stored = (await connection.execute(select(vacancy.tables.decision))).all()

    assert len(stored) == len(alone) == len(rows)
    for one in stored:
        same = alone[one.subject_id]
        assert (one.facts, one.facts_digest, one.outcome) == (same.facts, same.facts_digest, same.outcome)
        assert one.criteria == same.criteria
        assert one.findings == orjson.loads(orjson.dumps(same.findings))
    assert {one.outcome for one in stored} == {"needs_information", "rejected", "needs_review"}
