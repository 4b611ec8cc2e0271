"""What an office, or the partner itself, reads of how a partner's sources are doing."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.db import Transaction
from fields.calendar import business_date

from vacancy.domain.partner_health import HealthPolicy, SourceHealth
from vacancy.repository.health import Health
from vacancy.repository.references import References
from vacancy.repository.visibility import OFFICES, OWNERS
from vacancy.service.import_vacancies import IMPORT
from vacancy.service.permission import require_kind

RULES = "partner-health"


@dataclass(frozen=True, slots=True)
class PartnerHealth:
    """Sources on a day, under the policy in force."""

    on: date
    since: date
    policy: HealthPolicy
    sources: list[SourceHealth]


async def read_partner_health(tx: Transaction, *, after: tuple[str, str], limit: int) -> PartnerHealth:
    """The sources of the partners that an office sees, or a partner's own.

    Raises OrganisationKindRefused, NoRuleSetInForce.
    """
    require_kind(tx.principal, OFFICES | OWNERS)
    on = business_date(tx.now)
    policy = HealthPolicy.of(await References(tx).rule_set_in_force(RULES, on=on))
    since = on - timedelta(days=policy.window_days - 1)
    sources = await Health(tx).sources(since, on, imports=IMPORT, after=after, limit=limit)
    return PartnerHealth(on, since, policy, sources)
