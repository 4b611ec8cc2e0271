"""Every other role of the vacancy service: ``python -m vacancy.worker relay|worker|background|migrate|expire|…``."""

if __name__ == "__main__":
    # in here, since a process that computes for this one imports the module again, and needs none of it
    from chassis.commands import run

    from vacancy.main import build_service
    from vacancy.service.ask_registry import check_registry
    from vacancy.service.count_health import recount_health
    from vacancy.service.expire_vacancies import expire
    from vacancy.service.index_text import index_text
    from vacancy.service.link_duplicates import find_duplicates
    from vacancy.service.record_skills import extract_skills

    commands = {
        "expire": expire,
        "check-registry": check_registry,
        "extract-skills": extract_skills,
        "find-duplicates": find_duplicates,
        "index-text": index_text,
        "recount-health": recount_health,
    }
    run(build_service, commands=commands)
