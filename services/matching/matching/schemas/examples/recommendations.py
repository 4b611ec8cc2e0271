"""A list of recommendations, what changed in it, and what it was made with."""

from typing import Any

from chassis.jobs.routes import EXAMPLE as JOB

from matching.schemas.examples.work import AT, COURSE_ID, SET_ID, VACANCY_ID, YOUTH_ID

_SNAPSHOT = {"id": "3f5b7c9d1e02", "policy": "youthlink-1", "sequence": 41}


def _component(
    name: str, points: int, maximum: int, reason: str, sentence: str, *evidence: dict[str, Any]
) -> dict[str, Any]:
    return {
        "name": name,
        "points": points,
        "maximum": maximum,
        "reason": reason,
        "sentence": sentence,
        "evidence": list(evidence),
    }


_COMPONENTS = [
    _component(
        "skills",
        1875,
        5000,
        "listed",
        "技能 1875/5000 分",
        {
            "kind": "skill",
            "code": "python",
            "points": 1875,
            "maximum": 1875,
            "held": 3,
            "asked": 3,
            "sources": [{"source": "course", "course_id": COURSE_ID}],
        },
    ),
    _component("field", 500, 1000, "open", "科系不拘 500/1000 分"),
    _component(
        "wage",
        1000,
        1000,
        "met",
        "薪資達到您的期望 1000/1000 分",
        {
            "kind": "wage",
            "code": None,
            "points": 1000,
            "maximum": 1000,
            "held": 40000,
            "asked": 45000,
            "sources": [],
        },
    ),
    _component("location", 1000, 1000, "home", "在您居住的縣市 1000/1000 分"),
    _component("preferences", 500, 1000, "none_stated", "您未設定偏好 500/1000 分"),
    _component("training", 0, 1000, "no_course", "沒有對應課程 0/1000 分"),
]
_SENTENCE = "總分 4875 分：技能 1875/5000 分；薪資達到您的期望 1000/1000 分"
_ITEM = {
    "rank": 1,
    "vacancy_id": VACANCY_ID,
    "score": 4875,
    "county": "63000",
    "industry": "112-10",
    "education": "bachelor",
    "wage_minimum": 45000,
    "openings": 2,
    "closes_on": "2026-09-30",
    "sentence": _SENTENCE,
    "components": _COMPONENTS,
    "changes": [],
}
_MOVED = {"vacancy_id": VACANCY_ID, "move": "moved", "rank_before": 3, "rank": 1, "changed": {"skills": 1875}}
PAGE = {"snapshot": _SNAPSHOT, "admissible": 1, "items": [_ITEM], "difference": [_MOVED], "next_cursor": None}
PREVIEWED = {**PAGE, "difference": None}
PROFILE = {
    "home_county": "63000",
    "counties": ["63000", "65000"],
    "industries": ["112-10"],
    "education": "bachelor",
    "monthly_wage": 40000,
    "attributes": ["training"],
    "skills": [{"code": "python", "level": 3}],
}
KEPT = {
    "id": SET_ID,
    "youth_id": YOUTH_ID,
    "snapshot": _SNAPSHOT["id"],
    "policy": _SNAPSHOT["policy"],
    "places": 50,
    "kept_at": AT,
}
RUNNING = {**JOB, "parameters": {"places": 50}, "counts": {"kept": 1180, "not_offered": 20}}
CANDIDATES = {
    "vacancy_id": VACANCY_ID,
    "considered": 1,
    "complete": True,
    "items": [{"youth_id": YOUTH_ID, "score": 4875, "sentence": _SENTENCE, "components": _COMPONENTS}],
}
MANIFEST = {
    "snapshot_id": _SNAPSHOT["id"],
    "policy_version": _SNAPSHOT["policy"],
    "policy_digest": "9a0b1c2d3e4f",
    "input_digest": "5d6e8f0a1b22",
    "sequence": 41,
    "reached": 57,
    "vacancies": 1,
    "segments": 2,
    "compiled": True,
    "built_at": AT,
}
