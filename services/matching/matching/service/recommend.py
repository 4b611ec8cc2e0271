"""Recommend vacancies to a young person, with the reasons, and say what has changed since an earlier list."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis import audit
from chassis.db import Transaction, new_id

from matching.adapters.engine_rows import YouthRow, youths_of
from matching.domain.held_vacancy import VacancyInBrief
from matching.domain.offers import Measure
from matching.domain.recommendation import Listed, Moved, Profile, SkillHeld, difference, strongest
from matching.engine.explain import Explanation
from matching.engine.snapshot import Snapshot
from matching.engine.tables import Youths as EngineYouths
from matching.repository.held_vacancies import HeldVacancies
from matching.repository.recommendation_sets import RecommendationSet, RecommendationSets
from matching.repository.youths import Youths
from matching.service.live_snapshot import Live, LiveSnapshot
from matching.service.subjects import locked_subject_of, subject_of

KEPT = 50
"""Places of a list that is kept, and compared."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a page ended: what followed it in the order of scores and numbers, and how many were shown by then."""

    score: int
    number: int
    shown: int

    def before(self, score: int, number: int) -> bool:
        """Whether that place comes after this one."""
        return (-score, number) > (-self.score, self.number)


def points_of(explanation: Explanation) -> dict[str, int]:
    """The points of each component by its name, as a kept list stores them."""
    return {one.name: one.points for one in explanation.components}


@dataclass(frozen=True, slots=True)
class Recommended:
    """One vacancy of a list, its rank from 1, and why it stands there."""

    rank: int
    vacancy: VacancyInBrief
    explanation: Explanation

    @property
    def listed(self) -> Listed:
        """The place as a kept list stores it."""
        return Listed(self.vacancy.id, self.rank, self.explanation.score, points_of(self.explanation))


@dataclass(frozen=True, slots=True)
class Recommendations:
    """A page of a list, and what is needed to put it into words."""

    live: Live
    items: Sequence[Recommended]
    admissible: int
    following: Reached | None
    sources: dict[str, tuple[SkillHeld, ...]]
    moves: Sequence[Moved] | None = None


async def recommend(
    tx: Transaction,
    live: LiveSnapshot,
    *,
    youth_id: UUID,
    preview: bool,
    after: Reached | None,
    limit: int,
    compare_to: UUID | None = None,
) -> Recommendations:
    """A page of what is recommended to a young person.

    By default to those whom the programme offers matching; with ``preview`` also to those who may look at it.
    ``compare_to`` names a kept list: the difference is told of as many places as that has. Raises YouthUnknown,
    NotOffered, RecommendationSetUnknown.
    """
    subject = await subject_of(tx, youth_id)
    subject.require(Measure.RECOMMENDATIONS, preview=preview)
    earlier = None if compare_to is None else await RecommendationSets(tx).get(subject.id, compare_to)
    now = await live.current(tx)
    profile, compiled = subject.profile, live.compiled
    async with audit.recording(tx, audit.Act("read", "youth", subject.id, fields=("recommendations",))):
        ranked = _ranked(now, profile, after=after, limit=limit, compiled=compiled)
    found = await _shown(tx, now, profile, ranked)
    if earlier is None:
        return found
    top = _ranked(now, profile, after=None, limit=KEPT, compiled=compiled)
    places = await _shown(tx, now, profile, top)
    moves = difference(earlier.items, [one.listed for one in places.items])
    return Recommendations(found.live, found.items, found.admissible, found.following, found.sources, moves)


async def preview_recommendations(
    tx: Transaction, live: LiveSnapshot, profile: Profile, *, limit: int
) -> Recommendations:
    """What would be recommended to anybody with this profile; nothing is kept, and nobody is asked who it is."""
    now = await live.current(tx)
    return await _shown(tx, now, profile, _ranked(now, profile, after=None, limit=limit, compiled=live.compiled))


async def keep_recommendations(tx: Transaction, live: LiveSnapshot, *, youth_id: UUID) -> RecommendationSet:
    """Keep the list as it is now, to see later what changed; raises YouthUnknown, NotOffered."""
    subject = await locked_subject_of(tx, youth_id)
    subject.require(Measure.RECOMMENDATIONS)
    now = await live.current(tx)
    profile = subject.profile
    found = await _shown(tx, now, profile, _ranked(now, profile, after=None, limit=KEPT, compiled=live.compiled))
    kept = RecommendationSet(
        id=new_id(),
        youth_id=subject.id,
        person_id=subject.person_id,
        owner_org=tx.principal.org,
        snapshot=now.snapshot.identity,
        policy=now.snapshot.policy.version,
        items=[one.listed for one in found.items],
        kept_at=tx.now,
    )
    await RecommendationSets(tx).add(kept)
    return kept


async def list_kept(tx: Transaction, *, youth_id: UUID, limit: int) -> list[RecommendationSet]:
    """The newest lists that were kept for a young person, newest first; raises YouthUnknown."""
    youth = await Youths(tx).get(youth_id)
    return await RecommendationSets(tx).of(youth.id, limit=limit)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A page as the engine gives it: explanations in order, and how many places were shown before them."""

    explanations: Sequence[Explanation]
    shown: int
    admissible: int
    following: Reached | None


def _ranked(now: Live, profile: Profile, *, after: Reached | None, limit: int, compiled: bool) -> _Ranked:
    youths = youths_of([YouthRow(0, profile)], now.codebook, now.skills)
    places, admissible = best_after(now.snapshot, youths, after, limit + 1, compiled=compiled)
    shown = after.shown if after else 0
    page = places[:limit]
    explanations = now.snapshot.explain_all(youths, 0, [number for _, number in page])
    following = Reached(*page[-1], shown=shown + len(page)) if len(places) > limit else None
    return _Ranked(explanations, shown, admissible, following)


async def _shown(tx: Transaction, now: Live, profile: Profile, ranked: _Ranked) -> Recommendations:
    vacancies = await HeldVacancies(tx).by_number([one.vacancy for one in ranked.explanations])
    items = [
        Recommended(rank, vacancies[one.vacancy], one)
        for rank, one in enumerate(ranked.explanations, start=ranked.shown + 1)
        if one.vacancy in vacancies
    ]
    return Recommendations(now, items, ranked.admissible, ranked.following, strongest(profile.skills))


def best_after(
    snapshot: Snapshot, youths: EngineYouths, after: Reached | None, wanted: int, *, compiled: bool
) -> tuple[list[tuple[int, int]], int]:
    """The next ``wanted`` places (score, number) after a page, and how many vacancies are admissible in all.

    The search begins at the top each time: what came in before the place since the page was shown pushes others down,
    so it is deepened until there are enough, or no more.
    """
    k = (after.shown if after else 0) + wanted
    while True:
        ranking, admissible = snapshot.topk(youths, 0, k, compiled=compiled)
        scores, numbers = ranking.scores[0].tolist(), ranking.numbers[0].tolist()
        ranked = [(score, number) for score, number in zip(scores, numbers, strict=True) if number >= 0]
        rest = [place for place in ranked if after is None or after.before(*place)]
        if len(rest) >= wanted or k >= admissible:
            return rest[:wanted], admissible
        k = min(2 * k, admissible)
