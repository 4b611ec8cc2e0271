"""Second chapter: a university sends its students, each gets a decision, and what is offered differs."""

from typing import Any

from onebox.story.persons import LAST_DAY, Person, cast
from onebox.story.told import COUNTY, INDUSTRY, OFFICER, Step, Told

EXPECTED = {
    "third-year": "eligible",
    "final-year": "eligible",
    "foreign national": "not_eligible",
    "master's student": "not_eligible",
}
CONSENTED = (("registration", "programme"), ("referral", "employer"), ("referral", "association"))


class People:
    """From a batch of students to an activity for one and recommendations for another."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.cast = cast(told.run, told.today)

    @property
    def steps(self) -> list[Step]:
        """Titles and steps."""
        return [
            ("a university upserts four students in one batch", self.upsert),
            ("each has an eligibility decision with reasons", self.decided),
            ("the third-year student attends a company visit under the plan", self.activity),
            ("the final-year student is recommended the vacancy, with reasons", self.recommend),
        ]

    async def upsert(self) -> str:
        """Send the students; a second sending of the same moves nothing."""
        items = [self._item(person) for person in self.cast]
        answer = await self._send(items)
        results = [one["student"] and one["student"]["result"] for one in answer]
        self.told.check(results == ["created"] * len(items), f"not every student was created: {answer}")
        for person, one in zip(self.cast, answer, strict=True):
            self.told.people[person.part] = one["student"]
        again = [one["student"]["result"] for one in await self._send(items)]
        self.told.check(again == ["unchanged"] * len(items), f"the same batch moved something: {again}")
        return f"{len(items)} created; sent again: {len(items)} unchanged"

    async def decided(self) -> str:
        """Read each decision; the reasons name what spoke against."""
        lines = []
        for part, expected in EXPECTED.items():
            youth = self.told.people[part]["youth_id"]
            found = await self.told.client.ask("university", "GET", f"/v1/youths/{youth}/eligibility-decisions")
            decision = found.body["items"][-1]
            self.told.check(decision["outcome"] == expected, f"{part}: {decision['outcome']}, not {expected}")
            self.told.decisions.append(("university", f"/v1/eligibility-decisions/{decision['id']}"))
            against = [one["reason"] for one in decision["findings"] if one["verdict"] != "pass"]
            lines.append(f"{part}: {expected}" + (f" ({', '.join(against)})" if against else ""))
        return "; ".join(lines)

    async def activity(self) -> str:
        """Plan a visit on a day of the plan and record who came; the count of attendances moves by one."""
        told, client = self.told, self.told.client
        before = await told.count("activity-attendances")
        planned = {
            "kind": "company_visit",
            "title": "資安產業企業參訪",
            "industry": INDUSTRY,
            "county": COUNTY,
            "held_on": told.plan_day.isoformat(),
            "capacity": 40,
        }

        async def plan() -> Any:
            wanted = (201, 409)
            return await client.ask("branch", "POST", "/v1/activities", body=planned, acting=OFFICER, wanted=wanted)

        # the acknowledgement has to cross from the vacancy service first
        activity = await told.until(plan, lambda answer: answer.status == 201, "the acknowledged plan is not heard of")
        path = f"/v1/activities/{activity.body['id']}/attendances"
        body = {"youth_id": told.people["third-year"]["youth_id"]}
        await client.ask("branch", "POST", path, body=body, acting=OFFICER)
        body = {"youth_id": told.people["final-year"]["youth_id"]}
        refused = await client.ask("branch", "POST", path, body=body, acting=OFFICER, wanted=(409,))
        await told.until(
            lambda: told.count("activity-attendances"),
            lambda count: count == before + 1,
            "the attendance is not counted",
        )
        return f"attendances {before} → {before + 1}; the final-year student is refused: {refused.body['code']}"

    async def recommend(self) -> str:
        """Ask for recommendations; whom matching is not yet offered may look at a preview only."""
        told = self.told
        youth = told.people["final-year"]["youth_id"]
        item = await told.until(
            lambda: self._listed(youth), lambda found: found is not None, "the vacancy is not recommended"
        )
        kept = await told.client.ask("university", "POST", f"/v1/youths/{youth}/recommendation-sets")
        told.people["final-year"] |= {"kept": kept.body["id"], "rank": item["rank"], "score": item["score"]}
        points = sum(one["points"] for one in item["components"])
        told.check(points == item["score"], f"the components sum to {points}, the score is {item['score']}")
        third = f"/v1/youths/{told.people['third-year']['youth_id']}/recommendations"
        refused = await told.client.ask("university", "GET", third, wanted=(409,))
        await told.client.ask("university", "GET", f"{third}?preview=true")
        return f"rank {item['rank']}, {item['sentence']}; the third-year student: {refused.body['code']}, but a preview"

    async def _listed(self, youth: str) -> dict[str, Any] | None:
        path = f"/v1/youths/{youth}/recommendations?limit=100"
        answer = await self.told.client.ask("university", "GET", path)
        items: list[dict[str, Any]] = answer.body["items"]
        return next((one for one in items if one["vacancy_id"] == self.told.chosen.id), None)

    async def _send(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answer = await self.told.client.ask(
            "university", "POST", "/v1/students:batch", body={"items": items}, wanted=(207,)
        )
        answered: list[dict[str, Any]] = answer.body["items"]
        return answered

    def _item(self, person: Person) -> dict[str, Any]:
        consents = [
            {"purpose": purpose, "recipient": recipient, "fields": ["name", "phone"], "valid_until": LAST_DAY}
            for purpose, recipient in CONSENTED
        ]
        student = {"source_version": 1, "facts": person.facts(), "consents": consents}
        return {"id": person.part.replace(" ", "-").replace("'", ""), "student": student}
