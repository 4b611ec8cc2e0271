"""What a service asks of its database meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from chassis.service import Service
from sqlalchemy import event


@contextmanager
def statements_of(service: Service) -> Iterator[list[str]]:
    """The statements that are executed meanwhile, in order."""
    engine, seen = service.database.engine.sync_engine, list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
