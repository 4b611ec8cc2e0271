"""A person asks to be erased, and every service confirms."""

from typing import Any

from matching.schemas.examples import youths

ID = "019a4c20-11ae-7e33-af43-812e2e914505"
ASKED: dict[str, Any] = {
    "id": ID,
    "youth_id": youths.ID,
    "requested_on": "2026-07-01",
    "waiting_for": ["indicators", "training", "vacancy"],
    "confirmations": [],
    "erased_on": None,
}
DONE = ASKED | {
    "waiting_for": [],
    "confirmations": [
        {"service": one, "erased_on": "2026-07-01", "rows": rows, "heard_at": "2026-07-01T04:00:05Z"}
        for one, rows in (("indicators", 0), ("training", 3), ("vacancy", 0))
    ],
    "erased_on": "2026-07-01",
}
