"""Why a vacancy scores what it scores for a youth: conditions, components with evidence, and what could change.

Everything is data with reason codes; ``phrases.sentences`` puts it into words. The components sum to the score, and the
evidence inside every component to its points, exactly: points are counted from the evidence, pair by pair in whole
numbers, so that one explanation costs the same however many vacancies are searched.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from matching.engine.index import MOST_PAID, Index
from matching.engine.plain import Vacancy, Youth, vacancies_of, youth_of
from matching.engine.policy import MAX_CODES, Policy
from matching.engine.tables import ABSENT, Rows, TableRefused, Youths


class Condition(NamedTuple):
    """One filter: passed or not, why, and the codes concerned (regions, levels, missing certificates …)."""

    name: str
    passed: bool
    reason: str
    asked: tuple[int, ...] = ()
    given: tuple[int, ...] = ()


class Evidence(NamedTuple):
    """What a component's points rest on, by ``kind``.

    ``skill`` (levels held and asked, importance), ``attribute``, ``field``, ``wage`` (wanted as held, offered as
    asked), ``region``, ``course``; ``nothing_listed`` and ``nothing_stated`` where the policy says what that is worth.
    """

    kind: str
    code: int
    points: int
    maximum: int
    held: int = 0
    asked: int = 0
    importance: int = 0


class Component(NamedTuple):
    """One addend of the score."""

    name: str
    points: int
    maximum: int
    reason: str
    evidence: tuple[Evidence, ...] = ()


class Change(NamedTuple):
    """Something that would open the vacancy (``points`` 0: a condition) or raise the score by ``points``.

    ``to`` is the level, the wage, or for ``outrank`` and ``outbid`` how many points would have won a seat in a round.
    """

    kind: str
    code: int
    points: int
    to: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a matching round saw the pair.

    Stable rounds compare ``band`` and ``lottery`` with those of the last seat holder (``cutoff_…``, ``None`` with seats
    free); max-total rounds subtract the vacancy's ``price`` and compare with the youth's best ``profit`` elsewhere.
    """

    outcome: str
    band: int | None = None
    lottery: int | None = None
    cutoff_band: int | None = None
    cutoff_lottery: int | None = None
    price: int | None = None
    profit: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One youth and one vacancy, explained; ``score`` is what the pair would score were every condition met."""

    youth: int
    vacancy: int
    policy: str
    admissible: bool
    score: int
    conditions: tuple[Condition, ...]
    components: tuple[Component, ...]
    changes: tuple[Change, ...]
    standing: Standing | None = None

    @property
    def seen_by_employer(self) -> int:
        """Skills + field + training: what an employer's class is cut from."""
        return sum(one.points for one in self.components if one.name in ("skills", "field", "training"))


@lru_cache(maxsize=4096)
def codes(mask: int) -> tuple[int, ...]:
    """The codes set in a mask, ascending."""
    return tuple(code for code in range(MAX_CODES) if mask >> code & 1)


def explain(
    index: Index, youths: Youths, row: int, vacancy: int, *, standing: Standing | None = None
) -> Explanation:  # fmt: skip
    """Explain the youth in this row against the vacancy of this number; ``TableRefused`` if the index has none such."""
    at = index.position(vacancy)
    if at is None:
        raise TableRefused(f"no vacancy {vacancy} in this index")
    [found] = explain_at(index, youths, row, [at], standing=standing)
    return found


def explain_at(
    index: Index, youths: Youths, row: int, positions: Rows, *, standing: Standing | None = None
) -> list[Explanation]:  # fmt: skip
    """Explain the youth in this row against the vacancies at these positions; columns are read once for all of them."""
    youth, policy = youth_of(index, youths, row), index.policy
    number, explanations = int(youths.number[row]), []
    for vacancy in vacancies_of(index, positions):
        pair = _Pair(policy, youth, vacancy)
        conditions, components = pair.conditions(), pair.components()
        explanation = Explanation(
            youth=number,
            vacancy=vacancy.columns["number"],
            policy=policy.version,
            admissible=all(condition.passed for condition in conditions),
            score=sum(component.points for component in components),
            conditions=conditions,
            components=components,
            changes=(*_seat(standing, components, policy), *pair.changes(conditions, components)),
            standing=standing,
        )
        explanations.append(explanation)
    return explanations


