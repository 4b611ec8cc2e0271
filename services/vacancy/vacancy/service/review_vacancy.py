"""An officer decides what the rules leave to judgement (為原則): one vacancy, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from chassis.domain import DomainError

from vacancy.domain.errors import VacancyUnknown
from vacancy.domain.life_cycle import Outcome
from vacancy.domain.records import Review
from vacancy.domain.vacancy import Vacancy
from vacancy.repository.vacancies import Vacancies
from vacancy.repository.visibility import OFFICES
from vacancy.service.keep_vacancy import Move, keep_all
from vacancy.service.permission import require_kind


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an officer decides about one vacancy, and why. ``expected``: the versions the officer saw, None for any."""

    vacancy_id: UUID
    expected: frozenset[str] | None
    outcome: Outcome
    reason: str


async def review_vacancy(
    tx: Transaction, *, vacancy_id: UUID, expected: frozenset[str] | None, outcome: Outcome, reason: str
) -> Vacancy:
    """Qualify or reject a vacancy that a screening referred to an officer, with a reason.

    Raises OrganisationKindRefused, ActingPersonMissing, VacancyUnknown, VersionStale, TransitionRefused.
    """
    [decided] = await review_vacancies(tx, judgements=[Judgement(vacancy_id, expected, outcome, reason)])
    if isinstance(decided, DomainError):
        raise decided
    return decided


async def review_vacancies(tx: Transaction, *, judgements: Sequence[Judgement]) -> list[Vacancy | DomainError]:
    """Decide each by itself: the vacancy after it, or the rule that it breaks, in order; a broken one writes nothing.

    As many statements as for one. Raises OrganisationKindRefused, ActingPersonMissing.
    """
    require_kind(tx.principal, OFFICES)
    officer = tx.principal.require_acting_person()
    vacancies = Vacancies(tx)
    held = await vacancies.all_locked([one.vacancy_id for one in judgements])
    moves: dict[int, Move] = {}
    answers: list[Vacancy | DomainError] = []
    for number, judgement in enumerate(judgements):
        try:
            moves[number] = _judged(held, judgement)
            answers.append(moves[number].after)
        except DomainError as error:
            answers.append(error)
    for number, kept in zip(moves, await keep_all(tx, list(moves.values())), strict=True):
        answers[number] = kept
    if moves:
        await vacancies.add_reviews([_review(tx, judgements[one], answers[one], officer) for one in moves])
    return answers


def _judged(held: dict[UUID, Vacancy], judgement: Judgement) -> Move:
    """Decide one of the locked vacancies, and hold it as it is then: a later judgement on it meets the new one."""
    before = held.get(judgement.vacancy_id)
    if before is None:
        raise VacancyUnknown(id=str(judgement.vacancy_id))
    check_version(before.version, judgement.expected)
    after = before.reviewed(approved=judgement.outcome is Outcome.QUALIFIED)
    held[before.id] = replace(after, version=before.version + 1)
    return Move(before, after)


def _review(tx: Transaction, judgement: Judgement, kept: Vacancy | DomainError, officer: str) -> Review:
    assert isinstance(kept, Vacancy)  # noqa: S101 - only what was decided is kept
    assert kept.screening_id is not None  # noqa: S101 - only a screening leads to needs_review
    return Review(
        id=new_id(),
        vacancy_id=kept.id,
        vacancy_version=kept.version,
        screening_id=kept.screening_id,
        outcome=judgement.outcome,
        reason=judgement.reason,
        officer=officer,
        reviewed_by=tx.principal.client_id,
        reviewed_at=tx.now,
    )
