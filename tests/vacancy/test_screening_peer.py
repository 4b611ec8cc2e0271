"""The criteria answer exactly what their naive version answers, whatever the texts hold."""

import pytest
from chassis.domain import judge
from fields.text import fold
from hypothesis import example, given
from hypothesis import strategies as st
from vacancy.domain.criteria import CRITERIA, words_in
from vacancy.domain.facts import Facts

from bench.peers import naive_screening
from bench.screening import newest_rules, screened, some_inputs
from tests.factories.vacancy import ON, rules
from tests.vacancy.test_screening_rules import some_facts

RULES = rules()
# words in pieces and in every width, with what may stand inside them unseen
PART_TIME = ["兼職", "工讀", "部分工時", "ＰＡＲＴ－ＴＩＭＥ", "part", "Time"]
DISPATCH = ["派遣", "派\u200b遣", "派", "遣"]
MARKS = ["臺北", "㈱", "，（", "～"]
SPACES = [" ", "  ", "\u3000", "\n"]
# letters that fold to several, compose with what follows or only when folded, or show nothing
AWKWARD = ["é", "e\u0301", "ẖ", "ß", "İ", "\uf98e", "\u1100", "\u1161", "か\u3099", "＝\u0338", "\u00ad"]
PIECES = st.sampled_from([*PART_TIME, *DISPATCH, *MARKS, *SPACES, *AWKWARD])
TEXTS = st.lists(PIECES | st.characters(), max_size=12).map("".join)


@given(TEXTS)
@example("＝\u0338，")
@example("\u3000\u0301")
def test_a_text_folds_as_by_the_book(text: str) -> None:
    assert fold(text) == naive_screening.fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_folds_as_by_the_book(text: str) -> None:
    assert fold(text) == naive_screening.fold(text)


@given(TEXTS, st.sampled_from(["part_time_words", "dispatch_words"]))
def test_the_same_words_are_found(text: str, words: str) -> None:
    assert words_in(text, RULES.parameters[words]) == naive_screening.words_in(text, RULES.parameters[words])


@given(some_facts(), TEXTS, TEXTS, st.none() | TEXTS)
def test_every_finding_is_the_same(known: Facts, title: str, employer_name: str, description: str | None) -> None:
    stated = known._replace(title=title, employer_name=employer_name, description=description)

    assert judge(CRITERIA, stated, RULES, ON) == judge(naive_screening.NAIVE_CRITERIA, stated, RULES, ON)


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_what_is_measured_is_the_same_work(start: int) -> None:
    newest = newest_rules()
    for stored in some_inputs()[start : start + 50]:
        assert 200 <= len(stored["statement"]["description"]) <= 400
        assert screened(stored, CRITERIA, newest) == screened(stored, naive_screening.NAIVE_CRITERIA, newest)
