"""What routes ask of their callers, as named types."""

from typing import Annotated

from chassis.edge import Edge, Requires
from fastapi import Depends

IndicatorsRead = Annotated[Edge, Depends(Requires("indicators:read"))]
