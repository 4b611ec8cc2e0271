"""Matching policy: the programme's choices as data.

A policy says what counts (weights, in points), how finely (bands), who is refused outright (filters), which counties
are neighbours, and what an absent wage, skill list or education means. It is versioned; its digest goes into every
snapshot and every manifest. There is no place in it for gender, nor for anything else about a person not listed here.
"""

import hashlib
import json
from dataclasses import MISSING, asdict, dataclass, fields
from importlib.resources import files
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from matching.engine.errors import EngineError

SCALE = 10_000
"""The points of a perfect match; the six weights must add up to it."""

MAX_CODES = 62
"""Regions, industries, fields, certificates and attributes are bits of one signed 64-bit mask."""


class PolicyRefused(EngineError):
    """The policy contradicts itself or names something the engine does not know."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Maximum points of each component; they sum to ``SCALE``."""

    skills: int
    field: int
    wage: int
    location: int
    preferences: int
    training: int


@dataclass(frozen=True, slots=True)
class SkillRule:
    """``levels`` of competency, and the least total importance a vacancy's skills are divided by.

    Without the floor a vacancy asking for one skill gives all skill points to everybody who has it, and becomes a hub.
    """

    levels: int
    importance_floor: int


@dataclass(frozen=True, slots=True)
class WageRule:
    """``step`` points less for every ``unit`` (NT$ a month) below the wage wanted, at most ``steps`` times.

    Both wages are first rounded down to whole units.
    """

    unit: int
    step: int
    steps: int


@dataclass(frozen=True, slots=True)
class Bands:
    """Points between nothing and the full weight."""

    field_open: int
    location_neighbour: int
    location_elsewhere: int
    preferences_none_stated: int


