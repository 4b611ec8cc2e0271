"""The facts that an eligibility check (資格審) looks at, as they are stored with its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from chassis.domain import Verdict

from training.domain.application import Application, Budget, Company, Post, PostMode, Trainee
from training.domain.call import CallContent, ListedDocument

PLAN_PARTS = ("goals", "methods", "content", "site", "ipas_coaching", "retention", "working_conditions")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an officer says of one criterion, and why; ``missing`` are fields and documents to be supplemented."""

    criterion: str
    verdict: Verdict
    reason: str
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """An application beside its call, on the day of the check. Names of people are not among them.

    ``documents`` gives the SHA-256 of every item that is there; ``plan`` says which parts of the plan are stated.
    """

    company: Company
    plan: Mapping[str, bool]
    universities: Sequence[str]
    trainees: Sequence[Trainee]
    posts: Sequence[Post]
    budget: Budget
    documents: Mapping[str, str]
    listed: Sequence[ListedDocument]
    job_types: Sequence[str]
    average_pay_above: int
    own_share_percent: int
    rounds_used: int
    rounds_allowed: int
    call_revision: int
    judgements: Sequence[Judgement] = ()

    @classmethod
    def about(
        cls,
        application: Application,
        call: CallContent,
        *,
        documents: Mapping[str, str],
        judgements: Sequence[Judgement],
    ) -> Self:
        """Gather them."""
        content = application.content
        assert application.call_revision is not None  # noqa: S101 - only what was submitted is checked
        return cls(
            company=content.company,
            plan={name: bool(getattr(content.plan, name)) for name in PLAN_PARTS},
            universities=content.universities,
            trainees=content.trainees,
            posts=content.posts,
            budget=content.budget,
            documents=documents,
            listed=call.documents,
            job_types=tuple(one.code for one in call.job_types),
            average_pay_above=call.parameters.average_pay_above,
            own_share_percent=call.parameters.own_share_percent,
            rounds_used=application.rounds,
            rounds_allowed=call.parameters.supplement_rounds,
            call_revision=application.call_revision,
            judgements=judgements,
        )

    def record(self) -> dict[str, Any]:
        """As JSON, for the decision."""
        written = asdict(self)
        lists = ("universities", "job_types")
        return written | {
            "plan": dict(self.plan),
            "documents": dict(self.documents),
            "trainees": [asdict(one) for one in self.trainees],
            "posts": [asdict(one) for one in self.posts],
            "listed": [asdict(one) | {"proves": list(one.proves)} for one in self.listed],
            "judgements": [asdict(one) | {"missing": list(one.missing)} for one in self.judgements],
            **{name: list(written[name]) for name in lists},
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read them from a stored decision."""
        posts = [one | {"mode": PostMode(one["mode"]) if one["mode"] else None} for one in record["posts"]]
        judgements = [
            Judgement(one["criterion"], Verdict(one["verdict"]), one["reason"], tuple(one["missing"]))
            for one in record["judgements"]
        ]
        return cls(
            **dict(record)
            | {
                "company": Company(**record["company"]),
                "budget": Budget(**record["budget"]),
                "universities": tuple(record["universities"]),
                "job_types": tuple(record["job_types"]),
                "trainees": tuple(Trainee(**one) for one in record["trainees"]),
                "posts": tuple(Post(**one) for one in posts),
                "listed": tuple(ListedDocument(**one | {"proves": tuple(one["proves"])}) for one in record["listed"]),
                "judgements": tuple(judgements),
            }
        )

    def judgement_of(self, criterion: str) -> Judgement | None:
        """What an officer said of a criterion."""
        return next((one for one in self.judgements if one.criterion == criterion), None)

    def proofs_of(self, fact: str) -> list[str]:
        """Codes of the listed documents that are the evidence of a company fact."""
        return [one.code for one in self.listed if fact in one.proves]
