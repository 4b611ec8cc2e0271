"""What holds for screenings whatever the facts: tried on generated ones."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from chassis.domain import Criterion, Finding, Verdict, judge
from hypothesis import given
from hypothesis import strategies as st
from vacancy.domain.criteria import CRITERIA
from vacancy.domain.facts import ATTESTED_ONLY, Facts, KnownException, KnownOutlook, KnownProfile, KnownWage
from vacancy.domain.life_cycle import Outcome
from vacancy.domain.screening import missing_facts, outcome_of

from tests.factories.vacancy import ENTRY_WAGE, ON, facts, rules

RULES = rules()
GENEROUS = rules(accept_all_industry_entry_wage=True, positive_outlook_industries=["112-10"])
ALWAYS_STATED = {"title", "employer_name", "exceptions", "attested"}
TEXTS = st.sampled_from(["資安工程師", "兼職店員", "派遣作業員", "本公司直接聘僱"])
YES_OR_NO = st.booleans()
EXCEPTED = KnownException("0197c1f0-d2e5-7b63-9f88-3ca05e7b2d44", "insured", "2026-12-31")
WAGE = st.builds(KnownWage, st.integers(30_000, 50_000), st.just(114), st.just("a table"), st.just("a label"))
STATED: Mapping[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "employer_name": TEXTS,
    "description": TEXTS,
    "employment_type": st.sampled_from(["full_time", "part_time"]),
    "pay_basis": st.sampled_from(["monthly", "hourly", "daily", "negotiable", "part_time_monthly"]),
    "pay_minimum": st.integers(1, 80_000),
    "hours_per_week": st.integers(1, 60),
    "days_off_per_week": st.integers(0, 4),
    "leave_stated": YES_OR_NO,
    "no_current_violation": YES_OR_NO,
    "labour_insurance": YES_OR_NO,
    "health_insurance": YES_OR_NO,
    "no_hazard": YES_OR_NO,
    "serious_accident": YES_OR_NO,
    "direct_employment": YES_OR_NO,
    "occupation_code": st.sampled_from(["080203", "190101"]),
    "competency_levels": st.lists(st.integers(1, 6), max_size=3).map(tuple),
    "training": YES_OR_NO,
    "promotion": YES_OR_NO,
    "prospects": YES_OR_NO,
    "industry": st.sampled_from(["112-09", "112-10"]),
    "entry_wage": WAGE,
    "all_industry_entry_wage": WAGE,
    "profile": st.builds(KnownProfile, st.just("an-id"), prospects=YES_OR_NO),
    "outlook": st.builds(KnownOutlook, st.just("115-117"), st.integers(0, 9), st.integers(0, 9), st.just("a survey")),
    "exceptions": st.sampled_from([(), (EXCEPTED,)]),
    "attested": st.frozensets(st.sampled_from(list(ATTESTED_ONLY.values()))),
}
# these are looked up, not stated: which ones there are depends on the day, the industry and the employer
LOOKED_UP = {"entry_wage", "all_industry_entry_wage", "profile", "outlook"}


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    """Any facts, each stated or not: of its own an entry wage and outlook only where the industry is stated, attested
    only what is stated."""
    chosen: dict[str, Any] = {
        name: draw(values if name in ALWAYS_STATED else st.none() | values) for name, values in STATED.items()
    }
    if chosen["industry"] is None:
        chosen |= {"entry_wage": None, "outlook": None}
    chosen["attested"] = frozenset(name for name in chosen["attested"] if chosen[name] is not None)
    return Facts(**chosen)


def _comes_to_be_known(draw: st.DrawFn, known: Facts, name: str) -> bool:
    told = getattr(known, name) is None and (name == "profile" or known.industry is not None)
    return told and draw(st.booleans())


@st.composite
def facts_and_more(draw: st.DrawFn) -> tuple[Facts, Facts]:
    """Some facts, and the same with some of the unstated ones stated, and some attested."""
    known = draw(some_facts())
    unstated = [name for name in Facts._fields if getattr(known, name) is None and name not in LOOKED_UP]
    added = draw(st.lists(st.sampled_from(unstated), unique=True)) if unstated else []
    # somebody registers the employer, with a profile, or the authority's projection is loaded
    added += [name for name in ("profile", "outlook") if name not in added and _comes_to_be_known(draw, known, name)]
    more = known._replace(**{name: draw(STATED[name]) for name in added})
    if "industry" in added:
        more = more._replace(entry_wage=draw(st.none() | WAGE), outlook=draw(st.none() | STATED["outlook"]))
    vouched = {name for name in draw(STATED["attested"]) if getattr(more, name) is not None}
    return known, more._replace(attested=known.attested | vouched)


def screened(given_facts: Facts, parameters: Any = RULES, on: date = ON) -> tuple[Outcome, dict[str, Finding]]:
    """Outcome and findings."""
    findings = judge(CRITERIA, given_facts, parameters, on)
    return outcome_of(CRITERIA, findings), findings


def test_every_fact_is_generated() -> None:
    assert set(STATED) == set(Facts._fields)


@given(some_facts())
def test_the_same_facts_rules_and_date_give_the_same_answer(stated: Facts) -> None:
    assert screened(stated) == screened(stated._replace())


@given(facts_and_more(), st.sampled_from([RULES, GENEROUS]))
def test_stating_more_never_turns_a_fail_into_a_pass(pair: tuple[Facts, Facts], parameters: Any) -> None:
    known, more = pair
    before, after = screened(known, parameters)[1], screened(more, parameters)[1]

    failed = {name for name, finding in before.items() if finding.verdict is Verdict.FAIL}
    assert not {name for name in failed if after[name].verdict is not Verdict.FAIL}


@given(facts_and_more())
def test_stating_more_never_saves_a_rejected_vacancy(pair: tuple[Facts, Facts]) -> None:
    known, more = pair
    if screened(known)[0] is Outcome.REJECTED:
        assert screened(more)[0] is Outcome.REJECTED


def saying(known: Facts, names: Collection[str], value: bool | None, *, attested: bool) -> Facts:
    """The same facts where these have this value, attested or only claimed."""
    said: dict[str, Any] = dict.fromkeys(names, value)
    return known._replace(**said, attested=known.attested | set(names) if attested else known.attested - set(names))


@given(some_facts(), st.sampled_from(list(ATTESTED_ONLY.values())), st.booleans())
def test_a_claim_never_turns_an_unknown_into_a_pass(stated: Facts, name: str, claimed: bool) -> None:
    before = screened(saying(stated, [name], None, attested=False))[1]
    after = screened(saying(stated, [name], claimed, attested=False))[1]

    passed = {one for one, finding in after.items() if finding.verdict is Verdict.PASS}
    assert not {one for one in passed if before[one].verdict is not Verdict.PASS}


@given(some_facts(), st.sampled_from([one for one in CRITERIA if one.reads & {*ATTESTED_ONLY.values()}]))
def test_attesting_the_good_value_is_what_turns_an_unknown_into_a_pass(
    stated: Facts, criterion: Criterion[Facts]
) -> None:
    names = criterion.reads & {*ATTESTED_ONLY.values()}
    known = stated._replace(exceptions=())
    claimed = criterion.judge(saying(known, names, True, attested=False), RULES, ON)
    attested = criterion.judge(saying(known, names, True, attested=True), RULES, ON)

    lacking = {path for path, name in ATTESTED_ONLY.items() if name in names}
    assert claimed.verdict is not Verdict.PASS
    assert claimed.verdict is Verdict.FAIL or set(claimed.missing) >= lacking
    # nothing else is missing, and no text speaks of dispatch
    if set(claimed.missing) == lacking and attested.reason != "dispatch-mentioned":
        assert attested.verdict is Verdict.PASS


@given(some_facts())
def test_a_vacancy_that_needs_information_says_which(stated: Facts) -> None:
    outcome, findings = screened(stated)

    if outcome is Outcome.NEEDS_INFORMATION:
        assert missing_facts(findings)


@given(some_facts())
def test_only_facts_that_pass_everything_qualify(stated: Facts) -> None:
    outcome, findings = screened(stated)
    verdicts = {finding.verdict for finding in findings.values()}

    assert (outcome is Outcome.QUALIFIED) == (verdicts == {Verdict.PASS})


@given(st.sets(st.sampled_from([one.name for one in CRITERIA]), min_size=1), st.sampled_from(["fail", "unknown"]))
def test_the_outcome_follows_the_worst_mandatory_finding_first(bad: set[str], verdict: str) -> None:
    findings = {one.name: Finding(Verdict(verdict) if one.name in bad else Verdict.PASS, "tried") for one in CRITERIA}
    mandatory = {one.name for one in CRITERIA if one.kind == "mandatory"}

    expected = {"fail": Outcome.REJECTED, "unknown": Outcome.NEEDS_INFORMATION}[verdict]
    assert outcome_of(CRITERIA, findings) == (expected if bad & mandatory else Outcome.NEEDS_REVIEW)


def test_a_mandatory_fail_goes_before_a_mandatory_unknown() -> None:
    assert screened(facts(direct_employment=False, labour_insurance=None))[0] is Outcome.REJECTED


def test_good_facts_qualify() -> None:
    assert screened(facts(entry_wage=ENTRY_WAGE))[0] is Outcome.QUALIFIED
