"""The eight criteria of a quality vacancy (優質職缺): pure functions with the rules they rest on.

Facts only ever move a finding from unknown to pass or fail; stating more never turns a fail into a pass. What a partner
says of its own case may fail it, but only an attestation passes it where one is asked (``facts.ATTESTED_ONLY``). The
mandatory ones (必要條件) reject, the others (為原則) are left to an officer.
"""

from collections.abc import Callable, Mapping
from datetime import date

from chassis.domain import Criterion, Finding, Json, Kind, RuleSet, Verdict
from fields.text import fold

from vacancy.domain.facts import ATTESTED_ONLY, Facts, KnownWage

Judge = Callable[[Facts, RuleSet, date], Finding]
# Python 3.11 takes a fifth of a microsecond to look a member up on its class, and a screening does it twenty times.
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def full_time(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """全職工作 (R000-021): stated full-time, and neither the title nor the pay basis says otherwise."""
    if facts.employment_type is None:
        return Finding(UNKNOWN, "not-stated", missing=("employment_type",))
    evidence: dict[str, Json] = {"employment_type": facts.employment_type}
    if facts.employment_type != "full_time":
        return Finding(FAIL, "part-time", evidence)
    words = words_in(facts.title, rules.parameters["part_time_words"])
    contradicting: list[str] = []
    if words:
        evidence["title_words"] = words
        contradicting.append("title")
    if facts.pay_basis in rules.parameters["part_time_pay_bases"]:
        evidence["pay_basis"] = facts.pay_basis
        contradicting.append("pay.basis")
    if contradicting:
        return Finding(UNKNOWN, "contradicted", evidence, tuple(contradicting))
    return Finding(PASS, "full-time", evidence)


def insured(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """勞健保 (R000-022, 025): labour and health insurance are both attested."""
    held = {"insurance.labour": facts.labour_insurance, "insurance.health": facts.health_insurance}
    evidence = _stated(held)
    if False in held.values():
        return Finding(FAIL, "not-insured", evidence)
    if missing := _lacking(facts, held):
        return Finding(UNKNOWN, "not-attested", _with_claims(evidence, missing), missing)
    return Finding(PASS, "insured", evidence)


def working_conditions(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """優良的勞動條件 (R000-022, 035): hours, days off and leave stated and lawful, no labour-law violation attested."""
    held: dict[str, Json] = {
        "working_conditions.hours_per_week": facts.hours_per_week,
        "working_conditions.days_off_per_week": facts.days_off_per_week,
        "working_conditions.leave_stated": facts.leave_stated or None,
        "working_conditions.no_current_violation": facts.no_current_violation,
    }
    evidence = _stated(held)
    longest, fewest = rules.parameters["max_hours_per_week"], rules.parameters["min_days_off_per_week"]
    if facts.hours_per_week is not None and facts.hours_per_week > longest:
        return Finding(FAIL, "hours-too-long", evidence | {"max_hours_per_week": longest})
    if facts.days_off_per_week is not None and facts.days_off_per_week < fewest:
        return Finding(FAIL, "days-off-too-few", evidence | {"min_days_off_per_week": fewest})
    if facts.no_current_violation is False:
        return Finding(FAIL, "labour-law-violation", evidence)
    if missing := _lacking(facts, held):
        reason = "not-attested" if missing == ("working_conditions.no_current_violation",) else "not-stated"
        return Finding(UNKNOWN, reason, _with_claims(evidence, missing), missing)
    return Finding(PASS, "lawful", evidence)


def safe(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """具安全性、職場環境較危險者排除 (R000-022, 025): no hazard attested and no current serious accident known."""
    held = {"hazards.none_attested": facts.no_hazard}
    evidence = _stated({**held, "hazards.serious_accident": facts.serious_accident})
    if facts.serious_accident:
        return Finding(FAIL, "serious-accident", evidence)
    if facts.no_hazard is False:
        return Finding(FAIL, "hazardous", evidence)
    if missing := _lacking(facts, held):
        return Finding(UNKNOWN, "not-attested", _with_claims(evidence, missing), missing)
    return Finding(PASS, "no-hazard", evidence)


def not_dispatched(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """排除派遣性質 (R000-025): direct employment is attested, and no text speaks of dispatch."""
    held = {"direct_employment": facts.direct_employment}
    if facts.direct_employment is False:
        return Finding(FAIL, "dispatched", _stated(held))
    if missing := _lacking(facts, held):
        return Finding(UNKNOWN, "not-attested", _with_claims(_stated(held), missing), missing)
    words = rules.parameters["dispatch_words"]
    texts = {"title": facts.title, "employer.name": facts.employer_name, "description": facts.description or ""}
    found = {path: hits for path, text in texts.items() if (hits := words_in(text, words))}
    if found:
        return Finding(UNKNOWN, "dispatch-mentioned", {"words": found}, tuple(found))
    return Finding(PASS, "direct", _stated(held))


def technical(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """技術性之技術職業 (R000-023): an occupation on the technical list, or a key competency (關鍵職能) at the level."""
    wanted = rules.parameters["key_competency_level"]
    evidence: dict[str, Json] = {}
    if facts.occupation_code is not None:
        evidence["occupation_code"] = facts.occupation_code
        if facts.occupation_code.startswith(tuple(rules.parameters["technical_occupations"])):
            return Finding(PASS, "technical-occupation", evidence)
    if facts.competency_levels is not None:
        evidence |= {"competency_levels": list(facts.competency_levels), "level": wanted}
        if any(level >= wanted for level in facts.competency_levels):
            return Finding(PASS, "key-competency", evidence)
    held = {"occupation_code": facts.occupation_code, "key_competencies": facts.competency_levels}
    if missing := _missing(held):
        return Finding(UNKNOWN, "not-stated", evidence, missing)
    return Finding(FAIL, "not-technical", evidence)


def growth(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """具發展性 (R000-023, 036): a stated path, or an industry that its authority expects to grow (R000-019).

    A path is training, promotion or prospects, stated for the job or in the employer's profile. While nobody knows the
    profile, that there is no path is not known either.
    """
    return judge_growth(facts, rules, asks_for_profile=True)


def judge_growth(facts: Facts, rules: RuleSet, *, asks_for_profile: bool) -> Finding:
    """The criterion, and what it was before it asked for the employer's profile."""
    path = {"growth.training": facts.training, "growth.promotion": facts.promotion, "growth.prospects": facts.prospects}
    profile = facts.profile
    evidence = _stated({**path, "employer.prospects": None if profile is None else profile.prospects})
    if any(path.values()) or (profile is not None and profile.prospects):
        return Finding(PASS, "path-stated", evidence)
    if facts.industry in rules.parameters["positive_outlook_industries"]:
        return Finding(PASS, "positive-outlook", evidence | {"industry": facts.industry})
    outlook = facts.outlook
    if outlook is not None:
        figures = {"edition": outlook.edition, "demand": outlook.demand, "supply": outlook.supply}
        evidence |= {**figures, "source": outlook.source}
        if outlook.positive:
            return Finding(PASS, "positive-outlook", evidence)
    if missing := _missing({**path, "industry": facts.industry}):
        return Finding(UNKNOWN, "not-stated", evidence, missing)
    if outlook is None:
        return Finding(UNKNOWN, "no-projection-known", evidence)
    if profile is None and asks_for_profile:
        return Finding(UNKNOWN, "no-profile-known", evidence, ("employer.prospects",))
    return Finding(FAIL, "no-path", evidence)


def wage(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """薪資優於該行業初任人員平均薪資 (R000-024): the monthly minimum is strictly above the industry's entry wage."""
    return judge_wage(facts, rules, absent="pay-not-stated")


def judge_wage(facts: Facts, rules: RuleSet, *, absent: str) -> Finding:
    """The criterion, with the reason that it gives, or gave, where no pay is stated at all."""
    evidence: dict[str, Json] = {"pay_basis": facts.pay_basis, "monthly_minimum": facts.pay_minimum}
    if facts.pay_basis != "monthly":
        # the negotiable basis names NT$40,000 only because the law lets the figure be left out above it
        reasons = {"negotiable": "negotiable", None: absent}
        return Finding(UNKNOWN, reasons.get(facts.pay_basis, "not-monthly"), evidence, ("pay.basis", "pay.minimum"))
    if facts.pay_minimum is None:
        return Finding(UNKNOWN, "not-stated", evidence, ("pay.minimum",))
    if facts.industry is None:
        return Finding(UNKNOWN, "industry-not-stated", evidence | _reference(facts), ("industry",))
    against = facts.entry_wage
    if against is None and rules.parameters["accept_all_industry_entry_wage"]:
        against = facts.all_industry_entry_wage
    if against is None:
        return Finding(UNKNOWN, "no-entry-wage-known", evidence | _reference(facts))
    evidence |= _figure("entry_wage", against)
    if facts.pay_minimum > against.monthly:
        return Finding(PASS, "above-entry-wage", evidence)
    return Finding(FAIL, "not-above-entry-wage", evidence)


def _criterion(
    kind: Kind, judge: Judge, rules: tuple[str, ...], reads: tuple[str, ...], *, version: int = 1
) -> Criterion[Facts]:
    return Criterion(judge.__name__, version, kind, rules, unless_excepted(judge.__name__, judge), frozenset(reads))


def unless_excepted(name: str, judge: Judge) -> Judge:
    """The same criterion where an exception counts: not passing is excepted, and the finding says both.

    No facts of before hold an exception, so an old decision still replays under the same code version.
    """

    def judge_unless_excepted(facts: Facts, rules: RuleSet, on: date) -> Finding:
        finding = judge(facts, rules, on)
        if finding.verdict is PASS or not facts.exceptions:
            return finding
        exception = facts.exception_of(name)
        if exception is None:
            return finding
        evidence = {"exception": exception.id, "valid_until": exception.valid_until}
        otherwise = {"otherwise": finding.verdict.value, "otherwise_reason": finding.reason}
        return Finding(PASS, "excepted", {**finding.evidence, **evidence, **otherwise})

    return judge_unless_excepted


CRITERIA = (
    _criterion(Kind.MANDATORY, full_time, ("R000-021",), ("employment_type", "title", "pay_basis")),
    _criterion(Kind.MANDATORY, insured, ("R000-022", "R000-025"), ("labour_insurance", "health_insurance"), version=2),
    _criterion(
        Kind.MANDATORY,
        working_conditions,
        ("R000-022", "R000-035"),
        ("hours_per_week", "days_off_per_week", "leave_stated", "no_current_violation"),
        version=2,
    ),
    _criterion(Kind.MANDATORY, safe, ("R000-022", "R000-025"), ("no_hazard", "serious_accident"), version=2),
    _criterion(
        Kind.MANDATORY,
        not_dispatched,
        ("R000-025",),
        ("direct_employment", "title", "employer_name", "description"),
        version=2,
    ),
    _criterion(Kind.IN_PRINCIPLE, technical, ("R000-023",), ("occupation_code", "competency_levels")),
    _criterion(
        Kind.IN_PRINCIPLE,
        growth,
        ("R000-019", "R000-023", "R000-036"),
        ("training", "promotion", "prospects", "profile", "industry", "outlook"),
        version=3,
    ),
    _criterion(
        Kind.IN_PRINCIPLE,
        wage,
        ("R000-024",),
        ("pay_basis", "pay_minimum", "industry", "entry_wage", "all_industry_entry_wage"),
        version=2,
    ),
)


def words_in(text: str, words: list[str]) -> list[str]:
    """Which of the words, folded when the rule set was loaded, the text holds."""
    folded = fold(text)
    return [word for word in words if word in folded]


def _stated(held: dict[str, Json]) -> dict[str, Json]:
    return {path: value for path, value in held.items() if value is not None}


def _missing(held: dict[str, Json]) -> tuple[str, ...]:
    return tuple([path for path, value in held.items() if value is None])


def _lacking(facts: Facts, held: Mapping[str, Json]) -> tuple[str, ...]:
    """What nobody has stated, or only the partner itself where an attestation is asked."""
    attested, asked = facts.attested, ATTESTED_ONLY
    return tuple([path for path in held if held[path] is None or (path in asked and asked[path] not in attested)])


def _with_claims(evidence: dict[str, Json], missing: tuple[str, ...]) -> dict[str, Json]:
    """The evidence, saying of what is stated and still missing that it is the partner's own claim."""
    claimed = [path for path in missing if path in evidence]
    return {**evidence, "claimed": claimed} if claimed else evidence


def _reference(facts: Facts) -> dict[str, Json]:
    """The all-industry figure, shown so that the officer has it, never compared with."""
    known = facts.all_industry_entry_wage
    return {} if known is None else _figure("all_industry_reference", known)


def _figure(name: str, known: KnownWage) -> dict[str, Json]:
    return {name: known.monthly, "roc_year": known.roc_year, "label": known.label, "source": known.source}
