"""Two rows of a partner's system, of which one is refused."""

from typing import Any

from vacancy.schemas.examples.vacancies import CREATED, FACTS

BATCH: dict[str, Any] = {
    "items": [
        {"id": "row-1", "source": "taiwanjobs", "source_id": "2556007-13327969", "facts": FACTS},
        {"id": "row-2", "source": "taiwanjobs", "source_id": "2556007-13327970", "facts": {**FACTS, "openings": 0}},
    ]
}
TAKEN: dict[str, Any] = {
    "items": [
        {
            "id": "row-1",
            "source": "taiwanjobs",
            "source_id": "2556007-13327969",
            "status": 201,
            "vacancy": CREATED,
            "problem": None,
        },
        {
            "id": "row-2",
            "source": "taiwanjobs",
            "source_id": "2556007-13327970",
            "status": 422,
            "vacancy": None,
            "problem": {
                "type": "urn:youthlink:problem:payload-invalid",
                "code": "payload-invalid",
                "title": "資料內容不正確",
                "status": 422,
                "errors": [
                    {
                        "code": "greater_than_equal",
                        "detail": "Input should be greater than or equal to 1",
                        "pointer": "/facts/openings",
                    }
                ],
                "trace_id": "0af7651916cd43dd8448eb211c80319c",
            },
        },
    ]
}
