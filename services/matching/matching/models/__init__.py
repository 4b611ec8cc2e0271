"""The tables of the matching service."""

from matching.models.base import METADATA, RULE_SET, TABLES
from matching.models.youths import CONSENT, ERASURE_ANSWER, ERASURE_REQUEST, PERSON, RESOURCE_DECISION, YOUTH

__all__ = (
    "CONSENT",
    "ERASURE_ANSWER",
    "ERASURE_REQUEST",
    "METADATA",
    "PERSON",
    "RESOURCE_DECISION",
    "RULE_SET",
    "TABLES",
    "YOUTH",
)
