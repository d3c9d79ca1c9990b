from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import polars as pl
import pytest

from flows.extraction.batches import write_batch
from flows.settings import Settings
from flows.warehouse import schema
from flows.warehouse.building import (
    RAW,
    DiskSpaceError,
    IncompatibleSchemaError,
    IngestCounts,
    load_batches,
    record_ingest,
    record_sightings,
    sql_type,
    start_build,
)
from flows.warehouse.connection import reading, writing
from flows.warehouse.content import describe
from flows.warehouse.releases import CorruptReleaseError, Release, publish
from tests.batch_fixture import VERSION, document, tables_of

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ONE, TWO, THREE = document("one\ntwo lines"), document("another"), document("a third")


def batch(settings: Settings, *documents, version: str = VERSION) -> Path:
    return write_batch(tables_of(documents, version), version, settings.extractions_dir)


def released(build: Path, settings: Settings, base: Release | None = None) -> Release:
    contents = describe(build, settings)
    return publish(
        build,
        settings,
        run_id=build.stem,
        contents=contents,
        verdict="passed",
        versions={},
        fingerprint="f",
        base=base,
        now=NOW,
    )


def rows(build: Path, settings: Settings, query: str) -> list[tuple]:
    with reading(build, settings) as connection:
        return connection.execute(query).fetchall()


def raw_tables(build: Path, settings: Settings) -> dict[str, list[tuple]]:
    return {table: rows(build, settings, f"from raw.{table} order by all") for table in RAW}


def test_an_empty_build_has_the_schemas_and_raw_tables_of_the_project(settings: Settings):
    build = start_build("run-1", None, settings)
    assert build == settings.builds_dir / "run-1.duckdb"
    assert not build.with_name("run-1.duckdb.wal").exists()
    schemas = rows(build, settings, "select schema_name from duckdb_schemas() where database_name = current_database()")
    assert {"raw", "staging", "intermediate", "main", "quality"} <= {name for (name,) in schemas}
    with reading(build, settings) as connection:
        for table, columns in RAW.items():
            assert connection.sql(f"from raw.{table}").pl().schema == pl.Schema(columns)


def test_types_are_what_duckdb_calls_them():
    assert sql_type(pl.UInt64) == "UBIGINT"
    assert sql_type(pl.Datetime("us", "UTC")) == "TIMESTAMP WITH TIME ZONE"
    spans = schema.ATTRIBUTIONS["content_spans"]
    assert sql_type(spans) == 'STRUCT("start_char" BIGINT, "end_char" BIGINT, "text" VARCHAR)[]'
    with pytest.raises(ValueError, match="Categorical"):
        sql_type(pl.Categorical)


@pytest.mark.parametrize("run_id", ["", "../run", "a/b", ".hidden", "a" * 101, "run 1", "run\n"])
def test_a_run_that_cannot_name_a_file_is_refused(run_id: str, settings: Settings):
    with pytest.raises(ValueError, match="cannot name a run"):
        start_build(run_id, None, settings)


def test_a_batch_is_loaded_into_every_table(settings: Settings):
    build = start_build("run-1", None, settings)
    tables = tables_of([ONE, TWO])
    assert load_batches(build, [batch(settings, ONE, TWO)], settings, run_id="run-1", now=NOW) == 2
    with reading(build, settings) as connection:
        for name, frame in tables.items():
            loaded = connection.sql(f"from raw.{name} order by all").pl().select(frame.columns)
            assert loaded.equals(frame.sort(pl.all())) or sorted(loaded.rows(), key=str) == sorted(frame.rows(), key=str)
            assert loaded.height > 0
    seen = rows(build, settings, "select distinct first_seen_run_id, first_seen_at from raw.documents")
    assert seen == [("run-1", NOW)]


def test_loading_nothing_changes_nothing(settings: Settings):
    build = start_build("run-1", None, settings)
    assert load_batches(build, [], settings, run_id="run-1", now=NOW) == 0


def test_loading_the_same_batches_again_gives_the_same_rows(settings: Settings):
    build = start_build("run-1", None, settings)
    batches = [batch(settings, ONE), batch(settings, TWO, THREE)]
    load_batches(build, batches, settings, run_id="run-1", now=NOW)
    before = raw_tables(build, settings)
    load_batches(build, list(reversed(batches)), settings, run_id="run-2", now=LATER)
    assert raw_tables(build, settings) == before


