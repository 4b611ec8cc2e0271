"""What training remembers of youths without naming anybody: who left, who is registered, and who is one person."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from uuid import UUID

from chassis.db import Repository
from sqlalchemy import Uuid, func, select
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from training.domain.enrolment import HeldYouth
from training.models import ENROLMENT, HELD_REGISTRATION, HELD_YOUTH
from training.repository.enrolments import PERSON

_YOUTH = select(HELD_YOUTH).where(HELD_YOUTH.c.youth_id == bind("youth_id"))
_PERSON = select(HELD_REGISTRATION.c.person_id).where(HELD_REGISTRATION.c.registration_id == bind("registration_id"))
_STRANGERS = (
    select(ENROLMENT.c.id, ENROLMENT.c.course_id)
    .where(ENROLMENT.c.youth_id == func.any(bind("registrations", type_=ARRAY(Uuid))))
    .where(bind("person_id") != PERSON)
    .order_by(ENROLMENT.c.course_id, ENROLMENT.c.id)
)


_IDS = bind("youth_ids", type_=ARRAY(Uuid))
_GIVEN = select(func.unnest(_IDS).label("youth_id")).order_by("youth_id")
_PUT = insert(HELD_YOUTH).from_select(["youth_id"], _GIVEN).on_conflict_do_nothing()
_LOCK = (
    select(HELD_YOUTH).where(HELD_YOUTH.c.youth_id == func.any(_IDS)).order_by(HELD_YOUTH.c.youth_id).with_for_update()
)


class HeldYouths(Repository):
    """Youths of the whole programme, by ids alone.

    Whoever opens or ends enrolments locks rows here first, then courses: registrations' before persons', by id.
    """

    async def lock(self, youth_ids: Collection[UUID]) -> list[HeldYouth]:
        """Lock what is remembered of these until the transaction ends, by id; of whom nothing is, that too."""
        if not youth_ids:
            return []
        wanted = {"youth_ids": list(set(youth_ids))}
        await self.connection.execute(_PUT, wanted)
        return [HeldYouth(**dict(row._mapping)) for row in await self.connection.execute(_LOCK, wanted)]

    async def get(self, youth_id: UUID) -> HeldYouth | None:
        """What is remembered of a person."""
        row = (await self.connection.execute(_YOUTH, {"youth_id": youth_id})).one_or_none()
        return None if row is None else HeldYouth(**dict(row._mapping))

    async def remember(self, youth: HeldYouth) -> HeldYouth:
        """Remember that a person left, or is registered, by what was heard latest; returns all that is remembered."""
        statement = insert(HELD_YOUTH)
        news = {
            name: func.greatest(HELD_YOUTH.c[name], statement.excluded[name])
            for name in ("withdrawn_on", "erased_on", "left_sequence", "back_sequence")
        }
        statement = statement.on_conflict_do_update(index_elements=["youth_id"], set_=news)
        row = (await self.connection.execute(statement.returning(*HELD_YOUTH.c), asdict(youth))).one()
        return HeldYouth(**dict(row._mapping))

    async def person_of(self, youth_id: UUID) -> UUID:
        """The person behind an id that others know somebody by; itself where nothing else was told."""
        wanted = {"registration_id": youth_id}
        found: UUID | None = (await self.connection.execute(_PERSON, wanted)).scalar_one_or_none()
        return youth_id if found is None else found

    async def know(self, person_id: UUID, registrations: Sequence[UUID]) -> None:
        """Remember whose these registrations are."""
        rows = [{"registration_id": one, "person_id": person_id} for one in registrations]
        await self.connection.execute(insert(HELD_REGISTRATION).on_conflict_do_nothing(), rows)

    async def strangers(self, person_id: UUID, registrations: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
        """Enrolments under these registrations that are not taken as the person's yet, each with its course."""
        wanted = {"person_id": person_id, "registrations": list(registrations)}
        return [(row.id, row.course_id) for row in await self.connection.execute(_STRANGERS, wanted)]
