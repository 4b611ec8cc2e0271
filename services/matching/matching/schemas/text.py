"""The field types that requests share. What names a person is never quoted by a refusal."""

from datetime import date
from typing import Annotated

from fields.contacts import mask_contacts
from fields.person import PersonNumberInvalid, check_person_number, is_person_number
from fields.places import UnknownCounty, county
from fields.text import narrow, nfc
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from matching.adapters.codebook import known_industries


class Strict(BaseModel):
    """A request body: no unknown field, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _storable(text: str) -> str:
    # PostgreSQL holds no NUL; everything else is kept as typed, in NFC
    if "\x00" in text:
        raise PydanticCustomError("text_holds_nul", "The text holds a NUL character")
    return nfc(text)


def _without_contacts(text: str) -> str:
    # codes and names of schools are kept legible, so they hold nobody's number or address
    return mask_contacts(_storable(text))


def _nobodys(code: str) -> str:
    # codes are kept legible
    if is_person_number(code):
        raise PydanticCustomError("code_invalid", "This is no code of a skill, a certificate or a course")
    return code


def _person_number(text: str) -> str:
    try:
        return check_person_number(text).value
    except PersonNumberInvalid as error:
        raise PydanticCustomError("person_number_invalid", "{reason}", {"reason": str(error)}) from error


def _county(code: str) -> str:
    try:
        return county(code).code
    except UnknownCounty as error:
        raise PydanticCustomError(
            "county_unknown", "No county has this code", {"allowed": "a 5-digit county code"}
        ) from error


def _listed(code: str) -> str:
    # a wish that no vacancy can ever meet would keep everything from the person, and nobody would see why
    known = known_industries()
    if code not in known:
        raise PydanticCustomError("industry_unknown", "No key industry has this code", {"allowed": ", ".join(known)})
    return code


Trimmed = StringConstraints(strip_whitespace=True, min_length=1)
ShortText = Annotated[str, Trimmed, Field(max_length=200), AfterValidator(_without_contacts)]
SealedText = Annotated[str, Trimmed, Field(max_length=2_000), AfterValidator(_storable)]
ReasonText = Annotated[str, Trimmed, Field(max_length=500), AfterValidator(_storable)]
PersonName = Annotated[str, Trimmed, Field(max_length=100), AfterValidator(_storable)]
PersonNumberText = Annotated[
    str,
    Field(
        max_length=20, description="國民身分證統一編號, or either form of a resident's (統一證號); checksum included"
    ),
    AfterValidator(_person_number),
]
StudentNumber = Annotated[
    str, Trimmed, Field(max_length=40, description="學號, as the university writes it"), AfterValidator(_storable)
]
Phone = Annotated[str, AfterValidator(narrow), Field(max_length=30, pattern=r"^\+?[0-9][0-9 ()#-]{5,28}$")]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s]+\.[^@\s]+$"), AfterValidator(_storable)]
CountyCode = Annotated[str, Field(max_length=20, description="5-digit county code"), AfterValidator(_county)]
IndustryCode = Annotated[
    str, Field(pattern=r"^[0-9]{3}-[0-9]{2}$", description="key industry: ROC list year and item number")
]
WantedIndustry = Annotated[IndustryCode, AfterValidator(_listed)]
OccupationCode = Annotated[
    str, Field(pattern=r"^[0-9]{2}([0-9]{4})?$", description="major (2 digits) or minor (6 digits) occupation")
]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,62}$"), AfterValidator(_nobodys)]
# years that have school years of the Republic around them: rules count from one to another
Month = Annotated[
    str, Field(pattern=r"^(19[2-9][0-9]|2[01][0-9]{2})-(0[1-9]|1[0-2])$", description="year and month, as 2027-06")
]
# JSON has no dates: a text in ISO form is one, even where values are taken strictly
Day = Annotated[date, Field(strict=False)]
Stated = Annotated[bool | None, Field(description="true, false, or absent: nobody has stated it")]
