"""The check of a run's listing: that every folder below the source could be opened.

What lies in a folder that was not opened is missing without a trace, so that it is missing has to be said. What does not
belong here: listing (``flows.sources.listing``), and files that were found and could not be read (they are rejected).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from flows.quality.types import FAILING_ROWS_KEPT
from flows.warehouse import schema

SUITE = "listing"
EXPECTATION = "every_folder_could_be_opened"
REASON = (
    "Documents in a folder that may not be listed are left out, and this release is as if they were not there: let the user "
    "who runs this list those folders and read what is in them, then run again."
)


def check_folders(unreadable: Sequence[str], *, run_id: str) -> pl.DataFrame:
    """Return the check as a row of ``schema.CHECK_RESULTS``; a warning, as all else that was found is as good as before."""
    shown = [{"folder": folder} for folder in unreadable[:FAILING_ROWS_KEPT]]
    row = {
        "run_id": run_id,
        "check_id": f"{SUITE}.{EXPECTATION}",
        "suite": SUITE,
        "table_name": "ingested_files",
        "expectation": EXPECTATION,
        "column_name": None,
        "severity": "warning",
        "success": not unreadable,
        "observed": json.dumps({"unreadable_folders": len(unreadable)}),
        "n_unexpected": len(unreadable),
        "failing_rows": json.dumps(shown, ensure_ascii=False) if shown else None,
        "reason": REASON,
        "checked_at": datetime.now(UTC),
    }
    return pl.DataFrame([row], schema=schema.CHECK_RESULTS)
