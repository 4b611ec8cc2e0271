"""A subsidy application (補助申請): what a company plans with whom, and its life until its eligibility is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from chassis.domain import LifeCycle, Transition


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ELIGIBILITY_CHECK = "eligibility_check"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    ELIGIBLE = "eligible"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What the eligibility check (資格審) concludes: 符合, 通知補件, 退件."""

    ELIGIBLE = "eligible"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    RETURNED = "returned"


_S = ApplicationState
UNDECIDED = frozenset({_S.SUBMITTED, _S.ELIGIBILITY_CHECK, _S.SUPPLEMENT_REQUESTED})

ENDED_IN_VAIN = frozenset({ApplicationState.RETURNED, ApplicationState.WITHDRAWN})
"""What trains nobody: nothing is written to such an application after its end."""
TRAINS_NOBODY = ENDED_IN_VAIN | {ApplicationState.DRAFT}
"""The same, and what was never handed in: a draft that nobody touches any more ends in no other way."""
APPLICATION_LIFE_CYCLE = LifeCycle(
    (
        Transition("keep_draft", frozenset({_S.DRAFT}), _S.DRAFT),
        Transition("attach_document", frozenset({_S.DRAFT}), _S.DRAFT),
        Transition("submit", frozenset({_S.DRAFT}), _S.SUBMITTED),
        # a second start of a check is refused: two officers would decide the same case
        Transition("begin_check", frozenset({_S.SUBMITTED}), _S.ELIGIBILITY_CHECK),
        Transition("request_supplement", frozenset({_S.ELIGIBILITY_CHECK}), _S.SUPPLEMENT_REQUESTED),
        Transition("receive_notice", frozenset({_S.SUPPLEMENT_REQUESTED}), _S.SUPPLEMENT_REQUESTED),
        Transition("attach_supplement", frozenset({_S.SUPPLEMENT_REQUESTED}), _S.SUPPLEMENT_REQUESTED),
        Transition("extend_supplement", frozenset({_S.SUPPLEMENT_REQUESTED}), _S.SUPPLEMENT_REQUESTED),
        Transition("mark_overdue", frozenset({_S.SUPPLEMENT_REQUESTED}), _S.SUPPLEMENT_REQUESTED),
        Transition("supplement", frozenset({_S.SUPPLEMENT_REQUESTED}), _S.ELIGIBILITY_CHECK),
        Transition("find_eligible", frozenset({_S.ELIGIBILITY_CHECK}), _S.ELIGIBLE),
        Transition("return", frozenset({_S.ELIGIBILITY_CHECK}), _S.RETURNED),
        Transition("return_overdue", frozenset({_S.SUPPLEMENT_REQUESTED}), _S.RETURNED),
        Transition("withdraw", UNDECIDED | {_S.DRAFT, _S.ELIGIBLE}, _S.WITHDRAWN),
    )
)
TRANSITION_OF_OUTCOME = {
    Outcome.ELIGIBLE: "find_eligible",
    Outcome.SUPPLEMENT_REQUESTED: "request_supplement",
    Outcome.RETURNED: "return",
}


