"""Client secrets: made here, shown once, kept as a salted scrypt digest (RFC 7914)."""

import asyncio
import base64
import hashlib
import hmac
import secrets

# A secret is 256 random bits, so there is no dictionary to slow down: a higher cost (this one is 11 ms) would only help
# whoever floods the token route.
COST = 2**12
BLOCK = 8
LANES = 1
SALT_BYTES = 16
SECRET_BYTES = 32
NOBODY = f"scrypt${COST}${BLOCK}${LANES}$AAAAAAAAAAAAAAAAAAAAAA==${'A' * 43}="
"""Compared with when there is no such client, so that the hash is made all the same; no secret is known to match it."""


def new_secret() -> str:
    """A fresh client secret."""
    return secrets.token_urlsafe(SECRET_BYTES)


async def digest(secret: str) -> str:
    """What is stored of a secret: ``scrypt$cost$block$lanes$salt$digest``."""
    salt = secrets.token_bytes(SALT_BYTES)
    made = await asyncio.to_thread(_scrypt, secret, salt, COST, BLOCK, LANES)
    return "$".join(("scrypt", str(COST), str(BLOCK), str(LANES), _text(salt), _text(made)))


async def matches(secret: str, stored: str) -> bool:
    """Whether a secret is the stored one, compared in constant time and off the event loop."""
    _, cost, block, lanes, salt, expected = stored.split("$")
    made = await asyncio.to_thread(_scrypt, secret, base64.b64decode(salt), int(cost), int(block), int(lanes))
    return hmac.compare_digest(made, base64.b64decode(expected))


def _scrypt(secret: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=cost, r=block, p=lanes, dklen=32)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
