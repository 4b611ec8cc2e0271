"""HTTP in and out: parse, call one use case, shape the answer; and which error has which status."""

from collections.abc import Mapping
from types import MappingProxyType

from chassis.decisions import DecisionUnknown
from chassis.domain import DomainError
from fastapi import APIRouter

from matching.domain import errors

ROUTERS: tuple[APIRouter, ...] = ()

STATUS_OF: Mapping[type[DomainError], int] = MappingProxyType(
    {
        DecisionUnknown: 404,
        errors.NoRuleSetInForce: 409,
    }
)
