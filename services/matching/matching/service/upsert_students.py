"""Take in what a university states of its students: each as it would be alone, few statements for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from asyncpg import UniqueViolationError
from chassis.auth import OrgKind
from chassis.db import Transaction, new_id
from chassis.domain import DomainError
from chassis.people import people_of
from fields.calendar import business_date
from sqlalchemy.exc import IntegrityError

from matching.domain.consents import Consent, allows_registration
from matching.domain.errors import BirthDateInvalid, ConsentMissing, SourceVersionReused, StudentRepeated
from matching.domain.life_cycle import State, TargetGroup
from matching.domain.statement import Statement
from matching.domain.youth import Youth, born
from matching.repository.consents import Consents
from matching.repository.people import People
from matching.repository.youths import Youths
from matching.service.decide_eligibility import asks_anew, decide_all
from matching.service.keep_youth import Move, add_all, keep_all, new_youth
from matching.service.permission import require_kind
from matching.service.record_consent import Given, consents_of
from matching.service.say_standing import say_standing

ATTEMPTS = 5
"""More than rivals who create the same rows need; without an end, another broken constraint would go on for ever."""
MOST_IN_TURN = 10
"""Of one student or person in one request: each row of one waits for the row before it."""
UNIVERSITY = frozenset({OrgKind.UNIVERSITY})


class UpsertResult(StrEnum):
    """What an upsert did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    """A newer version of the source is held: what came late is not looked at."""


@dataclass(frozen=True, slots=True)
class StudentRow:
    """One student as a university states it. ``source_version`` grows with every statement about the student.

    ``item`` is its place in the request.
    """

    source_version: int
    facts: Statement
    given: Sequence[Given]
    item: int = 0


@dataclass(frozen=True, slots=True)
class Upserted:
    """The registration after an upsert, what the upsert did, and the paths where people's corrections still count."""

    youth: Youth
    result: UpsertResult
    overruled: tuple[str, ...]


Answer = Upserted | DomainError


async def upsert_students(tx: Transaction, rows: Sequence[StudentRow]) -> list[Answer]:
    """The registration after each row, or the rule that it breaks, in order; a broken one writes nothing.

    Of rows about the same student or the same person the later one meets what the earlier one left; those beyond
    ``MOST_IN_TURN`` are refused, and may be sent in the same order again.
    Raises OrganisationKindRefused, NoRuleSetInForce.
    """
    require_kind(tx.principal, UNIVERSITY)
    waves, answers = _waves(rows)
    if len(waves) > 1:
        await _lock_all(tx, rows)
    for wave in waves:
        answers |= await _patiently(tx, {number: rows[number] for number in wave})
    return [answers[number] for number in range(len(rows))]


def _waves(rows: Sequence[StudentRow]) -> tuple[list[list[int]], dict[int, Answer]]:
    """The rows' numbers in as few groups as keep rows about the same student or person apart, and in order.

    Rows that would need more groups than ``MOST_IN_TURN`` are answered at once.
    """
    # of each student and person: the group of the row before, and its number
    last: dict[str, tuple[int, int]] = {}
    waves: list[list[int]] = []
    answers: dict[int, Answer] = {}
    for number, row in enumerate(rows):
        keys = (f"s{row.facts['student_number']}", f"p{row.facts['person_number']}")
        wave, earlier = max(last.get(key, (-1, -1)) for key in keys)
        wave = min(wave + 1, MOST_IN_TURN)
        last |= dict.fromkeys(keys, (wave, number))
        if wave == MOST_IN_TURN:
            answers[number] = StudentRepeated(earlier=rows[earlier].item, allowed=MOST_IN_TURN)
            continue
        if wave == len(waves):
            waves.append([])
        waves[wave].append(number)
    return waves, answers


async def _lock_all(tx: Transaction, rows: Sequence[StudentRow]) -> None:
    """Lock whoever is known of all rows at once: group by group they would be locked out of order."""
    index = people_of(tx).index
    known = await Youths(tx).persons_by_number([index("student-number", row.facts["student_number"]) for row in rows])
    others = await People(tx).known([index("person-number", row.facts["person_number"]) for row in rows])
    await People(tx).locked([*known.values(), *others])


async def _patiently(tx: Transaction, rows: Mapping[int, StudentRow]) -> dict[int, Answer]:
    for patience in range(ATTEMPTS, 0, -1):
        try:
            async with tx.connection.begin_nested():
                return await _Upsert(tx).all(rows)
        except (IntegrityError, UniqueViolationError):
            # somebody created one of them in between: it is found and locked the next time
            if patience == 1:
                raise
    raise AssertionError("unreachable")


