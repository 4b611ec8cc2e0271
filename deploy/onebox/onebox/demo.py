"""The demo's clients: one of each kind, with secrets generated at the first start and kept in the data folder."""

from dataclasses import dataclass

from chassis.auth import OrgKind


@dataclass(frozen=True, slots=True)
class DemoClient:
    """One organisation that calls the platform."""

    name: str
    org: str
    kind: OrgKind
    region: str | None = None

    @property
    def client_id(self) -> str:
        """The id under which it asks for tokens."""
        return f"demo-{self.kind.replace('_', '-')}"


DEMO_CLIENTS = (
    DemoClient("Demo industry association", "demo-association", OrgKind.ASSOCIATION),
    DemoClient("Demo employer", "demo-employer", OrgKind.EMPLOYER),
    DemoClient("Demo university", "demo-university", OrgKind.UNIVERSITY),
    DemoClient("Demo branch, Taipei and the north", "demo-branch-north", OrgKind.BRANCH, "north"),
    DemoClient("Demo employment office", "demo-office", OrgKind.PUBLIC_EMPLOYMENT_OFFICE, "north"),
    DemoClient("Demo workforce agency", "demo-agency", OrgKind.WORKFORCE_AGENCY),
    DemoClient("Demo funding authority", "demo-authority", OrgKind.FUNDING_AUTHORITY),
    DemoClient("Demo programme office", "demo-programme-office", OrgKind.PROGRAMME_OFFICE),
    DemoClient("Demo reviewer", "demo-reviewer", OrgKind.REVIEWER),
    DemoClient("Demo ministry unit", "demo-ministry-unit", OrgKind.MINISTRY_UNIT),
    DemoClient("Demo planning department", "demo-planning", OrgKind.PLANNING),
    DemoClient("Demo mobile back end", "demo-mobile", OrgKind.MOBILE),
)
