"""The kinds of long work, and the schedules by which the service asks itself for some."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from chassis.announce import ANNOUNCEMENT, announcement
from chassis.jobs import JobKind, Schedule, Sweep

from matching.service.expire_referrals import expire_batch
from matching.service.hold_vacancy import retire_passed
from matching.service.lapse_consents import lapse_batch
from matching.service.review_eligibility import ELIGIBILITY_REVIEW, eligibility_review
from matching.service.run_recommendations import RECOMMENDATION_RUN, recommendation_run

CONSENT_LAPSE = "consent-lapse"
REFERRAL_EXPIRY = "referral-expiry"
VACANCY_RETIREMENT = "vacancy-retirement"
JOBS: Mapping[str, JobKind] = MappingProxyType(
    {
        ANNOUNCEMENT: announcement,
        CONSENT_LAPSE: Sweep(lapse_batch, limit=100, counted="lapsed").job,
        ELIGIBILITY_REVIEW: eligibility_review,
        RECOMMENDATION_RUN: recommendation_run,
        REFERRAL_EXPIRY: Sweep(expire_batch, limit=200, counted="expired").job,
        VACANCY_RETIREMENT: Sweep(retire_passed, limit=200, counted="retired").job,
    }
)
SCHEDULES = (
    # days end in Taipei: an hour is how late the end of one is noticed
    Schedule("consent-lapse", CONSENT_LAPSE, timedelta(hours=1)),
    Schedule("eligibility-review", ELIGIBILITY_REVIEW, timedelta(hours=1)),
    Schedule(REFERRAL_EXPIRY, REFERRAL_EXPIRY, timedelta(hours=1)),
    Schedule(VACANCY_RETIREMENT, VACANCY_RETIREMENT, timedelta(hours=1)),
)