class _Upsert:
    """One group of rows about different students and people."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.on = business_date(tx.now)
        self.index = people_of(tx).index
        self.known: Mapping[UUID, list[Consent]] = {}
        """What those consented to who had left."""

    async def all(self, rows: Mapping[int, StudentRow]) -> dict[int, Answer]:
        answers: dict[int, Answer] = {}
        by_index = {self.index("student-number", row.facts["student_number"]): number for number, row in rows.items()}
        known = await Youths(self.tx).persons_by_number(list(by_index))
        fresh = {number: rows[number] for index, number in by_index.items() if index not in known}
        # people before their registrations, as everybody locks them; those who are new here may be known from elsewhere
        claimed = await self._claim(fresh, answers, beside=list(known.values()))
        held = await Youths(self.tx).locked_by_number(list(known))
        left = [one.id for one in held.values() if one.state is State.WITHDRAWN]
        self.known = await Consents(self.tx).of(left)
        moves: dict[int, Move] = {}
        for index, before in held.items():
            number = by_index[index]
            try:
                after = self._after(before, rows[number])
            except DomainError as refusal:
                answers[number] = refusal
                continue
            if isinstance(after, Upserted):
                answers[number] = after
            else:
                moves[number] = Move(before, after)
        answers |= await self._create(fresh, claimed)
        answers |= await self._restate(rows, moves)
        unchanged = (one for one in answers.values() if isinstance(one, Upserted))
        await Youths(self.tx).received([one.youth for one in unchanged if one.result is UpsertResult.UNCHANGED])
        return answers

    async def _claim(
        self, fresh: Mapping[int, StudentRow], answers: dict[int, Answer], *, beside: Sequence[UUID]
    ) -> dict[int, tuple[UUID, UUID]]:
        """The ids of each new registration and its person; who has not consented is answered, and nobody is made."""
        ids: dict[int, UUID] = {}
        for number, row in fresh.items():
            try:
                born(row.facts, self.on)
            except BirthDateInvalid as refusal:
                answers[number] = refusal
                continue
            if allows_registration(consents_of(self.tx, new_id(), row.given), self.on):
                ids[number] = new_id()
            else:
                answers[number] = ConsentMissing()
        wanted = {self._person_index(fresh[number]): number for number in ids}
        people = await People(self.tx).claim({index: ids[number] for index, number in wanted.items()}, beside=beside)
        return {number: (ids[number], people[index]) for index, number in wanted.items()}

    def _person_index(self, row: StudentRow) -> bytes:
        return self.index("person-number", row.facts["person_number"])

    def _after(self, before: Youth, row: StudentRow) -> Youth | Upserted:
        """The registration that a row makes of a held one, or what there is to say when it makes nothing of it."""
        newest = before.source_version or 0
        kept = tuple(sorted(before.overruled(row.facts)))
        if row.source_version < newest:
            return Upserted(before, UpsertResult.SUPERSEDED, kept)
        county = row.facts["study"]["campus_county"]
        if before.state is State.WITHDRAWN and allows_registration(self._new_consents(before, row), self.on):
            return before.registered_again(row.facts, source_version=row.source_version, county=county, on=self.on)
        if before.stated == row.facts:
            return Upserted(replace(before, source_version=row.source_version), UpsertResult.UNCHANGED, kept)
        if row.source_version == newest:
            raise SourceVersionReused(source_version=newest)
        return before.restated(row.facts, source_version=row.source_version, county=county, on=self.on)

    def _new_consents(self, before: Youth, row: StudentRow) -> list[Consent]:
        """What a row brings that was not known when the person left: a sync repeats every night what it once took."""
        known = self.known[before.id]
        given = consents_of(self.tx, before.id, row.given)
        return [one for one in given if not any(one.repeats(other) for other in known)]

    async def _create(
        self, fresh: Mapping[int, StudentRow], claimed: Mapping[int, tuple[UUID, UUID]]
    ) -> dict[int, Answer]:
        made = [
            new_youth(
                self.tx,
                TargetGroup.IN_SCHOOL,
                fresh[number].facts,
                ids=ids,
                county=fresh[number].facts["study"]["campus_county"],
                source_version=fresh[number].source_version,
            )
            for number, ids in claimed.items()
        ]
        youths = [youth for youth, _ in await decide_all(self.tx, made)]
        await add_all(self.tx, youths)
        given = [
            consent
            for number, youth in zip(claimed, youths, strict=True)
            for consent in consents_of(self.tx, youth.id, fresh[number].given)
        ]
        await Consents(self.tx).add_all(given)
        await say_standing(self.tx, [one.person_id for one in youths])
        return {
            number: Upserted(youth, UpsertResult.CREATED, ()) for number, youth in zip(claimed, youths, strict=True)
        }

    async def _restate(self, rows: Mapping[int, StudentRow], moves: Mapping[int, Move]) -> dict[int, Answer]:
        asked = {number: move for number, move in moves.items() if asks_anew(move.before, move.after)}
        made = await decide_all(self.tx, [move.after for move in asked.values()])
        after = dict(zip(asked, (youth for youth, _ in made), strict=True))
        final = [Move(move.before, after.get(number, move.after)) for number, move in moves.items()]
        kept = await keep_all(self.tx, final)
        for number, move in moves.items():
            await self._follow(move, rows[number])
        await say_standing(self.tx, [one.person_id for one in kept])
        return {
            number: Upserted(youth, UpsertResult.UPDATED, tuple(sorted(youth.overruled(youth.stated))))
            for number, youth in zip(moves, kept, strict=True)
        }

    async def _follow(self, move: Move, row: StudentRow) -> None:
        if move.before.state is State.WITHDRAWN:
            await Consents(self.tx).add_all(self._new_consents(move.before, row))
        number = move.after.facts["person_number"]
        if number != move.before.facts["person_number"]:
            await People(self.tx).move_number(move.after.person_id, self.index("person-number", number))
