"""The story's source, a month on."""

from typing import Any

PAGE: dict[str, Any] = {
    "since": "2026-06-02",
    "until": "2026-07-01",
    "silent_after_days": 7,
    "policy_version": "1",
    "items": [
        {
            "owner_org": "org-1",
            "source": "taiwanjobs",
            "vacancies": 712,
            "last_received_on": "2026-06-30",
            "days_since_received": 1,
            "silent": False,
            "outcomes": {"qualified": 0, "needs_information": 612, "needs_review": 34, "rejected": 34},
            "reject_rate": 0.05,
            "failing": [{"criterion": "full_time", "reason": "part-time", "vacancies": 34}],
            "missing": [{"path": "insurance.labour", "vacancies": 612}],
            "reports": {"open": 2, "upheld": 3, "dismissed": 1, "precision": 0.75},
            "refused_files": {"files": 1, "last_refused_on": "2026-06-29", "reasons": {"encoding-not-utf-8": 1}},
        }
    ],
    "next_cursor": None,
}
