"""Load the reference data that ships with this service, after every migration; running it again changes nothing."""

from importlib.resources import files

import yaml
from chassis.db import Transaction
from chassis.domain import Json, RuleSet
from fields.text import nfc

from training.repository.calls import RuleSets


class RuleSetAltered(RuntimeError):
    """A released version of a rule set was edited: old decisions would not replay. Give the change a new version."""


async def load_reference(tx: Transaction) -> None:
    """Put the versions of the rules in place; raises RuleSetAltered."""
    for rules, notes in shipped_rule_sets():
        held = await RuleSets(tx).get(rules.name, rules.version)
        if held is not None and held.parameters != rules.parameters:
            raise RuleSetAltered(f"{rules.name} {rules.version}")
        await RuleSets(tx).put(rules, notes)


def shipped_rule_sets() -> list[tuple[RuleSet, dict[str, str]]]:
    """The versions of the rules that ship with the service, with the notes of their parameters, oldest first."""
    written = nfc(files("training").joinpath("data", "rule_sets.yaml").read_text(encoding="utf-8"))
    return [_rule_set(one) for one in yaml.safe_load(written)["rule_sets"]]


def _rule_set(written: dict[str, Json]) -> tuple[RuleSet, dict[str, str]]:
    rules = RuleSet(
        name=written["name"],
        version=written["version"],
        effective_from=written["effective_from"],
        effective_to=written["effective_to"],
        parameters={name: one["value"] for name, one in written["parameters"].items()},
    )
    return rules, {name: one["note"] for name, one in written["parameters"].items()}
