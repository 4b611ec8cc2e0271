"""The field types that requests share: each refuses with a stable code and, where one applies, the rule."""

import re
from typing import Annotated
from uuid import UUID

from chassis.entity_tags import WELL_FORMED
from fields.company import CompanyNumberInvalid, check_company_number
from fields.contacts import mask_contacts
from fields.person import is_person_number
from fields.places import UnknownCounty, county
from fields.text import nfc
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError


class Strict(BaseModel):
    """A request body: no unknown field, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _storable(text: str) -> str:
    # PostgreSQL holds no NUL; everything else is kept as typed, in NFC
    if "\x00" in text:
        raise PydanticCustomError("text_holds_nul", "The text holds a NUL character")
    return nfc(text)


def _company_number(text: str) -> str:
    try:
        return check_company_number(text)
    except CompanyNumberInvalid as error:
        raise PydanticCustomError(
            "company_number_invalid", "{reason}", {"reason": str(error), "received": mask_contacts(text)}
        ) from error


def _county(code: str) -> str:
    try:
        return county(code).code
    except UnknownCounty as error:
        context = {"received": mask_contacts(code), "allowed": "a 5-digit county code"}
        raise PydanticCustomError("county_unknown", "No county has this code", context) from error


def _well_formed(tags: str) -> str:
    if not WELL_FORMED.fullmatch(tags):
        raise PydanticCustomError("if_match_invalid", "The condition is neither * nor ETags in quotes")
    return tags


SOURCE = re.compile(r"^[a-z0-9][a-z0-9-]{0,62}$")
SOURCE_ID = re.compile(r"^[A-Za-z0-9._~-]{1,128}$")


def _nobodys(key: str) -> str:
    # a key stands in addresses and is kept legible
    if is_person_number(key):
        raise PydanticCustomError("source_id_invalid", "A person's number is no key of a vacancy")
    return key


def _without_contacts(text: str) -> str:
    # vacancies are open to the public and decisions are kept for good: neither holds anybody's number or address
    return mask_contacts(_storable(text))


Trimmed = StringConstraints(strip_whitespace=True, min_length=1)
ShortText = Annotated[str, Trimmed, Field(max_length=200), AfterValidator(_without_contacts)]
LongText = Annotated[str, Trimmed, Field(max_length=10_000), AfterValidator(_without_contacts)]
# an id or number that somebody issued: kept exactly as typed, and the only text that is
IssuedText = Annotated[str, Trimmed, Field(max_length=200), AfterValidator(_storable)]
CompanyNumber = Annotated[
    str, Field(max_length=20, description="統一編號: eight digits with a checksum"), AfterValidator(_company_number)
]
CountyCode = Annotated[str, Field(max_length=20, description="5-digit county code"), AfterValidator(_county)]
IndustryCode = Annotated[
    str, Field(pattern=r"^[0-9]{3}-[0-9]{2}$", description="key industry: ROC list year and item number")
]
OccupationCode = Annotated[
    str, Field(pattern=r"^[0-9]{2}([0-9]{4})?$", description="major (2 digits) or minor (6 digits) occupation")
]
SourceId = Annotated[str, Field(pattern=SOURCE_ID.pattern, description="its key there"), AfterValidator(_nobodys)]
Condition = Annotated[str, AfterValidator(_well_formed)]
# JSON has no ids either: a text in UUID form is one, even where values are taken strictly
Id = Annotated[UUID, Field(strict=False)]
Stated = Annotated[bool | None, Field(description="true, false, or absent: nobody has stated it")]
Money = Annotated[int, Field(ge=1, le=100_000_000, description="NTD")]
