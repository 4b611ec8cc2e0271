"""What every step of an application does: it is kept with who took it, and trainees' names are sealed beside it."""

from collections.abc import Mapping
from uuid import UUID

from chassis import audit
from chassis.conditional import check_version
from chassis.db import Transaction, new_id
from chassis.people import people_of

from training.domain.application import Application, Step
from training.domain.call import CallContent
from training.repository.applications import Applications, SealedName
from training.repository.calls import Calls

Expected = frozenset[str] | None
NAME = "name"


async def locked(tx: Transaction, application_id: UUID, expected: Expected) -> Application:
    """The application as nobody else changes it now. Raises ApplicationUnknown, VersionStale."""
    held = await Applications(tx).locked(application_id)
    check_version(held.version, expected)
    return held


async def keep(
    tx: Transaction, *, before: Application, after: Application, transition: str, reason: str | None = None
) -> Application:
    """Write a step down."""
    await Applications(tx).save(after)
    await Applications(tx).add_step(
        Step(
            id=new_id(),
            application_id=after.id,
            application_version=after.version,
            transition=transition,
            origin=before.state,
            target=after.state,
            reason=reason,
            acting_person=tx.principal.acting_person,
            taken_by=tx.principal.client_id,
            taken_at=tx.now,
        )
    )
    return after


async def content_of_call(tx: Transaction, application: Application) -> CallContent:
    """What the call said when the application was submitted; of a draft, what it says now."""
    revision = application.call_revision
    if revision is None:
        revision = (await Calls(tx).get(application.call_id)).revision
    return (await Calls(tx).revision(application.call_id, revision)).content


async def seal_names(tx: Transaction, application_id: UUID, names: Mapping[int, str]) -> None:
    """Put the trainees' names, by number, in the place of those that were kept."""
    cipher = await people_of(tx).cipher(tx)
    sealed = []
    for number, name in sorted(names.items()):
        row = new_id()
        sealed.append(SealedName(row, application_id, number, cipher.seal(name, row=row, column=NAME)))
    await Applications(tx).put_names(application_id, sealed)
    if sealed:
        await audit.record(tx, _of_names("write", application_id))


async def read_names(tx: Transaction, application_id: UUID) -> dict[int, str]:
    """The trainees' names by number, which is put on the audit trail. Raises ApplicationUnknown."""
    held = await Applications(tx).get(application_id)
    sealed = await Applications(tx).names(held.id)
    if not sealed:
        return {}
    await audit.record(tx, _of_names("read", application_id))
    opener = await people_of(tx).opener(tx, [one.name for one in sealed])
    return {one.number: opener.open(one.name, row=one.id, column=NAME) for one in sealed}


async def list_steps(tx: Transaction, application_id: UUID) -> list[Step]:
    """Who moved an application on, and why, which is put on the audit trail. Raises ApplicationUnknown."""
    held = await Applications(tx).get(application_id)
    steps = await Applications(tx).steps(held.id)
    if any(one.reason for one in steps):
        fields = ("steps.reason",)
        await audit.record(tx, audit.Act("read", subject="application", subject_id=held.id, fields=fields))
    return steps


def _of_names(action: audit.Action, application_id: UUID) -> audit.Act:
    return audit.Act(action, subject="application", subject_id=application_id, fields=("trainees.name",))
