"""The quality report: one HTML page a release that says what was checked, what did not hold, how it moved and what changed.

Made from the history and the databases alone, so it can be made again for any release that is kept. The page loads nothing
and runs nothing; every text is escaped, and control characters (bidirectional overrides among them) are shown as code
points.
What does not belong here: the account of a run on a Prefect page or a terminal (``flows.report``, ``flows.terminal``).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.errors import WellsourcedError
from flows.quality.bands import SUITE as BANDS
from flows.quality.counting import number_of
from flows.quality.validation import EXPORT_SUFFIX
from flows.settings import Settings
from flows.warehouse import files, history
from flows.warehouse.connection import UnreadableDatabaseError
from flows.warehouse.differences import Differences, differences
from flows.warehouse.releases import Release, list_releases

TEMPLATE = "page.html.j2"

EMPHASIS = re.compile(r"(?<!\w)(\*{1,3})(?=[^\s*])(.+?)(?<=\S)\1(?!\w)")
SHA256 = re.compile(r"[0-9a-f]{64}")
SHA256_SHOWN = 12
"""Characters that tell one hash from others; every other version is shown whole."""

CHECKS_SHOWN = 40
ROWS_SHOWN = 5
DOCUMENTS_SHOWN = 12
EXAMPLES_SHOWN = 3
RUNS_SHOWN = 120
TEXT_SHOWN = 400

TILES = ("documents", "claims", "attributions", "sources", "quantities", "document_links")

CHART_WIDTH, CHART_HEIGHT, CHART_MARGIN = 320, 96, 8


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or float(value).is_integer() else f"{value:.1f}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %" if value in (0, 1) or 0.1 <= value <= 0.9 else f"{100 * value:.1f} %"


def _score(value: float) -> str:
    return f"{value:.2f}"


TRENDS: tuple[tuple[str, str, str | None, str, Callable[[float], str]], ...] = (
    ("New documents a run", "documents", None, "rows", _number),
    ("Claims with a source", "claims", None, "attributed_share", _percent),
    ("Sources without a name", "attributions", None, "unnamed_share", _percent),
    ("Files rejected, of new ones", "ingested_files", None, "rejected_share", _percent),
    ("Claims a document", "claims", None, "per_document", _number),
    ("Attributions a document", "attributions", None, "per_document", _number),
    ("Confidence of attributions", "attributions", "confidence", "mean", _score),
    ("Check-worthiness of claims", "claims", "check_worthiness_score", "mean", _score),
    ("Documents without a date", "documents", "published_at", "null_share", _percent),
    ("Documents without a byline", "documents", "byline", "null_share", _percent),
    ("Boilerplate", "documents", "boilerplate_share", "mean", _percent),
    ("Hours since a new document", "documents", None, "hours_since_new", _number),
)
"""What is drawn: title, table, column, measure, and how a value is written."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over the runs, as coordinates of a drawing."""

    title: str
    last: str
    spoken: str
    line: str
    areas: list[str]
    dots: list[tuple[float, float, bool]]
    grid: list[float]
    first_day: str
    last_day: str
    range: str
    is_beyond: bool
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT


class PageError(WellsourcedError):
    """The quality report could not be made; the release itself is not touched by that."""


def inert(value: object) -> str:
    """Return a value as text that stays where it is put: control characters as code points, cut at ``TEXT_SHOWN``.

    The template escapes it and sets it apart from the text around it, so that right-to-left letters turn nothing else round.
    """
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = text if len(text) <= TEXT_SHOWN else text[: TEXT_SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else "↵" if c == "\n" else f"⟨U+{ord(c):04X}⟩" for c in text)


def write_page(settings: Settings, run_id: str, *, database: Path, before: Release | None) -> Path:
    """Write the page of a run's release, or of the build that it did not publish, and return where it is.

    Pages and exported results of releases and builds that are gone are removed.

    Args:
        settings: Where everything is; the page becomes ``reports/<release or build>.html`` in the warehouse's folder.
        run_id: The run, as in ``quality.pipeline_runs``.
        database: The release's or build's file.
        before: The release that the build was made from, if it is still there.

    Raises:
        PageError: a database cannot be read, or the page cannot be written.

    """
    path = settings.reports_dir / f"{database.stem}.html"
    try:
        found = differences(before.path, database, settings) if before is not None else None
        text = rendered(settings, run_id, name=database.stem, before=before, found=found)
        with files.replacing(path) as temporary:
            temporary.write_text(text, encoding="utf-8", errors="backslashreplace")
        _clear_away(settings, path)
    except (duckdb.Error, UnreadableDatabaseError, OSError) as error:
        msg = f"The quality report {path} could not be made: {error}. Make it again with: wellsourced report"
        raise PageError(msg) from error
    return path


