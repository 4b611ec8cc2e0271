"""What the service does to registrations by itself: looking at them every day, and emptying those of the erased."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from chassis.db import Repository
from sqlalchemy import Uuid, func, or_, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY

from matching.domain.life_cycle import State
from matching.domain.youth import Youth
from matching.models import YOUTH
from matching.repository.youths import Youths

_NOT_JUDGED = or_(YOUTH.c.judged_on.is_(None), YOUTH.c.judged_on < bind("on"))
_DUE = (
    select(YOUTH.c.id, YOUTH.c.person_id)
    .where(YOUTH.c.state == State.ACTIVE, _NOT_JUDGED)
    .order_by(YOUTH.c.judged_on, YOUTH.c.position)
    .limit(bind("most"))
)
_STILL_DUE = (
    select(YOUTH)
    .where(YOUTH.c.id == func.any(bind("youths", type_=ARRAY(Uuid))), YOUTH.c.state == State.ACTIVE, _NOT_JUDGED)
    .order_by(YOUTH.c.position)
    .with_for_update()
)
_LOOKED_AT = (
    update(YOUTH).where(YOUTH.c.id == func.any(bind("youths", type_=ARRAY(Uuid)))).values(judged_on=bind("day"))
)
_ERASE = (
    update(YOUTH)
    .where(YOUTH.c.id == bind("youth_id"))
    .values(
        student_number_index=None,
        stated_personal=None,
        corrected_personal=None,
        stated={},
        corrected={},
        owners={},
        officers={},
        course_skills=[],
        source_version=None,
    )
)
_REGISTRATIONS = (
    select(YOUTH.c.person_id, YOUTH.c.id)
    .where(YOUTH.c.person_id == func.any(bind("people", type_=ARRAY(Uuid))))
    .order_by(YOUTH.c.position)
)
_PERSON = select(YOUTH.c.person_id).where(YOUTH.c.id == bind("youth_id"))
_PERSONS = select(YOUTH.c.person_id).where(YOUTH.c.id == func.any(bind("youths", type_=ARRAY(Uuid)))).distinct()
_ERASED = (
    update(YOUTH)
    .where(YOUTH.c.person_id == bind("person"), YOUTH.c.state == State.ERASING)
    .values(state=State.ERASED, version=YOUTH.c.version + 1, updated_at=bind("at"))
)


class Upkeep(Repository):
    """Every tenant's registrations: the service's own schedules and handlers ask this, nobody's route."""

    async def due(self, on: date, *, limit: int) -> list[tuple[UUID, UUID]]:
        """At most ``limit`` active registrations, each with its person, that were not judged on a day yet."""
        rows = await self.connection.execute(_DUE, {"on": on, "most": limit})
        return [(row.id, row.person_id) for row in rows]

    async def still_due(self, on: date, youth_ids: Sequence[UUID]) -> list[Youth]:
        """Those of these that nobody has moved or judged meanwhile, locked."""
        rows = (await self.connection.execute(_STILL_DUE, {"on": on, "youths": list(youth_ids)})).all()
        return await Youths(self.tx).opened(rows)

    async def looked_at(self, youth_ids: Sequence[UUID], on: date) -> None:
        """Remember the day on which these were judged: no new version."""
        await self.connection.execute(_LOOKED_AT, {"youths": list(youth_ids), "day": on})

    async def erase_all(self, youths: Sequence[Youth]) -> None:
        """Empty what names somebody; what is counted stays as it was."""
        for one in youths:
            rest = {"state": one.state, "version": one.version, "updated_at": one.updated_at}
            await self.connection.execute(_ERASE.values(rest), {"youth_id": one.id})

    async def registrations(self, person_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        """The ids of these people's registrations, erased ones too: by them others were told of the person."""
        found: dict[UUID, list[UUID]] = {person_id: [] for person_id in person_ids}
        for person_id, youth_id in await self.connection.execute(_REGISTRATIONS, {"people": list(person_ids)}):
            found[person_id].append(youth_id)
        return found

    async def person_of(self, youth_id: UUID) -> UUID:
        """The person behind an id that others know somebody by: the person's own, or a registration's."""
        found: UUID | None = (await self.connection.execute(_PERSON, {"youth_id": youth_id})).scalar_one_or_none()
        return youth_id if found is None else found

    async def persons_of(self, youth_ids: Sequence[UUID]) -> list[UUID]:
        """The people behind some registrations, each once."""
        return list((await self.connection.execute(_PERSONS, {"youths": list(youth_ids)})).scalars())

    async def finish_erasure(self, person_id: UUID) -> None:
        """Every service has confirmed."""
        await self.connection.execute(_ERASED, {"person": person_id, "at": self.tx.now})