class PostMode(StrEnum):
    """實習型態: 全職, 非全職, 在校實務習作 (R003-093)."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    IN_SCHOOL_PRACTICE = "in_school_practice"


@dataclass(frozen=True, slots=True)
class Company:
    """What the company states of itself (R003-013, 014); ``net_worth`` in NT$. None: nobody has stated it."""

    company_number: str
    name: str
    registered: bool | None = None
    dishonoured_cheques: bool | None = None
    net_worth: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """計畫內容: 培育目標, 方式, 內容, 實作場域 (R003-089), 輔導報考 iPAS (090), 留(聘)用與優質工作條件規劃 (091)."""

    goals: str | None = None
    methods: str | None = None
    content: str | None = None
    site: str | None = None
    ipas_coaching: str | None = None
    retention: str | None = None
    working_conditions: str | None = None


@dataclass(frozen=True, slots=True)
class Trainee:
    """One student (培育對象) without the name, which is kept sealed beside it under the same ``number``."""

    number: int
    university: str | None = None
    year_of_study: str | None = None
    months: int | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Internship posts (實習職缺) of one kind; ``monthly_pay`` in NT$."""

    mode: PostMode | None = None
    count: int = 1
    monthly_pay: int | None = None
    job_type: str | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """經費 in NT$: in all, and what the company bears itself (R003-028)."""

    total: int | None = None
    own_share: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything an application states but the trainees' names."""

    company: Company
    plan: Plan
    universities: Sequence[str]
    trainees: Sequence[Trainee]
    posts: Sequence[Post]
    budget: Budget

    def record(self) -> dict[str, Any]:
        """As a row stores it."""
        return {
            "company": asdict(self.company),
            "plan": asdict(self.plan),
            "universities": list(self.universities),
            "trainees": [asdict(one) for one in self.trainees],
            "posts": [asdict(one) for one in self.posts],
            "budget": asdict(self.budget),
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read a stored one."""
        posts = [one | {"mode": PostMode(one["mode"]) if one["mode"] else None} for one in record["posts"]]
        return cls(
            company=Company(**record["company"]),
            plan=Plan(**record["plan"]),
            universities=tuple(record["universities"]),
            trainees=tuple(Trainee(**one) for one in record["trainees"]),
            posts=tuple(Post(**one) for one in posts),
            budget=Budget(**record["budget"]),
        )


@dataclass(frozen=True, slots=True)
class Application:
    """One application. ``version`` counts writes (the ETag), ``seq`` events.

    ``call_revision`` is what it is judged by: fixed when it is submitted. ``rounds`` counts supplement requests.
    """

    id: UUID
    case_number: str
    call_id: UUID
    owner_org: str
    office_org: str
    authority_org: str | None
    roc_year: int
    content: Content
    state: ApplicationState
    version: int
    seq: int
    rounds: int
    call_revision: int | None
    decision_id: UUID | None
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None = None

    def restated(self, content: Content, *, at: datetime) -> Self:
        """Other content of a draft; raises TransitionRefused for anything else."""
        return replace(self.moved("keep_draft", at=at), content=content)

    def submitted(self, *, call_revision: int, at: datetime) -> Self:
        """Handed in, under the call as it is today."""
        return replace(self.moved("submit", at=at), call_revision=call_revision, submitted_at=at)

    def decided(self, outcome: Outcome, decision_id: UUID, *, at: datetime) -> Self:
        """The eligibility check came to a conclusion; said to others."""
        moved = self.moved(TRANSITION_OF_OUTCOME[outcome], at=at)
        rounds = self.rounds + (outcome is Outcome.SUPPLEMENT_REQUESTED)
        return replace(moved, decision_id=decision_id, rounds=rounds, seq=self.seq + 1)

    def returned_overdue(self, *, at: datetime) -> Self:
        """The supplement did not come in time; said to others, under the decision that asked for it."""
        return replace(self.moved("return_overdue", at=at), seq=self.seq + 1)

    def supplemented(self, content: Content, *, at: datetime) -> Self:
        """The applicant answered; it is checked again."""
        return replace(self.moved("supplement", at=at), content=content)

    def moved(self, transition: str, *, at: datetime) -> Self:
        """Any step that changes nothing but the state; raises TransitionRefused."""
        state = ApplicationState(APPLICATION_LIFE_CYCLE.after(self.state, transition))
        return replace(self, state=state, version=self.version + 1, updated_at=at)


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody moved an application on: ``transition`` names how, ``reason`` why. A schedule names no person."""

    id: UUID
    application_id: UUID
    application_version: int
    transition: str
    origin: ApplicationState
    target: ApplicationState
    reason: str | None
    acting_person: str | None
    taken_by: str
    taken_at: datetime
