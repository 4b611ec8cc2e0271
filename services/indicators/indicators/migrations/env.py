from chassis.migrate import run_env
from indicators.models import METADATA

run_env(METADATA)
