"""Reference data that the rules rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class KeyIndustry:
    """A key industry (重點產業) of one ROC year's list; ``code`` is year and item number: "112-10".

    ``tier``: selected by the National Development Council (國發會), designated by an agency, or other.
    """

    code: str
    roc_year: int
    item_no: int
    industry: str
    category: str | None
    competent_authority: str
    list_updated_on: date
    tier: str


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


NO_TIER = "other"
"""Of a vacancy that states no key industry."""
