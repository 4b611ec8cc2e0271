"""An answer to a supplement request that has nothing in it is none, and uses up no round."""

from chassis.testing import FrozenClock

from tests.factories.training import Caller, made
from tests.training.conftest import MakeApplication
from tests.training.test_supplements import answer, decide, requests, state_of


async def test_an_empty_answer_uses_up_no_round(employer: Caller, office: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("supplement_requested", without=("cooperation",))

    refused = await answer(employer, found, {})
    nothing = await answer(employer, found, {"plan": {}})

    assert [(one.status_code, one.json()["code"]) for one in (refused, nothing)] == [(409, "nothing-supplemented")] * 2
    assert refused.json()["asked"] == ["cooperation"]
    assert await state_of(employer, found) == "supplement_requested"
    [request] = await requests(employer, found)
    assert (request["received_on"], request["closed_at"]) == (None, None)

    await employer.send(found["id"], "cooperation")
    await made(await answer(employer, found, {}))
    assert (await decide(office, found))["outcome"] == "eligible"


async def test_a_document_of_before_the_notice_answers_nothing(
    employer: Caller, office: Caller, apply_for: MakeApplication, clock: FrozenClock
) -> None:
    found = await apply_for()
    clock.advance(minutes=1)
    unreadable = {
        "criterion": "documents",
        "verdict": "unknown",
        "reason": "無法辨識",
        "missing": ["/documents/cooperation"],
    }
    await decide(office, found, {"judgements": [unreadable]})

    assert (await answer(employer, found, {})).json()["code"] == "nothing-supplemented"
    await employer.send(found["id"], "cooperation", b"%PDF-1.7 again")
    assert (await answer(employer, found, {})).status_code == 200
