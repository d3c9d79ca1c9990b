"""Keep an installation in order between runs: clear away old releases and old history.

What does not belong here: what a run sweeps away itself (``flows.warehouse.releases.sweep``), and anything of Prefect.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, Field

from flows.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_RELEASES = 1000
LEAST_HISTORY_DAYS, MAX_HISTORY_DAYS = 60, 3650  # the least is retention.LEAST_DAYS, which is not imported for a --help


class Area(StrEnum):
    """What is cleared away."""

    EVERYTHING = "everything"
    RELEASES = "releases"
    HISTORY = "history"


class Clearance(BaseModel):
    """What is asked to be cleared away."""

    area: Annotated[Area, Field(description="What to clear away: old releases, old quality history, or both.")] = (
        Area.EVERYTHING
    )
    releases_kept: Annotated[
        int,
        Field(
            ge=0,
            le=MAX_RELEASES,
            description="Releases that stay, the current one among them; 0 for as many as the installation's settings say.",
        ),
    ] = 0
    history_days: Annotated[
        int,
        Field(
            ge=LEAST_HISTORY_DAYS,
            le=MAX_HISTORY_DAYS,
            description="Days of quality history that stay, counted back from the newest run. What is still needed stays "
            "however old it is: alerts that were not delivered, the runs of kept releases, standing rejections.",
        ),
    ] = 400
    dry_run: Annotated[bool, Field(description="Only say what would be removed. Switch this off to really remove it.")] = (
        True
    )


class Cleared(BaseModel):
    """What was, or would be, cleared away."""

    dry_run: bool
    releases: list[str]
    n_release_bytes: int
    n_history_files: int
    n_history_bytes: int

    @property
    def sentence(self) -> str:
        """The account in one sentence."""
        found = (
            f"releases: {len(self.releases)} ({self.n_release_bytes:,} bytes), "
            f"history files: {self.n_history_files} ({self.n_history_bytes:,} bytes)"
        )
        return f"Would be removed: {found}. Nothing was." if self.dry_run else f"Removed: {found}."


def clear_away(wanted: Clearance, settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Cleared:
    """Remove what is asked for, or only say what it would be; takes the writer lock, so that no run reads what goes.

    Raises WarehouseBusyError when a run goes on, OSError when a file cannot be removed.
    """
    from flows.quality.retention import removable_history
    from flows.warehouse.locking import writer_lock
    from flows.warehouse.releases import list_releases, remove, surplus_releases

    with writer_lock(settings, "maintenance"):
        releases = (
            surplus_releases(settings, keep=wanted.releases_kept or settings.releases_kept)
            if wanted.area in (Area.EVERYTHING, Area.RELEASES)
            else []
        )
        going = {release.name for release in releases}
        staying = [release.manifest.run_id for release in list_releases(settings) if release.name not in going]
        files = (
            removable_history(settings, days=wanted.history_days, releases=staying, now=now())
            if wanted.area in (Area.EVERYTHING, Area.HISTORY)
            else []
        )
        cleared = Cleared(
            dry_run=wanted.dry_run,
            releases=[release.name for release in releases],
            n_release_bytes=sum(release.manifest.n_bytes for release in releases),
            n_history_files=len(files),
            n_history_bytes=sum(_size(path) for path in files),
        )
        if not wanted.dry_run:
            for release in releases:
                remove(release, settings)
            for path in files:
                path.unlink(missing_ok=True)
    return cleared


def _size(path: Path) -> int:
    return path.stat().st_size
