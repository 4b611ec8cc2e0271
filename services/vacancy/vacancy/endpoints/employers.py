"""Employers: registered by associations and employers under the company number, checked against the registry."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from chassis.documented import (
    IDEMPOTENCY_KEY_OPTIONAL,
    IF_MATCH_OPTIONAL,
    IF_NONE_MATCH,
    answers,
    example,
    headers,
)
from chassis.edge import EdgeRoute
from fastapi import APIRouter, Body, Path, Query, Response

from vacancy.domain.registry import RegistryStatus
from vacancy.endpoints.access import Cursor, Limit, VacancyRead, VacancyWrite
from vacancy.parts import registry_of
from vacancy.repository.employers import EmployerFilters, Employers
from vacancy.schemas.employers import EmployerFacts, EmployerPage, EmployerView, RegisteredView
from vacancy.schemas.examples import partners as examples
from vacancy.schemas.text import CompanyNumber
from vacancy.service.ask_registry import ask_registry
from vacancy.service.register_employer import register_employer
from vacancy.service.upsert_vacancy import UpsertResult

router = APIRouter(prefix="/v1/employers", tags=["employers"], route_class=EdgeRoute)


@router.put(
    "/by-number/{company_number}",
    response_model=RegisteredView,
    summary="Register or restate an employer",
    responses={
        **answers(200, examples.EMPLOYER_CHANGED),
        **answers(201, examples.EMPLOYER_REGISTERED, "Created"),
    },
    openapi_extra=headers(IF_MATCH_OPTIONAL, IDEMPOTENCY_KEY_OPTIONAL),
)
async def put_employer(
    edge: VacancyWrite,
    company_number: Annotated[CompanyNumber, Path(examples=["22099131"])],
    facts: Annotated[EmployerFacts, Body(openapi_examples=example(examples.EMPLOYER))],
) -> Response:
    """Take in an employer under its company number (統一編號), whose checksum is the rule of 2023.

    The same content again moves nothing. The registry is not asked here.
    """
    registered = await register_employer(
        edge.tx, company_number=company_number, content=facts.content(), expected=edge.expected_if_given()
    )
    employer = registered.employer
    status = 201 if registered.result is UpsertResult.CREATED else 200
    view = RegisteredView.after(registered)
    return edge.answer(view, status=status, version=employer.version, location=f"/v1/employers/{employer.id}")


@router.get("", response_model=EmployerPage, summary="List employers", responses=answers(200, examples.EMPLOYERS))
async def list_employers(
    edge: VacancyRead,
    county: Annotated[str | None, Query(pattern="^[0-9]{5}$")] = None,
    industry: Annotated[str | None, Query(pattern="^[0-9]{3}-[0-9]{2}$")] = None,
    company_number: Annotated[str | None, Query(pattern="^[0-9]{8}$")] = None,
    registry_status: RegistryStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """The employers that the caller sees, in the order of their registration."""
    filters = EmployerFilters(
        county=county, industry=industry, company_number=company_number, registry_status=registry_status
    )
    place = edge.place(cursor, "employers", asdict(filters))
    page = await Employers(edge.tx).page(filters, after=place.after, limit=limit)
    following = place.following(page.next_position)
    return edge.answer(EmployerPage(items=[EmployerView.of(one) for one in page.employers], next_cursor=following))


@router.get(
    "/{employer_id}",
    response_model=EmployerView,
    summary="Read an employer",
    responses=answers(200, examples.EMPLOYER_ASKED),
    openapi_extra=headers(IF_NONE_MATCH),
)
async def get_employer(edge: VacancyRead, employer_id: UUID) -> Response:
    """One employer with its profile, what the registry said of it, and its ETag."""
    employer = await Employers(edge.tx).get(employer_id)
    return edge.answer(EmployerView.of(employer), version=employer.version)


@router.post(
    "/{employer_id}/registry-check",
    response_model=EmployerView,
    summary="Ask the company registry",
    responses=answers(200, examples.EMPLOYER_ASKED),
    openapi_extra=headers(IDEMPOTENCY_KEY_OPTIONAL),
)
async def post_registry_check(edge: VacancyRead, employer_id: UUID) -> Response:
    """Look the company number up in the registry (商工登記) now.

    Where it cannot be asked, the answer says why and what it said before stays: that is not "not registered".
    """
    employer = await ask_registry(edge.tx, registry_of(edge.service), employer_id=employer_id)
    return edge.answer(EmployerView.of(employer), version=employer.version)
