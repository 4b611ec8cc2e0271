"""Load the reference data that ships with this service; running it again changes nothing."""

from collections.abc import Iterable
from importlib.resources import files

import yaml
from chassis.db import Transaction
from chassis.domain import Json, RuleSet
from fields.text import nfc

from matching.adapters.codebook import shipped_policies
from matching.domain.rules import NotedRuleSet
from matching.repository.references import References

DATA = files("matching").joinpath("data")


class RuleSetAltered(RuntimeError):
    """A released version of a rule set was edited: old decisions would not replay. Give the change a new version."""


async def load_reference(tx: Transaction) -> None:
    """Put rule sets and matching policies in place; raises RuleSetAltered, PolicyRefused, CodebookInvalid."""
    await put_versions(tx, [*shipped_rule_sets(), *shipped_policies()])


async def put_versions(tx: Transaction, versions: Iterable[NotedRuleSet]) -> None:
    """Put versions in place by their names; one that is held already may change its dates only, or RuleSetAltered."""
    references = References(tx)
    for noted in versions:
        held = await references.rule_set(noted.rules.name, noted.rules.version)
        if held is not None and held.parameters != noted.rules.parameters:
            raise RuleSetAltered(f"{noted.rules.name} {noted.rules.version}")
        await references.put_rule_set(noted)


def shipped_rule_sets() -> list[NotedRuleSet]:
    """The versions of the rules that ship with the service, oldest first."""
    written = nfc(DATA.joinpath("rule_sets.yaml").read_text(encoding="utf-8"))
    return [_rule_set(one) for one in yaml.safe_load(written)["rule_sets"]]


def _rule_set(written: dict[str, Json]) -> NotedRuleSet:
    rules = RuleSet(
        name=written["name"],
        version=written["version"],
        effective_from=written["effective_from"],
        effective_to=written["effective_to"],
        parameters={name: one["value"] for name, one in written["parameters"].items()},
    )
    return NotedRuleSet(rules, {name: one["note"] for name, one in written["parameters"].items()})
