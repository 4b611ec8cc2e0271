"""The service stands up, and its rules are in place."""

import httpx2 as httpx
import pytest
from chassis.service import Service
from fields.calendar import business_date
from matching.domain.errors import NoRuleSetInForce
from matching.repository.references import References


async def test_the_service_answers_that_it_is_ready(http: httpx.AsyncClient) -> None:
    assert (await http.get("/readyz")).json()["status"] == "ready"


async def test_the_rules_that_ship_with_it_are_in_force_from_their_first_day(matching: Service) -> None:
    async with matching.database.reading() as connection:
        references = References(matching.begin(connection, matching.system))
        today = business_date(matching.clock())
        rules = await references.rule_set_in_force("youth-eligibility", on=today)

        assert await references.rule_set_in_force("youth-eligibility", on=rules.effective_from) == rules
        with pytest.raises(NoRuleSetInForce):
            await references.rule_set_in_force("youth-eligibility", on=rules.effective_from.replace(day=6))
