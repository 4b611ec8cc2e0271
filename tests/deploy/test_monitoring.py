"""What the dashboard and the alerts ask for exists: every query parses, every metric and label is one of the code's."""

import json
import re
from collections.abc import Iterator

import promql_parser
import pytest
import yaml
from chassis.metrics import Metrics

from tests.architecture.source import ROOT

MONITORING = ROOT / "deploy" / "monitoring"
SCRAPED = {"service", "role", "instance", "le"}
"""Labels that scraping adds, and the bucket's own."""
FOREIGN = {"up": {"service", "role", "instance"}, "probe_ssl_earliest_cert_expiry": {"instance"}}
"""Prometheus' own, and the blackbox exporter's."""
REQUIRED = {
    "http_requests_total",
    "http_request_seconds",
    "http_client_requests_total",
    "outbox_oldest_unpublished_seconds",
    "outbox_blocked_rows",
    "relay_ack_seconds",
    "consumer_lag",
    "consumer_oldest_age_seconds",
    "inbox_duplicates_total",
    "sequence_gap_total",
    "parked_keys",
    "dlt_total",
    "database_pool_in_use",
    "event_loop_lag_seconds",
    "jobs",
    "jobs_oldest_queued_seconds",
}
"""What operations asked for; the deliveries of webhooks come with webhooks."""
NO_LABEL = re.compile(r"id$|person|number|subject|aggregate|event|token|org")


def exposed() -> dict[str, set[str]]:
    """The names that a scrape may hold, each with its labels."""
    names: dict[str, set[str]] = {}
    collectors = Metrics().registry._collector_to_names
    for collector, found in collectors.items():
        for name in found:
            names[name] = set(collector._labelnames)  # type: ignore[attr-defined]
    return names


def alerts() -> dict[str, str]:
    document = yaml.safe_load((MONITORING / "alerts.yaml").read_text(encoding="utf-8"))
    return {rule["alert"]: rule["expr"] for group in document["groups"] for rule in group["rules"]}


def panels() -> dict[str, str]:
    document = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    return {
        f"{panel['title']} {target['refId']}": target["expr"]
        .replace("$__rate_interval", "5m")
        .replace("$service", ".*")
        for panel in document["panels"]
        for target in panel.get("targets", ())
    }


QUERIES = [pytest.param(query, id=name) for name, query in (alerts() | panels()).items()]


def parts(expression: object) -> Iterator[object]:
    """An expression and everything inside it."""
    yield expression
    for name in ("expr", "lhs", "rhs", "vector_selector", "param"):
        inside = getattr(expression, name, None)
        if inside is not None:
            yield from parts(inside)
    for argument in getattr(expression, "args", None) or ():
        yield from parts(argument)


def selectors(query: str) -> list[promql_parser.VectorSelector]:
    found = [one for one in parts(promql_parser.parse(query)) if isinstance(one, promql_parser.VectorSelector)]
    assert found, query
    return found


def grouped(query: str) -> set[str]:
    every = (one for one in parts(promql_parser.parse(query)) if isinstance(one, promql_parser.AggregateExpr))
    return {label for one in every if one.modifier for label in one.modifier.labels}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_names_metrics_that_exist_by_labels_they_have(query: str) -> None:
    known = exposed() | FOREIGN
    labels = set(SCRAPED)
    for selector in selectors(query):
        assert selector.name in known, selector.name
        labels |= known[selector.name]
        matched = {one.name for one in selector.matchers.matchers}
        assert matched <= known[selector.name] | SCRAPED
    assert grouped(query) <= labels


def test_what_operations_asked_for_is_measured_and_shown_or_alerted() -> None:
    assert {name for name in REQUIRED if name not in exposed()} == set()
    shown = " ".join([*alerts().values(), *panels().values()])
    assert {name for name in REQUIRED if name not in shown} == set()


def test_no_label_holds_an_id() -> None:
    labels = {label for of_metric in exposed().values() for label in of_metric}
    assert {"route", "client", "topic", "kind"} <= labels
    assert not [label for label in labels if NO_LABEL.search(label)]


def test_the_page_says_what_each_alert_means() -> None:
    page = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")
    assert [name for name in alerts() if f"`{name}`" not in page] == []
