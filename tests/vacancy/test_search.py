"""Searching vacancies by words: what a query finds, how it is stored, and that the index is what answers."""

from typing import Any

import pytest
from chassis.service import Service
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from vacancy.domain.search_text import query_tokens, search_tokens
from vacancy.models import KEY_INDUSTRY, VACANCY
from vacancy.service.index_text import index_text

from tests.factories.vacancy import KAOHSIUNG, Caller, a_complete_statement, a_statement

ROWS = 20_000
CHINESE = "資安工程師會計台北"


def finds(query: str, *texts: str) -> bool:
    """Whether a query finds these texts."""
    return set(query_tokens(query)) <= set(search_tokens(*texts))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("資安", True),
        ("工程師 資安", True),
        ("工", True),
        ("Ｐｙｔｈｏｎ", True),
        ("PYTHON工程師", True),
        ("範例資訊", True),
        ("臺北", True),
        ("3", True),
        ("資安 範例 python", True),
        ("pyth", False),
        ("會計", False),
        ("資安 會計", False),
        ("師程", False),
        ("33", False),
    ],
)
def test_a_query_finds_a_vacancy_by_all_of_its_words(query: str, found: bool) -> None:
    assert finds(query, "資安工程師（Python）3 台北", "範例資訊股份有限公司") is found


@pytest.mark.parametrize("query", ["", " ", "，。！", "／－"])
def test_a_query_of_signs_asks_for_nothing(query: str) -> None:
    assert query_tokens(query) == []


@given(st.text(alphabet=CHINESE + "aB3 /", min_size=1, max_size=12), st.text(max_size=20))
def test_whatever_holds_a_text_as_words_of_its_own_is_found_by_it(query: str, besides: str) -> None:
    assert finds(query, f"{besides} {query} {besides}")


@given(st.text(alphabet=CHINESE, min_size=1, max_size=12), st.data())
def test_any_piece_of_a_chinese_title_finds_it(title: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(title) - 1))
    end = data.draw(st.integers(start + 1, len(title)))

    assert finds(title[start:end], title)


@given(st.lists(st.text(max_size=10), max_size=4))
def test_pieces_are_distinct_and_in_one_order(texts: list[str]) -> None:
    pieces = search_tokens(*texts)

    assert pieces == sorted(set(pieces)) == search_tokens(*reversed(texts))


async def test_a_list_is_searched_and_narrowed_at_once(association: Caller) -> None:
    await association.put(a_complete_statement(title="資安工程師"), source_id="north")
    await association.put(a_complete_statement(title="資安工程師", county=KAOHSIUNG), source_id="south")
    await association.put(a_statement(title="Python 後端", employer={"name": "雲端工坊"}), source_id="python")

    async def found(**filters: str) -> list[str]:
        answer = await association.get("/v1/vacancies", **filters)
        return [one["source_id"] for one in answer.json()["items"]]

    assert await found(q="工程師") == ["north", "south"]
    assert await found(q="資安", county=KAOHSIUNG) == ["south"]
    assert await found(q="雲端 python") == ["python"]
    assert await found(q="工") == ["north", "south", "python"]
    assert await found(q="會計") == []
    assert await found(tier="ndc_selected", q="資安", state="submitted") == ["north", "south"]
    assert await found(tier="agency_designated") == []


async def test_a_restated_vacancy_is_found_by_its_new_words_only(association: Caller) -> None:
    await association.put(a_statement(title="會計"))
    await association.put(a_statement(title="出納"))

    items = {q: (await association.get("/v1/vacancies", q=q)).json()["items"] for q in ("會計", "出納")}

    assert [len(items[q]) for q in ("會計", "出納")] == [0, 1]


