"""Key rotation: everything sealed again under a new data key, a batch a transaction; running it again goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.people.keys import Cipher, People, prefix
from chassis.people.tables import Sealed
from chassis.service import Service

BATCH = 500


@dataclass(frozen=True, slots=True)
class _Old:
    """One row whose sealed columns lie under an older key."""

    row: UUID
    values: Mapping[str, bytes]


async def rotate(service: Service) -> dict[str, int]:
    """Make a new data key the active one and seal every column again under it."""
    people = _people(service)
    table = people.tables.data_key
    async with service.database.transaction() as connection:
        await connection.execute(update(table).where(table.c.active).values(active=False))
        await people.add_data_key(connection)
    return await reseal(service)


async def reseal(service: Service) -> dict[str, int]:
    """Seal again what lies under an older key than the active one, the persons' own keys among it."""
    people = _people(service)
    places = (*service.sealed, Sealed(people.tables.person_key, ("key",)))
    moved = 0
    for place in places:
        while count := await _batch(service, people, place):
            moved += count
    return {"sealed_again": moved}


async def rewrap(service: Service) -> dict[str, int]:
    """Wrap every data key with the first master key; the others may leave the settings afterwards."""
    people = _people(service)
    table = people.tables.data_key
    first = next(iter(people.masters))
    async with service.database.transaction() as connection:
        old = (await connection.execute(select(table).where(table.c.master_key != first).with_for_update())).all()
        for row in old:
            key = people.unwrap(row.wrapped, row.id, row.master_key)
            values = {"wrapped": people.wrap(key, row.id, first), "master_key": first}
            await connection.execute(update(table).where(table.c.id == row.id).values(values))
    return {"wrapped_again": len(old)}


async def _batch(service: Service, people: People, place: Sealed) -> int:
    async with service.database.transaction() as connection:
        cipher = await people.cipher_on(connection)
        old = await _under_older_keys(connection, cipher, place)
        if old:
            names = [*place.columns]
            statement = (
                update(place.table)
                .where(place.table.c[place.row] == bindparam("the_row"))
                .values({name: bindparam(f"new_{name}") for name in names})
            )
            await connection.execute(statement, [_sealed_again(one, cipher) for one in old])
        return len(old)


async def _under_older_keys(connection: AsyncConnection, cipher: Cipher, place: Sealed) -> list[_Old]:
    table, begin = place.table, prefix(cipher.active)
    older = [func.substring(table.c[name], 1, len(begin)) != begin for name in place.columns]
    columns = [table.c[place.row].label("the_row"), *(table.c[name] for name in place.columns)]
    rows = await connection.execute(select(*columns).where(or_(*older)).limit(BATCH).with_for_update(skip_locked=False))
    return [_Old(row.the_row, {name: getattr(row, name) for name in place.columns}) for row in rows]


def _sealed_again(old: _Old, cipher: Cipher) -> dict[str, object]:
    values: dict[str, object] = {"the_row": old.row}
    for name, sealed in old.values.items():
        values[f"new_{name}"] = (
            None
            if sealed is None
            else cipher.seal_bytes(cipher.open_bytes(sealed, row=old.row, column=name), row=old.row, column=name)
        )
    return values


def _people(service: Service) -> People:
    assert service.people is not None  # noqa: S101 - only services that hold people have these commands
    return service.people
