"""Sealed columns: AES-256-GCM under a data key, which itself lies in the database wrapped by a master key.

A sealed value is ``0x01 | length of key id | key id | 12 bytes nonce | ciphertext and tag``; the row's id and the
column's name are associated data, so that a value copied into another row or column does not open. Equality is looked
up by a blind index (HMAC-SHA-256 under a key of its own).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.people.tables import PeopleTables
from chassis.settings import PeopleSettings

if TYPE_CHECKING:
    from chassis.db import Transaction

FORMAT = 1
NONCE_BYTES = 12
KEY_BYTES = 32


class SealBroken(RuntimeError):
    """A sealed value does not open: it was altered, moved from its row, or its key is not here."""


def prefix(key_id: str) -> bytes:
    """How every value begins that is sealed under a data key."""
    return bytes((FORMAT, len(key_id))) + key_id.encode()


def key_id_of(sealed: bytes) -> str:
    """Under which data key a value was sealed; empty where no id can be read."""
    begin = 2 + sealed[1] if len(sealed) > 1 and sealed[0] == FORMAT else 0
    return sealed[2:begin].decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens what was sealed under any data key that the service ever had."""

    keys: Mapping[str, AESGCM]

    def open(self, sealed: bytes, *, row: UUID, column: str) -> str:
        """The text again; raises SealBroken."""
        return self.open_bytes(sealed, row=row, column=column).decode()

    def open_bytes(self, sealed: bytes, *, row: UUID, column: str) -> bytes:
        """The bytes again; raises SealBroken."""
        name = key_id_of(sealed)
        key = self.keys.get(name)
        if key is None:
            raise SealBroken("the key of a sealed value is not known")
        begin = len(prefix(name))
        nonce, sealed_value = sealed[begin : begin + NONCE_BYTES], sealed[begin + NONCE_BYTES :]
        try:
            return key.decrypt(nonce, sealed_value, _bound_to(row, column))
        except (InvalidTag, ValueError) as error:
            raise SealBroken("a sealed value does not open") from error


@dataclass(frozen=True, slots=True)
class Cipher(Opener):
    """Seals under the active data key, too."""

    active: str

    def seal(self, value: str, *, row: UUID, column: str) -> bytes:
        """A text as sealed bytes, bound to its row and column."""
        return self.seal_bytes(value.encode(), row=row, column=column)

    def seal_bytes(self, value: bytes, *, row: UUID, column: str) -> bytes:
        """Bytes as sealed bytes."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return prefix(self.active) + nonce + self.keys[self.active].encrypt(nonce, value, _bound_to(row, column))


@dataclass(slots=True)
class People:
    """The keys with which a service keeps people's data; one object a process, data keys remembered once unwrapped."""

    masters: Mapping[str, bytes]
    """Master keys by name, 32 bytes each; the first one wraps, all of them unwrap."""
    index_key: bytes
    tables: PeopleTables
    _unwrapped: dict[str, AESGCM] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: PeopleSettings, tables: PeopleTables) -> "People":
        """The keys that the settings name."""
        masters = dict(_named(one) for one in settings.people_master_keys.get_secret_value().split(","))
        return cls(masters, _key(settings.people_index_key.get_secret_value()), tables)

    def index(self, kind: str, value: str) -> bytes:
        """The blind index of a value: 32 bytes, the same for the same value, of no use without the key."""
        return hmac.digest(self.index_key, f"{kind}\0{value}".encode(), hashlib.sha256)

    async def cipher(self, tx: "Transaction") -> Cipher:
        """The cipher of this transaction; the first one ever makes the first data key."""
        return await self.cipher_on(tx.connection)

    async def opener(self, tx: "Transaction", sealed: Iterable[bytes | None]) -> Opener:
        """What opens these values: the database is asked only where one lies under a key that is new here."""
        if any(key_id_of(one) not in self._unwrapped for one in sealed if one):
            await self._unwrap_all(tx.connection)
        return Opener(self._unwrapped)

    async def cipher_on(self, connection: AsyncConnection) -> Cipher:
        """The same on a bare connection."""
        table = self.tables.data_key
        # asked every time: another process may have rotated the key since
        active = (await connection.execute(select(table.c.id).where(table.c.active))).scalar_one_or_none()
        if active is None:
            active = await self.add_data_key(connection)
        if active not in self._unwrapped:
            await self._unwrap_all(connection)
        return Cipher(self._unwrapped, active)

    async def add_data_key(self, connection: AsyncConnection) -> str:
        """Make a data key the active one, unless somebody else made the first one meanwhile; returns the active id."""
        table = self.tables.data_key
        new, name = secrets.token_hex(4), next(iter(self.masters))
        row = {
            "id": new,
            "wrapped": self.wrap(AESGCM.generate_key(256), new, name),
            "master_key": name,
            "active": True,
            "created_at": text("now()"),
        }
        await connection.execute(insert(table).values(row).on_conflict_do_nothing())
        return str((await connection.execute(select(table.c.id).where(table.c.active))).scalar_one())

    def wrap(self, data_key: bytes, key_id: str, master: str) -> bytes:
        """A data key as it is stored."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.masters[master]).encrypt(nonce, data_key, key_id.encode())

    def unwrap(self, wrapped: bytes, key_id: str, master: str) -> bytes:
        """A stored data key in the clear; raises SealBroken."""
        try:
            key = AESGCM(self.masters[master])
            return key.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], key_id.encode())
        except KeyError as error:
            raise SealBroken("the master key of a data key is not among the settings") from error
        except (InvalidTag, ValueError) as error:
            raise SealBroken("a data key does not unwrap") from error

    async def _unwrap_all(self, connection: AsyncConnection) -> None:
        for row in await connection.execute(select(self.tables.data_key)):
            if row.id not in self._unwrapped:
                self._unwrapped[row.id] = AESGCM(self.unwrap(row.wrapped, row.id, row.master_key))


def _bound_to(row: UUID, column: str) -> bytes:
    return row.bytes + column.encode()


def _named(entry: str) -> tuple[str, bytes]:
    name, _, key = entry.strip().partition(":")
    return name, _key(key)


def _key(encoded: str) -> bytes:
    key = base64.b64decode(encoded, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, written in base64")
    return key
