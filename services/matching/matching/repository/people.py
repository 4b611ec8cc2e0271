"""The people behind registrations: found by the blind index of their number, counted once, locked to speak of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row
from sqlalchemy import LargeBinary, Uuid, exists, func, select, update
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from matching.models import PERSON

_ADD = insert(PERSON).on_conflict_do_nothing(index_elements=[PERSON.c.number_index])
_BY_INDEX = select(PERSON.c.id, PERSON.c.number_index).where(
    PERSON.c.number_index == func.any(bind("indexes", type_=ARRAY(LargeBinary)))
)
_LOCKED = (
    select(PERSON)
    .where(PERSON.c.id == func.any(bind("people", type_=ARRAY(Uuid))))
    .order_by(PERSON.c.id)
    .with_for_update()
)
_SAVE = update(PERSON).where(PERSON.c.id == bind("person_id"))


@dataclass(frozen=True, slots=True)
class Person:
    """One person: how many events were said, what was last said of the person, and of leaving if that came after."""

    id: UUID
    seq: int
    said: Mapping[str, Any] | None
    left: Mapping[str, Any] | None


class People(Repository):
    """People of the whole programme: nobody outside this service ever sees that two registrations are one person's."""

    async def claim(self, wanted: Mapping[bytes, UUID], *, beside: Sequence[UUID] = ()) -> dict[bytes, UUID]:
        """The person of each index, locked together with those ``beside``; who is not known yet is made under the id.

        Whoever is there is locked by id, as everywhere; only then new ones are made, by index: two that make the same
        people wait for, and never cross, one another.
        """
        while True:
            try:
                async with self.connection.begin_nested():
                    return await self._claim(wanted, beside)
            except _OvertakenError:
                continue

    async def known(self, indexes: Sequence[bytes]) -> list[UUID]:
        """The people of these indexes that there are, to be locked with others before they are claimed."""
        return [row.id for row in await self._by_index(indexes)]

    async def locked(self, person_ids: Sequence[UUID]) -> list[Person]:
        """These people, locked in one order."""
        rows = await self.connection.execute(_LOCKED, {"people": list(person_ids)})
        return [Person(row.id, row.seq, row.said, row.left) for row in rows]

    async def save_all(self, people: Sequence[Person]) -> None:
        """Write what was said of locked people."""
        if people:
            rows = [{"person_id": one.id, "seq": one.seq, "said": one.said, "left": one.left} for one in people]
            await self.connection.execute(_SAVE, rows)

    async def of_number(self, index: bytes) -> UUID | None:
        """Who has a number; None when nobody does."""
        return next(iter(await self.known([index])), None)

    async def move_number(self, person_id: UUID, index: bytes) -> None:
        """The person has another number now; where somebody has it already, both stay as they are."""
        taken = exists().where(PERSON.c.number_index == index, PERSON.c.id != person_id)
        await self.connection.execute(_SAVE.where(~taken).values(number_index=index), {"person_id": person_id})

    async def forget_number(self, person_id: UUID) -> None:
        """Whoever registers with this number from now on is somebody new."""
        await self.connection.execute(_SAVE.values(number_index=None), {"person_id": person_id})

    async def _claim(self, wanted: Mapping[bytes, UUID], beside: Sequence[UUID]) -> dict[bytes, UUID]:
        there = [row.id for row in await self._by_index(list(wanted))]
        # one who was erased while we waited for the lock has no index any more, and comes again as somebody new
        rows = await self.connection.execute(_LOCKED, {"people": [*beside, *there]})
        found = {row.number_index: row.id for row in rows if row.number_index in wanted}
        new = {index: wanted[index] for index in sorted(wanted.keys() - found.keys())}
        if new and not await self._make(new):
            raise _OvertakenError()
        return found | new

    async def _make(self, new: Mapping[bytes, UUID]) -> bool:
        """Whether every one of these is new and made; what somebody else makes at the moment is waited for."""
        rows = [{"id": one, "number_index": index, "seq": 0} for index, one in new.items()]
        await self.connection.execute(_ADD, rows)
        return {row.number_index: row.id for row in await self._by_index(list(new))} == new

    async def _by_index(self, indexes: Sequence[bytes]) -> Sequence[Row]:
        return (await self.connection.execute(_BY_INDEX, {"indexes": list(indexes)})).all() if indexes else []


class _OvertakenError(Exception):
    """Somebody made one of them since we looked: to lock it now, after others, would be out of order."""
