import unicodedata

import pytest
from fields.text import bigrams, fold, fold_aligned, narrow, nfc
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("copied", "stored"), [("\uf98e", "年"), ("\uf9f7", "立"), ("\uf996", "練"), ("\uf9b4", "領"), ("\uf97f", "勵")]
)
def test_a_compatibility_character_is_stored_as_the_ordinary_one(copied: str, stored: str) -> None:
    assert copied != stored
    assert nfc(copied) == stored


def test_what_is_stored_keeps_its_width_case_and_spelling() -> None:
    assert nfc("ＡＩ 臺北（１）") == "ＡＩ 臺北（１）"


def test_a_code_is_narrowed_to_half_width() -> None:
    assert narrow("\ufeff２２０９９１３１\u3000") == "22099131"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("臺北市", "台北市"),
        ("ＡＩ", "ai"),
        ("資訊\u3000 軟體\n", "資訊 軟體"),
        ("112\uf98e", "112年"),
        ("工程\u200b師", "工程師"),
        ("Straße", "STRASSE"),
        ("㈱", "(株)"),
    ],
)
def test_texts_that_mean_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_space_between_words_still_counts() -> None:
    assert fold("data engineer") != fold("dataengineer")


@given(st.text())
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_text_folds_the_same_before_and_after_it_is_stored(text: str) -> None:
    assert fold(nfc(text)) == fold(text)
    assert unicodedata.is_normalized("NFC", nfc(text))


def test_bigrams_are_the_distinct_pairs_in_order() -> None:
    assert bigrams("半導體製程") == ("半導", "導體", "體製", "製程")
    assert bigrams("banana") == ("ba", "an", "na")


def test_bigrams_do_not_depend_on_spaces_between_latin_and_chinese() -> None:
    assert bigrams("Python工程師") == bigrams("ＰＹＴＨＯＮ 工程師") == ("py", "yt", "th", "ho", "on", "工程", "程師")


def test_punctuation_gives_no_bigrams() -> None:
    assert bigrams("資訊／軟體，(系統)") == ("資訊", "軟體", "系統")
    assert bigrams(" ／、 ") == bigrams("") == ()


def test_a_word_of_one_character_stands_for_itself() -> None:
    assert bigrams("C R 工") == ("c", "r", "工")


def test_language_names_keep_their_signs() -> None:
    assert bigrams("C++/C#") == ("c+", "++", "c#")
    assert bigrams("python+sql") == bigrams("python sql")
    assert bigrams("A+B") == ("a", "b")


@given(st.text())
def test_bigrams_are_short_distinct_and_the_same_for_the_folded_text(text: str) -> None:
    pieces = bigrams(text)

    assert all(1 <= len(piece) <= 2 for piece in pieces)
    assert len(set(pieces)) == len(pieces)
    assert bigrams(fold(text)) == pieces


@given(before=st.text(), term=st.text(alphabet="半導體製程工師ab", min_size=2), after=st.text())
def test_a_text_holds_every_bigram_of_a_phrase_set_apart_in_it(before: str, term: str, after: str) -> None:
    assert set(bigrams(term)) <= set(bigrams(f"{before} {term} {after}"))


ODD = st.text(
    st.sampled_from("aA1 .+臺機器\n\t\u3000ＡＩ１é\u0301ｶﾞ가\u1161㈱…•“①Ⓐか゛\u3099ハヴﾞ😀ÅΩ\u200b\ufeff\u00b4ẖßﬁ"),
    max_size=30,
)


@given(st.one_of(st.text(max_size=60), ODD))
def test_an_aligned_fold_is_the_fold(text: str) -> None:
    assert fold_aligned(text).text == fold(text)


@given(st.one_of(st.text(max_size=60), ODD))
def test_every_folded_character_comes_from_a_piece_of_the_original_that_folds_to_something_with_it(text: str) -> None:
    folded = fold_aligned(text)

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    for character, start, end in zip(folded.text, folded.starts, folded.ends, strict=True):
        assert 0 <= start <= end <= len(text)
        assert character == " " or character in fold(text[start:end])


def test_an_aligned_fold_tells_where_a_word_stands_in_the_text_as_typed() -> None:
    text = "　ｅ\u0301 \n\n臺北　ＡＩ㈱"

    folded = fold_aligned(text)

    at = folded.text.index("ai")
    assert text[folded.starts[at] : folded.ends[at + 1]] == "ＡＩ"
    assert folded.text == "é 台北 ai(株)"


@pytest.mark.parametrize("beside", ["…", "•", "★", "→", "“", "①", "㈱", "é", "ｶ", "か", "😀", "—", "％"])
def test_a_word_is_not_taken_together_with_a_sign_beside_it(beside: str) -> None:
    text = f"{beside}AI{beside}"

    folded = fold_aligned(text)

    at = folded.text.index("ai")
    assert text[folded.starts[at] : folded.ends[at + 1]] == "AI"
