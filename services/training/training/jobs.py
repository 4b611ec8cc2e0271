"""The kinds of long work, and the schedules by which the service asks itself for some."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from chassis.announce import ANNOUNCEMENT, announcement
from chassis.jobs import JobKind, Schedule

from training.service.forget_names import name_retention
from training.service.keep_document import document_sweep
from training.service.watch_due_dates import DUE_DATES

DUE_DATE_WATCH = "due-date-watch"
DOCUMENT_SWEEP = "document-sweep"
NAME_RETENTION = "name-retention"
JOBS: Mapping[str, JobKind] = MappingProxyType(
    {
        ANNOUNCEMENT: announcement,
        DUE_DATE_WATCH: DUE_DATES.job,
        DOCUMENT_SWEEP: document_sweep,
        NAME_RETENTION: name_retention,
    }
)
SCHEDULES = (
    # days end in Taipei: an hour is how late the end of one is noticed
    Schedule("due-date-watch", DUE_DATE_WATCH, timedelta(hours=1)),
    Schedule("document-sweep", DOCUMENT_SWEEP, timedelta(days=1)),
    Schedule("name-retention", NAME_RETENTION, timedelta(days=1)),
)
