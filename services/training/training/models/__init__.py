"""The tables of the training service."""

from chassis.rebuild import Projection

from training.models.courses import (
    ATTENDANCE,
    COURSE,
    COURSE_SESSION,
    ENROLMENT,
    HELD_PLAN,
    HELD_REGISTRATION,
    HELD_YOUTH,
)
from training.models.subsidies import (
    APPLICATION,
    APPLICATION_STEP,
    CALL,
    CALL_REVISION,
    CASE_NUMBERS,
    DOCUMENT,
    RULE_SET,
    SUPPLEMENT_REQUEST,
    TRAINEE,
)
from training.models.tables import METADATA, PEOPLE_TABLES, TABLES

PROJECTIONS = (Projection(tables=(HELD_PLAN,), topics=frozenset({"youthlink.vacancy.v1"})),)
"""Who left (``HELD_YOUTH``) and who is one person (``HELD_REGISTRATION``) are none: forgetting an erased person, even
for a while, would open what was closed."""

__all__ = (
    "APPLICATION",
    "APPLICATION_STEP",
    "ATTENDANCE",
    "CALL",
    "CALL_REVISION",
    "CASE_NUMBERS",
    "COURSE",
    "COURSE_SESSION",
    "DOCUMENT",
    "ENROLMENT",
    "HELD_PLAN",
    "HELD_REGISTRATION",
    "HELD_YOUTH",
    "METADATA",
    "PEOPLE_TABLES",
    "PROJECTIONS",
    "RULE_SET",
    "SUPPLEMENT_REQUEST",
    "TABLES",
    "TRAINEE",
)
