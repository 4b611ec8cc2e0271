"""How the order of locks is shown: who waits for the first of two rows holds none that comes after it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from chassis.service import Service
from chassis.testing import until_somebody_waits
from sqlalchemy import Table, select

PATIENCE_SECONDS = 30


async def takes_in_order(
    service: Service, table: Table, first: UUID, second: UUID, work: Callable[[], Coroutine[Any, Any, object]]
) -> None:
    """Somebody holds ``first``; ``work``, which changes both, comes to wait for it, and ``second`` is still free.

    Two writers of which each does so cannot wait for one another. Raises DBAPIError when ``second`` is held.
    """
    [key], open_ = table.primary_key.columns, service.database.transaction
    row = select(key).with_for_update(nowait=True)
    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as group, open_() as holder:
        await holder.execute(row.where(key == first))
        working = group.create_task(work())
        await until_somebody_waits(service, working)
        async with open_() as other:
            await other.execute(row.where(key == second))
