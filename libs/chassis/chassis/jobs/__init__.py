"""Long work: leased, done in chunks of one transaction each, shown as it goes, resumable, cancellable."""

from chassis.jobs.job import Chunk, Done, Job, JobCancelled, JobKind, JobState, JobUnknown, Pieces, Progress, Schedule
from chassis.jobs.runner import Runner
from chassis.jobs.store import Jobs, request
from chassis.jobs.sweep import Sweep
from chassis.jobs.views import JobPage, JobView

__all__ = (
    "Chunk",
    "Done",
    "Job",
    "JobCancelled",
    "JobKind",
    "JobPage",
    "JobState",
    "JobUnknown",
    "JobView",
    "Jobs",
    "Pieces",
    "Progress",
    "Runner",
    "Schedule",
    "Sweep",
    "request",
)
