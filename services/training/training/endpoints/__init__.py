"""HTTP in and out: parse, call one use case, shape the answer; and which error has which status."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.decisions import DecisionUnknown
from chassis.domain import DomainError

from training.domain import errors
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
        errors.CallUnknown: 404,
        errors.ApplicationUnknown: 404,
        errors.DocumentUnknown: 404,
        errors.SupplementUnknown: 404,
        DecisionUnknown: 404,
        errors.PlanMissing: 409,
        errors.CapacityTaken: 409,
        errors.SessionFull: 409,
        errors.SessionOver: 409,
        errors.SessionNotBegun: 409,
        errors.EnrolmentOpen: 409,
        errors.YouthLeft: 409,
        errors.NotTakingPart: 409,
        errors.NotAssessed: 409,
        errors.CompletionNotEarned: 409,
        errors.CompletionEarned: 409,
        errors.CallNotOpen: 409,
        errors.FieldsNotOpen: 409,
        errors.SupplementClosed: 409,
        errors.SupplementOverdue: 409,
        errors.SupplementNotOverdue: 409,
        errors.JudgementRefused: 409,
        errors.JudgementNeeded: 409,
        errors.NoRuleSetInForce: 409,
        errors.SkillUnknown: 422,
        errors.PeriodInvalid: 422,
        errors.AttendanceInvalid: 422,
        errors.ReasonMissing: 422,
        errors.DocumentRefused: 422,
        errors.DocumentInfected: 422,
        errors.DocumentNotListed: 422,
        errors.ReceiptInvalid: 422,
        errors.DueDateInvalid: 422,
    }
)
