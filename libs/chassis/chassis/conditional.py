"""Conditional requests: the row version as a strong ETag (RFC 9110)."""

from chassis.problems import VersionMissing, VersionStale


def etag(version: int) -> str:
    """The strong ETag of a row version."""
    return f'"{version}"'


ANY = "*"
NO_VERSION = 0
"""What does not exist yet; ``*`` does not match it (RFC 9110 §13.1.1)."""


ABSENT = frozenset({'"0"'})
"""What ``If-None-Match: *`` allows on a write: only what does not exist yet."""


def expected_versions(if_match: str | None) -> frozenset[str]:
    """The ETags of an If-Match header, ``*`` among them; raises VersionMissing when there is none."""
    if if_match is None or not if_match.strip():
        raise VersionMissing()
    return frozenset(tag.strip() for tag in if_match.split(","))


def check_version(current: int, expected: frozenset[str] | None) -> None:
    """Raise VersionStale unless the caller saw the current version. Weak tags never match (RFC 9110 §13.1.1)."""
    if expected is None or (ANY in expected and current != NO_VERSION):
        return
    if etag(current) not in expected:
        raise VersionStale(current=etag(current))


def is_unchanged(if_none_match: str | None, version: int) -> bool:
    """Whether a conditional read may be answered 304."""
    if not if_none_match:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in tags or etag(version) in tags
