"""Every kind of bad file, on a real file system, is a rejection with a reason."""

from __future__ import annotations

import hashlib
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.sources import reading
from flows.sources.reading import REASONS, read_file
from flows.sources.types import ListedFile, ReadFile, Rejection

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def read(path: Path, max_bytes: int = 10_000) -> ReadFile | Rejection:
    return read_file(ListedFile(path=path, source="test", uri=path.name), max_bytes=max_bytes, now=NOW)


def rejected(path: Path, max_bytes: int = 10_000) -> Rejection:
    outcome = read(path, max_bytes)
    assert isinstance(outcome, Rejection), outcome
    assert outcome.reason in REASONS
    assert outcome.detail.endswith(".")
    assert outcome.seen_at == NOW
    return outcome


def test_a_document_is_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    data = "Café\r\n\u00a0“quoted” \x00 end".encode()
    path.write_bytes(data)
    outcome = read(path)
    assert isinstance(outcome, ReadFile)
    sha256 = hashlib.sha256(data).hexdigest()
    document = outcome.document
    assert (document.sha256, document.document_id, document.n_bytes) == (sha256, sha256[:16], len(data))
    assert (document.encoding, document.media_type) == ("utf-8", "text/plain")
    assert document.text == data.decode()
    assert outcome.seen_at == NOW


def test_markdown_is_told_by_its_suffix(tmp_path: Path) -> None:
    path = tmp_path / "A.MD"
    path.write_text("# Title")
    outcome = read(path)
    assert isinstance(outcome, ReadFile)
    assert outcome.document.media_type == "text/markdown"


@pytest.mark.parametrize("name", ["page.txt", "page.md"])
@pytest.mark.parametrize(
    "source",
    [
        "<!DOCTYPE html>\n<p>Text.</p>",
        "\ufeff <HTML lang=en><body>Text.",
        "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>\n<p>Text.</p>",
        "<!-- saved from url=(0022)https://example.org -->\n<html>\n<p>Text.</p>",
    ],
)
def test_the_source_of_a_web_page_is_no_text_under_any_name(tmp_path: Path, source: str, name: str) -> None:
    (tmp_path / name).write_text(source, encoding="utf-8")
    outcome = rejected(tmp_path / name)
    assert (outcome.reason, outcome.sha256 is not None) == ("html", True)
    assert "save the text of the page" in outcome.detail


