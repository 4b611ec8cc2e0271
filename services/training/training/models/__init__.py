"""The tables of the training service."""

from training.models.courses import ATTENDANCE, COURSE, COURSE_SESSION, ENROLMENT, HELD_PLAN, HELD_YOUTH
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
    "HELD_YOUTH",
    "METADATA",
    "PEOPLE_TABLES",
    "RULE_SET",
    "SUPPLEMENT_REQUEST",
    "TABLES",
    "TRAINEE",
)
