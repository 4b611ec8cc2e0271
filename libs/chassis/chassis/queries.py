"""What may be asked in a route's query: a word that nobody reads would be answered as though it had not been said."""

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
    """Raise RequestValidationError (422) naming parameters that are not read, MOST at most, and those that are."""
    unknown = sorted(set(given).difference(known))[:MOST]
    if unknown:
        raise RequestValidationError(
            [
                {
                    "type": "extra_forbidden",
                    # whatever cannot be a name may be anybody's number
                    "loc": ("query", pointer(name).removeprefix("/")),
                    "msg": "The query has no such parameter",
                    "ctx": {"allowed": list(known)},
                }
                for name in unknown
            ]
        )
