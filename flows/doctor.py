"""Looks for what would keep a run from working and says what to do about it. Changes nothing.

What does not belong here: checks of the data itself (``expectations/``).
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable
from importlib import metadata
from typing import Literal

from pydantic import BaseModel

from flows.errors import WellsourcedError
from flows.extraction.version import CARD_FILE, MODEL_FOLDER, NetworkError, damaged_files
from flows.settings import PROJECT_DIR, Settings

LOCK_FILE = PROJECT_DIR / "requirements.lock"

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]\n]*\])?==([^\s;]+)", re.MULTILINE)
"""A line of the lock file: name, perhaps extras, version."""

MIN_FREE_BYTES = 2_000_000_000
"""A release, its build and the spill of a model must fit at once; the seeds need 30 MB, 10,000 news articles about 1 GB."""


class Finding(BaseModel):
    """One thing looked at."""

    subject: str
    level: Literal["ok", "warning", "problem"]
    observed: str
    advice: str | None = None


def examine(settings: Settings) -> list[Finding]:
    """Look at the installation, the disk, the warehouse and the settings.

    What keeps one of them from being looked at is a finding itself: an installation that is broken is what this is for.
    """
    looks: tuple[tuple[str, Callable[[], list[Finding]]], ...] = (
        ("Python", lambda: [_python()]),
        ("Packages", _packages),
        ("spaCy model", lambda: [_spacy_model(settings)]),
        ("trained network", lambda: [_network(settings)]),
        ("dbt project", lambda: [_dbt_project(settings)]),
        ("Warehouse folder", lambda: [_warehouse_dir(settings)]),
        ("Disk", lambda: [_disk(settings)]),
        ("Release", lambda: [_release(settings)]),
        ("Writer", lambda: [_writer(settings)]),
        ("Alerts", lambda: [_alerts(settings)]),
    )
    return [finding for subject, look in looks for finding in _looked(subject, look)]


def _looked(subject: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    """Return what is found, or the one finding that it could not be looked at."""
    try:
        return look()
    except ImportError as error:
        observed, advice = f"a package is missing or broken: {error}", "make install"
    except OSError as error:
        observed, advice = f"cannot be read: {error}", "Restore what is missing, and let the user who runs this read it."
    return [Finding(subject=subject, level="problem", observed=observed, advice=advice)]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] < (3, 14):
        return Finding(subject="Python", level="ok", observed=version)
    return Finding(
        subject="Python",
        level="problem",
        observed=version,
        advice="Python 3.11 to 3.13 is needed: rm -r .venv; make PYTHON=/path/to/python3.12 run",
    )


def _packages() -> list[Finding]:
    """Compare what is installed with what requirements.lock pins for the packages a release depends on."""
    pinned, findings = {}, []
    try:
        pinned = dict(PIN.findall(LOCK_FILE.read_text(encoding="utf-8")))
    except OSError as error:
        findings.append(
            Finding(
                subject=LOCK_FILE.name,
                level="problem",
                observed=f"cannot be read ({error.strerror}), so nothing tells which versions belong here",
                advice=f"Restore {LOCK_FILE} from the repository.",
            )
        )
    for name in ("prefect", "duckdb", "dbt-core", "dbt-duckdb", "great-expectations", "polars", "spacy"):
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "missing"
        agrees = found != "missing" and found == pinned.get(name, found)
        pin = f"requirements.lock pins {pinned[name]}: " if name in pinned else ""
        findings.append(
            Finding(
                subject=name,
                level="ok" if agrees else "problem" if found == "missing" else "warning",
                observed=found,
                advice=None if agrees else f"{pin}make install",
            )
        )
    return findings


def _spacy_model(settings: Settings) -> Finding:
    try:
        is_installed = importlib.util.find_spec(settings.spacy_model) is not None
    except (ImportError, ValueError):  # a name with a dot whose first part is not there, or no name at all
        is_installed = False
    if is_installed:
        return Finding(subject="spaCy model", level="ok", observed=settings.spacy_model)
    return Finding(
        subject="spaCy model",
        level="problem",
        observed=f"{settings.spacy_model} is not installed",
        advice="Install that package into .venv, or unset WELLSOURCED_SPACY_MODEL.",
    )


def _network(settings: Settings) -> Finding:
    if settings.read_by == "rules":
        return Finding(subject="trained network", level="ok", observed="not used: WELLSOURCED_READ_BY is rules")
    try:
        damaged = damaged_files()
    except NetworkError:
        damaged = [CARD_FILE]
    if not damaged:
        return Finding(subject="trained network", level="ok", observed="complete")
    return Finding(
        subject="trained network",
        level="problem",
        observed=f"{', '.join(damaged)} missing or damaged",
        advice=f"Restore {MODEL_FOLDER.relative_to(PROJECT_DIR)} from the repository, or set WELLSOURCED_READ_BY=rules.",
    )


def _dbt_project(settings: Settings) -> Finding:
    if (settings.dbt_project_dir / "dbt_project.yml").is_file():
        return Finding(subject="dbt project", level="ok", observed=str(settings.dbt_project_dir))
    return Finding(
        subject="dbt project",
        level="problem",
        observed=f"no dbt_project.yml in {settings.dbt_project_dir}",
        advice="Run from a complete checkout, or set WELLSOURCED_DBT_PROJECT_DIR.",
    )


def _warehouse_dir(settings: Settings) -> Finding:
    folder = settings.warehouse_dir
    nearest = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if os.access(nearest, os.W_OK | os.X_OK):
        return Finding(subject="Warehouse folder", level="ok", observed=str(folder))
    return Finding(
        subject="Warehouse folder",
        level="problem",
        observed=f"{nearest} cannot be written to",
        advice="Grant write permission, or set WELLSOURCED_WAREHOUSE_DIR to a folder that you own.",
    )


def _disk(settings: Settings) -> Finding:
    nearest = next(p for p in (settings.warehouse_dir, *settings.warehouse_dir.absolute().parents) if p.exists())
    free = shutil.disk_usage(nearest).free
    observed = f"{free / 1e9:.1f} GB free"
    if free >= MIN_FREE_BYTES:
        return Finding(subject="Disk", level="ok", observed=observed)
    return Finding(
        subject="Disk",
        level="warning",
        observed=observed,
        advice="Free some space, or keep fewer: WELLSOURCED_RELEASES_KEPT=2",
    )


def _release(settings: Settings) -> Finding:
    from flows.warehouse.releases import current_release, verify

    try:
        release = current_release(settings)
        if release is None:
            return Finding(subject="Release", level="warning", observed="nothing is published yet", advice="wellsourced run")
        verify(release)
    except WellsourcedError as error:
        return Finding(subject="Release", level="problem", observed=str(error), advice="wellsourced rollback")
    return Finding(subject="Release", level="ok", observed=f"{release.name}, bytes as published")


def _writer(settings: Settings) -> Finding:
    from flows.warehouse.locking import holder

    held = holder(settings)
    if held is None:
        return Finding(subject="Writer", level="ok", observed="no run is writing")
    return Finding(
        subject="Writer",
        level="warning",
        observed=f"run {held.run_id} has been writing since {held.since:%Y-%m-%d %H:%M} (process {held.pid} on {held.host})",
        advice="A second run waits for it; queries are not held up.",
    )


def _alerts(settings: Settings) -> Finding:
    from flows.quality.alerts import waiting
    from flows.quality.channels import destinations

    channels = destinations(settings)
    if not channels:
        return Finding(
            subject="Alerts",
            level="warning",
            observed="go nowhere",
            advice="Set WELLSOURCED_ALERT_SLACK_URL, …_TEAMS_URL, …_EMAIL_TO, …_WEBHOOK_URL or …_PREFECT_BLOCK.",
        )
    outbox = waiting(settings)
    observed = "go by " + ", ".join(f"{channel} to {place}" for channel, place in channels.items())
    if outbox.is_empty():
        return Finding(subject="Alerts", level="ok", observed=observed)
    since, errors = outbox["created_at"][0], ["not tried yet", *outbox["error"].drop_nulls().to_list()]
    return Finding(
        subject="Alerts",
        level="warning",
        observed=f"{observed}; {outbox.height} could not be delivered, the first of {since:%Y-%m-%d %H:%M} ({errors[-1]})",
        advice="See whether the receiver answers, then: wellsourced alerts --retry",
    )
