"""What routes ask of their callers, as named types: scopes, and the place in a list."""

from typing import Annotated

from chassis.edge import Edge, Requires
from fastapi import Depends, Query

YouthRead = Annotated[Edge, Depends(Requires("youths:read"))]
YouthWrite = Annotated[Edge, Depends(Requires("youths:write"))]
YouthDecide = Annotated[Edge, Depends(Requires("youths:decide"))]
YouthErase = Annotated[Edge, Depends(Requires("youths:erase"))]
RecommendationsRead = Annotated[Edge, Depends(Requires("recommendations:read"))]
ActivitiesRead = Annotated[Edge, Depends(Requires("activities:read"))]
ActivitiesWrite = Annotated[Edge, Depends(Requires("activities:write"))]
ReferralsRead = Annotated[Edge, Depends(Requires("referrals:read"))]
ReferralsWrite = Annotated[Edge, Depends(Requires("referrals:write"))]
PlacementsRead = Annotated[Edge, Depends(Requires("placements:read"))]
PlacementsWrite = Annotated[Edge, Depends(Requires("placements:write"))]

Cursor = Annotated[str | None, Query(max_length=500, description="from the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
