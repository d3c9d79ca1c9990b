"""Which entries of a folder are documents, and what becomes of the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.errors import WellsourcedError
from flows.sources.listing import SourceNotFoundError, SourceUnreadableError, list_documents, storable_name
from tests.closed_folders import close


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_folder_is_listed_with_all_folders_below_it_sorted_by_uri(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.TXT", "C.Md"):
        write(tmp_path / "news" / name)
    listing = list_documents(tmp_path / "news")
    assert [file.uri for file in listing.files] == ["C.Md", "a/b/c.TXT", "a/z.md", "b.txt"]
    assert {file.source for file in listing.files} == {"news"}
    assert listing.ignored == {}
    assert list_documents(tmp_path / "news", source="wire").files[0].source == "wire"


def test_what_is_no_document_is_counted_by_suffix(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.PDF", "c.html", "README", ".hidden.txt", ".git/config.txt", "d.txt"):
        write(tmp_path / name)
    listing = list_documents(tmp_path)
    assert [file.uri for file in listing.files] == ["d.txt"]
    assert listing.ignored == {"(hidden)": 2, "(no suffix)": 1, ".html": 1, ".pdf": 2}


def test_one_file_is_listed_under_its_folders_name(tmp_path: Path) -> None:
    path = write(tmp_path / "news" / "one.txt")
    listing = list_documents(path)
    assert [(file.uri, file.source, file.path) for file in listing.files] == [("one.txt", "news", path)]
    assert list_documents(write(tmp_path / "one.pdf")).ignored == {".pdf": 1}


def test_a_missing_path_says_what_to_do_next(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match=r"check the spelling, or give a folder that holds \.txt or \.md files"):
        list_documents(tmp_path / "nowhere")
    assert issubclass(SourceNotFoundError, WellsourcedError)


def test_an_empty_folder_is_an_empty_listing(tmp_path: Path) -> None:
    assert list_documents(tmp_path).files == []


@pytest.mark.parametrize(
    "name", ["with space.txt", 'quote\'s "x".txt', "ünïcødé 中文.txt", "new\nline.txt", "semi;colon%.txt"]
)
def test_names_with_any_characters_are_listed_as_they_are(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert [file.uri for file in list_documents(tmp_path).files] == [name]


def test_names_that_are_not_utf8_stay_storable_and_different(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in (b"caf\xe9.txt", b"caf\xe8.txt", b"caf\\xe9.txt"):
        with open(folder + b"/" + name, "w") as file:  # noqa: PTH123 (a name of bytes)
            file.write("x")
    uris = [file.uri for file in list_documents(tmp_path).files]
    assert len(set(uris)) == 3
    assert uris == sorted(uris)
    assert r"caf\xe9.txt" in uris
    assert r"caf\\xe9.txt" in uris
    for uri in uris:
        uri.encode("utf-8")
    assert all(file.path.exists() for file in list_documents(tmp_path).files)


def test_storable_names_of_different_paths_differ() -> None:
    assert storable_name("a\\b") != storable_name(os.fsdecode(b"a\\\\b"))
    assert storable_name("plain/name.txt") == "plain/name.txt"


def test_things_with_a_documents_name_are_listed_whatever_they_are(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    write(tmp_path / "folder.txt" / "inside.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert [file.uri for file in list_documents(tmp_path).files] == [
        "broken.txt", "folder.txt", "folder.txt/inside.txt", "loop.txt", "pipe.txt",
    ]  # fmt: skip


def test_links_to_files_are_listed_and_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    target = write(tmp_path / "elsewhere" / "real.txt")
    source = tmp_path / "news"
    source.mkdir()
    (source / "linked.txt").symlink_to(target)
    (source / "up").symlink_to(source)
    (source / "folder").symlink_to(target.parent)
    listing = list_documents(source)
    assert [file.uri for file in listing.files] == ["linked.txt"]
    assert listing.ignored == {"(linked folder)": 2}


def test_a_linked_folder_given_as_the_source_is_listed(tmp_path: Path) -> None:
    write(tmp_path / "real" / "a.txt")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert [file.uri for file in list_documents(tmp_path / "link").files] == ["a.txt"]


def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "open" / "a.txt")
    write(tmp_path / "closed" / "b.txt")
    close(tmp_path / "closed", monkeypatch)
    listing = list_documents(tmp_path)
    assert [file.uri for file in listing.files] == ["open/a.txt"]
    assert listing.unreadable_folders == ["closed"]


def test_a_source_that_cannot_be_listed_is_no_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "closed" / "b.txt")
    close(tmp_path / "closed", monkeypatch)
    with pytest.raises(SourceUnreadableError, match=r"closed' cannot be opened \(Permission denied\): let the user"):
        list_documents(tmp_path / "closed")
    assert issubclass(SourceUnreadableError, WellsourcedError)
