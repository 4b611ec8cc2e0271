"""Versions of the matching policy: refused when wrong, in force by the day, and searched under without a restart."""

from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from chassis.auth import OrgKind
from chassis.service import Service
from chassis.testing import FrozenClock, Platform
from matching.adapters.codebook import (
    MATCHING_POLICY,
    CodebookInvalid,
    industries_of,
    known_industries,
    load_codebook,
    policies_from,
    shipped_policies,
)
from matching.engine.policy import PolicyRefused
from matching.models import RULE_SET
from matching.parts import MatchingService
from matching.repository.references import References
from matching.service.live_snapshot import Live, LiveSnapshot
from matching.service.load_reference import RuleSetAltered, load_reference, put_versions
from sqlalchemy import delete, select

from tests.factories.work import WORK_SCOPES, a_youth, hear, published, vacancy_id
from tests.matching.conftest import Anyone

TODAY = date(2026, 7, 1)
TOMORROW = date(2026, 7, 2)
Write = Callable[[dict[str, Any]], object]


def written(**changes: Any) -> dict[str, Any]:
    """The second version of the policy: wages count for more, places for less."""
    [shipped] = shipped_policies()
    policy = deepcopy(dict(shipped.rules.parameters))
    policy["policy"] |= {"version": "youthlink-2"}
    policy["policy"]["weights"] |= {"wage": 1_500, "location": 500}
    policy["policy"]["bands"] |= {"location_neighbour": 300, "location_elsewhere": 100}
    return policy | {"effective_from": TOMORROW.isoformat(), "effective_to": None, "note": "a test"} | changes


async def put(matching: Service, *versions: dict[str, Any]) -> None:
    async with matching.database.transaction() as connection:
        noted = policies_from(orjson.dumps(one) for one in versions)
        await put_versions(matching.begin(connection, matching.system), noted)


@pytest.fixture
async def matching(matching: MatchingService) -> AsyncIterator[MatchingService]:
    """Reference tables outlive a test: what was put beside the shipped version is taken away again."""
    yield matching
    async with matching.database.transaction() as connection:
        others = RULE_SET.c.version != load_codebook().policy.version
        await connection.execute(delete(RULE_SET).where(RULE_SET.c.name == MATCHING_POLICY, others))


async def looked(matching: MatchingService, live: LiveSnapshot) -> Live:
    async with matching.database.reading() as connection:
        return await live.catch_up(matching.begin(connection, matching.system))


async def test_the_shipped_policy_is_held_and_loading_it_again_changes_nothing(matching: MatchingService) -> None:
    query = select(RULE_SET).where(RULE_SET.c.name == MATCHING_POLICY)
    async with matching.database.transaction() as connection:
        before = (await connection.execute(query)).all()
        await load_reference(matching.begin(connection, matching.system))
        after = (await connection.execute(query)).all()

    assert [(one.version, one.effective_from, one.effective_to) for one in before] == [
        ("youthlink-1", date(2023, 8, 7), None)
    ]
    assert after == before


async def test_a_released_policy_is_never_edited(matching: MatchingService) -> None:
    await put(matching, written())

    with pytest.raises(RuleSetAltered, match="matching-policy youthlink-2"):
        await put(matching, written(importance=2))


def test_a_wish_may_be_for_an_industry_of_any_version_that_ships() -> None:
    later = written()
    # its list of the year after: one industry is gone, another one new
    codes = later["codes"]["industries"]
    codes[codes.index("112-10")] = "115-10"

    known = industries_of([*shipped_policies(), *policies_from([orjson.dumps(later)])])

    assert {"112-10", "115-10", "112-01"} <= set(known)
    assert set(known_industries()) == set(known) - {"115-10"}


def _weights(policy: dict[str, Any]) -> object:
    return policy["policy"]["weights"].update(skills=5_001)


def _gender(policy: dict[str, Any]) -> object:
    return policy["policy"]["weights"].update(gender=0)


def _county(policy: dict[str, Any]) -> object:
    return policy["codes"]["regions"].pop(0)


def _unstated(policy: dict[str, Any]) -> object:
    return policy["codes"]["industries"].__setitem__(-1, "112-99")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (_weights, "weights add up to 10001"),
        (_gender, r"policy.weights: unknown \['gender'\]"),
        (_county, "regions: one code for each name"),
        (_unstated, "industries: exactly one stands for what is not stated"),
        (lambda policy: policy.pop("codes"), "a policy with its codes consists of"),
        (lambda policy: policy["codes"].pop("attributes"), r"codes: \['attributes'\] missing"),
        (lambda policy: policy.update(level_absent=7), "levels the engine takes"),
        (lambda policy: policy.pop("effective_from"), "youthlink-2: effective_from and effective_to are days"),
        (lambda policy: policy.update(effective_to="soon"), "youthlink-2: effective_from and effective_to are days"),
        (lambda policy: policy.update(effective_to=TODAY.isoformat()), "youthlink-2 ends before it begins"),
    ],
)
def test_a_wrong_policy_is_refused_when_it_is_loaded_and_says_why(wrong: Write, reason: str) -> None:
    policy = written()
    wrong(policy)

    with pytest.raises((PolicyRefused, CodebookInvalid), match=reason):
        policies_from([orjson.dumps(policy)])


