"""What logs may say: classes, places and codes, never the words of an exception."""

import json
import logging
import subprocess
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


ODD_ONES = """
import asyncio, logging, sys, threading, warnings
from chassis import telemetry

telemetry.configure_logs("toy", "INFO")
for name in ("uvicorn.error", "sqlalchemy.pool", "alembic", "asyncio", "opentelemetry.sdk"):
    logging.getLogger(name).info("said by %s", name)
logging.getLogger("kafka").warning("said by kafka")
warnings.warn("said by Python", stacklevel=1)
thread = threading.Thread(target=lambda: [][SECRET])
thread.start()
thread.join()

async def role():
    telemetry.enter_trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    logging.getLogger("uvicorn.error").info("within a trace")
    async with asyncio.TaskGroup() as group:
        group.create_task(end())

async def end():
    raise ValueError(SECRET)

asyncio.run(role())
"""


def test_whoever_speaks_says_it_as_json_even_what_ends_a_process() -> None:
    code = f"SECRET = {SECRET!r}\n{ODD_ONES}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stdout) == (1, "")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    said = {line["message"] for line in lines}
    assert said >= {f"said by {name}" for name in ("uvicorn.error", "sqlalchemy.pool", "alembic", "asyncio", "kafka")}
    assert [line["logger"] for line in lines if "said by Python" in line["message"]] == ["py.warnings"]
    traced = [line["trace_id"] for line in lines if line["message"] == "within a trace"]
    assert traced == ["0af7651916cd43dd8448eb211c80319c"]
    last = lines[-1]
    assert (last["level"], last["message"]) == ("CRITICAL", "an error was caught by nobody")
    assert "| builtins.ValueError" in last["exception"]
    assert SECRET not in done.stderr
