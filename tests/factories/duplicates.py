"""One opening that two associations state, each from its own source."""

from dataclasses import dataclass
from typing import Any

from chassis.auth import OrgKind

from tests.factories.vacancy import Caller, a_complete_statement


@dataclass(frozen=True, slots=True)
class Twins:
    """The vacancy that is kept, its duplicate, and the link between them as an office sees it."""

    kept: dict[str, Any]
    duplicate: dict[str, Any]
    link: dict[str, Any]


async def an_opening(owner: Caller, *, source_id: str = "twin", **changes: Any) -> dict[str, Any]:
    """A vacancy under way, screened; returns its view."""
    made = (await owner.submit(a_complete_statement(**changes), source_id=source_id)).json()
    assert (await owner.screen(made["id"])).status_code == 201
    found: dict[str, Any] = (await owner.get(f"/v1/vacancies/{made['id']}")).json()
    return found


def another(owner: Caller) -> Caller:
    """A second association."""
    return Caller(owner.http, owner.signer, OrgKind.ASSOCIATION, org="org-2")


async def twins(owner: Caller, office: Caller, **changes: Any) -> Twins:
    """Two that state one opening; the first is better documented unless the changes of the second say more."""
    kept = await an_opening(owner, education="大學")
    duplicate = await an_opening(another(owner), **changes)
    links = (await office.get("/v1/duplicates")).json()["items"]
    ids = {kept["id"], duplicate["id"]}
    [link] = [one for one in links if {one["kept"]["vacancy_id"], one["duplicate"]["vacancy_id"]} == ids]
    return Twins(kept, duplicate, link)


async def decide(office: Caller, link_id: str, decision: str, *, etag: str | None = "*") -> Any:
    """Release a link, or restore it."""
    body = {"reason": "經電洽雇主確認"}
    return await office.post(f"/v1/duplicates/{link_id}/{decision}", body, etag=etag, acting_person="officer-17")
