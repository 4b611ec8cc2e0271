"""Saying what is counted of people: each person once, however many organisations registered him or her."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

from chassis import outbox
from chassis.db import Transaction
from chassis.outbox import Said
from contracts.envelope import Fact
from contracts.matching import YouthRegistered, YouthWithdrawn
from fields.calendar import business_date

from matching.domain.life_cycle import Outcome, State
from matching.domain.youth import Youth
from matching.repository.people import People, Person
from matching.repository.youths import Youths
from matching.service.end_work import end_open_work

Reason = Literal["own_wish", "left_school", "consent_withdrawn", "erased"]
_AS_SAID: Mapping[str, Any] = MappingProxyType({})
_ELIGIBLE = {Outcome.ELIGIBLE: True, Outcome.NOT_ELIGIBLE: False}


async def say_standing(tx: Transaction, person_ids: Sequence[UUID], *, reason: Reason = "own_wish") -> None:
    """Say of each of these people, whose rows this transaction locks, what has changed of what is counted.

    A person is counted by the oldest registration that is active. When none is any more, the person left, for the
    reason given. Either is said with the ids of all registrations once there are several: a provider that enrols
    somebody itself knows one of them.
    """
    people = await People(tx).locked(person_ids)
    registrations = await Youths(tx).everywhere(person_ids)
    said: list[Said] = []
    moved: list[Person] = []
    for person in people:
        own = [one for one in registrations if one.person_id == person.id]
        counting = next((one for one in own if one.state is State.ACTIVE), None)
        known_by = known_as([one.id for one in own])
        after = _left(tx, person, reason, known_by) if counting is None else _stands(person, counting, known_by)
        if after != person:
            moved.append(replace(after, seq=person.seq + 1))
            said.append(Said(standing(after)[-1], person.id, person.seq + 1))
    for person in (one for one in moved if one.left is not None):
        # whoever has left is sent nowhere any more
        await end_open_work(tx, person_id=person.id)
    await People(tx).save_all(moved)
    await outbox.record_all(tx, said)


def standing(person: Person, known_by: Mapping[str, Any] = _AS_SAID) -> list[Fact]:
    """The facts that tell of a person what was last said: as registered, and that he or she left where that is so.

    ``known_by`` are the registrations to say, where they may be others than those said last.
    """
    facts: list[Fact] = []
    if person.said is not None:
        facts.append(YouthRegistered.model_validate({**person.said, **known_by}))
    if person.left is not None:
        facts.append(YouthWithdrawn.model_validate({**person.left, **known_by}))
    return facts


def known_as(registrations: Sequence[UUID]) -> dict[str, list[str]]:
    """What a fact about a person says of these registrations: nothing of a single one, whose id is the person's."""
    return {"registrations": sorted(map(str, registrations))} if len(registrations) > 1 else {}


def _stands(person: Person, counting: Youth, known_by: Mapping[str, Any]) -> Person:
    return replace(person, said={**_counted(counting), **known_by}, left=None)


def _left(tx: Transaction, person: Person, reason: Reason, known_by: Mapping[str, Any]) -> Person:
    if person.said is None or person.left is not None:
        return person
    left = {"withdrawn_on": business_date(tx.now).isoformat(), "reason": reason, **known_by}
    return replace(person, left=left)


def _counted(youth: Youth) -> dict[str, Any]:
    return {
        "youth_id": str(youth.person_id),
        "target_group": str(youth.target_group),
        "gender": youth.gender,
        "age_band": youth.age_band,
        "county": youth.home_county,
        "industry": youth.industry,
        "registered_on": youth.registered_on.isoformat(),
        "eligible": None if youth.outcome is None else _ELIGIBLE.get(youth.outcome),
    }
