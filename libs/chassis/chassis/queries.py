"""What may be asked in a route's query: a word that nobody reads would be answered as though it had not been said."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError

from chassis.domain import pointer
from chassis.echoes import MOST

_ELSEWHERE = (params.Path, params.Header, params.Cookie)


def parameters_of(dependant: Dependant) -> dict[str, bool]:
    """Every query parameter that a route and what it depends on read, sorted; whether it may be said again, too."""
    asked = (one for one in get_flat_params(dependant) if not isinstance(one.field_info, _ELSEWHERE))
    return dict(sorted((one.alias, _is_many(one.field_info.annotation)) for one in asked))


def check_parameters(given: Iterable[str], known: Mapping[str, bool]) -> None:
    """Raise RequestValidationError (422) naming what is not read, MOST at most, beside what is; or what is said twice.

    Of a parameter that is read once and said twice one value would be dropped.
    """
    said = Counter(given)
    unknown = sorted(said.keys() - known.keys())[:MOST]
    refused = [_refused("extra_forbidden", name, "The query has no such parameter", known) for name in unknown]
    twice = [name for name, many in known.items() if said[name] > 1 and not many]
    refused += [_refused("said_twice", name, "The query says this parameter more than once", known) for name in twice]
    if refused:
        raise RequestValidationError(refused)


def _is_many(annotation: object) -> bool:
    if get_origin(annotation) in (Union, UnionType, Annotated):
        return any(_is_many(one) for one in get_args(annotation))
    return get_origin(annotation) in (list, set, frozenset, tuple)


def _refused(code: str, name: str, message: str, known: Iterable[str]) -> dict[str, object]:
    # whatever cannot be a name may be anybody's number
    place = ("query", pointer(name).removeprefix("/"))
    return {"type": code, "loc": place, "msg": message, "ctx": {"allowed": list(known)}}
