"""How partners' sources are doing: for offices, and for a partner its own."""

from chassis.documented import answers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Response

from vacancy.endpoints.access import Cursor, Limit, VacancyRead
from vacancy.schemas.examples import health as examples
from vacancy.schemas.health import PartnerHealthPage
from vacancy.service.read_partner_health import read_partner_health

router = APIRouter(prefix="/v1/partner-health", tags=["officers"], route_class=EdgeRoute)
FIRST = ("", "")


@router.get(
    "", response_model=PartnerHealthPage, summary="Read the partners' health", responses=answers(200, examples.PAGE)
)
async def get_partner_health(edge: VacancyRead, cursor: Cursor = None, limit: Limit = 50) -> Response:
    """By partner and source: when something last came, what became of it, and whether the source is silent."""
    cursors = edge.service.cursors
    scope = ["partner-health", edge.tx.principal.org]
    org, source = cursors.open(scope, cursor) if cursor else FIRST
    health = await read_partner_health(edge.tx, after=(org, source), limit=limit + 1)
    shown = health.sources[:limit]
    more = len(health.sources) > limit
    following = cursors.seal(scope, [shown[-1].owner_org, shown[-1].source]) if more else None
    return edge.answer(PartnerHealthPage.of(health, shown=shown, next_cursor=following))
