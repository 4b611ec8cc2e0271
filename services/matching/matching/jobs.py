"""The kinds of long work, and the schedules by which the service asks itself for some."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from chassis.announce import ANNOUNCEMENT, announcement
from chassis.jobs import JobKind, Schedule

from matching.service.lapse_consents import CONSENT_LAPSE, consent_lapse
from matching.service.review_eligibility import ELIGIBILITY_REVIEW, eligibility_review

JOBS: Mapping[str, JobKind] = MappingProxyType(
    {
        ANNOUNCEMENT: announcement,
        CONSENT_LAPSE: consent_lapse,
        ELIGIBILITY_REVIEW: eligibility_review,
    }
)
SCHEDULES = (
    # days end in Taipei: an hour is how late the end of one is noticed
    Schedule("consent-lapse", CONSENT_LAPSE, timedelta(hours=1)),
    Schedule("eligibility-review", ELIGIBILITY_REVIEW, timedelta(hours=1)),
)