async def test_another_tier_of_an_industry_is_another_list(association: Caller, vacancy: Service) -> None:
    await association.put(a_complete_statement())
    async with vacancy.database.transaction() as connection:
        await connection.execute(update(KEY_INDUSTRY).where(KEY_INDUSTRY.c.code == "112-10").values(tier="other"))
    try:
        listed = [
            len((await association.get("/v1/vacancies", tier=tier)).json()["items"])
            for tier in ("other", "ndc_selected")
        ]
    finally:
        async with vacancy.database.transaction() as connection:
            await connection.execute(update(KEY_INDUSTRY).values(tier="ndc_selected"))
    assert listed == [1, 0]


async def test_the_pages_of_a_search_show_everything_once_and_a_cursor_fits_one_query(association: Caller) -> None:
    for number in range(5):
        await association.put(a_statement(title=f"資安 {number}"), source_id=str(number))
    await association.put(a_statement(title="會計"), source_id="other")

    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = (await association.get("/v1/vacancies", q="資安", limit=2, **cursor)).json()
        seen += [one["source_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}

    misfit = await association.get("/v1/vacancies", q="會計", limit=2, **cursor)
    assert seen == ["0", "1", "2", "3", "4"]
    assert (misfit.status_code, misfit.json()["code"]) == (400, "cursor-invalid")


@pytest.mark.parametrize(("parameters", "code"), [({"q": "！？"}, "query-without-words"), ({"q": "資" * 101}, None)])
async def test_a_query_that_asks_for_nothing_or_too_much_is_refused(
    association: Caller, parameters: dict[str, str], code: str | None
) -> None:
    answer = await association.get("/v1/vacancies", **parameters)

    assert (answer.status_code, answer.json()["errors"][0]["query"]) == (422, "q")
    assert code in (None, answer.json()["code"])


async def test_the_command_fills_what_was_stored_before_and_moves_no_version(
    association: Caller, vacancy: Service
) -> None:
    made = (await association.put(a_statement(title="資安工程師"))).json()
    async with vacancy.database.transaction() as connection:
        await connection.execute(update(VACANCY).values(search_tokens=None, employer_key=None, documented=None))
    before = (await association.get("/v1/vacancies", q="資安")).json()["items"]

    filled, again = await index_text(vacancy), await index_text(vacancy)

    [found] = (await association.get("/v1/vacancies", q="資安")).json()["items"]
    assert (before, filled, again) == ([], {"indexed": 1}, {"indexed": 0})
    assert (found["id"], found["version"]) == (made["id"], 1)
    async with vacancy.database.reading() as connection:
        [row] = await connection.execute(select(VACANCY.c.documented, VACANCY.c.employer_key))
    assert (row.documented, row.employer_key) == (6, "範例資訊股份有限公司")


async def test_a_search_among_many_reads_the_index_and_not_the_table(association: Caller, vacancy: Service) -> None:
    await association.put(a_statement(title="資安工程師"))
    copies = text("""
        INSERT INTO vacancy (id, case_number, owner_org, source, source_id, state, version, seq, source_facts,
            attested_facts, content_hash, county, openings, title, employer_name, search_tokens, created_at, updated_at)
        SELECT gen_random_uuid(), 'C-' || n, owner_org, source, 'copy-' || n, state, version, seq, '{}', '{}',
            content_hash, county, openings, title, employer_name, ARRAY['會', '計', '會計', 'n' || n % 500],
            created_at, updated_at FROM vacancy, generate_series(1, :rows) AS n
    """)
    question = (
        select(VACANCY.c.id)
        .where(VACANCY.c.owner_org == "org-1", VACANCY.c.search_tokens.contains(["資安"]), VACANCY.c.position > 0)
        .order_by(VACANCY.c.position)
        .limit(51)
    )
    async with vacancy.database.transaction() as connection:
        await connection.execute(copies, {"rows": ROWS})
        await connection.execute(text("ANALYZE vacancy"))
        compiled = question.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        plan = "\n".join(row[0] for row in await connection.execute(text(f"EXPLAIN {compiled}")))

    [found] = (await association.get("/v1/vacancies", q="資安")).json()["items"]
    assert found["facts"]["title"] == "資安工程師"
    assert "ix_vacancy_search_tokens" in plan
    assert "Seq Scan" not in plan