def test_a_document_in_two_batches_is_loaded_once(settings: Settings):
    build = start_build("run-1", None, settings)
    assert load_batches(build, [batch(settings, ONE, TWO), batch(settings, TWO, THREE)], settings, run_id="r", now=NOW) == 3
    once = start_build("run-2", None, settings)
    load_batches(once, [batch(settings, ONE, TWO, THREE)], settings, run_id="r", now=NOW)
    assert raw_tables(build, settings) == raw_tables(once, settings)


def test_a_document_extracted_again_replaces_all_its_rows_and_keeps_when_it_was_first_seen(settings: Settings):
    build = start_build("run-1", None, settings)
    load_batches(build, [batch(settings, ONE, TWO)], settings, run_id="run-1", now=NOW)
    tables = tables_of([ONE], "rules-2")
    tables["claims"] = tables["claims"].head(1)
    again = write_batch(tables, "rules-2", settings.extractions_dir)
    load_batches(build, [again, batch(settings, THREE)], settings, run_id="run-2", now=LATER)
    found = rows(
        build, settings, "select document_id, extractor_version, first_seen_run_id, first_seen_at from raw.documents"
    )
    assert sorted(found) == sorted(
        [
            (ONE.document_id, "rules-2", "run-1", NOW),
            (TWO.document_id, VERSION, "run-1", NOW),
            (THREE.document_id, VERSION, "run-2", LATER),
        ]
    )
    counted = "select document_id, count(*) from raw.{} group by all order by all"
    claims = dict(rows(build, settings, counted.format("claims")))
    assert claims == {ONE.document_id: 1, TWO.document_id: 1, THREE.document_id: 1}
    assert dict(rows(build, settings, counted.format("sentences")))[ONE.document_id] == 2


def test_a_batch_that_cannot_be_read_loads_nothing_at_all(settings: Settings):
    build = start_build("run-1", None, settings)
    good, bad = batch(settings, ONE), batch(settings, TWO)
    (bad / "time_references.parquet").write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(duckdb.Error):
        load_batches(build, [good, bad], settings, run_id="run-1", now=NOW)
    assert rows(build, settings, "select count(*) from raw.documents") == [(0,)]
    assert load_batches(build, [good], settings, run_id="run-1", now=NOW) == 1


def test_a_warehouse_folder_with_signs_that_sql_and_globs_know_is_a_folder_like_any_other(tmp_path: Path):
    settings = Settings(warehouse_dir=tmp_path / "it's [a] *{warehouse}")
    build = start_build("run-1", None, settings)
    assert load_batches(build, [batch(settings, ONE)], settings, run_id="run-1", now=NOW) == 1


def test_hostile_text_is_stored_as_it_is(settings: Settings):
    hostile = document("'); drop table raw.documents; -- \x00 \u202e <script> {{ 1 }} \U0001f30a")
    build = start_build("run-1", None, settings)
    load_batches(build, [batch(settings, hostile)], settings, run_id="run-1", now=NOW)
    assert rows(build, settings, "select text from raw.documents") == [(hostile.text,)]


