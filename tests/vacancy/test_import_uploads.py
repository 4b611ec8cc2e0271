"""The upload of an import: what is refused, what a repetition gets, and what stays in the store."""

import asyncio
import gzip
import os
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from chassis.auth import OrgKind
from chassis.problems import BodyTooLarge
from chassis.service import Service
from chassis.settings import ServiceSettings
from chassis.tabular import Kind
from chassis.uploads import UploadGone, Uploads
from gateway.routes import ROUTES

from tests.factories.feed import send
from tests.factories.vacancy import Caller
from tests.vacancy.conftest import Anyone
from tests.vacancy.test_imports import a_line, rows

FILE = rows(a_line("a"))
MEGABYTE = 1 << 20


def kept(service: Service) -> set[str]:
    """The files in the store."""
    folder = Path(service.settings.uploads_url.removeprefix("file://"))
    return {one.name for one in folder.iterdir()} if folder.exists() else set()


@pytest.fixture
def before(vacancy: Service) -> set[str]:
    """What lay in the store when the test began."""
    return kept(vacancy)


@pytest.fixture
def narrow(vacancy: Service) -> Iterator[int]:
    """A store that takes files of so many bytes."""
    usual = vacancy.settings.max_upload_bytes
    vacancy.settings.max_upload_bytes = len(FILE)
    yield len(FILE)
    vacancy.settings.max_upload_bytes = usual


async def test_an_accepted_file_stays_in_the_store(association: Caller, vacancy: Service, before: set[str]) -> None:
    answer = await send(association, FILE)

    assert len(kept(vacancy) - before) == 1
    assert answer.json()["parameters"] == {
        "format": "youthlink",
        "source": "partner",
        "dry_run": False,
        "kind": "csv",
        "bytes": len(FILE),
    }


@pytest.mark.parametrize(
    ("kind", "parameters", "status", "code"),
    [
        ("text/html", {}, 415, "media-type-unsupported"),
        ("", {}, 415, "media-type-unsupported"),
        ("application/xml", {}, 415, "media-type-unsupported"),
        ("application/x-ndjson", {"format": "taiwanjobs"}, 415, "media-type-unsupported"),
        ("text/csv; charset=big5", {}, 415, "media-type-unsupported"),
        ('application/x-ndjson; Charset="ISO-8859-1"', {}, 415, "media-type-unsupported"),
        ("text/csv", {"source": None}, 422, "source-missing"),
        ("text/csv", {"source": "No Such"}, 422, "payload-invalid"),
        ("text/csv", {"format": "excel"}, 422, "payload-invalid"),
        ("text/csv", {"format": None}, 422, "payload-invalid"),
    ],
)
async def test_what_is_refused_leaves_nothing(
    association: Caller,
    vacancy: Service,
    before: set[str],
    kind: str,
    parameters: dict[str, str | None],
    status: int,
    code: str,
) -> None:
    answer = await send(association, FILE, kind=kind, **parameters)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert kept(vacancy) == before
    assert (await association.get("/v1/vacancy-imports")).json()["items"] == []


async def test_another_encoding_than_gzip_is_refused(association: Caller, vacancy: Service, before: set[str]) -> None:
    headers = association.headers(key=True) | {"Content-Type": "text/csv", "Content-Encoding": "br"}

    answer = await association.http.post("/v1/vacancy-imports?format=youthlink", content=FILE, headers=headers)

    assert answer.status_code == 415
    assert kept(vacancy) == before


@pytest.mark.parametrize("charset", ["utf-8", '"UTF-8"', "us-ascii"])
async def test_the_character_set_that_is_read_may_be_named(association: Caller, charset: str) -> None:
    assert (await send(association, FILE, kind=f"text/csv; header=present; charset={charset}")).status_code == 202


@pytest.mark.parametrize(
    ("content", "status"),
    [([gzip.compress(FILE)], 202), ([b"\x1f", b"\x8b", b"more"], 202), ([FILE], 415), ([b"\x1f"], 415), ([], 415)],
    ids=["gzipped", "in pieces", "plain", "one byte", "nothing"],
)
async def test_a_file_that_is_said_to_be_gzipped_is(
    association: Caller, vacancy: Service, before: set[str], content: list[bytes], status: int
) -> None:
    headers = association.headers(key=True) | {"Content-Type": "text/csv", "Content-Encoding": "gzip"}

    answer = await association.http.post(
        "/v1/vacancy-imports?format=youthlink&source=partner", content=pieces(*content), headers=headers
    )

    assert answer.status_code == status
    assert len(kept(vacancy) - before) == (status == 202)


