"""Correct what is stated about somebody: an officer's word over the person's, the person's over the school's."""

from uuid import UUID

from chassis.auth import OrgKind
from chassis.db import Transaction
from chassis.people import people_of
from fields.calendar import business_date

from matching.domain.errors import FactNeeded, FieldOwned, PersonNumberTaken
from matching.domain.statement import NEEDED, Owner, Statement, grown, leaves
from matching.domain.youth import Youth
from matching.repository.people import People
from matching.repository.visibility import OFFICERS
from matching.repository.youths import Youths
from matching.service.decide_eligibility import asks_anew, decide_all
from matching.service.keep_youth import keep, lock_youth
from matching.service.permission import require_kind
from matching.service.record_consent import KEEPERS
from matching.service.say_standing import say_standing


async def correct_youth(
    tx: Transaction, *, youth_id: UUID, expected: frozenset[str], changes: Statement, by_person: bool
) -> Youth:
    """Change facts by path; null takes a correction back. Eligibility is decided again when a fact it reads differs.

    What the person says is his or her own word, whoever forwards it. An officer's word is kept with the officer. What a
    school says anew of its own student replaces what it said before, but not what people corrected.
    Raises OrganisationKindRefused, ActingPersonMissing, YouthUnknown, VersionStale, TransitionRefused, FieldOwned,
    FieldNotYours, FactNeeded, PersonNumberTaken, BirthDateInvalid, NoRuleSetInForce.
    """
    require_kind(tx.principal, KEEPERS)
    held = await lock_youth(tx, youth_id, expected=expected)
    after = _corrected(tx, held, changes, by_person=by_person)
    number = after.facts["person_number"]
    index = people_of(tx).index("person-number", number)
    if number != held.facts["person_number"]:
        await _check_number(tx, held, index)
    if asks_anew(held, after):
        [(after, _)] = await decide_all(tx, [after])
    kept = await keep(tx, before=held, after=after)
    if number != held.facts["person_number"]:
        await People(tx).move_number(kept.person_id, index)
    await say_standing(tx, [kept.person_id])
    return kept


async def _check_number(tx: Transaction, held: Youth, index: bytes) -> None:
    """Raise PersonNumberTaken where the caller sees whose number it is.

    That somebody is known whom the caller does not see is told nobody: then both stay as they are.
    """
    other = await People(tx).of_number(index)
    if other is None or other == held.person_id:
        return
    seen = await Youths(tx).seen_of_person(other)
    if seen is not None:
        raise PersonNumberTaken(id=str(seen))


def _corrected(tx: Transaction, held: Youth, changes: Statement, *, by_person: bool) -> Youth:
    on, org = business_date(tx.now), tx.principal.org
    paths = leaves(changes)
    if by_person:
        return held.corrected_by(Owner.STUDENT, paths, org=org, on=on)
    if tx.principal.org_kind in OFFICERS:
        if tx.principal.org_kind is not OrgKind.PUBLIC_EMPLOYMENT_OFFICE:
            tx.principal.require_acting_person()
        return held.corrected_by(Owner.OFFICER, paths, org=org, on=on)
    if owned := sorted(paths.keys() & held.owners.keys()):
        raise FieldOwned(fields=owned)
    if emptied := sorted(path for path in paths.keys() & NEEDED if paths[path] is None):
        raise FactNeeded(fields=emptied)
    said = grown(leaves(held.stated) | paths)
    return held.restated(said, source_version=held.source_version, county=said["study"]["campus_county"], on=on)
