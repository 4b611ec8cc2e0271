"""Count what events tell: units first, then the people whom they make count, then the cells and totals.

All in the transaction of the events, so a figure is as current as the inbox, and reading one counts nothing.
"""

from collections.abc import Sequence

from chassis.db import Transaction

from indicators.domain.contributions import (
    Basis,
    Change,
    Definition,
    Told,
    changes,
    latest,
    person_year_id,
    person_years,
)
from indicators.repository.contributions import Contributions
from indicators.service.load_series import definitions


async def count_units(tx: Transaction, told: Sequence[Told]) -> None:
    """Count units by what was told of each last; what is told again, or late, moves nothing."""
    repository = Contributions(tx)
    await repository.lock()
    wanted = latest(told)
    moved = changes(wanted, await repository.held(list(wanted)))
    await repository.write(moved)
    for definition in definitions().values():
        if definition.basis is Basis.PERSON_YEAR:
            moved += await _count_people(repository, definition, moved)
    await repository.tally(moved)


async def _count_people(repository: Contributions, definition: Definition, moved: Sequence[Change]) -> list[Change]:
    """Let every person-year that units have moved count as its earliest fact says; none left is nobody assisted.

    The earliest is chosen among all that is held, whatever came first: by day, then series, then the unit's id.
    """
    touched = person_years(moved, definition.made_of)
    if not touched:
        return []
    keys = {(definition.series, person_year_id(*one)): one for one in sorted(touched)}
    earliest = await repository.earliest(definition, touched)
    held = await repository.held(list(keys))
    found = [Change(held.get(key), earliest.get(one)) for key, one in keys.items()]
    found = [one for one in found if one.before != one.after]
    await repository.write(found)
    return found
