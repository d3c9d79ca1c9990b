from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from flows.settings import Settings
from flows.warehouse.connection import (
    MissingDatabaseError,
    PublishedFileError,
    UnreadableDatabaseError,
    reading,
    scratch_dir,
    transaction,
    writing,
)
from tests.full_disk import files_of_at_most


@pytest.fixture
def database(settings: Settings) -> Path:
    path = settings.releases_dir / "one.duckdb"
    path.parent.mkdir(parents=True)
    with duckdb.connect(path) as connection:
        connection.execute("create table numbers as select range as n from range(100000)")
    return path


def test_what_was_committed_is_in_the_file_when_writing_ends(settings: Settings, tmp_path: Path):
    path = tmp_path / "build.duckdb"
    with writing(path, settings) as connection:
        connection.execute("create table t as select 42 as a")
    assert not path.with_name("build.duckdb.wal").exists()
    with reading(path, settings) as connection:
        assert connection.execute("from t").fetchall() == [(42,)]


def test_a_disk_that_takes_no_more_is_an_error_of_the_disk(settings: Settings, tmp_path: Path):
    path = tmp_path / "build.duckdb"
    with (
        files_of_at_most(1_000_000),
        pytest.raises(OSError, match=r"File too large.*build\.duckdb"),
        writing(path, settings) as connection,
    ):
        connection.execute("create table t as select random() as a from range(1000000)")


def test_limits_come_from_the_settings_and_time_is_utc(settings: Settings, tmp_path: Path):
    settings = settings.model_copy(update={"duckdb_memory_limit": "300MiB", "duckdb_threads": 1})
    query = "select current_setting('memory_limit'), current_setting('threads'), current_setting('TimeZone')"
    with writing(tmp_path / "build.duckdb", settings) as connection:
        assert connection.execute(query).fetchone() == ("300.0 MiB", 1, "UTC")
    with reading(tmp_path / "build.duckdb", settings) as connection:
        assert connection.execute(query).fetchone() == ("300.0 MiB", 1, "UTC")


def test_a_release_is_never_opened_for_writing(database: Path, settings: Settings):
    settings.published_path.symlink_to(database)
    for path in (database, settings.published_path):
        with pytest.raises(PublishedFileError), writing(path, settings):
            pass


def test_a_transaction_is_all_or_nothing_and_passes_its_exception_on(settings: Settings, tmp_path: Path):
    def half_done(connection):
        with transaction(connection):
            connection.execute("insert into t values (1)")
            connection.execute("insert into t values ('no number')")

    with writing(tmp_path / "build.duckdb", settings) as connection:
        connection.execute("create table t (a bigint)")
        with pytest.raises(duckdb.ConversionException):
            half_done(connection)
        assert connection.execute("select count(*) from t").fetchone() == (0,)
        with transaction(connection):
            connection.execute("insert into t values (1)")
        assert connection.execute("select count(*) from t").fetchone() == (1,)


@pytest.mark.parametrize(
    "sql",
    [
        "insert into numbers values (1)",
        "create table t as select 1",
        "drop table numbers",
        "attach '{folder}/other.duckdb'",
        "copy numbers to '{folder}/out.csv'",
        "select * from read_text('/etc/passwd')",
        "from '{folder}/other.parquet'",
        "install fts",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "select * from a_python_variable",
    ],
)
def test_a_reader_reaches_nothing_but_the_tables(sql: str, database: Path, settings: Settings, tmp_path: Path):
    a_python_variable = duckdb.sql("select 1")
    with reading(database, settings) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql.format(folder=tmp_path))
    del a_python_variable
    assert [path.name for path in tmp_path.iterdir()] == ["warehouse"]


def test_many_readers_of_one_process_share_a_file(database: Path, settings: Settings):
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(10):
                with reading(database, settings) as connection:
                    connection.execute("select sum(n) from numbers").fetchone()
        except duckdb.Error as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_reader_spills_to_disk_and_leaves_nothing_there(settings: Settings):
    # one thread: each pins blocks of its own, and two of them now and then need more than there is
    settings = settings.model_copy(update={"duckdb_memory_limit": "30MB", "duckdb_threads": 1})
    path = settings.releases_dir / "large.duckdb"
    path.parent.mkdir(parents=True)
    with duckdb.connect(path) as connection:
        connection.execute("create table t as select md5(range::varchar) as a from range(500000)")
    with reading(path, settings) as connection:
        ordered = "select count(*) from (select a, row_number() over (order by a) from t)"
        assert connection.execute(ordered).fetchone() == (500000,)
        assert list(scratch_dir(settings).glob("spill-*")), "it did not spill, so this shows nothing"
    assert list(scratch_dir(settings).iterdir()) == []


def test_a_missing_database_is_said_to_be_missing(settings: Settings):
    with pytest.raises(MissingDatabaseError), reading(settings.published_path, settings):
        pass
    settings.published_path.symlink_to("releases/gone.duckdb")
    with pytest.raises(MissingDatabaseError), reading(settings.published_path, settings):
        pass


def test_a_file_that_is_no_database_is_said_to_be_none(settings: Settings):
    path = settings.releases_dir / "nonsense.duckdb"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(UnreadableDatabaseError, match=r"not a valid DuckDB.*wellsourced rollback"), reading(path, settings):
        pass


HOLD_FOR_WRITING = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_release_that_somebody_opened_for_writing_can_still_be_read(database: Path, settings: Settings):
    command = [sys.executable, "-c", HOLD_FOR_WRITING, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(duckdb.IOException):
            duckdb.connect(database, read_only=True)
        with reading(database, settings) as connection:
            assert connection.execute("select count(*) from numbers").fetchone() == (100000,)
        holder.stdin.close()
    assert list(scratch_dir(settings).iterdir()) == []


def test_a_build_that_somebody_is_writing_is_not_read(settings: Settings):
    build = settings.builds_dir / "run.duckdb"
    build.parent.mkdir(parents=True)
    command = [sys.executable, "-c", HOLD_FOR_WRITING, str(build)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(duckdb.IOException, match="lock"), reading(build, settings):
            pass
        holder.stdin.close()
