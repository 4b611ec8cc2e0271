from chassis.migrate import run_env
from gateway.models import METADATA

run_env(METADATA)
