"""The other way round: the young people who fit a vacancy best, without a name."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.auth import OrgKind
from chassis.db import Transaction
from fields.calendar import business_date

from matching.adapters.codebook import Codebook
from matching.adapters.engine_rows import VacancyRow, YouthRow, vacancies_of, youths_of
from matching.domain.held_vacancy import HeldVacancy, check_free
from matching.domain.offers import Measure
from matching.domain.recommendation import SkillHeld, strongest
from matching.domain.subject import Subject
from matching.engine.candidates import candidates
from matching.engine.explain import Explanation, explain
from matching.engine.gather import Scorer
from matching.engine.index import build
from matching.repository.candidates import CandidateYouths
from matching.repository.held_vacancies import HeldVacancies
from matching.service.live_snapshot import LiveSnapshot
from matching.service.permission import require_kind
from matching.service.subjects import subjects_of

MAY_ASK = frozenset({OrgKind.BRANCH, OrgKind.WORKFORCE_AGENCY, OrgKind.UNIVERSITY, OrgKind.PUBLIC_EMPLOYMENT_OFFICE})
MOST_CONSIDERED = 5_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One young person who is offered matching, and why the vacancy fits."""

    subject: Subject
    explanation: Explanation
    sources: dict[str, tuple[SkillHeld, ...]]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best, of how many who were looked at; ``complete`` says that nobody was left out."""

    vacancy: HeldVacancy
    items: Sequence[Candidate]
    considered: int
    complete: bool
    codebook: Codebook
    skill_codes: dict[int, str]


async def find_candidates(tx: Transaction, live: LiveSnapshot, *, vacancy_id: UUID, limit: int) -> Candidates:
    """The best young people for an open vacancy among those whom the principal sees and the programme offers matching.

    Raises OrganisationKindRefused, VacancyUnknown, VacancyNotOpen.
    """
    require_kind(tx.principal, MAY_ASK)
    today = business_date(tx.now)
    vacancy = await HeldVacancies(tx).get(vacancy_id)
    check_free(vacancy, taken=await HeldVacancies(tx).taken(vacancy_id), on=today)
    found = await CandidateYouths(tx).who_may_want(
        county=vacancy.county, industry=vacancy.industry, on=today, limit=MOST_CONSIDERED + 1
    )
    subjects = await subjects_of(tx, found[:MOST_CONSIDERED])
    considered = [one for one in subjects if one.offered(Measure.RECOMMENDATIONS)]
    skills = await HeldVacancies(tx).skill_numbers()
    codebook = await live.codebook(tx)
    # thousands of profiles: not where other requests wait
    items = await asyncio.to_thread(_best, vacancy, considered, codebook, skills, limit)
    codes = {number: code for code, number in skills.items()}
    return Candidates(vacancy, items, len(considered), len(found) <= MOST_CONSIDERED, codebook, codes)


def _best(
    vacancy: HeldVacancy, considered: Sequence[Subject], codebook: Codebook, skills: Mapping[str, int], limit: int
) -> list[Candidate]:
    if not considered:
        return []
    row = VacancyRow(0, vacancy.county, vacancy.industry, vacancy.openings, vacancy.offer)
    index = build(vacancies_of([row], codebook, skills), codebook.policy)
    profiles = [one.profile for one in considered]
    rows = [YouthRow(one.number, profile) for one, profile in zip(considered, profiles, strict=True)]
    youths = youths_of(rows, codebook, skills)
    scorer = Scorer(index)
    best = candidates(index, youths, 0, limit, scorer=scorer)
    return [
        Candidate(considered[at], explain(index, youths, at, 0), strongest(profiles[at].skills))
        for at in best.rows.tolist()
    ]
