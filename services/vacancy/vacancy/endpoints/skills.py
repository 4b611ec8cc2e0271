"""Skills: the lexicon, what a vacancy asks for, and the demand for them as figures and as a chart."""

from typing import Annotated
from uuid import UUID

from chassis.charts import SVG_HEADERS, draw
from chassis.documented import IF_NONE_MATCH, answers, headers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Query, Response

from vacancy.endpoints.access import DemandRead, VacancyRead
from vacancy.schemas.examples import skills as examples
from vacancy.schemas.skills import ChartQuery, DemandList, DemandQuery, SkillList, VacancySkillList
from vacancy.service.chart_demand import chart_demand
from vacancy.service.load_lexicon import load_lexicon
from vacancy.service.read_demand import read_demand
from vacancy.service.record_skills import skills_of

router = APIRouter(prefix="/v1", tags=["skills"], route_class=EdgeRoute)


class SvgResponse(Response):
    """A drawing that may be shown anywhere and runs nothing."""

    media_type = "image/svg+xml"


@router.get(
    "/skills",
    response_model=SkillList,
    summary="Read the lexicon of skills",
    responses=answers(200, examples.LEXICON),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_skills(edge: DemandRead) -> Response:
    """Digital technologies by field, and key competencies (關鍵職能), with every spelling that names them."""
    lexicon = load_lexicon()
    return edge.answer(SkillList.of(lexicon), version=lexicon.version)


@router.get(
    "/vacancies/{vacancy_id}/skills",
    response_model=VacancySkillList,
    summary="Read the skills that a vacancy asks for",
    responses=answers(200, examples.FOUND),
)
async def get_vacancy_skills(edge: VacancyRead, vacancy_id: UUID) -> Response:
    """What the lexicon finds in the vacancy's title and description, with the words that say so."""
    held = await skills_of(edge.tx, vacancy_id=vacancy_id)
    return edge.answer(VacancySkillList.of(vacancy_id, held, load_lexicon()))


@router.get(
    "/skill-demand",
    response_model=DemandList,
    summary="Count the demand for skills",
    responses=answers(200, examples.DEMAND),
)
async def get_skill_demand(edge: DemandRead, query: Annotated[DemandQuery, Query()]) -> Response:
    """Vacancies and openings (需求人數) that ask for digital skills, by one property and over the months (R003-094).

    A vacancy counts in the month of its first publication, else of its first submission; drafts and what was withdrawn
    do not count. Partners count their own vacancies, a branch its counties, the others all. Who does not see the
    vacancies asks by one property, of one kind or field of skills and nothing narrower; counts below 5 are withheld
    then, and where other figures would tell them, others too.
    """
    return edge.answer(DemandList.of(await read_demand(edge.tx, query.wanted())))


@router.get(
    "/skill-demand/chart",
    response_class=SvgResponse,
    summary="Draw the demand for skills",
    responses={200: {"content": {"image/svg+xml": {"example": examples.CHART}}}},
)
async def get_skill_demand_chart(edge: DemandRead, query: Annotated[ChartQuery, Query()]) -> Response:
    """The same figures as an SVG: bars, the largest first; a line when counted by month; small lines over the months.

    At most 30 bars, the rest as one; at most 12 small lines. What is withheld is not drawn, and its number is said.
    """
    demanded = await read_demand(edge.tx, query.wanted())
    svg = await draw(chart_demand(demanded, language=query.lang))
    return SvgResponse(svg, headers=dict(SVG_HEADERS))
