from __future__ import annotations

import errno
import hashlib
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.warehouse import files
from tests.full_disk import files_of_at_most

WRITE_FROM_ANOTHER_PROCESS = """
import sys, duckdb
try:
    duckdb.connect(sys.argv[1]).execute("create table other as select 1")
except duckdb.IOException:
    print("locked out")
else:
    print("got in")
"""


def another_writer(database: Path) -> str:
    command = [sys.executable, "-c", WRITE_FROM_ANOTHER_PROCESS, str(database)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_digest_is_the_sha256_and_the_size(tmp_path: Path):
    path = tmp_path / "some file.duckdb"
    content = bytes(range(256)) * 50_000  # several chunks
    path.write_bytes(content)
    assert files.digest(path) == files.Digest(hashlib.sha256(content).hexdigest(), len(content))


def test_a_copy_is_the_file_and_its_digest_is_that_of_the_bytes(tmp_path: Path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"x" * 10_000_000)
    source.chmod(0o444)
    copied = files.copy_database(source, target)
    assert target.read_bytes() == source.read_bytes()
    assert copied == files.digest(source)
    assert target.stat().st_mode & 0o200, "a copy of a read-only release cannot be written"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "target"]


def test_hashing_and_copying_an_open_database_keep_other_writers_out(tmp_path: Path):
    database = tmp_path / "held.duckdb"
    with duckdb.connect(database) as held:
        held.execute("create table t as select 1 as a; checkpoint")
        files.digest(database)
        files.copy_database(database, tmp_path / "copy.duckdb")
        assert another_writer(database) == "locked out"


def test_opening_a_held_database_in_the_same_process_would_let_another_writer_in(tmp_path: Path):
    """The hazard itself: should a later DuckDB be free of it, the child processes can go."""
    database = tmp_path / "held.duckdb"
    with duckdb.connect(database) as held:
        held.execute("create table t as select 1 as a; checkpoint")
        database.open("rb").close()
        assert another_writer(database) == "got in"


def test_what_the_child_meets_is_raised_with_its_number(tmp_path: Path):
    with pytest.raises(FileNotFoundError) as raised:
        files.digest(tmp_path / "missing.duckdb")
    assert raised.value.filename == str(tmp_path / "missing.duckdb")
    (tmp_path / "source").write_bytes(b"x")
    with pytest.raises(FileNotFoundError):
        files.copy_database(tmp_path / "source", tmp_path / "no such folder" / "target")


def test_a_disk_that_takes_no_more_leaves_no_half_copy(tmp_path: Path):
    source = tmp_path / "source"
    source.write_bytes(b"x" * 10_000_000)
    with files_of_at_most(1_000_000), pytest.raises(OSError, match="target") as raised:
        files.copy_database(source, tmp_path / "target")
    assert raised.value.errno == errno.EFBIG
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source"]


def test_a_frame_that_the_disk_does_not_take_is_an_error_of_the_disk(tmp_path: Path):
    with files_of_at_most(100), pytest.raises(OSError, match="File too large"):
        files.write_parquet(pl.DataFrame({"a": range(1000)}), tmp_path / "frame.parquet")


def test_what_a_killed_process_left_half_written_is_in_nobodys_way(tmp_path: Path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(b"whole")
    files.temporary_path(target).write_bytes(b"half of something longer")  # the same process number, as in containers
    files.copy_database(source, target)
    assert target.read_bytes() == b"whole"


def test_a_replaced_file_is_the_old_one_until_the_new_one_is_whole(tmp_path: Path):
    path = tmp_path / "folder" / "manifest.json"
    with files.replacing(path) as temporary:
        temporary.write_text("one")
    with files.replacing(path) as temporary:
        temporary.write_text("two")
        assert path.read_text() == "one"
        assert files.is_temporary(temporary)
    assert path.read_text() == "two"

    class StopError(Exception):
        pass

    def fail_half_way():
        with files.replacing(path) as temporary:
            temporary.write_text("thr")
            raise StopError

    with pytest.raises(StopError):
        fail_half_way()
    assert path.read_text() == "two"
    assert [found.name for found in path.parent.iterdir()] == ["manifest.json"]
