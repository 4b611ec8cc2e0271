"""The tables of the vacancy service."""

from vacancy.models.contact_windows import CONTACT_WINDOW
from vacancy.models.duplicates import DUPLICATE_LINK
from vacancy.models.health import HEALTH_COUNT
from vacancy.models.imports import IMPORT_OUTCOME
from vacancy.models.partners import ASSOCIATION, EMPLOYER, EXECUTION_PLAN, PLAN_REVISION
from vacancy.models.publications import PUBLICATION
from vacancy.models.reports import REPORT
from vacancy.models.rules import RULE_SET_DRAFT, TRIAL_FLIP
from vacancy.models.skills import SKILL_READING, VACANCY_SKILL
from vacancy.models.vacancies import (
    APPEAL,
    ATTESTATION,
    CARRIED_SEAT,
    CASE_NUMBERS,
    CRITERION_EXCEPTION,
    ENTRY_WAGE,
    KEY_INDUSTRY,
    METADATA,
    PROJECTION,
    RESUBMISSION,
    REVIEW,
    RULE_SET,
    SEAT,
    STEP,
    TABLES,
    VACANCY,
)

__all__ = (
    "APPEAL",
    "ASSOCIATION",
    "ATTESTATION",
    "CARRIED_SEAT",
    "CASE_NUMBERS",
    "CONTACT_WINDOW",
    "CRITERION_EXCEPTION",
    "DUPLICATE_LINK",
    "EMPLOYER",
    "ENTRY_WAGE",
    "EXECUTION_PLAN",
    "HEALTH_COUNT",
    "IMPORT_OUTCOME",
    "KEY_INDUSTRY",
    "METADATA",
    "PLAN_REVISION",
    "PROJECTION",
    "PUBLICATION",
    "REPORT",
    "RESUBMISSION",
    "REVIEW",
    "RULE_SET",
    "RULE_SET_DRAFT",
    "SEAT",
    "SKILL_READING",
    "STEP",
    "TABLES",
    "TRIAL_FLIP",
    "VACANCY",
    "VACANCY_SKILL",
)
