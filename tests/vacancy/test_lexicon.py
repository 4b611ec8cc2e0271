"""The lexicon: what the shipped one holds, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from vacancy.adapters.term_scanner import scanner
from vacancy.domain.lexicon import Kind, LexiconInvalid, parse_lexicon
from vacancy.domain.skills import find_skills
from vacancy.service.load_lexicon import load_lexicon

from tests.factories.skills import written

THE_TALENT_PLANS_FIELDS = {"人工智慧", "巨量資料", "物聯網", "雲端運算", "資訊安全", "智慧製造"}


def test_the_shipped_lexicon_covers_the_talent_plans_fields_and_the_key_competencies() -> None:
    lexicon = load_lexicon()

    assert {one.name_zh for one in lexicon.fields.values()} >= THE_TALENT_PLANS_FIELDS | {"關鍵職能"}
    assert len(lexicon.fields) >= 12
    assert len(lexicon.skills) >= 150
    assert len(lexicon.codes) >= 500
    assert {one.field for one in lexicon.skills.values()} == set(lexicon.fields)


@pytest.mark.parametrize("code", sorted(load_lexicon().skills))
def test_every_term_of_a_shipped_skill_finds_it_where_the_term_stands_alone(code: str) -> None:
    lexicon = load_lexicon()

    for term in lexicon.skills[code].terms:
        assert code in [one.code for one in find_skills(term, None, lexicon)], term


def test_skills_are_chosen_by_kind_by_field_and_by_code() -> None:
    lexicon = load_lexicon()

    competencies = lexicon.chosen(kind=Kind.KEY_COMPETENCY)
    technologies = lexicon.chosen(kind=Kind.DIGITAL_TECHNOLOGY)
    assert {*competencies, *technologies} == set(lexicon.skills)
    assert not {*competencies} & {*technologies}
    assert set(lexicon.chosen(field="key-competencies")) == set(competencies)
    assert lexicon.chosen(field="information-security", skill="firewall") == ["firewall"]
    assert lexicon.chosen(kind=Kind.KEY_COMPETENCY, skill="firewall") == []


def change(**changes: Any) -> Callable[[dict[str, Any]], None]:
    def make(lexicon: dict[str, Any]) -> None:
        lexicon["skills"][0] |= changes

    return make


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (change(terms=["Python", "ＰＹＴＨＯＮ"]), "the term 'ＰＹＴＨＯＮ' of python is a term of python already"),
        (change(terms=["SQL"]), "the term 'SQL' of sql is a term of python already"),
        (change(terms=["Python", " \u3000"]), "skill python has an empty term"),
        (change(terms=["Python", 3]), "skills/0/terms holds something that is no text"),
        (change(terms=[]), "skills/0/terms is no list, or an empty one"),
        (change(terms=None), "skills/0/terms is no list, or an empty one"),
        (change(field="databases"), "skill python names the field 'databases', which there is not"),
        (change(name_zh=" "), "skills/0/name_zh is no text, or an empty one"),
        (change(code="sql"), "skills has the code 'sql' twice"),
        (lambda lexicon: lexicon["fields"][0].update(kind="art"), "fields/0/kind is 'art', not one of digital_"),
        (lambda lexicon: lexicon["fields"].append(lexicon["fields"][0]), "fields has the code 'software' twice"),
        (lambda lexicon: lexicon.update(fields=[]), "fields is no list, or an empty one"),
        (lambda lexicon: lexicon.update(skills=[7]), "skills/0/code is no text, or an empty one"),
        (lambda lexicon: lexicon.pop("skills"), "skills is no list, or an empty one"),
        (lambda lexicon: lexicon.update(version="1"), "version is '1', not a whole number from 1 on"),
        (lambda lexicon: lexicon.update(version=0), "version is 0, not a whole number from 1 on"),
        (lambda lexicon: lexicon.update(version=True), "version is True, not a whole number from 1 on"),
    ],
)
def test_a_lexicon_that_cannot_be_used_is_refused_with_the_place(
    spoil: Callable[[dict[str, Any]], None], says: str
) -> None:
    lexicon = written()
    spoil(lexicon)

    with pytest.raises(LexiconInvalid) as refused:
        parse_lexicon(lexicon, scanner=scanner)

    assert str(refused.value).startswith(says)
