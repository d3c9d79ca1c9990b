"""Published databases: publish, list, roll back, verify, and clear away what a killed run left.

A release is a file ``releases/<name>.duckdb`` that never changes again and a manifest ``releases/<name>.json`` beside it;
``warehouse.duckdb`` is a symbolic link to the current one. The manifest is written first, so a database file in the folder
is a whole release; the link is swapped last, so what it names has been whole for a while. What does not belong here:
making a build (``building``) and deciding whether it may be published.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from flows.errors import WellsourcedError
from flows.settings import Settings
from flows.warehouse import files
from flows.warehouse.connection import PARSED_PROJECT, scratch_dir
from flows.warehouse.content import Contents
from flows.warehouse.locking import writer_lock

logger = logging.getLogger(__name__)

BUILDS_KEPT = 3
"""Builds that were not published (failed checks, killed runs) and stay for inspection."""

SCRATCH_KEPT_SECONDS = 24 * 3600.0
"""A query that spills may run for hours in a process that a sweep cannot see (another container), hardly for a day."""

ROLLBACK_WAIT_SECONDS = 5.0


class BrokenReleaseError(WellsourcedError):
    """The current release cannot be used as it is."""


class CorruptReleaseError(WellsourcedError):
    """A release's file is not the file that was published."""


class UnfinishedBuildError(WellsourcedError):
    """A build is not a whole database file yet, or has been published already."""


class RollbackError(WellsourcedError):
    """There is no release to go back to, or not the one that was asked for."""


class Manifest(BaseModel):
    """What is known about a release, kept beside it as JSON."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    run_id: str
    sequence: int
    """1 for the first release, one more for each publication; clocks go back, this does not."""
    published_at: datetime
    base: str | None
    """Name of the release that the build was copied from."""
    verdict: str
    """What validation said: passed, or passed with warnings."""
    versions: dict[str, str]
    fingerprint: str
    """Hash of everything besides documents that the content depends on; the caller defines it."""
    row_counts: dict[str, int]
    table_hashes: dict[str, str]
    content_hash: str
    """See ``flows.warehouse.content.describe``."""
    sha256: str
    n_bytes: int
    withdrawn_at: datetime | None = None
    """When it was rolled back from; a withdrawn release is gone back to only by name."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published database file with its manifest."""

    name: str
    path: Path
    manifest: Manifest


def current_name(settings: Settings) -> str | None:
    """Return the name of the release that the published link leads to, whole or not; None where there is no link."""
    link = settings.published_path
    return link.readlink().stem if link.is_symlink() else None


def current_release(settings: Settings) -> Release | None:
    """Return the release that queries see; None before the first publication.

    Raises BrokenReleaseError when the published path is no link, leads nowhere, or leads to a file without a readable
    manifest.
    """
    link = settings.published_path
    if not os.path.lexists(link):
        return None
    if not link.is_symlink():
        msg = f"{link} is a file, not a link to a release. Move it away, then run again or roll back."
        raise BrokenReleaseError(msg)
    name = link.readlink().stem
    release = _release(name, settings)
    if release is None:
        msg = (
            f"The current release {name} is incomplete: its file or manifest is missing or unreadable. "
            "Go back with: wellsourced rollback"
        )
        raise BrokenReleaseError(msg)
    return release


def restore_link(settings: Settings) -> None:
    """Make the newest release that was not rolled back from current where nothing is, though there are releases.

    Somebody removed the link, or the first publication was killed before it was made; a release is whole and has passed its
    checks. The caller holds the writer lock.
    """
    if os.path.lexists(settings.published_path):
        return
    for release in list_releases(settings):
        if release.manifest.withdrawn_at is None:
            logger.warning("The link to the published release was missing; it leads to release %s again.", release.name)
            _point_to(release.name, settings)
            return


def list_releases(settings: Settings) -> list[Release]:
    """Return all whole releases, the last published first. One without a readable manifest is left out with a warning."""
    names = (path.stem for path in settings.releases_dir.glob("*.duckdb"))
    releases = [release for name in names if (release := _release(name, settings))]
    return sorted(releases, key=lambda release: release.manifest.sequence, reverse=True)


