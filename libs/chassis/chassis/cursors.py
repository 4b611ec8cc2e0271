"""Opaque signed paging cursors: a client can send one back, and nothing else."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import orjson

from chassis.domain import Json
from chassis.problems import CursorInvalid

SIGNATURE_BYTES = 16
Item = TypeVar("Item")


class Cursors:
    """Seals the position of a list together with the list's name and filters, so that it fits no other list."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def seal(self, scope: Json, position: Json) -> str:
        """A cursor for ``position`` in the list named by ``scope``."""
        payload = orjson.dumps(position)
        signature = self._sign(scope, payload)
        return _text(signature + self._mask(signature, payload))

    def open(self, scope: Json, cursor: str) -> Json:
        """The position in a cursor sealed for the same ``scope``; raises CursorInvalid."""
        try:
            raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
            signature = raw[:SIGNATURE_BYTES]
            payload = self._mask(signature, raw[SIGNATURE_BYTES:])
            # the decoder overlooks spare bits and foreign characters: only the one spelling that was given out is taken
            if _text(raw) == cursor and hmac.compare_digest(signature, self._sign(scope, payload)):
                return orjson.loads(payload)
        except ValueError:
            pass
        raise CursorInvalid()

    def _mask(self, signature: bytes, payload: bytes) -> bytes:
        """Hide or show the position: feed numbers tell how much other tenants do."""
        stream = hashlib.shake_256(self._secret + b"\0mask\0" + signature).digest(len(payload))
        return bytes(one ^ other for one, other in zip(payload, stream, strict=True))

    def _sign(self, scope: Json, payload: bytes) -> bytes:
        message = orjson.dumps(scope, option=orjson.OPT_SORT_KEYS) + b"\n" + payload
        return hmac.new(self._secret, message, hashlib.sha256).digest()[:SIGNATURE_BYTES]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of one list begins, ``after`` which position, and the cursors to where the next one does."""

    cursors: Cursors
    scope: Json
    after: int

    def following(self, position: int | None) -> str | None:
        """The cursor after a page that ends at ``position``; None where there is no next page."""
        return None if position is None else self.cursors.seal(self.scope, position)

    def cut(self, found: Sequence[Item], limit: int, *, at: str) -> tuple[Sequence[Item], str | None]:
        """A page of what was found, of which one more than ``limit`` was asked for, and the cursor to the next one.

        ``at`` names the attribute that holds an item's position.
        """
        shown = found[:limit]
        return shown, self.following(getattr(shown[-1], at) if len(found) > limit else None)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