def sightings(*places: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(places, schema=["document_id", "source", "uri"], orient="row")


def test_a_place_seen_again_keeps_its_first_run_and_gets_its_last(settings: Settings):
    build = start_build("run-1", None, settings)
    record_sightings(build, sightings(("a", "s", "1"), ("a", "s", "2"), ("a", "s", "1")), settings, run_id="run-1", now=NOW)
    record_sightings(build, sightings(("a", "s", "2"), ("b", "s", "2")), settings, run_id="run-2", now=LATER)
    assert rows(build, settings, "from raw.document_sightings order by all") == [
        ("a", "s", "1", "run-1", NOW, "run-1", NOW),
        ("a", "s", "2", "run-1", NOW, "run-2", LATER),
        ("b", "s", "2", "run-2", LATER, "run-2", LATER),
    ]


def test_a_place_is_never_seen_last_before_it_was_seen_first_whatever_the_clock_says(settings: Settings):
    build = start_build("run-1", None, settings)
    record_sightings(build, sightings(("a", "s", "1")), settings, run_id="run-1", now=LATER)
    record_sightings(build, sightings(("a", "s", "1")), settings, run_id="run-2", now=NOW)
    assert rows(build, settings, "from raw.document_sightings") == [("a", "s", "1", "run-1", LATER, "run-2", LATER)]


def test_ingested_files_and_counts_are_those_of_the_last_run(settings: Settings):
    build = start_build("run-1", None, settings)

    def files(*uris: str) -> pl.DataFrame:
        return pl.DataFrame(
            [{"run_id": "r", "source": "s", "uri": uri, "outcome": "loaded", "seen_at": NOW} for uri in uris],
            schema=schema.INGESTED_FILES,
        )

    record_ingest(build, files("1", "2", "3"), settings, run_id="run-1", counts=IngestCounts(3, 3, 0, 0))
    record_ingest(build, files("4"), settings, run_id="run-2", counts=IngestCounts(4, 1, 2, 1))
    assert rows(build, settings, "select uri from raw.ingested_files") == [("4",)]
    assert rows(build, settings, "from raw.run_counts") == [("run-2", 4, 1, 2, 1)]


def test_a_build_begins_as_a_copy_of_the_release_and_leaves_it_alone(settings: Settings):
    first = start_build("run-1", None, settings)
    load_batches(first, [batch(settings, ONE)], settings, run_id="run-1", now=NOW)
    base = released(first, settings)
    before = base.path.read_bytes()
    second = start_build("run-2", base, settings)
    assert raw_tables(second, settings) == raw_tables(base.path, settings)
    load_batches(second, [batch(settings, TWO)], settings, run_id="run-2", now=LATER)
    assert len(rows(second, settings, "from raw.documents")) == 2
    assert base.path.read_bytes() == before


def test_a_run_that_begins_again_does_not_touch_the_build_it_left(settings: Settings):
    """What the killed attempt had started may still be writing there, and its WAL would be replayed into the new build."""
    build = start_build("run-1", None, settings)
    load_batches(build, [batch(settings, ONE)], settings, run_id="run-1", now=NOW)
    again = start_build("run-1", None, settings)
    assert again.stem == "run-1-2"
    assert rows(again, settings, "from raw.documents") == []
    assert len(rows(build, settings, "from raw.documents")) == 1


def test_a_disk_with_too_little_room_is_said_so_before_anything_is_written(settings: Settings, monkeypatch):
    base = released(start_build("run-1", None, settings), settings)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2 * base.manifest.n_bytes))
    with pytest.raises(DiskSpaceError, match="MB of disk space left"):
        start_build("run-2", base, settings)
    assert list(settings.builds_dir.iterdir()) == []


def test_a_run_that_has_published_builds_under_another_name(settings: Settings):
    base = released(start_build("run-1", None, settings), settings)
    again = start_build("run-1", base, settings)
    assert again.stem == "run-1-2"
    released(again, settings, base)
    assert start_build("run-1", base, settings).stem == "run-1-3"


def test_a_damaged_release_is_not_built_on(settings: Settings):
    build = start_build("run-1", None, settings)
    base = released(build, settings)
    content = bytearray(base.path.read_bytes())
    content[len(content) // 2] ^= 1
    base.path.chmod(0o644)
    base.path.write_bytes(content)
    with pytest.raises(CorruptReleaseError, match="rollback"):
        start_build("run-2", base, settings)
    assert not list(settings.builds_dir.glob("run-2*"))


def test_tables_and_columns_that_an_older_release_lacks_are_added(settings: Settings):
    build = start_build("run-1", None, settings)
    load_batches(build, [batch(settings, ONE)], settings, run_id="run-1", now=NOW)
    with writing(build, settings) as connection:
        connection.execute("alter table raw.claims drop column modality; drop table raw.quantities")
        connection.execute("alter table raw.claims add column of_old varchar")
    second = start_build("run-2", released(build, settings), settings)
    load_batches(second, [batch(settings, TWO)], settings, run_id="run-2", now=NOW)
    assert len(rows(second, settings, "select modality, of_old from raw.claims")) == 3
    assert len(rows(second, settings, "from raw.quantities")) == 1


def test_a_column_of_another_type_is_an_error_that_says_what_to_do(settings: Settings):
    build = start_build("run-1", None, settings)
    with writing(build, settings) as connection:
        connection.execute("alter table raw.claims alter start_char type varchar")
    with pytest.raises(IncompatibleSchemaError, match=r"raw\.claims\.start_char is VARCHAR .* writes BIGINT.*run again"):
        start_build("run-2", released(build, settings), settings)
