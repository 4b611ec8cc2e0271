"""One service against a raw asyncpg and orjson version of the same routes, both verifying the same tokens.

The write that carries the bar is ``POST /v1/vacancies/{id}/publication``: it locks and writes the aggregate's row, its
change and its event, and its body is empty, so that the raw version does the same work and owes no validation. Creating
a vacancy by PUT is shown beside it; there the raw version takes the body as it comes.
"""

import json
import urllib.request

import orjson
from localkafka.ports import free_ports
from onebox.sample import read_sample
from onebox.services import values_of
from onebox.shell import HOST

from bench.load import UNIQUE, Load, request
from bench.report import Bar, NotMeasured, Report
from bench.rounds import Arm, interleaved, ratio, rows
from bench.sizes import Size
from bench.stand import Server, Stand, standing

CONNECTIONS = 32
PATHS = 500
SERVICE, RAW, RAW_KEYED = "service", "raw", "raw with idempotency"
QUALIFY = "UPDATE vacancy SET state = 'qualified'"
# the keys and events of an earlier arm do not make the next one's indexes larger
FORGET = "TRUNCATE idempotency, outbox, change"
VACUUM = "VACUUM ANALYZE vacancy"


def run(size: Size) -> Report:
    """Measure a read and two writes, with the service and the raw version in turn."""
    with standing() as stand:
        service, _ = stand.start_gateway()
        raw = _start_raw(stand)
        # more vacancies than the fastest arm can publish in one round
        ids = stand.fill(copies=max(size.copies, int(size.seconds * 20)))
        servers = {SERVICE: service, RAW: raw, RAW_KEYED: raw}
        _check_same_answer(ids[0], stand.token("association"), service.port, raw.port)

        def arms(requests: dict[str, list[str]], expected: int, *cleaning: str) -> list[Arm]:
            return [
                Arm(
                    name,
                    Load(servers[name].port, sent, expected, CONNECTIONS, size.seconds),
                    servers[name].pid,
                    lambda: stand.execute("vacancy", *cleaning),
                )
                for name, sent in requests.items()
            ]

        association = stand.token("association")
        reads = [request("GET", f"/v1/vacancies/{one}", token=association) for one in ids[:: len(ids) // PATHS]]
        read = interleaved(arms({SERVICE: reads, RAW: reads}, 200), rounds=size.rounds)
        posts = _publications(ids, stand.token("workforce_agency"), keyed=False)
        keyed = _publications(ids, stand.token("workforce_agency"), keyed=True)
        sent = {SERVICE: keyed, RAW: posts, RAW_KEYED: keyed}
        published = interleaved(arms(sent, 201, QUALIFY, FORGET, VACUUM), rounds=size.rounds)
        puts, keyed = (_submissions(stand.token("association"), keyed=keyed) for keyed in (False, True))
        sent = {SERVICE: keyed, RAW: puts, RAW_KEYED: keyed}
        submitted = interleaved(arms(sent, 201, FORGET, VACUUM), rounds=size.rounds)
    report = Report("service")
    report.rows += rows("GET one vacancy", read, to=RAW)
    report.rows += rows("POST a publication", published, to=RAW)
    report.rows += rows("PUT a new vacancy", submitted, to=RAW)
    report.bars.append(Bar("service to raw, GET requests/s", ratio(read, SERVICE, to=RAW), 0.6))
    report.bars.append(Bar("service to raw, POST requests/s", ratio(published, SERVICE, to=RAW), 0.45))
    return report


def _start_raw(stand: Stand) -> Server:
    [port] = free_ports(1)
    values = values_of(stand.ground, "vacancy", port=port, jwks_url=stand.jwks_url)
    return stand.await_ready(stand.launch("raw", ("bench.peers.raw",), "YOUTHLINK_RAW_", values), port)


def _publications(ids: list[str], token: str, *, keyed: bool) -> list[str]:
    headers = {"If-Match": "*"} | ({"Idempotency-Key": UNIQUE} if keyed else {})
    return [request("POST", f"/v1/vacancies/{one}/publication", token=token, headers=headers) for one in ids]


def _submissions(token: str, *, keyed: bool) -> list[str]:
    headers = {"Idempotency-Key": UNIQUE} if keyed else {}
    path = f"/v1/vacancies/by-source/taiwanjobs/{UNIQUE}"
    bodies = [orjson.dumps(one.facts) for one in read_sample() if "county" in one.facts]
    return [request("PUT", path, token=token, body=body, headers=headers) for body in bodies]


def _check_same_answer(vacancy_id: str, token: str, *ports: int) -> None:
    """A raw version that answers something else is no peer."""
    answers = []
    for port in ports:
        url = f"http://{HOST}:{port}/v1/vacancies/{vacancy_id}"
        asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=10) as answer:
            view = json.load(answer)
            answers.append({name: value for name, value in view.items() if not name.endswith("_at")})
    if answers[0] != answers[1]:
        raise NotMeasured(f"the raw version answers otherwise: {answers[1]} instead of {answers[0]}")
