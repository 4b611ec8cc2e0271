"""One access line and a few metrics a request, at a price that the data path can pay."""

from chassis import telemetry
from chassis.metrics import Metrics
from prometheus_client import Counter, Histogram

NOBODY = "none"
"""Who showed no token, or one that was refused."""


class Meter:
    """Counts requests by route template. The labelled children are remembered: looking one up costs more than counting.

    They are as many as the route table has routes, methods and statuses, and as many as there are registered clients:
    nothing a client sends becomes a label. Both at once would be their product; the access lines tell that.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._clients: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def note(
        self, *, method: str, route: str, status: int, seconds: float, client_id: str | None, request_id: bytes
    ) -> None:
        """Count one request and write its line: ids only, no query and no body."""
        children = self._children.get((method, route, status))
        if children is None:
            metrics = self._metrics
            children = metrics.requests.labels(method, route, status), metrics.request_seconds.labels(method, route)
            self._children[method, route, status] = children
        children[0].inc()
        children[1].observe(seconds)
        self._note_client(client_id or NOBODY, status, seconds)
        telemetry.log.info(
            "request answered",
            extra={
                "client_id": client_id,
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
                "request_id": request_id.decode("ascii"),
            },
        )

    def _note_client(self, client: str, status: int, seconds: float) -> None:
        children = self._clients.get((client, status))
        if children is None:
            metrics = self._metrics
            children = metrics.client_requests.labels(client, status), metrics.client_request_seconds.labels(client)
            self._clients[client, status] = children
        children[0].inc()
        children[1].observe(seconds)
