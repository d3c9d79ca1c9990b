"""One run over a folder of everything that goes wrong: each file is read rightly or rejected with a reason."""

from __future__ import annotations

import os
import random
from typing import NamedTuple

import pytest

from flows.report import RunReport, to_markdown
from flows.requests import RunRequest
from flows.runs import new_run_id
from flows.settings import Settings
from flows.stages import run_pipeline
from flows.warehouse.query import run_query

PROSE = (
    "The committee approved the plan on Monday. “It will cost £3 million,” Anna Müller said. Nobody objected to the café."
)
INJECTION = """Robert'); drop table documents; --

<script>alert(1)</script> said Maria Gomez, who told Reuters: “<img src=x onerror=alert(2)> costs $5 million.”

{{ config(materialized='table') }} {% raw %} | a | b | [x](javascript:alert(3)) $(rm -rf /) `id` the minister said.
"""
ODD_NAME = "an 'odd' \"name\" of Ærøskøbing; drop table x.txt"


class Taken(NamedTuple):
    report: RunReport
    settings: Settings


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    root = tmp_path_factory.mktemp("bad")
    folder = root / "documents"
    folder.mkdir()
    (folder / "good.txt").write_text(PROSE, encoding="utf-8")
    (folder / "utf16.txt").write_bytes("\ufeff".encode("utf-16-le") + (PROSE + " In UTF-16.").encode("utf-16-le"))
    (folder / "bom.txt").write_bytes(b"\xef\xbb\xbf" + (PROSE + " With a mark.").encode())
    (folder / "cp1252.txt").write_bytes((PROSE + " In cp1252.").encode("cp1252"))
    (folder / "nul.txt").write_bytes((PROSE + " With a NUL\x00 in it.").encode())
    (folder / "crlf.txt").write_bytes((PROSE + "\r\n\r\nA second paragraph says more.\r\n").encode())
    (folder / "injection.md").write_text(INJECTION, encoding="utf-8")
    (folder / ODD_NAME).write_text(PROSE + " Under an odd name.", encoding="utf-8")
    (folder / "headings.md").write_text("# Minister says bridges will close\n\n## What comes next year\n", encoding="utf-8")
    (folder / "marks.txt").write_text("!!! --- ???\n", encoding="utf-8")
    (folder / "chinese.txt").write_text("你好世界。今天天气很好。\n", encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.txt").write_bytes(b" \r\n\t \n")
    (folder / "invalid.txt").write_bytes(b"Some text \xc3\x28 and \x81\x8d\x8f\x90\x9d \xfe\xff\xfe more \xff\x00\xff")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5000))
    (folder / "huge.txt").write_bytes(b"word " * 10_000_000)
    os.mkfifo(folder / "fifo.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.txt").symlink_to(folder / "not there.txt")
    (folder / "folder.txt").mkdir()
    settings = Settings(warehouse_dir=root / "warehouse")
    return Taken(run_pipeline(RunRequest(path=folder), settings, run_id=new_run_id()), settings)


def text_of(taken: Taken, uri: str) -> str:
    sql = "select text from documents join document_sightings using (document_id) where uri = $uri"
    return str(run_query(sql, taken.settings, parameters={"uri": uri}).item())


def test_no_bad_file_fails_the_run_and_every_file_is_accounted_for(taken: Taken) -> None:
    report = taken.report
    assert report.outcome == "published", report.failed_checks
    assert report.n_listed == 20
    assert report.n_listed == report.n_loaded + report.n_already_known + report.n_rejected
    assert report.n_loaded == 11


def test_every_rejection_has_a_reason_and_says_what_was_found(taken: Taken) -> None:
    reasons = {file.uri: file.reason for file in taken.report.rejected}
    unreadable = ("empty", "blank", "invalid", "picture", "huge", "fifo", "loop", "gone", "folder")
    assert set(reasons) == {f"{name}.txt" for name in unreadable}
    assert reasons["huge.txt"] == "too_large"
    assert reasons["picture.txt"] == "binary"
    assert all(len(file.detail) > 20 for file in taken.report.rejected)


def test_rejections_are_rows_with_the_hash_of_their_bytes(taken: Taken) -> None:
    rows = run_query("from quality.rejected_documents", taken.settings)
    assert rows.height == taken.report.n_rejected
    assert rows.filter(uri="picture.txt")["sha256"].item() is not None


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("good.txt", PROSE),
        ("utf16.txt", PROSE + " In UTF-16."),
        ("bom.txt", PROSE + " With a mark."),
        ("cp1252.txt", PROSE + " In cp1252."),
        ("nul.txt", PROSE + " With a NUL\x00 in it."),
        ("crlf.txt", PROSE + "\r\n\r\nA second paragraph says more.\r\n"),
        ("injection.md", INJECTION),
        (ODD_NAME, PROSE + " Under an odd name."),
    ],
)
def test_what_can_be_read_is_read_to_the_letter(taken: Taken, uri: str, expected: str) -> None:
    assert text_of(taken, uri) == expected


def test_a_document_of_nothing_but_a_title_and_a_heading_is_read_as_far_as_it_goes(taken: Taken) -> None:
    sql = "select sentences.text from sentences join document_sightings using (document_id) where uri = $uri order by all"
    found = run_query(sql, taken.settings, parameters={"uri": "headings.md"})["text"].to_list()
    assert found == ["Minister says bridges will close", "What comes next year"]


def test_text_that_looks_like_sql_or_markup_is_only_text(taken: Taken) -> None:
    assert run_query("select count(*) from documents", taken.settings).item() == 11
    markdown = to_markdown(taken.report)
    assert "<script" not in markdown
    assert "<img" not in markdown
