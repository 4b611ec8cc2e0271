"""Take in many vacancies of one source: each as an upsert alone would, then screened; few statements for all."""

from collections.abc import Sequence

import orjson
from chassis import outbox
from chassis.computing import HERE, Workers
from chassis.db import Transaction
from chassis.domain import DomainError

from vacancy.domain.imports import RowOutcome, RowResult
from vacancy.domain.life_cycle import State
from vacancy.domain.source_rows import StatedRow
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.references import References
from vacancy.repository.vacancies import KeyTaken, Vacancies
from vacancy.service.count_health import receive
from vacancy.service.screen_vacancy import Screened, conclude_all, conclude_first, decide_by
from vacancy.service.upsert_vacancy import check_industry_among, new_vacancy, said_restated
from vacancy.service.work_out import work_out_by

ATTEMPTS = 5
"""More than rivals who create the same rows need; without an end, another broken constraint would go on for ever."""


async def upsert_vacancies(
    tx: Transaction, *, source: str, rows: Sequence[StatedRow], keep: bool = True, workers: Workers = HERE
) -> list[RowOutcome]:
    """Create, restate or leave alone, and screen what is new or states something new. No two rows have the same key.

    A row that the vacancy's state refuses is rejected, the others stand. Without ``keep`` everything is done and then
    undone. Raises NoRuleSetInForce.
    """
    for patience in range(ATTEMPTS, 0, -1):
        try:
            async with tx.connection.begin_nested() as undoable:
                outcomes = await _upsert(tx, workers, source=source, rows=rows)
                if not keep:
                    await undoable.rollback()
                return outcomes
        except KeyTaken:
            # somebody created one of them in between: it is found and locked the next time
            if patience == 1:
                raise
    raise AssertionError("unreachable")


async def _upsert(tx: Transaction, workers: Workers, *, source: str, rows: Sequence[StatedRow]) -> list[RowOutcome]:
    found = await Vacancies(tx).all_locked_by_source(source, [row.source_id for row in rows])
    held = {one.source_id: one for one in await receive(tx, list(found.values()))}
    industries = {one.code for one in await References(tx).key_industries()}
    outcomes: list[RowOutcome] = []
    new: list[StatedRow] = []
    restated: list[tuple[StatedRow, Vacancy, Vacancy]] = []
    for row in rows:
        before = held.get(row.source_id)
        try:
            check_industry_among(industries, row.facts, pointer="/industry")
            after = None if before is None else before.sent_again(row.facts, draft=False)
            if before is None or after is None:
                new.append(row)
            elif after is before:
                outcomes.append(_outcome(row, RowResult.UNCHANGED, before))
            else:
                restated.append((row, before, after))
        except DomainError as refusal:
            outcomes.append(_rejected(row, refusal, before))
    outcomes += await _create(tx, workers, source, new)
    outcomes += await _restate(tx, workers, restated)
    return outcomes


async def _create(tx: Transaction, workers: Workers, source: str, rows: Sequence[StatedRow]) -> list[RowOutcome]:
    if not rows:
        return []
    statements = orjson.dumps([row.facts for row in rows])
    numbers = await Vacancies(tx).next_numbers(len(rows))
    created = [
        new_vacancy(tx, number, source=source, source_id=row.source_id, facts=row.facts, state=State.SUBMITTED)
        for row, number in zip(rows, numbers, strict=True)
    ]
    worked_out = await work_out_by(workers, statements)
    made = await decide_by(tx, workers, created, statements)
    screened = await conclude_first(tx, list(zip(created, made, strict=True)), worked_out)
    return [_screened(row, RowResult.CREATED, one) for row, one in zip(rows, screened, strict=True)]


async def _restate(
    tx: Transaction, workers: Workers, rows: Sequence[tuple[StatedRow, Vacancy, Vacancy]]
) -> list[RowOutcome]:
    if not rows:
        return []
    restated = [after for _, _, after in rows]
    made = await decide_by(tx, workers, restated, orjson.dumps([one.facts for one in restated]))
    # what young people knew of is said to have changed before it is said to be screened
    told = [said_restated(before, after) for _, before, after in rows if after.seq > before.seq]
    await outbox.record_all(tx, told)
    judged = [(before, after, decision) for (_, before, after), decision in zip(rows, made, strict=True)]
    screened = await conclude_all(tx, judged)
    return [_screened(row, RowResult.UPDATED, one) for (row, _, _), one in zip(rows, screened, strict=True)]


def _screened(row: StatedRow, result: RowResult, screened: Screened) -> RowOutcome:
    vacancy, outcome = screened.vacancy, screened.decision.outcome
    return RowOutcome(row.number, result, row.source_id, vacancy.id, outcome, screened.missing, row.notes)


def _outcome(row: StatedRow, result: RowResult, vacancy: Vacancy) -> RowOutcome:
    return RowOutcome(row.number, result, row.source_id, vacancy.id, vacancy.outcome, (), row.notes)


def _rejected(row: StatedRow, refusal: DomainError, vacancy: Vacancy | None) -> RowOutcome:
    errors = refusal.details.get("errors") or [{"code": refusal.code, **refusal.details}]
    return RowOutcome(
        row.number, RowResult.REJECTED, row.source_id, None if vacancy is None else vacancy.id, notes=errors
    )
