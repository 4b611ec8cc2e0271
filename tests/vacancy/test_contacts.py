"""No way in leads a contact to what is stored, shown or answered."""

from chassis.service import Service
from sqlalchemy import select

from tests.factories.partners import OFFICER, amend, file, register
from tests.factories.vacancy import Caller, a_statement
from tests.vacancy.conftest import InState

PLANTED = "意者洽王小姐 ０９１２－３４５－６７８、hr@example.com，LINE ID：wang.xyz，A123456789"
MASKED = "意者洽王小姐 [電話]、[電子郵件]，[LINE帳號]，[身分證號]"
PIECES = ("－６７８", "example.com", "wang.xyz", "A123456789")


async def everything_stored(service: Service) -> str:
    """Every table of the service as text."""
    async with service.database.reading() as connection:
        tables = service.metadata.tables.values()
        return "".join([str((await connection.execute(select(table))).all()) for table in tables])


async def test_no_contact_in_a_vacancys_texts_is_stored_or_shown(association: Caller, vacancy: Service) -> None:
    texts = ("title", "working_time", "education", "experience", "description")
    stated = a_statement(employer={"name": PLANTED}, **dict.fromkeys(texts, PLANTED))

    made = (await association.put(stated)).json()
    again = (await association.put(stated)).json()
    screened = await association.screen(made["id"])

    assert {made["facts"][name] for name in texts} | {made["facts"]["employer"]["name"]} == {MASKED}
    assert again["result"] == "unchanged"
    for kept in (await everything_stored(vacancy), screened.text):
        assert MASKED in kept
        assert not [one for one in PIECES if one in kept]


async def test_no_contact_in_what_people_write_is_stored(
    association: Caller, branch: Caller, in_state: InState, vacancy: Service
) -> None:
    refused, reviewed, published = [await in_state(one) for one in ("rejected", "needs_review", "published")]
    attestation = {"facts": {"growth": {"promotion": True}}, "basis": PLANTED}
    plan = (await file(branch)).json()["id"]

    answers = [
        await association.step(refused["id"], "appeals", {"grounds": PLANTED}),
        await association.step(reviewed["id"], "attestations", attestation),
        await association.screen(reviewed["id"]),
        await branch.step(reviewed["id"], "review", {"outcome": "rejected", "reason": PLANTED}),
        await branch.step(published["id"], "suspension", {"reason": PLANTED}),
        await amend(branch, plan, reason=PLANTED),
        await register(association, profile={"prospects": PLANTED, "workplace": PLANTED}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 201}, [answer.text for answer in answers]
    kept = await everything_stored(vacancy)
    assert kept.count(MASKED) >= len(answers) - 1
    assert not [one for one in PIECES if one in kept]


async def test_a_problem_does_not_repeat_a_contact(association: Caller) -> None:
    answer = await association.put(a_statement(employer={"name": "公司", "company_number": "0912-345-678"}))

    assert answer.json()["errors"][0]["received"] == "[電話]"


async def test_a_number_typed_for_a_competency_is_masked(association: Caller) -> None:
    stated = a_statement(key_competencies=[{"code": "0912345678", "level": 3}, {"code": "資安事件處理", "level": 3}])

    made = (await association.put(stated)).json()

    assert [one["code"] for one in made["facts"]["key_competencies"]] == ["[電話]", "資安事件處理"]


async def test_a_number_that_somebody_issued_is_kept_as_typed(agency: Caller, branch: Caller) -> None:
    filed = (await file(branch)).json()

    path = f"/v1/execution-plans/{filed['id']}/acknowledgement"
    answer = await agency.post(path, {"document_number": "0912345678"}, etag="*", **OFFICER)

    assert (answer.status_code, '"0912345678"' in answer.text) == (200, True)
