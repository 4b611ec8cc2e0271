"""The price of the gateway: the same requests to the vacancy service directly, and through one gateway process.

Both verify the token and write an access line for every request.
"""

import orjson
from onebox.sample import read_sample

from bench.load import UNIQUE, Load, request
from bench.report import Bar, Report
from bench.rounds import Arm, interleaved, ratio, rows
from bench.sizes import Size
from bench.stand import standing

CONNECTIONS = 32
PATHS = 500
DIRECT, THROUGH = "direct", "gateway"


def run(size: Size) -> Report:
    """Measure reads and upserts, direct and through the gateway."""
    with standing() as stand:
        service, gateway = stand.start_gateway()
        servers = {DIRECT: service, THROUGH: gateway}
        ids = stand.fill(copies=size.copies)
        association = stand.token("association")
        reads = [request("GET", f"/v1/vacancies/{one}", token=association) for one in ids[:: len(ids) // PATHS]]
        puts = [
            request(
                "PUT",
                f"/v1/vacancies/by-source/taiwanjobs/{UNIQUE}",
                token=association,
                body=orjson.dumps(one.facts),
                headers={"Idempotency-Key": UNIQUE},
            )
            for one in read_sample()
            if "county" in one.facts
        ]

        def arms(requests: list[str], expected: int) -> list[Arm]:
            return [
                Arm(name, Load(server.port, requests, expected, CONNECTIONS, size.seconds), server.pid)
                for name, server in servers.items()
            ]

        read = interleaved(arms(reads, 200), rounds=size.rounds)
        written = interleaved(arms(puts, 201), rounds=size.rounds)
    report = Report("gateway")
    report.rows += rows("GET one vacancy", read, to=DIRECT) + rows("PUT a new vacancy", written, to=DIRECT)
    report.bars.append(Bar("gateway to direct, GET requests/s", ratio(read, THROUGH, to=DIRECT), 0.5))
    report.bars.append(Bar("gateway to direct, PUT requests/s", ratio(written, THROUGH, to=DIRECT), 0.5))
    return report
