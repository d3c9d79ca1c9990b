from __future__ import annotations

import logging
import os
import stat
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows.settings import Settings
from flows.warehouse import files
from flows.warehouse.connection import PARSED_PROJECT, reading, scratch_dir
from flows.warehouse.content import describe
from flows.warehouse.locking import WarehouseBusyError, writer_lock
from flows.warehouse.releases import (
    BUILDS_KEPT,
    BrokenReleaseError,
    CorruptReleaseError,
    Release,
    RollbackError,
    UnfinishedBuildError,
    current_release,
    list_releases,
    publish,
    rollback,
    rollback_target,
    sweep,
    verify,
)

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def built(settings: Settings, name: str, value: int = 0) -> Path:
    """Return a build whose one mart holds a number."""
    build = settings.builds_dir / f"{name}.duckdb"
    build.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(build) as connection:
        connection.execute("create table marks as select ?::bigint as mark", [value])
    return build


def released(settings: Settings, name: str, value: int = 0, now: datetime = NOW) -> Release:
    build = built(settings, name, value)
    return publish(
        build,
        settings,
        run_id=name,
        contents=describe(build, settings),
        verdict="passed",
        versions={"duckdb": duckdb.__version__},
        fingerprint="fingerprint",
        base=current_release(settings),
        now=now,
    )


def seen(settings: Settings) -> int:
    with reading(settings.published_path, settings) as connection:
        return connection.execute("select mark from marks").fetchone()[0]


def names(settings: Settings) -> list[str]:
    return [release.name for release in list_releases(settings)]


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


def test_before_the_first_publication_there_is_no_release(settings: Settings):
    assert current_release(settings) is None
    assert list_releases(settings) == []
    assert sweep(settings) == []


def test_a_published_build_is_the_current_release(settings: Settings):
    release = released(settings, "run-1", 7)
    assert current_release(settings) == release
    assert seen(settings) == 7
    assert settings.published_path.readlink() == Path("releases/run-1.duckdb"), "a moved warehouse folder still works"
    assert list(settings.builds_dir.iterdir()) == []
    verify(release)


def test_a_manifest_says_what_was_published(settings: Settings):
    first = released(settings, "run-1", 7)
    manifest = released(settings, "run-2", 8).manifest
    assert manifest.sha256 == files.digest(current_release(settings).path).sha256
    assert manifest.n_bytes == current_release(settings).path.stat().st_size
    assert (manifest.name, manifest.run_id, manifest.base, manifest.sequence) == ("run-2", "run-2", "run-1", 2)
    assert (manifest.verdict, manifest.versions, manifest.fingerprint) == (
        "passed",
        {"duckdb": duckdb.__version__},
        "fingerprint",
    )
    assert (manifest.row_counts, manifest.published_at, manifest.withdrawn_at) == ({"marks": 1}, NOW, None)
    assert manifest.content_hash != first.manifest.content_hash


def test_a_release_is_read_only_on_disk(settings: Settings):
    path = released(settings, "run-1").path
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_a_build_with_commits_outside_its_file_is_not_published(settings: Settings):
    released(settings, "run-1", 1)
    build = built(settings, "run-2", 2)
    build.with_name("run-2.duckdb.wal").write_bytes(b"commits")
    with pytest.raises(UnfinishedBuildError, match=r"run-2\.duckdb\.wal"):
        publish(
            build,
            settings,
            run_id="run-2",
            contents=describe(settings.published_path, settings),
            verdict="passed",
            versions={},
            fingerprint="",
            base=None,
            now=NOW,
        )
    assert seen(settings) == 1
    assert names(settings) == ["run-1"]


def test_a_release_is_never_published_over(settings: Settings):
    released(settings, "run-1", 1)
    with pytest.raises(UnfinishedBuildError, match="exists already"):
        released(settings, "run-1", 2)
    assert seen(settings) == 1


def test_releases_are_listed_in_the_order_of_publication_whatever_the_clock_said(settings: Settings):
    for number, name in enumerate(("b", "c", "a")):
        released(settings, name, now=NOW - timedelta(days=number))
    assert names(settings) == ["a", "c", "b"]


def test_the_last_releases_are_kept_and_the_current_always(settings: Settings):
    for number in range(1, 6):
        released(settings, f"run-{number}", number)
    assert names(settings) == ["run-5", "run-4", "run-3"]
    assert sorted(path.name for path in settings.releases_dir.iterdir()) == sorted(
        f"run-{number}.{suffix}" for number in (3, 4, 5) for suffix in ("duckdb", "json")
    )
    only_one = settings.model_copy(update={"releases_kept": 1})
    released(only_one, "run-6", 6)
    assert names(settings) == ["run-6"]
    assert seen(settings) == 6


