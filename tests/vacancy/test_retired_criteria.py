"""Criteria as they were: what was decided under them is judged again under them."""

from vacancy.domain.facts import KnownOutlook
from vacancy.domain.retired import RETIRED

from tests.factories.vacancy import ON, facts, rules


def test_what_was_judged_before_is_judged_again_as_it_was() -> None:
    known = facts(
        training=False,
        promotion=False,
        prospects=False,
        outlook=KnownOutlook("115-117", 1, 1, "a survey"),
        pay_basis=None,
    )
    before = {(one.name, one.version): one for one in RETIRED}

    assert before["growth", 2].judge(known, rules(), ON).reason == "no-path"
    assert before["wage", 1].judge(known, rules(), ON).reason == "not-monthly"
