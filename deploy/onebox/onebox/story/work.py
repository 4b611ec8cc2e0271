"""Fourth chapter: a referral becomes a job, the seat is taken, both counts move, and a follow-up is answered."""

from typing import Any

from onebox.story.told import OFFICER, Step, Told

SERIES = ("youth-placements", "employed-youths")


class Work:
    """From a referral to the first follow-up."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.referral: dict[str, Any] = {}
        self.before: dict[str, int] = {}

    @property
    def steps(self) -> list[Step]:
        """Titles and steps."""
        return [
            ("the student is referred, accepts, is interviewed and hired", self.refer),
            ("the first day of work: the vacancy's seat is taken", self.start),
            ("people and cases are counted, each by one", self.counted),
            ("the first follow-up is answered, the next one is due", self.follow_up),
        ]

    async def refer(self) -> str:
        """Propose, issue, accept, interview, offer and hire, each by whose step it is."""
        told = self.told
        self.before = {series: await told.count(series) for series in SERIES}
        body = {"youth_id": told.people["final-year"]["youth_id"], "vacancy_id": told.chosen.id}
        proposed = await told.client.ask("university", "POST", "/v1/referrals", body=body)
        self.referral = proposed.body
        for kind, step in (
            ("university", "issue"),
            ("university", "accept"),
            ("association", "interview"),
            ("association", "offer"),
            ("association", "hire"),
        ):
            await self._step(kind, step)
        candidate = await told.client.ask("association", "GET", f"/v1/referrals/{self.referral['id']}/candidate")
        shown = ", ".join(sorted(candidate.body["fields"]))
        return f"{self.referral['state']}; the employer was shown by consent: {shown}"

    async def start(self) -> str:
        """An officer excepts the start before graduation, and the employer says who has started."""
        told = self.told
        path = f"/v1/referrals/{self.referral['id']}"
        day = told.today.isoformat()
        refused = await told.client.ask(
            "association", "POST", f"{path}/start", body={"started_on": day}, etag=await self._etag(), wanted=(409,)
        )
        reason = {"reason": "學校同意提前修畢學分", "valid_until": f"{told.today.year}-12-31"}
        await told.client.ask(
            "branch", "POST", f"{path}/exceptions", body=reason, etag=await self._etag(), acting=OFFICER
        )
        await self._step("association", "start", {"started_on": day})
        vacancy = f"/v1/vacancies/{told.chosen.id}"

        async def state() -> Any:
            return (await told.client.ask("association", "GET", vacancy)).body["state"]

        # the sample's vacancies have one opening each
        await told.until(state, lambda seen: seen == "filled", "the seat is not taken")
        return f"without an exception: {refused.body['code']}; with one: started, and the vacancy is filled"

    async def counted(self) -> str:
        """Wait for both counts."""
        told = self.told
        for series in SERIES:
            expected = self.before[series] + 1

            def right(count: int, expected: int = expected) -> bool:
                return count == expected

            async def count(series: str = series) -> int:
                return await told.count(series)

            told.counts[series] = await told.until(count, right, f"{series} was expected to be {expected}")
        return "; ".join(f"{series} {self.before[series]} → {self.before[series] + 1}" for series in SERIES)

    async def follow_up(self) -> str:
        """Answer the first checkpoint with evidence."""
        told = self.told
        listed = await told.client.ask("branch", "GET", f"/v1/placements?vacancy_id={told.chosen.id}")
        path = f"/v1/placements/{listed.body['items'][0]['id']}"
        placement = await told.client.ask("branch", "GET", path)
        first = placement.body["checkpoints"][0]
        answer = await told.client.ask(
            "branch",
            "POST",
            f"{path}/checkpoints",
            body={"checkpoint": first["code"], "employed": True, "evidence": "insurance_record"},
            etag=placement.etag,
            acting=OFFICER,
        )
        answered, following = answer.body["checkpoints"][:2]
        told.check(answered["state"] == "answered", f"the follow-up is {answered['state']}")
        return f"{answered['code']}: employed; {following['code']} is due on {following['due_on']}"

    async def _etag(self) -> str | None:
        return (await self.told.client.ask("university", "GET", f"/v1/referrals/{self.referral['id']}")).etag

    async def _step(self, kind: str, step: str, body: dict[str, Any] | None = None) -> None:
        path = f"/v1/referrals/{self.referral['id']}/{step}"
        answer = await self.told.client.ask(kind, "POST", path, body=body or {}, etag=await self._etag())
        self.referral = answer.body
