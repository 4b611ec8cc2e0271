"""What a platform answers, over HTTP, about everything that a story has left on it."""

from collections.abc import Iterable
from typing import Any

from onebox.client import Client

LISTS = (
    ("branch", "/v1/vacancies?state=published"),
    ("branch", "/v1/vacancies?state=filled"),
    ("branch", "/v1/execution-plans"),
    ("university", "/v1/youths"),
    ("branch", "/v1/activities"),
    ("branch", "/v1/referrals"),
    ("branch", "/v1/placements"),
    ("branch", "/v1/courses"),
    ("branch", "/v1/enrolments"),
    ("programme_office", "/v1/calls"),
    ("programme_office", "/v1/applications"),
)
"""Who lists what; each item is asked for by itself too."""
OF_EACH = {
    "/v1/vacancies": (("branch", "steps"), ("branch", "skills"), ("branch", "candidates")),
    "/v1/youths": (
        ("university", "eligibility-decisions"),
        ("university", "training-referrals"),
        ("university", "recommendations?preview=true&limit=100"),
    ),
    "/v1/activities": (("branch", "attendances"),),
    "/v1/referrals": (("branch", "steps"), ("association", "candidate")),
    "/v1/courses": (("branch", "sessions"), ("branch", "statistics")),
    "/v1/applications": (("programme_office", "steps"), ("programme_office", "eligibility-decisions")),
}
ALONE = (
    ("planning", "/v1/indicators"),
    ("branch", "/v1/skill-demand?by=field"),
    ("university", "/v1/recommendation-snapshot"),
    ("planning", "/v1/contributions"),
)
PASSING = frozenset({"snapshot", "snapshot_id", "sequence", "reached", "built_at", "trace_id"})
"""Fields that tell from how new a reading something was answered."""


async def answers_of(client: Client) -> dict[str, Any]:
    """Every answer by who asked for what: its status, ETag and body. Refusals are answers."""
    found: dict[str, Any] = {}

    async def ask(kind: str, path: str) -> Any:
        answer = await client.ask(kind, "GET", path, wanted=(200, 403, 404, 409))
        found[f"{kind} {path}"] = (answer.status, answer.etag, _lasting(answer.body))
        return answer.body

    for kind, path in LISTS:
        listed, base = await ask(kind, path), path.partition("?")[0]
        for one in listed["items"]:
            await ask(kind, f"{base}/{one['id']}")
            for asker, part in OF_EACH.get(base, ()):
                await ask(asker, f"{base}/{one['id']}/{part}")
    for kind, path in ALONE:
        body = await ask(kind, path)
        if path == "/v1/contributions":
            for series in body["items"]:
                await ask(kind, f"{path}/{series['series']}?by=county&by=industry")
                await ask(kind, f"{path}/{series['series']}?by=month")
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is not answered as it was, in words."""
    asked: Iterable[str] = before.keys() | after.keys()
    return [
        f"{one}: {before.get(one)} -> {after.get(one)}" for one in sorted(asked) if before.get(one) != after.get(one)
    ]


def _lasting(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _lasting(value) for name, value in body.items() if name not in PASSING}
    if isinstance(body, list):
        return [_lasting(one) for one in body]
    return body
