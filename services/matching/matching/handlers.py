"""Events heard → use cases."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.service import Handler
from contracts.envelope import Fact

HANDLERS: Mapping[type[Fact], Handler] = MappingProxyType({})
