"""The lists that the rules rest on."""

from chassis.edge import EdgeRoute
from fastapi import APIRouter, Response

from vacancy.domain.calendar import business_date
from vacancy.endpoints.access import VacancyRead
from vacancy.endpoints.documented import answers
from vacancy.repository.references import References
from vacancy.schemas.examples import vacancies as examples
from vacancy.schemas.references import (
    EntryWageList,
    EntryWageView,
    KeyIndustryList,
    KeyIndustryView,
    RuleSetList,
    RuleSetView,
)
from vacancy.service.screen_vacancy import RULES

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


@router.get(
    "/rule-sets",
    response_model=RuleSetList,
    summary="List the versions of the screening rules",
    responses=answers(200, examples.RULE_SETS),
)
async def get_rule_sets(edge: VacancyRead) -> Response:
    """The version in force today, and every version with its parameters and the notes on them."""
    references = References(edge.tx)
    in_force = await references.rule_set_in_force(RULES, on=business_date(edge.tx.now))
    found = await references.rule_sets(RULES)
    return edge.answer(RuleSetList(in_force=in_force.version, items=[RuleSetView.of(one) for one in found]))
