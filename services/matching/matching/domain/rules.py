"""A version of the rules with what is noted beside its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.domain import RuleSet


@dataclass(frozen=True, slots=True)
class NotedRuleSet:
    """A rule set, and for every parameter the rule it stands for, or that it is a default."""

    rules: RuleSet
    notes: Mapping[str, str]
