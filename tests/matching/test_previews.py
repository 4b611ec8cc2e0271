"""A preview takes what anybody states of himself or herself as strictly as what is kept."""

from typing import Any

import pytest
from chassis.auth import OrgKind

from tests.factories.work import WORK_SCOPES
from tests.matching.conftest import Anyone


@pytest.mark.parametrize(
    ("stated", "pointer"),
    [
        ({"monthly_wage": True}, "/monthly_wage"),
        ({"monthly_wage": "38000"}, "/monthly_wage"),
        ({"skills": [{"code": "A123456789"}]}, "/skills/0/code"),
        ({"skills": [{"code": "sql", "level": "2"}]}, "/skills/0/level"),
    ],
)
async def test_a_preview_takes_no_value_of_another_type_and_nobodys_number(
    anyone: Anyone, stated: dict[str, Any], pointer: str
) -> None:
    school = anyone(OrgKind.UNIVERSITY, scopes=WORK_SCOPES)

    answer = await school.post("/v1/recommendations:preview", stated, key=False)

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert "A123456789" not in answer.text
