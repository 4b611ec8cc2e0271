"""What routes ask of their callers, as named types: scopes, and the place in a list."""

from typing import Annotated

from chassis.edge import Edge, Requires
from fastapi import Depends, Query

CourseRead = Annotated[Edge, Depends(Requires("courses:read"))]
CourseWrite = Annotated[Edge, Depends(Requires("courses:write"))]
EnrolmentWrite = Annotated[Edge, Depends(Requires("enrolments:write"))]
CallRead = Annotated[Edge, Depends(Requires("calls:read"))]
CallWrite = Annotated[Edge, Depends(Requires("calls:write"))]
ApplicationRead = Annotated[Edge, Depends(Requires("applications:read"))]
ApplicationWrite = Annotated[Edge, Depends(Requires("applications:write"))]
ApplicationReview = Annotated[Edge, Depends(Requires("applications:review"))]

Cursor = Annotated[str | None, Query(max_length=500, description="from the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
