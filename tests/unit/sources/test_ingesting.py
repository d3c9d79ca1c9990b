from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from flows.sources.ingesting import Ingested, ingest
from flows.sources.listing import list_documents

NOW = datetime(2026, 1, 2, tzinfo=UTC)
NONE_KNOWN = pl.DataFrame(schema={"document_id": pl.String})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("One document about something that happened.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("One document about something that happened.", encoding="utf-8")
    (tmp_path / "c.md").write_text("# Another\n\nIt says something else.", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "data.csv").write_text("1,2", encoding="utf-8")
    return tmp_path


def ingested(folder: Path, known: pl.DataFrame = NONE_KNOWN) -> Ingested:
    return ingest(list_documents(folder), run_id="r", known=known, max_bytes=1000, now=lambda: NOW)


def test_every_listed_file_has_one_outcome_and_the_counts_add_up(folder: Path) -> None:
    found = ingested(folder)
    assert found.n_listed == 4
    assert dict(found.files.select("uri", "outcome").iter_rows()) == {
        "a.txt": "loaded",
        "b.txt": "already_known",
        "c.md": "loaded",
        "empty.txt": "rejected",
    }
    assert found.n_listed == sum(found.count(outcome) for outcome in ("loaded", "already_known", "rejected"))


def test_the_same_bytes_twice_are_one_document_sighted_twice(folder: Path) -> None:
    found = ingested(folder)
    assert len(found.documents) == 2
    assert set(found.sightings["uri"]) == {"a.txt", "b.txt", "c.md"}
    assert found.sightings["document_id"].n_unique() == 2
    assert found.n_twins == 1


def test_a_known_document_is_not_extracted_again(folder: Path) -> None:
    known = pl.DataFrame({"document_id": [document.document_id for document in ingested(folder).documents]})
    again = ingested(folder, known)
    assert again.documents == ()
    assert again.count("already_known") == 3
    assert again.n_twins == 0


def test_a_file_that_holds_another_document_than_before_has_changed_and_a_new_place_has_not(folder: Path) -> None:
    earlier = ingested(folder).sightings
    (folder / "a.txt").write_text("It says now what it never said before.", encoding="utf-8")
    (folder / "new.txt").write_text("One document about something that happened.", encoding="utf-8")
    changed = ingested(folder)
    assert changed.n_changed(earlier) == 1
    assert changed.n_changed(changed.sightings.vstack(earlier)) == 0
    assert changed.n_changed(earlier.clear()) == 0


def test_a_document_that_cannot_be_extracted_becomes_a_rejection_at_every_place_it_was_seen(folder: Path) -> None:
    found = ingested(folder)
    poison = found.documents[0].document_id
    after = found.rejecting([(poison, "timeout", "took longer than 1 s")])
    assert set(after.rejections["uri"]) == {"a.txt", "b.txt", "empty.txt"}
    assert after.rejections.filter(uri="a.txt").select("reason", "detail").row(0) == ("timeout", "took longer than 1 s")
    assert poison not in {document.document_id for document in after.documents}
    assert poison not in set(after.sightings["document_id"])
    assert after.n_listed == after.files.height == 4


def test_progress_is_told_for_every_file(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    ingest(
        list_documents(folder),
        run_id="r",
        known=NONE_KNOWN,
        max_bytes=1000,
        now=lambda: NOW,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
