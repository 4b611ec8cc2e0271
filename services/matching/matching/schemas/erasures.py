"""Erasures as callers follow them."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from matching.domain.erasure import Erasure


class ErasureAnswerView(BaseModel):
    """One service's confirmation."""

    service: str
    erased_on: date
    rows: int = Field(description="what it deleted or emptied")
    heard_at: datetime


class ErasureView(BaseModel):
    """A person's request to be erased (刪除), and which services have confirmed."""

    id: UUID
    youth_id: UUID
    requested_on: date
    waiting_for: list[str]
    confirmations: list[ErasureAnswerView]
    erased_on: date | None = Field(description="when the last service confirmed; null: not yet")

    @classmethod
    def of(cls, erasure: Erasure) -> Self:
        """Show an erasure."""
        return cls(
            id=erasure.id,
            youth_id=erasure.youth_id,
            requested_on=erasure.requested_on,
            waiting_for=erasure.waiting_for,
            confirmations=[
                ErasureAnswerView(service=one.service, erased_on=one.erased_on, rows=one.rows, heard_at=one.heard_at)
                for one in erasure.answers
            ],
            erased_on=erasure.erased_on,
        )
