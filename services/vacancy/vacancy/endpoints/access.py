"""What routes ask of their callers, as named types: scopes, and the place in a list."""

from typing import Annotated

from chassis.edge import Edge, Requires
from fastapi import Depends, Query

VacancyRead = Annotated[Edge, Depends(Requires("vacancies:read"))]
VacancyWrite = Annotated[Edge, Depends(Requires("vacancies:write"))]
VacancyAttest = Annotated[Edge, Depends(Requires("vacancies:attest"))]
VacancyReview = Annotated[Edge, Depends(Requires("vacancies:review"))]
VacancyReport = Annotated[Edge, Depends(Requires("vacancies:report"))]
VacancyPublish = Annotated[Edge, Depends(Requires("vacancies:publish"))]
DemandRead = Annotated[Edge, Depends(Requires("vacancies:demand"))]
ProgrammeWrite = Annotated[Edge, Depends(Requires("programme:write"))]
ProgrammeWindows = Annotated[Edge, Depends(Requires("programme:windows"))]
ProgrammeAcknowledge = Annotated[Edge, Depends(Requires("programme:acknowledge"))]
ProgrammeRules = Annotated[Edge, Depends(Requires("programme:rules"))]

Cursor = Annotated[str | None, Query(max_length=500, description="from the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
