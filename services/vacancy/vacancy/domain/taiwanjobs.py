"""What a row of the open vacancy feed (台灣就業通, data set 44062) states, fact by fact.

The feed leaves out what it does not know, or writes a mark for it. Either stays unknown here: nothing is guessed, a
word that is not understood is noted beside the row, and only what no vacancy can stand without refuses it.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from urllib.parse import parse_qs, urlsplit

from chassis.domain import Json
from fields.contacts import mask_contacts
from fields.places import find_county
from fields.text import fold, narrow

from vacancy.domain.source_rows import RowRefused, SourceStatement

# fmt: off
COLUMNS = frozenset((
    "OCCU_DESC", "WK_TYPE", "CJOB1_COUNT", "CJOB_NAME1", "CJOB2_COUNT", "CJOB_NAME2", "JOB_PERSON", "STOP_DATE",
    "JOB_DETAIL", "CITYNAME", "EXPERIENCE", "WKTIME", "SALARYCD", "NT_L", "NT_U", "EDGRDESC", "URL_QUERY", "COMPNAME",
    "TRANDATE",
))
# fmt: on
REQUIRED = frozenset({"OCCU_DESC", "CITYNAME", "URL_QUERY", "COMPNAME"})
NOT_STATED = frozenset({"-", "0", "－", "無資料"})
EMPLOYMENT_TYPES = {"全職": "full_time", "兼職": "part_time"}
PAY_BASES = {
    "月薪": "monthly",
    "時薪": "hourly",
    "日薪": "daily",
    "論件計酬": "piece",
    "部分工時(月薪)": "part_time_monthly",
}
NEGOTIABLE = ("依學經歷", "面議")
"""How the basis begins that names no figure. NT$40,000 in it is the law's threshold for leaving one out, not a wage."""
SUFFIX = re.compile(r"[（(].*", re.DOTALL)
DAY = re.compile(r"([0-9]{4})[-/]?([0-9]{2})[-/]?([0-9]{2})")
OCCUPATION = re.compile(r"[0-9]{2}([0-9]{4})?")
FIGURE = re.compile(r"[0-9]{1,9}")
KEY = re.compile(r"[A-Za-z0-9._~]{1,60}")
SHOWS_NOTHING = str.maketrans("", "", "\t\r\n")
"""What a browser takes out of an address."""
SHORT, LONG = 200, 10_000
MOST_OPENINGS = 10_000


def column(written: str) -> str:
    """A column's name without its Chinese suffix: "OCCU_DESC（職務名稱）" -> "OCCU_DESC"."""
    return SUFFIX.sub("", written).strip()


def stated(fields: Mapping[str, str]) -> SourceStatement:
    """The statement of one row; raises RowRefused."""
    row = _Row(fields)
    facts: dict[str, Json] = {
        "title": row.required("OCCU_DESC", "/title"),
        "employer": {"name": row.required("COMPNAME", "/employer/name")},
        "county": row.county(),
        "employment_type": row.one_of("WK_TYPE", "/employment_type", EMPLOYMENT_TYPES),
        "occupation_code": row.occupation(),
        "openings": row.figure("JOB_PERSON", "/openings", most=MOST_OPENINGS),
        "pay": row.pay(),
        "working_time": row.text("WKTIME", "/working_time"),
        "education": row.text("EDGRDESC", "/education"),
        "experience": row.text("EXPERIENCE", "/experience"),
        "description": row.text("JOB_DETAIL", "/description", most=LONG),
        "closing_date": row.day("STOP_DATE", "/closing_date"),
        "source_updated_on": row.day("TRANDATE", "/source_updated_on"),
    }
    known = {name: value for name, value in facts.items() if value is not None}
    return SourceStatement(row.key(), known, tuple(row.notes))


