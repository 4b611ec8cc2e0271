"""Alembic's entry point; the chassis does the rest."""

from chassis.migrate import run_env
from matching.models import METADATA

run_env(METADATA)
