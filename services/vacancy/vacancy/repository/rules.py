"""Drafts of rule sets, their activation, and what trials found."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from chassis.db import Repository, insert_into
from sqlalchemy import bindparam as bind
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from vacancy.domain.life_cycle import Outcome
from vacancy.domain.rules import Draft, NotedRuleSet
from vacancy.domain.trial import Direction
from vacancy.models import RULE_SET, RULE_SET_DRAFT, TRIAL_FLIP

_KEY = (RULE_SET_DRAFT.c.name == bind("rules"), RULE_SET_DRAFT.c.version == bind("released_as"))
_DRAFT = select(RULE_SET_DRAFT).where(*_KEY)
_DRAFT_LOCKED = _DRAFT.with_for_update()
_DRAFTS = select(RULE_SET_DRAFT).where(RULE_SET_DRAFT.c.name == bind("rules")).order_by(RULE_SET_DRAFT.c.version)
_PUT = upsert(RULE_SET_DRAFT)
_PUT_DRAFT = _PUT.on_conflict_do_update(
    index_elements=["name", "version"],
    set_={one.name: _PUT.excluded[one.name] for one in RULE_SET_DRAFT.c if one.name not in ("name", "version")},
)
_RELEASED_LOCKED = select(RULE_SET.c.version).where(RULE_SET.c.name == bind("rules")).with_for_update()
_GONE = delete(RULE_SET_DRAFT).where(*_KEY)


@dataclass(frozen=True, slots=True)
class Flip:
    """A vacancy that other rules would judge otherwise, and the criteria whose verdict differs."""

    position: int
    vacancy_id: UUID
    case_number: str
    state: str
    county: str
    industry: str | None
    tier: str
    before: Outcome
    after: Outcome
    direction: Direction
    criteria: Sequence[str]


class Rules(Repository):
    """Rule sets in the making. Public to read for those who see the rules; use cases say who writes."""

    async def draft(self, name: str, version: str, *, lock: bool = False) -> Draft | None:
        """One draft, if there is one."""
        wanted = {"rules": name, "released_as": version}
        row = (await self.connection.execute(_DRAFT_LOCKED if lock else _DRAFT, wanted)).one_or_none()
        return None if row is None else Draft(**row._mapping)

    async def drafts(self, name: str) -> list[Draft]:
        """Every draft, by version."""
        return [Draft(**row._mapping) for row in await self.connection.execute(_DRAFTS, {"rules": name})]

    async def put_draft(self, draft: Draft) -> None:
        """Insert or replace by name and version."""
        await self.connection.execute(_PUT_DRAFT, asdict(draft))

    async def lock_released(self, name: str) -> None:
        """Keep others from releasing a version of these rules until the transaction ends."""
        await self.connection.execute(_RELEASED_LOCKED, {"rules": name})

    async def release(self, released: NotedRuleSet) -> None:
        """Turn a draft into a released version."""
        values = asdict(released)
        await self.connection.execute(insert(RULE_SET), values.pop("rules") | values)
        await self.connection.execute(_GONE, {"rules": released.rules.name, "released_as": released.rules.version})

    async def add_flips(self, job_id: UUID, flips: Sequence[Flip]) -> None:
        """Keep what a chunk of a trial found."""
        if flips:
            await self.connection.execute(insert_into(TRIAL_FLIP), [{"job_id": job_id, **asdict(one)} for one in flips])

    async def flips(
        self, job_id: UUID, *, direction: Direction | None, county: str | None, after: int, limit: int
    ) -> list[Flip]:
        """At most ``limit`` flips of a trial that the caller has read, after a place."""
        columns = [one for one in TRIAL_FLIP.c if one.name != "job_id"]
        query = select(*columns).where(TRIAL_FLIP.c.job_id == job_id, TRIAL_FLIP.c.position > after)
        if direction is not None:
            query = query.where(TRIAL_FLIP.c.direction == direction)
        if county is not None:
            query = query.where(TRIAL_FLIP.c.county == county)
        rows = await self.connection.execute(query.order_by(TRIAL_FLIP.c.position).limit(limit))
        return [
            Flip(
                **dict(row._mapping)
                | {
                    "before": Outcome(row.before),
                    "after": Outcome(row.after),
                    "direction": Direction(row.direction),
                }
            )
            for row in rows
        ]
