"""HTTP in and out: parse, call one use case, shape the answer; and which error has which status."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.decisions import DecisionUnknown
from chassis.domain import DomainError

from matching.domain import errors
from matching.endpoints import consents, eligibility, erasures, students, youths

ROUTERS = (
    youths.router,
    students.router,
    consents.router,
    eligibility.router,
    erasures.router,
)

STATUS_OF: Mapping[type[DomainError], int] = MappingProxyType(
    {
        errors.OrganisationKindRefused: 403,
        DecisionUnknown: 404,
        errors.YouthUnknown: 404,
        errors.ConsentUnknown: 404,
        errors.ErasureUnknown: 404,
        errors.ConsentMissing: 409,
        errors.CountyNotServed: 409,
        errors.FieldNotYours: 409,
        errors.FieldOwned: 409,
        errors.MeasuresForUnemployed: 409,
        errors.NoRuleSetInForce: 409,
        errors.SourceVersionReused: 409,
        errors.YouthRegistered: 409,
    }
)
