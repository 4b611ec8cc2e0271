"""What there is of the screening rules: released versions, drafts, and who a trial would flip."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.db import Transaction
from chassis.domain import RuleSet
from chassis.jobs import Jobs
from fields.calendar import business_date

from vacancy.domain.errors import RuleSetUnknown
from vacancy.domain.rules import Draft, NotedRuleSet
from vacancy.domain.trial import Direction
from vacancy.repository.references import References
from vacancy.repository.rules import Flip, Rules
from vacancy.service.screen_vacancy import RULES
from vacancy.service.try_rules import TRIAL


@dataclass(frozen=True, slots=True)
class RuleSets:
    """The version that judges today, and every released one, oldest first."""

    in_force: RuleSet
    released: Sequence[NotedRuleSet]


async def read_rule_sets(tx: Transaction) -> RuleSets:
    """The released versions; raises NoRuleSetInForce."""
    references = References(tx)
    in_force = await references.rule_set_in_force(RULES, on=business_date(tx.now))
    return RuleSets(in_force, await references.rule_sets(RULES))


async def list_drafts(tx: Transaction) -> list[Draft]:
    """Every version in the making."""
    return await Rules(tx).drafts(RULES)


async def read_draft(tx: Transaction, *, version: str) -> Draft:
    """A version in the making; raises RuleSetUnknown."""
    draft = await Rules(tx).draft(RULES, version)
    if draft is None:
        raise RuleSetUnknown(version=version)
    return draft


async def list_flips(
    tx: Transaction, *, trial: UUID, direction: Direction | None, county: str | None, after: int, limit: int
) -> list[Flip]:
    """At most ``limit`` vacancies that a trial would judge otherwise, after a position; raises JobUnknown."""
    job = await Jobs(tx).get(trial, kind=TRIAL)
    return await Rules(tx).flips(job.id, direction=direction, county=county, after=after, limit=limit)
