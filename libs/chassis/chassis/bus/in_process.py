"""The bus of the onebox: publishing returns when each consumer has applied or parked the message."""

from collections.abc import Mapping, Sequence

from contracts.catalogue import TOPICS

from chassis.bus.message import Message, Subscriber
from chassis.inbox import Inbox
from chassis.service import Service


def subscribers_of(services: Sequence[Service]) -> dict[str, list[Subscriber]]:
    """Who hears which topic within one process, as ``topics.yaml`` declares it."""
    return {
        name: [Inbox(service) for service in services if service.name in topic.consumers]
        for name, topic in TOPICS.items()
    }


class InProcessBus:
    """Delivers straight to the subscribers of a topic. A crash between two of them is repaired by the relay, which
    publishes the row again: the inbox of the first drops the repeat."""

    def __init__(self, subscribers: Mapping[str, Sequence[Subscriber]]) -> None:
        self._subscribers = subscribers

    async def publish(self, messages: Sequence[Message]) -> list[str | None]:
        """Hand each topic's messages to its subscribers, in order."""
        by_topic: dict[str, list[Message]] = {}
        for message in messages:
            by_topic.setdefault(message.topic, []).append(message)
        for topic, batch in by_topic.items():
            for subscriber in self._subscribers.get(topic, ()):
                await subscriber.apply(batch)
        return [None] * len(messages)
