"""Employers: registered under the company number, and what the registry says of them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from chassis.service import Service
from chassis.testing import FrozenClock
from vacancy.domain.registry import RegistryAnswer, RegistryNotAsked, RegistryStatus
from vacancy.parts import VacancyService
from vacancy.service.ask_registry import check_registry

from tests.factories.partners import NUMBER, an_employer, register
from tests.factories.vacancy import KAOHSIUNG, Caller, a_complete_statement
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_screenings import announced

REGISTERED = RegistryAnswer(RegistryStatus.REGISTERED, "核准設立", "a registry")
DISSOLVED = RegistryAnswer(RegistryStatus.NOT_ACTIVE, "解散", "a registry")


@dataclass
class ScriptedRegistry:
    """Answers as it is told, and keeps what it was asked."""

    answers: list[RegistryAnswer | str]
    asked: list[str] = field(default_factory=list)

    async def look_up(self, company_number: str, *, on: date) -> RegistryAnswer:
        self.asked.append(company_number)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, str):
            raise RegistryNotAsked(answer)
        return answer


def with_registry(vacancy: Service, *answers: RegistryAnswer | str) -> ScriptedRegistry:
    """Let the service ask a scripted registry."""
    assert isinstance(vacancy, VacancyService)
    vacancy.registry = ScriptedRegistry(list(answers))
    return vacancy.registry


async def test_a_registration_is_announced_once_with_the_facts_it_is_counted_by(
    association: Caller, vacancy: Service
) -> None:
    first = await register(association)
    again = await register(association)
    changed = await register(association, head_count=50)

    assert [one.status_code for one in (first, again, changed)] == [201, 200, 200]
    assert [one.json()["result"] for one in (first, again, changed)] == ["created", "unchanged", "changed"]
    assert [one.headers["ETag"] for one in (first, again, changed)] == ['"1"', '"1"', '"2"']
    [(kind, sequence, said)] = await announced(vacancy)
    assert (kind, sequence, said) == (
        "registered",
        1,
        {
            "company_number": NUMBER,
            "registered_on": "2026-07-01",
            "head_count": 48,
            "county": "63000",
            "industry": "112-10",
        },
    )


@pytest.mark.parametrize(("number", "status"), [("22099131", 201), ("04595257", 201), ("22099132", 422), ("1", 422)])
async def test_a_company_number_passes_the_checksum_of_2023(association: Caller, number: str, status: int) -> None:
    answer = await register(association, number=number)

    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"][0]["code"] == "company_number_invalid"


async def test_each_organisation_registers_a_company_for_itself(anyone: Anyone, association: Caller) -> None:
    other = anyone("association", org="org-2")
    mine, theirs = (await register(association)).json(), (await register(other)).json()

    assert mine["id"] != theirs["id"]
    assert [one["id"] for one in (await association.get("/v1/employers")).json()["items"]] == [mine["id"]]
    assert (await other.get(f"/v1/employers/{mine['id']}")).status_code == 404


async def test_a_branch_sees_the_employers_of_its_counties(association: Caller, branch: Caller, agency: Caller) -> None:
    await register(association)
    south = (await register(association, number="04595257", county=KAOHSIUNG)).json()

    seen = (await branch.get("/v1/employers")).json()["items"]
    everything = (await agency.get("/v1/employers", county=KAOHSIUNG)).json()["items"]

    assert [one["company_number"] for one in seen] == [NUMBER]
    assert [one["id"] for one in everything] == [south["id"]]
    assert (await branch.get(f"/v1/employers/{south['id']}")).status_code == 404


async def test_employers_are_listed_in_pages(association: Caller) -> None:
    for number in (NUMBER, "04595257"):
        await register(association, number=number)

    first = (await association.get("/v1/employers", limit=1)).json()
    rest = (await association.get("/v1/employers", limit=1, cursor=first["next_cursor"])).json()

    assert [one["company_number"] for one in first["items"] + rest["items"]] == [NUMBER, "04595257"]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("kind", ["branch", "workforce_agency", "university"])
async def test_only_partners_register_employers(anyone: Anyone, kind: str) -> None:
    answer = await register(anyone(kind, region="north"))

    assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


async def test_an_employers_industry_has_to_be_on_the_list(association: Caller) -> None:
    answer = await register(association, industry="112-99")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/industry")


async def test_an_employer_that_somebody_else_has_changed_is_not_overwritten(association: Caller) -> None:
    await register(association)
    await register(association, head_count=50)

    stale = await register(association, etag='"1"', head_count=60)

    assert (stale.status_code, stale.json()["code"]) == (412, "version-stale")


async def test_the_registrys_answer_is_kept_with_source_and_time(association: Caller, vacancy: Service) -> None:
    registry = with_registry(vacancy, REGISTERED)
    made = (await register(association)).json()

    answer = await association.post(f"/v1/employers/{made['id']}/registry-check", key=False)

    assert registry.asked == [NUMBER]
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert made["registry"]["status"] is None
    assert answer.json()["registry"] == {
        "status": "registered",
        "description": "核准設立",
        "source": "a registry",
        "answered_at": "2026-07-01T04:00:00Z",
        "tried_at": "2026-07-01T04:00:00Z",
        "failure": None,
    }


async def test_could_not_ask_is_not_an_answer_and_leaves_the_last_one(
    association: Caller, branch: Caller, vacancy: Service, clock: FrozenClock
) -> None:
    with_registry(vacancy, "timeout", REGISTERED, "circuit-open", DISSOLVED)
    made = (await register(association)).json()
    path = f"/v1/employers/{made['id']}/registry-check"

    told: list[Any] = []
    for caller in (association, association, branch, branch):
        told.append((await caller.post(path, key=False)).json()["registry"])
        clock.advance(hours=1)

    assert [(one["status"], one["failure"]) for one in told] == [
        (None, "timeout"),
        ("registered", None),
        ("registered", "circuit-open"),
        ("not_active", None),
    ]
    assert told[2]["answered_at"] == told[1]["answered_at"] < told[2]["tried_at"]


async def test_a_service_without_a_registry_says_that_nobody_was_asked(association: Caller) -> None:
    made = (await register(association)).json()

    answer = (await association.post(f"/v1/employers/{made['id']}/registry-check", key=False)).json()

    assert (answer["registry"]["status"], answer["registry"]["failure"]) == (None, "not-configured")


async def test_the_schedule_asks_about_each_employer_once_a_month(
    association: Caller, vacancy: Service, clock: FrozenClock
) -> None:
    registry = with_registry(vacancy, REGISTERED)
    for number in (NUMBER, "04595257"):
        await register(association, number=number)

    counts = []
    for days in (0, 29, 2):
        clock.advance(days=days)
        counts.append(await check_registry(vacancy))

    assert [one["answered"] for one in counts] == [2, 0, 2]
    assert registry.asked == [NUMBER, "04595257"] * 2


async def test_the_schedule_stops_when_the_registry_cannot_be_asked(association: Caller, vacancy: Service) -> None:
    with_registry(vacancy, "circuit-open")
    await register(association)

    assert await check_registry(vacancy) == {"answered": 0, "not_asked": 1}
    assert (await association.get("/v1/employers", registry_status="registered")).json()["items"] == []


async def test_prospects_in_the_employers_profile_count_as_a_path(association: Caller) -> None:
    await register(association)
    stated = a_complete_statement(employer={"name": "範例資訊股份有限公司", "company_number": NUMBER})
    del stated["growth"]
    made = (await association.put(stated)).json()

    screened = (await association.screen(made["id"])).json()
    await register(association, profile={"workplace": "臺北市"})
    replay = (await association.post(f"/v1/screenings/{screened['id']}/replay", key=False)).json()
    again = (await association.step(made["id"], "resubmission", stated)).json()

    [growth] = [one for one in screened["findings"] if one["criterion"] == "growth"]
    assert (growth["verdict"], growth["reason"], growth["code_version"]) == ("pass", "path-stated", 3)
    assert growth["evidence"] == {"employer.prospects": True}
    assert replay["same"] is True
    assert again["rerun"] == ["growth"]
    [growth] = [one for one in again["screening"]["findings"] if one["criterion"] == "growth"]
    assert growth["verdict"] == "unknown"


async def test_another_organisations_profile_counts_for_nobody_else(anyone: Anyone, association: Caller) -> None:
    await register(anyone("association", org="org-2"))
    stated = a_complete_statement(employer={"name": an_employer()["name"], "company_number": NUMBER}, growth={})
    made = (await association.put(stated)).json()

    screened = (await association.screen(made["id"])).json()

    assert screened["facts"]["profile"] is None
