"""The kinds of long work, and the schedules by which the service asks itself for some."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from chassis.announce import ANNOUNCEMENT, announcement
from chassis.jobs import JobKind, Schedule

from vacancy.service.count_health import HEALTH_FOLD, health_fold
from vacancy.service.expire_vacancies import OVERDUE
from vacancy.service.import_vacancies import IMPORT, IMPORT_SWEEP, import_vacancies, sweep_imports
from vacancy.service.link_duplicates import duplicate_search
from vacancy.service.rescreen_vacancies import RESCREENING, rescreening
from vacancy.service.screen_stock import SCREENING_RUN, screening_run
from vacancy.service.try_rules import TRIAL, trial

DUPLICATE_SEARCH = "duplicate-search"
EXPIRY = "expiry"
JOBS: Mapping[str, JobKind] = MappingProxyType(
    {
        ANNOUNCEMENT: announcement,
        DUPLICATE_SEARCH: duplicate_search,
        EXPIRY: OVERDUE.job,
        HEALTH_FOLD: health_fold,
        IMPORT: import_vacancies,
        RESCREENING: rescreening,
        SCREENING_RUN: screening_run,
        IMPORT_SWEEP: sweep_imports,
        TRIAL: trial,
    }
)
SCHEDULES = (
    # days end in Taipei: an hour is how late the end of one is noticed
    Schedule("expiry", EXPIRY, timedelta(hours=1)),
    Schedule("duplicate-search", DUPLICATE_SEARCH, timedelta(days=1)),
    # rules that hold from a later day on, and what was screened by a process of the day before
    Schedule("rescreening", RESCREENING, timedelta(hours=1)),
    # what a reader adds up himself until then is at most what came in between
    Schedule("health-fold", HEALTH_FOLD, timedelta(minutes=10)),
    Schedule("vacancy-import-sweep", IMPORT_SWEEP, timedelta(days=1)),
)
