"""HTTP in and out: parse, call one use case, shape the answer; and which error has which status."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.decisions import DecisionUnknown
from chassis.domain import DomainError
from chassis.jobs import JobUnknown

from matching.domain import (
    activity,
    errors,
    held_course,
    held_vacancy,
    placement,
    recommendation,
    referral,
    subject,
    training_referral,
)
from matching.endpoints import (
    activities,
    consents,
    eligibility,
    erasures,
    placements,
    recommendation_runs,
    recommendations,
    referrals,
    students,
    youths,
)

ROUTERS = (
    youths.router,
    students.router,
    consents.router,
    eligibility.router,
    erasures.router,
    recommendations.router,
    recommendation_runs.router,
    activities.router,
    referrals.router,
    placements.router,
)

STATUS_OF: Mapping[type[DomainError], int] = MappingProxyType(
    {
        errors.OrganisationKindRefused: 403,
        DecisionUnknown: 404,
        JobUnknown: 404,
        errors.YouthUnknown: 404,
        errors.ConsentUnknown: 404,
        errors.ErasureUnknown: 404,
        errors.ConsentMissing: 409,
        errors.CountyNotServed: 409,
        errors.FactNeeded: 409,
        errors.FieldNotYours: 409,
        errors.FieldOwned: 409,
        errors.MeasuresForUnemployed: 409,
        errors.NoRuleSetInForce: 409,
        errors.PersonNumberTaken: 409,
        errors.SourceVersionReused: 409,
        errors.StudentRepeated: 409,
        errors.YouthRegistered: 409,
        errors.NoRuleSetInForce: 409,
        activity.ActivityUnknown: 404,
        held_course.CourseUnknown: 404,
        held_vacancy.VacancyUnknown: 404,
        placement.PlacementUnknown: 404,
        recommendation.RecommendationSetUnknown: 404,
        referral.ReferralUnknown: 404,
        referral.RoleRefused: 403,
        activity.ActivityFull: 409,
        activity.AttendanceRecorded: 409,
        activity.NotHeldYet: 409,
        activity.PlanNotCovering: 409,
        held_course.CourseClosed: 409,
        held_vacancy.VacancyNotOpen: 409,
        placement.AnswerContradicted: 409,
        placement.CheckpointNotDue: 409,
        placement.CheckpointSettled: 409,
        referral.ReferralOpen: 409,
        referral.StartExceptionMissing: 409,
        subject.NotOffered: 409,
        training_referral.TrainingReferralOpen: 409,
        errors.BirthDateInvalid: 422,
        placement.CheckpointUnknown: 422,
        placement.EndingDayInvalid: 422,
        referral.ExceptionOver: 422,
        referral.StartDayInvalid: 422,
    }
)
