"""What an installation finds that was updated: a warehouse that the first version left is read, built on and gone back to.

``old_warehouse.tar.xz`` is the folder that version 0.1.0's first pipeline (before measurements, before alerts had a subject)
made of ``bridge.txt`` and ``copy.txt``, as it lay on disk: the release, its manifest and the history.
"""

from __future__ import annotations

import struct
import tarfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows import overview
from flows.requests import RunRequest
from flows.settings import Settings
from flows.stages import run_pipeline
from flows.warehouse import history, schema
from flows.warehouse.building import start_build
from flows.warehouse.connection import UnreadableDatabaseError
from flows.warehouse.query import QueryError, run_query
from flows.warehouse.releases import current_release, verify

OLD = Path(__file__).with_name("old_warehouse.tar.xz")


@pytest.fixture
def updated(tmp_path: Path) -> Settings:
    with tarfile.open(OLD) as archive:
        archive.extractall(tmp_path, filter="data")
    return Settings(warehouse_dir=tmp_path / "warehouse")


def test_a_warehouse_of_the_first_version_is_read_as_it_is(updated: Settings) -> None:
    release = current_release(updated)
    assert release is not None
    verify(release)
    assert run_query("select count(*) as n from claims", updated).item() == release.manifest.row_counts["claims"]
    assert overview.tables(updated)["table"].to_list()[-1] == "quality.rejected_documents"
    assert overview.releases(updated).row(0, named=True)["is_current"]
    assert overview.runs(updated, 10)["outcome"].to_list() == ["published"]
    assert not overview.checks(updated, None, failed_only=False).is_empty()
    for table, columns in schema.HISTORY.items():
        assert history.read(updated, table).schema == pl.Schema(columns)


def test_a_run_builds_on_a_warehouse_of_the_first_version_and_can_be_taken_back(updated: Settings, tmp_path: Path) -> None:
    old = current_release(updated)
    assert old is not None
    assert "measurements" not in set(run_query("show all tables", updated)["name"]), "the old release is not as it was"
    folder = tmp_path / "documents"
    folder.mkdir()
    seen = run_query("select uri, text from documents join document_sightings using (document_id)", updated)
    for uri, text in seen.select("uri", "text").iter_rows():
        (folder / uri).write_text(text, encoding="utf-8")

    report = run_pipeline(RunRequest(path=folder), updated, run_id="updated")
    assert report.outcome == "published", report.failed_checks
    assert (report.n_already_known, report.n_extracted) == (2, 2), "another version's extraction is not taken over"
    versions = run_query("select distinct extractor_version, first_seen_run_id from documents", updated)
    assert versions.rows() == [(report.versions["extractor"], old.manifest.run_id)]
    for table, columns in schema.HISTORY.items():
        assert set(overview.columns(updated, f"quality.{table}")["column"]) == set(columns)
    runs = run_query("select run_id from quality.pipeline_runs order by started_at", updated)
    assert runs["run_id"].to_list() == [old.manifest.run_id, "updated"]
    assert run_pipeline(RunRequest(path=folder), updated, run_id="again").n_extracted == 0

    assert overview.roll_back(updated, None) == old.name
    assert run_query("select count(*) as n from claims", updated).item() == old.manifest.row_counts["claims"]


def test_the_triples_of_documents_that_are_not_read_again_are_taken_over(updated: Settings) -> None:
    kept = "select document_id, list_sort(list(shingle)) as shingles from raw.shingles group by document_id order by all"
    old = run_query(kept, updated)
    assert old["shingles"].list.len().min() > 20
    build = start_build("updated", current_release(updated), updated)
    with duckdb.connect(build, read_only=True) as connection:
        tables = connection.sql("select table_name from duckdb_tables() where table_name like 'shingle%'").fetchall()
        sets = connection.sql("select document_id, list_sort(shingles) as shingles from raw.shingle_sets order by all").pl()
    assert tables == [("shingle_sets",)]
    assert sets.rows() == old.rows()


def of_a_newer_duckdb(database: Path) -> None:
    """Make a file one of a storage version that no DuckDB of today reads, as version 2.0 writes it: 999."""
    content = bytearray(database.read_bytes())
    content[12:20] = struct.pack("<Q", 999)
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", content[8:4096]):
        checksum ^= word * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    content[:8] = struct.pack("<Q", checksum)
    database.chmod(0o644)
    database.write_bytes(content)


def test_a_warehouse_that_a_newer_duckdb_wrote_is_left_as_it_is_and_said_to_be_one(
    updated: Settings, tmp_path: Path
) -> None:
    release = current_release(updated)
    assert release is not None
    of_a_newer_duckdb(release.path)
    written = release.path.read_bytes()
    advice = r"version number 999.* A newer DuckDB than .* update Wellsourced\. .*: wellsourced rollback"
    with pytest.raises(QueryError, match=advice):
        run_query("from claims", updated)
    (tmp_path / "new.txt").write_text("The mayor said on Monday that two bridges will be built.", encoding="utf-8")
    with pytest.raises(UnreadableDatabaseError, match=advice):
        run_pipeline(RunRequest(path=tmp_path / "new.txt"), updated, run_id="older")
    assert (current_release(updated), release.path.read_bytes()) == (release, written)
    assert "newer DuckDB" in overview.runs(updated, 1)["message"].item()
