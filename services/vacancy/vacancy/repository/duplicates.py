"""Links between vacancies that state one opening.

Comparing reads across tenants, for whoever asks: the two are seldom one partner's. What is shown of a link is bounded
by the principal, each side by itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import Any
from uuid import UUID

from chassis.db import Repository, Row
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    Text,
    Uuid,
    and_,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union,
    update,
)
from sqlalchemy import bindparam as bind
from sqlalchemy.dialects.postgresql import ARRAY, insert

from vacancy.domain.duplicates import LIVE, Compared, DuplicateLink, LinkState
from vacancy.domain.errors import DuplicateLinkUnknown
from vacancy.models import DUPLICATE_LINK, VACANCY
from vacancy.repository.visibility import bounds, for_each_kind, sees

MOST_OTHERS = 2_000
"""Openings of one employer in one county that a vacancy is compared with: a chain may state tens of thousands."""
_COMPARED = tuple(field.name for field in fields(Compared))
_LINK = tuple(DUPLICATE_LINK.c[field.name] for field in fields(DuplicateLink))
_EMPLOYER = ("company_number", "employer_key")
_SIDES = (DUPLICATE_LINK.c.kept_id, DUPLICATE_LINK.c.duplicate_id)
_ONCE = frozenset({"id"})
_IDS = bind("vacancies", type_=ARRAY(Uuid))
_KEPT = VACANCY.alias("kept")
_SHOWN = ("id", "case_number", "owner_org", "source", "title", "employer_name", "county", "state")


def _live(table: Any) -> ColumnElement[bool]:
    """In the statement's own text, as the partial indexes have it."""
    found: ColumnElement[bool] = table.c.state.in_([literal_column(repr(str(one))) for one in sorted(LIVE)])
    return found


_MINE, _OTHER = VACANCY.alias("mine"), VACANCY.alias("other")
_WANTED = and_(_MINE.c.id == func.any(_IDS), _live(_MINE))


def _employers(column: str) -> Subquery:
    """Whose openings these vacancies are, each once: county, employer, and the source that states it."""
    own = ("county", column, "owner_org", "source")
    named = and_(_WANTED, _MINE.c[column].is_not(None))
    return select(*(_MINE.c[name] for name in own)).where(named).distinct().subquery("mine")


def _same(mine: Subquery, column: str) -> ColumnElement[bool]:
    return and_(_OTHER.c.county == mine.c.county, _OTHER.c[column] == mine.c[column], _live(_OTHER))


def _others(column: str) -> Select[Any]:
    """What other sources state of these vacancies' employers in their counties, so many an employer, newest first."""
    mine = _employers(column)
    elsewhere = tuple_(_OTHER.c.owner_org, _OTHER.c.source) != tuple_(mine.c.owner_org, mine.c.source)
    newest = select(*(_OTHER.c[name] for name in _COMPARED)).where(_same(mine, column), elsewhere)
    found = newest.order_by(_OTHER.c.position.desc()).limit(bind("most")).lateral()
    return select(*found.c).join_from(mine, found, true())


def _somebody_elses(column: str) -> ColumnElement[bool]:
    """Whether another source states anything of one of these vacancies' employers in its county.

    Employer by employer, from both sides of its own source in the index: it reads one entry each, however many
    thousands the employer's own source states, and whether the table has statistics yet or not.
    """
    mine = _employers(column)
    same = _same(mine, column)
    theirs, ours = tuple_(_OTHER.c.owner_org, _OTHER.c.source), tuple_(mine.c.owner_org, mine.c.source)
    sides = (select(_OTHER.c.id).where(same, beside).limit(1) for beside in (theirs < ours, theirs > ours))
    return or_(*(select(mine.c.county).join_from(mine, one.lateral(), true()).exists() for one in sides))


