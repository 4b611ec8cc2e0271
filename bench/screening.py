"""The judging core alone: from a stored input to facts, eight findings and an outcome, on one core, no database.

The peer looks for words the naive way (``bench.peers.naive_screening``) and is otherwise the same code. Rates are by
processor time, so that what else the machine does counts for neither; the wall's rate stands beside it.
"""

import random
import statistics
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from chassis.domain import Criterion, Json, RuleSet, judge
from onebox.sample import read_sample
from vacancy.domain.criteria import CRITERIA
from vacancy.domain.facts import ATTESTED_ONLY, Facts, facts_of
from vacancy.domain.life_cycle import Outcome
from vacancy.domain.screening import outcome_of
from vacancy.service.load_reference import shipped_rule_sets
from vacancy.service.screen_vacancy import RULES

from bench.peers.naive_screening import NAIVE_CRITERIA
from bench.report import Bar, NotMeasured, Report, Row
from bench.sizes import Size

ON = date(2026, 7, 1)
VACANCIES = 2_000
BAR = 30_000
PROSE = (
    "負責弱點掃描、滲透測試與資安事件應變；具備 Python、Linux 經驗者佳。",
    "工作時間：09:00～18:00（休息一小時），週休二日，依勞動基準法給假。",
    "月薪 35,000 元至 48,000 元，另有年終獎金、三節禮金及員工旅遊。",
    "協助產線自動化設備之維護、保養與異常排除，需配合輪班。",
    "具良好溝通能力，能獨立作業，對AI應用開發有興趣者尤佳！",
    "享勞保、健保、勞退 6% 及團體保險；表現優異者得晉升為組長。",
    "公司位於臺北市信義區，近捷運站，提供員工停車位與午餐補助。",
    "學歷：大學以上，資訊、電機、電子、機械相關科系畢業者優先錄取；歡迎應屆畢業生投遞。",
    "客戶需求訪談、系統分析與規格書撰寫，並追蹤專案進度與品質；偶有出差，差旅費核實報支。",
    "提供完整教育訓練制度，由資深同仁一對一帶領，三個月試用期滿後依考核結果調整薪資。",
    "熟悉 Java、C# 或 C++ 其中一種語言，了解 Git 版本控制與 CI/CD 流程（無經驗者可培訓）。",
    "意者請檢附履歷、自傳與作品集，合則約談，不合恕不另行通知。",
)
DISPATCHED = "本職缺為派遣性質，工作地點依要派單位指定。"
WHOLE: dict[str, Json] = {
    "employment_type": "full_time",
    "industry": "112-10",
    "occupation_code": "080203",
    "working_conditions": {
        "hours_per_week": 40.0,
        "days_off_per_week": 2.0,
        "leave_stated": True,
        "no_current_violation": True,
    },
    "insurance": {"labour": True, "health": True},
    "hazards": {"none_attested": True},
    "direct_employment": True,
    "growth": {"training": True},
}
ENTRY_WAGE = {"monthly": 39_000, "roc_year": 114, "source": "open data set 6647", "label": "全體/全體"}


def run(size: Size) -> Report:
    """Screen the same vacancies with both, in turn, for ``size.seconds`` a round."""
    rules = newest_rules()
    inputs = some_inputs()
    arms = {"criteria": CRITERIA, "naive": NAIVE_CRITERIA}
    answers = {name: [screened(one, criteria, rules) for one in inputs] for name, criteria in arms.items()}
    if answers["criteria"] != answers["naive"]:
        raise NotMeasured("the naive version answers otherwise")
    runs: dict[str, list[Row]] = {name: [] for name in arms}
    for number in range(size.rounds):
        for name in list(arms) if number % 2 == 0 else reversed(arms):
            runs[name].append(_round(inputs, arms[name], rules, seconds=size.seconds))
            print(
                f"  round {number + 1}  {name:10}{runs[name][-1]['per_second_of_a_core']:>9,.0f} /s of a core",
                flush=True,
            )
    report = Report("screening")
    for name, rounds in runs.items():
        medians = {figure: statistics.median(one[figure] for one in rounds) for figure in rounds[0]}
        report.rows.append({"what": "screen one vacancy", "arm": name, **medians, "ratio": _ratio(runs, name)})
    screened_per_second = report.rows[0]["per_second_of_a_core"]
    report.bars.append(Bar("vacancies screened in a second of one core", screened_per_second, BAR))
    return report


def newest_rules() -> RuleSet:
    """The newest version of the rules of screening that ships with the service."""
    return [one.rules for one in shipped_rule_sets() if one.rules.name == RULES][-1]


def screened(stored: dict[str, Any], criteria: Sequence[Criterion[Facts]], rules: RuleSet) -> tuple[Outcome, Json]:
    """What a screening does between its reads and its writes."""
    findings = judge(criteria, facts_of(stored), rules, ON)
    return outcome_of(criteria, findings), findings


def some_inputs() -> list[dict[str, Any]]:
    """Stored inputs over real titles, employers and pay: half say what an open feed says, half are whole.

    Of the whole ones four in five are attested; one description in twenty speaks of dispatch.
    """
    chosen = random.Random(112)
    sample = list(read_sample())
    return [_input(chosen, sample[number % len(sample)].facts) for number in range(VACANCIES)]


def _input(chosen: random.Random, stated: dict[str, Any]) -> dict[str, Any]:
    prose = chosen.sample(PROSE, len(PROSE))
    description = "".join([DISPATCHED, *prose] if chosen.random() < 0.05 else prose)
    statement = {**stated, "description": description[: chosen.randint(200, 400)]}
    whole = chosen.random() < 0.5
    attested = whole and chosen.random() < 0.8
    return {
        "statement": statement | WHOLE if whole else statement,
        "attested": list(ATTESTED_ONLY) if attested else [],
        "entry_wage": None,
        "all_industry_entry_wage": ENTRY_WAGE,
        "outlook": None,
        "profile": None,
        "exceptions": [],
    }


def _round(
    inputs: Sequence[dict[str, Any]], criteria: Sequence[Criterion[Facts]], rules: RuleSet, *, seconds: float
) -> Row:
    done = 0
    began, began_on_core = time.perf_counter(), time.process_time()
    while time.process_time() - began_on_core < seconds:
        for one in inputs:
            screened(one, criteria, rules)
        done += len(inputs)
    on_core, on_the_wall = time.process_time() - began_on_core, time.perf_counter() - began
    return {"per_second_of_a_core": done / on_core, "per_second": done / on_the_wall, "us": 1e6 * on_core / done}


def _ratio(runs: dict[str, list[Row]], name: str) -> float:
    pairs = zip(runs[name], runs["naive"], strict=True)
    return float(statistics.median(one["per_second_of_a_core"] / peer["per_second_of_a_core"] for one, peer in pairs))
