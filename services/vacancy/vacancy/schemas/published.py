"""Published vacancies as those see them who send young people there: what is offered, not how it was judged."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from vacancy.domain.lexicon import Lexicon
from vacancy.service.read_published import Published, PublishedPage


class AskedSkillView(BaseModel):
    """A skill that a vacancy asks for; one that the lexicon no longer has is called by its code."""

    code: str
    name_zh: str
    name_en: str

    @classmethod
    def of(cls, code: str, lexicon: Lexicon) -> Self:
        """Show a skill."""
        skill = lexicon.skills.get(code)
        return cls(code=code, name_zh=skill.name_zh if skill else code, name_en=skill.name_en if skill else code)


class OfferedPayView(BaseModel):
    """What is paid (核薪方式), in NTD; ``negotiable`` names no figure."""

    basis: str
    minimum: int | None
    maximum: int | None


class PublishedVacancyView(BaseModel):
    """One published vacancy (職缺)."""

    id: UUID
    case_number: str = Field(description="the number people quote")
    version: int = Field(description="also the ETag")
    title: str
    employer_name: str
    county: str = Field(description="5-digit county code")
    industry: str | None = Field(description="key industry")
    occupation_code: str | None
    employment_type: str | None
    pay: OfferedPayView | None
    education: str | None
    experience: str | None
    skills: list[AskedSkillView]
    openings: int | None
    closing_date: date | None = Field(description="the last day on which one may apply")
    published_on: date | None = Field(description="first published on, in Asia/Taipei")

    @classmethod
    def of(cls, one: Published, lexicon: Lexicon) -> Self:
        """Show a published vacancy."""
        vacancy, facts = one.vacancy, one.vacancy.facts
        return cls(
            id=vacancy.id,
            case_number=vacancy.case_number,
            version=vacancy.version,
            title=facts["title"],
            employer_name=facts["employer"]["name"],
            county=vacancy.county,
            industry=vacancy.industry,
            occupation_code=facts.get("occupation_code"),
            employment_type=facts.get("employment_type"),
            pay=_pay(facts.get("pay")),
            education=facts.get("education"),
            experience=facts.get("experience"),
            skills=[AskedSkillView.of(code, lexicon) for code in one.skills],
            openings=vacancy.openings,
            closing_date=vacancy.closing_date,
            published_on=vacancy.published_on,
        )


class PublishedVacancyPage(BaseModel):
    """One page of them."""

    items: list[PublishedVacancyView]
    next_cursor: str | None = Field(description="null on the last page")

    @classmethod
    def of(cls, page: PublishedPage, lexicon: Lexicon, *, next_cursor: str | None) -> Self:
        """Show a page."""
        return cls(items=[PublishedVacancyView.of(one, lexicon) for one in page.items], next_cursor=next_cursor)


def _pay(pay: dict[str, Any] | None) -> OfferedPayView | None:
    if pay is None:
        return None
    return OfferedPayView(basis=pay["basis"], minimum=pay.get("minimum"), maximum=pay.get("maximum"))
