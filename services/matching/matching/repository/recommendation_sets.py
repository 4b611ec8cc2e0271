"""Kept lists of recommendations. The caller has read the young person first, so the lists are of one whom it sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.db import Repository, Row, insert_all
from sqlalchemy import bindparam as bind
from sqlalchemy import delete, select

from matching.domain.recommendation import Listed, RecommendationSetUnknown
from matching.models import RECOMMENDATION_SET

_OF = select(RECOMMENDATION_SET).where(RECOMMENDATION_SET.c.youth_id == bind("youth_id"))
_FORGET = delete(RECOMMENDATION_SET).where(RECOMMENDATION_SET.c.person_id == bind("person"))


@dataclass(frozen=True, slots=True)
class RecommendationSet:
    """One list as it was: its places, and the snapshot and policy that it was made with."""

    id: UUID
    youth_id: UUID
    person_id: UUID
    owner_org: str
    snapshot: str
    policy: str
    items: Sequence[Listed]
    kept_at: datetime


class RecommendationSets(Repository):
    """Lists that somebody kept."""

    async def add(self, kept: RecommendationSet) -> None:
        """Keep a list."""
        await self.add_all([kept])

    async def add_all(self, lists: Sequence[RecommendationSet]) -> None:
        """Keep lists."""
        rows = [{name: getattr(one, name) for name in RecommendationSet.__slots__} for one in lists]
        items = [{"items": [place.record() for place in one.items]} for one in lists]
        await insert_all(self.connection, RECOMMENDATION_SET, [row | own for row, own in zip(rows, items, strict=True)])

    async def of(self, youth_id: UUID, *, limit: int) -> list[RecommendationSet]:
        """The newest lists of a young person, newest first."""
        query = _OF.order_by(RECOMMENDATION_SET.c.position.desc()).limit(limit)
        return [_kept(row) for row in await self.connection.execute(query, {"youth_id": youth_id})]

    async def get(self, youth_id: UUID, set_id: UUID) -> RecommendationSet:
        """One list of a young person; raises RecommendationSetUnknown."""
        query = _OF.where(RECOMMENDATION_SET.c.id == set_id)
        row = (await self.connection.execute(query, {"youth_id": youth_id})).one_or_none()
        if row is None:
            raise RecommendationSetUnknown(id=str(set_id))
        return _kept(row)

    async def forget(self, person_id: UUID) -> int:
        """Drop every list of a person; returns how many."""
        return (await self.connection.execute(_FORGET, {"person": person_id})).rowcount


def _kept(row: Row) -> RecommendationSet:
    values = {name: getattr(row, name) for name in RecommendationSet.__slots__}
    return RecommendationSet(**values | {"items": [Listed.of(one) for one in row.items]})
