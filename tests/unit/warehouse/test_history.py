from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from flows.settings import Settings
from flows.warehouse import history, schema
from flows.warehouse.building import record_sightings, start_build
from flows.warehouse.connection import reading, writing

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def rejections(run_id: str, *uris: str, at: datetime = NOW) -> pl.DataFrame:
    rows = [{"run_id": run_id, "source": "s", "uri": uri, "reason": "empty", "seen_at": at} for uri in uris]
    return pl.DataFrame(rows, schema=schema.REJECTED_DOCUMENTS)


def test_every_table_and_column_of_the_schema_has_a_comment_and_no_other():
    assert {table: list(columns) for table, (_, columns) in history.COMMENTS.items()} == {
        table: list(columns) for table, columns in schema.HISTORY.items()
    }


def test_what_runs_wrote_is_read_together(settings: Settings):
    history.append(settings, "rejected_documents", "run-1", rejections("run-1", "1", "2"))
    history.append(settings, "rejected_documents", "run-2", rejections("run-2", "3"))
    found = history.read(settings, "rejected_documents")
    assert found.schema == pl.Schema(schema.REJECTED_DOCUMENTS)
    assert sorted(found["uri"]) == ["1", "2", "3"]


@pytest.mark.parametrize("table", schema.HISTORY)
def test_a_table_that_nothing_was_written_to_has_its_columns_and_no_rows(table: str, settings: Settings):
    found = history.read(settings, table)
    assert (found.schema, found.height) == (pl.Schema(schema.HISTORY[table]), 0)


def test_the_same_run_again_replaces_its_rows(settings: Settings):
    history.append(settings, "rejected_documents", "run-1", rejections("run-1", "1", "2"))
    history.append(settings, "rejected_documents", "run-1", rejections("run-1", "3"))
    assert history.read(settings, "rejected_documents")["uri"].to_list() == ["3"]


def test_columns_are_put_in_order_and_empty_ones_get_their_type(settings: Settings):
    frame = rejections("run-1", "1").select(reversed(list(schema.REJECTED_DOCUMENTS)))
    frame = frame.with_columns(detail=pl.lit(None), n_bytes=pl.lit(None))
    history.append(settings, "rejected_documents", "run-1", frame)
    assert history.read(settings, "rejected_documents").schema == pl.Schema(schema.REJECTED_DOCUMENTS)


def test_other_columns_are_refused_by_name(settings: Settings):
    with pytest.raises(pl.exceptions.SchemaError, match="'mood'"):
        history.append(settings, "alerts", "run-1", pl.DataFrame({"mood": ["bad"]}))
    with pytest.raises(KeyError):
        history.append(settings, "opinions", "run-1", pl.DataFrame())
    with pytest.raises(ValueError, match="cannot name a run"):
        history.append(settings, "rejected_documents", "../run", rejections("r", "1"))
    assert not settings.history_dir.exists() or not list(settings.history_dir.rglob("*.parquet"))


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 half of a file", None])
def test_a_file_that_cannot_be_read_is_left_out_with_a_warning_that_names_it(content, settings: Settings, caplog):
    history.append(settings, "rejected_documents", "run-1", rejections("run-1", "1"))
    broken = history.append(settings, "rejected_documents", "run-2", rejections("run-2", "2"))
    broken.write_bytes(broken.read_bytes()[:-30] if content is None else content)
    with caplog.at_level(logging.WARNING):
        assert history.read(settings, "rejected_documents")["uri"].to_list() == ["1"]
    assert str(broken) in caplog.text
    history.refresh_quality(start_build("run-3", None, settings), settings)


def test_a_file_with_other_types_is_left_out_and_breaks_nothing(settings: Settings, caplog):
    path = history.append(settings, "rejected_documents", "run-1", rejections("run-1", "1"))
    pl.read_parquet(path).with_columns(n_bytes=pl.lit("many")).write_parquet(path)
    assert history.read(settings, "rejected_documents").is_empty()
    assert str(path) in caplog.text


def test_a_column_that_an_older_version_did_not_write_is_null(settings: Settings):
    path = history.append(settings, "rejected_documents", "run-1", rejections("run-1", "1"))
    pl.read_parquet(path).drop("detail").with_columns(of_old=pl.lit("x")).write_parquet(path)
    found = history.read(settings, "rejected_documents")
    assert found.schema == pl.Schema(schema.REJECTED_DOCUMENTS)
    assert found["detail"].to_list() == [None]


def test_a_file_that_is_being_written_is_not_read(settings: Settings):
    path = history.append(settings, "rejected_documents", "run-1", rejections("run-1", "1"))
    path.with_name(".run-2.parquet.1.tmp").write_bytes(b"half")
    assert history.read(settings, "rejected_documents").height == 1


