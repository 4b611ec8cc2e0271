"""Recommendations over HTTP: a young person's list from the service, out of 250,000 held vacancies (sizes M and L).

The vacancies are YV-1's, put into the service's tables by COPY; the young people are YV-1's too, registered by the
demo's university. Size S takes 20,000 vacancies. One connection shows what one caller waits; four show a queue.
"""

import asyncio
import json
import time
import urllib.request
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from localkafka.ports import free_ports
from matching.adapters.codebook import Codebook, load_codebook
from matching.engine.tables import Vacancies, Youths
from onebox.shell import HOST

from bench.load import Load, request
from bench.matching.yv1 import draw
from bench.report import Bar, NotMeasured, Report
from bench.rounds import Arm, interleaved
from bench.sizes import Size
from bench.stand import Server, Stand, standing

WORLDS = {"S": "M", "M": "L", "L": "L"}
YOUTHS = 400
ONE, FOUR = "one connection", "four connections"
LIMIT_MS = 15.0
READY_SECONDS = 240.0


def run(size: Size) -> Report:
    """Measure the list of twenty, with its reasons, as a caller sees it."""
    world = draw(WORLDS[size.name])
    many = len(world.vacancies)
    with standing() as stand:
        youths = asyncio.run(_fill(stand, world.vacancies, world.youths))
        service, building = _start(stand, many)
        token = stand.token("university")
        sent = [request("GET", f"/v1/youths/{one}/recommendations", token=token) for one in youths]
        arms = [
            Arm(name, Load(service.port, sent, 200, connections, size.seconds), service.pid)
            for name, connections in ((ONE, 1), (FOUR, 4))
        ]
        runs = interleaved(arms, rounds=size.rounds)
    report = Report("recommendations")
    for name, seen in runs.items():
        report.rows.append(
            {
                "what": f"GET recommendations, {many:,} vacancies",
                "arm": name,
                "per_second": round(float(np.median([one.seen.per_second for one in seen])), 1),
                "p50_ms": round(float(np.median([one.seen.p50_ms for one in seen])), 1),
                "p99_ms": round(float(np.median([one.seen.p99_ms for one in seen])), 1),
                "cpu_ms": round(float(np.median([one.cpu_ms for one in seen])), 2),
                "start_s": round(building, 1),
            }
        )
    p99 = report.rows[0]["p99_ms"]
    report.bars.append(Bar(f"p99 over HTTP at {many:,} vacancies, ms", p99, LIMIT_MS, "below"))
    return report


def _start(stand: Stand, many: int) -> tuple[Server, float]:
    """The gateway for tokens and the service's api; returns it with the seconds until everything was searched."""
    stand.gateway_port, port = free_ports(2)
    url = f"http://{HOST}:{port}"
    gateway = stand.start("gateway", "gateway", "gateway.main", port=stand.gateway_port, vacancy_url=url)
    stand.await_ready(gateway, stand.gateway_port)
    started = time.monotonic()
    part = stand.start("matching-api", "matching", "matching.main", port=port, jwks_url=stand.jwks_url)
    service = stand.await_ready(part, port)
    asked = urllib.request.Request(
        f"{url}/v1/recommendation-snapshot", headers={"Authorization": f"Bearer {stand.token('university')}"}
    )
    while time.monotonic() - started < READY_SECONDS:
        with urllib.request.urlopen(asked, timeout=READY_SECONDS) as answer:
            manifest = json.load(answer)
        if manifest["compiled"] and manifest["vacancies"] == many:
            return service, time.monotonic() - started
        time.sleep(0.5)
    raise NotMeasured("the snapshot does not get ready")