class _Pair:
    """One youth and one vacancy."""

    def __init__(self, policy: Policy, youth: Youth, vacancy: Vacancy) -> None:
        self.policy = policy
        self.y, self.level, self.courses, self.neighbours = youth
        self.v, self.asked, self.closed = vacancy

    def conditions(self) -> tuple[Condition, ...]:
        y, v, wants = self.y, self.v, self.policy.filters
        missing = codes(v["certificates"] & ~y["certificates"])
        return (
            Condition("open", not self.closed, "closed" if self.closed else "open"),
            _within("region", wants.region, y["regions"], v["region"]),
            _within("industry", wants.industry, y["industries"], v["industry"]),
            self._education(),
            Condition("certificates", True, "not_asked")
            if not wants.certificates or not v["certificates"]
            else Condition(
                "certificates", not missing, "missing" if missing else "held", codes(v["certificates"]), missing
            ),
        )

    def _education(self) -> Condition:
        y, v, absent = self.y["education"], self.v["education"], self.policy.absent
        if not self.policy.filters.education or (v == ABSENT and absent.vacancy_education == "open_to_all"):
            refused = y == ABSENT and absent.youth_education == "refuse" and self.policy.filters.education
            return Condition("education", not refused, "own_unknown" if refused else "not_asked")
        if v == ABSENT:
            return Condition("education", False, "asked_unknown")
        if y == ABSENT and absent.youth_education == "refuse":
            return Condition("education", False, "own_unknown", (v,))
        own = max(y, 0)
        return Condition("education", own >= v, "reached" if own >= v else "below", (v,), (own,))

    def components(self) -> tuple[Component, ...]:
        """The addends of the score, in the order of the policy's weights."""
        return (
            self._skills(), self._field(), self._wage(), self._location(), self._preferences(), self._training()
        )  # fmt: skip

    def _skills(self) -> Component:
        rule, weight = self.policy.skills, self.policy.weights.skills
        if not self.asked:
            return self._only("skills", "not_listed", "nothing_listed", ABSENT, self.policy.absent.vacancy_skills)
        total = max(sum(importance for _, importance, _ in self.asked), rule.importance_floor, 1)
        found = []
        for skill, importance, level in self.asked:
            asked, whole, held = min(level, rule.levels), weight * importance // total, self.level.get(skill, 0)
            found.append(Evidence("skill", skill, whole * min(held, asked) // asked, whole, held, asked, importance))
        return _summed("skills", weight, "listed", tuple(found))

    def _field(self) -> Component:
        taught, own = self.v["fields"], self.y["field"]
        match = 0 <= own < MAX_CODES and bool(taught >> own & 1)
        reason = "open" if not taught else "unknown" if own < 0 else "match" if match else "other"
        points = {"open": self.policy.bands.field_open, "match": self.policy.weights.field}.get(reason, 0)
        return self._only("field", reason, "field", own, points)

    def _wage(self) -> Component:
        wanted, offered, rule = self.y["wage"], self.v["wage"], self.policy.wage
        if wanted < 0:
            reason, points = "none_wanted", self.policy.absent.youth_wage
        elif offered < 0:
            reason, points = "not_stated", self.policy.absent.vacancy_wage
        else:
            reason = "met" if offered // rule.unit >= wanted // rule.unit else "short"
            steps = min(wanted // rule.unit, MOST_PAID) - min(offered // rule.unit, MOST_PAID)
            points = self.policy.weights.wage - rule.step * min(max(steps, 0), rule.steps)
        return self._only("wage", reason, "wage", 0, points, held=wanted, asked=offered)

    def _location(self) -> Component:
        home, region, bands = self.y["home"], self.v["region"], self.policy.bands
        if home == region:
            return self._only("location", "home", "region", region, self.policy.weights.location)
        if self.neighbours >> region & 1:
            return self._only("location", "neighbour", "region", region, bands.location_neighbour)
        return self._only("location", "elsewhere", "region", region, bands.location_elsewhere)

    def _preferences(self) -> Component:
        weight, wished = self.policy.weights.preferences, codes(self.y["preferences"])
        if not wished:
            none_stated = self.policy.bands.preferences_none_stated
            return self._only("preferences", "none_stated", "nothing_stated", ABSENT, none_stated)
        each, offered = weight // len(wished), self.v["attributes"]
        wishes = tuple(Evidence("attribute", code, each * (offered >> code & 1), each) for code in wished)
        return _summed("preferences", weight, "stated", wishes)

    def _training(self) -> Component:
        course = self.v["course"]
        reason = "no_course" if course == ABSENT else "completed" if course in self.courses else "not_completed"
        points = self.policy.weights.training if reason == "completed" else 0
        return self._only("training", reason, "course", course, points)

    def _only(
        self, name: str, reason: str, kind: str, code: int, points: int, *, held: int = 0, asked: int = 0
    ) -> Component:  # fmt: skip
        """A component that rests on one thing."""
        weight: int = getattr(self.policy.weights, name)
        return Component(name, points, weight, reason, (Evidence(kind, code, points, weight, held, asked),))

    def changes(self, conditions: tuple[Condition, ...], components: tuple[Component, ...]) -> tuple[Change, ...]:
        """What would open the vacancy first, then what would raise the score, greatest gain first."""
        opening: list[Change] = []
        for condition in conditions:
            if condition.passed:
                continue
            concerned = condition.given if condition.name == "certificates" else condition.asked
            opening += [Change(f"{condition.name}_{condition.reason}", code, 0) for code in concerned or (ABSENT,)]
        gains = [
            Change("raise_skill" if part.held else "gain_skill", part.code, part.maximum - part.points, part.asked)
            for component in components
            for part in component.evidence
            if part.kind == "skill" and part.points < part.maximum
        ]
        for component in components:
            if component.name == "training" and component.reason == "not_completed":
                gains.append(Change("complete_course", self.v["course"], component.maximum - component.points))
            if component.name == "wage" and component.reason == "short":
                gains.append(Change("accept_wage", 0, component.maximum - component.points, self.v["wage"]))
        return (*opening, *sorted(gains, key=lambda change: (-change.points, change.kind, change.code)))


def _seat(standing: Standing | None, components: tuple[Component, ...], policy: Policy) -> tuple[Change, ...]:
    """How many points more would have won a seat: of skills, field and training under cutoffs, of any under prices."""
    if standing is None:
        return ()
    points = {component.name: component.points for component in components}
    if standing.price is not None and standing.profit is not None:
        return (Change("outbid", 0, 0, standing.price + standing.profit + 1 - sum(points.values())),)
    if standing.cutoff_band is None or standing.cutoff_lottery is None or standing.lottery is None:
        return ()
    # draws count from 1, the best: the same class is enough for who drew a better one
    enough = standing.cutoff_band + (standing.lottery > standing.cutoff_lottery)
    seen = points["skills"] + points["field"] + points["training"]
    return (Change("outrank", 0, 0, enough * policy.employer_band - seen),)


def _summed(name: str, maximum: int, reason: str, evidence: tuple[Evidence, ...]) -> Component:
    return Component(name, sum(part.points for part in evidence), maximum, reason, evidence)


def _within(name: str, asked: bool, mask: int, code: int) -> Condition:
    if not asked:
        return Condition(name, True, "not_asked")
    wanted = bool(mask >> code & 1)
    return Condition(name, wanted, "wanted" if wanted else "not_wanted", (code,), codes(mask))
