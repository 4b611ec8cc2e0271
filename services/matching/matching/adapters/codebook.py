"""The programme's codes as the engine's numbers: counties, key industries, education, attributes; read from data."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Any

import orjson
from chassis.domain import RuleSet

from matching.domain.rules import NotedRuleSet
from matching.engine.policy import Policy, policy_from

MATCHING_POLICY = "matching-policy"
"""The rule set whose parameters are a policy with its codes."""

KINDS = frozenset({"regions", "industries", "education", "attributes"})


class CodebookInvalid(ValueError):
    """The policy and its codes do not belong together; the message says where."""


@dataclass(frozen=True)
class Codebook:
    """A policy and what its numbers stand for; a region or an industry of None stands for what is not stated."""

    policy: Policy
    regions: Mapping[str | None, int]
    industries: Mapping[str | None, int]
    education: Mapping[str, int]
    attributes: Mapping[str, int]
    importance: int
    level_absent: int

    def region(self, county: str | None) -> int:
        """The number of a county; that of an unstated one for a code nobody knows."""
        return self.regions.get(county, self.regions[None])

    def industry(self, industry: str | None) -> int:
        """The number of a key industry; that of an unstated one for a code of another list."""
        return self.industries.get(industry, self.industries[None])

    def regions_mask(self, counties: Sequence[str] | None) -> int:
        """Where somebody would work: everywhere, the unstated places too, when nothing is said."""
        return _mask(counties, self.regions)

    def industries_mask(self, industries: Sequence[str] | None) -> int:
        """In what somebody would work: in everything, the unstated too, when nothing is said."""
        return _mask(industries, self.industries)

    def attributes_mask(self, attributes: Sequence[str]) -> int:
        """Attributes of a vacancy, or wishes of a person."""
        return sum(1 << self.attributes[one] for one in set(attributes) if one in self.attributes)

    def code(self, kind: str, number: int) -> str | None:
        """The programme's code of one of the engine's numbers; None for what is not stated, or has no code."""
        return self._codes.get(kind, {}).get(number)

    @cached_property
    def _codes(self) -> Mapping[str, Mapping[int, str | None]]:
        kinds: dict[str, Mapping[Any, int]] = {
            "region": self.regions,
            "industry": self.industries,
            "education": self.education,
            "attribute": self.attributes,
        }
        return {kind: {number: code for code, number in known.items()} for kind, known in kinds.items()}


def parse_codebook(written: Mapping[str, Any]) -> Codebook:
    """Put a policy and its codes together; raises PolicyRefused, CodebookInvalid."""
    wanted = {"policy", "codes", "importance", "level_absent"}
    if not isinstance(written.get("codes"), Mapping) or not wanted <= set(written):
        raise CodebookInvalid(f"a policy with its codes consists of {sorted(wanted)}")
    policy, codes = policy_from(written["policy"]), written["codes"]
    if not set(codes) >= KINDS:
        raise CodebookInvalid(f"codes: {sorted(KINDS - set(codes))} missing")
    for name in ("regions", "industries", "education"):
        if len(codes[name]) != len(getattr(policy, name)) or len(set(codes[name])) != len(codes[name]):
            raise CodebookInvalid(f"{name}: one code for each name of the policy")
    for name in ("regions", "industries"):
        if codes[name].count(None) != 1:
            raise CodebookInvalid(f"{name}: exactly one stands for what is not stated")
    if written["importance"] < 1 or not 1 <= written["level_absent"] <= policy.skills.levels:
        raise CodebookInvalid("importance and level_absent are levels the engine takes")
    numbers = {name: {code: at for at, code in enumerate(codes[name])} for name in KINDS}
    return Codebook(policy, **numbers, importance=written["importance"], level_absent=written["level_absent"])


def policies_from(texts: Iterable[bytes]) -> list[NotedRuleSet]:
    """The versions of the matching policy as rule sets, oldest first; raises PolicyRefused, CodebookInvalid.

    A version is a JSON text: a policy with its codes, the days on which it holds, and a note.
    """
    versions = [_version(orjson.loads(text)) for text in texts]
    versions.sort(key=lambda one: one.rules.effective_from)
    for before, after in pairwise(versions):
        if before.rules.effective_from == after.rules.effective_from:
            raise CodebookInvalid(f"{before.rules.version} and {after.rules.version} begin on the same day")
    return versions


def _version(written: dict[str, Any]) -> NotedRuleSet:
    parameters = {name: written[name] for name in written if name not in ("effective_from", "effective_to", "note")}
    version = parse_codebook(parameters).policy.version
    try:
        begins = date.fromisoformat(written["effective_from"])
        ends = date.fromisoformat(written["effective_to"]) if written["effective_to"] else None
    except (KeyError, TypeError, ValueError) as unread:
        raise CodebookInvalid(f"{version}: effective_from and effective_to are days; the last may be null") from unread
    if ends is not None and ends < begins:
        raise CodebookInvalid(f"{version} ends before it begins")
    rules = RuleSet(MATCHING_POLICY, version, begins, ends, parameters)
    return NotedRuleSet(rules, {MATCHING_POLICY: str(written.get("note", ""))})


@functools.cache
def shipped_policies() -> tuple[NotedRuleSet, ...]:
    """The versions that ship with this service, read once a process; raises PolicyRefused, CodebookInvalid."""
    folder = files("matching").joinpath("data", "matching_policies")
    return tuple(policies_from(one.read_bytes() for one in folder.iterdir() if one.name.endswith(".json")))


def load_codebook() -> Codebook:
    """The first version that ships with this service: what is searched under until the database says what holds."""
    return parse_codebook(shipped_policies()[0].rules.parameters)


@functools.cache
def known_industries() -> tuple[str, ...]:
    """The codes of the key industries (重點產業) that vacancies are matched by, in any version that ships."""
    return industries_of(shipped_policies())


def industries_of(versions: Iterable[NotedRuleSet]) -> tuple[str, ...]:
    """The codes of the key industries in these versions, sorted: wishes outlive a version, and come before the next."""
    codebooks = [parse_codebook(one.rules.parameters) for one in versions]
    return tuple(sorted({code for one in codebooks for code in one.industries if code is not None}))


def _mask(chosen: Sequence[str] | None, numbers: Mapping[str | None, int]) -> int:
    if chosen is None:
        return (1 << len(numbers)) - 1
    return sum(1 << numbers[code] for code in set(chosen) if code in numbers)
