"""How far a worker is behind, as its own partitions tell: no second connection, no question to the broker."""

import functools
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kafka.errors import KafkaError

from chassis.metrics import Metrics

MEASURE_EVERY_SECONDS = 1.0


class Lag:
    """Keeps two gauges a topic; a topic's sum over all workers of a group is the group's.

    What is in hand counts as behind until it is applied, so a batch that cannot be applied shows, and grows older.
    """

    def __init__(self, metrics: Metrics, topics: Sequence[str]) -> None:
        self._oldest_ms: dict[str, int] = {}
        self._in_hand: dict[str, int] = {}
        self._measured_at = float("-inf")
        self._behind = {topic: metrics.consumer_lag.labels(topic) for topic in topics}
        for topic in topics:
            metrics.consumer_oldest_age.labels(topic).set_function(functools.partial(self.age, topic))

    def age(self, topic: str) -> float:
        """Seconds since the oldest message in hand was written, 0 with empty hands."""
        oldest = self._oldest_ms.get(topic)
        return 0.0 if oldest is None else max(0.0, time.time() - oldest / 1000)

    def take(self, polled: Mapping[Any, Sequence[Any]]) -> None:
        """These records are in hand now."""
        for place, records in polled.items():
            if records:
                oldest = min(record.timestamp for record in records)
                self._oldest_ms[place.topic] = min(oldest, self._oldest_ms.get(place.topic, oldest))
                self._in_hand[place.topic] = self._in_hand.get(place.topic, 0) + len(records)

    def applied(self) -> None:
        """Nothing is in hand any more."""
        self._oldest_ms.clear()
        self._in_hand.clear()

    def measure(self, consumer: Any) -> None:
        """Look at the consumer's partitions; called in its thread, and cheap enough to be called after each poll."""
        if time.monotonic() - self._measured_at < MEASURE_EVERY_SECONDS:
            return
        try:
            behind = _behind(consumer, consumer.assignment())
        except KafkaError:
            # in the midst of a rebalance: the next look tells
            return
        self._measured_at = time.monotonic()
        for topic, gauge in self._behind.items():
            gauge.set(behind.get(topic, 0) + self._in_hand.get(topic, 0))


def _behind(consumer: Any, places: Iterable[Any]) -> dict[str, int]:
    """Messages between the position and the end, by topic; a partition that was never fetched is not known yet."""
    behind: dict[str, int] = {}
    for place in places:
        end = consumer.highwater(place)
        position = None if end is None else consumer.position(place, timeout_ms=0)
        if position is not None:
            behind[place.topic] = behind.get(place.topic, 0) + max(0, end - position)
    return behind
