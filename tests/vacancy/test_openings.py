"""How many people are wanted: it may be unknown, until somebody is told of the vacancy."""

from tests.factories.vacancy import Caller, a_complete_statement
from tests.vacancy.conftest import InState


async def test_a_vacancy_that_does_not_say_how_many_are_wanted_is_taken_in_but_not_published(
    association: Caller, branch: Caller, industry_wage: int
) -> None:
    stated = a_complete_statement()
    del stated["openings"]
    made = (await association.submit(stated)).json()
    assert (await association.screen(made["id"])).json()["outcome"] == "qualified"

    refused = await branch.publish(made["id"])

    assert made["openings"] is None
    assert (refused.status_code, refused.json()["code"]) == (409, "openings-unknown")
    assert refused.json()["errors"] == [{"pointer": "/openings", "code": "openings-unknown"}]


async def test_a_vacancy_that_was_published_goes_on_saying_how_many_are_wanted(
    association: Caller, in_state: InState
) -> None:
    found = await in_state("published")
    stated = a_complete_statement()
    del stated["openings"]

    refused = await association.put(stated, source_id=found["source_id"])

    assert (refused.status_code, refused.json()["code"]) == (409, "openings-unknown")
    assert (await association.get(f"/v1/vacancies/{found['id']}")).json()["openings"] == 2
