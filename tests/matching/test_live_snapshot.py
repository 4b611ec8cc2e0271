"""What is searched follows what is heard: by the sequencer's numbers, in every process, from a file or the database."""

from pathlib import Path
from uuid import UUID

import pytest
from chassis.testing import FrozenClock, Platform
from hypothesis import given
from hypothesis import strategies as st
from matching.adapters.codebook import load_codebook
from matching.domain.held_vacancy import HeldVacancy, News, Standing
from matching.models import HELD_VACANCY
from matching.parts import MatchingService
from matching.service.live_snapshot import Live, LiveSnapshot
from sqlalchemy import delete

from tests.factories.work import TODAY, changed, closed, hear, published, vacancy_id

ONE, TWO, THREE = (vacancy_id(number) for number in (1, 2, 3))


async def looked(service: MatchingService, live: LiveSnapshot | None = None) -> Live:
    async with service.database.reading() as connection:
        return await (live or service.live).catch_up(service.begin(connection, service.system))


async def test_it_is_built_from_what_is_held_and_follows_what_is_heard(
    matching: MatchingService, platform: Platform
) -> None:
    await hear(matching, published(ONE), published(TWO))
    await platform.settle()
    first = await looked(matching)

    await hear(matching, published(THREE), closed(ONE, sequence=2), changed(TWO, sequence=2, open_=False))
    before = await looked(matching)
    await platform.settle()
    after = await looked(matching)

    assert len(first.snapshot.vacancies) == 2
    assert before.snapshot is first.snapshot
    assert (len(after.snapshot.vacancies), len(after.snapshot.segments)) == (1, 2)
    assert after.reached > first.reached
    assert after.snapshot.identity != first.snapshot.identity
    fresh = await looked(matching, LiveSnapshot(load_codebook()))
    assert fresh.snapshot.vacancies.digest == after.snapshot.vacancies.digest


async def test_nothing_new_is_the_very_same_snapshot(matching: MatchingService, platform: Platform) -> None:
    await hear(matching, published(ONE))
    await platform.settle()
    assert (await looked(matching)).snapshot is (await looked(matching)).snapshot


async def test_a_compacted_snapshot_searches_the_same(matching: MatchingService, platform: Platform) -> None:
    await looked(matching)
    await hear(matching, published(ONE), published(TWO), closed(ONE, sequence=2))
    await platform.settle()
    spread = await looked(matching)

    await matching.live.compact()
    folded = await looked(matching)

    assert (len(spread.snapshot.segments), len(folded.snapshot.segments)) == (2, 1)
    assert folded.snapshot.vacancies.digest == spread.snapshot.vacancies.digest


async def test_a_keeper_spares_the_requests_the_look(matching: MatchingService, platform: Platform) -> None:
    await hear(matching, published(ONE))
    await platform.settle()
    kept = await matching.live.step(matching)
    await hear(matching, published(TWO))
    await platform.settle()

    async with matching.database.reading() as connection:
        tx = matching.begin(connection, matching.system)
        assert await matching.live.current(tx) is kept
    await matching.live.step(matching)
    async with matching.database.reading() as connection:
        now = await matching.live.current(matching.begin(connection, matching.system))
    assert len(now.snapshot.vacancies) == 2


async def test_a_cursor_that_the_sweep_overtook_means_building_anew(
    matching: MatchingService, platform: Platform
) -> None:
    await hear(matching, published(ONE))
    await platform.settle()
    await looked(matching)
    await hear(matching, closed(ONE, sequence=2), published(TWO))
    await platform.settle()
    counter, change = matching.tables.change_counter, matching.tables.change
    async with matching.database.transaction() as connection:
        await connection.execute(delete(change))
        await connection.execute(counter.update().values(swept_number=counter.c.last_number))

    now = await looked(matching)

    assert [len(now.snapshot.vacancies), len(now.snapshot.segments)] == [1, 1]


async def test_a_whole_file_is_opened_and_brought_up_to_date(
    matching: MatchingService, platform: Platform, tmp_path: Path
) -> None:
    file = tmp_path / "snapshot"
    await hear(matching, published(ONE))
    await platform.settle()
    await looked(matching, LiveSnapshot(load_codebook(), file=file))
    await hear(matching, published(TWO))
    await platform.settle()

    opened = await looked(matching, LiveSnapshot(load_codebook(), file=file))

    assert (len(opened.snapshot.vacancies), len(opened.snapshot.segments)) == (2, 2)


@pytest.mark.parametrize("damage", ["a byte", "its end", "another database"])
async def test_a_file_that_is_not_whole_or_not_ours_is_refused_and_written_anew(
    matching: MatchingService, platform: Platform, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "snapshot"
    await hear(matching, published(ONE), published(TWO))
    await platform.settle()
    await looked(matching, LiveSnapshot(load_codebook(), file=file))
    whole = file.read_bytes()
    if damage == "a byte":
        file.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    elif damage == "its end":
        file.write_bytes(whole[:-64])
    else:
        counter = matching.tables.change_counter
        async with matching.database.transaction() as connection:
            await connection.execute(delete(matching.tables.change))
            await connection.execute(counter.update().values(last_number=0))

    built = await looked(matching, LiveSnapshot(load_codebook(), file=file))

    assert (len(built.snapshot.vacancies), len(built.snapshot.segments)) == (2, 1)
    if damage != "another database":
        assert file.read_bytes() == whole


async def test_dropping_what_is_held_and_hearing_it_again_gives_the_same_answers(
    matching: MatchingService, platform: Platform
) -> None:
    said = [published(ONE), published(TWO, openings=1), published(THREE), closed(THREE, sequence=2)]
    await hear(matching, *said)
    await platform.settle()
    before = await looked(matching, LiveSnapshot(load_codebook()))
    async with matching.database.transaction() as connection:
        await connection.execute(delete(HELD_VACANCY))
        await connection.execute(delete(matching.tables.inbox))
        await connection.execute(delete(matching.tables.inbox_aggregate))

    # others speak in another order than before
    await hear(matching, said[2], said[3], said[1], said[0])
    await platform.settle()
    after = await looked(matching, LiveSnapshot(load_codebook()))

    assert after.snapshot.vacancies.digest == before.snapshot.vacancies.digest


async def test_what_may_not_be_applied_to_any_more_is_not_searched(
    matching: MatchingService, platform: Platform, clock: FrozenClock
) -> None:
    await hear(matching, published(ONE, closes_on="2026-07-01"), published(TWO))
    await platform.settle()
    assert len((await looked(matching)).snapshot.vacancies) == 2

    clock.advance(days=1)
    await platform.settle()

    assert len((await looked(matching)).snapshot.vacancies) == 1


@given(order=st.permutations(range(3)), ended=st.booleans())
def test_a_vacancy_is_the_same_in_whatever_order_its_events_are_heard(order: list[int], ended: bool) -> None:
    news = [
        News(1, Standing.OPEN, 2, TODAY, "63000", None, publishes=True, offer={"skills": []}, owner_org="a"),
        News(2, Standing.PAUSED, 2, TODAY, "63000", None),
        News(3, Standing.CLOSED if ended else Standing.OPEN, 3, TODAY, "65000", "112-10", publishes=not ended),
    ]

    def heard(sequence: list[int]) -> HeldVacancy:
        held = HeldVacancy.first(UUID(int=1), news[sequence[0]])
        for at in [*sequence[1:], *sequence]:
            held = held.hearing(news[at])
        return held

    assert heard(list(order)) == heard([0, 1, 2])
