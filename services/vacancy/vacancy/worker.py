"""Every other role of the vacancy service: ``python -m vacancy.worker relay|worker|background|migrate|expire|…``."""

from chassis.commands import run

from vacancy.main import build_service
from vacancy.service.ask_registry import check_registry
from vacancy.service.expire_vacancies import expire
from vacancy.service.record_skills import extract_skills

if __name__ == "__main__":
    run(build_service, commands={"expire": expire, "check-registry": check_registry, "extract-skills": extract_skills})
