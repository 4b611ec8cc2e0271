"""Skills: the lexicon, what was found in a vacancy, and the demand for them."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from vacancy.domain.demand import By, Count
from vacancy.domain.lexicon import Kind, Lexicon
from vacancy.domain.skills import SkillFound
from vacancy.repository.skills import Held
from vacancy.service.chart_demand import name_of
from vacancy.service.read_demand import Demanded, Wanted

Code = Annotated[str, Field(pattern="^[a-z0-9-]{1,63}$")]


class DemandQuery(BaseModel):
    """What demand is asked for; what is left out does not narrow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Annotated[By, Field(description="what is counted by")] = By.FIELD
    over: Annotated[Literal["month"] | None, Field(description="by month too")] = None
    kind: Annotated[Kind | None, Field(description="digital_technology unless a field or a skill is named")] = None
    field: Annotated[Code | None, Field(description="of the lexicon", examples=["information-security"])] = None
    skill: Annotated[Code | None, Field(description="of the lexicon", examples=["python"])] = None
    industry: Annotated[str | None, Field(pattern="^[0-9]{3}-[0-9]{2}$", description="key industry")] = None
    county: Annotated[str | None, Field(pattern="^[0-9]{5}$")] = None
    from_: Annotated[date | None, Field(alias="from", description="first day of publication, else of submission")] = (
        None
    )
    to: Annotated[date | None, Field(description="last day")] = None

    def wanted(self) -> Wanted:
        """As the use case takes it."""
        return Wanted(
            by=self.by,
            kind=self.kind,
            field=self.field,
            skill=self.skill,
            industry=self.industry,
            county=self.county,
            since=self.from_,
            until=self.to,
            monthly=self.over is not None,
        )


class ChartQuery(DemandQuery):
    """What demand is drawn, and in which language."""

    lang: Annotated[Literal["zh-TW", "en"], Field(description="language of the chart")] = "zh-TW"


class FieldView(BaseModel):
    """A field of skills."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name_zh: str
    name_en: str
    kind: Kind


class SkillView(BaseModel):
    """A skill with every spelling that names it."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    field: str
    name_zh: str
    name_en: str
    terms: list[str]


class SkillList(BaseModel):
    """The lexicon."""

    version: int
    fields: list[FieldView]
    items: list[SkillView]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Self:
        """Show the lexicon."""
        return cls(
            version=lexicon.version,
            fields=[FieldView.model_validate(one) for one in lexicon.fields.values()],
            items=[SkillView.model_validate(one) for one in lexicon.skills.values()],
        )


class EvidenceView(BaseModel):
    """The words that name a skill: ``text`` is ``path``'s text from code point ``start`` to before ``end``."""

    model_config = ConfigDict(from_attributes=True)

    path: Literal["title", "description"]
    start: int
    end: int
    text: str


class FoundSkillView(BaseModel):
    """A skill that a vacancy asks for; one that the lexicon no longer has is called by its code."""

    code: str
    name_zh: str
    name_en: str
    field: str
    kind: Kind | None
    evidence: list[EvidenceView]

    @classmethod
    def of(cls, found: SkillFound, lexicon: Lexicon) -> Self:
        """Show a skill found."""
        skill, field = lexicon.skills.get(found.code), lexicon.fields.get(found.field)
        return cls(
            code=found.code,
            name_zh=found.code if skill is None else skill.name_zh,
            name_en=found.code if skill is None else skill.name_en,
            field=found.field,
            kind=None if field is None else field.kind,
            evidence=[EvidenceView.model_validate(one) for one in found.evidence],
        )


class VacancySkillList(BaseModel):
    """The skills found in a vacancy: in which version of it, by which lexicon; null when nobody has read it yet."""

    vacancy_id: UUID
    vacancy_version: int | None
    lexicon_version: int | None
    items: list[FoundSkillView]

    @classmethod
    def of(cls, vacancy_id: UUID, held: Held, lexicon: Lexicon) -> Self:
        """Show what was read."""
        return cls(
            vacancy_id=vacancy_id,
            vacancy_version=held.vacancy_version,
            lexicon_version=held.lexicon_version,
            items=[FoundSkillView.of(one, lexicon) for one in held.skills],
        )


class Figures(BaseModel):
    """How many vacancies, how many people they say they want, how many do not say; null where that is withheld."""

    vacancies: int | None
    openings: int | None
    openings_unstated: int | None
    suppressed: bool


class MonthView(Figures):
    """The figures of one month, "2026-07"."""

    month: str


class DemandView(Figures):
    """The figures under one key."""

    key: str
    name_zh: str
    name_en: str
    months: list[MonthView] | None


class DemandList(BaseModel):
    """Demand for skills. ``total`` counts each vacancy once; a field or skill counts every vacancy that asks for it."""

    by: By
    lexicon_version: int
    total: Figures
    items: list[DemandView]

    @classmethod
    def of(cls, demanded: Demanded) -> Self:
        """Show demand."""
        return cls(
            by=demanded.wanted.by,
            lexicon_version=demanded.lexicon_version,
            total=Figures.model_validate(_figures(demanded.total)),
            items=[_demand(one, demanded) for one in demanded.counts],
        )


def _demand(count: Count, demanded: Demanded) -> DemandView:
    monthly = demanded.wanted.monthly
    return DemandView(
        key=count.key,
        name_zh=name_of(demanded, count, "zh-TW"),
        name_en=name_of(demanded, count, "en"),
        months=[MonthView(month=one.key, **_figures(one)) for one in count.months] if monthly else None,
        **_figures(count),
    )


def _figures(count: Count) -> dict[str, int | bool | None]:
    return {
        "vacancies": count.vacancies,
        "openings": count.openings,
        "openings_unstated": count.openings_unstated,
        "suppressed": count.suppressed,
    }
