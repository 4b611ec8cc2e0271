"""What logs may say: classes, places and codes, never the words of an exception."""

import json
import logging
import sys

import orjson
from chassis.db import Database
from chassis.postgres import Postgres
from chassis.telemetry import JsonFormatter, enter_trace, new_traceparent
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

SECRET = "王小明 A123456789"


async def test_a_failed_statement_is_logged_without_its_values(postgres: Postgres) -> None:
    database = Database(postgres.url("postgres"))
    record = None
    try:
        async with database.transaction() as connection:
            await connection.execute(
                text("SELECT CAST(:value AS integer) / 0 FROM (SELECT :value) t"), {"value": SECRET}
            )
    except DBAPIError:
        record = logging.LogRecord("youthlink", logging.ERROR, "", 0, "it failed", None, sys.exc_info())
    finally:
        await database.close()
    assert record is not None
    line = JsonFormatter("toy").format(record)
    assert SECRET not in line
    assert "A123456789" not in line
    assert any("sqlalchemy.exc" in part for part in json.loads(line)["exception"])


def test_every_hop_has_a_span_of_its_own_within_the_callers_trace() -> None:
    caller = new_traceparent()
    first, second = enter_trace(caller), enter_trace(caller)
    assert first[:36] == second[:36] == caller[:36]
    assert len({caller, first, second}) == 3
    assert enter_trace("00-nonsense") != "00-nonsense"


def test_a_line_is_one_json_object_with_a_fixed_sentence_and_named_ids() -> None:
    record = logging.LogRecord("youthlink", logging.INFO, "", 0, "request answered", None, None)
    record.status = 200
    line = orjson.loads(JsonFormatter("toy").format(record))
    assert (line["message"], line["status"], line["service"]) == ("request answered", 200, "toy")