class _Row:
    """Reads columns and notes what it does not understand."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self.notes: list[Mapping[str, Json]] = []

    def required(self, name: str, pointer: str) -> str:
        text = self.text(name, pointer)
        if text is None:
            raise RowRefused("missing", pointer=pointer, column=name)
        return text

    def text(self, name: str, pointer: str, *, most: int = SHORT) -> str | None:
        # masked before it is cut: half a number is still somebody's
        text = mask_contacts(self._fields.get(name, "").strip())
        if not text:
            return None
        if len(text) > most:
            self._note("text-shortened", name, pointer, allowed=most)
        return text[:most].rstrip()

    def one_of(self, name: str, pointer: str, words: Mapping[str, str]) -> str | None:
        word = self._word(name)
        if word is None:
            return None
        found = words.get(word)
        if found is None:
            self._misunderstood(name, pointer)
        return found

    def figure(self, name: str, pointer: str, *, most: int) -> int | None:
        word = self._word(name)
        if word is None or word in NOT_STATED:
            return None
        word = word.replace(",", "")
        number = int(word) if FIGURE.fullmatch(word) else 0
        if not 1 <= number <= most:
            self._misunderstood(name, pointer)
            return None
        return number

    def day(self, name: str, pointer: str) -> str | None:
        word = self._word(name)
        if word is None or word in NOT_STATED:
            return None
        match = DAY.fullmatch(word)
        if match:
            with suppress(ValueError):
                return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        self._misunderstood(name, pointer)
        return None

    def county(self) -> str:
        """「台北市不限」 is anywhere in the city: the county is stated all the same."""
        place = self._word("CITYNAME")
        if place is None:
            raise RowRefused("missing", pointer="/county", column="CITYNAME")
        found = find_county(place)
        if found is None:
            # who may see a vacancy rests on its county, so that one without is nobody's
            received = mask_contacts(place)[:SHORT]
            raise RowRefused("county-not-named", pointer="/county", column="CITYNAME", received=received)
        return found.code

    def occupation(self) -> str | None:
        """The minor occupation, else the major one."""
        for name in ("CJOB2_COUNT", "CJOB1_COUNT"):
            word = self._word(name)
            if word is None:
                continue
            if OCCUPATION.fullmatch(word):
                return word
            self._misunderstood(name, "/occupation_code")
        return None

    def pay(self) -> Mapping[str, Json] | None:
        """The basis and the figures that are stated; a figure without a basis that is understood says nothing."""
        if (self._word("SALARYCD") or "").startswith(NEGOTIABLE):
            return {"basis": "negotiable"}
        basis = self.one_of("SALARYCD", "/pay/basis", PAY_BASES)
        if basis is None:
            return None
        lowest = self.figure("NT_L", "/pay/minimum", most=100_000_000)
        highest = self.figure("NT_U", "/pay/maximum", most=100_000_000)
        if lowest is not None and highest is not None and lowest > highest:
            # which of the two is the slip nobody can tell
            self._note("pay-range-inverted", "NT_L", "/pay/minimum", received=[lowest, highest])
            lowest = highest = None
        figures = {"minimum": lowest, "maximum": highest}
        return {"basis": basis, **{name: value for name, value in figures.items() if value is not None}}

    def key(self) -> str:
        """The vacancy's natural key, which stands in the address of its public page."""
        written = self._fields.get("URL_QUERY", "").strip().translate(SHOWS_NOTHING)
        page, _, query = written.partition("#")[0].partition("?")
        asked: dict[str, list[str]] = {}
        # what is no address at all ("http://[…") names no key either
        with suppress(ValueError):
            # every row names one page, and the library remembers it: to split each whole address costs three times this
            urlsplit(page)
            asked = parse_qs(query)
        parts = {name.upper(): values[0] for name, values in asked.items()}
        employer, hire = parts.get("EMPLOYER_ID", ""), parts.get("HIRE_ID", "")
        if not KEY.fullmatch(employer) or not KEY.fullmatch(hire):
            raise RowRefused("source-key-missing", pointer="/source_id", column="URL_QUERY")
        return f"{employer}-{hire}"

    def _word(self, name: str) -> str | None:
        return narrow(self._fields.get(name, "")) or None

    def _misunderstood(self, name: str, pointer: str) -> None:
        self._note("not-understood", name, pointer, received=mask_contacts(fold(self._fields[name]))[:50])

    def _note(self, code: str, name: str, pointer: str, **more: Json) -> None:
        self.notes.append({"pointer": pointer, "code": code, "column": name, **more})
