"""What a completed course taught is known of the person, in every registration."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chassis.db import Transaction
from chassis.domain import Json

from matching.domain.life_cycle import State
from matching.repository.people import People
from matching.repository.youths import Youths
from matching.service.keep_youth import Move, keep_all


async def teach_skills(tx: Transaction, *, person_id: UUID, skills: Sequence[Mapping[str, Json]]) -> None:
    """Add skills, each with its course; what is known already makes no new version.

    Somebody who left, or was erased meanwhile, is left alone: a fact that came late brings nobody back.
    """
    await People(tx).locked([person_id])
    held = [one for one in await Youths(tx).everywhere([person_id]) if one.state is State.ACTIVE]
    moves = [Move(one, one.taught(skills)) for one in held]
    await keep_all(tx, [one for one in moves if one.before != one.after])
