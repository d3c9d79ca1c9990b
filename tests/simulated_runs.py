"""Runs over a newsroom that never was: what they measure hour by hour or day by day, with days, weekends and faults.

Used by the tests of the bands and by ``tests/benchmarks/bands.py``. Documents are not made, only the numbers that
``flows.quality.measuring`` would take of them: documents arrive by a Poisson process whose rate follows the hour and the
weekday and wanders from day to day; what a document yields varies from document to document (so shares of claims vary more
than coins would).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from flows.quality.bands import over_time, silent
from flows.quality.measuring import MEASURED
from flows.warehouse import schema

START = datetime(2026, 1, 5, 0, 30, tzinfo=UTC)  # a Monday
PUBLISHERS = {"Morning Wire": 60.0, "The Courier": 40.0, "Harbour Post": 30.0, "Valley Weekly": 6.0}
"""Documents on an ordinary working day."""
WEEKEND = 0.45
CLAIMS_A_DOCUMENT = 24.0
SHARES = {
    ("claims", None, "attributed_share"): 0.46,
    ("attributions", None, "unnamed_share"): 0.12,
    ("documents", "title", "null_share"): 0.01,
    ("documents", "byline", "null_share"): 0.35,
    ("documents", "publisher", "null_share"): 0.05,
    ("documents", "published_at", "null_share"): 0.08,
    ("documents", "language", "null_share"): 0.0,
    ("attributions", "cue_text", "null_share"): 0.2,
    ("quantities", "unit", "null_share"): 0.3,
}
RATES = {"sentences": 30.0, "claims": CLAIMS_A_DOCUMENT, "attributions": 12.0, "quantities": 5.0, "time_references": 4.0}
MEANS = {
    ("claims", "verifiability_score"): 0.6,
    ("claims", "check_worthiness_score"): 0.4,
    ("attributions", "confidence"): 0.85,
    ("documents", "boilerplate_share"): 0.15,
}


@dataclass(frozen=True)
class Fault:
    """What goes wrong from a day on: factors on volume and attribution (at once, and a day), and who stops."""

    from_day: float = math.inf
    volume: float = 1.0
    attribution: float = 1.0
    attribution_a_day: float = 1.0
    volume_a_day: float = 1.0
    silent: str | None = None


FAULTS = {
    "sudden drop to a third": Fault(45, volume=1 / 3),
    "slow drift of the attribution rate (2 % a day)": Fault(30, attribution_a_day=0.98),
    "slow drift of the volume (2 % a day)": Fault(30, volume_a_day=0.98),
    "a source gone silent": Fault(45, silent="Harbour Post"),
    "attribution rate halved": Fault(45, attribution=0.5),
}


SEEN_BY = {
    "sudden drop to a third": "documents.* rows",
    "slow drift of the attribution rate (2 % a day)": "claims.* attributed_share",
    "slow drift of the volume (2 % a day)": "documents.* rows",
    "a source gone silent": "documents.publisher silent_publishers",
    "attribution rate halved": "claims.* attributed_share",
}
"""Fault -> how the check begins that is about it; another alarm at the time is no detection."""


@dataclass(frozen=True)
class Alarm:
    """A check that did not hold in a run."""

    day: float
    check: str
    severity: str


def simulate(*, every_hours: int, days: int, fault: Fault, seed: int) -> Iterator[tuple[datetime, pl.DataFrame]]:
    """Give the measurements of each run in order; columns ``MEASURED``."""
    random = np.random.default_rng(seed)
    wander = 0.0
    for step in range(days * 24 // every_hours):
        at = START + timedelta(hours=step * every_hours, seconds=float(random.uniform(0, 60)))
        day = step * every_hours / 24
        if step % max(1, 24 // every_hours) == 0:
            # Busy days follow busy days: independent ones would flatter whoever averages over a week.
            wander = 0.7 * wander + float(random.normal(0, 0.15 * math.sqrt(1 - 0.7**2)))
        yield at, _run(random, at, day, every_hours, math.exp(wander), fault)


def _run(
    random: np.random.Generator, at: datetime, day: float, every_hours: int, wander: float, fault: Fault
) -> pl.DataFrame:
    is_faulty, since = day >= fault.from_day, max(0.0, day - fault.from_day)
    hours = [(at - timedelta(hours=back)) for back in range(every_hours)]
    activity = sum(
        (1 + 0.9 * math.sin((h.hour - 8) / 24 * 2 * math.pi)) * (WEEKEND if h.weekday() > 4 else 1) for h in hours
    )
    volume = activity / 24 * wander * fault.volume_a_day**since * (fault.volume if is_faulty else 1)
    arrived = {
        publisher: int(random.poisson(rate * volume))
        for publisher, rate in PUBLISHERS.items()
        if not (is_faulty and publisher == fault.silent)
    }
    n = sum(arrived.values())
    rows: list[tuple[str, str | None, str, str | None, float, int]] = [("documents", None, "rows", None, float(n), n)]
    rows += [("documents", None, "rows", publisher, float(k), k) for publisher, k in arrived.items() if k]
    rejected = int(random.binomial(n + 1, 0.02))
    rows.append(("ingested_files", None, "rejected_share", None, rejected / (n + 1), n + 1))
    if n:
        yielded = {table: random.negative_binomial(2, 2 / (2 + rate), n) for table, rate in RATES.items()}
        attribution = fault.attribution_a_day**since * (fault.attribution if is_faulty else 1)
        yielded["attributions"] = random.binomial(yielded["attributions"], min(1.0, attribution))
        rows += [(table, None, "per_document", None, float(counts.mean()), n) for table, counts in yielded.items()]
        for (table, column, measure), usual in SHARES.items():
            share = usual * (attribution if measure == "attributed_share" else 1)
            counts = yielded.get(table, np.ones(n, dtype=int))
            if not counts.sum():
                continue
            likely = random.beta(share * 4, (1 - share) * 4, n) if share and table != "documents" else np.full(n, share)
            rows.append(
                (table, column, measure, None, random.binomial(counts, likely).sum() / counts.sum(), int(counts.sum()))
            )
        for (table, column), usual in MEANS.items():
            counts = yielded.get(table, np.ones(n, dtype=int))
            if counts.sum():
                mean = float((random.normal(usual, 0.12, n) * counts).sum() / counts.sum())
                rows.append((table, column, "mean", None, mean, int(counts.sum())))
    names = ["table_name", "column_name", "measure", "group_name", "value", "n"]
    columns = {name: MEASURED[name] for name in names}
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return frame.with_columns(part=pl.lit("new"), measured_at=pl.lit(at, MEASURED["measured_at"])).select(list(MEASURED))


def alarms(*, every_hours: int, days: int, fault: Fault, seed: int, judged_from: float = 0) -> tuple[int, list[Alarm]]:
    """Judge each run by those before it, as a pipeline would; return how many runs were judged, and every alarm.

    A run with a critical alarm is not published and no part of the history, as in the pipeline. Runs before the day
    ``judged_from`` count as history only.
    """
    past: list[pl.DataFrame] = [pl.DataFrame(schema=schema.MEASUREMENTS).select(list(MEASURED))]
    found: list[Alarm] = []
    n_runs = 0
    for at, taken in simulate(every_hours=every_hours, days=days, fault=fault, seed=seed):
        day = (at - START) / timedelta(days=1)
        failed = pl.DataFrame()
        if day >= judged_from:
            n_runs += 1
            history = pl.concat(past).filter(pl.col("measured_at") > at - timedelta(days=57))
            past = [history]
            judged = pl.concat([over_time(history, taken, at=at), silent(history, taken, at=at)])
            failed = judged.filter(~pl.col("success"))
            found += [
                Alarm(
                    day,
                    f"{row['table_name']}.{row['column_name'] or '*'} {row['measure']} ({row['horizon']})",
                    row["severity"],
                )
                for row in failed.iter_rows(named=True)
            ]
        if failed.is_empty() or not (failed["severity"] == "critical").any():
            past.append(taken)
    return n_runs, found
