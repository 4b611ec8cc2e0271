"""What an upgrade does to what processes of before have written."""

from pathlib import Path

import matching
from alembic import command
from chassis import migrate
from chassis.db import Database
from chassis.postgres import Postgres
from sqlalchemy import Connection, text

MIGRATIONS = Path(matching.__file__).parent / "migrations"
BEFORE = [
    "INSERT INTO person (id, seq) SELECT {id}, 0 FROM generate_series(1, 3) AS n",
    "INSERT INTO youth (id, person_id, owner_org, owner_kind, county, target_group, state, version, stated, corrected,"
    " owners, course_skills, age_band, registered_on, created_at, updated_at)"
    " SELECT {id}, {id}, 'o' || n, 'university', '63000', 'in_school', 'active', 1, '{{}}', '{{}}', '{{}}', '[]',"
    " '20-24', DATE '2026-07-01', now(), now() FROM generate_series(1, 3) AS n",
    "INSERT INTO activity (id, plan_id, branch, owner_org, kind, title, county, held_on, capacity, attended, state,"
    " version, created_at, updated_at)"
    " SELECT {id}, {id}, 'north', 'o1', 'fair', '徵才', '63000', DATE '2026-07-01', 9, 2, 'planned', 3, now(), now()"
    " FROM generate_series(1, 2) AS n",
    # person 1 by two registrations on the first list; two people on the second
    "INSERT INTO attendance (id, activity_id, youth_id, person_id, seq, target_group, age_band, attended_on,"
    " recorded_by, recorded_at) SELECT gen_random_uuid(), lpad(a::text, 32, '0')::uuid, lpad(y::text, 32, '0')::uuid,"
    " lpad(p::text, 32, '0')::uuid, 1, 'in_school', '20-24', DATE '2026-07-01', 'c', now()"
    " FROM (VALUES (1, 1, 1), (1, 2, 1), (2, 1, 1), (2, 3, 3)) AS found(a, y, p)",
]


def upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(migrate.config(MIGRATIONS, connection), revision)


async def test_who_was_on_a_list_twice_is_on_it_once_and_the_activity_has_a_new_version(postgres: Postgres) -> None:
    await postgres.create_database("upgraded", owner_password="test")
    database = Database(postgres.url("upgraded", user="upgraded", password="test"))
    async with database.transaction() as connection:
        await connection.run_sync(upgrade, "d4a6b4ecbbc8")
        for statement in BEFORE:
            await connection.execute(text(statement.format(id="lpad(n::text, 32, '0')::uuid")))

        await connection.run_sync(upgrade, "head")

        rows = await connection.execute(text("SELECT attended, version FROM activity ORDER BY id"))
        assert [(row.attended, row.version) for row in rows] == [(1, 4), (2, 3)]
    await database.close()
