"""The command that makes older vacancies findable and comparable."""

from chassis.service import Service

from vacancy.repository.search import SearchIndex

BATCH = 500


async def index_text(service: Service) -> dict[str, int]:
    """Work out words and keys of vacancies stored before there were any, a batch at a time; nothing else changes."""
    indexed = 0
    while True:
        async with service.database.transaction() as connection:
            filled = await SearchIndex(service.begin(connection, service.system)).fill(limit=BATCH)
        indexed += filled
        if filled < BATCH:
            return {"indexed": indexed}