def page_of_release(settings: Settings, release: Release) -> Path:
    """Write the page of a release that is kept, and return where it is; errors as of :func:`write_page`."""
    before = next((other for other in list_releases(settings) if other.name == release.manifest.base), None)
    return write_page(settings, release.manifest.run_id, database=release.path, before=before)


def rendered(settings: Settings, run_id: str, *, name: str, before: Release | None, found: Differences | None) -> str:
    """Return the page of one run as HTML."""
    # Imported here: a run that only reads its settings, or shows its help, need not wait for a template engine.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inert"] = inert
    page = _context(settings, run_id, name=name, before=before, found=found)
    return environment.get_template(TEMPLATE).render(page=page)


def _context(
    settings: Settings, run_id: str, *, name: str, before: Release | None, found: Differences | None
) -> dict[str, Any]:
    """Gather what the template shows."""
    runs = history.read(settings, "pipeline_runs", run_ids=[run_id])
    run: Mapping[str, Any] = runs.row(0, named=True) if runs.height else {}
    checks = history.read(settings, "check_results", run_ids=[run_id])
    failed = checks.filter(~pl.col("success")).sort("severity", "suite", "check_id")
    rejected = history.read(settings, "rejected_documents", run_ids=[run_id])
    trends = _trends(settings, run_id, str(run.get("source") or ""), failed.filter(suite=BANDS))
    headline, mood = _headline(run, failed)
    is_different = pl.sum_horizontal("n_appeared", "n_vanished", "n_changed") > 0
    return {
        "name": name,
        "run_id": run_id,
        "headline": headline,
        "mood": mood,
        "message": run.get("message") or "",
        "when": _when(run.get("finished_at")),
        "tiles": _tiles(settings, run_id, before, found),
        "n_checks": checks.height,
        "n_failed": failed.height,
        "n_failed_left_out": max(0, failed.height - CHECKS_SHOWN),
        "failed": [_check(check) for check in failed.head(CHECKS_SHOWN).iter_rows(named=True)],
        "trends": trends,
        "has_bands": any(trend.areas for trend in trends),
        "compared_with": f"compared with {before.name}, published {_when(before.manifest.published_at)}" if before else "",
        "differences": None if found is None else found.tables.filter(is_different).to_dicts(),
        "alike": [] if found is None else found.tables.filter(~is_different)["table_name"].to_list(),
        "documents": [] if found is None else _documents(found.documents),
        "n_rejected": rejected.height,
        "rejects": _rejects(rejected),
        "suites": _suites(checks),
        "facts": _facts(run, name),
    }


def _headline(run: Mapping[str, Any], failed: pl.DataFrame) -> tuple[str, str]:
    """Say what came of it, and whether that is good, to be looked at, or bad."""
    n_critical = failed.filter(severity="critical").height
    n_warnings = failed.height - n_critical
    if n_critical or run.get("outcome") in ("failed", "failed_checks"):
        return f"Not published: {number_of(n_critical, 'critical check')} failed", "bad"
    if n_warnings:
        return f"Published with {number_of(n_warnings, 'warning')}", "warn"
    return "Published: every check holds", "good"


