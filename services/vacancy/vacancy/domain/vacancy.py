"""The vacancy (職缺) aggregate."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self
from uuid import UUID

from chassis.domain import Json
from fields.calendar import business_date
from fields.roc import roc_year

from vacancy.domain.errors import ClosingDatePassed, NoSeatLeft, OpeningsUnknown
from vacancy.domain.life_cycle import LIFE_CYCLE, TRANSITION_OF_OUTCOME, Outcome, State
from vacancy.domain.statement import Statement, content_hash, merged, same_content, still_attested


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One vacancy. ``version`` counts writes (the ETag), ``seq`` events; ``published_on`` is the first publication."""

    id: UUID
    case_number: str
    owner_org: str
    source: str
    source_id: str
    state: State
    version: int
    seq: int
    source_facts: Statement
    attested_facts: Statement
    outcome: Outcome | None
    screening_id: UUID | None
    published_on: date | None
    created_at: datetime
    updated_at: datetime
    screened_on: date | None = None
    judged_under: str | None = None
    """Version of the rules that last said what ``outcome`` says."""
    seats_taken: int = 0
    """How many people work there through the programme now; may exceed ``openings``: it is a fact, not a permission."""
    received_on: date | None = None
    """The last day on which the partner sent it, changed or not; None: not since that is kept."""

    @property
    def facts(self) -> dict[str, Json]:
        """What the partner sent, with what was attested over it."""
        return merged(self.source_facts, self.attested_facts)

    @property
    def content_hash(self) -> bytes:
        """The hash of what the partner sent."""
        return content_hash(self.source_facts)

    @property
    def county(self) -> str:
        """The 5-digit county code."""
        return str(self.source_facts["county"])

    @property
    def industry(self) -> str | None:
        """The key-industry code, when one is stated."""
        industry: str | None = self.facts.get("industry")
        return industry

    @property
    def company_number(self) -> str | None:
        """The employer's company number (統一編號), when one is stated."""
        number: str | None = self.facts["employer"].get("company_number")
        return number

    @property
    def openings(self) -> int | None:
        """How many people are wanted, when that is stated."""
        wanted: int | None = self.source_facts.get("openings")
        return wanted

    @property
    def closing_date(self) -> date | None:
        """The last day on which one may apply, when one is stated."""
        stated = self.source_facts.get("closing_date")
        return None if stated is None else date.fromisoformat(stated)

    @property
    def last_received_on(self) -> date:
        """One of before that was kept counts as received when it came."""
        return self.received_on or business_date(self.created_at)

    def sent_again(self, facts: Statement, *, draft: bool) -> Self:
        """The partner sends it once more, as a draft or not: itself where that says nothing new, else the next version.

        Raises TransitionRefused (a draft of what was submitted; what an office suspended), OpeningsUnknown.
        """
        if draft is (self.state is State.DRAFT) and same_content(self.source_facts, facts):
            return self
        return self.redrafted(facts) if draft else self.restated(facts)

    def restated(self, facts: Statement) -> Self:
        """The partner sent other content: to be screened again, whatever it was before."""
        restated = self._saying(facts, state=self._after("restate"))
        return replace(restated, seq=self.seq + 1) if self.state is State.PUBLISHED else restated

    def redrafted(self, facts: Statement) -> Self:
        """The partner goes on writing a draft."""
        return self._saying(facts, state=self._after("keep_draft"))

    def submitted(self) -> Self:
        """A draft is handed in."""
        return replace(self, state=self._after("submit"))

    def resubmitted(self, facts: Statement) -> Self:
        """The partner answers a screening with other content; the screening that follows tells where it leads."""
        return self._saying(facts, state=self._after("resubmit"))

    def attested(self, facts: Statement) -> Self:
        """The association attests facts, which count over what was sent."""
        return replace(self, state=self._after("attest"), attested_facts=merged(self.attested_facts, facts))

    def screened(self, outcome: Outcome, *, screening_id: UUID, on: date, under: str, again: bool = False) -> Self:
        """A screening concluded; ``again``: other rules were applied to what had been screened before."""
        transition = TRANSITION_OF_OUTCOME[outcome]
        return replace(
            self,
            state=self._after(f"{transition}_again" if again else transition),
            outcome=outcome,
            screening_id=screening_id,
            screened_on=on,
            judged_under=under,
            seq=self.seq + 1,
        )

    def reviewed(self, *, approved: bool) -> Self:
        """An officer decided what the rules leave to judgement (為原則)."""
        return replace(self, state=self._after("approve" if approved else "refuse"))

    def appealed(self) -> Self:
        """The partner appeals (申復) against the rejection, which stands until an officer decides."""
        return replace(self, state=self._after("appeal"))

    def appeal_decided(self, *, granted: bool) -> Self:
        """An officer decided the appeal.

        A refusal that was an officer's judgement is reversed. A rejection by a mandatory criterion is not an officer's
        to reverse (R000-022, 025): the vacancy goes back to screening, where new facts or an exception may count.
        """
        if not granted:
            return replace(self, state=self._after("dismiss_appeal"))
        against = "review" if self.outcome is Outcome.NEEDS_REVIEW else "screening"
        return replace(self, state=self._after(f"grant_appeal_of_{against}"))

    def published(self, *, on: date) -> Self:
        """Opened to young people; raises ClosingDatePassed, OpeningsUnknown, NoSeatLeft.

        Publishing again keeps the first date.
        """
        state = self._after("publish")
        self._check_closing_date(on)
        self._check_openings()
        self._check_seats()
        return replace(self, state=state, published_on=self.published_on or on, seq=self.seq + 1)

    def suspended(self) -> Self:
        """An office takes a published vacancy from young people until it is resumed."""
        return replace(self, state=self._after("suspend"), seq=self.seq + 1)

    def resumed(self, *, on: date) -> Self:
        """An office opens a suspended vacancy again; raises ClosingDatePassed, NoSeatLeft."""
        state = self._after("resume")
        self._check_closing_date(on)
        self._check_seats()
        return replace(self, state=state, seq=self.seq + 1)

    def ended(self, transition: str) -> Self:
        """Filled, closed, expired or withdrawn; announced when it was ever published, restated since or not."""
        seq = self.seq if self.published_on is None else self.seq + 1
        return replace(self, state=self._after(transition), seq=seq)

    def seated(self, taken: int, *, on: date) -> Self:
        """So many seats are taken now: a published vacancy with none left is filled; one that its seats had filled is
        open again, until its closing date, when there are some."""
        seated = replace(self, seats_taken=taken)
        if self.openings is None:
            return seated
        if self.state is State.PUBLISHED and taken >= self.openings:
            return seated.ended("fill")
        closed = self.closing_date is not None and self.closing_date < on
        if self.state is State.FILLED and taken < self.openings <= self.seats_taken and not closed:
            return replace(seated, state=self._after("reopen"), seq=self.seq + 1)
        return seated

    def check_screening(self) -> None:
        """Raise TransitionRefused unless the present state may be screened; every outcome has the same origins."""
        self._after(TRANSITION_OF_OUTCOME[Outcome.QUALIFIED])

    def _check_closing_date(self, on: date) -> None:
        if self.closing_date is not None and self.closing_date < on:
            raise ClosingDatePassed(closing_date=self.closing_date.isoformat())

    def _saying(self, facts: Statement, *, state: State) -> Self:
        attested = still_attested(self.attested_facts, before=self.source_facts, after=facts)
        said = replace(self, state=state, source_facts=facts, attested_facts=attested)
        if self.published_on is not None:
            # whoever was told of it counts its openings: it may state others, but not stop stating them
            said._check_openings()
        return said

    def _check_openings(self) -> None:
        if self.openings is None:
            raise OpeningsUnknown()

    def _check_seats(self) -> None:
        if self.openings is not None and self.seats_taken >= self.openings:
            raise NoSeatLeft(openings=self.openings, seats_taken=self.seats_taken)

    def _after(self, transition: str) -> State:
        return State(LIFE_CYCLE.after(self.state, transition))


def case_number(number: int, *, on: date) -> str:
    """The number people quote: ROC year of submission and a running number, "V-115-000123"."""
    return f"V-{roc_year(on)}-{number:06}"
