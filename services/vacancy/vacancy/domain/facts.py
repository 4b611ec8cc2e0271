"""The facts that the criteria see. None means that nobody has stated it: never no, never yes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from chassis.domain import Json

from vacancy.domain.exceptions import CriterionException
from vacancy.domain.references import EntryWage, Projection
from vacancy.domain.statement import Statement, leaves

Known = TypeVar("Known")

ATTESTED_ONLY: Mapping[str, str] = MappingProxyType(
    {
        "insurance.labour": "labour_insurance",
        "insurance.health": "health_insurance",
        "hazards.none_attested": "no_hazard",
        "direct_employment": "direct_employment",
        "working_conditions.no_current_violation": "no_current_violation",
    }
)
"""What nobody is believed about in its own case, by path in a statement: to count as given it has to be attested."""


class KnownWage(NamedTuple):
    """An entry wage as a decision keeps it: NTD a month, and where the figure comes from."""

    monthly: int
    roc_year: int
    source: str
    label: str


@dataclass(frozen=True, slots=True)
class KnownProfile:
    """What the employer's profile says, as a decision keeps it."""

    employer: str
    prospects: bool


@dataclass(frozen=True, slots=True)
class KnownOutlook:
    """What the competent authority projects for the industry over three years, in persons."""

    edition: str
    demand: int
    supply: int
    source: str

    @property
    def positive(self) -> bool:
        """More people wanted than there will be. The rules name no measure of outlook: this reading is a default."""
        return self.demand > self.supply


@dataclass(frozen=True, slots=True)
class KnownException:
    """An exception in force on the reference date, as a decision keeps it."""

    id: str
    criterion: str
    valid_until: str


class Facts(NamedTuple):
    """What is stated about one vacancy, with what was looked up for the reference date.

    A tuple, because one is made for every screening: as a frozen dataclass it costs three times as much to make.
    """

    title: str
    employer_name: str
    description: str | None = None
    employment_type: str | None = None
    pay_basis: str | None = None
    pay_minimum: int | None = None
    hours_per_week: float | None = None
    days_off_per_week: float | None = None
    leave_stated: bool | None = None
    no_current_violation: bool | None = None
    labour_insurance: bool | None = None
    health_insurance: bool | None = None
    no_hazard: bool | None = None
    serious_accident: bool | None = None
    direct_employment: bool | None = None
    occupation_code: str | None = None
    competency_levels: tuple[int, ...] | None = None
    training: bool | None = None
    promotion: bool | None = None
    prospects: bool | None = None
    industry: str | None = None
    entry_wage: KnownWage | None = None
    all_industry_entry_wage: KnownWage | None = None
    profile: KnownProfile | None = None
    outlook: KnownOutlook | None = None
    exceptions: tuple[KnownException, ...] = ()
    attested: frozenset[str] = frozenset()
    """Names of those facts among ``ATTESTED_ONLY`` that are attested; the others are the partner's own claims."""

    def exception_of(self, criterion: str) -> KnownException | None:
        """The exception of a criterion, when one is in force."""
        return next((one for one in self.exceptions if one.criterion == criterion), None)


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the reference date, the industry and the employer add to a statement."""

    entry_wage: EntryWage | None = None
    all_industry_entry_wage: EntryWage | None = None
    projection: Projection | None = None
    profile: KnownProfile | None = None
    exceptions: Sequence[CriterionException] = ()


def judged(statement: Statement, known: LookedUp, *, attested: Statement) -> dict[str, Json]:
    """The input of a screening as a decision stores it; ``facts_of`` reads it back years later.

    ``attested`` is that part of the statement which is attested.
    """
    projection = known.projection
    return {
        "statement": dict(statement),
        "attested": leaves(attested),
        "entry_wage": _record(known.entry_wage),
        "all_industry_entry_wage": _record(known.all_industry_entry_wage),
        "outlook": None if projection is None else asdict(outlook_of(projection)),
        "profile": None if known.profile is None else asdict(known.profile),
        "exceptions": [
            {"id": str(one.id), "criterion": one.criterion, "valid_until": one.valid_until.isoformat()}
            for one in known.exceptions
        ],
    }


def outlook_of(projection: Projection) -> KnownOutlook:
    """A projection's three years in one figure each for demand and supply."""
    return KnownOutlook(
        edition=projection.edition,
        demand=sum(projection.demand),
        supply=sum(projection.supply),
        source=projection.source,
    )


def facts_of(record: Mapping[str, Any]) -> Facts:
    """The facts in a stored input."""
    said = record["statement"]
    pay, conditions = said.get("pay", {}), said.get("working_conditions", {})
    insurance, hazards, growth = said.get("insurance", {}), said.get("hazards", {}), said.get("growth", {})
    competencies = said.get("key_competencies")
    return Facts(
        title=said["title"],
        employer_name=said["employer"]["name"],
        description=said.get("description"),
        employment_type=said.get("employment_type"),
        pay_basis=pay.get("basis"),
        pay_minimum=pay.get("minimum"),
        hours_per_week=conditions.get("hours_per_week"),
        days_off_per_week=conditions.get("days_off_per_week"),
        leave_stated=conditions.get("leave_stated"),
        no_current_violation=conditions.get("no_current_violation"),
        labour_insurance=insurance.get("labour"),
        health_insurance=insurance.get("health"),
        no_hazard=hazards.get("none_attested"),
        serious_accident=hazards.get("serious_accident"),
        direct_employment=said.get("direct_employment"),
        occupation_code=said.get("occupation_code"),
        competency_levels=None if competencies is None else tuple(one["level"] for one in competencies),
        training=growth.get("training"),
        promotion=growth.get("promotion"),
        prospects=growth.get("prospects"),
        industry=said.get("industry"),
        entry_wage=_read(KnownWage, record["entry_wage"]),
        all_industry_entry_wage=_read(KnownWage, record["all_industry_entry_wage"]),
        # the first decisions were stored before these were looked up
        profile=_read(KnownProfile, record.get("profile")),
        outlook=_read(KnownOutlook, record.get("outlook")),
        exceptions=tuple([KnownException(**one) for one in record.get("exceptions", ())]),
        attested=frozenset([ATTESTED_ONLY[path] for path in record.get("attested", ()) if path in ATTESTED_ONLY]),
    )


def _record(wage: EntryWage | None) -> Json:
    if wage is None:
        return None
    return {"monthly": wage.monthly, "roc_year": wage.roc_year, "source": wage.source, "label": wage.label}


def _read(kind: type[Known], record: Json) -> Known | None:
    return None if record is None else kind(**record)
