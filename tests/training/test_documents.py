"""Documents: what they are is seen by their content, versions are kept, and only who may see downloads them."""

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from chassis.auth import OrgKind
from chassis.testing import FrozenClock, Platform
from sqlalchemy import select
from training.parts import TrainingService
from training.schemas.examples.applications import PDF as PDF_TEXT

from tests.factories.training import PDF, Caller, made
from tests.training.conftest import Anyone, MakeApplication

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 16
OOXML = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{OOXML}wordprocessingml.document", f"{OOXML}spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"


def zipped(**parts: str) -> bytes:
    """A zip of these parts, in order; names with / are given with __."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return held.getvalue()


def office_file(part: str, **more: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in {"[Content_Types].xml": "<Types/>", part: "<x/>", **more}.items():
            archive.writestr(name, content)
    return held.getvalue()


def stored(training: TrainingService) -> set[str]:
    """The names of every file in the store, incoming ones too."""
    folder = Path(training.settings.uploads_url.removeprefix("file://"))
    return {one.name for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (office_file("word/document.xml"), DOCX),
        (office_file("xl/workbook.xml"), XLSX),
        (zipped(mimetype=ODT, content_DOT_xml="<x/>"), ODT),
    ],
)
async def test_what_is_taken_is_given_back_as_it_came(
    employer: Caller, apply_for: MakeApplication, content: bytes, media_type: str
) -> None:
    found = await apply_for("draft", without=("registration",))

    kept = await made(await employer.send(found["id"], "registration", content, media_type=media_type))
    given = await employer.get(f"/v1/applications/{found['id']}/documents/{kept['id']}/content")

    assert (kept["media_type"], kept["size"], kept["scan"]) == (media_type, len(content), "not_scanned")
    assert kept["sha256"] == hashlib.sha256(content).hexdigest()
    assert (given.content, given.headers["content-type"]) == (content, media_type)
    assert given.headers["content-disposition"].startswith('attachment; filename="registration-1.')
    assert given.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("content", "media_type", "status", "reason"),
    [
        (b"MZ\x90\0", "application/pdf", 422, "unknown-kind"),
        (b"<html>", "application/pdf", 422, "unknown-kind"),
        (b"", "application/pdf", 422, "unknown-kind"),
        (PNG, "application/pdf", 422, "not-as-declared"),
        (office_file("word/document.xml"), XLSX, 422, "not-as-declared"),
        (office_file("word/document.xml", **{"word/vbaProject.bin": "x"}), DOCX, 422, "macros"),
        (zipped(a="b"), DOCX, 422, "unknown-kind"),
        (b"PK\x03\x04broken", DOCX, 422, "damaged"),
        (b"#!/bin/sh", "text/x-shellscript", 415, None),
        (b"x", "application/vnd.ms-word.document.macroEnabled.12", 415, None),
    ],
)
async def test_what_is_not_taken_leaves_nothing(
    employer: Caller,
    apply_for: MakeApplication,
    training: TrainingService,
    content: bytes,
    media_type: str,
    status: int,
    reason: str | None,
) -> None:
    found = await apply_for("draft", without=("registration",))
    before = stored(training)

    refused = await employer.send(found["id"], "registration", content, media_type=media_type)

    assert (refused.status_code, refused.json().get("reason")) == (status, reason)
    assert stored(training) == before
    listed = (await employer.get(f"/v1/applications/{found['id']}/documents")).json()["items"]
    assert "registration" not in [one["item"] for one in listed]


async def test_a_document_that_is_too_large_leaves_nothing(
    employer: Caller, apply_for: MakeApplication, training: TrainingService
) -> None:
    found = await apply_for("draft")
    before, limit = stored(training), training.settings.max_upload_bytes
    too_large = PDF + b"\0" * (20_971_520 - len(PDF) + 1)

    refused = await employer.send(found["id"], "registration", too_large)

    assert limit > 20_971_520
    assert (refused.status_code, refused.json()["allowed_bytes"]) == (413, 20_971_520)
    assert stored(training) == before


async def test_a_replaced_version_is_kept_and_only_the_last_one_counts(
    employer: Caller, office: Caller, apply_for: MakeApplication
) -> None:
    found = await apply_for("draft")
    newer = PDF + b"2"

    await made(await employer.send(found["id"], "registration", newer))

    path = f"/v1/applications/{found['id']}"
    first, second = [
        one for one in (await employer.get(f"{path}/documents")).json()["items"] if one["item"] == "registration"
    ]
    assert (first["revision"], second["revision"]) == (1, 2)
    assert first["replaced_at"] is not None
    assert second["replaced_at"] is None
    assert (await employer.get(f"{path}/documents/{first['id']}/content")).content == PDF
    for step, by in (("submission", employer), ("eligibility-check", office)):
        await made(await by.post(f"{path}/{step}"))
    decision = await made(await office.post(f"{path}/eligibility-decisions", {}))
    assert decision["facts"]["documents"]["registration"] == hashlib.sha256(newer).hexdigest()


async def test_the_same_bytes_are_kept_once(
    employer: Caller, apply_for: MakeApplication, training: TrainingService
) -> None:
    found = await apply_for("draft", without=("registration", "credit-report"))
    content = PDF + b"the same twice"

    for item in ("registration", "credit-report"):
        await made(await employer.send(found["id"], item, content))

    assert hashlib.sha256(content).hexdigest() in stored(training)
    assert not [name for name in stored(training) if "-" in name]


async def test_a_document_belongs_to_an_item_of_the_calls_list(employer: Caller, apply_for: MakeApplication) -> None:
    draft = (await apply_for("draft"))["id"]
    refused = [await employer.send(draft, item) for item in ("holiday-pictures", "王小明", "A123456789")]

    assert [(one.status_code, one.json()["code"]) for one in refused] == [(422, "document-not-listed")] * 3
    # a code is repeated, and what may be somebody's name or number is not
    assert [one.json()["item"] for one in refused] == ["holiday-pictures", "?", "?"]


@pytest.mark.parametrize("state", ["submitted", "eligibility_check", "eligible", "withdrawn"])
async def test_nothing_is_sent_while_it_is_with_the_office_or_over(
    employer: Caller, apply_for: MakeApplication, state: str
) -> None:
    refused = await employer.send((await apply_for(state))["id"], "registration")

    assert (refused.status_code, refused.json()["code"]) == (409, "transition-refused")


async def test_a_key_that_is_used_again_keeps_no_second_version(employer: Caller, apply_for: MakeApplication) -> None:
    found = await apply_for("draft", without=("registration",))
    path = f"/v1/applications/{found['id']}/documents"
    headers = employer.headers(key=True) | {"Content-Type": "application/pdf"}

    answers = [
        await employer.http.post(path, content=PDF, headers=headers, params={"item": "registration"}) for _ in range(2)
    ]
    other = await employer.http.post(path, content=PDF + b"2", headers=headers, params={"item": "registration"})

    assert answers[0].json() == answers[1].json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    listed = (await employer.get(path)).json()["items"]
    assert len([one for one in listed if one["item"] == "registration"]) == 1


async def test_who_may_see_the_application_downloads_and_that_is_on_the_trail(
    anyone: Anyone, employer: Caller, office: Caller, apply_for: MakeApplication, training: TrainingService
) -> None:
    found = await apply_for("submitted")
    [document, *_] = (await employer.get(f"/v1/applications/{found['id']}/documents")).json()["items"]
    path = f"/v1/applications/{found['id']}/documents/{document['id']}/content"

    seen = [employer, office, anyone(OrgKind.FUNDING_AUTHORITY, org="ida")]
    unseen = [
        anyone(OrgKind.EMPLOYER, org="org-2"),
        anyone(OrgKind.PROGRAMME_OFFICE, org="office-2"),
        anyone(OrgKind.FUNDING_AUTHORITY, org="other"),
        anyone(OrgKind.WORKFORCE_AGENCY),
        anyone(OrgKind.MOBILE),
    ]
    assert [(await one.get(path)).status_code for one in seen] == [200, 200, 200]
    assert [(await one.get(path)).status_code for one in unseen] == [404] * 5
    audit = training.tables.audit
    async with training.database.reading() as connection:
        reads = await connection.execute(select(audit.c.org, audit.c.fields).where(audit.c.action == "read"))
        assert [(row.org, row.fields) for row in reads] == [
            (org, [f"documents.{document['item']}"]) for org in ("org-1", "office-1", "ida")
        ]


class Alarmed:
    """A scanner that finds something in everything."""

    async def scan(self, name: str) -> str:
        return "infected"


async def test_what_the_scanner_refuses_is_not_kept(
    employer: Caller, apply_for: MakeApplication, training: TrainingService
) -> None:
    found = await apply_for("draft")
    before = stored(training)
    training.scanner = Alarmed()

    refused = await employer.send(found["id"], "registration", PDF + b"virus")

    assert (refused.status_code, refused.json()["code"]) == (422, "document-infected")
    assert stored(training) == before


async def test_the_sweep_takes_what_nobody_refers_to_when_it_is_a_day_old(
    employer: Caller, apply_for: MakeApplication, training: TrainingService, platform: Platform, clock: FrozenClock
) -> None:
    found = await apply_for("draft")
    folder = Path(training.settings.uploads_url.removeprefix("file://"))
    orphan = folder / ("0" * 64)
    orphan.write_bytes(b"nobody's")
    referred = {
        one["sha256"] for one in (await employer.get(f"/v1/applications/{found['id']}/documents")).json()["items"]
    }

    swept = await training.store.sweep(before=clock.now - timedelta(days=400), but=set())
    clock.now += timedelta(days=400)
    await platform.settle()

    assert swept == 0
    assert not orphan.exists()
    assert referred <= stored(training)


def test_the_example_is_a_document_that_is_taken() -> None:
    assert PDF_TEXT.encode() == PDF
