"""Reference data that the rules rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class KeyIndustry:
    """A key industry (重點產業) of one ROC year's list; ``code`` is year and item number: "112-10"."""

    code: str
    roc_year: int
    item_no: int
    industry: str
    category: str | None
    competent_authority: str
    list_updated_on: date


@dataclass(frozen=True, slots=True)
class EntryWage:
    """An entry-level wage (初任人員薪資) in NTD a month; ``industry`` None is one figure for all industries.

    One that an officer loaded names who did; the others shipped with the service.
    """

    industry: str | None
    roc_year: int
    monthly: int
    source: str
    label: str
    valid_from: date
    version: int = 1
    officer: str | None = None
    loaded_by: str | None = None
    loaded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Projection:
    """The competent authority's projection (人才供需推估) for a key industry: persons wanted and available in each of
    three years from ``first_roc_year`` on (R000-019)."""

    industry: str
    edition: str
    first_roc_year: int
    demand: Sequence[int]
    supply: Sequence[int]
    source: str
    valid_from: date
    version: int
    officer: str
    loaded_by: str
    loaded_at: datetime


class Tier(StrEnum):
    """How a vacancy's industry stands to the programme (重點產業): on the year's list, or on none."""

    NDC_SELECTED = "ndc_selected"
    OTHER = "other"


def tier_of(industry: str | None) -> Tier:
    """The tier of a key-industry code; the lists that are loaded are the National Development Council's (國發會)."""
    return Tier.OTHER if industry is None else Tier.NDC_SELECTED
