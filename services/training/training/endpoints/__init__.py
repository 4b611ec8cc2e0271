"""HTTP in and out: parse, call one use case, shape the answer; and which error has which status."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.decisions import DecisionUnknown
from chassis.domain import DomainError

from training.domain import errors, subsidy_errors
from training.endpoints import applications, calls, courses, documents, eligibility, enrolments, supplements

ROUTERS = (
    courses.router,
    enrolments.router,
    calls.router,
    applications.router,
    eligibility.router,
    supplements.router,
    documents.uploads,
    documents.router,
)

STATUS_OF: Mapping[type[DomainError], int] = MappingProxyType(
    {
        errors.OrganisationKindRefused: 403,
        errors.CourseUnknown: 404,
        errors.SessionUnknown: 404,
        errors.EnrolmentUnknown: 404,
        subsidy_errors.CallUnknown: 404,
        subsidy_errors.ApplicationUnknown: 404,
        subsidy_errors.DocumentUnknown: 404,
        subsidy_errors.SupplementUnknown: 404,
        DecisionUnknown: 404,
        errors.PlanMissing: 409,
        errors.CapacityTaken: 409,
        errors.CourseClosed: 409,
        errors.SessionFull: 409,
        errors.SessionOver: 409,
        errors.SessionNotBegun: 409,
        errors.EnrolmentOpen: 409,
        errors.YouthLeft: 409,
        errors.NotTakingPart: 409,
        errors.NotAssessed: 409,
        errors.CompletionNotEarned: 409,
        errors.CompletionEarned: 409,
        subsidy_errors.CallNotOpen: 409,
        subsidy_errors.FieldsNotOpen: 409,
        subsidy_errors.NothingSupplemented: 409,
        subsidy_errors.SupplementClosed: 409,
        subsidy_errors.SupplementOverdue: 409,
        subsidy_errors.SupplementNotOverdue: 409,
        subsidy_errors.JudgementRefused: 409,
        subsidy_errors.JudgementNeeded: 409,
        subsidy_errors.NoRuleSetInForce: 409,
        errors.SkillUnknown: 422,
        errors.PeriodInvalid: 422,
        errors.AttendanceInvalid: 422,
        subsidy_errors.ReasonMissing: 422,
        subsidy_errors.DocumentRefused: 422,
        subsidy_errors.DocumentInfected: 422,
        subsidy_errors.DocumentNotListed: 422,
        subsidy_errors.ReceiptInvalid: 422,
        subsidy_errors.DueDateInvalid: 422,
    }
)
