"""The service's metadata and its chassis tables."""

from chassis import people, tables
from chassis.db import metadata

METADATA = metadata()
TABLES = tables.declare(METADATA)
PEOPLE_TABLES = people.declare(METADATA)
REFERENCE = {"reference": True}
