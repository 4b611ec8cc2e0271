"""Load the reference data that ships with this service; running it again changes nothing."""

import csv
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml
from chassis.db import Transaction
from chassis.domain import Json, RuleSet
from fields.text import nfc

from vacancy.domain.references import EntryWage, KeyIndustry
from vacancy.domain.rule_parameters import folded
from vacancy.domain.rules import NotedRuleSet
from vacancy.repository.references import References

DATA = files("vacancy").joinpath("data")


class RuleSetAltered(RuntimeError):
    """A released version of a rule set was edited: old decisions would not replay. Give the change a new version."""


async def load_reference(tx: Transaction) -> None:
    """Put key industries, entry wages and rule sets in place by their natural keys; raises RuleSetAltered."""
    references = References(tx)
    await references.put_key_industries([_key_industry(row) for row in _rows(DATA.joinpath("key_industries_112.csv"))])
    await references.put_entry_wages([_entry_wage(row) for row in _rows(DATA.joinpath("entry_wages.csv"))])
    for noted in shipped_rule_sets():
        held = await references.rule_set(noted.rules.name, noted.rules.version)
        if held is not None and held.parameters != noted.rules.parameters:
            raise RuleSetAltered(f"{noted.rules.name} {noted.rules.version}")
        await references.put_rule_set(noted)


def _rows(file: Traversable) -> list[dict[str, str]]:
    return list(csv.DictReader(nfc(file.read_text(encoding="utf-8")).splitlines()))


def _key_industry(row: dict[str, str]) -> KeyIndustry:
    return KeyIndustry(
        code=row["code"],
        roc_year=int(row["roc_year"]),
        item_no=int(row["item_no"]),
        industry=row["industry"],
        category=row["category"] or None,
        competent_authority=row["competent_authority"],
        list_updated_on=date.fromisoformat(row["list_updated_on"]),
        tier=row["tier"],
    )


def _entry_wage(row: dict[str, str]) -> EntryWage:
    return EntryWage(
        industry=row["industry"] or None,
        roc_year=int(row["roc_year"]),
        monthly=int(row["monthly"]),
        source=row["source"],
        label=row["label"],
        valid_from=date.fromisoformat(row["valid_from"]),
    )


def shipped_rule_sets() -> list[NotedRuleSet]:
    """The versions of the rules that ship with the service, oldest first."""
    written = nfc(DATA.joinpath("rule_sets.yaml").read_text(encoding="utf-8"))
    return [_rule_set(one) for one in yaml.safe_load(written)["rule_sets"]]


def _rule_set(written: dict[str, Json]) -> NotedRuleSet:
    parameters = {name: one["value"] for name, one in written["parameters"].items()}
    rules = RuleSet(
        name=written["name"],
        version=written["version"],
        effective_from=written["effective_from"],
        effective_to=written["effective_to"],
        parameters=folded(parameters),
    )
    return NotedRuleSet(rules, {name: one["note"] for name, one in written["parameters"].items()})
