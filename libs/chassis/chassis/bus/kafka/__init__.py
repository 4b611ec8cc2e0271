"""The bus over Apache Kafka. Nothing outside this package imports the client.

Three defects of kafka-python 3.0 shape it. After a batch that was in flight expires, the idempotent producer never
sends again: so ``delivery_timeout_ms`` is a day and the relay has a deadline of its own, after which the process ends
and a fresh one starts. A record that the broker finds too large ends its producer, and everything in hand fails by the
same name: so the suspects go again, each alone, by fresh producers. A deserializer that raises makes ``poll()`` spin:
so there is none, bytes are decoded in our code. Each client is owned by one dedicated thread and only futures cross to
the event loop.
"""

from chassis.bus.kafka.lag import Lag
from chassis.bus.kafka.publisher import KafkaPublisher, ProducerSpent, RelayDeadline
from chassis.bus.kafka.worker import KafkaWorker

__all__ = ("KafkaPublisher", "KafkaWorker", "Lag", "ProducerSpent", "RelayDeadline")
