"""An explanation accounts for every point and every condition, in both languages."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from matching.engine import phrases
from matching.engine.explain import Explanation, explain
from matching.engine.gather import COMPONENTS, Scorer
from matching.engine.index import Index, build
from matching.engine.phrases import Labels, sentences
from matching.engine.policy import Policy, default_policy
from matching.engine.tables import TableRefused, Vacancies, Youths

from bench.matching import naive, yv1
from tests.matching.engine.worlds import worlds


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_components_and_evidence_sum_to_the_specified_score(world: tuple[Policy, Vacancies, Youths]) -> None:
    policy, vacancies, youths = world
    index = build(vacancies, policy)
    for row, youth in enumerate(naive.rows(youths)):
        for vacancy in naive.rows(vacancies)[:5]:
            found = explain(index, youths, row, vacancy["number"])

            assert found.admissible == naive.admissible(policy, youth, vacancy)
            assert found.score == naive.score(policy, youth, vacancy)[0]
            assert sum(part.points for part in found.components) == found.score
            for component in found.components:
                assert sum(part.points for part in component.evidence) == component.points
                assert 0 <= component.points <= component.maximum
                assert all(0 <= part.points <= part.maximum for part in component.evidence)
            assert sentences(found, policy, "zh-TW") != sentences(found, policy, "en")


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_components_are_what_the_columns_give_to_every_pair(world: tuple[Policy, Vacancies, Youths]) -> None:
    policy, vacancies, youths = world
    index = build(vacancies, policy)
    everywhere = np.arange(len(vacancies))
    for row in range(len(youths)):
        points = Scorer(index).points(youths, row, everywhere)
        for at, number in enumerate(vacancies.number[:5].tolist()):
            found = explain(index, youths, row, number)

            assert {part.name: part.points for part in found.components} == {
                name: getattr(points, name)[at] for name in COMPONENTS
            }
            assert found.seen_by_employer == points.seen_by_employer[at]


def test_following_the_advice_opens_the_vacancy_and_raises_the_score(small: yv1.World, small_index: Index) -> None:
    policy, row, number = small.policy, 17, 403
    before = explain(small_index, small.youths, row, number)
    kinds = {change.kind for change in before.changes}
    assert {"industry_not_wanted", "certificates_missing", "gain_skill"} <= kinds

    one = small.youths.take([row])
    gained = next(change for change in before.changes if change.kind == "gain_skill")
    after = Youths.from_columns(
        one.columns()
        | {"regions": np.array([(1 << len(policy.regions)) - 1]), "industries": np.array([(1 << 18) - 1])}
        | {"education": np.array([4]), "certificates": np.array([(1 << 61) - 1])}
        | _with_skill(one, gained.code)
    )
    changed = explain(small_index, after, 0, number)

    assert changed.admissible
    assert changed.score == before.score + gained.points


def _with_skill(youth: Youths, skill: int) -> dict[str, np.ndarray]:
    skills = np.sort(np.append(youth.skills.values, skill))
    return {"skills.offsets": np.array([0, len(skills)]), "skills.values": skills, "level": np.ones(len(skills))}


def test_an_explanation_reads_in_chinese_and_in_english(small: yv1.World) -> None:
    policy = replace(default_policy(), skills=small.policy.skills)
    index = build(small.vacancies, policy)
    labels = Labels({"skill": {int(code): f"技能{code}" for code in small.vacancies.skills[403]}})
    found = explain(index, small.youths, 17, 403)

    chinese, english = sentences(found, policy, "zh-TW", labels), sentences(found, policy, "en", labels)

    assert chinese[0] == f"總分 {found.score} 分"
    assert english[0] == f"Score: {found.score} points"
    assert len(chinese) == len(english)
    assert any("技能" in line for line in english)
    assert any(policy.regions[index.vacancies.region[403]] in line for line in chinese)


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    for table in (phrases.CONDITIONS, phrases.COMPONENTS, phrases.CHANGES, phrases.STANDINGS):
        for chinese, english in table.values():
            assert chinese.isascii() is False
            assert english.isascii()


def test_a_vacancy_the_index_does_not_hold_is_refused(small: yv1.World, small_index: Index) -> None:
    with pytest.raises(TableRefused):
        explain(small_index, small.youths, 0, 99_999)


def test_a_closed_vacancy_says_so(small: yv1.World, small_index: Index) -> None:
    found: Explanation = explain(small_index.closing(np.array([403])), small.youths, 0, 403)

    assert not found.admissible
    assert found.conditions[0].reason == "closed"
