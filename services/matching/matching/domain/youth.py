"""The young person's registration (登錄) with one organisation: the aggregate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from chassis.domain import Json
from fields.person import Gender, PersonNumber, PersonNumberKind

from matching.domain.eligibility import Facts
from matching.domain.errors import BirthDateInvalid, FieldNotYours, FieldOwned
from matching.domain.life_cycle import LIFE_CYCLE, Outcome, State, TargetGroup
from matching.domain.person import AgeBand, age_band
from matching.domain.statement import OF_THE_PERSON, Owner, Statement, differing, foreign, grown, leaves, merged


@dataclass(frozen=True, slots=True)
class Youth:
    """One registration. ``version`` counts writes (the ETag). ``person_id`` is shared by all of one person's.

    ``stated`` is what the organisation said, ``corrected`` what people said over it, ``owners`` whose word each
    corrected path is, ``officers`` which organisation's officer that was, where it was one and is known; the first two
    hold identifying facts too, which are sealed where they are kept.
    """

    id: UUID
    person_id: UUID
    owner_org: str
    owner_kind: str
    county: str
    target_group: TargetGroup
    state: State
    version: int
    stated: Statement
    corrected: Statement
    owners: Mapping[str, str]
    officers: Mapping[str, str]
    course_skills: Sequence[Mapping[str, Json]]
    source_version: int | None
    age_band: AgeBand
    registered_on: date
    outcome: Outcome | None
    decision_id: UUID | None
    decided_on: date | None
    created_at: datetime
    updated_at: datetime

    @property
    def facts(self) -> dict[str, Json]:
        """What counts of what was stated."""
        return merged(self.stated, self.corrected)

    @property
    def gender(self) -> str | None:
        """As stated, else as the person's number says."""
        return gender_of(self.facts)

    @property
    def home_county(self) -> str | None:
        """Where the person lives."""
        found: str | None = self.facts.get("home_county")
        return found

    @property
    def industry(self) -> str | None:
        """The first of the industries that the person wants to work in."""
        wanted: list[str] = self.facts.get("wanted", {}).get("industries", [])
        return wanted[0] if wanted else None

    @property
    def skills(self) -> list[dict[str, Json]]:
        """Every skill once, at the best level that anybody stated or a course taught; each with its source."""
        best: dict[str, dict[str, Json]] = {}
        for one in [*self.facts.get("skills", ()), *self.course_skills]:
            held = best.get(one["code"])
            if held is None or (one.get("level") or 0) > (held.get("level") or 0):
                best[one["code"]] = dict(one)
        return [best[code] for code in sorted(best)]

    @property
    def expected_graduation(self) -> date | None:
        """The first day of the month in which a student expects to graduate."""
        return graduation_of(self.facts)

    @property
    def offers_hold(self) -> bool:
        """Whether anything is offered at all: to nobody who has left."""
        return self.state is State.ACTIVE

    def restated(self, facts: Statement, *, source_version: int | None, county: str, on: date) -> Self:
        """The organisation says it anew; corrected facts stay as people corrected them."""
        LIFE_CYCLE.after(self.state, "state")
        said = replace(self, stated=facts, source_version=source_version, county=county)
        return said._counted(on)

    def registered_again(self, facts: Statement, *, source_version: int | None, county: str, on: date) -> Self:
        """Somebody who had left comes back, with a new consent."""
        state = State(LIFE_CYCLE.after(self.state, "register_again"))
        said = replace(self, state=state, stated=facts, source_version=source_version, county=county)
        return said._counted(on)

    def corrected_by(self, owner: Owner, changes: Mapping[str, Json], *, org: str, on: date) -> Self:
        """Facts corrected by path; null takes a correction back, and the organisation's word counts again.

        ``org`` is who forwards a person's word, or whose officer's word it is.
        Raises TransitionRefused, FieldOwned (a student may not change what an officer corrected), FieldNotYours.
        """
        LIFE_CYCLE.after(self.state, "correct")
        if owner is Owner.STUDENT and (strange := sorted(changes.keys() - OF_THE_PERSON)):
            raise FieldNotYours(fields=strange)
        if held := foreign(changes, self.owners, owner):
            raise FieldOwned(fields=held, owner=Owner.OFFICER)
        kept = leaves(self.corrected) | dict(changes)
        owners = {path: str(owner) if path in changes else self.owners[path] for path in kept if kept[path] is not None}
        said = {**self.officers, **dict.fromkeys(changes, org)}
        officers = {path: said[path] for path in said if owners.get(path) == Owner.OFFICER}
        return replace(self, corrected=grown(kept), owners=owners, officers=officers)._counted(on)

    def overruled(self, facts: Statement) -> frozenset[str]:
        """The paths in which a statement of the organisation does not count, because people said otherwise."""
        return differing(facts, merged(facts, self.corrected)) & self.owners.keys()

    def check_decisions(self) -> None:
        """Raise TransitionRefused where nothing is decided about the registration any more."""
        LIFE_CYCLE.after(self.state, "decide")

    def check_consents(self) -> None:
        """Raise TransitionRefused where a consent would be about nothing."""
        LIFE_CYCLE.after(self.state, "consent")

    def decided(self, outcome: Outcome, *, decision_id: UUID, on: date) -> Self:
        """An eligibility decision about it was made."""
        self.check_decisions()
        return replace(self, outcome=outcome, decision_id=decision_id, decided_on=on)

    def taught(self, skills: Sequence[Mapping[str, Json]]) -> Self:
        """What a completed course taught is known of the person, each course's skill once."""
        held = [dict(one) for one in self.course_skills]
        new = [dict(one) for one in skills if dict(one) not in held]
        return replace(self, course_skills=held + new) if new else self

    def withdrawn(self) -> Self:
        """The person leaves the programme."""
        return replace(self, state=State(LIFE_CYCLE.after(self.state, "withdraw")))

    def erasing(self) -> Self:
        """What names the person is gone; what is counted stays."""
        state = State(LIFE_CYCLE.after(self.state, "erase"))
        return replace(self, state=state, stated={}, corrected={}, owners={}, officers={}, course_skills=())

    def _counted(self, on: date) -> Self:
        return replace(self, age_band=age_band(born(self.facts, on), on))


