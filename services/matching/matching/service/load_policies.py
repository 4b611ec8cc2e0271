"""The policies of referrals and follow-ups that ship with this service."""

import functools
from importlib.resources import files
from typing import Any

import yaml

from matching.domain.placement import FollowUpPolicy, parse_policy
from matching.domain.referral import ReferralPolicy


@functools.cache
def follow_up_policy() -> FollowUpPolicy:
    """Which follow-ups a placement gets; raises FollowUpPolicyInvalid."""
    return parse_policy(_written("follow_up.yaml"))


@functools.cache
def referral_policy() -> ReferralPolicy:
    """How long a referral waits."""
    written = _written("referral.yaml")
    return ReferralPolicy(str(written["version"]), written["answer_days"], written["exception_days"])


def _written(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load(files("matching").joinpath("data", name).read_text(encoding="utf-8")))
