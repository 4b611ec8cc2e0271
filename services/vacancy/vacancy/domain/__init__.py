"""The pure rules of vacancies: standard library, ``fields`` and ``chassis.domain`` only."""
