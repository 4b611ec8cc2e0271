"""People as callers see them. Output fields have no defaults: each is always there, null where nothing is known."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from chassis.changes import Feed
from chassis.domain import Json
from chassis.people.masking import HIDDEN, mask_email, mask_name, mask_number, mask_phone
from pydantic import BaseModel, Field, JsonValue

from matching.domain.life_cycle import Outcome, State, TargetGroup
from matching.domain.offers import Measure, Mode
from matching.domain.statement import PERSONAL
from matching.schemas.consents import GivenConsent
from matching.schemas.facts import YouthFacts
from matching.schemas.text import Strict
from matching.service.show_youth import Shown

_SHOWN = (
    "id",
    "target_group",
    "state",
    "version",
    "owner_org",
    "county",
    "registered_on",
    "outcome",
    "decision_id",
    "decided_on",
    "updated_at",
)


class NewYouth(Strict):
    """Somebody unemployed who is to be registered, and what he or she consented to."""

    facts: YouthFacts
    consents: Annotated[list[GivenConsent], Field(min_length=1, max_length=20)]


class Withdrawal(Strict):
    """Why somebody leaves the programme."""

    reason: Literal["own_wish", "left_school"]


class OfferView(BaseModel):
    """One measure that is open to somebody today, or may be looked at, and the rules that say so."""

    measure: Measure
    mode: Mode
    rules: list[str]


class StandingView(BaseModel):
    """Where a registration stands. It names nobody: answers to writes are kept for repeats."""

    id: UUID
    target_group: TargetGroup
    state: State
    version: int = Field(description="also the ETag")
    owner_org: str = Field(description="the organisation that registered the person")
    county: str = Field(description="of the campus or the employment office")
    registered_on: date
    outcome: Outcome | None = Field(description="of the last eligibility decision")
    decision_id: UUID | None = Field(description="the last eligibility decision")
    decided_on: date | None
    offered: list[OfferView] = Field(description="today, by the last decision (R000-017, 018, 033)")
    updated_at: datetime

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """Show where a registration stands."""
        return cls.model_validate(_standing(shown))


class IdentityView(BaseModel):
    """What names a person, each fact masked unless it is among ``clear`` of the person's view."""

    name: str | None
    birth_date: date | None
    person_number: str | None
    student_number: str | None
    phone: str | None
    email: str | None
    preferences: str | None


class SkillView(BaseModel):
    """One skill and on whose word."""

    code: str
    level: int | None
    source: str


class YouthView(StandingView):
    """A young person (青年) as this caller may see him or her."""

    identity: IdentityView
    clear: list[str] = Field(description="the identifying facts that this caller reads in the clear")
    gender: str | None
    age_band: str
    facts: dict[str, JsonValue] = Field(description="what counts of what was stated, without what names the person")
    owners: dict[str, str] = Field(description="whose word a corrected fact is, by its path")
    skills: list[SkillView] = Field(description="each once, at the best level that anybody stated or a course taught")

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """Show a person."""
        youth, facts = shown.youth, shown.youth.facts
        return cls.model_validate(
            _standing(shown)
            | {
                "identity": _identity(facts, shown.clear),
                "clear": sorted(shown.clear & facts.keys()),
                "gender": youth.gender,
                "age_band": youth.age_band,
                "facts": {name: value for name, value in facts.items() if name not in PERSONAL},
                "owners": dict(youth.owners),
                "skills": [
                    {"code": one["code"], "level": one.get("level"), "source": one["source"]} for one in youth.skills
                ],
            }
        )


class ListedView(StandingView):
    """A person in a list: a masked name, nothing else that names anybody."""

    name: str
    home_county: str | None
    industry: str | None

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """Show a person in a list."""
        youth = shown.youth
        named = {"name": mask_name(youth.facts["name"]), "home_county": youth.home_county, "industry": youth.industry}
        return cls.model_validate(_standing(shown) | named)


class YouthPage(BaseModel):
    """One page of a list."""

    items: list[ListedView]
    next_cursor: str | None = Field(description="null on the last page")


class ChangeView(BaseModel):
    """One entry of the change feed; ``delete`` means that the person is no longer yours to see."""

    id: UUID
    version: int
    operation: str
    at: datetime


class ChangePage(BaseModel):
    """Changes, oldest first. The cursor is always given: come back with it."""

    items: list[ChangeView]
    next_cursor: str

    @classmethod
    def of(cls, feed: Feed, *, next_cursor: str) -> Self:
        """Show a piece of the feed."""
        items = [
            ChangeView(id=one.resource_id, version=one.version, operation=one.operation, at=one.at)
            for one in feed.entries
        ]
        return cls(items=items, next_cursor=next_cursor)


def _standing(shown: Shown) -> dict[str, object]:
    offers = [{"measure": one.measure, "mode": one.mode, "rules": list(one.rules)} for one in shown.offers]
    return {name: getattr(shown.youth, name) for name in _SHOWN} | {"offered": offers}


def _identity(facts: Mapping[str, Json], clear: frozenset[str]) -> dict[str, Json]:
    return {name: facts.get(name) if name in clear else _masked(name, facts.get(name)) for name in PERSONAL}


def _masked(name: str, value: str | None) -> str | None:
    if value is None or name in ("birth_date", "preferences"):
        return None
    if name == "student_number":
        return HIDDEN + value[-2:] if len(value) > 5 else HIDDEN
    masks = {"name": mask_name, "person_number": mask_number, "phone": mask_phone, "email": mask_email}
    return masks[name](value)