def publish(
    build: Path,
    settings: Settings,
    *,
    run_id: str,
    contents: Contents,
    verdict: str,
    versions: dict[str, str],
    fingerprint: str,
    base: Release | None,
    now: datetime,
) -> Release:
    """Make a build the current release, for good and in one step.

    The release takes the build's name. A kill before the link is swapped leaves the last release current; the next run
    begins again. The caller holds the writer lock and has closed the build. Releases beyond the setting ``releases_kept``
    are removed, the current one never. Raises UnfinishedBuildError when the build has a WAL (its last commits are not in
    the file) or a release of that name exists, OSError when the disk is full.
    """
    wal = build.with_name(f"{build.name}.wal")
    if wal.exists():
        msg = f"{wal} holds commits that are not in {build.name}. Close the connection that writes it, then publish."
        raise UnfinishedBuildError(msg)
    release_path = settings.releases_dir / build.name
    if release_path.exists():
        msg = f"A release {build.stem} exists already; releases never change."
        raise UnfinishedBuildError(msg)
    settings.releases_dir.mkdir(parents=True, exist_ok=True)
    sealed = files.digest(build)
    manifest = Manifest(
        name=build.stem,
        run_id=run_id,
        sequence=max((release.manifest.sequence for release in list_releases(settings)), default=0) + 1,
        published_at=now,
        base=base.name if base else None,
        verdict=verdict,
        versions=versions,
        fingerprint=fingerprint,
        row_counts=contents.row_counts,
        table_hashes=contents.table_hashes,
        content_hash=contents.content_hash,
        sha256=sealed.sha256,
        n_bytes=sealed.n_bytes,
    )
    _write_manifest(manifest, settings)
    build.chmod(0o444)  # who opens the published file without read-only is told so, instead of writing into a release
    build.rename(release_path)
    files.sync(settings.releases_dir)
    files.sync(build.parent)
    _point_to(manifest.name, settings)
    try:
        _prune(manifest.name, settings)
    except OSError as error:  # the release is out: what could not be cleared away does not undo that
        logger.warning("Old releases could not be removed, the next publication tries again: %s", error)
    return Release(manifest.name, release_path, manifest)


def rollback(settings: Settings, to: str | None = None, *, now: datetime) -> Release:
    """Make an earlier release current again and mark those published after it as withdrawn.

    Without a name: the last intact release before the current one that was not itself rolled back from; with a name: that
    one, later ones included. Takes the writer lock. Raises WarehouseBusyError when a run goes on, and what rollback_target
    raises.
    """
    with writer_lock(settings, "rollback", wait_seconds=ROLLBACK_WAIT_SECONDS):
        target = rollback_target(settings, to)
        for release in list_releases(settings):
            if release.manifest.sequence > target.manifest.sequence and release.manifest.withdrawn_at is None:
                _write_manifest(release.manifest.model_copy(update={"withdrawn_at": now}), settings)
        manifest = target.manifest.model_copy(update={"withdrawn_at": None})
        _write_manifest(manifest, settings)
        _point_to(target.name, settings)
        return Release(target.name, target.path, manifest)


def rollback_target(settings: Settings, to: str | None = None) -> Release:
    """Return the release that a rollback would make current; changes nothing.

    Its sha256 has been checked: without a name, damaged releases are passed over. Raises RollbackError when there is no such
    release, CorruptReleaseError when the one named is damaged.
    """
    releases = list_releases(settings)
    if to is None:
        return _previous(releases, settings)
    target = _named(to, releases)
    verify(target)
    return target


def verify(release: Release) -> None:
    """Compare a release's whole file with its manifest. Raises CorruptReleaseError when it differs or has a WAL."""
    advice = "Go back to another release with: wellsourced rollback"
    if release.path.with_name(f"{release.path.name}.wal").exists():
        msg = f"{release.path} has a WAL beside it: somebody writes to a published release. {advice}"
        raise CorruptReleaseError(msg)
    try:
        found = files.digest(release.path)
    except OSError as error:
        msg = f"{release.path} cannot be read: {error.strerror}. {advice}"
        raise CorruptReleaseError(msg) from error
    if found.sha256 != release.manifest.sha256:
        msg = (
            f"{release.path} is not the file that was published: sha256 {found.sha256} ({found.n_bytes} bytes), "
            f"published as {release.manifest.sha256} ({release.manifest.n_bytes} bytes). {advice}"
        )
        raise CorruptReleaseError(msg)


