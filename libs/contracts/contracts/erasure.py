"""That a service has dropped what it held of a person: one type an owner, for a type travels on one topic.

The subject is the young person; ``rows`` counts what was deleted or emptied. What stays is a number without a person.
"""

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.envelope import Fact


class ErasureConfirmed(Fact):
    """What every confirmation says."""

    erased_on: date
    rows: int = Field(ge=0)


class VacancyErasureConfirmed(ErasureConfirmed):
    """The vacancy service holds nothing of the person: seats name placements only."""

    TYPE: ClassVar[str] = "tw.youthlink.vacancy-erasure.confirmed.v1"


class TrainingErasureConfirmed(ErasureConfirmed):
    """The training service has dropped what it held of the person."""

    TYPE: ClassVar[str] = "tw.youthlink.training-erasure.confirmed.v1"


class IndicatorsErasureConfirmed(ErasureConfirmed):
    """The indicators service holds nothing of the person but counts."""

    TYPE: ClassVar[str] = "tw.youthlink.indicators-erasure.confirmed.v1"