def _when(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def _tiles(settings: Settings, run_id: str, before: Release | None, found: Differences | None) -> list[dict[str, Any]]:
    """Return how many rows the tables hold that a person asks for first, beside how many the release before held."""
    measured = history.read(settings, "measurements", run_ids=[run_id]).filter(part="whole", measure="rows")
    now = {row["table_name"]: row["n"] for row in measured.iter_rows(named=True)}
    if found is not None:
        now |= {row["table_name"]: row["n_after"] for row in found.tables.iter_rows(named=True)}
    earlier = before.manifest.row_counts if before else {}
    return [
        {"what": table.replace("_", " "), "value": now[table], "before": earlier.get(table)}
        for table in TILES
        if table in now
    ]


def _check(check: Mapping[str, Any]) -> dict[str, Any]:
    rows: list[Mapping[str, Any]] = json.loads(check["failing_rows"] or "[]")[:ROWS_SHOWN]
    column = check["column_name"]
    return dict(check) | {
        "place": f"{check['table_name']}.{column}" if column else check["table_name"],
        "expectation": str(check["expectation"]).replace("_", " "),
        "rows": rows,
        "columns": list(dict.fromkeys(name for row in rows for name in row)),
    }


def _suites(checks: pl.DataFrame) -> list[dict[str, Any]]:
    failed = ~pl.col("success")
    suites = (
        checks.group_by("suite")
        .agg(
            n=pl.len(),
            critical=(failed & (pl.col("severity") == "critical")).sum(),
            warnings=(failed & (pl.col("severity") == "warning")).sum(),
        )
        .with_columns(
            percent=(100 * (pl.col("n") - pl.col("critical") - pl.col("warnings")) / pl.col("n")).round(1),
            mood=pl.when(pl.col("critical") > 0)
            .then(pl.lit("bad"))
            .when(pl.col("warnings") > 0)
            .then(pl.lit("warn"))
            .otherwise(pl.lit("good")),
        )
        .sort(pl.col("critical") == 0, pl.col("warnings") == 0, "suite")
    )
    return suites.to_dicts()


def _rejects(rejected: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the reasons, most frequent first, each with its first files."""
    reasons = (
        rejected.sort("uri")
        .group_by("reason")
        .agg(n=pl.len(), examples=pl.struct("uri", "detail").head(EXAMPLES_SHOWN))
        .with_columns(percent=(100 * pl.col("n") / pl.col("n").max()).round(1))
        .sort("n", "reason", descending=[True, False])
    )
    return reasons.to_dicts()


def unmarked(title: str | None) -> str | None:
    """Return a title, which is kept as written, without the asterisks by which Markdown emphasises words."""
    if title is None:
        return None
    plain = EMPHASIS.sub(r"\2", title)
    return plain if plain == title else unmarked(plain)  # emphasis may stand in emphasis


def _documents(found: pl.DataFrame) -> list[dict[str, Any]]:
    groups = [(change, found.filter(change=change)) for change in ("appeared", "vanished", "changed")]
    return [
        {
            "change": change,
            "n": frame.height,
            "shown": [row | {"title": unmarked(row["title"])} for row in frame.head(DOCUMENTS_SHOWN).to_dicts()],
        }
        for change, frame in groups
        if frame.height
    ]


def _facts(run: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    versions: Mapping[str, str] = json.loads(run.get("versions") or "{}")
    seconds: Mapping[str, float] = json.loads(run.get("stage_seconds") or "{}")
    facts = [
        ("Release" if run.get("outcome") == "published" else "Build", name),
        ("Run", str(run.get("run_id") or "")),
        ("Source", str(run.get("source") or "")),
        ("Began", _when(run.get("started_at"))),
        ("Content hash", str(run.get("content_hash") or "")),
        ("Time", ", ".join(f"{stage} {value:.1f} s" for stage, value in seconds.items())),
        ("Versions", ", ".join(f"{package} {_version(version)}" for package, version in versions.items())),
    ]
    return [(title, value) for title, value in facts if value]


def _version(version: str) -> str:
    return f"{version[:SHA256_SHOWN]}…" if SHA256.fullmatch(version) else version


def _trends(settings: Settings, run_id: str, source: str, beyond: pl.DataFrame) -> list[Trend]:
    """Return the drawings of what was measured over complete runs of a source, up to the given run.

    A run that read nothing shows the source that was read last.
    """
    runs = history.read(settings, "pipeline_runs").sort("started_at")
    present = runs.filter(run_id=run_id)
    if present.is_empty():
        return []
    complete = runs.filter(
        pl.col("outcome").is_in(["published", "unchanged"]) | (pl.col("run_id") == run_id),
        pl.col("started_at") <= present["started_at"].item(),
    )
    named = complete.filter(pl.col("source") != "")["source"]
    source = source or (str(named[-1]) if named.len() else "")
    ids = complete.filter((pl.col("source") == source) | (pl.col("run_id") == run_id))["run_id"].tail(RUNS_SHOWN).to_list()
    measured = history.read(settings, "measurements", run_ids=ids).filter(pl.col("group_name").is_null())
    is_far = set(beyond.select("table_name", "column_name", "expectation").iter_rows())
    found = []
    for title, table, column, measure, write in TRENDS:
        part = "whole" if measure == "hours_since_new" else "new"
        series = measured.filter(
            pl.col("column_name").eq_missing(column), table_name=table, measure=measure, part=part
        ).sort("measured_at")
        if series.is_empty():
            continue
        is_beyond = any(t == table and c == column and e.startswith(f"{measure}_of_") for t, c, e in is_far)
        found.append(drawn(title, series, write, is_beyond=is_beyond))
    return found


def drawn(title: str, series: pl.DataFrame, write: Callable[[float], str], *, is_beyond: bool) -> Trend:
    """Return one measure as a drawing: the line of its values, the band where it was known, the dots outside it.

    ``series`` has ``value``, ``low``, ``high`` and ``measured_at``, at least one row, oldest first.
    """
    lows, highs = series["low"].fill_null(series["value"]), series["high"].fill_null(series["value"])
    bottom, top = float(min([*series["value"], *lows])), float(max([*series["value"], *highs]))
    if top - bottom < 1e-9:
        bottom, top = bottom - max(abs(bottom) * 0.1, 0.05), top + max(abs(top) * 0.1, 0.05)
    times = series["measured_at"].dt.epoch("ms").to_list()
    span = (times[-1] - times[0]) or 1

    def x(at: int) -> float:
        share = 0.5 if len(times) == 1 else (at - times[0]) / span
        return round(CHART_MARGIN + share * (CHART_WIDTH - 2 * CHART_MARGIN), 1)

    def y(value: float) -> float:
        share = (value - bottom) / (top - bottom)
        return round(CHART_HEIGHT - CHART_MARGIN - share * (CHART_HEIGHT - 2 * CHART_MARGIN), 1)

    points = [(x(at), y(value)) for at, value in zip(times, series["value"], strict=True)]
    has_band = series.select((pl.col("low").is_not_null() | pl.col("high").is_not_null()).alias("band"))["band"]
    outside = series.select(
        ((pl.col("value") < pl.col("low")) | (pl.col("value") > pl.col("high"))).fill_null(value=False).alias("outside")
    )["outside"]
    dots = [(*point, bool(far)) for point, far in zip(points, outside, strict=True)]
    edges = [
        (x(at), y(bottom if low is None else low), y(top if high is None else high))
        for at, low, high in zip(times, series["low"], series["high"], strict=True)
    ]
    values, last = series["value"], float(series["value"][-1])
    least, most = write(float(min(values))), write(float(max(values)))
    days = [f"{at:%d %b}" for at in series["measured_at"]]
    return Trend(
        title=title,
        last=write(last),
        spoken=f"{title}: {write(last)} in the last of {number_of(series.height, 'run')}, between {least} and {most}",
        line=_joined(points) if len(points) > 1 else "",
        areas=[_joined(area) for area in _areas(edges, has_band.to_list())],
        dots=dots if len(dots) <= 60 else [dot for n, dot in enumerate(dots) if dot[2] or n == len(dots) - 1],
        grid=[CHART_MARGIN, CHART_HEIGHT / 2, CHART_HEIGHT - CHART_MARGIN],
        first_day=days[0] if series.height > 1 else "",
        last_day=days[-1],
        range=f"{least} to {most}" if series.height > 1 else "one run so far",
        is_beyond=is_beyond or bool(outside[-1]),
    )


def _areas(edges: Sequence[tuple[float, float, float]], known: Sequence[bool]) -> list[list[tuple[float, float]]]:
    """Return the outlines of the stretches in which the band is known; a stretch of one run has no area."""
    stretches: list[list[tuple[float, float, float]]] = [[]]
    for edge, is_known in zip(edges, known, strict=True):
        if is_known:
            stretches[-1].append(edge)
        elif stretches[-1]:
            stretches.append([])
    return [
        [(x, high) for x, _, high in stretch] + [(x, low) for x, low, _ in reversed(stretch)]
        for stretch in stretches
        if len(stretch) > 1
    ]


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _clear_away(settings: Settings, written: Path) -> None:
    """Remove pages and exported results whose release and build are gone."""
    for path in [*settings.reports_dir.glob("*.html"), *settings.reports_dir.glob(f"*{EXPORT_SUFFIX}")]:
        kept = (folder / f"{path.stem}.duckdb" for folder in (settings.releases_dir, settings.builds_dir))
        if path.stem == written.stem or any(database.exists() for database in kept):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
