"""The tables of the matching service."""

from chassis.people import Sealed

from matching.models.activities import ACTIVITY, ATTENDANCE
from matching.models.base import METADATA, PEOPLE, RULE_SET, TABLES
from matching.models.held import HELD_COURSE, HELD_PLAN, HELD_VACANCY, SKILL_NUMBER, VACANCY_NUMBER
from matching.models.placements import CHECKPOINT, PLACEMENT
from matching.models.recommendations import RECOMMENDATION_SET
from matching.models.referrals import REFERRAL, REFERRAL_STEP, START_EXCEPTION, TRAINING_REFERRAL
from matching.models.youths import CONSENT, ERASURE_ANSWER, ERASURE_REQUEST, PERSON, RESOURCE_DECISION, YOUTH

SEALED = (
    Sealed(YOUTH, ("stated_personal", "corrected_personal")),
    Sealed(RESOURCE_DECISION, ("reason",)),
    Sealed(REFERRAL_STEP, ("reason",)),
    Sealed(START_EXCEPTION, ("reason",)),
)
"""Every column that holds sealed bytes."""

__all__ = (
    "ACTIVITY",
    "ATTENDANCE",
    "CHECKPOINT",
    "CONSENT",
    "ERASURE_ANSWER",
    "ERASURE_REQUEST",
    "HELD_COURSE",
    "HELD_PLAN",
    "HELD_VACANCY",
    "METADATA",
    "PEOPLE",
    "PERSON",
    "PLACEMENT",
    "RECOMMENDATION_SET",
    "REFERRAL",
    "REFERRAL_STEP",
    "RESOURCE_DECISION",
    "RULE_SET",
    "SEALED",
    "SKILL_NUMBER",
    "START_EXCEPTION",
    "TABLES",
    "TRAINING_REFERRAL",
    "VACANCY_NUMBER",
    "YOUTH",
)
