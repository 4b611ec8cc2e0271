"""What a command says and how it ends, before any service is imported: that takes seconds, and most need none."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Coroutine
from types import FrameType

HOST = "127.0.0.1"
SERVICES = ("vacancy", "matching", "indicators", "training")
DATABASES = (*SERVICES, "gateway")
Say = Callable[[str], None]


class PortTaken(RuntimeError):
    """The port that was asked for is in use."""


def check_port(port: int) -> None:
    """Raise PortTaken with what to do, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PortTaken(f"Port {port} is not free; choose another one: make run PORT={port + 1}") from error
            raise


class Interrupts:
    """Ctrl-C before a loop takes the signals over: raises KeyboardInterrupt, and remembers that it came.

    One that arrives where Python drops errors, as in what runs after a fork, would be lost otherwise.
    """

    def __init__(self) -> None:
        self.came = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """The handler of a signal."""
        self.came = True
        # where logging releases its locks after a fork, an error is printed and dropped; what came is asked for later
        if frame is None or frame.f_globals.get("__name__") != "logging":
            raise KeyboardInterrupt


async def until_told_to_stop(work: Coroutine[object, object, None]) -> None:
    """Run until the work ends, raising what it raises, or until Ctrl-C or SIGTERM: then cancel it and let it clean up.

    A second Ctrl-C does not disturb the cleaning up. Raises KeyboardInterrupt for one that came before and was dropped.
    """
    before = signal.getsignal(signal.SIGINT)
    if isinstance(before, Interrupts) and before.came:
        work.close()
        raise KeyboardInterrupt
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (working, stopping):
        task.cancel()
    await asyncio.wait({working, stopping})
    if not working.cancelled():
        working.result()


async def until(condition: Callable[[], object], *, seconds: float, otherwise: str) -> None:
    """Wait until an awaitable condition holds; raises TimeoutError with ``otherwise``."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await condition():  # type: ignore[misc]  # conditions are coroutine functions
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(otherwise)
        await asyncio.sleep(0.1)
