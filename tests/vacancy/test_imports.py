"""Imports: a file becomes vacancies that are screened, and every row has one outcome."""

import gzip
from typing import Any

import httpx2 as httpx
import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import Platform

from tests.factories.feed import a_feed_row, as_csv, as_json, as_xml, send
from tests.factories.vacancy import Caller, a_complete_statement, a_statement
from tests.vacancy.conftest import Anyone, InState
from tests.vacancy.test_screenings import announced

HEADER = "source_id,title,employer.name,county,openings,pay.basis,pay.minimum,industry"


def rows(*lines: str) -> bytes:
    """A file in YouthLink's own format."""
    return "\r\n".join([HEADER, *lines, ""]).encode()


def a_line(source_id: str, *, title: str = "社工員", county: str = "63000", more: str = "2,monthly,45000,") -> str:
    """One row."""
    return f"{source_id},{title},某機構,{county},{more}"


async def done(caller: Caller, platform: Platform, answer: httpx.Response) -> dict[str, Any]:
    """The import once it has ended."""
    assert answer.status_code == 202, answer.text
    await platform.settle()
    found: dict[str, Any] = (await caller.get(answer.headers["location"])).json()
    return found


async def outcomes(caller: Caller, found: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    """What became of its rows."""
    answer = await caller.get(f"/v1/vacancy-imports/{found['id']}/outcomes", **query)
    listed: list[dict[str, Any]] = answer.json()["items"]
    return listed


async def test_a_file_is_accepted_and_loaded_and_every_row_has_an_outcome(
    association: Caller, platform: Platform
) -> None:
    answer = await send(association, rows(a_line("a"), a_line("b", county="新竹"), a_line("c")))

    assert answer.headers["location"] == f"/v1/vacancy-imports/{answer.json()['id']}"
    assert (answer.json()["state"], answer.json()["percent"]) == ("queued", None)
    found = await done(association, platform, answer)
    assert (found["state"], found["done"], found["total"], found["percent"]) == ("succeeded", 3, 3, 100)
    assert found["counts"] == {"created": 2, "rejected": 1}
    assert "_upload" not in found["parameters"]
    first, second, third = await outcomes(association, found)
    assert (first["number"], first["outcome"], first["source_id"]) == (1, "created", "a")
    assert (second["outcome"], second["notes"][0]["code"]) == ("rejected", "county_unknown")
    assert third["vacancy_id"] != first["vacancy_id"]


async def test_what_is_created_is_screened_like_a_vacancy_that_was_put_and_screened(
    association: Caller, platform: Platform, vacancy: Service
) -> None:
    put = (await association.put(a_statement(), source_id="alone")).json()
    alone = (await association.screen(put["id"])).json()
    line = "x,資安工程師,範例資訊股份有限公司,63000,2,monthly,45000,"

    found = await done(association, platform, await send(association, rows(line)))

    [outcome] = await outcomes(association, found)
    held = (await association.get(f"/v1/vacancies/{outcome['vacancy_id']}")).json()
    [screening] = (await association.get(f"/v1/vacancies/{held['id']}/screenings")).json()["items"]
    assert (held["state"], held["version"]) == ("needs_information", 1)
    assert held["facts"] == put["facts"]
    assert [(one["criterion"], one["verdict"], one["reason"]) for one in screening["findings"]] == [
        (one["criterion"], one["verdict"], one["reason"]) for one in alone["findings"]
    ]
    assert outcome["screening"] == "needs_information"
    assert outcome["missing"][:3] == ["employment_type", "insurance.labour", "insurance.health"]
    [said] = [one for one in await announced(vacancy) if one[2]["decision_id"] == screening["id"]]
    assert said[:2] == ("screened", 1)


async def test_the_same_file_again_moves_nothing(association: Caller, platform: Platform) -> None:
    file = rows(a_line("a"), a_line("b"))
    await done(association, platform, await send(association, file))
    before = (await association.get("/v1/vacancies")).json()["items"]

    found = await done(association, platform, await send(association, file))

    assert found["counts"] == {"unchanged": 2}
    assert (await association.get("/v1/vacancies")).json()["items"] == before


async def test_other_content_makes_one_new_version_that_is_screened_again(
    association: Caller, platform: Platform, vacancy: Service
) -> None:
    await done(association, platform, await send(association, rows(a_line("a"))))

    found = await done(association, platform, await send(association, rows(a_line("a", title="社工督導"))))

    [outcome] = await outcomes(association, found)
    held = (await association.get(f"/v1/vacancies/{outcome['vacancy_id']}")).json()
    screenings = (await association.get(f"/v1/vacancies/{held['id']}/screenings")).json()["items"]
    assert outcome["outcome"] == "updated"
    assert (held["version"], held["facts"]["title"], len(screenings)) == (2, "社工督導", 2)
    assert [one[:2] for one in await announced(vacancy)] == [("screened", 1), ("screened", 2)]
    feed = (await association.get("/v1/vacancies/changes")).json()["items"]
    assert [one["version"] for one in feed] == [1, 2]


async def test_a_published_vacancy_is_said_to_be_restated_before_it_is_said_to_be_screened(
    association: Caller, in_state: InState, platform: Platform, vacancy: Service
) -> None:
    published = await in_state("published")

    line = f"{published['source_id']},資安工程師,範例資訊股份有限公司,63000,5,monthly,45000,112-10"
    await done(association, platform, await send(association, rows(line), source="taiwanjobs"))

    *_, restated, screened = await announced(vacancy)
    assert [restated[:2], screened[:2]] == [("changed", 3), ("screened", 4)]
    assert (restated[2]["change"], restated[2]["openings"]) == ("restated", 5)
    held = (await association.get(f"/v1/vacancies/{published['id']}")).json()
    assert held["state"] == "needs_information"


async def test_of_two_rows_with_one_key_the_later_wins(association: Caller, platform: Platform) -> None:
    file = rows(a_line("a", title="舊"), a_line("b"), a_line("a", title="新"), a_line("a", county="99999"))

    found = await done(association, platform, await send(association, file))

    assert found["counts"] == {"created": 2, "superseded": 1, "rejected": 1}
    first, _, third, _ = await outcomes(association, found)
    assert (first["outcome"], first["notes"]) == ("superseded", [{"code": "superseded", "row": 3}])
    held = (await association.get(f"/v1/vacancies/{third['vacancy_id']}")).json()
    assert (held["facts"]["title"], held["version"]) == ("新", 1)


async def test_a_dry_run_says_what_would_happen_and_keeps_nothing_else(
    association: Caller, platform: Platform, vacancy: Service
) -> None:
    await done(association, platform, await send(association, rows(a_line("a"), a_line("b"))))
    held = (await association.get("/v1/vacancies")).json()["items"]
    said = await announced(vacancy)
    file = rows(a_line("a"), a_line("b", title="社工督導"), a_line("c"), a_line("d", more="0,,,"))

    dry = await done(association, platform, await send(association, file, dry_run=True))

    assert dry["counts"] == {"unchanged": 1, "updated": 1, "created": 1, "rejected": 1}
    assert [one["vacancy_id"] for one in await outcomes(association, dry)] == [held[0]["id"], held[1]["id"], None, None]
    assert (await association.get("/v1/vacancies")).json()["items"] == held
    assert await announced(vacancy) == said
    wet = await done(association, platform, await send(association, file))
    assert wet["counts"] == dry["counts"]
    assert [(one["outcome"], one["screening"], one["missing"]) for one in await outcomes(association, wet)] == [
        (one["outcome"], one["screening"], one["missing"]) for one in await outcomes(association, dry)
    ]


@pytest.mark.parametrize(
    ("write", "kind"), [(as_csv, "text/csv"), (as_json, "application/json"), (as_xml, "application/xml")]
)
async def test_a_copy_of_the_feed_is_taken_in_each_encoding(
    association: Caller, platform: Platform, write: Any, kind: str
) -> None:
    content = write([a_feed_row(), a_feed_row(hire=7, JOB_PERSON="", WK_TYPE="")])

    answer = await send(association, gzip.compress(content), kind=kind, format="taiwanjobs", source=None)

    found = await done(association, platform, answer)
    assert found["counts"] == {"created": 2}
    listed = (await association.get("/v1/vacancies", source="taiwanjobs")).json()["items"]
    assert [one["source_id"] for one in listed] == ["2556007-13327969", "2556007-7"]
    assert [one["openings"] for one in listed] == [2, None]


async def test_a_contradiction_in_the_feed_is_found_by_the_screening(association: Caller, platform: Platform) -> None:
    content = as_csv([a_feed_row(OCCU_DESC="門市兼職人員", SALARYCD="時薪", NT_L="196", NT_U="210")])

    found = await done(association, platform, await send(association, content, format="taiwanjobs"))

    [outcome] = await outcomes(association, found)
    assert outcome["missing"][:2] == ["title", "pay.basis"]


async def test_a_broken_file_is_refused_whole_with_the_row(association: Caller, platform: Platform) -> None:
    good = rows(*(a_line(str(number)) for number in range(600)))

    found = await done(
        association, platform, await send(association, good + "b,\ud800".encode("utf-16", "surrogatepass"))
    )

    assert (found["state"], found["done"], found["counts"]) == ("failed", 0, {})
    assert (found["problem"]["code"], found["problem"]["errors"][0]) == (
        "file-broken",
        {"code": "encoding-not-utf-8", "row": 601},
    )
    assert (await association.get("/v1/vacancies")).json()["items"] == []


async def test_a_file_with_a_header_alone_is_done_at_once(association: Caller, platform: Platform) -> None:
    found = await done(association, platform, await send(association, rows()))

    assert (found["state"], found["total"], found["counts"]) == ("succeeded", 0, {})


async def test_a_suspended_vacancy_is_not_restated_and_the_row_says_why(
    association: Caller, in_state: InState, platform: Platform
) -> None:
    suspended = await in_state("suspended")
    line = a_line(suspended["source_id"])

    found = await done(association, platform, await send(association, rows(line), source="taiwanjobs"))

    [outcome] = await outcomes(association, found)
    assert (outcome["outcome"], outcome["vacancy_id"]) == ("rejected", suspended["id"])
    assert outcome["notes"][0]["code"] == "transition-refused"


async def test_an_industry_that_is_not_on_the_list_rejects_the_row(association: Caller, platform: Platform) -> None:
    line = a_line("a", more="2,monthly,45000,112-99")

    found = await done(association, platform, await send(association, rows(line)))

    [outcome] = await outcomes(association, found)
    assert outcome["notes"] == [{"pointer": "/industry", "code": "industry-unknown", "received": "112-99"}]


async def test_attested_facts_count_in_the_screening_of_an_imported_restatement(
    association: Caller, platform: Platform
) -> None:
    complete = a_complete_statement()
    made = (await association.put(a_statement(), source_id="a")).json()
    attested = {name: complete[name] for name in ("employment_type", "insurance", "hazards", "direct_employment")}
    assert (await association.attest(made["id"], attested)).status_code == 201
    line = "a,資安工程師,範例資訊股份有限公司,63000,3,monthly,45000,"

    found = await done(association, platform, await send(association, rows(line), source="taiwanjobs"))

    [outcome] = await outcomes(association, found)
    assert outcome["outcome"] == "updated"
    assert not {"employment_type", "insurance.labour", "direct_employment"} & set(outcome["missing"])


async def test_a_file_longer_than_a_chunk_is_numbered_without_a_gap(association: Caller, platform: Platform) -> None:
    file = rows(*(a_line(str(number)) for number in range(1_203)))

    found = await done(association, platform, await send(association, file))

    assert (found["done"], found["counts"]) == (1_203, {"created": 1_203})
    download = await association.get(f"/v1/vacancy-imports/{found['id']}/outcomes", download="ndjson")
    numbers = [line["number"] for line in map(json_of, download.text.splitlines())]
    assert numbers == list(range(1, 1_204))


def json_of(line: str) -> dict[str, Any]:
    """One line of NDJSON."""
    found: dict[str, Any] = httpx.Response(200, text=line).json()
    return found


async def test_an_import_is_its_organisations_own(association: Caller, anyone: Anyone, platform: Platform) -> None:
    found = await done(association, platform, await send(association, rows(a_line("a"))))
    path = f"/v1/vacancy-imports/{found['id']}"

    for stranger in (anyone(OrgKind.ASSOCIATION, org="org-2"), anyone(OrgKind.BRANCH, org="north", region="north")):
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.get(f"{path}/outcomes")).status_code == 404
        assert (await stranger.get(f"{path}/outcomes", download="csv")).status_code == 404
        assert (await stranger.post(f"{path}/cancellation")).status_code == 404
        assert (await stranger.get("/v1/vacancy-imports")).json()["items"] == []
    colleague = anyone(OrgKind.ASSOCIATION)
    assert (await colleague.get(path)).status_code == 200


async def test_the_same_key_of_two_organisations_is_two_vacancies(
    association: Caller, anyone: Anyone, platform: Platform
) -> None:
    other = anyone(OrgKind.ASSOCIATION, org="org-2")
    await done(association, platform, await send(association, rows(a_line("a"))))

    found = await done(other, platform, await send(other, rows(a_line("a", title="別的"))))

    assert found["counts"] == {"created": 1}