def surplus_releases(settings: Settings, *, keep: int, current: str | None = None) -> list[Release]:
    """Return the releases beyond the ``keep`` that stay: withdrawn ones go first, then the oldest, never the current one."""
    current = current or current_name(settings)
    others = [release for release in list_releases(settings) if release.name != current]
    others.sort(key=lambda release: release.manifest.withdrawn_at is not None)  # stable: newest first within each
    return others[max(0, keep - 1) :]


def remove(release: Release, settings: Settings) -> None:
    """Remove a release for good; a reader that has it open keeps it until it closes. The caller holds the writer lock."""
    release.path.unlink(missing_ok=True)
    _manifest_path(release.name, settings).unlink(missing_ok=True)


def sweep(settings: Settings) -> list[Path]:
    """Remove what ended processes left half done and return the paths removed. The caller holds the writer lock.

    Removed: anything under a temporary name (links, manifests, copies, history files, extraction batches), manifests
    without a database, all but the last BUILDS_KEPT builds, scratch files older than a day. Kept: every release, the
    newest builds, dbt's parse of the project.
    """
    places = (
        settings.warehouse_dir.glob(".*"),
        settings.releases_dir.glob(".*"),
        settings.builds_dir.glob(".*"),
        settings.history_dir.glob("*/.*"),
        settings.extractions_dir.glob("*/.*"),
    )
    left = [path for place in places for path in place if files.is_temporary(path)]
    left += [path for path in settings.releases_dir.glob("*.json") if not path.with_suffix(".duckdb").exists()]
    builds = sorted(settings.builds_dir.glob("*.duckdb"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    kept = {path.name for path in builds[:BUILDS_KEPT]}
    # A build's WAL and its spill folder go with it: <name>.duckdb.wal, <name>.duckdb.tmp.
    left += [path for path in settings.builds_dir.glob("[!.]*") if not _belongs_to(path.name, kept)]
    oldest = time.time() - SCRATCH_KEPT_SECONDS
    left += [
        path
        for path in scratch_dir(settings).glob("*")
        if _modified(path) < oldest and not path.match(PARSED_PROJECT.format("*"))
    ]
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return left


def _modified(path: Path) -> float:
    """Return when a file was last written; now, if its owner has just removed it."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _belongs_to(name: str, kept: set[str]) -> bool:
    return any(name.removesuffix(suffix) in kept for suffix in ("", ".wal", files.TEMPORARY_SUFFIX))


def _release(name: str, settings: Settings) -> Release | None:
    path = settings.releases_dir / f"{name}.duckdb"
    try:
        manifest = Manifest.model_validate_json(_manifest_path(name, settings).read_bytes())
    except (FileNotFoundError, ValidationError) as error:
        logger.warning("Release %s is left out: no readable manifest beside it (%s)", path, str(error).splitlines()[0])
        return None
    return Release(name, path, manifest) if path.exists() else None


def _named(name: str, releases: list[Release]) -> Release:
    for release in releases:
        if release.name == name:
            return release
    kept = ", ".join(release.name for release in releases) or "none"
    msg = f"There is no release {name}. Releases kept: {kept}."
    raise RollbackError(msg)


def _previous(releases: list[Release], settings: Settings) -> Release:
    current = current_name(settings)
    before = next((release.manifest.sequence for release in releases if release.name == current), None)
    for release in releases:
        later = before is not None and release.manifest.sequence >= before
        if release.name == current or later or release.manifest.withdrawn_at is not None:
            continue
        try:
            verify(release)
        except CorruptReleaseError as error:
            logger.warning("Passed over in the rollback: %s", error)
            continue
        return release
    msg = "There is no earlier intact release to go back to."
    raise RollbackError(msg)


def _manifest_path(name: str, settings: Settings) -> Path:
    return settings.releases_dir / f"{name}.json"


def _write_manifest(manifest: Manifest, settings: Settings) -> None:
    with files.replacing(_manifest_path(manifest.name, settings)) as temporary:
        temporary.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")


def _point_to(name: str, settings: Settings) -> None:
    """Swap the published link in one step: a reader finds the old release or the new one, never nothing."""
    link = settings.published_path
    temporary = files.temporary_path(link)
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path(settings.releases_dir.name) / f"{name}.duckdb")
    temporary.replace(link)
    files.sync(link.parent)


def _prune(current: str, settings: Settings) -> None:
    for release in surplus_releases(settings, keep=settings.releases_kept, current=current):
        remove(release, settings)
