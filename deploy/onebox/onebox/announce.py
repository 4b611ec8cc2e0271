"""What a person sees once the platform answers, and the sample that the demo shows at its first start."""

import asyncio

import aiohttp

from onebox.client import Client
from onebox.ground import Ground
from onebox.sample import read_sample
from onebox.shell import HOST, Say, until

READY_SECONDS = 120.0
AT_ONCE = 8
SAY_EVERY = 80


async def open_doors(ground: Ground, port: int, say: Say) -> None:
    """Wait until the platform answers, load the sample the first time, and say where everything is."""
    base = f"http://{HOST}:{port}"
    async with aiohttp.ClientSession() as session:

        async def answers() -> bool:
            try:
                async with session.get(f"{base}/readyz") as response:
                    return response.status == 200
            except aiohttp.ClientError:
                return False

        await until(answers, seconds=READY_SECONDS, otherwise="the platform does not answer")
        if not ground.folder.sample_loaded.exists():
            await load_sample(Client(session, base, ground.folder.clients()), say=say)
            ground.folder.sample_loaded.touch()
    say(
        f"""
YouthLink is running. Ctrl-C stops it; everything is kept in {ground.folder.path}

  documentation     {base}/docs
  OpenAPI           {base}/openapi.json
  a token           make token KIND=association PORT={port}
  the whole story   make story PORT={port}
  logs              {ground.folder.logs}
"""
    )


async def load_sample(client: Client, *, say: Say) -> None:
    """Let the demo association send the sample's real vacancies; safe to repeat."""
    rows = list(read_sample())
    say(f"loading a sample of {len(rows)} vacancies")
    gate, sent = asyncio.Semaphore(AT_ONCE), 0

    async def send(source_id: str, facts: dict[str, object]) -> None:
        nonlocal sent
        async with gate:
            await client.ask("association", "PUT", f"/v1/vacancies/by-source/taiwanjobs/{source_id}", body=facts)
        sent += 1
        if sent % SAY_EVERY == 0:
            say(f"  {sent} of {len(rows)}")

    first, *others = rows
    # alone: the others find the token, and the services' copy of the keys, in place
    await send(first.source_id, first.facts)
    async with asyncio.TaskGroup() as group:
        for row in others:
            group.create_task(send(row.source_id, row.facts))
