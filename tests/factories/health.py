"""Partners' health as it was before it was counted: every vacancy added up, to compare with."""

from datetime import date
from typing import Any

from chassis.service import Service
from sqlalchemy import text

SOURCES = """
    SELECT owner_org, source, count(*) AS vacancies,
        max(coalesce(received_on, CAST(timezone('Asia/Taipei', created_at) AS date))) AS last_received_on
    FROM vacancy WHERE county = ANY(:counties) GROUP BY owner_org, source ORDER BY owner_org, source
"""
SCREENED = """
    FROM vacancy JOIN decision ON decision.id = vacancy.screening_id {more}
    WHERE county = ANY(:counties) AND screened_on BETWEEN :since AND :until
"""
EACH = "CROSS JOIN jsonb_each(decision.findings) AS finding (criterion, said)"
PATHS = EACH + " CROSS JOIN jsonb_array_elements_text(said -> 'missing') AS lacking (path)"
OUTCOMES = f"""
    SELECT owner_org, source, decision.outcome AS answer, count(*) AS count {SCREENED.format(more="")}
    GROUP BY owner_org, source, decision.outcome
"""
FAILING = f"""
    SELECT owner_org, source, criterion || ':' || (said ->> 'reason') AS answer, count(*) AS count
    {SCREENED.format(more=EACH)} AND said ->> 'verdict' = 'fail' GROUP BY owner_org, source, answer
"""
MISSING = f"""
    SELECT owner_org, source, path AS answer, count(DISTINCT vacancy.id) AS count {SCREENED.format(more=PATHS)}
    GROUP BY owner_org, source, path
"""


async def added_up(service: Service, *, counties: list[str], since: date, until: date) -> list[dict[str, Any]]:
    """Every source of vacancies in these counties, with what is counted of a period."""
    bound = {"counties": counties, "since": since, "until": until}
    async with service.database.reading() as connection:
        sources = (await connection.execute(text(SOURCES), {"counties": counties})).all()
        counts = {
            name: (await connection.execute(text(statement), bound)).all()
            for name, statement in (("outcomes", OUTCOMES), ("failing", FAILING), ("missing", MISSING))
        }
    return [
        {
            **row._mapping,
            **{
                name: {one.answer: one.count for one in rows if (one.owner_org, one.source) == (row[0], row[1])}
                for name, rows in counts.items()
            },
        }
        for row in sources
    ]