_UNDER_WAY = select(*(_MINE.c[name] for name in _COMPARED)).where(_WANTED)
_OTHERS = union(*(_others(column) for column in _EMPLOYER))
_CONCERNED = select(
    or_(
        *(select(DUPLICATE_LINK.c.id).where(side == func.any(_IDS)).exists() for side in _SIDES),
        *(_somebody_elses(column) for column in _EMPLOYER),
    )
)
_OF_LOCKED = (
    select(*_LINK)
    .where(or_(DUPLICATE_LINK.c.kept_id == func.any(_IDS), DUPLICATE_LINK.c.duplicate_id == func.any(_IDS)))
    .order_by(DUPLICATE_LINK.c.position)
    .with_for_update()
)
# who found the pair at the same time keeps its link
_ADD = insert(DUPLICATE_LINK).on_conflict_do_nothing(index_elements=["pair"])
_SAVE = update(DUPLICATE_LINK).where(DUPLICATE_LINK.c.id == bind("link_id"))
_AFTER = (
    select(VACANCY.c.position, VACANCY.c.id)
    .where(_live(VACANCY), VACANCY.c.position > bind("after", type_=BigInteger))
    .order_by(VACANCY.c.position)
    .limit(bind("most"))
)
_BLOCKS = and_(DUPLICATE_LINK.c.state == LinkState.LINKED, _live(_KEPT)).label("blocks")
_BOTH = DUPLICATE_LINK.join(VACANCY, VACANCY.c.id == DUPLICATE_LINK.c.duplicate_id).join(
    _KEPT, _KEPT.c.id == DUPLICATE_LINK.c.kept_id
)
_PAIRS = select(
    DUPLICATE_LINK.c.position,
    *_LINK,
    _BLOCKS,
    *(VACANCY.c[name].label(f"duplicate_{name}") for name in _SHOWN if name != "id"),
    *(_KEPT.c[name].label(f"kept_{name}") for name in _SHOWN if name != "id"),
).select_from(_BOTH)
_PAIRS_OF = _PAIRS.where(
    or_(DUPLICATE_LINK.c.kept_id == bind("vacancy_id"), DUPLICATE_LINK.c.duplicate_id == bind("vacancy_id"))
).order_by(DUPLICATE_LINK.c.position)


def _one(seen: ColumnElement[bool]) -> Select[Any]:
    return select(*_LINK).select_from(_BOTH).where(DUPLICATE_LINK.c.id == bind("link_id"), seen)


def _page(seen: ColumnElement[bool], state: LinkState) -> Select[Any]:
    return (
        _PAIRS.where(seen, DUPLICATE_LINK.c.state == literal_column(repr(str(state))))
        .where(VACANCY.c.county == func.any(bind("counties", type_=ARRAY(Text))))
        .where(DUPLICATE_LINK.c.position > bind("after", type_=BigInteger))
        .order_by(DUPLICATE_LINK.c.position)
        .limit(bind("most"))
    )


_LOCKED = for_each_kind(VACANCY, lambda seen: _one(seen).with_for_update(of=DUPLICATE_LINK))
_PAGE = {state: for_each_kind(VACANCY, partial(_page, state=state)) for state in LinkState}


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair, as far as the principal sees it."""

    vacancy_id: UUID
    case_number: str
    owner_org: str
    source: str
    title: str
    employer_name: str
    county: str
    state: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A link and its two vacancies; None in place of one that is not the principal's to see.

    ``blocks``: the duplicate may not be published, since the link stands and the kept one has not ended.
    """

    position: int
    link: DuplicateLink
    blocks: bool
    kept: Side | None
    duplicate: Side | None


