"""Third chapter: a key-competency course is completed, the recommendations change, and say why."""

from typing import Any

from onebox.story.told import COUNTY, INDUSTRY, OFFICER, Step, Told
from onebox.story.vacancies import SECURITY

HOURS = 12
REMARK = "事件通報流程熟練"
"""What the teacher writes about the person: gone with the erasure."""


class Course:
    """From a course under the plan to a better place in the list."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.course = ""
        self.enrolment: dict[str, Any] = {}

    @property
    def steps(self) -> list[Step]:
        """Titles and steps."""
        return [
            ("the branch opens a key-competency course, and the final-year student is referred to it", self.refer),
            ("the student attends, passes and completes it", self.complete),
            ("the recommendations have changed, and say why", self.changed),
        ]

    async def refer(self) -> str:
        """Open a course with a session, refer the student, and wait for the enrolment."""
        told, client = self.told, self.told.client
        course = {
            "kind": "key_competency",
            "title": "資安事件處理實務",
            "provider": "範例資訊產業協會",
            "industry": INDUSTRY,
            "hours": HOURS,
            "skills": [{"code": code, "level": 3} for code in SECURITY],
            "attendance_percent": 80,
            "pass_mark": 60,
        }
        opened = await client.ask("branch", "POST", "/v1/courses", body=course, acting=OFFICER)
        self.course = opened.body["id"]
        day = told.plan_day.isoformat()
        session = {
            "starts_on": day,
            "ends_on": day,
            "county": COUNTY,
            "place": "臺北市資訊大樓",
            "capacity": 20,
            "waiting_places": 5,
        }
        path = f"/v1/courses/{self.course}/sessions"

        async def plan() -> Any:
            return await client.ask("branch", "POST", path, body=session, acting=OFFICER, wanted=(201, 409))

        # the acknowledgement has to cross from the vacancy service first
        await told.until(plan, lambda answer: answer.status == 201, "the acknowledged plan is not heard of")
        referrals = f"/v1/youths/{told.people['final-year']['youth_id']}/training-referrals"

        async def send() -> Any:
            named = {"course_id": self.course}
            return await client.ask("university", "POST", referrals, body=named, wanted=(201, 404))

        # and the course to the matching service
        await told.until(send, lambda answer: answer.status == 201, "the course is not heard of")
        self.enrolment = await told.until(self._enrolled, bool, "the referral opens no enrolment")
        return f"{course['title']}: {self.enrolment['state']}"

    async def complete(self) -> str:
        """Start, record hours and a score, complete."""
        day = self.told.plan_day.isoformat()
        await self._step("start")
        await self._step("attendances", {"day": day, "hours": HOURS})
        await self._step("assessment", {"score": 82, "remarks": REMARK})
        await self._step("satisfaction", {"satisfaction": 5})
        await self._step("completion")
        self.told.check(self.enrolment["state"] == "completed", f"the enrolment is {self.enrolment['state']}")
        return f"completed with {self.enrolment['score']} points after {self.enrolment['attended_hours']} hours"

    async def changed(self) -> str:
        """Compare with the list that was kept before."""
        told, final = self.told, self.told.people["final-year"]
        path = f"/v1/youths/{final['youth_id']}/recommendations?limit=100&compare_to={final['kept']}"

        async def compare() -> dict[str, Any] | None:
            answer = await told.client.ask("university", "GET", path)
            item = next((one for one in answer.body["items"] if one["vacancy_id"] == told.chosen.id), None)
            moved = next((one for one in answer.body["difference"] if one["vacancy_id"] == told.chosen.id), None)
            return item and {"item": item, "moved": moved}

        found = await told.until(
            compare,
            lambda now: now is not None and now["item"]["score"] > final["score"],
            "the completed course changes nothing",
        )
        sources = [
            source
            for component in found["item"]["components"]
            for one in component["evidence"]
            for source in one["sources"]
            if source.get("course_id") == self.course
        ]
        told.check(bool(sources), f"no skill names the course as its source: {found['item']}")
        return (
            f"score {final['score']} → {found['item']['score']}, rank {final['rank']} → {found['item']['rank']}: "
            f"{found['moved']['changed'] if found['moved'] else ''}, from the course"
        )

    async def _enrolled(self) -> dict[str, Any] | None:
        answer = await self.told.client.ask("branch", "GET", f"/v1/enrolments?course_id={self.course}")
        items: list[dict[str, Any]] = answer.body["items"]
        return items[0] if items else None

    async def _step(self, name: str, body: dict[str, Any] | None = None) -> None:
        path = f"/v1/enrolments/{self.enrolment['id']}"
        held = await self.told.client.ask("branch", "GET", path)
        answer = await self.told.client.ask(
            "branch", "POST", f"{path}/{name}", body=body, etag=held.etag, acting=OFFICER
        )
        self.enrolment |= {key: value for key, value in answer.body.items() if key in self.enrolment}
