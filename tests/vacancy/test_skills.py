"""Skills found in a title and a description: whole words, the longest, not denied, and quoted as they were typed."""

import random

import orjson
import pytest
from chassis.computing import HERE
from hypothesis import given
from hypothesis import strategies as st
from vacancy.adapters.term_scanner import scanner
from vacancy.domain.lexicon import parse_lexicon
from vacancy.domain.skills import MOST_EVIDENCE, Evidence, find_skills
from vacancy.service.load_lexicon import load_lexicon
from vacancy.service.work_out import work_out_all, work_out_by

from tests.factories.skills import a_lexicon, written

LEXICON = load_lexicon()
TERMS = sorted(term for skill in LEXICON.skills.values() for term in skill.terms)
PIECES = st.sampled_from(
    [*TERMS, "，", "。", "、", " ", "\n", "　", "不需", "無", "經驗可", "x", "é", "＠", ".", "3", "的"]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def codes(title: str, description: str | None = None) -> list[str]:
    return [one.code for one in find_skills(title, description, LEXICON)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AI工程師", ["artificial-intelligence"]),
        ("ＡＩ 工程師", ["artificial-intelligence"]),
        ("MAIN AIR 主管 hairdresser", []),
        ("AI_LAB", []),
        ("2D/3D", []),
        ("C++ 工程師", ["cpp"]),
        ("C#/.NET", ["csharp", "dotnet"]),
        ("熟C++11", ["cpp"]),
        ("www.example.net", []),
        ("投遞 hr@aws.com 或 aws@example.com", []),
        ("官網 www.sap.com", []),
        ("1.Python 2.SQL", ["python", "sql"]),
        ("熟悉SQL.", ["sql"]),
        ("Node.js", ["nodejs"]),
        ("Go to market", []),
        ("Golang", ["golang"]),
        ("R&D 研發", []),
        ("R語言", ["statistics-software"]),
        ("糖 2.5g 鹽 5g", ["five-g"]),
        ("5GB 記憶體", []),
        ("臺灣大數據", ["big-data"]),
    ],
)
def test_a_latin_term_is_a_word_of_its_own_and_a_chinese_one_is_not_asked_to_be(text: str, found: list[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("React Native", ["react-native"]),
        ("React、React Native", ["react", "react-native"]),
        ("機器學習工程師", ["machine-learning"]),
        ("JavaScript", ["javascript"]),
        ("SQL Server", ["sql-server"]),
        ("智慧物聯網", ["aiot"]),
        ("資料分析能力", ["data-analysis", "logical-thinking"]),
    ],
)
def test_a_term_inside_a_longer_one_does_not_count_and_one_that_only_overlaps_does(text: str, found: list[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("不需Python", []),
        ("不需具備 Python 經驗", []),
        ("無需 Python、Java 或 SQL 經驗", []),
        ("無需Python經驗，熟Java", ["java"]),
        ("不需Python。需要Java", ["java"]),
        ("免程式設計基礎", []),
        ("免費 Python 課程", ["python"]),
        ("無Python經驗可", []),
        ("無 Python 相關經驗者亦可", []),
        ("無Python經驗者勿試", ["python"]),
        ("Python經驗不拘", []),
        ("Python 非必要", []),
        ("Python非必要", []),
        ("不需加班，需Python", ["python"]),
        ("不需經驗 Python工程師", ["python"]),
        ("no Python experience required", []),
        ("Python is not required", []),
        ("Casino Python", ["python"]),
        ("熟Python，不需Python憑證", ["python"]),
    ],
)
def test_what_a_text_says_it_does_not_ask_is_not_found(text: str, found: list[str]) -> None:
    assert codes(text) == found


def test_evidence_says_which_text_names_the_skill_where_and_as_typed() -> None:
    [found] = find_skills("ＰＹＴＨＯＮ　工程師", "　\n\n會 python\u200b 尤佳", LEXICON)

    assert (found.code, found.field) == ("python", "software-development")
    assert found.evidence == (
        Evidence("title", 0, 6, "ＰＹＴＨＯＮ"),
        Evidence("description", 5, 12, "python\u200b"),
    )


def test_a_skill_named_a_hundred_times_is_proved_by_the_first_ten() -> None:
    [found] = find_skills("AI", "AI " * 100, LEXICON)

    assert len(found.evidence) == MOST_EVIDENCE == 10
    assert [one.path for one in found.evidence] == ["title"] + ["description"] * 9


def test_nothing_is_found_in_nothing() -> None:
    assert find_skills("", None, LEXICON) == find_skills("店員", "", LEXICON) == ()


@given(TEXTS, TEXTS)
def test_every_evidence_quotes_the_text_it_names(title: str, description: str) -> None:
    texts = {"title": title, "description": description}

    for found in find_skills(title, description, LEXICON):
        assert LEXICON.skills[found.code].field == found.field
        assert found.evidence
        for one in found.evidence:
            assert texts[one.path][one.start : one.end] == one.text != ""


SHUFFLED = written(js=["JavaScript", "JS"], java=["Java"], ml=["機器學習", "機器學習工程師"], learn=["學習"])


@given(
    st.lists(st.sampled_from(["JavaScript", "Java", "JS", "機器學習", "工程師", "學習", "、", " ", "SQL"])),
    st.randoms(),
)
def test_what_is_found_does_not_depend_on_the_order_of_the_lexicon(pieces: list[str], order: random.Random) -> None:
    shuffled = {**SHUFFLED, "skills": [{**one, "terms": list(one["terms"])} for one in SHUFFLED["skills"]]}
    order.shuffle(shuffled["skills"])
    for skill in shuffled["skills"]:
        order.shuffle(skill["terms"])
    text = "".join(pieces)

    expected = find_skills(text, text, parse_lexicon(SHUFFLED, scanner=scanner))

    assert find_skills(text, text, parse_lexicon(shuffled, scanner=scanner)) == expected


@given(TEXTS, st.sampled_from(["。", "。薪資面議，週休二日。", "；", "。\n\n", "。供餐 (午餐)。"]))
def test_text_that_asks_for_nothing_changes_nothing_before_it_or_behind_it(text: str, neutral: str) -> None:
    alone = {one.code for one in find_skills(text, None, LEXICON)}

    assert {one.code for one in find_skills(neutral + text, None, LEXICON)} == alone
    assert {one.code for one in find_skills(text + neutral, None, LEXICON)} == alone


LETTERS = st.text("abcxyzABC019é", min_size=1, max_size=3)


@given(LETTERS, LETTERS)
def test_a_latin_term_is_never_found_inside_a_longer_word(before: str, behind: str) -> None:
    lexicon = a_lexicon()

    assert find_skills(f"{before}python", None, lexicon) == ()
    assert find_skills(f"python{behind}", None, lexicon) == ()
    assert [one.code for one in find_skills(f"會python{before and '、'}{behind}", None, lexicon)] == ["python"]


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
async def test_what_workers_work_out_is_what_is_worked_out_here(texts: list[tuple[str, str]]) -> None:
    statements = [
        {"title": title, "description": text, "employer": {"name": title}, "education": "大學"} for title, text in texts
    ]

    assert await work_out_by(HERE, orjson.dumps(statements)) == work_out_all(statements)
