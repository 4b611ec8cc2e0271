"""A young person (青年) as the work done for them sees one: what is counted, what is offered, and the profile."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.domain import DomainError

from matching.domain.life_cycle import TargetGroup
from matching.domain.offers import Measure, Mode, Offer
from matching.domain.person import age_band
from matching.domain.recommendation import Profile, SkillHeld, SkillSource
from matching.domain.youth import Youth, birth_date_of


class NotOffered(DomainError):
    """The programme offers this person something else now, or nothing (R000-017, 018, 033)."""

    code = "not-offered"
    title_en = "This is not offered to the young person now"
    title_zh = "現階段未提供該青年此項服務"


@dataclass(frozen=True, slots=True)
class Subject:
    """One registration, and what it is offered on the day it was read; ``number`` breaks ties and says nothing."""

    youth: Youth
    number: int
    offers: tuple[Offer, ...]

    @property
    def id(self) -> UUID:
        """Of the registration."""
        return self.youth.id

    @property
    def person_id(self) -> UUID:
        """Of the person behind it: what events speak of."""
        return self.youth.person_id

    @property
    def in_school(self) -> bool:
        """Whether this is a student."""
        return self.youth.target_group is TargetGroup.IN_SCHOOL

    @property
    def graduated(self) -> bool:
        """Whether the school says that this student has graduated."""
        return bool(self.youth.facts.get("study", {}).get("status") == "graduated")

    def offered(self, measure: Measure, *, preview: bool = False) -> bool:
        """Whether the programme offers this now, or at least lets one look at it."""
        modes = {Mode.OFFERED, Mode.PREVIEW} if preview else {Mode.OFFERED}
        return any(one.measure is measure and one.mode in modes for one in self.offers)

    def require(self, measure: Measure, *, preview: bool = False) -> None:
        """Raise NotOffered unless the programme offers this now; the details say what it offers, and by which rules."""
        if self.offered(measure, preview=preview):
            return
        offers = [{"measure": one.measure, "mode": one.mode, "rules": list(one.rules)} for one in self.offers]
        raise NotOffered(wanted=measure, offers=offers, eligibility=self.youth.outcome)

    def counted(self, on: date) -> dict[str, Any]:
        """What a fact of a day is counted by; the age band is that day's."""
        return {
            "target_group": str(self.youth.target_group),
            "gender": self.youth.gender,
            "age_band": age_band(birth_date_of(self.youth.facts), on),
        }

    @property
    def profile(self) -> Profile:
        """What the person can do and wants, in codes; an empty list of wishes is no wish."""
        facts = self.youth.facts
        wanted = facts.get("wanted", {})
        return Profile(
            home=self.youth.home_county,
            counties=tuple(wanted.get("counties") or ()) or None,
            industries=tuple(wanted.get("industries") or ()) or None,
            education=facts.get("education"),
            wage=wanted.get("monthly_wage"),
            wishes=tuple(wanted.get("attributes") or ()),
            skills=(*_stated_skills(self.youth), *_taught_skills(self.youth)),
        )


def _stated_skills(youth: Youth) -> tuple[SkillHeld, ...]:
    """The skills on somebody's word: the organisation's, or whoever corrected them."""
    owner = youth.owners.get("skills")
    if owner is not None:
        source = SkillSource.OFFICER if owner == SkillSource.OFFICER else SkillSource.SELF
    else:
        source = SkillSource.SCHOOL if youth.target_group is TargetGroup.IN_SCHOOL else SkillSource.SELF
    return tuple(SkillHeld(one["code"], one.get("level") or 1, source) for one in youth.facts.get("skills", ()))


def _taught_skills(youth: Youth) -> tuple[SkillHeld, ...]:
    return tuple(
        SkillHeld(one["code"], one.get("level") or 1, SkillSource.COURSE, UUID(one["course_id"]))
        for one in youth.course_skills
    )
