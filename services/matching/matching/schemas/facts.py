"""What is stated about people, as it comes in. Absent means that nobody has stated it: never no, never yes."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from chassis.domain import Json
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from matching.schemas.text import (
    Code,
    CountyCode,
    Day,
    Email,
    Month,
    OccupationCode,
    PersonName,
    PersonNumberText,
    Phone,
    SealedText,
    ShortText,
    Stated,
    Strict,
    StudentNumber,
    WantedIndustry,
)

EARLIEST = date(1900, 1, 1)
Education = Literal["junior_high", "senior_high", "junior_college", "bachelor", "graduate"]
Wish = Literal["training", "promotion", "prospects", "two_days_off"]
Few = Field(max_length=50)


def _born(day: date) -> date:
    if day < EARLIEST:
        raise PydanticCustomError("birth_date_invalid", "Nobody who is registered was born so long ago")
    return day


BirthDate = Annotated[Day, AfterValidator(_born)]


class Skill(Strict):
    """One skill, at a level of the key competencies (職能級別) where one is known, and on whose word."""

    code: Code
    level: Annotated[int | None, Field(ge=1, le=6)] = None
    source: Literal["self", "school", "course"]


class Wanted(Strict):
    """What somebody wants of a job."""

    counties: Annotated[list[CountyCode] | None, Few] = None
    industries: Annotated[list[WantedIndustry] | None, Few] = None
    occupations: Annotated[list[OccupationCode] | None, Few] = None
    monthly_wage: Annotated[int | None, Field(ge=1, le=1_000_000, description="NTD a month")] = None
    attributes: Annotated[list[Wish] | None, Few] = None


class Study(Strict):
    """Where and what somebody studies (就學資料)."""

    university: ShortText | None = None
    campus_county: CountyCode | None = None
    department: Annotated[ShortText | None, Field(description="系所")] = None
    field: Annotated[str | None, Field(pattern=r"^[0-9]{2,5}$", description="學門 by its classification code")] = None
    degree: Literal["junior_college", "bachelor", "master", "doctor"] | None = None
    programme_years: Annotated[int | None, Field(ge=1, le=8, description="修業年限")] = None
    year_of_study: Annotated[int | None, Field(ge=1, le=12, description="年級")] = None
    expected_graduation: Month | None = None
    status: Annotated[
        Literal["enrolled", "suspended", "graduated", "left"] | None, Field(description="在學, 休學, 畢業, 退學")
    ] = None


class StudyOfStudent(Study):
    """The same, with the county of the campus: by it a branch knows whose region the student is in."""

    campus_county: CountyCode


class Registration(Strict):
    """The registration for work (求職登記) at a public employment office."""

    office: ShortText | None = None
    county: CountyCode | None = None
    registered_on: Day | None = None
    in_person: Stated = None


class RegistrationAtOffice(Registration):
    """The same, with the county of the office: by it a branch knows whose region the person is in."""

    county: CountyCode


class Situation(Strict):
    """Whether somebody is in school or in work (未就學未就業), willing to work and in urgent need of it."""

    in_school: Stated = None
    in_work: Stated = None
    willing: Stated = None
    urgent_need: Stated = None


class _Anyone(Strict):
    phone: Phone | None = None
    email: Email | None = None
    preferences: Annotated[SealedText | None, Field(description="in the person's own words; kept sealed")] = None
    gender: Annotated[Literal["female", "male"] | None, Field(description="else as the number says")] = None
    nationality: Annotated[Literal["ROC", "other"] | None, Field(description="本國籍 or not")] = None
    home_county: CountyCode | None = None
    education: Annotated[Education | None, Field(description="highest, completed or expected")] = None
    skills: Annotated[list[Skill] | None, Few] = None
    certificates: Annotated[list[Code] | None, Few] = None
    courses_completed: Annotated[list[Code] | None, Few] = None
    wanted: Wanted | None = None

    def statement(self) -> dict[str, Json]:
        """What was stated, as JSON."""
        return self.model_dump(mode="json", exclude_none=True)


class _Named(_Anyone):
    name: PersonName
    birth_date: BirthDate
    person_number: PersonNumberText


class StudentFacts(_Named):
    """What a university states of a student (在校青年)."""

    student_number: StudentNumber
    study: StudyOfStudent


class YouthFacts(_Named):
    """What an employment office states of somebody unemployed (未就業青年)."""

    registration: RegistrationAtOffice
    situation: Situation | None = None


_GROUPS: Mapping[str, type[Strict]] = MappingProxyType(
    {"study": Study, "registration": Registration, "situation": Situation, "wanted": Wanted}
)


class ChangedFacts(_Anyone):
    """Facts to correct; null takes a correction back, and what the organisation stated counts again."""

    name: PersonName | None = None
    birth_date: BirthDate | None = None
    person_number: PersonNumberText | None = None
    study: Study | None = None
    registration: Registration | None = None
    situation: Situation | None = None

    def changes(self) -> dict[str, Json]:
        """What was said, null where a correction is taken back: of a whole group, each of its facts."""
        said: dict[str, Json] = self.model_dump(mode="json", exclude_unset=True)
        emptied = (name for name in _GROUPS if name in said and said[name] is None)
        return said | {name: dict.fromkeys(_GROUPS[name].model_fields) for name in emptied}


class Correction(Strict):
    """A correction, and whether it is the person's own word."""

    facts: ChangedFacts
    by_person: Annotated[bool, Field(description="the person says so, and the caller only forwards it")] = False
