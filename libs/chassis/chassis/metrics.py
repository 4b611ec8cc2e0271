"""The Prometheus metrics of a service. Labels are names that the code or an operator gives, never ids of rows."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

CLIENT_BUCKETS = (0.025, 0.1, 0.5, 2.5, 10.0)
ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)
LAG_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
UNKNOWN = float("nan")


class Metrics:
    """The metrics of one service, on a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "http_requests_total", "Requests by route template", ["method", "route", "status"], registry=registry
        )
        self.request_seconds = Histogram(
            "http_request_seconds", "Time to answer by route template", ["method", "route"], registry=registry
        )
        # by client apart from by route: both at once would be their product
        self.client_requests = Counter(
            "http_client_requests_total", "Requests by registered client", ["client", "status"], registry=registry
        )
        self.client_request_seconds = Histogram(
            "http_client_request_seconds",
            "Time to answer by registered client",
            ["client"],
            registry=registry,
            buckets=CLIENT_BUCKETS,
        )
        self.published = Counter("outbox_published_total", "Events acknowledged by the bus", registry=registry)
        self.blocked = Counter("outbox_blocked_total", "Events the bus refused for good", registry=registry)
        self.ack_seconds = Histogram(
            "relay_ack_seconds", "Time until the bus had a batch", registry=registry, buckets=ACK_BUCKETS
        )
        self.applied = Counter("inbox_applied_total", "Events applied", ["type"], registry=registry)
        self.duplicates = Counter("inbox_duplicates_total", "Events heard again", registry=registry)
        self.gaps = Counter("sequence_gap_total", "Jumps in an aggregate's sequence", registry=registry)
        self.parked = Counter("parked_total", "Events parked", ["reason"], registry=registry)
        self.dead_letters = Counter("dlt_total", "Messages that could not be decoded", registry=registry)
        self.consumer_lag = Gauge(
            "consumer_lag", "Messages behind the end of a topic's partitions held here", ["topic"], registry=registry
        )
        self.consumer_oldest_age = Gauge(
            "consumer_oldest_age_seconds", "Age of the oldest message in hand", ["topic"], registry=registry
        )
        self.loop_lag = Histogram(
            "event_loop_lag_seconds", "How late a timer was", registry=registry, buckets=LAG_BUCKETS
        )
        self._stored(registry)

    def _stored(self, registry: CollectorRegistry) -> None:
        """What is read from the database and its pool when somebody asks; see ``chassis.readings``."""
        self.oldest_unpublished = Gauge(
            "outbox_oldest_unpublished_seconds", "Age of the oldest unpublished event", registry=registry
        )
        self.blocked_rows = Gauge("outbox_blocked_rows", "Events that wait for an operator", registry=registry)
        self.parked_keys = Gauge("parked_keys", "Aggregates that wait for an operator", registry=registry)
        self.jobs = Gauge("jobs", "Jobs that are not done, by kind", ["kind", "state"], registry=registry)
        self.oldest_job = Gauge("jobs_oldest_queued_seconds", "Age of the oldest queued job", registry=registry)
        for gauge in (self.oldest_unpublished, self.blocked_rows, self.parked_keys, self.oldest_job):
            # not 0 in a process that never looks
            gauge.set(UNKNOWN)
        self.pool_in_use = Gauge("database_pool_in_use", "Database connections in use", registry=registry)
        self.pool_size = Gauge("database_pool_size", "Database connections there may be", registry=registry)
