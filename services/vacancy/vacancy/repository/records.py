"""What people did to a vacancy. Callers have read or locked the vacancy itself first, so it is one they see."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from chassis.db import Repository, Row, insert_into
from sqlalchemy import Uuid, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as insert_new

from vacancy.domain.errors import AppealUnknown
from vacancy.domain.life_cycle import State
from vacancy.domain.records import Appeal, AppealStatus, Resubmission, Step
from vacancy.domain.statement import Difference
from vacancy.models import APPEAL, RESUBMISSION, STEP

_STEPS = select(STEP).where(STEP.c.vacancy_id == bind("vacancy_id")).order_by(STEP.c.vacancy_version)
_REACHED = (
    select(STEP.c.vacancy_id, STEP.c.target, func.max(STEP.c.taken_at).label("at"))
    .where(STEP.c.vacancy_id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
    .group_by(STEP.c.vacancy_id, STEP.c.target)
)
_RESUBMISSIONS = (
    select(RESUBMISSION).where(RESUBMISSION.c.vacancy_id == bind("vacancy_id")).order_by(RESUBMISSION.c.vacancy_version)
)
_APPEALS = select(APPEAL).where(APPEAL.c.vacancy_id == bind("vacancy_id"))
_APPEAL = _APPEALS.where(APPEAL.c.id == bind("appeal_id"))
_ADD_APPEAL = insert_new(APPEAL).on_conflict_do_nothing(index_elements=[APPEAL.c.vacancy_id]).returning(APPEAL.c.id)
_DECIDE = update(APPEAL).where(APPEAL.c.id == bind("appeal_id"))
_LAPSE = (
    update(APPEAL)
    .where(APPEAL.c.vacancy_id == func.any(bind("vacancies", type_=ARRAY(Uuid))))
    .where(APPEAL.c.status == AppealStatus.FILED)
    .values(status=AppealStatus.LAPSED)
)


class Records(Repository):
    """Steps, resubmissions and appeals."""

    async def add_steps(self, steps: Sequence[Step]) -> None:
        """Keep who moved vacancies on, and why."""
        await self.connection.execute(insert_into(STEP), [asdict(step) for step in steps])

    async def steps(self, vacancy_id: UUID) -> list[Step]:
        """Every step of a vacancy, oldest first."""
        return [_step(row) for row in await self.connection.execute(_STEPS, {"vacancy_id": vacancy_id})]

    async def reached(self, vacancy_ids: Sequence[UUID]) -> dict[tuple[UUID, str], datetime]:
        """When vacancies were last moved into each state that a step has led them to."""
        rows = await self.connection.execute(_REACHED, {"vacancies": list(vacancy_ids)})
        return {(row.vacancy_id, row.target): row.at for row in rows}

    async def add_resubmission(self, resubmission: Resubmission) -> None:
        """Keep what a partner answered a screening with."""
        await self.connection.execute(insert_into(RESUBMISSION), asdict(resubmission))

    async def resubmissions(self, vacancy_id: UUID) -> list[Resubmission]:
        """Every resubmission of a vacancy, oldest first."""
        rows = await self.connection.execute(_RESUBMISSIONS, {"vacancy_id": vacancy_id})
        return [_resubmission(row) for row in rows]

    async def add_appeal(self, appeal: Appeal) -> bool:
        """Keep an appeal; False when the vacancy has had one."""
        return (await self.connection.execute(_ADD_APPEAL, asdict(appeal))).one_or_none() is not None

    async def appeals(self, vacancy_id: UUID) -> list[Appeal]:
        """The vacancy's one appeal, or none."""
        return [_appeal(row) for row in await self.connection.execute(_APPEALS, {"vacancy_id": vacancy_id})]

    async def appeal(self, vacancy_id: UUID, appeal_id: UUID) -> Appeal:
        """An appeal of a vacancy that the caller holds locked; raises AppealUnknown."""
        wanted = {"vacancy_id": vacancy_id, "appeal_id": appeal_id}
        row = (await self.connection.execute(_APPEAL, wanted)).one_or_none()
        if row is None:
            raise AppealUnknown(id=str(appeal_id))
        return _appeal(row)

    async def decide_appeal(self, appeal: Appeal) -> None:
        """Write an officer's decision on an appeal."""
        names = ("status", "reason", "officer", "decided_by", "decided_at")
        await self.connection.execute(_DECIDE, {"appeal_id": appeal.id, **{one: getattr(appeal, one) for one in names}})

    async def lapse_appeals(self, vacancy_ids: Sequence[UUID]) -> None:
        """Let the undecided appeals of these vacancies lapse."""
        await self.connection.execute(_LAPSE, {"vacancies": vacancy_ids})


def _step(row: Row) -> Step:
    values = dict(row._mapping)
    return Step(**values | {"origin": State(row.origin), "target": State(row.target)})


def _resubmission(row: Row) -> Resubmission:
    values = dict(row._mapping)
    return Resubmission(**values | {"differences": [Difference(**one) for one in row.differences]})


def _appeal(row: Row) -> Appeal:
    return Appeal(**dict(row._mapping) | {"status": AppealStatus(row.status)})
