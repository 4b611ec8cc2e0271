"""Why a vacancy scores what it scores for a youth: conditions, components with evidence, and what could change.

Everything is data with reason codes; ``phrases.sentences`` puts it into words. The components sum to the score, and the
evidence inside every component to its points, exactly.
"""

from dataclasses import dataclass, fields

import numpy as np

from matching.engine.gather import Points, Scorer
from matching.engine.index import POSITION, TOMBSTONE, Index
from matching.engine.policy import MAX_CODES, Policy
from matching.engine.tables import ABSENT, TableRefused, Youths


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter: passed or not, why, and the codes concerned (regions, levels, missing certificates …)."""

    name: str
    passed: bool
    reason: str
    asked: tuple[int, ...] = ()
    given: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
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


@dataclass(frozen=True, slots=True)
class Component:
    """One addend of the score."""

    name: str
    points: int
    maximum: int
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
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


def codes(mask: int) -> tuple[int, ...]:
    """The codes set in a mask, ascending."""
    return tuple(code for code in range(MAX_CODES) if mask >> code & 1)


def explain(
    index: Index,
    youths: Youths,
    row: int,
    vacancy: int,
    *,
    scorer: Scorer | None = None,
    standing: Standing | None = None,
) -> Explanation:
    """Explain the youth in this row against the vacancy of this number; ``TableRefused`` if the index has none such."""
    at = int(np.searchsorted(index.vacancies.number, vacancy))
    if at == len(index.vacancies) or index.vacancies.number[at] != vacancy:
        raise TableRefused(f"no vacancy {vacancy} in this index")
    pair = _Pair(index, youths, row, at)
    points = (scorer or Scorer(index)).points(youths, row, np.array([at]))
    conditions = pair.conditions()
    components = pair.components(points)
    return Explanation(
        youth=int(youths.number[row]),
        vacancy=vacancy,
        policy=index.policy.version,
        admissible=all(condition.passed for condition in conditions),
        score=int(points.score[0]),
        conditions=conditions,
        components=components,
        changes=(*_seat(standing, components, index.policy), *pair.changes(conditions, components)),
        standing=standing,
    )


class _Pair:
    """One youth and one vacancy as plain numbers."""

    def __init__(self, index: Index, youths: Youths, row: int, at: int) -> None:
        self.policy = index.policy
        vacancies = index.vacancies
        self.y = {name: int(getattr(youths, name)[row]) for name in youths.KINDS if name not in youths.BESIDE}
        self.v = {name: int(getattr(vacancies, name)[at]) for name in vacancies.KINDS if name not in vacancies.BESIDE}
        held = slice(youths.skills.offsets[row], youths.skills.offsets[row + 1])
        self.level = dict(zip(youths.skills.values[held].tolist(), youths.level[held].tolist(), strict=True))
        self.courses = youths.courses[row].tolist()
        asked = slice(vacancies.skills.offsets[at], vacancies.skills.offsets[at + 1])
        columns = (vacancies.skills.values[asked], vacancies.importance[asked], vacancies.level[asked])
        self.asked = list(zip(*(column.tolist() for column in columns), strict=True))
        self.closed = bool((index.tables.required[index.tables.facts[:, POSITION] == at] & TOMBSTONE).any())

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

    def components(self, points: Points) -> tuple[Component, ...]:
        y, v, weights = self.y, self.v, self.policy.weights
        value = {f.name: int(getattr(points, f.name)[0]) for f in fields(points)}
        beside = y["home"] >= 0 and self.policy.neighbour_masks[y["home"]] >> v["region"] & 1
        place = "home" if y["home"] == v["region"] else "neighbour" if beside else "elsewhere"
        matched, wished = codes(v["attributes"] & y["preferences"]), codes(y["preferences"])
        each = weights.preferences // len(wished) if wished else 0
        wishes = tuple(Evidence("attribute", code, each * (code in matched), each) for code in wished)
        trained = (
            "no_course" if v["course"] == ABSENT else "completed" if v["course"] in self.courses else "not_completed"
        )

        def only(kind: str, name: str, code: int, held: int = 0, asked: int = 0) -> tuple[Evidence, ...]:
            return (Evidence(kind, code, value[name], getattr(weights, name), held, asked),)

        nothing = only("nothing_listed", "skills", ABSENT)
        reasons = {
            "skills": ("listed", self._skills()) if self.asked else ("not_listed", nothing),
            "field": (self._field(), only("field", "field", y["field"])),
            "wage": (self._wage(), only("wage", "wage", 0, held=y["wage"], asked=v["wage"])),
            "location": (place, only("region", "location", v["region"])),
            "preferences": ("stated", wishes)
            if wished
            else ("none_stated", only("nothing_stated", "preferences", ABSENT)),
            "training": (trained, only("course", "training", v["course"])),
        }
        return tuple(
            Component(name, value[name], getattr(weights, name), reason, evidence)
            for name, (reason, evidence) in reasons.items()
        )

    def _skills(self) -> tuple[Evidence, ...]:
        rule, weight = self.policy.skills, self.policy.weights.skills
        total = max(sum(importance for _, importance, _ in self.asked), rule.importance_floor)
        found = []
        for skill, importance, level in self.asked:
            asked, whole, held = min(level, rule.levels), weight * importance // total, self.level.get(skill, 0)
            found.append(Evidence("skill", skill, whole * min(held, asked) // asked, whole, held, asked, importance))
        return tuple(found)

    def _field(self) -> str:
        taught, own = self.v["fields"], self.y["field"]
        if not taught:
            return "open"
        return "unknown" if own < 0 else "match" if own < MAX_CODES and taught >> own & 1 else "other"

    def _wage(self) -> str:
        wanted, offered, unit = self.y["wage"], self.v["wage"], self.policy.wage.unit
        if wanted < 0:
            return "none_wanted"
        return "not_stated" if offered < 0 else "met" if offered // unit >= wanted // unit else "short"

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


def _within(name: str, asked: bool, mask: int, code: int) -> Condition:
    if not asked:
        return Condition(name, True, "not_asked")
    wanted = bool(mask >> code & 1)
    return Condition(name, wanted, "wanted" if wanted else "not_wanted", (code,), codes(mask))