def test_the_quality_schema_is_the_history_with_comments(settings: Settings):
    history.append(settings, "rejected_documents", "run-1", rejections("run-1", "1", "2"))
    build = start_build("run-2", None, settings)
    for _ in range(2):
        history.refresh_quality(build, settings)
    with reading(build, settings) as connection:
        for table, columns in schema.HISTORY.items():
            assert connection.sql(f"from quality.{table}").pl().schema == pl.Schema(columns)
        assert connection.execute("select count(*) from quality.rejected_documents").fetchone() == (2,)
        missing = connection.execute("""
            select table_name, column_name from duckdb_columns() where schema_name = 'quality' and comment is null
                and table_name != 'latest_rejections'
            union all
            select table_name, null from duckdb_tables() where schema_name = 'quality' and comment is null
            union all
            select view_name, null from duckdb_views() where schema_name = 'quality' and comment is null
        """).fetchall()
    assert missing == []
    assert not build.with_name(f"{build.name}.wal").exists()


def test_the_latest_rejections_are_those_still_to_be_mended(settings: Settings):
    later = NOW + timedelta(hours=1)
    history.append(settings, "rejected_documents", "run-1", rejections("run-1", "mended", "still bad", "once bad"))
    history.append(settings, "rejected_documents", "run-2", rejections("run-2", "still bad", at=later))
    build = start_build("run-3", None, settings)
    seen = pl.DataFrame({"document_id": ["d"], "source": ["s"], "uri": ["mended"]})
    record_sightings(build, seen, settings, run_id="run-2", now=later)
    history.refresh_quality(build, settings)
    with reading(build, settings) as connection:
        found = connection.execute("select uri, run_id from quality.latest_rejections order by uri").fetchall()
    assert found == [("once bad", "run-1"), ("still bad", "run-2")]


def held(build: Path, settings: Settings) -> list[tuple[str, str]]:
    with reading(build, settings) as connection:
        return connection.execute("select run_id, uri from quality.rejected_documents order by all").fetchall()


def test_a_build_on_a_release_reads_only_the_files_that_the_release_does_not_hold(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    for n in range(1, 4):
        history.append(settings, "rejected_documents", f"run-{n}", rejections(f"run-{n}", "1"))
    build = start_build("build", None, settings)
    history.refresh_quality(build, settings)
    read: list[Path] = []
    rows = history._rows
    monkeypatch.setattr(history, "_rows", lambda paths, *rest: (read.extend(paths), rows(paths, *rest))[1])
    history.append(settings, "rejected_documents", "run-4", rejections("run-4", "1", "2"))
    history.refresh_quality(build, settings)
    assert [path.stem for path in read] == ["run-4"]
    assert held(build, settings) == [("run-1", "1"), ("run-2", "1"), ("run-3", "1"), ("run-4", "1"), ("run-4", "2")]


def test_what_changed_in_the_history_or_went_from_it_changes_in_the_next_build(settings: Settings):
    for n in range(1, 4):
        history.append(settings, "rejected_documents", f"run-{n}", rejections(f"run-{n}", "1"))
    build = start_build("build", None, settings)
    history.refresh_quality(build, settings)
    (settings.history_dir / "rejected_documents" / "run-1.parquet").unlink()
    history.append(settings, "rejected_documents", "run-2", rejections("run-2", "2", "3"))
    history.refresh_quality(build, settings)
    assert held(build, settings) == [("run-2", "2"), ("run-2", "3"), ("run-3", "1")]


def test_the_history_in_a_release_of_an_older_version_is_taken_in_anew(settings: Settings):
    history.append(settings, "rejected_documents", "run-1", rejections("run-1", "1"))
    build = start_build("build", None, settings)
    history.refresh_quality(build, settings)
    with writing(build, settings) as connection:
        connection.execute("drop table quality.history_files")
    history.refresh_quality(build, settings)
    assert held(build, settings) == [("run-1", "1")]


def test_a_long_history_is_taken_in_part_by_part(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(history, "FILES_AT_ONCE", 2)
    for n in range(1, 6):
        history.append(settings, "rejected_documents", f"run-{n}", rejections(f"run-{n}", "1"))
    (settings.history_dir / "rejected_documents" / "run-2.parquet").write_bytes(b"PAR1")
    build = start_build("build", None, settings)
    history.refresh_quality(build, settings)
    assert [run_id for run_id, _ in held(build, settings)] == ["run-1", "run-3", "run-4", "run-5"]
    history.append(settings, "rejected_documents", "run-2", rejections("run-2", "1"))
    history.refresh_quality(build, settings)
    assert [run_id for run_id, _ in held(build, settings)] == [f"run-{n}" for n in range(1, 6)]
