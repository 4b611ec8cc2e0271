"""The kinds of long work, and the schedules by which the service asks itself for some."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.jobs import JobKind, Schedule

JOBS: Mapping[str, JobKind] = MappingProxyType({})
SCHEDULES: tuple[Schedule, ...] = ()
