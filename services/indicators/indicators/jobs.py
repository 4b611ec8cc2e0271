"""The kinds of long work."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis import erasure
from chassis.announce import ANNOUNCEMENT, announcement
from chassis.jobs import JobKind
from contracts.erasure import IndicatorsErasureConfirmed

from indicators.models import TABLES

JOBS: Mapping[str, JobKind] = MappingProxyType({ANNOUNCEMENT: announcement})
TELLINGS = (erasure.telling(TABLES, IndicatorsErasureConfirmed),)
