"""The jobs role: claims a job, does it chunk by chunk, and leaves it so that anybody can go on with it."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from chassis import problems, telemetry, tracing
from chassis.db import is_transient
from chassis.domain import DomainError
from chassis.jobs import store
from chassis.jobs.job import Chunk, Job, JobCancelled, JobGivenUp, JobState, Pieces
from chassis.jobs.lanes import Before, in_lanes
from chassis.service import Service

LEASE = timedelta(seconds=30)
RENEW_EVERY_SECONDS = 10.0
TRY_AGAIN_AFTER = timedelta(seconds=2)
REPLAN = text("SET LOCAL plan_cache_mode = force_custom_plan")
"""A job fills the tables that its statements read: a plan kept from when they were empty reads them whole."""
LANES = 3
"""Pieces of a job under way at once: one that computes, one that others compute for, one that the database writes."""
PATIENCE = text("SET LOCAL lock_timeout = '10s'")
"""A piece that waits for a lock may hold up the one before it by what that one waits for, which no database can see."""
MOST_FRUITLESS = 5
"""Claims in a row that committed nothing. Generous, because a deployment that restarts counts as one."""


class LeaseLost(Exception):
    """Another runner has the job now: nothing of ours may be committed."""


class Runner:
    """Runs one service's jobs, one at a time; several runners share the work, in one process or many."""

    def __init__(self, service: Service, *, renew_every_seconds: float = RENEW_EVERY_SECONDS) -> None:
        self._service = service
        self._renew_every_seconds = renew_every_seconds
        self._table = service.tables.job
        self._kinds = sorted(service.jobs)

    async def step(self) -> int:
        """Do one job to its end, or as far as it goes; returns 1, or 0 when none waits."""
        await self._ask_what_is_due()
        if not self._kinds:
            return 0
        async with self._service.database.transaction() as connection:
            job = await store.claim(connection, self._table, self._kinds, lease=LEASE, now=self._service.clock())
        if job is None:
            return 0
        with telemetry.same_trace_after(), suppress(LeaseLost):
            telemetry.enter_trace(job.traceparent)
            taken = {"job": str(job.id), "kind": job.kind, "attempt": job.attempt}
            telemetry.log.info("a job is taken up", extra=taken)
            await self._carry_out(job)
        return 1

    async def _ask_what_is_due(self) -> None:
        service = self._service
        for schedule in service.schedules:
            async with service.database.transaction() as connection:
                if await store.due(connection, service.tables.schedule, schedule, now=service.clock()):
                    tx = service.begin(connection, service.system)
                    await store.request(tx, kind=schedule.kind, parameters=schedule.parameters)

    async def _carry_out(self, job: Job) -> None:
        try:
            if job.fruitless > MOST_FRUITLESS:
                raise JobGivenUp()
            await self._do_under_lease(job)
        except JobCancelled:
            await self._end(job, JobState.CANCELLED)
        except DomainError as error:
            await self._end(job, JobState.FAILED, error)
        except LeaseLost:
            telemetry.log.warning("a job was taken over by another runner", extra={"job": str(job.id)})
            raise
        except asyncio.CancelledError:
            # told to stop: the next process need not wait for the lease to run out
            await asyncio.shield(self._let_go(job, after=timedelta()))
            raise
        except Exception as error:
            await self._let_go(job, after=TRY_AGAIN_AFTER)
            if is_transient(error):
                raise
            telemetry.log.exception("a job met an error and is tried again", extra={"job": str(job.id)})

    async def _do_under_lease(self, job: Job) -> None:
        """Do a job while its lease is kept; raises what ends the one or the other."""
        work, keeper = asyncio.create_task(self._do(job)), asyncio.create_task(self._keep_lease(job))
        try:
            await asyncio.wait({work, keeper}, return_when=asyncio.FIRST_COMPLETED)
            (work if work.done() else keeper).result()
        finally:
            work.cancel()
            keeper.cancel()
            await asyncio.gather(work, keeper, return_exceptions=True)

    async def _do(self, job: Job) -> None:
        service = self._service
        async with service.jobs[job.kind](service, job) as work:
            if isinstance(work, Pieces):
                job = await self._do_pieces(job, work)
            else:
                job = await self._do_chunks(job, work)
        telemetry.log.info("a job is done", extra={"job": str(job.id), "done": job.done})

    async def _do_pieces(self, job: Job, pieces: Pieces[Any]) -> Job:
        async def do(piece: Any, before: Before) -> Job:
            return await self._do_piece(job, pieces, piece, before)

        return await in_lanes(job, pieces.take, do, lanes=LANES)

    async def _do_piece(self, taken_up: Job, pieces: Pieces[Any], piece: Any, before: Before) -> Job:
        service = self._service
        async with service.database.transaction() as connection:
            await connection.execute(REPLAN)
            await connection.execute(PATIENCE)
            called = tracing.job_chunk(taken_up.kind, taken_up.attempt)
            with tracing.hop(service.tracer, called, taken_up.traceparent) as traceparent:
                tx = service.begin(connection, taken_up.principal, traceparent=traceparent)
                done = await pieces.do(tx, taken_up, piece)
            await asyncio.wait({before})
            job = before.result()
            if job.cancel_requested:
                raise JobCancelled()
            progress = job.after(done, total=pieces.total)
            kept = await store.advance(connection, self._table, job, progress, lease=LEASE, now=tx.now)
            if kept is None:
                raise LeaseLost()
        return kept

    async def _do_chunks(self, job: Job, chunk: Chunk) -> Job:
        while job.state is JobState.RUNNING:
            if job.cancel_requested:
                raise JobCancelled()
            job = await self._do_chunk(job, chunk)
        return job

    async def _do_chunk(self, job: Job, chunk: Chunk) -> Job:
        service = self._service
        async with service.database.transaction() as connection:
            await connection.execute(REPLAN)
            with tracing.hop(service.tracer, tracing.job_chunk(job.kind, job.attempt), job.traceparent) as traceparent:
                tx = service.begin(connection, job.principal, traceparent=traceparent)
                progress = await chunk(tx, job)
            kept = await store.advance(connection, self._table, job, progress, lease=LEASE, now=tx.now)
            if kept is None:
                raise LeaseLost()
        return kept

    async def _keep_lease(self, job: Job) -> None:
        """Renew the lease as long as the work goes on; raises LeaseLost, and JobCancelled when that is asked for."""
        while True:
            await asyncio.sleep(self._renew_every_seconds)
            try:
                async with self._service.database.transaction() as connection:
                    held = await store.renew(connection, self._table, job, lease=LEASE)
            except Exception as error:
                if not is_transient(error):
                    raise
                continue
            if held is None:
                raise LeaseLost()
            if held.cancel_requested:
                raise JobCancelled()

    async def _end(self, job: Job, state: JobState, error: DomainError | None = None) -> None:
        service = self._service
        problem = None if error is None else problems.of_job(error, people=service.people is not None)
        async with service.database.transaction() as connection:
            await store.end(connection, self._table, job, state, now=service.clock(), problem=problem)
        telemetry.log.info("a job ended early", extra={"job": str(job.id), "state": str(state)})

    async def _let_go(self, job: Job, *, after: timedelta) -> None:
        with suppress(Exception):
            async with self._service.database.transaction() as connection:
                await store.let_go(connection, self._table, job, after=after)