class Duplicates(Repository):
    """What comparing reads and writes, and what the principal sees of it."""

    async def concern(self, vacancies: Sequence[UUID]) -> bool:
        """Whether comparing these vacancies can come to anything. Across tenants."""
        return bool((await self.connection.execute(_CONCERNED, {"vacancies": list(vacancies)})).scalar_one())

    async def under_way(self, vacancies: Collection[UUID]) -> list[Compared]:
        """Those of these vacancies that are under way. Across tenants."""
        rows = await self.connection.execute(_UNDER_WAY, {"vacancies": list(vacancies)})
        return [_compared(row) for row in rows]

    async def others(self, vacancies: Sequence[UUID]) -> list[Compared]:
        """What other sources state of these vacancies' employers in their counties, each once; of an employer with more
        than ``MOST_OTHERS`` the newest. Across tenants."""
        rows = await self.connection.execute(_OTHERS, {"vacancies": list(vacancies), "most": MOST_OTHERS})
        return [_compared(row) for row in rows]

    async def of_locked(self, vacancies: Sequence[UUID]) -> list[DuplicateLink]:
        """Every link of these vacancies, locked in one order. Across tenants."""
        rows = await self.connection.execute(_OF_LOCKED, {"vacancies": list(vacancies)})
        return [_link(row) for row in rows]

    async def live_after(self, after: int, *, limit: int) -> list[tuple[int, UUID]]:
        """Position and id of vacancies under way, for the platform's own command: of every tenant."""
        rows = await self.connection.execute(_AFTER, {"after": after, "most": limit})
        return [(row.position, row.id) for row in rows]

    async def add(self, links: Sequence[DuplicateLink]) -> None:
        """Keep new links, in one order so that no two transactions that found the same pairs cross."""
        await self.connection.execute(_ADD, [asdict(one) | {"pair": _name(one)} for one in sorted(links, key=_name)])

    async def save(self, links: Sequence[DuplicateLink]) -> None:
        """Write locked links."""
        changed = [{"link_id": one.id, **{k: v for k, v in asdict(one).items() if k not in _ONCE}} for one in links]
        await self.connection.execute(_SAVE, changed)

    async def locked(self, link_id: UUID) -> DuplicateLink:
        """One link whose duplicate the principal sees, locked; raises DuplicateLinkUnknown."""
        statement = _LOCKED[self.principal.org_kind]
        row = (await self.connection.execute(statement, {"link_id": link_id, **bounds(self.principal)})).one_or_none()
        if row is None:
            raise DuplicateLinkUnknown(id=str(link_id))
        return _link(row)

    async def pairs_of(self, vacancy_id: UUID) -> list[Pair]:
        """Every link of a vacancy that was read before, oldest first, the other side shown as the principal sees it."""
        rows = await self.connection.execute(_PAIRS_OF, {"vacancy_id": vacancy_id})
        return [self._pair(row) for row in rows]

    async def page(self, state: LinkState, counties: Sequence[str], *, after: int, limit: int) -> list[Pair]:
        """At most ``limit`` links whose duplicate is in these counties, the first found first."""
        wanted = {"counties": list(counties), "after": after, "most": limit, **bounds(self.principal)}
        rows = await self.connection.execute(_PAGE[state][self.principal.org_kind], wanted)
        return [self._pair(row) for row in rows]

    def _pair(self, row: Row) -> Pair:
        kept, duplicate = self._side(row, "kept"), self._side(row, "duplicate")
        return Pair(row.position, _link(row), row.blocks, kept, duplicate)

    def _side(self, row: Row, which: str) -> Side | None:
        shown = {name: getattr(row, f"{which}_{name}") for name in _SHOWN}
        if not sees(self.principal, owner_org=shown["owner_org"], county=shown["county"]):
            return None
        return Side(vacancy_id=shown.pop("id"), **shown)


def _compared(row: Row) -> Compared:
    return Compared(**{name: getattr(row, name) for name in _COMPARED})


def _link(row: Row) -> DuplicateLink:
    values = {field.name: getattr(row, field.name) for field in fields(DuplicateLink)}
    return DuplicateLink(**values | {"state": LinkState(row.state)})


def _name(link: DuplicateLink) -> str:
    return ":".join(sorted(map(str, link.pair)))
