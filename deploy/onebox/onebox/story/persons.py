"""Made-up people for the story: valid numbers, and words that are looked for afterwards where none may be."""

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from fields.person import is_person_number

LAST_DAY = "2099-12-31"
GRADUATION_MONTH = 6


@dataclass(frozen=True, slots=True)
class Person:
    """One student as the university knows them."""

    part: str
    name: str
    number: str
    student_number: str
    phone: str
    email: str
    born: str
    study: dict[str, Any]
    nationality: str = "ROC"

    @property
    def planted(self) -> list[str]:
        """What must be found nowhere outside of sealed columns."""
        return [self.name, self.number, self.student_number, self.phone, self.email]

    def facts(self, **more: Any) -> dict[str, Any]:
        """The facts that the university sends."""
        return {
            "name": self.name,
            "birth_date": self.born,
            "person_number": self.number,
            "student_number": self.student_number,
            "phone": self.phone,
            "email": self.email,
            "nationality": self.nationality,
            "home_county": "63000",
            "study": self.study,
            "education": "bachelor",
            "skills": [{"code": "python", "level": 2, "source": "school"}],
            "wanted": {"counties": ["63000"], "industries": ["112-10"]},
            **more,
        }


def cast(run: str, today: date) -> list[Person]:
    """The students of one telling: their numbers and addresses are its own."""
    draw = random.Random(run)  # noqa: S311 - made-up people need no secrets
    last_year = today.year + (today.month >= GRADUATION_MONTH)
    parts = (
        ("third-year", "王三儀", "2", "ROC", _study("bachelor", last_year + 1, 3)),
        ("final-year", "林四維", "1", "ROC", _study("bachelor", last_year, 4)),
        ("foreign national", "Nguyen Tam Anh", "8", "other", _study("bachelor", last_year, 4)),
        ("master's student", "陳碩敏", "2", "ROC", _study("master", last_year, 2)),
    )
    return [
        Person(
            part=part,
            name=f"{name}{run[:4]}" if name.isascii() else name,
            number=_number(draw, second),
            student_number=f"S{draw.randrange(10**8):08}",
            phone=f"09{draw.randrange(10**8):08}",
            email=f"{part[0]}{draw.randrange(10**6):06}@students.example.edu.tw",
            born=f"{today.year - 21}-03-14",
            study=study,
            nationality=nationality,
        )
        for part, name, second, nationality, study in parts
    ]


def _study(degree: str, graduates: int, year: int) -> dict[str, Any]:
    return {
        "university": "範例大學",
        "campus_county": "63000",
        "department": "資訊工程學系",
        "field": "0613",
        "degree": degree,
        "programme_years": 4 if degree == "bachelor" else 2,
        "year_of_study": year,
        "expected_graduation": f"{graduates}-{GRADUATION_MONTH:02}",
        "status": "enrolled",
    }


def _number(draw: random.Random, second: str) -> str:
    """A valid person number: nine characters drawn, the tenth whichever fits."""
    begin = f"{draw.choice('ABCDEFGHJKLMNPQRSTUVXYWZIO')}{second}{draw.randrange(10**7):07}"
    return next(f"{begin}{last}" for last in range(10) if is_person_number(f"{begin}{last}"))
