"""How partners' sources are doing, as callers see it."""

from datetime import date
from typing import Self

from pydantic import BaseModel, Field

from vacancy.domain.life_cycle import Outcome
from vacancy.domain.partner_health import SourceHealth
from vacancy.domain.reports import ReportState, precision
from vacancy.service.read_partner_health import PartnerHealth


class FailingCode(BaseModel):
    """Why a criterion failed, and how often."""

    criterion: str
    reason: str
    vacancies: int


class MissingFact(BaseModel):
    """How many vacancies did not state one fact."""

    path: str
    vacancies: int


class ReportCounts(BaseModel):
    """What users reported about the source's vacancies."""

    open: int
    upheld: int
    dismissed: int
    precision: float | None = Field(description="upheld of all decided; null while none is")


class RefusedFiles(BaseModel):
    """Imports that were refused whole within the window (rehearsals do not count), and what was wrong."""

    files: int
    last_refused_on: date | None = Field(description="null while there is none")
    reasons: dict[str, int] = Field(description="files by the code of what was wrong with them")


class SourceHealthView(BaseModel):
    """One source of one partner; only vacancies that the caller sees are counted."""

    owner_org: str
    source: str
    vacancies: int = Field(description="all that there are")
    last_received_on: date | None = Field(
        description="the last day on which it sent a vacancy, changed or not; null where it has only sent refused files"
    )
    days_since_received: int | None
    silent: bool = Field(description="nothing came for more days than silent_after_days")
    outcomes: dict[Outcome, int] = Field(description="of last screenings within the window")
    reject_rate: float | None = Field(description="rejected of all screened; null where nothing was")
    failing: list[FailingCode] = Field(description="most frequent first")
    missing: list[MissingFact] = Field(description="most frequent first")
    reports: ReportCounts
    refused_files: RefusedFiles


class PartnerHealthPage(BaseModel):
    """One page of sources, by partner and name."""

    since: date = Field(description="first day of the window")
    until: date
    silent_after_days: int
    policy_version: str
    items: list[SourceHealthView]
    next_cursor: str | None = Field(description="null on the last page")

    @classmethod
    def of(cls, health: PartnerHealth, *, shown: list[SourceHealth], next_cursor: str | None) -> Self:
        """Show sources."""
        return cls(
            since=health.since,
            until=health.on,
            silent_after_days=health.policy.silent_after_days,
            policy_version=health.policy.version,
            items=[_source(one, health) for one in shown],
            next_cursor=next_cursor,
        )


def _source(one: SourceHealth, health: PartnerHealth) -> SourceHealthView:
    most = health.policy.codes_shown
    failing = sorted(one.failing.items(), key=lambda code: (-code[1], code[0]))[:most]
    missing = sorted(one.missing.items(), key=lambda fact: (-fact[1], fact[0]))[:most]
    return SourceHealthView(
        owner_org=one.owner_org,
        source=one.source,
        vacancies=one.vacancies,
        last_received_on=one.last_received_on,
        days_since_received=one.days_since_received(health.on),
        silent=one.silent(health.on, health.policy),
        outcomes={outcome: one.outcomes.get(outcome, 0) for outcome in Outcome},
        reject_rate=one.reject_rate,
        failing=[FailingCode(criterion=name, reason=why, vacancies=count) for (name, why), count in failing],
        missing=[MissingFact(path=path, vacancies=count) for path, count in missing],
        reports=_reports(one),
        refused_files=RefusedFiles(
            files=sum(one.refused_files.values()), last_refused_on=one.last_refused_on, reasons=one.refused_files
        ),
    )


def _reports(one: SourceHealth) -> ReportCounts:
    upheld, dismissed = one.reports.get(ReportState.UPHELD, 0), one.reports.get(ReportState.DISMISSED, 0)
    return ReportCounts(
        open=one.reports.get(ReportState.OPEN, 0),
        upheld=upheld,
        dismissed=dismissed,
        precision=precision(upheld=upheld, dismissed=dismissed),
    )
