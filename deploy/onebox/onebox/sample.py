"""A sample of real vacancies (TaiwanJobs open data set 44062, Open Government Data License 1.0), without free text."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from fields.places import find_county

PAY_BASIS = {
    "月薪": "monthly",
    "時薪": "hourly",
    "日薪": "daily",
    "論件計酬": "piece",
    "部分工時(月薪)": "part_time_monthly",
}
NEGOTIABLE = "依學經歷"


@dataclass(frozen=True, slots=True)
class SampleVacancy:
    """One row: its natural key in the source, and the facts as a partner would send them."""

    source_id: str
    facts: dict[str, Any]


def read_sample() -> Iterator[SampleVacancy]:
    """Every row of the sample, in file order."""
    text = files("onebox").joinpath("data", "sample_vacancies.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield SampleVacancy(row["SOURCE_ID"], _facts(row))


def _facts(row: dict[str, str]) -> dict[str, Any]:
    county = find_county(row["CITYNAME"])
    facts: dict[str, Any] = {
        "title": row["OCCU_DESC"],
        "employer": {"name": row["COMPNAME"]},
        "openings": 1,
        "pay": _pay(row),
        "source_updated_on": f"{row['TRANDATE'][:4]}-{row['TRANDATE'][4:6]}-{row['TRANDATE'][6:]}",
    }
    if county:
        facts["county"] = county.code
    for name, column in (("education", "EDGRDESC"), ("experience", "EXPERIENCE")):
        if row[column]:
            facts[name] = row[column]
    return facts


def _pay(row: dict[str, str]) -> dict[str, Any]:
    basis = "negotiable" if row["SALARYCD"].startswith(NEGOTIABLE) else PAY_BASIS[row["SALARYCD"]]
    pay: dict[str, Any] = {"basis": basis}
    # the feed writes "-" with a negotiable basis and "0" for an open end: neither is a stated amount
    for name, column in (("minimum", "NT_L"), ("maximum", "NT_U")):
        if row[column].isdigit() and int(row[column]) > 0:
            pay[name] = int(row[column])
    return pay