async def test_the_same_bytes_as_another_kind_or_format_are_another_import(
    association: Caller, vacancy: Service, before: set[str]
) -> None:
    await send(association, FILE, key="one")

    for asked in ({"kind": "application/x-ndjson"}, {"format": "taiwanjobs"}):
        answer = await send(association, FILE, key="one", **{"kind": "text/csv"} | asked)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    same = await send(association, FILE, key="one", kind="application/csv")

    assert same.headers["Idempotency-Replayed"] == "true"
    assert len(kept(vacancy) - before) == 1


async def test_a_file_may_be_as_large_as_the_limit(
    association: Caller, vacancy: Service, before: set[str], narrow: int
) -> None:
    assert (await send(association, FILE)).status_code == 202
    stored = kept(vacancy)

    declared = await send(association, FILE + b"\n")
    streamed = await association.http.post(
        "/v1/vacancy-imports?format=youthlink&source=partner",
        content=pieces(FILE, b"\n"),
        headers=association.headers(key=True) | {"Content-Type": "text/csv"},
    )

    assert [(one.status_code, one.json()["allowed_bytes"]) for one in (declared, streamed)] == [(413, narrow)] * 2
    assert kept(vacancy) == stored


async def pieces(*content: bytes) -> AsyncIterator[bytes]:
    """A body that comes in pieces."""
    for piece in content:
        yield piece


async def test_an_import_asks_for_a_key_and_the_same_key_is_the_same_import(
    association: Caller, vacancy: Service, before: set[str]
) -> None:
    headers = association.headers() | {"Content-Type": "text/csv"}
    unkeyed = await association.http.post("/v1/vacancy-imports?format=youthlink", content=FILE, headers=headers)
    first = await send(association, FILE, key="one")
    again = await send(association, FILE, key="one")
    other = await send(association, FILE + b"\n", key="one")

    assert (unkeyed.status_code, unkeyed.json()["code"]) == (400, "idempotency-key-missing")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert len(kept(vacancy) - before) == 1


async def test_only_who_submits_vacancies_imports_them(anyone: Anyone, vacancy: Service, before: set[str]) -> None:
    for kind in (OrgKind.BRANCH, OrgKind.WORKFORCE_AGENCY, OrgKind.UNIVERSITY):
        answer = await send(anyone(kind, region="north"), FILE)
        assert (answer.status_code, answer.json()["code"]) == (403, "organisation-kind-refused")
    unscoped = await send(anyone(OrgKind.ASSOCIATION, scopes=("vacancies:read",)), FILE)
    assert unscoped.status_code == 403
    assert kept(vacancy) == before


async def test_nobody_without_a_token_fills_the_store(
    http: httpx.AsyncClient, vacancy: Service, before: set[str]
) -> None:
    headers = {"Content-Type": "text/csv", "Idempotency-Key": "one"}

    answer = await http.post("/v1/vacancy-imports?format=youthlink", content=FILE, headers=headers)

    assert answer.status_code == 401
    assert kept(vacancy) == before


def test_the_gateway_lets_through_as_much_as_the_service_takes() -> None:
    [route] = [one for one in ROUTES if one.path == "/v1/vacancy-imports" and "POST" in one.methods]

    assert route.max_body_bytes == ServiceSettings.model_fields["max_upload_bytes"].default


async def test_an_upload_is_never_held_in_memory(tmp_path: Path) -> None:
    piece = bytes(MEGABYTE)
    tracemalloc.start()

    upload = await Uploads(f"file://{tmp_path}").keep(pieces(*([piece] * 64)), kind=Kind.CSV, limit=64 * MEGABYTE)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert upload.size == 64 * MEGABYTE
    assert peak < 8 * MEGABYTE


async def broken(content: bytes, error: BaseException) -> AsyncIterator[bytes]:
    """A body whose sender goes away."""
    yield content
    raise error


@pytest.mark.parametrize("error", [ConnectionResetError(), asyncio.CancelledError(), BodyTooLarge()])
async def test_an_upload_that_does_not_end_well_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    with pytest.raises(type(error)):
        await Uploads(f"file://{tmp_path}").keep(broken(FILE, error), kind=Kind.CSV, limit=MEGABYTE)

    assert not os.listdir(tmp_path)


async def test_an_upload_comes_back_as_it_was_sent_until_it_is_discarded(tmp_path: Path) -> None:
    store = Uploads(f"file://{tmp_path / 'store'}")
    upload = await store.keep(pieces(FILE[:10], FILE[10:]), kind=Kind.CSV, limit=MEGABYTE)

    await store.fetch(upload.name, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == FILE
    await store.discard(upload.name)
    await store.discard(upload.name)
    with pytest.raises(UploadGone):
        await store.fetch(upload.name, tmp_path / "copy")
