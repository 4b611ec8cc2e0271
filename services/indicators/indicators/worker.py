"""The background roles and commands of the indicators service: ``python -m indicators.worker --help``."""

from chassis.commands import run

from indicators.main import build_service

if __name__ == "__main__":
    run(build_service)
