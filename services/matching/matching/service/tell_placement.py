"""What others hear of a placement: that it began, what a follow-up found, and that it ended."""

from collections.abc import Sequence
from typing import Any

from contracts.envelope import Fact
from contracts.matching import PlacementCheckpointReached, PlacementEnded, PlacementStarted

from matching.domain.placement import Checkpoint, CheckpointState, Placement, PlacementState


def started(placement: Placement) -> Fact:
    """That a young person began to work."""
    facts = {"vacancy_id": placement.vacancy_id, "started_on": placement.started_on}
    return PlacementStarted.model_validate(facts | _counted(placement))


def reached(placement: Placement, checkpoint: Checkpoint) -> Fact:
    """That a follow-up was answered."""
    facts = {
        "vacancy_id": placement.vacancy_id,
        "checkpoint": checkpoint.code,
        "due_on": checkpoint.due_on,
        "answered_on": checkpoint.answered_on,
        "employed": checkpoint.employed,
    }
    return PlacementCheckpointReached.model_validate(facts | _counted(placement))


def ended(placement: Placement) -> Fact:
    """That the young person no longer works there."""
    facts = {
        "vacancy_id": placement.vacancy_id,
        "youth_id": placement.person_id,
        "started_on": placement.started_on,
        "ended_on": placement.ended_on,
        "reason": placement.end_reason,
        "county": placement.county,
        "industry": placement.industry,
    }
    return PlacementEnded.model_validate(facts)


def told(placement: Placement, checkpoints: Sequence[Checkpoint]) -> list[Fact]:
    """The least series of facts that tells a placement as it is."""
    answered = [one for one in checkpoints if one.state is CheckpointState.ANSWERED]
    facts = [started(placement), *(reached(placement, one) for one in answered)]
    return facts + ([ended(placement)] if placement.state is PlacementState.ENDED else [])


def _counted(placement: Placement) -> dict[str, Any]:
    return {
        "youth_id": placement.person_id,
        "target_group": placement.target_group,
        "gender": placement.gender,
        "age_band": placement.age_band,
        "county": placement.county,
        "industry": placement.industry,
    }