def test_a_reader_keeps_the_release_it_opened_even_after_it_was_removed(settings: Settings):
    settings = settings.model_copy(update={"releases_kept": 1})
    released(settings, "run-1", 1)
    with reading(settings.published_path, settings) as connection:
        released(settings, "run-2", 2)
        assert connection.execute("select mark from marks").fetchone() == (1,)
        with reading(settings.published_path, settings) as fresh:
            assert fresh.execute("select mark from marks").fetchone() == (2,)


def test_a_rollback_makes_the_release_before_current_again(settings: Settings):
    for number in (1, 2):
        released(settings, f"run-{number}", number)
    assert rollback_target(settings).name == "run-1"
    assert seen(settings) == 2, "asking changed something"
    assert rollback(settings, now=NOW).name == "run-1"
    assert seen(settings) == 1
    assert current_release(settings).name == "run-1"
    withdrawn = {release.name: release.manifest.withdrawn_at for release in list_releases(settings)}
    assert withdrawn == {"run-1": None, "run-2": NOW}


def test_rollbacks_go_further_back_each_time_and_then_say_that_there_is_none(settings: Settings):
    for number in (1, 2, 3):
        released(settings, f"run-{number}", number)
    rollback(settings, now=NOW)
    rollback(settings, now=NOW)
    assert seen(settings) == 1
    with pytest.raises(RollbackError, match="no earlier"):
        rollback(settings, now=NOW)
    assert seen(settings) == 1


def test_a_rollback_passes_over_what_was_rolled_back_from(settings: Settings):
    for number in (1, 2):
        released(settings, f"run-{number}", number)
    rollback(settings, now=NOW)
    released(settings, "run-3", 3)
    assert rollback(settings, now=NOW).name == "run-1"


def test_a_release_can_be_named_even_a_later_one(settings: Settings):
    for number in (1, 2, 3):
        released(settings, f"run-{number}", number)
    assert rollback(settings, "run-1", now=NOW).name == "run-1"
    assert rollback(settings, "run-3", now=NOW).name == "run-3"
    assert seen(settings) == 3
    assert {release.name for release in list_releases(settings) if release.manifest.withdrawn_at} == {"run-2"}


def test_a_release_that_is_not_there_is_an_error_that_names_those_that_are(settings: Settings):
    released(settings, "run-1")
    with pytest.raises(RollbackError, match=r"no release run-9. Releases kept: run-1\."):
        rollback(settings, "run-9", now=NOW)


def test_a_rollback_does_not_wait_for_a_run_that_goes_on(settings: Settings, monkeypatch):
    monkeypatch.setattr("flows.warehouse.releases.ROLLBACK_WAIT_SECONDS", 0.1)
    for number in (1, 2):
        released(settings, f"run-{number}", number)
    with writer_lock(settings, "run-3"), pytest.raises(WarehouseBusyError, match="run-3"):
        rollback(settings, now=NOW)
    assert seen(settings) == 2


def test_retention_removes_what_was_rolled_back_from_before_what_was_good(settings: Settings):
    for number in (1, 2, 3):
        released(settings, f"run-{number}", number)
    rollback(settings, "run-1", now=NOW)
    released(settings, "run-4", 4)
    assert seen(settings) == 4
    assert names(settings) == ["run-4", "run-3", "run-1"]
    assert rollback(settings, now=NOW).name == "run-1"


def test_a_changed_bit_is_found(settings: Settings):
    release = released(settings, "run-1")
    flip_a_bit(release.path)
    with pytest.raises(CorruptReleaseError, match=r"sha256 .*wellsourced rollback"):
        verify(release)


def test_a_truncated_or_missing_file_is_found(settings: Settings):
    release = released(settings, "run-1")
    release.path.chmod(0o644)
    release.path.write_bytes(release.path.read_bytes()[:-4096])
    with pytest.raises(CorruptReleaseError):
        verify(release)
    release.path.unlink()
    with pytest.raises(CorruptReleaseError, match="cannot be read"):
        verify(release)


def test_a_wal_beside_a_release_is_found(settings: Settings):
    release = released(settings, "run-1")
    release.path.with_name("run-1.duckdb.wal").write_bytes(b"")
    with pytest.raises(CorruptReleaseError, match="WAL"):
        verify(release)


def test_a_rollback_passes_over_a_damaged_release_but_does_not_choose_another_than_named(settings: Settings, caplog):
    for number in (1, 2, 3):
        released(settings, f"run-{number}", number)
    flip_a_bit(settings.releases_dir / "run-2.duckdb")
    with pytest.raises(CorruptReleaseError):
        rollback(settings, "run-2", now=NOW)
    assert seen(settings) == 3
    with caplog.at_level(logging.WARNING):
        assert rollback(settings, now=NOW).name == "run-1"
    assert "run-2" in caplog.text