async def _fill(stand: Stand, vacancies: Vacancies, youths: Youths) -> list[str]:
    book = load_codebook()
    codes = _codes(book)
    connection = await stand.connect("matching")
    try:
        skills = int(vacancies.skills.values.max()) + 1
        rows = [(f"skill-{number}", number) for number in range(skills)]
        await connection.copy_records_to_table("skill_number", records=rows, columns=["code", "number"])
        ids = [UUID(int=(7 << 76) | (2 << 62) | number) for number in vacancies.number.tolist()]
        numbered = list(zip(ids, (vacancies.number + 1).tolist(), strict=True))
        await connection.copy_records_to_table("vacancy_number", records=numbered, columns=["vacancy_id", "number"])
        held = [_vacancy(vacancies, at, ids[at], codes) for at in range(len(vacancies))]
        await connection.copy_records_to_table("held_vacancy", records=held, columns=HELD)
        people = [_youth(youths, at, codes) for at in range(YOUTHS)]
        persons = [(row[0], 0) for row in people]
        await connection.copy_records_to_table("person", records=persons, columns=["id", "seq"])
        await connection.copy_records_to_table("youth", records=people, columns=YOUTH)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return [str(row[0]) for row in people]


HELD = [
    "id", "standing", "openings", "published_on", "county", "industry", "sequence", "offer", "offer_sequence",
    "version", "searchable",
]  # fmt: skip
YOUTH = [
    "id", "person_id", "owner_org", "owner_kind", "county", "target_group", "state", "version", "stated", "corrected",
    "owners", "course_skills", "age_band", "home_county", "registered_on", "outcome", "created_at", "updated_at",
]  # fmt: skip
Codes = dict[str, dict[int, str | None]]
DAY = date(2026, 7, 1)
MOMENT = datetime(2026, 7, 1, tzinfo=UTC)


def _codes(book: Codebook) -> Codes:
    kinds: dict[str, Mapping[Any, int]] = {
        "region": book.regions,
        "industry": book.industries,
        "education": book.education,
        "attribute": book.attributes,
    }
    return {kind: {number: code for code, number in known.items()} for kind, known in kinds.items()}


def _vacancy(table: Vacancies, at: int, vacancy_id: UUID, codes: Codes) -> tuple[object, ...]:
    asked = slice(table.skills.offsets[at], table.skills.offsets[at + 1])
    pairs = zip(table.skills.values[asked].tolist(), table.level[asked].tolist(), strict=True)
    offer = {
        "education": codes["education"].get(int(table.education[at])),
        "wage_minimum": int(table.wage[at]),
        "skills": [{"code": f"skill-{skill}", "level": level} for skill, level in pairs],
        "attributes": [code for bit, code in codes["attribute"].items() if int(table.attributes[at]) >> bit & 1],
    }
    region, industry = codes["region"][int(table.region[at])], codes["industry"][int(table.industry[at])]
    openings = max(int(table.openings[at]), 1)
    return (vacancy_id, "open", openings, DAY, region, industry, 1, json.dumps(offer), 1, 1, True)


def _youth(table: Youths, at: int, codes: Codes) -> tuple[object, ...]:
    held = slice(table.skills.offsets[at], table.skills.offsets[at + 1])
    pairs = zip(table.skills.values[held].tolist(), table.level[held].tolist(), strict=True)
    home = codes["region"][int(table.home[at])]
    now = datetime.now(UTC)
    # whenever the bench runs, the person graduates at the end of the academic year
    graduation = f"{now.year + (now.month > 7)}-07"
    stated = {
        "study": {"expected_graduation": graduation},
        "education": codes["education"].get(int(table.education[at])),
        "skills": [{"code": f"skill-{skill}", "level": level} for skill, level in pairs],
        "wanted": {
            "counties": [code for bit, code in codes["region"].items() if code and int(table.regions[at]) >> bit & 1],
            "industries": [
                code for bit, code in codes["industry"].items() if code and int(table.industries[at]) >> bit & 1
            ],
            "monthly_wage": int(table.wage[at]),
        },
    }
    youth_id = UUID(int=(7 << 76) | (2 << 62) | (1 << 40) | at)
    return (
        youth_id, youth_id, "demo-university", "university", "63000", "in_school", "active", 1, json.dumps(stated),
        "{}", "{}", "[]", "20-24", home, DAY, "eligible", MOMENT, MOMENT,
    )  # fmt: skip
