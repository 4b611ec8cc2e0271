"""Ports on the loopback interface that a broker can keep across restarts."""

import secrets
import socket
import time
from collections.abc import Collection, Sequence
from itertools import islice
from typing import Final

from localkafka.errors import PortTaken

HOST: Final = "127.0.0.1"
POLL_SECONDS: Final = 0.05

# Below every system's usual ephemeral range (32768 and up). Inside it, a client that keeps dialling a dead broker's
# port can be given that very port as its own and connect to itself; the broker then cannot come back.
CANDIDATES: Final = range(20_000, 30_000)


def free_ports(count: int, *, besides: Collection[int] = ()) -> list[int]:
    """Pick `count` different ports, none of `besides`, that nobody listens on at this moment."""
    shuffled = secrets.SystemRandom().sample(CANDIDATES, len(CANDIDATES))
    found = list(islice((port for port in shuffled if port not in besides and is_free(port)), count))
    if len(found) < count:
        raise PortTaken(f"fewer than {count} ports from {CANDIDATES.start} to {CANDIDATES.stop - 1} are free.")
    return found


def require_free(ports: Sequence[int], *, patience: float) -> None:
    """Raise PortTaken naming those of `ports` that another process still holds after `patience` seconds."""
    deadline = time.monotonic() + patience
    while taken := [port for port in ports if not is_free(port)]:
        if time.monotonic() >= deadline:
            listed = ", ".join(map(str, taken))
            raise PortTaken(f"port {listed} on {HOST} is taken by another process; stop it or choose other ports.")
        time.sleep(POLL_SECONDS)


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now; connections that linger from an earlier one do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def accepts(port: int) -> bool:
    """Whether somebody accepts connections on `port`."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
