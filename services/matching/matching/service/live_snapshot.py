"""The engine's snapshot of every process that recommends: built from the held vacancies, kept current by their feed.

What a request sees is one immutable value; a newer one is put in its place in a single assignment. A keeper beside the
requests brings it up to date (``keep``); where none runs, each request looks for itself. Until the kernels are compiled
the plain numpy path answers, bit for bit the same.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self
from uuid import UUID

from chassis.db import Transaction, is_transient
from chassis.problems import CursorGone
from chassis.service import Service
from fields.calendar import business_date

from matching.adapters.codebook import MATCHING_POLICY, Codebook, CodebookInvalid, parse_codebook
from matching.adapters.engine_rows import vacancies_of
from matching.engine import snapshot_file, warm
from matching.engine.compiled import HAVE_NUMBA
from matching.engine.policy import PolicyRefused
from matching.engine.snapshot import Change, Snapshot, merged
from matching.engine.snapshot_file import SnapshotRefused
from matching.engine.tables import Vacancies
from matching.repository.held_vacancies import EngineRow, HeldVacancies
from matching.repository.references import References

LOG = logging.getLogger("youthlink")
PIECE = 5_000
KEEP_SECONDS = 1.0
"""Between two looks at the feed: each takes the loop for as long as a third of an answer."""
COMPACT_FROM = 2_000
"""Vacancies outside the base from which a fresh base pays: building one takes seconds, searching two indexes twice."""


@dataclass(frozen=True, slots=True)
class Live:
    """One state of the snapshot: what is searched, under which policy, how far the feed was read, the skills' numbers.

    ``codes`` are the skills by their numbers: thousands, turned round once and not for each answer.
    """

    snapshot: Snapshot
    codebook: Codebook
    reached: int
    skills: Mapping[str, int]
    codes: Mapping[int, str]
    built_at: datetime

    @classmethod
    def of(
        cls, snapshot: Snapshot, codebook: Codebook, reached: int, skills: Mapping[str, int], built_at: datetime
    ) -> Self:
        """A state with skills as they were just read."""
        return cls(snapshot, codebook, reached, skills, {number: code for code, number in skills.items()}, built_at)


class LiveSnapshot:
    """Hangs on the service: one a process."""

    def __init__(self, codebook: Codebook, *, file: Path | None = None) -> None:
        self._codebook = codebook
        self._refused: set[str] = set()
        self.compiled = False
        """Whether the kernels are ready; a request never compiles one."""
        self._file = file
        self._live: Live | None = None
        self._kept = False
        self._catching_up = asyncio.Lock()

    async def current(self, tx: Transaction) -> Live:
        """What to search now."""
        if self._kept and self._live is not None:
            return self._live
        return await self.catch_up(tx)

    async def catch_up(self, tx: Transaction) -> Live:
        """Read the feed to its end, from the held vacancies anew where it does not reach back far enough.

        Under another policy than before everything is built anew; until it is, what was searched stays.
        """
        async with self._catching_up:
            codebook = await self.codebook(tx)
            live = self._live or await self._open(tx, codebook)
            if live.codebook is not codebook:
                live = await self._build(tx, codebook)
            try:
                live = await self._followed(tx, live)
            except CursorGone:
                live = await self._followed(tx, await self._build(tx, codebook))
            self._live = live
            return live

    async def codebook(self, tx: Transaction) -> Codebook:
        """The policy in force today with its codes; the one before stays where none holds, or one is refused."""
        references, name = References(tx), MATCHING_POLICY
        version = await references.version_in_force(name, on=business_date(tx.now))
        if version is None or version == self._codebook.policy.version or version in self._refused:
            return self._codebook
        rules = await references.rule_set(name, version)
        try:
            self._codebook = parse_codebook(rules.parameters if rules else {})
        except (PolicyRefused, CodebookInvalid) as refused:
            self._refused.add(version)
            LOG.error("a matching policy was refused", extra={"version": version, "reason": str(refused)})
        else:
            LOG.info("a matching policy takes effect", extra={"version": version})
        return self._codebook

    async def keep(self, service: Service) -> None:
        """Warm the kernels and follow the feed, both at once, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.warm())
                group.create_task(self._follow(service))
        finally:
            self._kept = False

    async def warm(self) -> None:
        """Make the kernels ready, once."""
        if HAVE_NUMBA and not self.compiled:
            await asyncio.to_thread(warm.warm_up)
            self.compiled = True

    async def _follow(self, service: Service) -> None:
        while True:
            try:
                await self.step(service)
            except Exception as error:
                if not is_transient(error):
                    raise
                LOG.warning("the snapshot waits for what it needs", extra={"error": type(error).__name__})
            await asyncio.sleep(KEEP_SECONDS)

    async def step(self, service: Service) -> Live:
        """One look at the feed by the keeper; from then on requests leave it to the keeper."""
        async with service.database.reading() as connection:
            live = await self.catch_up(service.begin(connection, service.system))
        self._kept = True
        if live.snapshot.waiting >= COMPACT_FROM:
            await self.compact()
        return live

    async def compact(self) -> None:
        """Fold what changed into a fresh base, and write the snapshot file where there is to be one."""
        async with self._catching_up:
            assert self._live is not None  # noqa: S101 - only what was built is compacted
            live = self._live
            folded = await asyncio.to_thread(live.snapshot.compacted)
            self._live = replace(live, snapshot=folded)
            await self._write(folded)

    async def _open(self, tx: Transaction, codebook: Codebook) -> Live:
        """From the file where it is whole, of this policy and of this database's past; else from the database."""
        if self._file is None or not self._file.exists():
            return await self._build(tx, codebook)
        try:
            snapshot = await asyncio.to_thread(snapshot_file.load, self._file)
        except SnapshotRefused as refused:
            LOG.warning("the snapshot file was refused", extra={"reason": str(refused)})
            return await self._build(tx, codebook)
        latest = await HeldVacancies(tx).end_of_feed()
        if snapshot.policy.digest != codebook.policy.digest or snapshot.sequence > latest:
            LOG.warning("the snapshot file was refused", extra={"reason": "another policy or database"})
            return await self._build(tx, codebook)
        return Live.of(snapshot, codebook, snapshot.sequence, await HeldVacancies(tx).skill_numbers(), tx.now)

    async def _build(self, tx: Transaction, codebook: Codebook) -> Live:
        repository = HeldVacancies(tx)
        # first how far the feed is: what changes while the rows are read is read again
        reached = await repository.end_of_feed()
        skills = await repository.skill_numbers()
        pieces: list[Vacancies] = []
        after = UUID(int=0)
        while rows := await repository.searchable(after, limit=PIECE):
            pieces.append(await asyncio.to_thread(_table, rows, codebook, skills))
            after = rows[-1].vacancy_id
        snapshot = await asyncio.to_thread(_indexed, pieces, codebook, reached)
        await self._write(snapshot)
        return Live.of(snapshot, codebook, reached, skills, tx.now)

    async def _followed(self, tx: Transaction, live: Live) -> Live:
        repository = HeldVacancies(tx)
        while True:
            feed = await repository.changes(live.reached, limit=PIECE)
            if not feed.entries:
                return replace(live, reached=feed.next_number)
            numbers = {one.resource_id: one.number for one in feed.entries}
            skills = await repository.skill_numbers()
            rows = await repository.these(list(numbers))
            changes = await asyncio.to_thread(_changes, rows, numbers, live.codebook, skills)
            snapshot = await asyncio.to_thread(live.snapshot.applied, changes)
            live = Live.of(snapshot, live.codebook, feed.next_number, skills, live.built_at)

    async def _write(self, snapshot: Snapshot) -> None:
        if self._file is not None:
            await asyncio.to_thread(snapshot_file.save, snapshot, self._file)


def _table(rows: list[EngineRow], codebook: Codebook, skills: Mapping[str, int]) -> Vacancies:
    return vacancies_of([one.row for one in rows if one.row], codebook, skills)


def _indexed(pieces: list[Vacancies], codebook: Codebook, reached: int) -> Snapshot:
    # two and two, so that a row is copied as often as there are doublings, not as there are pieces
    while len(pieces) > 1:
        pairs = [pieces[at : at + 2] for at in range(0, len(pieces), 2)]
        pieces = [merged(*pair) if len(pair) > 1 else pair[0] for pair in pairs]
    table = pieces[0] if pieces else vacancies_of([], codebook, {})
    return Snapshot.of(table, codebook.policy, sequence=reached)


def _changes(
    rows: list[EngineRow], numbers: Mapping[UUID, int], codebook: Codebook, skills: Mapping[str, int]
) -> list[Change]:
    return [
        Change(
            sequence=numbers[one.vacancy_id],
            number=one.number,
            vacancy=_table([one], codebook, skills) if one.row else None,
        )
        for one in rows
    ]
