"""Refer a young person to a vacancy (推介), and move the referral on."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from chassis import audit, outbox
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from chassis.outbox import Said
from chassis.people import people_of
from fields.calendar import business_date

from matching.domain.held_vacancy import VacancyUnknown, check_free, check_seat
from matching.domain.offers import Measure
from matching.domain.referral import (
    Referral,
    ReferralOpen,
    ReferralState,
    StartException,
    check_exception,
    check_party,
    check_start,
    expiry,
)
from matching.repository.held_vacancies import HeldVacancies
from matching.repository.people import People
from matching.repository.referrals import Referrals, ReferralStep
from matching.repository.working import OWNERS
from matching.service.keep_referral import Step, issued, keep_referrals
from matching.service.load_policies import referral_policy
from matching.service.permission import require_kind
from matching.service.permission_of_work import ASSISTING, BRANCHES, parties
from matching.service.place import start_placement
from matching.service.subjects import locked_subject_of, subject_behind, subject_of

Expected = frozenset[str] | None


async def propose_referral(tx: Transaction, *, youth_id: UUID, vacancy_id: UUID) -> Referral:
    """Propose a young person for an open vacancy with a free seat; nobody else hears of it until it is issued.

    Raises OrganisationKindRefused, YouthUnknown, NotOffered, VacancyUnknown, VacancyNotOpen, ReferralOpen.
    """
    require_kind(tx.principal, ASSISTING)
    today = business_date(tx.now)
    subject = await locked_subject_of(tx, youth_id)
    subject.require(Measure.RECOMMENDATIONS)
    vacancy = await HeldVacancies(tx).get(vacancy_id)
    check_free(vacancy, taken=await HeldVacancies(tx).taken(vacancy_id), on=today)
    referral = Referral(
        id=new_id(),
        youth_id=subject.id,
        person_id=subject.person_id,
        vacancy_id=vacancy.id,
        state=ReferralState.PROPOSED,
        version=1,
        seq=0,
        owner_org=tx.principal.org,
        employer_org=vacancy.owner_org,
        youth_org=subject.youth.owner_org,
        youth_county=subject.youth.county,
        county=vacancy.county,
        industry=vacancy.industry,
        target_group=None,
        gender=None,
        age_band=None,
        issued_on=None,
        expires_on=expiry(today, referral_policy()),
        started_on=None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    if not await Referrals(tx).add(referral):
        raise ReferralOpen(youth_id=str(youth_id), vacancy_id=str(vacancy_id))
    await Referrals(tx).tell([referral])
    return referral


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that somebody takes: why, and for a start the first day."""

    transition: str
    reason: str | None = None
    started_on: date | None = None


async def move_referral(tx: Transaction, *, referral_id: UUID, expected: Expected, taken: Taken) -> Referral:
    """Take one step of the life cycle.

    Raises ReferralUnknown, VersionStale, RoleRefused, TransitionRefused; to issue also YouthUnknown, NotOffered,
    VacancyNotOpen; to start also StartDayInvalid, StartExceptionMissing, VacancyUnknown, VacancyNotOpen.
    """
    seen = await Referrals(tx).get(referral_id)
    await People(tx).locked([seen.person_id])
    held = await Referrals(tx).locked(referral_id)
    check_version(held.version, expected)
    check_party(taken.transition, parties(tx.principal, held))
    if taken.transition == "issue":
        return await _issue(tx, held, taken.reason)
    if taken.transition == "start":
        return await _start(tx, held, taken)
    after = (
        held.ended(taken.transition, at=tx.now)
        if taken.transition in ("decline", "reject", "no-show", "withdraw")
        else held.after(taken.transition, at=tx.now)
    )
    await keep_referrals(tx, [Step(held, after, taken.transition, taken.reason)], on=business_date(tx.now))
    return after


@dataclass(frozen=True, slots=True)
class Excepted:
    """A referral as its next version, and the exception that made it."""

    referral: Referral
    exception: StartException


