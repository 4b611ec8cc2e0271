"""The young person for whom something is done, with what the programme offers on that day."""

from collections.abc import Sequence
from uuid import UUID

from chassis.db import Transaction

from matching.domain.subject import Subject
from matching.domain.youth import Youth
from matching.repository.people import People
from matching.repository.working import Behind
from matching.repository.youths import Youths
from matching.service.show_youth import with_offers


async def subject_of(tx: Transaction, youth_id: UUID) -> Subject:
    """Somebody whom the principal sees; raises YouthUnknown."""
    [subject] = await subjects_of(tx, [(await Youths(tx).get(youth_id), 0)])
    return subject


async def locked_subject_of(tx: Transaction, youth_id: UUID) -> Subject:
    """The same, the person locked: nobody is erased, or leaves, while something is begun. Raises YouthUnknown."""
    seen = await Youths(tx).get(youth_id)
    await People(tx).locked([seen.person_id])
    return await subject_of(tx, youth_id)


async def subject_behind(tx: Transaction, youth_id: UUID) -> Subject:
    """The person behind work that the caller has locked, whoever registered it; raises YouthUnknown once erased."""
    [subject] = await subjects_of(tx, [(await Behind(tx).youth(youth_id), 0)])
    return subject


async def subjects_of(tx: Transaction, youths: Sequence[tuple[Youth, int]]) -> list[Subject]:
    """Registrations with their numbers as subjects, in the order given."""
    shown = await with_offers(tx, [youth for youth, _ in youths])
    return [Subject(one.youth, number, one.offers) for one, (_, number) in zip(shown, youths, strict=True)]
