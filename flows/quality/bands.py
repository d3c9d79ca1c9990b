"""Bands: what a run brought in, held against what earlier runs of the same source brought in.

Expectations say what must hold of any warehouse; bands say what is unusual for this one. Everything that decides it is in
``RULES`` and in the constants beside it. A run is compared with complete runs (published, or nothing new) of the same source
and of the same version of the extractor; a new version opens a new baseline, and so does a run that is told to, which is the
way out where the world itself has changed. Nothing is judged before there is a history.

Three horizons: ``run`` (this run alone, against each run before), ``day`` (the last 24 hours, against the 24 hours that
ended at the same time of each day before, by weekday once there are enough) and ``week`` (the last seven days against those
of three to eight weeks ago, for what drifts too slowly to be seen from one day to the next). How they do on simulated runs:
``tests/benchmarks/bands.py``.

What does not belong here: taking the measures (``measuring``) and what a failed check leads to (the flows).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import polars as pl

from flows.quality.measuring import MEASURED
from flows.quality.types import FAILING_ROWS_KEPT, Severity
from flows.settings import Settings
from flows.warehouse import history, schema

Horizon = Literal["run", "day", "week"]
Scale = Literal["count", "share", "rate", "mean"]

SUITE = "bands"

HISTORY_DAYS = 56
"""Eight weeks: enough to know each weekday by eight values, and to look past a drift of a few weeks."""
MINIMUM: dict[Horizon, int] = {"run": 20, "day": 7, "week": 14}
"""Past values (runs with rows enough, days, days at least three weeks ago) before anything is held against them."""
MINIMUM_DAYS_OF_COUNTS = 14
"""Numbers of documents follow the week, so two weekends must be known."""
SAME_WEEKDAYS = 6
SAME_KIND_OF_DAYS = 3
"""Days of the same weekday, or else of the same kind (Monday to Friday, weekend), that a number of documents is held
against; with fewer, against all days."""
OLDER_FROM, RECENT_DAYS = 21, 5
"""A drift is measured from days at least so many days ago, and by so many of the last seven at least."""

DEVIATIONS: dict[Horizon, float] = {"run": 5.0, "day": 4.5, "week": 3.0}
"""Robust standard deviations (1.4826 times the median absolute deviation) to a band's end. Some 40 series are judged in each
run, so what would be generous for one is not for all; ``tests/benchmarks/bands.py`` reports the false alarms."""
COUNT_DEVIATIONS = 3.5
"""The same for the number of documents, of which there is one series, over a day or a week."""
FEW_VALUES = 3.0
"""A band around the median of n values is widened by 1 + 3/n: of six weekdays, by half."""

SILENT_GAPS = 2.0
SILENT_HOURS = 24.0
SILENT_ARRIVALS = 8
SILENT_DAYS = 14
"""A publisher is silent after twice its longest pause, at least 24 hours; known once it came eight times over 14 days, so
that its weekends are known."""

SHRUNK: tuple[tuple[Severity, float], ...] = (("critical", 2 / 3), ("warning", 0.9))
SHRINKING_FROM = 50
"""A table of fewer rows is not judged by its size: one group less is a large share of it."""
HALVED = 0.5
AHEAD = timedelta(hours=1)
"""Runs begin before they have the warehouse for themselves, so one that began a little later may be done."""

ACCEPT = "If this is right, open a new baseline: wellsourced run --rebuild --new-baseline"


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes one kind of measure unusual.

    A value is beyond its band when it is both improbable (``DEVIATIONS``) and a change that somebody would want to know of:
    by more than ``relative`` of the usual value (``relative_up`` upwards, ``relative_week`` for a week's), or by more than
    ``absolute``. ``critical_below`` stops the publication where the value of a run or a day is beyond its band and below
    that part of the usual one. ``least`` are the rows (documents for a rate, files for a share of files) below which a value
    is too uncertain to judge.
    """

    measure: str
    scale: Scale
    horizons: tuple[Horizon, ...]
    reason: str
    down: bool = True
    up: bool = True
    relative: float | None = None
    relative_up: float | None = None
    relative_week: float | None = None
    absolute: float | None = None
    critical_below: float | None = None
    least: int = 1