def judged(youth: Youth) -> dict[str, Json]:
    """The input of an eligibility decision as it is stored; ``facts_of`` reads it back years later."""
    facts = youth.facts
    number = facts.get("person_number")
    national = number is not None and PersonNumber(number).kind is PersonNumberKind.NATIONAL
    record: dict[str, Json] = {
        "target_group": str(youth.target_group),
        "nationality": facts.get("nationality"),
        "number_kind": None if number is None else ("national" if national else "resident"),
    }
    if youth.target_group is TargetGroup.IN_SCHOOL:
        names = ("status", "degree", "programme_years", "year_of_study", "expected_graduation")
        return record | {name: facts.get("study", {}).get(name) for name in names}
    record["birth_date"] = facts.get("birth_date")
    record |= {name: facts.get("registration", {}).get(name) for name in ("office", "registered_on", "in_person")}
    return record | {
        name: facts.get("situation", {}).get(name) for name in ("in_school", "in_work", "willing", "urgent_need")
    }


def facts_of(record: Mapping[str, Any]) -> Facts:
    """The facts in a stored input."""
    values = dict(record) | {"target_group": TargetGroup(record["target_group"])}
    for name in ("birth_date", "registered_on"):
        if values.get(name) is not None:
            values[name] = date.fromisoformat(values[name])
    if values.get("expected_graduation") is not None:
        values["expected_graduation"] = date.fromisoformat(f"{values['expected_graduation']}-01")
    return Facts(**values)


def birth_date_of(facts: Statement) -> date:
    """The birth date, which every registration states."""
    return date.fromisoformat(facts["birth_date"])


def born(facts: Statement, on: date) -> date:
    """The same, where a statement is taken in on a day; raises BirthDateInvalid when the birth is still to come."""
    birth = birth_date_of(facts)
    if birth > on:
        raise BirthDateInvalid()
    return birth


def gender_of(facts: Statement) -> str | None:
    """As stated, else as the person's number says."""
    if "gender" in facts:
        return str(facts["gender"])
    number = facts.get("person_number")
    return None if number is None else ("female" if PersonNumber(number).gender is Gender.FEMALE else "male")


def graduation_of(facts: Statement) -> date | None:
    """The first day of the expected month of graduation, where one is stated."""
    month = facts.get("study", {}).get("expected_graduation")
    return None if month is None else date.fromisoformat(f"{month}-01")
