"""The kinds of long work, and the schedules by which the service asks itself for some."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from chassis.announce import ANNOUNCEMENT, announcement
from chassis.jobs import JobKind, Schedule

from matching.service.expire_referrals import referral_expiry, vacancy_retirement
from matching.service.lapse_consents import CONSENT_LAPSE, consent_lapse
from matching.service.review_eligibility import ELIGIBILITY_REVIEW, eligibility_review
from matching.service.run_recommendations import RECOMMENDATION_RUN, recommendation_run

REFERRAL_EXPIRY = "referral-expiry"
VACANCY_RETIREMENT = "vacancy-retirement"
JOBS: Mapping[str, JobKind] = MappingProxyType(
    {
        ANNOUNCEMENT: announcement,
        CONSENT_LAPSE: consent_lapse,
        ELIGIBILITY_REVIEW: eligibility_review,
        RECOMMENDATION_RUN: recommendation_run,
        REFERRAL_EXPIRY: referral_expiry,
        VACANCY_RETIREMENT: vacancy_retirement,
    }
)
SCHEDULES = (
    # days end in Taipei: an hour is how late the end of one is noticed
    Schedule("consent-lapse", CONSENT_LAPSE, timedelta(hours=1)),
    Schedule("eligibility-review", ELIGIBILITY_REVIEW, timedelta(hours=1)),
    Schedule(REFERRAL_EXPIRY, REFERRAL_EXPIRY, timedelta(hours=1)),
    Schedule(VACANCY_RETIREMENT, VACANCY_RETIREMENT, timedelta(hours=1)),
)
