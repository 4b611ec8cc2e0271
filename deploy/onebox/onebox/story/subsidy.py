"""Fifth chapter: an employer's subsidy application lacks a document, is supplemented, and found eligible."""

from datetime import timedelta
from typing import Any

from onebox.client import Answer
from onebox.story.told import OFFICER, Step, Told

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
REQUIRED = ("registration", "credit-report", "balance-sheet", "cooperation")
PROGRAMME_OFFICER = "office-officer-3"


class Subsidy:
    """From an open call to an eligible application."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.path = ""

    @property
    def steps(self) -> list[Step]:
        """Titles and steps."""
        return [
            ("the programme office opens a call, and an employer applies without one document", self.apply),
            ("the office asks for a supplement", self.ask_for_supplement),
            ("the employer supplements, and the application is eligible", self.supplement),
        ]

    async def apply(self) -> str:
        """Open a call of the year, draft an application, upload all documents but the last, submit."""
        told, client = self.told, self.told.client
        drafted = await client.ask("programme_office", "POST", "/v1/calls", body=self._call(), acting=PROGRAMME_OFFICER)
        call = f"/v1/calls/{drafted.body['id']}"
        await client.ask("programme_office", "POST", f"{call}/opening", etag=drafted.etag, acting=PROGRAMME_OFFICER)
        application = await client.ask(
            "employer", "POST", "/v1/applications", body={"call_id": drafted.body["id"], **FACTS}
        )
        self.path = f"/v1/applications/{application.body['id']}"
        for item in REQUIRED[:-1]:
            await self._upload(item)
        submitted = await self._step("employer", "submission")
        told.check(submitted.body["state"] == "submitted", f"the state is {submitted.body['state']}")
        return f"{submitted.body['case_number']}, {len(REQUIRED) - 1} of {len(REQUIRED)} documents"

    async def ask_for_supplement(self) -> str:
        """Check and decide: what is missing becomes a request, and its notice is received."""
        decision = await self._decide()
        self.told.check(decision["outcome"] == "supplement_requested", f"the outcome is {decision}")
        path = f"{self.path}/supplement-requests"
        requests = await self.told.client.ask("employer", "GET", path)
        request = requests.body["items"][-1]
        received = await self._step("employer", f"supplement-requests/{request['id']}/receipt", {})
        return f"{', '.join(decision['missing'])}; due on {received.body['request']['due_on']}"

    async def supplement(self) -> str:
        """Upload what was missing, hand it in, and decide again."""
        await self._upload(REQUIRED[-1])
        await self._step("employer", "supplement", {})
        decision = await self._decide()
        self.told.check(decision["outcome"] == "eligible", f"the outcome is {decision}")
        return f"eligible under rule set {decision['rule_set_version']}"

    async def _decide(self) -> dict[str, Any]:
        held = await self.told.client.ask("programme_office", "GET", self.path)
        if held.body["state"] == "submitted":
            await self._step("programme_office", "eligibility-check")
        answer = await self._step("programme_office", "eligibility-decisions", {"judgements": []})
        decision: dict[str, Any] = answer.body
        self.told.decisions.append(("programme_office", f"/v1/application-decisions/{decision['id']}"))
        return decision

    async def _step(self, kind: str, name: str, body: dict[str, Any] | None = None) -> Answer:
        held = await self.told.client.ask(kind, "GET", self.path)
        acting = PROGRAMME_OFFICER if kind == "programme_office" else OFFICER
        return await self.told.client.ask(kind, "POST", f"{self.path}/{name}", body=body, etag=held.etag, acting=acting)

    async def _upload(self, item: str) -> None:
        held = await self.told.client.ask("employer", "GET", self.path)
        await self.told.client.ask(
            "employer", "POST", f"{self.path}/documents?item={item}", file=(PDF, "application/pdf"), etag=held.etag
        )

    def _call(self) -> dict[str, Any]:
        today = self.told.today
        return {
            "title": f"iPAS 企業數位人才實作培育補助 {self.told.run}",
            "roc_year": today.year - 1911,
            "authority_org": "demo-authority",
            "opens_on": (today - timedelta(days=30)).isoformat(),
            "closes_on": (today + timedelta(days=30)).isoformat(),
            "budget": 60_000_000,
            "documents": [
                {"code": "registration", "name": "公司設立登記證明", "required": True, "proves": ["registered"]},
                {
                    "code": "credit-report",
                    "name": "票據信用查覆單",
                    "required": True,
                    "proves": ["dishonoured_cheques"],
                },
                {"code": "balance-sheet", "name": "最近一年度資產負債表", "required": True, "proves": ["net_worth"]},
                {"code": "cooperation", "name": "產學合作意向書", "required": True, "proves": []},
            ],
            "job_types": [{"code": "information-security", "name": "資訊安全工程師"}],
            "parameters": {
                "average_pay_above": 30000,
                "own_share_percent": 50,
                "supplement_days": 10,
                "supplement_rounds": 1,
                "return_when_overdue": False,
                "review_weights": {
                    "goals_and_strategy": 35,
                    "training_content": 30,
                    "expected_results": 25,
                    "budget": 10,
                },
            },
        }


TRAINEE = "蘇實習"
"""A trainee's name, looked for afterwards where it may not be."""
FACTS: dict[str, Any] = {
    "company": {
        "company_number": "22099131",
        "name": "範例資訊股份有限公司",
        "registered": True,
        "dishonoured_cheques": False,
        "net_worth": 85_000_000,
    },
    "plan": {
        "goals": "培育資安監控與事件處理人才。",
        "methods": "由資深工程師一對一指導，每週檢討實作成果。",
        "content": "資安監控平台操作、事件通報、弱點掃描與修補。",
        "site": "公司資安監控中心，含測試環境與監控席位。",
        "ipas_coaching": "每週兩小時 iPAS 資訊安全工程師考照輔導，補助報名費。",
        "retention": "結訓考核通過者優先聘為正式員工。",
        "working_conditions": "正式聘用月薪 45,000 元，週休二日，另有專業加給。",
    },
    "universities": ["範例科技大學"],
    "trainees": [{"name": TRAINEE, "university": "範例科技大學", "year_of_study": "4", "months": 3, "hours": 400}],
    "posts": [{"mode": "full_time", "count": 1, "monthly_pay": 32_000, "job_type": "information-security"}],
    "budget": {"total": 1_200_000, "own_share": 640_000},
}
