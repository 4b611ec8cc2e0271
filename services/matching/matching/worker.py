"""Every other role of the matching service: ``python -m matching.worker relay|worker|background|migrate|…``."""

from chassis.commands import OF_PEOPLE, run

from matching.main import build_service

if __name__ == "__main__":
    run(build_service, commands=OF_PEOPLE)
