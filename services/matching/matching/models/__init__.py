"""The tables of the matching service."""

from chassis.people import Sealed

from matching.models.base import METADATA, PEOPLE, RULE_SET, TABLES
from matching.models.youths import CONSENT, ERASURE_ANSWER, ERASURE_REQUEST, PERSON, RESOURCE_DECISION, YOUTH

SEALED = (Sealed(YOUTH, ("stated_personal", "corrected_personal")), Sealed(RESOURCE_DECISION, ("reason",)))
"""Every column that holds sealed bytes."""

__all__ = (
    "CONSENT",
    "ERASURE_ANSWER",
    "ERASURE_REQUEST",
    "METADATA",
    "PEOPLE",
    "PERSON",
    "RESOURCE_DECISION",
    "RULE_SET",
    "SEALED",
    "TABLES",
    "YOUTH",
)
