"""The gateway as one object: a service that also signs tokens and knows which are refused."""

import asyncio
from dataclasses import dataclass, field

from chassis.service import Service

from gateway.auth import Issuer, Lists, Revocations
from gateway.repository import Clients, RevokedTokens
from gateway.settings import GatewaySettings

HASHES_AT_ONCE = 2


@dataclass(slots=True, kw_only=True)
class Gateway(Service):
    """Everything the gateway's process needs."""

    settings: GatewaySettings
    issuer: Issuer
    revocations: Revocations = field(init=False)
    hashing: asyncio.Semaphore = field(init=False)
    """A flood of token requests takes so many threads and no more: the data path keeps its core."""

    def __post_init__(self) -> None:
        # named in full: super() is lost when slots make the class anew
        Service.__post_init__(self)
        self.revocations = Revocations(self.read_lists)
        self.hashing = asyncio.Semaphore(HASHES_AT_ONCE)

    async def read_lists(self) -> Lists:
        """What the database says is refused now."""
        async with self.database.reading() as connection:
            tx = self.begin(connection, self.system)
            return await RevokedTokens(tx).live_ids(), await Clients(tx).disabled_ids()
