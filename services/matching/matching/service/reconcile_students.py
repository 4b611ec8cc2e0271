"""Compare what a university says it sent with what is held."""

from dataclasses import dataclass

from chassis.db import Transaction

from matching.domain.life_cycle import State, TargetGroup
from matching.repository.youths import Youths
from matching.service.permission import require_kind
from matching.service.upsert_students import UNIVERSITY


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Counts of one university's students."""

    sent: int | None
    held: int
    withdrawn: int
    newest_source_version: int | None

    @property
    def difference(self) -> int | None:
        """Sent less held."""
        return None if self.sent is None else self.sent - self.held


async def reconcile_students(tx: Transaction, *, sent: int | None) -> Reconciliation:
    """The university's own students by state; raises OrganisationKindRefused."""
    require_kind(tx.principal, UNIVERSITY)
    found = await Youths(tx).held(TargetGroup.IN_SCHOOL)
    return Reconciliation(
        sent=sent,
        held=found.by_state.get(State.ACTIVE, 0),
        withdrawn=found.by_state.get(State.WITHDRAWN, 0),
        newest_source_version=found.newest_version,
    )
