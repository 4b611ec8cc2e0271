"""What may be asked in a route's query: a word that nobody reads would be answered as though it had not been said."""

from collections import Counter
from collections.abc import Iterable

from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError

from chassis.domain import pointer
from chassis.echoes import MOST

_ELSEWHERE = (params.Path, params.Header, params.Cookie)


def parameters_of(dependant: Dependant) -> tuple[str, ...]:
    """The names of every query parameter that a route and what it depends on read, sorted."""
    asked = (one for one in get_flat_params(dependant) if not isinstance(one.field_info, _ELSEWHERE))
    return tuple(sorted({one.alias for one in asked}))


def check_parameters(given: Iterable[str], known: tuple[str, ...]) -> None:
    """Raise RequestValidationError (422) naming what is not read, MOST at most, beside what is; or what is said twice.

    No route reads a list from a query: of a parameter that is said twice one value would be dropped.
    """
    said = Counter(given)
    unknown = sorted(said.keys() - known)[:MOST]
    refused = [_refused("extra_forbidden", name, "The query has no such parameter", known) for name in unknown]
    twice = [name for name in known if said[name] > 1]
    refused += [_refused("said_twice", name, "The query says this parameter more than once", known) for name in twice]
    if refused:
        raise RequestValidationError(refused)


def _refused(code: str, name: str, message: str, allowed: tuple[str, ...]) -> dict[str, object]:
    # whatever cannot be a name may be anybody's number
    place = ("query", pointer(name).removeprefix("/"))
    return {"type": code, "loc": place, "msg": message, "ctx": {"allowed": list(allowed)}}