async def grant_exception(
    tx: Transaction, *, referral_id: UUID, expected: Expected, reason: str, valid_until: date
) -> Excepted:
    """An officer lets a student start full-time before graduation (R000-018), for so many days at most.

    Raises OrganisationKindRefused, ActingPersonMissing, ReferralUnknown, VersionStale, TransitionRefused,
    ExceptionOver.
    """
    require_kind(tx.principal, BRANCHES)
    officer = tx.principal.require_acting_person()
    seen = await Referrals(tx).get(referral_id)
    # as every step: nobody writes a reason about somebody who is being erased
    await People(tx).locked([seen.person_id])
    held = await Referrals(tx).locked(referral_id)
    check_version(held.version, expected)
    after = held.excepted(at=tx.now)
    today = business_date(tx.now)
    check_exception(valid_until, today=today)
    latest = today + timedelta(days=referral_policy().exception_days)
    exception = StartException(
        id=new_id(),
        referral_id=held.id,
        valid_until=min(valid_until, latest),
        officer=officer,
        granted_by=tx.principal.client_id,
        granted_at=tx.now,
    )
    cipher = await people_of(tx).cipher(tx)
    await Referrals(tx).grant(exception, reason=cipher.seal(reason, row=exception.id, column="reason"))
    await Referrals(tx).save(after)
    await Referrals(tx).tell([after])
    return Excepted(after, exception)


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step with its reason opened."""

    step: ReferralStep
    reason: str | None


async def list_steps(tx: Transaction, *, referral_id: UUID) -> list[ToldStep]:
    """Who moved a referral on, and why, which is put on the audit trail; raises ReferralUnknown.

    An employer reads its own reasons only: what an office or a school writes of somebody is not meant for it.
    """
    referral = await Referrals(tx).get(referral_id)
    steps = await Referrals(tx).steps(referral.id)
    employer, client = tx.principal.org_kind in OWNERS, tx.principal.client_id
    legible = {one.id for one in steps if one.reason and (not employer or one.taken_by == client)}
    if legible:
        await audit.record(tx, audit.Act("read", subject="referral", subject_id=referral.id, fields=("reason",)))
    opener = await people_of(tx).opener(tx, [one.reason for one in steps if one.id in legible])
    return [
        ToldStep(
            one, opener.open(one.reason, row=one.id, column="reason") if one.reason and one.id in legible else None
        )
        for one in steps
    ]


async def _issue(tx: Transaction, held: Referral, reason: str | None) -> Referral:
    today = business_date(tx.now)
    subject = await subject_of(tx, held.youth_id)
    after = held.issued(subject.counted(today), on=today, policy=referral_policy(), at=tx.now)
    subject.require(Measure.RECOMMENDATIONS)
    vacancy = await HeldVacancies(tx).get(held.vacancy_id)
    check_free(vacancy, taken=await HeldVacancies(tx).taken(vacancy.id), on=today)
    await keep_referrals(tx, [Step(held, after, "issue", reason)], on=today)
    await outbox.record_all(tx, [Said(issued(after), after.id, after.seq)])
    return after


async def _start(tx: Transaction, held: Referral, taken: Taken) -> Referral:
    today = business_date(tx.now)
    after = held.started(taken.started_on, today=today, at=tx.now)
    first_day = after.started_on or today
    subject = await subject_behind(tx, held.youth_id)
    until = await Referrals(tx).excepted_until(held.id)
    check_start(
        first_day,
        in_school=subject.in_school and not subject.graduated,
        graduates_in=subject.youth.expected_graduation,
        excepted_until=until,
    )
    await _take_seat(tx, held.vacancy_id)
    others = [one for one in await Referrals(tx).open_of(held.person_id) if one.id != held.id]
    steps = [Step(held, after, "start", taken.reason)]
    # whoever works is not sent elsewhere
    steps += [Step(one, one.ended("withdraw", at=tx.now), "withdraw") for one in others]
    await keep_referrals(tx, steps, on=today)
    await start_placement(tx, after, subject, started_on=first_day)
    return after


async def _take_seat(tx: Transaction, vacancy_id: UUID) -> None:
    # the vacancy stays locked until the placement is written: of two who start at once one has the last seat
    kept = await HeldVacancies(tx).locked(vacancy_id)
    if kept is None:
        raise VacancyUnknown(id=str(vacancy_id))
    check_seat(kept.vacancy, taken=await HeldVacancies(tx).taken(vacancy_id))