@pytest.mark.parametrize(
    "text", ["<p align=center>A title</p>\n\nText.", "<html5 is a name>", "How <html> came to be", "<!-- a note -->\nText."]
)
def test_text_that_has_tags_or_speaks_of_them_is_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert isinstance(read(tmp_path / "a.md"), ReadFile)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n\xc2\xa0", "whitespace_only"),
        (b"\xef\xbb\xbf", "whitespace_only"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        ("“mostly fine” ".encode() * 9 + b"\xff", "undecodable"),
    ],
)
def test_bytes_that_are_no_document_are_rejected_with_their_hash(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    rejection = rejected(path)
    assert rejection.reason == reason
    assert rejection.sha256 == hashlib.sha256(data).hexdigest()
    assert rejection.n_bytes == len(data)


def test_the_largest_size_is_allowed_and_one_byte_more_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    assert isinstance(read(path, max_bytes=100), ReadFile)
    rejection = rejected(path, max_bytes=99)
    assert (rejection.reason, rejection.n_bytes, rejection.sha256) == ("too_large", 100, None)
    assert "max_document_bytes" in rejection.detail


@pytest.mark.timeout(60)
def test_a_named_pipe_is_rejected_without_waiting_for_a_writer(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    rejection = rejected(tmp_path / "pipe.txt")
    assert rejection.reason == "not_a_regular_file"
    assert "named pipe" in rejection.detail


@pytest.mark.timeout(60)
def test_a_link_to_a_named_pipe_is_rejected_too(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link.txt").symlink_to(tmp_path / "pipe")
    assert rejected(tmp_path / "link.txt").reason == "not_a_regular_file"


def test_folders_sockets_and_devices_are_no_regular_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "folder.txt").mkdir()
    assert "folder" in rejected(tmp_path / "folder.txt").detail
    monkeypatch.chdir(tmp_path)  # a socket's path is at most 107 bytes long
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.txt")
        assert "socket" in rejected(tmp_path / "s.txt").detail
    (tmp_path / "null.txt").symlink_to("/dev/null")
    assert "device" in rejected(tmp_path / "null.txt").detail


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("some words")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real")
    outcome = read(tmp_path / "link.txt")
    assert isinstance(outcome, ReadFile)
    assert outcome.document.text == "some words"


def test_a_link_that_leads_back_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert rejected(tmp_path / "a.txt").reason == "symlink_loop"


def test_a_link_that_leads_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nothing")
    assert rejected(tmp_path / "a.txt").reason == "broken_symlink"


def test_a_file_that_vanishes_is_rejected_not_fatal(tmp_path: Path) -> None:
    assert rejected(tmp_path / "gone.txt").reason == "vanished"
    (tmp_path / "file").write_text("x")
    assert rejected(tmp_path / "file" / "below.txt").reason == "vanished"


def test_a_file_that_vanishes_between_look_and_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    opener = os.open

    def vanish(name: Path, flags: int) -> int:
        path.unlink(missing_ok=True)
        return opener(name, flags)

    monkeypatch.setattr(os, "open", vanish)
    assert rejected(path).reason == "vanished"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # the tests may run as root, who may read everything
    rejection = rejected(path)
    assert rejection.reason == "permission_denied"
    assert "grant read permission" in rejection.detail


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")

    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    rejection = rejected(path)
    assert rejection.reason == "read_error"
    assert "Input/output error" in rejection.detail


def change_while_reading(path: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """Append to a file when its end has been read, in each of its first readings."""
    real_read = os.read
    changes: list[int] = []

    def read_and_change(descriptor: int, size: int) -> bytes:
        data = real_read(descriptor, size)
        if not data and len(changes) < times:
            changes.append(path.stat().st_size)
            with path.open("ab") as file:
                file.write(b" more")
        return data

    monkeypatch.setattr(os, "read", read_and_change)
    return changes


def test_a_file_that_changes_once_while_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("first")
    change_while_reading(path, monkeypatch, times=1)
    outcome = read(path)
    assert isinstance(outcome, ReadFile)
    assert outcome.document.text == "first more"


def test_a_file_that_keeps_changing_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("first")
    changes = change_while_reading(path, monkeypatch, times=1_000)
    assert rejected(path).reason == "changed_while_reading"
    assert changes == [5, 10]


def test_a_file_that_another_replaces_is_read_as_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    (tmp_path / "new").write_text("new and longer")
    opener = os.open
    replaced = []

    def replace_then_open(name: Path, flags: int) -> int:
        if not replaced:
            replaced.append(True)
            (tmp_path / "new").replace(path)
        return opener(name, flags)

    monkeypatch.setattr(os, "open", replace_then_open)
    outcome = read(path)
    assert isinstance(outcome, ReadFile)
    assert outcome.document.text == "new and longer"


def test_a_file_that_grows_without_end_is_not_read_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    monkeypatch.setattr(os, "read", lambda _descriptor, size: b"x" * size)
    monkeypatch.setattr(reading, "_CHUNK_BYTES", 4_096)
    assert rejected(path).reason == "too_large"


def test_a_file_with_an_odd_name_is_read(tmp_path: Path) -> None:
    for name in ("with space.txt", 'quote\'s "x".txt', "ünïcødé 中文.txt", os.fsdecode(b"caf\xe9.txt")):
        (tmp_path / name).write_text("some words")
        assert isinstance(read(tmp_path / name), ReadFile)


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x00" * 100)
    (tmp_path / "b.txt").write_bytes(b"x" * 1_000)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(20):
        read(tmp_path / "a.txt")
        read(tmp_path / "b.txt", max_bytes=10)
    assert len(os.listdir("/proc/self/fd")) <= before  # noqa: PTH208
