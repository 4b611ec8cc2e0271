"""Change the screening rules: a draft that decides nothing, tried as often as one likes, then released."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chassis import jobs
from chassis.auth import OrgKind
from chassis.conditional import check_version
from chassis.db import Transaction
from chassis.domain import Json, pointer
from chassis.jobs import Job
from fields.calendar import business_date

from vacancy.domain.errors import PeriodInvalid, RuleSetInvalid, RuleSetReleased, RuleSetUnknown
from vacancy.domain.rule_parameters import broken, folded
from vacancy.domain.rules import Draft, NotedRuleSet
from vacancy.repository.references import References
from vacancy.repository.rules import Rules
from vacancy.service.permission import require_kind
from vacancy.service.rescreen_vacancies import RESCREENING
from vacancy.service.screen_vacancy import RULES

INDUSTRIES = "positive_outlook_industries"
AGENCY = frozenset({OrgKind.WORKFORCE_AGENCY})


@dataclass(frozen=True, slots=True)
class Activated:
    """A released version, and the job that screens the stock again where it holds from today on."""

    released: NotedRuleSet
    rescreening: Job | None


async def put_draft(
    tx: Transaction,
    *,
    version: str,
    based_on: str,
    parameters: Mapping[str, Json],
    notes: Mapping[str, str],
    expected: frozenset[str] | None,
) -> Draft:
    """Write a draft: the parameters of a released version, with those that differ and a note on each of them.

    Raises OrganisationKindRefused, ActingPersonMissing, RuleSetReleased, RuleSetInvalid, VersionStale.
    """
    require_kind(tx.principal, AGENCY)
    officer = tx.principal.require_acting_person()
    await Rules(tx).lock_released(RULES)
    if await References(tx).rule_set(RULES, version) is not None:
        raise RuleSetReleased(version=version)
    released = {one.rules.version: one for one in await References(tx).rule_sets(RULES)}
    base = released.get(based_on)
    if base is None:
        raise RuleSetInvalid(errors=[_error("/based_on", "version-unknown", sorted(released), received=based_on)])
    whole = {**base.rules.parameters, **parameters}
    _check(parameters, whole, notes, {one.code for one in await References(tx).key_industries()})
    held = await Rules(tx).draft(RULES, version, lock=True)
    check_version(held.revision if held else 0, expected)
    draft = Draft(
        name=RULES,
        version=version,
        based_on=based_on,
        parameters=folded(whole),
        notes={**base.notes, **notes},
        revision=held.revision + 1 if held else 1,
        officer=officer,
        drafted_by=tx.principal.client_id,
        drafted_at=tx.now,
    )
    await Rules(tx).put_draft(draft)
    return draft


async def activate_draft(
    tx: Transaction, *, version: str, effective_from: date, expected: frozenset[str] | None
) -> Activated:
    """Release a draft: from that day on it judges, and what was judged before is screened again in the background.

    Raises OrganisationKindRefused, ActingPersonMissing, RuleSetUnknown, RuleSetReleased, VersionStale, PeriodInvalid.
    """
    require_kind(tx.principal, AGENCY)
    officer = tx.principal.require_acting_person()
    references, today = References(tx), business_date(tx.now)
    # of two that begin on one day the first to come here is the one
    await Rules(tx).lock_released(RULES)
    draft = await Rules(tx).draft(RULES, version, lock=True)
    if draft is None:
        released = await references.rule_set(RULES, version)
        raise RuleSetUnknown(version=version) if released is None else RuleSetReleased(version=version)
    check_version(draft.revision, expected)
    newest = max(one.rules.effective_from for one in await references.rule_sets(RULES))
    if effective_from < today or effective_from <= newest:
        earliest = f"{today} or later, and after {newest}"
        raise PeriodInvalid(pointer="/effective_from", received=effective_from, allowed=earliest)
    noted = NotedRuleSet(
        draft.rules_from(effective_from),
        draft.notes,
        officer=officer,
        activated_by=tx.principal.client_id,
        activated_at=tx.now,
    )
    await Rules(tx).release(noted)
    # a later day is noticed by the schedule
    job = await jobs.request(tx, kind=RESCREENING, parameters={}) if effective_from == today else None
    return Activated(noted, job)


def _check(
    stated: Mapping[str, Json], whole: Mapping[str, Json], notes: Mapping[str, str], industries: set[str]
) -> None:
    found = broken(whole)
    errors = [_error(pointer("parameters", one.name), one.code, one.allowed) for one in found]
    if INDUSTRIES not in {one.name for one in found} and not industries.issuperset(whole[INDUSTRIES]):
        errors.append(_error(pointer("parameters", INDUSTRIES), "industry-unknown", "codes of /v1/key-industries"))
    errors += [
        _error(pointer("notes", name), "note-missing", "why the parameter has this value")
        for name in stated.keys() - notes
    ]
    errors += [_error(pointer("notes", name), "note-unknown", "a parameter's name") for name in notes.keys() - whole]
    if errors:
        raise RuleSetInvalid(errors=sorted(errors, key=lambda one: str(one["pointer"])))


def _error(at: str, code: str, allowed: Json, **more: Json) -> dict[str, Json]:
    return {"pointer": at, "code": code, "allowed": allowed, **more}
