"""YouthLink's own row format: a column a fact, named as in the vacancy's statement with dots (``pay.minimum``).

Derived from the statement's schema, so that a fact that is added there is a column here.
"""

import re
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import orjson
from chassis.domain import Json
from chassis.tabular import Columns
from fields.contacts import mask_contacts
from fields.person import is_person_number
from fields.places import find_county
from fields.text import narrow
from pydantic import BaseModel

from vacancy.domain.source_rows import RowRefused, SourceStatement
from vacancy.schemas.facts import VacancyFacts
from vacancy.schemas.text import SOURCE_ID

Read = Callable[[str], Json]
SAID = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}


def _yes_or_no(text: str) -> Json:
    return SAID.get(narrow(text).lower(), text)


_WHOLE = r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)"
WRITTEN: Mapping[type[int] | type[float], re.Pattern[str]] = types.MappingProxyType(
    {int: re.compile(_WHOLE), float: re.compile(rf"{_WHOLE}(?:\.[0-9]+)?")}
)
"""Numbers as people write them: no sign or leading zero, commas between thousands; full-width digits are folded."""


def _number(kind: type[int] | type[float]) -> Read:
    def read(text: str) -> Json:
        written = narrow(text)
        # the schema says what is wrong with any other
        return kind(written.replace(",", "")) if WRITTEN[kind].fullmatch(written) else text

    return read


def _json(text: str) -> Json:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _county(text: str) -> Json:
    found = find_county(text)
    return text if found is None else found.code


def _bare(annotation: Any) -> Any:
    """A field's type without what surrounds it: ``Annotated``, ``| None``."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            [annotation] = [one for one in get_args(annotation) if one is not type(None)]
        else:
            return annotation


def _leaves(model: type[BaseModel], *, under: str = "") -> Iterator[tuple[str, Read]]:
    readers: dict[Any, Read] = {bool: _yes_or_no, int: _number(int), float: _number(float), str: str, date: str}
    for name, field in model.model_fields.items():
        kind = _bare(field.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _leaves(kind, under=f"{under}{name}.")
        elif get_origin(kind) is list:
            yield f"{under}{name}", _json
        else:
            yield f"{under}{name}", str if get_origin(kind) is Literal else readers[kind]


READERS: Mapping[str, Read] = types.MappingProxyType(dict(_leaves(VacancyFacts)) | {"county": _county})
REQUIRED = frozenset({"source_id", "title", "employer.name", "county"})
COLUMNS = Columns(required=REQUIRED, known=frozenset(READERS) | {"source_id"}, formulas=False)


def stated(fields: Mapping[str, str]) -> SourceStatement:
    """The statement of one row; raises RowRefused."""
    source_id = fields.get("source_id", "")
    if not SOURCE_ID.fullmatch(source_id) or is_person_number(source_id):
        received = mask_contacts(source_id)[:200]
        raise RowRefused("source-id-invalid", pointer="/source_id", received=received, allowed=SOURCE_ID.pattern)
    facts: dict[str, Any] = {}
    for name, text in fields.items():
        if name == "source_id":
            continue
        *groups, leaf = name.split(".")
        group = facts
        for one in groups:
            group = group.setdefault(one, {})
        group[leaf] = READERS[name](text)
    return SourceStatement(source_id, facts)
