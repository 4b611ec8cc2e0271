"""The lists that the rules rest on."""

from chassis.documented import answers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Response

from vacancy.endpoints.access import VacancyRead
from vacancy.repository.references import References
from vacancy.schemas.examples import vacancies as examples
from vacancy.schemas.references import (
    EntryWageList,
    EntryWageView,
    KeyIndustryList,
    KeyIndustryView,
)

router = APIRouter(prefix="/v1", tags=["reference data"], route_class=EdgeRoute)


@router.get(
    "/key-industries",
    response_model=KeyIndustryList,
    summary="List key industries",
    responses=answers(200, examples.KEY_INDUSTRIES),
)
async def get_key_industries(edge: VacancyRead) -> Response:
    """The key industries (重點產業) with their competent authorities."""
    found = await References(edge.tx).key_industries()
    return edge.answer(KeyIndustryList(items=[KeyIndustryView.model_validate(one) for one in found]))


@router.get(
    "/entry-wages",
    response_model=EntryWageList,
    summary="List entry wages",
    responses=answers(200, examples.ENTRY_WAGES),
)
async def get_entry_wages(edge: VacancyRead) -> Response:
    """The entry-level wages (初任人員薪資) known; a row without industry is one figure for all of them."""
    found = await References(edge.tx).entry_wages()
    return edge.answer(EntryWageList(items=[EntryWageView.model_validate(one) for one in found]))