def test_two_versions_do_not_begin_on_one_day() -> None:
    other = written()
    other["policy"]["version"] = "youthlink-3"

    with pytest.raises(CodebookInvalid, match="youthlink-2 and youthlink-3 begin on the same day"):
        policies_from(orjson.dumps(one) for one in (written(), other))


async def test_a_policy_takes_effect_on_its_day_in_every_process_without_a_restart(
    matching: MatchingService, platform: Platform, clock: FrozenClock, anyone: Anyone
) -> None:
    await hear(matching, published(vacancy_id(1)), published(vacancy_id(2)))
    await platform.settle()
    school = anyone(OrgKind.UNIVERSITY, org="university-1", scopes=WORK_SCOPES)
    youth = await a_youth(matching)
    kept, unkept = matching.live, LiveSnapshot(load_codebook())
    await put(matching, written())

    before = [await kept.step(matching), await looked(matching, unkept)]
    clock.advance(days=1)
    page = (await school.get(f"/v1/youths/{youth.id}/recommendations")).json()
    after = [await kept.step(matching), await looked(matching, unkept)]

    assert [one.snapshot.manifest["policy"] for one in before] == ["youthlink-1"] * 2
    assert page["items"], "until the keeper has looked, what was searched before is searched"
    assert [one.snapshot.manifest["policy"] for one in after] == ["youthlink-2"] * 2
    assert after[0].snapshot.manifest["policy_digest"] != before[0].snapshot.manifest["policy_digest"]
    assert after[0].snapshot.identity == after[1].snapshot.identity != before[0].snapshot.identity
    manifest = (await school.get("/v1/recommendation-snapshot")).json()
    assert (manifest["policy_version"], manifest["policy_digest"]) == (
        "youthlink-2",
        after[0].snapshot.manifest["policy_digest"],
    )
    again = (await school.get(f"/v1/youths/{youth.id}/recommendations")).json()
    most = {one["name"]: one["maximum"] for one in again["items"][0]["components"]}
    assert (most["wage"], most["location"]) == (1_500, 500)


async def test_what_changes_after_a_policy_took_effect_is_searched_under_it(
    matching: MatchingService, platform: Platform
) -> None:
    await hear(matching, published(vacancy_id(1)))
    await platform.settle()
    await matching.live.step(matching)
    await put(matching, written(effective_from=TODAY.isoformat()))
    await matching.live.step(matching)

    await hear(matching, published(vacancy_id(2)))
    await platform.settle()
    now = await matching.live.step(matching)

    assert len(now.snapshot.vacancies) == 2
    assert {one.policy.version for one in now.snapshot.segments} == {"youthlink-2"}


async def test_the_version_before_returns_when_a_policy_ends(matching: MatchingService, clock: FrozenClock) -> None:
    await put(matching, written(effective_from=TODAY.isoformat(), effective_to=TODAY.isoformat()))

    during = await matching.live.step(matching)
    clock.advance(days=1)
    after = await matching.live.step(matching)

    assert [one.snapshot.policy.version for one in (during, after)] == ["youthlink-2", "youthlink-1"]


async def test_one_that_came_past_the_loader_and_is_wrong_leaves_the_one_before(matching: MatchingService) -> None:
    before = await matching.live.step(matching)
    await put(matching, written(effective_from=TODAY.isoformat()))
    async with matching.database.transaction() as connection:
        held = RULE_SET.c.version == "youthlink-2"
        await connection.execute(RULE_SET.update().where(held).values(parameters={"policy": {}}))

    after = await matching.live.step(matching)

    assert after.snapshot is before.snapshot
    async with matching.database.reading() as connection:
        references = References(matching.begin(connection, matching.system))
        assert await references.version_in_force(MATCHING_POLICY, on=TODAY) == "youthlink-2"


async def test_a_snapshot_file_of_another_policy_is_refused_and_written_anew(
    matching: MatchingService, platform: Platform, tmp_path: Path
) -> None:
    file = tmp_path / "snapshot"
    await hear(matching, published(vacancy_id(1)))
    await platform.settle()
    await looked(matching, LiveSnapshot(load_codebook(), file=file))
    of_before = file.read_bytes()
    await put(matching, written(effective_from=TODAY.isoformat()))

    opened = await looked(matching, LiveSnapshot(load_codebook(), file=file))

    assert opened.snapshot.policy.version == "youthlink-2"
    assert file.read_bytes() != of_before
