"""An employer that states thousands of openings in one county: what is compared of them is bounded."""

import pytest
from vacancy.repository import duplicates

from tests.factories.duplicates import an_opening
from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_duplicates import linked


async def test_of_a_chains_openings_so_many_are_compared_the_newest_first(
    anyone: Anyone, association: Caller, branch: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "MOST_OTHERS", 2)
    chain = [await an_opening(anyone("association", org="chain"), source_id=f"{number}") for number in range(4)]

    mine = await an_opening(association)

    assert {frozenset(pair) for pair in await linked(branch)} == {
        frozenset({one["id"], mine["id"]}) for one in chain[2:]
    }
    # what was linked stays compared when newer ones have pushed it out
    await an_opening(anyone("association", org="chain"), source_id="newest")
    await association.put(a_complete_statement(openings=9), source_id="twin")
    await association.screen(mine["id"])
    assert {frozenset({one["id"], mine["id"]}) for one in chain[2:]} <= {
        frozenset(pair) for pair in await linked(branch)
    }