@dataclass(frozen=True, slots=True)
class Absent:
    """What an absent value means: points, or whether the requirement is taken as met."""

    vacancy_wage: int
    youth_wage: int
    vacancy_skills: int
    vacancy_education: Literal["open_to_all", "refuse"]
    youth_education: Literal["lowest", "refuse"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which conditions a vacancy must meet to be offered at all."""

    region: bool
    industry: bool
    education: bool
    certificates: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the programme's matching policy.

    ``regions``, ``industries`` and ``education`` name the codes 0, 1, 2 … used in the tables; education runs from
    lowest to highest. ``neighbours`` gives, for a region, the regions beside it. ``employer_band`` is the width, in
    points, of the classes in which an employer sees skills + field + training; inside a class a lottery decides.
    """

    version: str
    weights: Weights
    skills: SkillRule
    wage: WageRule
    bands: Bands
    absent: Absent
    filters: Filters
    employer_band: int
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    education: tuple[str, ...]
    neighbours: dict[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        """Refuse a policy that does not hold together (``PolicyRefused``)."""
        total = sum(asdict(self.weights).values())
        _refuse(total != SCALE, f"weights add up to {total}, not {SCALE}")
        _refuse(not self.version.strip(), "a policy needs a version")
        for name, names in (("regions", self.regions), ("industries", self.industries), ("education", self.education)):
            _refuse(not 1 <= len(names) <= MAX_CODES, f"{name}: between 1 and {MAX_CODES} names")
            _refuse(len(set(names)) != len(names), f"{name}: a name appears twice")
        _refuse(not 1 <= self.skills.levels <= 8, "skills.levels lies between 1 and 8")
        _refuse(self.skills.importance_floor < 0, "skills.importance_floor is not negative")
        _refuse(self.wage.unit < 1, "wage.unit is at least one dollar")
        _refuse(not 1 <= self.employer_band <= SCALE, f"employer_band lies between 1 and {SCALE}")
        self._check_points()
        self._check_neighbours()

    def _check_points(self) -> None:
        w, bands, absent = self.weights, self.bands, self.absent
        within = {
            "weights": (min(asdict(w).values()), SCALE),
            "wage.step x wage.steps": (min(self.wage.step, self.wage.steps, self.wage.step * self.wage.steps), w.wage),
            "bands.field_open": (bands.field_open, w.field),
            "bands.location_neighbour": (bands.location_neighbour, w.location),
            "bands.location_elsewhere": (bands.location_elsewhere, w.location),
            "bands.preferences_none_stated": (bands.preferences_none_stated, w.preferences),
            "absent.vacancy_wage": (absent.vacancy_wage, w.wage),
            "absent.youth_wage": (absent.youth_wage, w.wage),
            "absent.vacancy_skills": (absent.vacancy_skills, w.skills),
        }
        points = {"wage.step x wage.steps": self.wage.step * self.wage.steps}
        for name, (lowest, most) in within.items():
            highest = points.get(name, lowest)
            _refuse(lowest < 0 or highest > most, f"{name} lies outside 0..{most}")

    def _check_neighbours(self) -> None:
        _refuse(set(self.neighbours) - set(self.regions) != set(), "neighbours of an unknown region")
        for region, beside in self.neighbours.items():
            _refuse(region in beside, f"{region} is not its own neighbour")
            for other in beside:
                _refuse(other not in self.regions, f"{region}: unknown neighbour {other}")
                _refuse(region not in self.neighbours.get(other, ()), f"{region} and {other} must name each other")

    @property
    def neighbour_masks(self) -> list[int]:
        """One bit mask of neighbouring regions per region, in code order."""
        code = {name: at for at, name in enumerate(self.regions)}
        return [sum(1 << code[other] for other in self.neighbours.get(name, ())) for name in self.regions]

    def as_data(self) -> dict[str, Any]:
        """The policy as plain JSON data; ``policy_from`` reads it back."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON form, in hexadecimal."""
        text = json.dumps(self.as_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def ring(names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Neighbours of regions that lie in a circle in the order given."""
    n = len(names)
    both = [(names[(at - 1) % n], names[(at + 1) % n]) for at in range(n)]
    return {
        name: tuple(other for other in dict.fromkeys(beside) if other != name)
        for name, beside in zip(names, both, strict=True)
    }


def policy_from(data: dict[str, Any]) -> Policy:
    """Read a policy from JSON data; a missing, unknown or mistyped key is refused (``PolicyRefused``)."""
    return _read(Policy, data, "policy")


def default_policy() -> Policy:
    """The policy shipped with the engine: 22 counties, the 18 key industries of 2023, five education levels."""
    text = files("matching.engine").joinpath("data/policy-1.json").read_text(encoding="utf-8")
    return policy_from(json.loads(text))


T = TypeVar("T")


def _refuse(wrong: bool, reason: str) -> None:
    if wrong:
        raise PolicyRefused(reason)


def _read(cls: type[T], data: object, path: str) -> T:
    _refuse(not isinstance(data, dict), f"{path}: an object is expected")
    given: dict[str, Any] = data  # type: ignore[assignment]
    hints = get_type_hints(cls)
    wanted = {f.name for f in fields(cls) if f.default is MISSING}  # type: ignore[arg-type]
    _refuse(set(given) - set(hints) != set(), f"{path}: unknown {sorted(set(given) - set(hints))}")
    _refuse(wanted - set(given) != set(), f"{path}: missing {sorted(wanted - set(given))}")
    return cls(**{name: _value(hints[name], given[name], f"{path}.{name}") for name in given})


def _value(kind: Any, value: Any, path: str) -> Any:
    if kind in (int, bool, str):
        _refuse(type(value) is not kind, f"{path}: {kind.__name__} expected, got {value!r}")
        return value
    if get_origin(kind) is Literal:
        _refuse(value not in get_args(kind), f"{path}: one of {get_args(kind)} expected, got {value!r}")
        return value
    if get_origin(kind) is tuple:
        _refuse(not isinstance(value, list | tuple), f"{path}: a list is expected")
        return tuple(_value(str, item, path) for item in value)
    if get_origin(kind) is dict:
        _refuse(not isinstance(value, dict), f"{path}: an object is expected")
        return {_value(str, key, path): _value(tuple[str, ...], item, f"{path}.{key}") for key, item in value.items()}
    return _read(kind, value, path)
