"""The criteria of eligibility (資格審, R003-087): pure functions with the rules they rest on, all of them mandatory.

What a company says of its own standing may fail it, but passes only with the document that the call's list names as its
proof, or by an officer's judgement. Unknown never passes: it says what is missing, or that somebody has to judge.
"""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction

from chassis.domain import Criterion, Finding, Json, Kind, RuleSet, Verdict

from training.domain.application import PostMode
from training.domain.eligibility_facts import Facts

Judge = Callable[[Facts, RuleSet, date], Finding]
PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN


def registered(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """國內依法登記成立之公司 (R003-013)."""
    return _company_fact(facts, "registered", facts.company.registered, good=facts.company.registered is True)


def creditworthy(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """非屬銀行拒絕往來戶 (R003-014)."""
    listed = facts.company.dishonoured_cheques
    return _company_fact(facts, "dishonoured_cheques", listed, good=listed is False)


def net_worth(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """公司淨值為正值 (R003-014): above nought."""
    worth = facts.company.net_worth
    return _company_fact(facts, "net_worth", worth, good=worth is not None and worth > 0)


def universities(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """至少與 1 所大專校院產學合作 (R003-015)."""
    least = rules.parameters["least_universities"]
    named = len(set(facts.universities))
    evidence: dict[str, Json] = {"universities": named, "least": least}
    if named < least:
        return Finding(UNKNOWN, "too-few", evidence, missing=("/universities",))
    return Finding(PASS, "enough", evidence)


def trainees(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """大三、大四及碩一、碩二之在校學生 (R003-016): every one of them, and at least one."""
    allowed = rules.parameters["years_of_study"]
    if not facts.trainees or any(one.year_of_study is None or one.university is None for one in facts.trainees):
        return Finding(UNKNOWN, "not-stated", missing=("/trainees",))
    others = [one.number for one in facts.trainees if one.year_of_study not in allowed]
    if others:
        return Finding(FAIL, "other-year", {"trainees": others, "allowed": list(allowed)})
    return Finding(PASS, "in-years", {"trainees": len(facts.trainees)})


def training_hours(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """2, 3 或 4 個月培育期，每人時數至少 250, 380, 510 小時 (R003-017 … 019)."""
    least: dict[str, int] = rules.parameters["hours_by_months"]
    if not facts.trainees:
        return Finding(UNKNOWN, "not-stated", missing=("/trainees",))
    short = [
        {"trainee": one.number, "months": one.months, "hours": one.hours, "least": least.get(str(one.months))}
        for one in facts.trainees
        if one.months is not None
        and (str(one.months) not in least or (one.hours is not None and one.hours < least[str(one.months)]))
    ]
    if short:
        return Finding(FAIL, "too-short", {"trainees": short})
    if any(one.months is None or one.hours is None for one in facts.trainees):
        return Finding(UNKNOWN, "not-stated", missing=("/trainees",))
    return Finding(PASS, "long-enough", {"trainees": len(facts.trainees)})


def job_types(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """以 iPAS 相關之數位人才職務內容為限 (R003-032): every post is of a type on the call's list of the year."""
    stated = [one.job_type for one in facts.posts]
    if not stated or None in stated:
        return Finding(UNKNOWN, "not-stated", missing=("/posts",))
    others = sorted({str(one) for one in stated} - set(facts.job_types))
    if others:
        return Finding(FAIL, "not-listed", {"job_types": list(others)})
    return Finding(PASS, "listed", {"job_types": sorted({str(one) for one in stated})})


def pay(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """開立大於平均 3 萬薪資的優質實習職缺 (R003-025): the average of full-time posts, strictly above.

    A figure of another mode (R003-093) is not a month's full-time pay: it neither fails nor passes, somebody judges.
    """
    full_time = [one for one in facts.posts if one.mode is PostMode.FULL_TIME]
    if not facts.posts or any(one.mode is None for one in facts.posts):
        return Finding(UNKNOWN, "not-stated", missing=("/posts",))
    if any(one.monthly_pay is None for one in full_time):
        return Finding(UNKNOWN, "not-stated", missing=("/posts",))
    evidence: dict[str, Json] = {"above": facts.average_pay_above}
    if full_time:
        posts = sum(one.count for one in full_time)
        average = Fraction(sum((one.monthly_pay or 0) * one.count for one in full_time), posts)
        evidence |= {"average": round(float(average), 2), "posts": posts}
        if average <= facts.average_pay_above:
            return Finding(FAIL, "not-above", evidence)
    others = sum(one.count for one in facts.posts) - sum(one.count for one in full_time)
    if others:
        return Finding(UNKNOWN, "not-comparable", evidence | {"posts_of_other_modes": others})
    return Finding(PASS, "above", evidence)


def own_share(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """企業負擔一半以上經費 (R003-028): the call's per cent at least."""
    total, own = facts.budget.total, facts.budget.own_share
    if total is None or own is None:
        missing = [f"/budget/{name}" for name, value in (("total", total), ("own_share", own)) if value is None]
        return Finding(UNKNOWN, "not-stated", missing=tuple(missing))
    evidence: dict[str, Json] = {"total": total, "own_share": own, "least_percent": facts.own_share_percent}
    if own > total:
        return Finding(UNKNOWN, "contradicting", evidence, missing=("/budget/total", "/budget/own_share"))
    if own * 100 < facts.own_share_percent * total:
        return Finding(FAIL, "too-little", evidence)
    return Finding(PASS, "enough", evidence)


def plan_content(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """培育目標、培育方式、培育內容、培育實作場域規劃 (R003-089)."""
    return _stated(facts, ("goals", "methods", "content", "site"))


def ipas_coaching(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """輔導學生報考 iPAS (R003-090)."""
    return _stated(facts, ("ipas_coaching",))


def retention(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """留(聘)用與優質工作條件規劃 (R003-091)."""
    return _stated(facts, ("retention", "working_conditions"))


def documents(facts: Facts, rules: RuleSet, on: date) -> Finding:
    """核對各項應備資料 (R003-087): every required item of the call's list is there."""
    required = [one.code for one in facts.listed if one.required]
    absent = [code for code in required if code not in facts.documents]
    if absent:
        return Finding(UNKNOWN, "not-there", {"required": list(required)}, missing=_documents(absent))
    return Finding(PASS, "complete", {"required": list(required)})


def _company_fact(facts: Facts, name: str, stated: Json, *, good: bool) -> Finding:
    if stated is None:
        return Finding(UNKNOWN, "not-stated", missing=(f"/company/{name}",))
    evidence: dict[str, Json] = {name: stated}
    if not good:
        return Finding(FAIL, "stated-otherwise", evidence)
    proofs = facts.proofs_of(name)
    there = [code for code in proofs if code in facts.documents]
    if not there:
        return Finding(UNKNOWN, "not-proved", evidence, missing=_documents(proofs))
    return Finding(PASS, "proved", evidence | {"proofs": list(there)})


def _stated(facts: Facts, parts: Iterable[str]) -> Finding:
    absent = [name for name in parts if not facts.plan[name]]
    if absent:
        return Finding(UNKNOWN, "not-stated", missing=tuple(f"/plan/{name}" for name in absent))
    return Finding(PASS, "stated")


def _documents(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"/documents/{code}" for code in codes)


def _judged(name: str, judge: Judge) -> Judge:
    """The rule, then the officer: a judgement settles what is unknown, or faults what passed. A fail stays."""

    def with_judgement(facts: Facts, rules: RuleSet, on: date) -> Finding:
        found, said = judge(facts, rules, on), facts.judgement_of(name)
        if said is None or found.verdict is FAIL or said.verdict is found.verdict is PASS:
            return found
        evidence = {**found.evidence, "found": found.reason, "judgement": said.reason}
        missing = tuple(dict.fromkeys((*found.missing, *said.missing))) if said.verdict is UNKNOWN else ()
        return Finding(said.verdict, "judged-by-officer", evidence, missing=missing)

    return with_judgement


def _criterion(judge: Judge, *rules: str) -> Criterion[Facts]:
    name = getattr(judge, "__name__", "")
    return Criterion(name, 1, Kind.MANDATORY, rules, _judged(name, judge))


CRITERIA = (
    _criterion(registered, "R003-013"),
    _criterion(creditworthy, "R003-014"),
    _criterion(net_worth, "R003-014"),
    _criterion(universities, "R003-015"),
    _criterion(trainees, "R003-016"),
    _criterion(training_hours, "R003-017", "R003-018", "R003-019"),
    _criterion(job_types, "R003-032"),
    _criterion(pay, "R003-025", "R003-093"),
    _criterion(own_share, "R003-028"),
    _criterion(plan_content, "R003-089"),
    _criterion(ipas_coaching, "R003-090"),
    _criterion(retention, "R003-091"),
    _criterion(documents, "R003-087"),
)
MAY_BE_SETTLED = frozenset({"registered", "creditworthy", "net_worth", "pay"})
"""Where an officer may pass what the rule leaves unknown; elsewhere the applicant has to state or send it."""
