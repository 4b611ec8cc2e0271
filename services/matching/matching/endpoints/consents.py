"""A person's consents."""

from typing import Annotated
from uuid import UUID

from chassis.documented import IDEMPOTENCY_KEY, Steps, answers, example, headers
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Response

from matching.endpoints.access import YouthRead, YouthWrite
from matching.schemas.consents import ConsentList, ConsentView, GivenConsent
from matching.schemas.examples import consents as examples
from matching.service.record_consent import list_consents, record_consent, withdraw_consent

router = APIRouter(prefix="/v1/youths/{youth_id}/consents", tags=["consents"], route_class=EdgeRoute)
step = Steps(router, "/{consent_id}", ConsentView)


@router.post(
    "",
    status_code=201,
    response_model=ConsentView,
    summary="Record a consent",
    responses=answers(201, examples.CONSENT, "Created"),
    openapi_extra=headers(IDEMPOTENCY_KEY),
)
async def post_consent(
    edge: YouthWrite,
    youth_id: UUID,
    given: Annotated[GivenConsent, Body(openapi_examples=example(examples.GIVEN))],
) -> Response:
    """Record what a person allows: for what, to whom, which facts in the clear, until when.

    A mobile back end sees those only whose consent for self-service names its client id.
    """
    consent = await record_consent(edge.tx, youth_id=youth_id, given=given.given())
    return edge.answer(ConsentView.of(consent), status=201, version=consent.version)


@router.get("", response_model=ConsentList, summary="List consents", responses=answers(200, examples.CONSENTS))
async def get_consents(edge: YouthRead, youth_id: UUID) -> Response:
    """Every consent of a person, oldest first, those taken back among them."""
    items = [ConsentView.of(one) for one in await list_consents(edge.tx, youth_id=youth_id)]
    return edge.answer(ConsentList(items=items))


@step("withdrawal", "Take a consent back", examples.TAKEN_BACK)
async def post_consent_withdrawal(edge: YouthWrite, youth_id: UUID, consent_id: UUID) -> Response:
    """Take a consent back from today on; without one to be registered the person leaves the programme."""
    consent = await withdraw_consent(edge.tx, youth_id=youth_id, consent_id=consent_id, expected=edge.expected())
    return edge.answer(ConsentView.of(consent), version=consent.version)
