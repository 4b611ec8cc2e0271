"""A university's students in one request."""

from typing import Any

ID = "019a4c20-11aa-7e33-af43-812e2e914601"
FACTS: dict[str, Any] = {
    "name": "陳美玲",
    "birth_date": "2004-09-10",
    "person_number": "B223456782",
    "student_number": "B11202034",
    "phone": "0922333444",
    "email": "meiling@example.edu.tw",
    "nationality": "ROC",
    "home_county": "65000",
    "study": {
        "university": "範例大學",
        "campus_county": "63000",
        "department": "資訊工程學系",
        "field": "0613",
        "degree": "bachelor",
        "programme_years": 4,
        "year_of_study": 4,
        "expected_graduation": "2027-06",
        "status": "enrolled",
    },
    "education": "bachelor",
    "skills": [{"code": "python", "level": 3, "source": "school"}],
    "wanted": {"counties": ["63000"], "industries": ["112-10"]},
}
STUDENT = {
    "source_version": 7,
    "facts": FACTS,
    "consents": [
        {
            "purpose": "registration",
            "recipient": "programme",
            "fields": ["name", "email"],
            "valid_until": "2028-06-30",
        }
    ],
}
BATCH = {"items": [{"id": "row-1", "student": STUDENT}]}
TAKEN: dict[str, Any] = {
    "items": [
        {
            "id": "row-1",
            "status": 201,
            "student": {
                "youth_id": ID,
                "result": "created",
                "state": "active",
                "version": 1,
                "outcome": "eligible",
                "overruled": [],
            },
            "problem": None,
        }
    ]
}
RECONCILIATION = {"sent": 1200, "held": 1198, "withdrawn": 1, "difference": 2, "newest_source_version": 7}
