"""The way of a referral, walked by everybody who takes part."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.auth import OrgKind
from chassis.service import Service

from tests.factories.work import WORK_SCOPES
from tests.factories.youths import Caller
from tests.matching.conftest import Anyone

DAY = "2026-07-01"
Steps = list[tuple[Caller, str, dict[str, Any]]]


@dataclass(frozen=True)
class Walk:
    """The parties of referrals, and strangers to them."""

    service: Service
    school: Caller
    other_school: Caller
    office: Caller
    office_of_branch: Caller
    south: Caller
    agency: Caller
    employer: Caller
    other_employer: Caller

    @classmethod
    def of(cls, service: Service, anyone: Anyone) -> "Walk":
        def caller(kind: OrgKind, org: str, region: str | None = None) -> Caller:
            return anyone(kind, org=org, region=region, scopes=WORK_SCOPES)

        return cls(
            service,
            school=caller(OrgKind.UNIVERSITY, "university-1"),
            other_school=caller(OrgKind.UNIVERSITY, "university-2"),
            office=caller(OrgKind.PUBLIC_EMPLOYMENT_OFFICE, "office-1", "north"),
            office_of_branch=caller(OrgKind.BRANCH, "branch-north", "north"),
            south=caller(OrgKind.BRANCH, "branch-south", "kaohsiung-pingtung-penghu-taitung"),
            agency=caller(OrgKind.WORKFORCE_AGENCY, "wda"),
            employer=caller(OrgKind.EMPLOYER, "employer-1"),
            other_employer=caller(OrgKind.EMPLOYER, "employer-2"),
        )

    def whole_way(self, employer: Caller | None = None) -> Steps:
        """Every step from a proposal to the first day of work."""
        hires = employer or self.employer
        return [
            (self.school, "issue", {"reason": "已與學生面談"}),
            (self.school, "accept", {}),
            (hires, "interview", {}),
            (hires, "offer", {}),
            (hires, "hire", {}),
            (hires, "start", {"started_on": DAY}),
        ]

    async def propose(self, youth_id: UUID, vacancy_id: UUID, *, by: Caller | None = None) -> dict[str, Any]:
        """Propose, by the school unless told otherwise."""
        body = {"youth_id": str(youth_id), "vacancy_id": str(vacancy_id)}
        answer = await (by or self.school).post("/v1/referrals", body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def step(self, caller: Caller, referral_id: str, step: str, body: Any = None) -> dict[str, Any]:
        """Take one step."""
        answer = await caller.post(f"/v1/referrals/{referral_id}/{step}", body or {}, etag="*")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def issued(self, youth_id: UUID, vacancy_id: UUID, *, by: Caller | None = None) -> dict[str, Any]:
        """A referral that the employer sees."""
        proposed = await self.propose(youth_id, vacancy_id, by=by)
        return await self.step(by or self.school, proposed["id"], "issue")

    async def hired(self, youth_id: UUID, vacancy_id: UUID) -> dict[str, Any]:
        """Somebody who will start."""
        referral = await self.propose(youth_id, vacancy_id)
        for caller, step, body in self.whole_way()[:-1]:
            referral = await self.step(caller, referral["id"], step, body)
        return referral

    async def excepted(self, referral: dict[str, Any]) -> None:
        """An officer lets somebody start before graduation."""
        exception = {"reason": "學校同意提前修畢學分", "valid_until": "2026-12-31"}
        path = f"/v1/referrals/{referral['id']}/exceptions"
        answer = await self.office_of_branch.post(path, exception, etag="*", acting_person="officer-17")
        assert answer.status_code == 201, answer.text

    async def started(self, youth_id: UUID, vacancy_id: UUID) -> dict[str, Any]:
        """The placement of somebody who has started."""
        referral = await self.hired(youth_id, vacancy_id)
        await self.excepted(referral)
        await self.step(self.employer, referral["id"], "start", {"started_on": DAY})
        [placement] = (await self.agency.get("/v1/placements", youth_id=str(youth_id))).json()["items"]
        assert isinstance(placement, dict)
        return placement
