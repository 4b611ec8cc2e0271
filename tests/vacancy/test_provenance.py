"""Who says so: a partner's own word, an attestation, and decisions made before the two were told apart."""

from dataclasses import asdict
from uuid import UUID

import pytest
from chassis.auth import OrgKind
from chassis.decisions import digest
from chassis.domain import judge
from chassis.service import Service
from sqlalchemy import select, update
from vacancy.domain.facts import facts_of
from vacancy.domain.retired import RETIRED
from vacancy.models import ATTESTATION

from tests.factories.vacancy import KAOHSIUNG, ON, VOUCHED, Caller, a_complete_statement, rules
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_officers import SOUTH

BODY = {"facts": VOUCHED, "basis": "投保證明與勞動條件聲明書"}
CLAIMED = [
    "insurance.labour",
    "insurance.health",
    "working_conditions.no_current_violation",
    "hazards.none_attested",
    "direct_employment",
]


@pytest.mark.parametrize("kind", [OrgKind.ASSOCIATION, OrgKind.EMPLOYER])
async def test_what_a_partner_says_of_its_own_case_is_missing_until_attested(anyone: Anyone, kind: OrgKind) -> None:
    partner = anyone(kind)
    made = (await partner.put(a_complete_statement())).json()

    decision = (await partner.screen(made["id"])).json()

    assert (decision["outcome"], decision["missing"]) == ("needs_information", CLAIMED)
    assert set(decision["provenance"].values()) == {"claimed"}
    assert [path for one in decision["findings"] for path in one["evidence"].get("claimed", [])] == CLAIMED


async def test_an_officer_of_the_branch_attests_for_an_employers_own_vacancy(
    anyone: Anyone, branch: Caller, vacancy: Service
) -> None:
    employer = anyone(OrgKind.EMPLOYER, org="employer-1")
    made = (await employer.put(a_complete_statement())).json()
    path = f"/v1/vacancies/{made['id']}/attestations"

    answer = await branch.post(path, BODY, etag='"1"', acting_person="officer-17")

    assert (answer.status_code, answer.json()["attested_facts"]) == (201, VOUCHED)
    assert (await employer.screen(made["id"])).json()["outcome"] == "needs_review"
    async with vacancy.database.reading() as connection:
        kept = (await connection.execute(select(ATTESTATION))).one()
    assert (kept.basis, kept.acting_person, kept.attested_by) == (BODY["basis"], "officer-17", "branch-branch-north")


async def test_a_vacancy_and_its_screening_show_whose_word_each_fact_is(association: Caller) -> None:
    made = (await association.put(a_complete_statement())).json()
    attested = (await association.attest(made["id"], {"insurance": {"labour": True}})).json()

    read = (await association.get(f"/v1/vacancies/{made['id']}")).json()
    decision = (await association.screen(made["id"])).json()

    assert [path for path, word in read["provenance"].items() if word == "attested"] == ["insurance.labour"]
    assert read["provenance"]["insurance.health"] == "claimed"
    assert attested["provenance"] == read["provenance"] == decision["provenance"]


async def test_an_officer_who_attests_is_named(branch: Caller, association: Caller) -> None:
    made = (await association.put(a_complete_statement())).json()

    answer = await branch.attest(made["id"], VOUCHED)

    assert (answer.status_code, answer.json()["code"]) == (400, "acting-person-missing")


async def test_a_branch_attests_nothing_outside_its_region(anyone: Anyone, branch: Caller) -> None:
    employer = anyone(OrgKind.EMPLOYER, org="employer-1")
    made = (await employer.put(a_complete_statement(county=KAOHSIUNG))).json()

    assert (await branch.step(made["id"], "attestations", BODY)).status_code == 404
    assert (await anyone(OrgKind.BRANCH, region=SOUTH).step(made["id"], "attestations", BODY)).status_code == 201


async def test_a_later_admission_goes_before_an_attestation(association: Caller) -> None:
    made = (await association.submit(a_complete_statement())).json()
    await association.put(a_complete_statement(insurance={"labour": False, "health": True}))

    decision = (await association.screen(made["id"])).json()

    assert decision["outcome"] == "rejected"
    [insured] = [one for one in decision["findings"] if one["criterion"] == "insured"]
    assert insured["reason"] == "not-insured"


async def test_a_decision_made_while_claims_counted_replays_to_its_own_answer(
    association: Caller, vacancy: Service
) -> None:
    made = (await association.put(a_complete_statement())).json()
    screened = (await association.screen(made["id"])).json()
    facts = {name: value for name, value in screened["facts"].items() if name != "attested"}
    before = {one.name: one for one in RETIRED if one.name not in ("growth", "wage")}
    findings = judge(tuple(before.values()), facts_of(facts), rules(), ON)
    decision = vacancy.tables.decision
    async with vacancy.database.transaction() as connection:
        [stored] = (await connection.execute(select(decision))).all()
        as_it_was = {
            "facts": facts,
            "facts_digest": digest(facts),
            "criteria": stored.criteria | dict.fromkeys(before, 1),
            "findings": stored.findings | {name: asdict(finding) for name, finding in findings.items()},
            "outcome": "needs_review",
        }
        await connection.execute(update(decision).where(decision.c.id == UUID(screened["id"])).values(as_it_was))

    replay = (await association.post(f"/v1/screenings/{screened['id']}/replay", key=False)).json()

    assert (await association.get(f"/v1/screenings/{screened['id']}")).json()["provenance"] is None
    assert {finding.verdict for finding in findings.values()} == {"pass"}
    assert (replay["same"], replay["replayed_outcome"], replay["differences"]) == (True, "needs_review", [])
