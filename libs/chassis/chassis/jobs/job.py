"""A job and what a service says about each kind of it."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from chassis.auth import Principal
from chassis.domain import DomainError, Json, LifeCycle, Transition

if TYPE_CHECKING:
    from chassis.db import Transaction
    from chassis.service import Service


Piece = TypeVar("Piece")


class JobState(StrEnum):
    """Where a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


WAITING = (JobState.QUEUED, JobState.RUNNING)
LIFE_CYCLE = LifeCycle([Transition("cancel", frozenset(WAITING), JobState.CANCELLED)])


class JobUnknown(DomainError):
    """There is no such job, or it is not the caller's."""

    code = "job-unknown"
    title_en = "There is no such job"
    title_zh = "查無此作業"


class JobCancelled(DomainError):
    """Somebody asked for the end of a job while it ran."""

    code = "job-cancelled"
    title_en = "The job was cancelled"
    title_zh = "作業已取消"


class JobGivenUp(DomainError):
    """A job ended its runner, or met an error nobody foresaw, several times in a row without getting on."""

    code = "job-given-up"
    title_en = "The job was given up after several attempts; what was done until then stands"
    title_zh = "作業多次嘗試失敗而終止，先前已完成之部分仍有效"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work. ``attempt`` fences: only the runner of the newest claim commits anything."""

    id: UUID
    kind: str
    principal: Principal
    parameters: Mapping[str, Json]
    state: JobState
    version: int
    cursor: Json
    done: int
    total: int | None
    counts: Mapping[str, int]
    problem: Mapping[str, Json] | None
    attempt: int
    fruitless: int
    cancel_requested: bool
    traceparent: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def percent(self) -> int | None:
        """How much is done, 0 to 100; None while nobody knows how much there is."""
        if self.state is JobState.SUCCEEDED:
            return 100
        return None if self.total is None else min(100, self.done * 100 // max(self.total, 1))

    def after(self, done: "Done", *, total: int) -> "Progress":
        """How far the job is when one piece more is done."""
        units = self.done + done.units
        return Progress(None, units, total, Counter(self.counts) + Counter(done.counts), finished=units == total)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is after a chunk: where to go on (``cursor``), and counts since its beginning."""

    cursor: Json
    done: int
    total: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    finished: bool = False


Chunk = Callable[["Transaction", Job], Awaitable[Progress]]
"""Does the next piece of a job in the transaction it is given; a DomainError ends the job as failed."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one piece of a job came to: how many of its units are done, and what became of them."""

    units: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Pieces(Generic[Piece]):
    """A job whose pieces do not rest on one another: the next is worked on while the database writes the one before.

    ``take`` gives the next piece, or None after the last; a job has at least one. ``do`` does it in the transaction it
    is given. Pieces are committed in the order in which they were taken, so no two of them may lock one row.
    """

    total: int
    take: Callable[[], Awaitable[Piece | None]]
    do: Callable[["Transaction", Job, Piece], Awaitable[Done]]


JobKind = Callable[["Service", Job], AbstractAsyncContextManager[Chunk | Pieces[Any]]]
"""Opens what a kind of job needs outside of any transaction, such as a file; a DomainError ends the job as failed."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that the service asks itself for, at most once a period however many processes run."""

    name: str
    kind: str
    every: timedelta
    parameters: Mapping[str, Json] = field(default_factory=dict)
