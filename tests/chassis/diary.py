"""A service that holds people: a diary of names, sealed, with an answer that quotes them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

from chassis import people, tables
from chassis.db import Transaction, metadata, new_id
from chassis.edge import Edge, EdgeRoute, Requires
from chassis.people import People, Sealed
from chassis.service import Service
from chassis.settings import Mode, PeopleSettings
from chassis.testing import Signer
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, SecretStr
from sqlalchemy import Column, LargeBinary, Table, Uuid, insert, select

from tests.chassis.toy import WRITE

OLD_MASTER = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
NEW_MASTER = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="


class Entry(BaseModel):
    """A name as a client sends and sees it."""

    name: str


@dataclass(slots=True)
class Diary:
    """The service and its one table."""

    service: Service
    entry: Table

    @property
    def people(self) -> People:
        """Its keys."""
        assert self.service.people is not None
        return self.service.people

    async def write(self, tx: Transaction, name: str, remark: str | None = None) -> UUID:
        """Keep a name, and perhaps a remark."""
        entry_id = new_id()
        cipher = await self.people.cipher(tx)
        row = {"id": entry_id, "name": cipher.seal(name, row=entry_id, column="name")}
        row["remark"] = cipher.seal(remark, row=entry_id, column="remark") if remark else None
        await tx.connection.execute(insert(self.entry), row)
        return entry_id

    async def read(self, tx: Transaction, entry_id: UUID) -> tuple[str, str | None]:
        """A name and its remark."""
        row = (await tx.connection.execute(select(self.entry).where(self.entry.c.id == entry_id))).one()
        opener = await self.people.opener(tx, [row.name, row.remark])
        remark = opener.open(row.remark, row=entry_id, column="remark") if row.remark else None
        return opener.open(row.name, row=entry_id, column="name"), remark


def diary(url: str, *, signer: Signer | None = None, masters: str = f"old:{OLD_MASTER}") -> Diary:
    """Build it on a database."""
    owner = metadata()
    entry = Table(
        "entry",
        owner,
        Column("id", Uuid, primary_key=True),
        Column("name", LargeBinary, nullable=False),
        Column("remark", LargeBinary),
    )
    settings = PeopleSettings(
        mode=Mode.DEVELOPMENT, database_url=SecretStr(url), people_master_keys=SecretStr(masters), health_port=0
    )
    router = APIRouter(route_class=EdgeRoute)
    service = Service(
        name="matching",
        title="Diary",
        settings=settings,
        metadata=owner,
        tables=tables.declare(owner),
        migrations=Path("none"),
        verifier=(signer or Signer()).verifier(),
        routers=[router],
        people=People.of(settings, people.declare(owner)),
        sealed=[Sealed(entry, ("name", "remark"))],
    )
    made = Diary(service, entry)

    @router.post("/v1/entries", status_code=201)
    async def write(new: Entry, edge: Annotated[Edge, Depends(Requires(WRITE))]) -> Response:
        await made.write(edge.tx, new.name)
        return edge.answer(new, status=201)

    return made
