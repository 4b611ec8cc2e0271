"""The background roles and commands of the gateway: ``python -m gateway.worker --help``."""

from chassis.commands import run

from gateway.main import build_service

if __name__ == "__main__":
    run(build_service)