RULES: tuple[Rule, ...] = (
    Rule(
        "rows",
        "count",
        ("day", "week"),
        "Fewer new documents than such a day usually brings: a source that broke looks like quiet news. Several times as "
        "many: something is read twice.",
        relative=0.4,
        relative_up=2.0,
        relative_week=0.25,
    ),
    Rule(
        "per_document",
        "rate",
        ("run", "day", "week"),
        "How many of these a document yields depends on how documents are written and on the extraction, and the first does "
        "not change overnight.",
        relative=0.3,
        critical_below=0.5,
        least=10,
    ),
    Rule(
        "attributed_share",
        "share",
        ("run", "day", "week"),
        "Claims that somebody other than the author stands behind are what the warehouse is for; a model that is not loaded "
        "or an altered template loses them without an error.",
        relative=0.25,
        critical_below=0.6,
        least=100,
    ),
    Rule(
        "unnamed_share",
        "share",
        ("run", "day", "week"),
        "Sources without a name where there were names: names are no longer recognised.",
        absolute=0.1,
        least=50,
    ),
    Rule(
        "null_share",
        "share",
        ("run", "day", "week"),
        "A column that is suddenly empty: pages have a new layout, or a field is read from the wrong place.",
        down=False,
        absolute=0.2,
        least=20,
    ),
    Rule(
        "rejected_share",
        "share",
        ("run", "day", "week"),
        "More files than usual cannot be read: what is delivered has changed.",
        down=False,
        absolute=0.1,
        least=10,
    ),
    Rule(
        "mean",
        "mean",
        ("run", "day", "week"),
        "A mean score moves when what is scored changes, or when the scoring does.",
        absolute=0.1,
        least=50,
    ),
)
"""Every rule on a measure over time. The others are ``SHRUNK`` and ``HALVED`` (whole release against the one before) and
``SILENT_...``."""

FLOORS: dict[Scale, float] = {"count": 1.0, "share": 1.0, "rate": 0.3, "mean": 0.1}
"""Least deviation of one document, row or file on the scales below: for counts and shares what chance alone gives (Poisson,
binomial), so that a history of equal values does not make the next other one an alarm."""

