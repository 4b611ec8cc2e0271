"""University contact windows: stated by universities, read by offices, and never a person's."""

from copy import deepcopy
from typing import Any

import httpx2 as httpx
import pytest
from vacancy.models import CONTACT_WINDOW
from vacancy.schemas.examples import contact_windows as examples

from tests.factories.partners import put
from tests.factories.vacancy import KAOHSIUNG, Caller
from tests.vacancy.conftest import Anyone

SOUTH = "kaohsiung-pingtung-penghu-taitung"
PATH = "/v1/contact-windows"
LANDLINES = ["02-2700-0000", "(02)27000000", "04-2222-3333 #12", "089-123456", "037-123-456 分機 7"]


@pytest.fixture
def university(anyone: Anyone) -> Caller:
    """A university of Taipei."""
    return anyone("university", org="university-1")


async def state(caller: Caller, **changes: Any) -> httpx.Response:
    """State the office of the example."""
    return await caller.post(PATH, deepcopy(examples.FACTS | changes))


async def listed(caller: Caller, **narrowed: str) -> list[str]:
    """The offices that a caller reads."""
    return [one["office_name"] for one in (await caller.get(PATH, **narrowed)).json()["items"]]


async def test_a_university_states_and_changes_an_office(university: Caller, branch: Caller) -> None:
    made = await state(university)
    found = made.json()
    path = made.headers["Location"]

    stale = await put(university, path, examples.ENDING, etag='"2"')
    changed = await put(university, path, examples.ENDING, etag='"1"')

    read = await branch.get(path)
    assert (made.status_code, found["owner_org"], found["version"]) == (201, "university-1", 1)
    assert path == f"{PATH}/{found['id']}"
    assert (stale.status_code, changed.status_code, changed.headers["ETag"]) == (412, 200, '"2"')
    assert (read.json(), read.json()["valid_until"]) == (changed.json(), "2026-07-31")
    assert (await put(university, path, examples.ENDING)).status_code == 428


async def test_universities_read_their_own_and_offices_their_region(
    anyone: Anyone, university: Caller, branch: Caller, agency: Caller
) -> None:
    other = anyone("university", org="university-2")
    mine = await state(university, office_name="職涯處")
    await state(other, office_name="實習組", county=KAOHSIUNG)
    south = anyone("branch", org="branch-south", region=SOUTH)

    assert await listed(university) == await listed(branch) == ["職涯處"]
    assert await listed(other) == await listed(south) == ["實習組"]
    assert await listed(agency) == ["職涯處", "實習組"]
    path = mine.headers["Location"]
    for answer in (await other.get(path), await south.get(path), await put(other, path, examples.FACTS, etag="*")):
        assert (answer.status_code, answer.json()["code"]) == (404, "contact-window-unknown")


@pytest.mark.parametrize("kind", ["branch", "workforce_agency", "association", "mobile"])
async def test_only_a_university_states_and_only_offices_read_besides(
    anyone: Anyone, university: Caller, kind: str
) -> None:
    made = await state(university)
    caller = anyone(kind, region="north")

    answers = [await state(caller), await put(caller, made.headers["Location"], examples.FACTS, etag="*")]
    if kind not in ("branch", "workforce_agency"):
        answers += [await caller.get(PATH), await caller.get(made.headers["Location"])]

    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")


@pytest.mark.parametrize(
    ("on", "valid"), [("2026-01-31", False), ("2026-02-01", True), ("2026-07-31", True), ("2026-08-01", False)]
)
async def test_an_office_is_valid_on_both_of_its_days(university: Caller, on: str, valid: bool) -> None:
    await state(university, valid_until="2026-07-31")

    assert (await listed(university, on=on) != []) is valid


async def test_offices_are_narrowed_and_read_in_pages(university: Caller, agency: Caller) -> None:
    await state(university, office_name="一")
    await state(university, office_name="二", role="internships")
    await state(university, office_name="三", county=KAOHSIUNG)

    first = (await agency.get(PATH, limit=2)).json()
    rest = (await agency.get(PATH, limit=2, cursor=first["next_cursor"])).json()

    assert [one["office_name"] for one in first["items"] + rest["items"]] == ["一", "二", "三"]
    assert rest["next_cursor"] is None
    assert await listed(agency, role="internships") == ["二"]
    assert await listed(agency, county=KAOHSIUNG) == ["三"]


@pytest.mark.parametrize(
    "phone",
    [*LANDLINES, "07-123-4567", "(07)1234567", "0800-000-123", "02-27000000#12345", "02-27000000#0812"],
)
async def test_a_landline_of_an_office_is_taken(university: Caller, phone: str) -> None:
    assert (await state(university, phone=phone)).status_code == 201


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"phone": "0912-345-678"}, "/phone"),
        ({"phone": "0912345678"}, "/phone"),
        ({"phone": "070-1234-5678"}, "/phone"),
        ({"phone": "07012345678"}, "/phone"),
        ({"phone": "07 0123-4567"}, "/phone"),
        ({"phone": "02-27000000#123456"}, "/phone"),
        ({"phone": "02-27000000#0912"}, "/phone"),
        ({"phone": "王小明 02-27000000"}, "/phone"),
        ({"email": "王小明"}, "/email"),
        ({"email": "a@b"}, "/email"),
        ({"contact_person": "王小明"}, "/contact_person"),
        ({"county": "00000"}, "/county"),
        ({"role": "dean"}, "/role"),
        ({"valid_until": "2026-01-31"}, "/valid_until"),
    ],
)
async def test_a_persons_number_or_name_and_nonsense_are_refused(
    university: Caller, changes: dict[str, Any], pointer: str
) -> None:
    answer = await state(university, **changes)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_an_office_is_reached_somehow(university: Caller) -> None:
    unreachable = {name: value for name, value in examples.FACTS.items() if name not in ("email", "phone")}

    assert (await university.post(PATH, unreachable)).status_code == 422
    assert (await university.post(PATH, {**unreachable, "phone": "02-27000000"})).status_code == 201


def test_there_is_no_column_for_a_persons_name() -> None:
    assert not [one.name for one in CONTACT_WINDOW.c if "person" in one.name or one.name in ("name", "contact")]
