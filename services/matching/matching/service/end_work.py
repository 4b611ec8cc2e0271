"""What becomes of the work done for somebody who leaves the programme, or asks to be erased."""

from uuid import UUID

from chassis.db import Transaction
from fields.calendar import business_date

from matching.repository.placements import Placements
from matching.repository.recommendation_sets import RecommendationSets
from matching.repository.referrals import Referrals
from matching.repository.training_referrals import TrainingReferrals
from matching.service.keep_referral import Step, keep_referrals


async def end_open_work(tx: Transaction, *, person_id: UUID) -> int:
    """Withdraw every open referral and training referral of a person; returns how many.

    A placement goes on: whoever works, works, and the seat is taken.
    """
    today = business_date(tx.now)
    open_ones = await Referrals(tx).open_of(person_id)
    if open_ones:
        steps = [Step(one, one.ended("withdraw", at=tx.now), "withdraw") for one in open_ones]
        await keep_referrals(tx, steps, on=today)
    trainings = await TrainingReferrals(tx).opened(person_id)
    for one in trainings:
        await TrainingReferrals(tx).save(one.ended("withdraw", on=today, at=tx.now))
    return len(open_ones) + len(trainings)


async def erase_work(tx: Transaction, *, person_id: UUID) -> int:
    """End everything open of a person and drop what was written or listed; returns how many rows were touched.

    What is counted stays: attendances, referrals and placements of a number without a person.
    """
    touched = await end_open_work(tx, person_id=person_id)
    touched += await Referrals(tx).forget(person_id)
    touched += await Placements(tx).forget(person_id)
    return touched + await RecommendationSets(tx).forget(person_id)