KEY = ("table_name", "column_name", "measure")
COMPARED = {
    "run": "this run, compared with each run before it",
    "day": "the last 24 hours, compared with the days before at the same time",
    "week": "the last 7 days, compared with 3 to 8 weeks ago",
    "release": "all of the build, compared with the release that it was made from",
    "pause": "publishers that used to come",
    "clock": "runs that are dated after this one",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A run's measurements with their bands (columns ``schema.MEASUREMENTS``) and its checks (``schema.CHECK_RESULTS``)."""

    measurements: pl.DataFrame
    checks: pl.DataFrame


def judge(
    taken: pl.DataFrame,
    settings: Settings,
    *,
    run_id: str,
    source: str,
    extractor: str,
    base_run_id: str | None,
    same_versions: bool,
    new_baseline: bool,
    at: datetime,
) -> Measured:
    """Hold a run's measures against its history, and the whole build against the release it was made from.

    Args:
        taken: What was measured; columns ``measuring.MEASURED``.
        settings: Where the history is.
        run_id: The run.
        source: What it read; empty if it read nothing.
        extractor: Version of the extractor.
        base_run_id: The run that made the release that the build was copied from, if there is one.
        same_versions: Whether that release was made by the same extractor and models: else its size is no measure for this
            one, and a difference is only worth a warning.
        new_baseline: Whether to judge mildly (warnings alone) and to let the history begin here.
        at: When the run began.

    """
    past, baseline = comparable(settings, source=source, extractor=extractor, at=at)
    baseline = run_id if new_baseline or baseline is None else baseline
    base = history.read(settings, "measurements", run_ids=[] if base_run_id is None else [base_run_id])
    judged = pl.concat(
        [
            over_time(past, taken, at=at),
            whole(taken, base, same_versions=same_versions),
            silent(past, taken, at=at),
            ahead(settings, source=source, at=at),
        ]
    )
    if new_baseline:
        judged = judged.with_columns(severity=pl.lit("warning"))
    banded = taken.join(
        judged.filter(horizon="run").select(*KEY, "low", "high").with_columns(part=pl.lit("new")),
        on=[*KEY, "part"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    ).with_columns(
        low=pl.when(pl.col("group_name").is_null()).then("low"),
        high=pl.when(pl.col("group_name").is_null()).then("high"),
        run_id=pl.lit(run_id),
        source=pl.lit(source),
        baseline=pl.lit(baseline),
    )
    return Measured(schema.conform(banded, schema.MEASUREMENTS), _checks(judged, run_id))


def comparable(settings: Settings, *, source: str, extractor: str, at: datetime) -> tuple[pl.DataFrame, str | None]:
    """Return the measures of the runs that a run may be held against, and their baseline; none where there is none.

    Complete runs of the same source since ``HISTORY_DAYS``, of the baseline of the last of them if that was the same
    extractor's. A rebuild (no source) brings in nothing that could be held against anything.
    """
    empty = pl.DataFrame(schema=schema.MEASUREMENTS)
    if not source:
        return empty, None
    runs = (
        history.read(settings, "pipeline_runs")
        .filter(
            pl.col("source") == source,
            pl.col("outcome").is_in(["published", "unchanged"]),
            pl.col("started_at").is_between(at - timedelta(days=HISTORY_DAYS + 1), at, closed="left"),
        )
        .sort("started_at")
    )
    measured = history.read(settings, "measurements", run_ids=runs["run_id"].to_list()).filter(source=source)
    last = runs.join(measured.select("run_id", "baseline").unique(), on="run_id", maintain_order="left").tail(1)
    if last.is_empty() or last["versions"].str.json_path_match("$.extractor").item() != extractor:
        return empty, None
    baseline = str(last["baseline"].item())
    return measured.filter(baseline=baseline), baseline


JUDGED: schema.Columns = {
    "table_name": pl.String,
    "column_name": pl.String,
    "measure": pl.String,
    "horizon": pl.String,
    "value": pl.Float64,
    "usual": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n_compared": pl.Int64,
    "severity": pl.String,
    "success": pl.Boolean,
    "reason": pl.String,
    "groups": pl.String,
}
"""What a judgement says: a series, over which horizon, its value, what is usual and the band, from how many values, and as
JSON the publishers or runs that it is about, where it is about those."""


def over_time(past: pl.DataFrame, taken: pl.DataFrame, *, at: datetime) -> pl.DataFrame:
    """Judge each measure of the new documents that has history enough; columns ``JUDGED``.

    ``past`` has the columns of ``schema.MEASUREMENTS``, ``taken`` those of ``measuring.MEASURED``; ``at`` is when the run
    that took them began.
    """
    columns = list(MEASURED)
    is_judged = (pl.col("part") == "new") & pl.col("group_name").is_null()
    now = taken.filter(is_judged).select(columns)
    earlier = past.filter(is_judged).select(columns)
    first = earlier["measured_at"].min()
    if now.is_empty() or not isinstance(first, datetime):
        return pl.DataFrame(schema=JUDGED)
    runs = pl.concat([earlier.join(now, on=KEY, how="semi", nulls_equal=True), now]).join(_rules(), on="measure")
    days = _days(runs, first=first, at=at)
    return pl.concat(
        [
            _of_runs(runs.with_columns(is_now=pl.col("measured_at") == at)),
            _of_days(days.with_columns(is_now=pl.col("day") == 0)),
            _of_weeks(days),
        ]
    )


def whole(taken: pl.DataFrame, base: pl.DataFrame, *, same_versions: bool) -> pl.DataFrame:
    """Judge the whole build by the release that it was made from; columns ``JUDGED``.

    Loading only adds documents, so neither the tables nor the share of attributed claims may fall far from one release to
    the next. ``base`` are the measurements of the run that made that release.
    """
    rows, attributed = pl.col("measure") == "rows", pl.col("measure") == "attributed_share"
    compared = (
        taken.filter(part="whole")
        .join(base.filter(part="whole").select(*KEY, usual="value", n_before="n"), on=KEY, nulls_equal=True)
        .filter((rows & (pl.col("usual") >= SHRINKING_FROM)) | (attributed & (pl.col("n_before") >= SHRINKING_FROM)))
        .with_columns(part_left=pl.col("value") / pl.col("usual"))
    )
    bounds = dict(SHRUNK)
    is_beyond = pl.col("part_left") < pl.when(rows).then(bounds["warning"]).otherwise(HALVED)
    is_critical = pl.lit(same_versions) & (pl.col("part_left") < pl.when(rows).then(bounds["critical"]).otherwise(HALVED))
    return _judged(
        compared.with_columns(
            horizon=pl.lit("release"),
            low=pl.col("usual") * pl.when(rows).then(bounds["warning"]).otherwise(HALVED),
            severity=pl.when(is_critical).then(pl.lit("critical")).otherwise(pl.lit("warning")),
            success=~is_beyond,
            n_compared=pl.lit(1, pl.Int64),
            reason=pl.when(rows)
            .then(pl.lit("A run adds documents and removes none, so a table that shrinks has lost rows."))
            .otherwise(pl.lit("Half of the claims that had a source have lost it.")),
        )
    )


def silent(past: pl.DataFrame, taken: pl.DataFrame, *, at: datetime) -> pl.DataFrame:
    """Judge whether a publisher that used to bring documents has stopped; one row, or none; columns ``JUDGED``.

    ``past`` and ``taken`` as of :func:`over_time`.
    """
    columns = ["group_name", "measured_at"]
    publishers = pl.col("group_name").is_not_null()
    arrivals = pl.concat([past.filter(publishers).select(columns), taken.filter(publishers).select(columns)])
    hours = pl.col("measured_at").sort().diff().dt.total_seconds() / 3600
    known = (
        arrivals.group_by("group_name")
        .agg(
            n=pl.len(),
            known_days=(pl.col("measured_at").max() - pl.col("measured_at").min()).dt.total_seconds() / 86_400,
            longest_pause=hours.max(),
            hours_silent=(pl.lit(at) - pl.col("measured_at").max()).dt.total_seconds() / 3600,
        )
        .filter(pl.col("n") >= SILENT_ARRIVALS, pl.col("known_days") >= SILENT_DAYS)
        .sort("hours_silent", "group_name", descending=[True, False])
    )
    if known.is_empty():
        return pl.DataFrame(schema=JUDGED)
    limit = pl.max_horizontal(pl.col("longest_pause") * SILENT_GAPS, pl.lit(SILENT_HOURS))
    gone = known.filter(pl.col("hours_silent") > limit)
    groups = gone.select(publisher="group_name", hours_silent=pl.col("hours_silent").round(1), longest_pause="longest_pause")
    return _judged(
        pl.DataFrame(
            {
                "table_name": ["documents"],
                "column_name": ["publisher"],
                "measure": ["silent_publishers"],
                "horizon": ["pause"],
                "value": [float(gone.height)],
                "usual": [0.0],
                "high": [0.0],
                "n_compared": [known.height],
                "severity": ["warning"],
                "success": [gone.is_empty()],
                "reason": [
                    "A publisher that came regularly has been silent for twice its longest pause: its feed broke, or it is "
                    "no longer read."
                ],
                "groups": [json.dumps(groups.to_dicts())],
            }
        )
    )


def ahead(settings: Settings, *, source: str, at: datetime) -> pl.DataFrame:
    """Judge whether runs of a source are dated after the present one; one row, none without runs; columns ``JUDGED``.

    A clock that was set back, or was ahead once, takes the history away that a run is compared with: all would seem well.
    """
    columns = ["run_id", "measured_at"]
    runs = history.read(settings, "measurements", where=pl.col("source") == source, columns=columns).unique()
    if runs.is_empty() or not source:
        return pl.DataFrame(schema=JUDGED)
    later = runs.filter(pl.col("measured_at") > at + AHEAD).sort("measured_at")
    return _judged(
        pl.DataFrame(
            {
                "table_name": ["ingested_files"],
                "measure": ["runs_ahead"],
                "horizon": ["clock"],
                "value": [float(later.height)],
                "usual": [0.0],
                "high": [0.0],
                "n_compared": [runs.height],
                "severity": ["warning"],
                "success": [later.is_empty()],
                "reason": [
                    "Nothing is compared with runs that are dated after this one: the clock is wrong, or was. If it was, "
                    "remove their files from history/measurements/ in the warehouse's folder."
                ],
                "groups": [json.dumps(later.select("run_id", began=pl.col("measured_at").cast(pl.String)).to_dicts())],
            }
        )
    )


def _rules() -> pl.DataFrame:
    """Return the rules as a frame, to join measures with."""
    frame = pl.DataFrame(
        [{name: getattr(rule, name) for name in Rule.__slots__} for rule in RULES],
        schema_overrides=dict.fromkeys(
            ("relative", "relative_up", "relative_week", "absolute", "critical_below"), pl.Float64
        ),
    )
    return frame.with_columns(
        floor=pl.col("scale").replace_strict(FLOORS),
        relative_up=pl.coalesce("relative_up", "relative"),
        relative_week=pl.coalesce("relative_week", "relative"),
    )


def _judged(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the columns ``JUDGED`` of a frame, null where it has none."""
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in JUDGED.items() if name not in frame.columns]
    return schema.conform(frame.with_columns(missing).select(list(JUDGED)), JUDGED)


def _days(runs: pl.DataFrame, *, first: datetime, at: datetime) -> pl.DataFrame:
    """Return each measure by day: ``day`` 0 is the 24 hours up to now, 1 the 24 hours before them, and so on.

    The cut lies half a usual interval before the hour of the present run, so that a daily run that begins a little late does
    not share a day with the one before. A day that began before the first run is left out: it is only part of one.
    """
    pause = runs["measured_at"].unique().sort().diff().median()
    slack = min(pause / timedelta(days=1), 1.0) / 2 if isinstance(pause, timedelta) else 0.5
    known_days = (at - first) / timedelta(days=1)
    day = ((pl.lit(at) - pl.col("measured_at")).dt.total_seconds() / 86_400 + slack).floor().cast(pl.Int64)
    value, n = pl.col("value"), pl.col("n")
    # By its middle: what a run just after midnight on Monday brings in was written on Sunday.
    weekday = (pl.lit(at) - pl.duration(days=pl.col("day"), hours=12)).dt.weekday()
    return (
        runs.with_columns(day=day)
        .filter(pl.col("day").is_between(0, HISTORY_DAYS), (pl.col("day") == 0) | (pl.col("day") + 1 - slack <= known_days))
        .group_by(*KEY, "day", maintain_order=True)
        .agg(
            pl.when(pl.col("scale").first() == "count").then(value.sum()).otherwise((value * n).sum() / n.sum()),
            n.sum(),
            *(pl.col(name).first() for name in _rules().columns if name != "measure"),
        )
        .with_columns(weekday=weekday)
        .with_columns(is_weekend=pl.col("weekday") > 5)
    )


def _of_runs(runs: pl.DataFrame) -> pl.DataFrame:
    """Judge a run by each run before it."""
    spread = _spread(runs.filter(_is_judged_over("run")), ~pl.col("is_now"), seasonal=False)
    return _verdicts(spread.filter("is_now"), "run")


def _of_days(days: pl.DataFrame) -> pl.DataFrame:
    """Judge the last 24 hours by the days before."""
    spread = _spread(days.filter(_is_judged_over("day")), ~pl.col("is_now"), seasonal=True)
    return _verdicts(spread.filter("is_now"), "day")


def _of_weeks(days: pl.DataFrame) -> pl.DataFrame:
    """Judge the last seven days by days of weeks ago: the median of how far each is from its like, as one value."""
    is_recent = pl.col("day") < 7
    spread = _spread(days.filter(_is_judged_over("week")), pl.col("day") >= OLDER_FROM, seasonal=True)
    rules = [name for name in _rules().columns if name != "measure"]
    recent = (
        spread.filter(is_recent)
        .group_by(*KEY, maintain_order=True)
        .agg(
            n_days=pl.len(),
            shift=(pl.col("x") - pl.col("centre")).median(),
            weight=pl.col("weight").median(),
            n_like=pl.col("n_compared").first(),
            **{name: pl.col(name).first() for name in (*rules, "spread", "usual_weight", "n_compared", "overall")},
        )
        .filter(pl.col("n_days") >= RECENT_DAYS)
        # The median of n independent values has 1.25 times the deviation of their mean.
        .with_columns(
            x=pl.col("overall") + pl.col("shift"),
            centre="overall",
            spread=pl.col("spread") * 1.25 / pl.col("n_days").sqrt(),
        )
        .with_columns(value=_untransformed(pl.col("x")))
    )
    return _verdicts(recent, "week")


def _is_judged_over(horizon: Horizon) -> pl.Expr:
    """Select values that a rule judges over a horizon and that rest on rows enough."""
    return pl.col("horizons").list.contains(horizon) & ((pl.col("scale") == "count") | (pl.col("n") >= pl.col("least")))


def _transformed() -> pl.Expr:
    """Put a value on a scale on which its deviation hardly depends on the value itself."""
    value = pl.col("value")
    return (
        pl.when(pl.col("scale") == "count")
        .then(2 * (value + 0.375).sqrt())
        .when(pl.col("scale") == "share")
        .then(value.clip(0, 1).sqrt().arcsin())
        .when(pl.col("scale") == "rate")
        .then((value + 0.5).log())
        .otherwise(value)
    )


def _untransformed(x: pl.Expr) -> pl.Expr:
    """Undo :func:`_transformed`."""
    return (
        pl.when(pl.col("scale") == "count")
        .then(x.clip(2 * 0.375**0.5).pow(2) / 4 - 0.375)
        .when(pl.col("scale") == "share")
        .then(x.clip(0, 3.141592653589793 / 2).sin().pow(2))
        .when(pl.col("scale") == "rate")
        .then((x.exp() - 0.5).clip(0))
        .otherwise(x)
    )


def _spread(values: pl.DataFrame, is_past: pl.Expr, *, seasonal: bool) -> pl.DataFrame:
    """Add to each value what is usual for it and how far values of its series lie from that, both from past values alone.

    Adds ``x`` (transformed), ``weight`` (by how much its deviation is smaller than that of one row), ``centre`` (the median
    of past values, of its season where that has enough), ``overall`` (of them all), ``spread`` (robust deviation of one
    row), ``usual_weight``, ``n_compared`` (past values) and ``n_like`` (those that the centre is the median of).
    """
    n = pl.col("n")
    weight = (
        pl.when(pl.col("scale") == "count").then(1.0).when(pl.col("scale") == "share").then(2 * n.sqrt()).otherwise(n.sqrt())
    )
    values = values.with_columns(x=_transformed(), weight=weight)
    past = pl.when(is_past).then(pl.col("x"))
    n_past, overall = past.count().over(KEY), past.median().over(KEY)
    n_like, centre = n_past, overall
    if seasonal:
        is_count = pl.col("scale") == "count"
        for season, least in (("is_weekend", SAME_KIND_OF_DAYS), ("weekday", SAME_WEEKDAYS)):
            n_season = past.count().over(*KEY, season)
            is_known = is_count & (n_season >= least)
            centre = pl.when(is_known).then(past.median().over(*KEY, season)).otherwise(centre)
            n_like = pl.when(is_known).then(n_season).otherwise(n_like)
    values = values.with_columns(centre=centre, overall=overall, n_compared=n_past.cast(pl.Int64), n_like=n_like)
    distance = pl.when(is_past).then(((pl.col("x") - pl.col("centre")) * pl.col("weight")).abs())
    return values.with_columns(
        spread=pl.max_horizontal(1.4826 * distance.median().over(KEY), "floor"),
        usual_weight=pl.when(is_past).then("weight").quantile(0.9).over(KEY),
    )


def _verdicts(values: pl.DataFrame, horizon: Horizon) -> pl.DataFrame:
    """Give each value its band and say whether it lies in it; values with too little history are left out."""
    usual, minimum = pl.col("usual"), MINIMUM[horizon]
    minimum_of_counts = max(minimum, MINIMUM_DAYS_OF_COUNTS)
    # More rows than any value before had: what then remains of the deviation is not known, so it is not taken to shrink.
    weight = pl.min_horizontal("weight", "usual_weight")
    deviations = (
        pl.when(pl.col("scale") == "count").then(min(COUNT_DEVIATIONS, DEVIATIONS[horizon])).otherwise(DEVIATIONS[horizon])
    )
    margin = deviations * (1 + FEW_VALUES / pl.col("n_like")) * pl.col("spread") / weight
    relative = pl.col("relative_week" if horizon == "week" else "relative")
    lowest = pl.coalesce(usual * (1 - relative), usual - pl.col("absolute"))
    highest = pl.coalesce(usual * (1 + pl.col("relative_up")), usual + pl.col("absolute"))
    is_below, is_above = pl.col("value") < pl.col("low"), pl.col("value") > pl.col("high")
    is_critical = is_below & (pl.col("value") < usual * pl.col("critical_below")) & pl.lit(horizon != "week")
    return _judged(
        values.filter(pl.col("n_compared") >= pl.when(pl.col("scale") == "count").then(minimum_of_counts).otherwise(minimum))
        .with_columns(usual=_untransformed(pl.col("centre")))
        .with_columns(
            low=pl.when("down").then(pl.min_horizontal(_untransformed(pl.col("centre") - margin), lowest)),
            high=pl.when("up").then(pl.max_horizontal(_untransformed(pl.col("centre") + margin), highest)),
            horizon=pl.lit(horizon),
        )
        .with_columns(
            success=~(is_below.fill_null(value=False) | is_above.fill_null(value=False)),
            severity=pl.when(is_critical.fill_null(value=False)).then(pl.lit("critical")).otherwise(pl.lit("warning")),
        )
    )


def _checks(judged: pl.DataFrame, run_id: str) -> pl.DataFrame:
    """Return judgements as rows of ``quality.check_results``."""
    now = datetime.now(UTC)
    rows = [_check(row, run_id, now) for row in judged.sort(*KEY, "horizon", nulls_last=True).iter_rows(named=True)]
    return pl.DataFrame(rows, schema=schema.CHECK_RESULTS)


def _check(judged: dict[str, Any], run_id: str, at: datetime) -> dict[str, Any]:
    name = f"{judged['measure']}_of_{judged['horizon']}_in_its_band"
    seen = {
        "value": _rounded(judged["value"]),
        "usual": _rounded(judged["usual"]),
        "low": _rounded(judged["low"]),
        "high": _rounded(judged["high"]),
    }
    rows = json.loads(judged["groups"] or "[]") or [
        seen | {"n_compared": judged["n_compared"], "over": COMPARED[judged["horizon"]]}
    ]
    is_critical = judged["severity"] == "critical"
    return {
        "run_id": run_id,
        "check_id": ".".join(part for part in (SUITE, judged["table_name"], judged["column_name"], name) if part),
        "suite": SUITE,
        "table_name": judged["table_name"],
        "expectation": name,
        "column_name": judged["column_name"],
        "severity": judged["severity"],
        "success": judged["success"],
        "observed": json.dumps(seen | {"n_compared": judged["n_compared"]}),
        "n_unexpected": None,
        "failing_rows": None if judged["success"] else json.dumps(rows[:FAILING_ROWS_KEPT], ensure_ascii=False),
        "reason": judged["reason"] + (f" {ACCEPT}" if is_critical else ""),
        "checked_at": at,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
