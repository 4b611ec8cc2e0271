"""The judge is judged first: a sound history passes, and each kind of damage is found."""

from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chassis.history import Event, History


@st.composite
def sound(draw: st.DrawFn) -> History:
    """A history in which some events are unheard and some publications repeat, and all promises hold."""
    lengths = draw(st.lists(st.integers(2, 6), min_size=2, max_size=4))
    events = [
        Event(UUID(int=1000 * aggregate + sequence), UUID(int=aggregate), sequence, heard=draw(st.booleans()))
        for aggregate, length in enumerate(lengths, start=1)
        for sequence in range(1, length + 1)
    ]
    events[0] = Event(events[0].id, events[0].aggregate, 1, heard=True)
    again = draw(st.lists(st.sampled_from(events), max_size=5))
    return History(
        acknowledged=[(event.aggregate, event.sequence) for event in events],
        committed=events,
        published=[*events, *again],
        effects=[event for event in events if event.heard],
    )


@given(sound())
def test_a_sound_history_with_repeats_is_accepted(history: History) -> None:
    assert history.violations(duplicates_allowed=5) == []


def lose_a_row(history: History) -> None:
    gone = history.committed.pop()
    history.published = [event for event in history.published if event.id != gone.id]
    history.effects = [event for event in history.effects if event.id != gone.id]


def lose_a_publication(history: History) -> None:
    gone = history.committed[-1]
    history.published = [event for event in history.published if event.id != gone.id]


def publish_a_ghost(history: History) -> None:
    history.published.append(Event(UUID(int=1), UUID(int=1), 1))


def leave_a_row(history: History) -> None:
    history.unpublished = 1


def publish_backwards(history: History) -> None:
    history.published = history.committed[::-1]


def lose_an_effect(history: History) -> None:
    history.effects.pop(0)


def double_an_effect(history: History) -> None:
    history.effects.append(history.effects[0])


def invent_an_effect(history: History) -> None:
    history.effects.append(Event(UUID(int=2), UUID(int=2), 99))


def repeat_without_end(history: History) -> None:
    history.published += history.published * 3


DAMAGE: dict[Callable[[History], None], str] = {
    lose_a_row: "I1",
    lose_a_publication: "I1",
    publish_a_ghost: "I1",
    leave_a_row: "I5",
    publish_backwards: "I2",
    lose_an_effect: "I3",
    double_an_effect: "I3",
    invent_an_effect: "I3",
    repeat_without_end: "I4",
}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
@given(history=sound())
def test_each_kind_of_damage_is_found(damage: Callable[[History], None], history: History) -> None:
    damage(history)

    assert any(broken.startswith(DAMAGE[damage]) for broken in history.violations(duplicates_allowed=5))
