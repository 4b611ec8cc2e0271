"""The route table: every public route of every service, as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GET = frozenset({"GET"})
POST = frozenset({"POST"})
PUT = frozenset({"PUT"})
PATCH = frozenset({"PATCH"})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a path goes. ``path`` is the service's own template; None stands for the gateway's setting.

    ``timeout_seconds`` is how long the service may stay silent; ``max_body_bytes`` is counted while the body passes.
    """

    service: str
    path: str
    methods: frozenset[str]
    timeout_seconds: float | None = None
    max_body_bytes: int | None = None


ROUTES = (
    Route("vacancy", "/v1/vacancies", GET),
    Route("vacancy", "/v1/vacancies:batch", POST, max_body_bytes=8 << 20),
    Route("vacancy", "/v1/vacancies/changes", GET),
    Route("vacancy", "/v1/vacancies/by-source/{source}/{source_id}", PUT),
    Route("vacancy", "/v1/vacancies/{vacancy_id}", GET),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/attestations", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/screenings", GET | POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/review", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/publication", POST),
    Route("vacancy", "/v1/screenings/{screening_id}", GET),
    Route("vacancy", "/v1/screenings/{screening_id}/replay", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/submission", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/suspension", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/resumption", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/closure", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/withdrawal", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/steps", GET),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/resubmission", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/resubmissions", GET),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/appeals", GET | POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/appeals/{appeal_id}/decision", POST),
    # as much as the service itself takes in, and its checks of it
    Route("vacancy", "/v1/vacancy-imports", POST, timeout_seconds=120.0, max_body_bytes=134_217_728),
    Route("vacancy", "/v1/vacancy-imports", GET),
    Route("vacancy", "/v1/vacancy-imports/{job_id}", GET),
    Route("vacancy", "/v1/vacancy-imports/{job_id}/cancellation", POST),
    Route("vacancy", "/v1/vacancy-imports/{job_id}/outcomes", GET),
    Route("vacancy", "/v1/exceptions", GET | POST),
    Route("vacancy", "/v1/exceptions/{exception_id}", GET),
    Route("vacancy", "/v1/exceptions/{exception_id}/revocation", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/duplicates", GET),
    Route("vacancy", "/v1/duplicates", GET),
    Route("vacancy", "/v1/duplicates/{link_id}/release", POST),
    Route("vacancy", "/v1/duplicates/{link_id}/restore", POST),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/reports", POST),
    Route("vacancy", "/v1/reports", GET),
    Route("vacancy", "/v1/reports/{report_id}/decision", POST),
    Route("vacancy", "/v1/partner-health", GET),
    Route("vacancy", "/v1/review-queue", GET),
    Route("vacancy", "/v1/reviews:batch", POST),
    Route("vacancy", "/v1/screening-statistics", GET),
    Route("vacancy", "/v1/screenings:simulate", POST),
    Route("vacancy", "/v1/employers", GET),
    Route("vacancy", "/v1/employers/by-number/{company_number}", PUT),
    Route("vacancy", "/v1/employers/{employer_id}", GET),
    Route("vacancy", "/v1/employers/{employer_id}/registry-check", POST),
    Route("vacancy", "/v1/associations", GET | POST),
    Route("vacancy", "/v1/associations/{association_id}", GET | PUT),
    Route("vacancy", "/v1/contact-windows", GET | POST),
    Route("vacancy", "/v1/contact-windows/{window_id}", GET | PUT),
    Route("vacancy", "/v1/execution-plans", GET | POST),
    Route("vacancy", "/v1/execution-plans/{plan_id}", GET),
    Route("vacancy", "/v1/execution-plans/{plan_id}/revisions", GET),
    Route("vacancy", "/v1/execution-plans/{plan_id}/acknowledgement", POST),
    Route("vacancy", "/v1/execution-plans/{plan_id}/amendment", POST),
    Route("vacancy", "/v1/key-industries", GET),
    Route("vacancy", "/v1/key-industries/{industry}/projections", GET),
    Route("vacancy", "/v1/key-industries/{industry}/projections/{edition}", PUT),
    Route("vacancy", "/v1/entry-wages", GET),
    Route("vacancy", "/v1/entry-wages/{industry}/{roc_year}", PUT),
    Route("vacancy", "/v1/rule-sets", GET),
    Route("vacancy", "/v1/rule-sets/{version}/trial", POST),
    Route("vacancy", "/v1/rule-sets/{version}/activation", POST),
    Route("vacancy", "/v1/rule-set-drafts", GET),
    Route("vacancy", "/v1/rule-set-drafts/{version}", GET | PUT),
    Route("vacancy", "/v1/rule-set-trials", GET),
    Route("vacancy", "/v1/rule-set-trials/{job_id}", GET),
    Route("vacancy", "/v1/rule-set-trials/{job_id}/flips", GET),
    Route("vacancy", "/v1/rule-set-trials/{job_id}/cancellation", POST),
    Route("vacancy", "/v1/rescreenings", GET),
    Route("vacancy", "/v1/rescreenings/{job_id}", GET),
    Route("vacancy", "/v1/rescreenings/{job_id}/cancellation", POST),
    Route("vacancy", "/v1/screening-runs", GET | POST),
    Route("vacancy", "/v1/screening-runs/{job_id}", GET),
    Route("vacancy", "/v1/screening-runs/{job_id}/cancellation", POST),
    Route("vacancy", "/v1/skills", GET),
    Route("vacancy", "/v1/vacancies/{vacancy_id}/skills", GET),
    Route("vacancy", "/v1/skill-demand", GET),
    Route("vacancy", "/v1/skill-demand/chart", GET),
    Route("matching", "/v1/youths", GET | POST),
    Route("matching", "/v1/youths/changes", GET),
    Route("matching", "/v1/youths/{youth_id}", GET | PATCH),
    Route("matching", "/v1/youths/{youth_id}/withdrawal", POST),
    Route("matching", "/v1/youths/{youth_id}/consents", GET | POST),
    Route("matching", "/v1/youths/{youth_id}/consents/{consent_id}/withdrawal", POST),
    Route("matching", "/v1/youths/{youth_id}/eligibility-decisions", GET | POST),
    Route("matching", "/v1/youths/{youth_id}/resource-decision", GET | POST),
    Route("matching", "/v1/youths/{youth_id}/erasure", POST),
    Route("matching", "/v1/eligibility-decisions/{decision_id}", GET),
    Route("matching", "/v1/eligibility-decisions/{decision_id}/replay", POST),
    Route("matching", "/v1/erasures/{erasure_id}", GET),
    Route("matching", "/v1/students:batch", POST, max_body_bytes=8 << 20),
    Route("matching", "/v1/students/reconciliation", GET),
    Route("matching", "/v1/youths/{youth_id}/recommendations", GET),
    Route("matching", "/v1/youths/{youth_id}/recommendation-sets", GET | POST),
    Route("matching", "/v1/youths/{youth_id}/training-referrals", GET | POST),
    Route("matching", "/v1/recommendations:preview", POST),
    Route("matching", "/v1/recommendation-snapshot", GET),
    Route("matching", "/v1/recommendation-runs", GET | POST),
    Route("matching", "/v1/recommendation-runs/{job_id}", GET),
    Route("matching", "/v1/recommendation-runs/{job_id}/cancellation", POST),
    Route("matching", "/v1/vacancies/{vacancy_id}/candidates", GET),
    Route("matching", "/v1/activities", GET | POST),
    Route("matching", "/v1/activities/{activity_id}", GET),
    Route("matching", "/v1/activities/{activity_id}/cancellation", POST),
    Route("matching", "/v1/activities/{activity_id}/attendances", GET | POST),
    Route("matching", "/v1/referrals", GET | POST),
    Route("matching", "/v1/referrals/changes", GET),
    Route("matching", "/v1/referrals/{referral_id}", GET),
    Route("matching", "/v1/referrals/{referral_id}/steps", GET),
    Route("matching", "/v1/referrals/{referral_id}/candidate", GET),
    Route("matching", "/v1/referrals/{referral_id}/exceptions", POST),
    Route("matching", "/v1/referrals/{referral_id}/{transition}", POST),
    Route("matching", "/v1/placements", GET),
    Route("matching", "/v1/placements/{placement_id}", GET),
    Route("matching", "/v1/placements/{placement_id}/checkpoints", POST),
    Route("matching", "/v1/placements/{placement_id}/extension", POST),
    Route("matching", "/v1/placements/{placement_id}/ending", POST),
    Route("indicators", "/v1/indicators", GET),
    Route("indicators", "/v1/indicators/{indicator_id}", GET),
    Route("indicators", "/v1/contributions", GET),
    Route("indicators", "/v1/contributions/{series}", GET),
    Route("indicators", "/v1/contributions/{series}/chart", GET),
    Route("indicators", "/v1/contributions/{series}/lineage", GET),
    Route("training", "/v1/courses", GET | POST),
    Route("training", "/v1/courses/{course_id}", GET | PUT),
    Route("training", "/v1/courses/{course_id}/closing", POST),
    Route("training", "/v1/courses/{course_id}/reopening", POST),
    Route("training", "/v1/courses/{course_id}/sessions", GET | POST),
    Route("training", "/v1/courses/{course_id}/statistics", GET),
    Route("training", "/v1/course-sessions/{session_id}", GET | PUT),
    Route("training", "/v1/enrolments", GET | POST),
    Route("training", "/v1/enrolments/{enrolment_id}", GET),
    Route("training", "/v1/enrolments/{enrolment_id}/start", POST),
    Route("training", "/v1/enrolments/{enrolment_id}/attendances", POST),
    Route("training", "/v1/enrolments/{enrolment_id}/assessment", POST),
    Route("training", "/v1/enrolments/{enrolment_id}/satisfaction", POST),
    Route("training", "/v1/enrolments/{enrolment_id}/completion", POST),
    Route("training", "/v1/enrolments/{enrolment_id}/failure", POST),
    Route("training", "/v1/enrolments/{enrolment_id}/drop", POST),
    Route("training", "/v1/enrolments/{enrolment_id}/cancellation", POST),
    Route("training", "/v1/calls", GET | POST),
    Route("training", "/v1/calls/{call_id}", GET | PUT),
    Route("training", "/v1/calls/{call_id}/opening", POST),
    Route("training", "/v1/calls/{call_id}/closing", POST),
    Route("training", "/v1/applications", GET | POST),
    Route("training", "/v1/applications/{application_id}", GET | PUT),
    Route("training", "/v1/applications/{application_id}/submission", POST),
    Route("training", "/v1/applications/{application_id}/withdrawal", POST),
    Route("training", "/v1/applications/{application_id}/trainees", GET),
    Route("training", "/v1/applications/{application_id}/steps", GET),
    # as much as the service itself takes of one document
    Route("training", "/v1/applications/{application_id}/documents", POST, max_body_bytes=20_971_520),
    Route("training", "/v1/applications/{application_id}/documents", GET),
    Route("training", "/v1/applications/{application_id}/documents/{document_id}/content", GET),
    Route("training", "/v1/applications/{application_id}/eligibility-check", POST),
    Route("training", "/v1/applications/{application_id}/eligibility-decisions", GET | POST),
    Route("training", "/v1/applications/{application_id}/supplement-requests", GET),
    Route("training", "/v1/applications/{application_id}/supplement-requests/{request_id}/receipt", POST),
    Route("training", "/v1/applications/{application_id}/supplement-requests/{request_id}/delivery", POST),
    Route("training", "/v1/applications/{application_id}/supplement-requests/{request_id}/extension", POST),
    Route("training", "/v1/applications/{application_id}/supplement-requests/{request_id}/return", POST),
    Route("training", "/v1/applications/{application_id}/supplement", POST),
    Route("training", "/v1/application-decisions/{decision_id}", GET),
    Route("training", "/v1/application-decisions/{decision_id}/replay", POST),
)


class RouteTable:
    """Finds a path's routes by its segments: a literal segment wins over a parameter."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        self.routes = tuple(routes)
        for route in self.routes:
            node = self._root
            for segment in route.path.split("/"):
                node = node.child(segment)
            for method in route.methods:
                if node.by_method.setdefault(method, route) is not route:
                    raise ValueError(f"{method} {route.path} is routed twice")

    def find(self, path: str) -> Mapping[str, Route] | None:
        """The routes of a path by method; None when there is no such path. A template finds itself."""
        node = self._root
        for segment in path.split("/"):
            found = node.literals.get(segment)
            if found is None:
                found = node.parameter
                # a dot segment would be resolved by whoever stands behind us into another path than we looked up
                if found is None or segment in ("", ".", ".."):
                    return None
            node = found
        return node.by_method or None


class _Node:
    __slots__ = ("by_method", "literals", "parameter")

    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.parameter: _Node | None = None
        self.by_method: dict[str, Route] = {}

    def child(self, segment: str) -> "_Node":
        if not segment.startswith("{"):
            return self.literals.setdefault(segment, _Node())
        if self.parameter is None:
            self.parameter = _Node()
        return self.parameter