def test_a_current_release_without_its_manifest_can_be_rolled_back_from(settings: Settings):
    for number in (1, 2):
        released(settings, f"run-{number}", number)
    (settings.releases_dir / "run-2.json").write_text('{"name": "run-2", ')
    with pytest.raises(BrokenReleaseError, match="wellsourced rollback"):
        current_release(settings)
    assert names(settings) == ["run-1"]
    rollback(settings, now=NOW)
    assert current_release(settings).name == "run-1"


def test_a_link_that_leads_nowhere_can_be_mended_by_a_rollback(settings: Settings):
    for number in (1, 2):
        released(settings, f"run-{number}", number)
    (settings.releases_dir / "run-2.duckdb").unlink()
    with pytest.raises(BrokenReleaseError):
        current_release(settings)
    assert rollback(settings, now=NOW).name == "run-1"
    assert seen(settings) == 1


def test_a_file_in_the_place_of_the_link_is_an_error_that_says_so(settings: Settings):
    settings.warehouse_dir.mkdir()
    settings.published_path.write_bytes(b"")
    with pytest.raises(BrokenReleaseError, match="not a link"):
        current_release(settings)


def test_a_moved_warehouse_still_opens(settings: Settings, tmp_path: Path):
    released(settings, "run-1", 5)
    moved = Settings(warehouse_dir=settings.warehouse_dir.rename(tmp_path / "elsewhere"))
    assert seen(moved) == 5
    verify(current_release(moved))


def test_a_sweep_removes_what_killed_processes_left_and_nothing_else(settings: Settings):
    for number in (1, 2):
        released(settings, f"run-{number}", number)
    kept = {path for path in settings.warehouse_dir.rglob("*") if path.is_file()}
    left = [
        files.temporary_path(settings.published_path),
        files.temporary_path(settings.releases_dir / "run-3.json"),
        files.temporary_path(settings.builds_dir / "run-3.duckdb"),
        files.temporary_path(settings.history_dir / "alerts" / "run-3.parquet"),
        files.temporary_path(settings.extractions_dir / "rules-1" / "0123456789abcdef") / "claims.parquet",
        settings.releases_dir / "run-0.json",
    ]
    stays = [
        settings.history_dir / "alerts" / "run-2.parquet",
        settings.extractions_dir / "rules-1" / "fedcba9876543210" / "claims.parquet",
        settings.warehouse_dir / "README.md",
        settings.warehouse_dir / ".gitkeep",
        scratch_dir(settings) / "spill-of-a-query" / "block",
    ]
    for path in (*left, *stays):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    removed = sweep(settings)
    assert sorted(removed) == sorted([*left[:4], left[4].parent, left[5]])
    assert {path for path in settings.warehouse_dir.rglob("*") if path.is_file()} == kept | set(stays)
    assert sweep(settings) == []


def test_a_link_that_was_never_swapped_in_is_swept_and_its_target_is_not(settings: Settings):
    release = released(settings, "run-1")
    files.temporary_path(settings.published_path).symlink_to("releases/run-1.duckdb")
    assert sweep(settings) == [files.temporary_path(settings.published_path)]
    verify(release)


def test_the_newest_builds_stay_for_inspection_with_their_wal(settings: Settings):
    for number in range(BUILDS_KEPT + 2):
        build = built(settings, f"run-{number}")
        build.with_name(f"{build.name}.wal").write_bytes(b"x")
        os.utime(build, (number, number))
    sweep(settings)
    expected = {f"run-{number}.duckdb{end}" for number in range(2, BUILDS_KEPT + 2) for end in ("", ".wal")}
    assert {path.name for path in settings.builds_dir.iterdir()} == expected


def test_scratch_files_older_than_a_day_are_swept(settings: Settings):
    old, new = scratch_dir(settings) / "old.duckdb", scratch_dir(settings) / "new.duckdb"
    old.parent.mkdir(parents=True)
    for path in (old, new):
        path.write_bytes(b"x")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    assert sweep(settings) == [old]
    assert new.exists()


def test_the_parsed_project_is_kept_for_the_next_run_however_long_ago_the_last_one_was(settings: Settings):
    parsed = scratch_dir(settings) / PARSED_PROJECT.format("0" * 64)
    parsed.parent.mkdir(parents=True)
    parsed.write_bytes(b"x")
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(parsed, (two_days_ago, two_days_ago))
    assert sweep(settings) == []
    assert parsed.exists()
