"""The counts behind partners' health: written as differences, added up now and then."""

from chassis.db import Repository, insert_all
from sqlalchemy import and_, delete, func, insert, literal, select, text
from sqlalchemy import bindparam as bind

from vacancy.domain.partner_health import BETWEEN, Measure, Tally
from vacancy.models import HEALTH_COUNT

_KEY = ("owner_org", "source", "county", "day", "measure", "code")
_COUNTED = HEALTH_COUNT.c
_UNDER = tuple(_COUNTED[name] for name in _KEY)
# the oldest differences; where they are more than that, the rest of a key is added up the next time
_FRESH = (
    select(*_UNDER)
    .where(text("NOT folded"))
    .order_by(_COUNTED.position)
    .limit(bind("most"))
    .cte("recent")
    .select()
    .distinct()
    .cte("fresh")
)
_TAKEN = (
    delete(HEALTH_COUNT)
    .where(and_(*(_COUNTED[name] == _FRESH.c[name] for name in _KEY)))
    .returning(*_UNDER, _COUNTED.count)
    .cte("taken")
)
_SUM = func.sum(_TAKEN.c.count)
_FOLD = (
    insert(HEALTH_COUNT)
    .from_select(
        [*_KEY, "count", "folded"],
        select(*(_TAKEN.c[name] for name in _KEY), _SUM, literal(True))
        .group_by(*(_TAKEN.c[name] for name in _KEY))
        .having(_SUM != 0),
    )
    .add_cte(_TAKEN)
)
_UNFOLDED = select(func.count()).select_from(
    select(_COUNTED.position).where(text("NOT folded")).limit(bind("most")).subquery()
)
_RECEIVED = "coalesce(received_on, CAST(timezone('Asia/Taipei', created_at) AS date))"
_SCREENED = "vacancy JOIN decision ON decision.id = vacancy.screening_id"
_FINDINGS = f"{_SCREENED} CROSS JOIN jsonb_each(decision.findings) AS finding (criterion, said)"
_FACTS = f"{_FINDINGS} CROSS JOIN jsonb_array_elements_text(said -> 'missing') AS lacking (path)"
_DIRECTLY = {
    Measure.RECEIVED: ("''", _RECEIVED, "vacancy"),
    Measure.OUTCOME: ("decision.outcome", "screened_on", _SCREENED),
    Measure.FAILING: (
        f"criterion || '{BETWEEN}' || (said ->> 'reason')",
        "screened_on",
        f"{_FINDINGS} WHERE said ->> 'verdict' = 'fail'",
    ),
    Measure.MISSING: ("path", "screened_on", _FACTS),
}
_RECOUNT = [
    text(
        "INSERT INTO health_count (owner_org, source, county, day, measure, code, count, folded) "  # noqa: S608 - ours
        f"SELECT owner_org, source, county, {day}, '{measure}', {code}, count(DISTINCT vacancy.id), true "
        f"FROM {found} GROUP BY 1, 2, 3, 4, 6"
    )
    for measure, (code, day, found) in _DIRECTLY.items()
]
# whoever writes vacancies waits until they are counted: what came in between would be missing for good
_NOBODY_WRITES = text("LOCK TABLE vacancy, health_count IN SHARE ROW EXCLUSIVE MODE")


class HealthCounts(Repository):
    """Writes of counts; who sees them is for their reader to say."""

    async def add(self, tally: Tally) -> None:
        """Write down by how much counts have changed."""
        rows = [{**under._asdict(), "code": code, "count": count} for under, code, count in tally.differences()]
        await insert_all(self.connection, HEALTH_COUNT, rows)

    async def fold(self, *, limit: int) -> int:
        """Put the sum in the place of the oldest differences, at most ``limit``, and of all that has their keys.

        Returns how many there were. The platform's own schedule asks this, for every tenant.
        """
        found = (await self.connection.execute(_UNFOLDED, {"most": limit})).scalar_one()
        if found:
            await self.connection.execute(_FOLD, {"most": limit})
        return int(found)

    async def recount(self) -> int:
        """Forget every count and add up all vacancies, while nobody writes any; returns how many counts there are."""
        await self.connection.execute(_NOBODY_WRITES)
        await self.connection.execute(delete(HEALTH_COUNT))
        counts = 0
        for statement in _RECOUNT:
            counts += (await self.connection.execute(statement)).rowcount
        return counts
