"""HTTP in and out: parse, call one use case, shape the answer; and which error has which status."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.decisions import DecisionUnknown
from chassis.domain import DomainError
from chassis.jobs import JobUnknown

from vacancy.domain import errors
from vacancy.domain.demand import FiguresNotOffered
from vacancy.endpoints import (
    appeals,
    associations,
    batches,
    contact_windows,
    decisions,
    duplicates,
    employers,
    exceptions,
    figures,
    health,
    imports,
    life_cycle,
    officers,
    plans,
    references,
    reports,
    rules,
    screening_runs,
    screenings,
    skills,
    vacancies,
)

ROUTERS = (
    vacancies.router,
    batches.router,
    imports.uploads,
    imports.router,
    decisions.router,
    life_cycle.router,
    appeals.router,
    screenings.router,
    officers.router,
    reports.router,
    health.router,
    exceptions.router,
    duplicates.router,
    employers.router,
    associations.router,
    contact_windows.router,
    plans.router,
    references.router,
    figures.router,
    rules.router,
    screening_runs.router,
    skills.router,
)

STATUS_OF: Mapping[type[DomainError], int] = MappingProxyType(
    {
        FiguresNotOffered: 403,
        errors.OrganisationKindRefused: 403,
        errors.VacancyUnknown: 404,
        DecisionUnknown: 404,
        errors.AppealUnknown: 404,
        errors.ExceptionUnknown: 404,
        errors.DuplicateLinkUnknown: 404,
        errors.EmployerUnknown: 404,
        errors.AssociationUnknown: 404,
        errors.ContactWindowUnknown: 404,
        errors.PlanUnknown: 404,
        errors.KeyIndustryUnknown: 404,
        errors.RuleSetUnknown: 404,
        JobUnknown: 404,
        errors.ReportUnknown: 404,
        errors.AppealAlreadyMade: 409,
        errors.AssociationRecorded: 409,
        errors.ClosingDatePassed: 409,
        errors.DuplicateOfAnother: 409,
        errors.ExceptionInForce: 409,
        errors.NoRuleSetInForce: 409,
        errors.NoSeatLeft: 409,
        errors.NothingToRescreen: 409,
        errors.OpeningsUnknown: 409,
        errors.PlanFiled: 409,
        errors.RuleSetReleased: 409,
        errors.OutcomesGone: 410,
        errors.KindRefused: 415,
        errors.ReportOpen: 409,
        errors.BranchMissing: 422,
        errors.SourceMissing: 422,
        errors.IndustryUnknown: 422,
        errors.PeriodInvalid: 422,
        errors.RuleSetInvalid: 422,
        errors.SkillUnknown: 422,
        errors.QueryWithoutWords: 422,
        errors.FilterNotOffered: 422,
    }
)
