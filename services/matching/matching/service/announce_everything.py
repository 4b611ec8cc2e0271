"""How people are told as they are, by the least series of facts (``announce``)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.announce import Telling
from chassis.db import Transaction
from contracts.envelope import Fact
from contracts.matching import YouthErasureRequested

from matching.models import PERSON
from matching.repository.erasures import Erasures
from matching.repository.people import People
from matching.service.say_standing import standing


async def tell_people(tx: Transaction, person_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Fact]]:
    """Everybody as last counted, whoever left, and whoever asked to be erased; who was never counted is no news."""
    asked = await Erasures(tx).requested_on(person_ids)
    told: dict[UUID, Sequence[Fact]] = {}
    for person in await People(tx).locked(person_ids):
        facts = standing(person)
        if person.id in asked:
            facts.append(YouthErasureRequested(requested_on=asked[person.id]))
        if facts:
            told[person.id] = facts
    return told


TELLINGS = (Telling(PERSON, tell_people, walk="id"),)
