"""First chapter: a plan is acknowledged, vacancies are imported and screened, one is completed and published."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from onebox.sample import SampleVacancy, read_sample
from onebox.story.told import BRANCH, COUNTY, INDUSTRY, OFFICER, Chosen, Step, Told

TOP_MISSING = 5
DIGITAL = ("全端", "軟體", "資訊", "網路")
GOOD_PAY = 45_000
"""NT$ a month: clearly above the one entry wage that is known."""
SECURITY = ["information-security", "penetration-testing"]
"""What the vacancy is attested to ask for besides what its text says; the course of a later chapter teaches it."""
ATTESTED: Mapping[str, Any] = {
    "employment_type": "full_time",
    "insurance": {"labour": True, "health": True},
    "working_conditions": {
        "hours_per_week": 40,
        "days_off_per_week": 2,
        "leave_stated": True,
        "no_current_violation": True,
    },
    "hazards": {"none_attested": True},
    "direct_employment": True,
    "industry": INDUSTRY,
    "key_competencies": [{"code": code, "level": 2} for code in SECURITY],
}


class Vacancies:
    """From the branch's plan to a published vacancy."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.rows = list(read_sample())[-(told.rows or 0) :]
        self.outcomes: list[dict[str, Any]] = []
        self.published_before = 0

    @property
    def steps(self) -> list[Step]:
        """Titles and steps."""
        return [
            ("a branch files its plan of the year, and the agency acknowledges it", self.plan),
            (f"an association imports a file of {len(self.rows)} real vacancies", self.import_rows),
            ("each row was screened against the eight criteria", self.screened),
            ("the association attests what one vacancy lacked", self.attest),
            ("it is screened again: only 'in principle' questions remain", self.screen_again),
            ("an officer of the branch decides them, with a reason", self.review),
            ("the vacancy is published, and the count moves by one", self.publish),
            ("the same file is imported again: nothing moves", self.import_again),
        ]

    async def plan(self) -> str:
        """File the plan, unless an earlier story did, and acknowledge what waits."""
        told, client = self.told, self.told.client
        year = told.plan_year
        content = {
            "industries": [INDUSTRY],
            "associations": [],
            "targets": {"youths": 11_000 if year == 115 else 8_000},
            "starts_on": f"{year + 1911}-01-01" if year > 112 else "2023-05-01",
            "ends_on": f"{year + 1911}-12-31",
        }
        listed = await client.ask("branch", "GET", f"/v1/execution-plans?roc_year={year}")
        held = listed.body["items"]
        if held:
            path = f"/v1/execution-plans/{held[0]['id']}"
        else:
            filed = await client.ask(
                "branch", "POST", "/v1/execution-plans", body={**content, "roc_year": year}, acting=OFFICER
            )
            path = f"/v1/execution-plans/{filed.body['id']}"
        plan = await client.ask("workforce_agency", "GET", path)
        if plan.body["acknowledged_revision"] is None:
            plan = await client.ask(
                "workforce_agency",
                "POST",
                f"{path}/acknowledgement",
                body={"document_number": f"發就字第{year}{self.told.run[:6]}號"},
                etag=plan.etag,
                acting="agency-officer-7",
            )
        told.plan = plan.body["id"]
        told.check(plan.body["acknowledged_revision"] is not None, f"the plan is not acknowledged: {plan.body}")
        return f"{BRANCH}, ROC {year}, revision {plan.body['acknowledged_revision']}"

    async def import_rows(self) -> str:
        """Upload the sample's rows as one file and wait for its job."""
        self.published_before = await self.told.count("published-vacancies")
        job = await self._import()
        self.told.check(job["counts"] == {"created": len(self.rows)}, f"not every row was created: {job['counts']}")
        return ", ".join(f"{count} {name}" for name, count in job["counts"].items())

    async def screened(self) -> str:
        """Read the outcomes; choose a vacancy that lacks attestations only and pays well above the known entry wage."""
        by_key = {f"{self.told.run}-{row.source_id}": row for row in self.rows}
        outcomes, missing = Counter[str](), Counter[str]()
        for outcome in self.outcomes:
            outcomes[outcome["screening"]] += 1
            missing.update(outcome["missing"])
            row = by_key[outcome["source_id"]]
            if self.told.vacancy is None and self._good(row):
                self.told.vacancy = Chosen(outcome["vacancy_id"], "", row, missing=outcome["missing"])
        self.told.check(outcomes.total() == len(self.rows), f"{outcomes.total()} of {len(self.rows)} have an outcome")
        self.told.check(outcomes["qualified"] == 0, "a vacancy qualified without one attestation")
        top = ", ".join(f"{name} ({count})" for name, count in missing.most_common(TOP_MISSING))
        counted = ", ".join(f"{count} {name}" for name, count in outcomes.most_common())
        return f"{counted}; most often missing: {top}"

    async def attest(self) -> str:
        """Attest the chosen vacancy's missing facts."""
        chosen = self.told.chosen
        path = f"/v1/vacancies/{chosen.id}"
        held = await self.told.client.ask("association", "GET", path)
        body = {"facts": ATTESTED, "basis": "written statement of the employer"}
        answer = await self.told.client.ask("association", "POST", f"{path}/attestations", body=body, etag=held.etag)
        chosen.etag = answer.etag or ""
        return f"{chosen.sample.facts['title']}: {', '.join(sorted(ATTESTED))}"

    async def screen_again(self) -> str:
        """Screen the chosen vacancy again."""
        chosen = self.told.chosen
        path = f"/v1/vacancies/{chosen.id}/screenings"
        answer = await self.told.client.ask("association", "POST", path, etag=chosen.etag)
        chosen.etag, decision = answer.etag or "", answer.body
        self.told.check(decision["outcome"] in ("needs_review", "qualified"), f"the outcome is {decision}")
        self.told.decisions.append(("association", f"/v1/screenings/{decision['id']}"))
        chosen.open_questions = [one["criterion"] for one in decision["findings"] if one["verdict"] != "pass"]
        return f"{decision['outcome']}: {', '.join(chosen.open_questions)}"

    async def review(self) -> str:
        """Decide the in-principle criteria as an officer, for what the vacancy itself says and nothing more."""
        chosen = self.told.chosen
        facts, open_questions = chosen.sample.facts, ", ".join(chosen.open_questions)
        reason = (
            "By its title the work is in information technology, and it pays "
            f"NT${facts['pay']['minimum']:,} a month or more. "
            f"What is left open ({open_questions}) is asked for in principle only."
        )
        answer = await self.told.client.ask(
            "branch",
            "POST",
            f"/v1/vacancies/{chosen.id}/review",
            body={"outcome": "qualified", "reason": reason},
            etag=chosen.etag,
            acting=OFFICER,
        )
        chosen.etag = answer.etag or ""
        self.told.check(answer.body["state"] == "qualified", f"the state is {answer.body['state']}")
        return str(answer.body["state"])

    async def publish(self) -> str:
        """Open the vacancy to young people, and wait until the publication has crossed to the indicators."""
        chosen, expected = self.told.chosen, self.published_before + 1
        path = f"/v1/vacancies/{chosen.id}/publication"
        answer = await self.told.client.ask("branch", "POST", path, etag=chosen.etag, acting=OFFICER)
        chosen.etag = answer.etag or ""
        self.told.check(answer.body["state"] == "published", f"the state is {answer.body['state']}")
        await self.told.until(
            lambda: self.told.count("published-vacancies"),
            lambda count: count == expected,
            f"{expected} published vacancies were expected in {COUNTY} / {INDUSTRY}",
        )
        return f"{answer.body['case_number']}; {COUNTY} / {INDUSTRY}: {self.published_before} → {expected}"

    async def import_again(self) -> str:
        """Send the same file once more: no new version, no new count."""
        job = await self._import()
        self.told.check(job["counts"] == {"unchanged": len(self.rows)}, f"something moved: {job['counts']}")
        count = await self.told.count("published-vacancies")
        self.told.check(count == self.published_before + 1, f"the count moved to {count}")
        return f"{job['counts']['unchanged']} unchanged, still {count} published"

    async def _import(self) -> dict[str, Any]:
        # keys of its own, in the sample's source: another source's would be duplicates of what was published before
        lines = [row.facts | {"source_id": f"{self.told.run}-{row.source_id}"} for row in self.rows]
        file = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        asked = await self.told.client.ask(
            "association",
            "POST",
            "/v1/vacancy-imports?format=youthlink&source=taiwanjobs",
            file=(file.encode(), "application/x-ndjson"),
            wanted=(202,),
        )
        path = f"/v1/vacancy-imports/{asked.body['id']}"
        job = await self.told.job("association", path)
        self.outcomes = await self._outcomes(path)
        return job

    async def _outcomes(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = await self.told.client.ask("association", "GET", f"{path}/outcomes?limit=200{cursor}")
            found += page.body["items"]
            if page.body["next_cursor"] is None:
                return found
            cursor = f"&cursor={page.body['next_cursor']}"

    def _good(self, row: SampleVacancy) -> bool:
        pay = row.facts["pay"]
        well_paid = pay["basis"] == "monthly" and pay.get("minimum", 0) >= GOOD_PAY
        digital = any(word in row.facts["title"] for word in DIGITAL)
        return well_paid and digital and row.facts.get("county") == COUNTY
