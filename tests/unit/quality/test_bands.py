"""Bands: what a run is held against, what is found over 60 simulated days, and how little where nothing is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from flows.quality.bands import RULES, Measured, judge, over_time, silent, whole
from flows.quality.measuring import MEASURED, Listing, measure_listing
from flows.settings import Settings
from flows.warehouse import history, schema
from tests.simulated_runs import FAULTS, SEEN_BY, Fault, alarms

DAYS = 60
AT = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.mark.parametrize("seed", [0, 1])
def test_sixty_days_in_which_nothing_goes_wrong_give_hardly_an_alarm(seed: int) -> None:
    n_runs, found = alarms(every_hours=24, days=DAYS, fault=Fault(), seed=seed)
    assert n_runs == DAYS
    assert len({alarm.day for alarm in found}) <= 3, found
    assert not [alarm for alarm in found if alarm.severity == "critical"]


SOON = {
    "sudden drop to a third": 4,
    "slow drift of the attribution rate (2 % a day)": 22,
    "slow drift of the volume (2 % a day)": 24,
    "a source gone silent": 3,
    "attribution rate halved": 1,
}
"""Days within which each fault is seen."""


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_seen_in_time_and_for_what_it_is(name: str) -> None:
    fault, check, within = FAULTS[name], SEEN_BY[name], SOON[name]
    _, found = alarms(every_hours=24, days=DAYS, fault=fault, seed=3, judged_from=fault.from_day)
    delays = [alarm.day - fault.from_day for alarm in found if alarm.check.startswith(check)]
    assert delays, found
    assert min(delays) <= within


def test_an_extractor_that_loses_half_of_the_attributions_stops_the_publication_at_once() -> None:
    fault = FAULTS["attribution rate halved"]
    _, found = alarms(every_hours=24, days=46, fault=fault, seed=3, judged_from=fault.from_day)
    critical = {alarm.check for alarm in found if alarm.severity == "critical"}
    assert "claims.* attributed_share (run)" in critical


def test_on_an_hourly_schedule_a_drop_is_seen_within_two_days() -> None:
    fault = Fault(30, volume=1 / 3)
    _, found = alarms(every_hours=1, days=32, fault=fault, seed=0, judged_from=fault.from_day)
    assert min(alarm.day for alarm in found if alarm.check.startswith("documents.* rows")) < 32


def test_nothing_is_judged_before_there_is_a_history() -> None:
    n_runs, found = alarms(every_hours=24, days=7, fault=Fault(3, volume=0, attribution=0.1), seed=0)
    assert (n_runs, found) == (7, [])


def a_past(settings: Settings, *, days: int, values: dict[str, float], outcome: str = "published", **changes: str) -> None:
    """Write one run a day into the history, each with the same measures of its new documents."""
    for day in range(days, 0, -1):
        run_id, at = f"{changes.get('source', 'wire')}-{outcome}-{day}", AT - timedelta(days=day)
        row = {
            "run_id": run_id,
            "source": changes.get("source", "wire"),
            "outcome": outcome,
            "started_at": at,
            "versions": json.dumps({"extractor": changes.get("extractor", "v1")}),
        }
        history.append(settings, "pipeline_runs", run_id, pl.DataFrame([row], schema=schema.PIPELINE_RUNS))
        taken = some_measures(values, at).with_columns(
            run_id=pl.lit(run_id), source=pl.lit(row["source"]), baseline=pl.lit(changes.get("baseline", "first"))
        )
        frame = taken.with_columns(low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64))
        history.append(settings, "measurements", run_id, frame)


def some_measures(values: dict[str, float], at: datetime, *, part: str = "new", n: int = 500) -> pl.DataFrame:
    rows = [
        {"table_name": key.split(".")[0], "measure": key.split(".")[1], "value": value, "n": n}
        for key, value in values.items()
    ]
    return pl.DataFrame(rows, schema=MEASURED).with_columns(part=pl.lit(part), measured_at=pl.lit(at))


def judged(settings: Settings, values: dict[str, float], **changes: object) -> Measured:
    arguments: dict[str, object] = {
        "run_id": "now",
        "source": "wire",
        "extractor": "v1",
        "base_run_id": None,
        "same_versions": True,
        "new_baseline": False,
        "at": AT,
    }
    at = changes.get("at", AT)
    assert isinstance(at, datetime)
    return judge(some_measures(values, at), settings, **(arguments | changes))  # type: ignore[arg-type]


def beside_the_clock(found: Measured) -> pl.DataFrame:
    return found.checks.filter(pl.col("expectation") != CLOCK)


CLOCK = "runs_ahead_of_clock_in_its_band"
USUAL = {"claims.attributed_share": 0.5}
HALVED = {"claims.attributed_share": 0.2}


def test_a_value_beyond_its_band_is_a_check_that_says_what_is_usual(settings: Settings) -> None:
    a_past(settings, days=30, values=USUAL)
    [check] = (
        judged(settings, HALVED)
        .checks.filter(success=False, severity="critical", table_name="claims")
        .filter(pl.col("expectation").str.contains("_of_run_"))
        .to_dicts()
    )
    assert check["suite"] == "bands"
    assert check["check_id"] == "bands.claims.attributed_share_of_run_in_its_band"
    [row] = json.loads(check["failing_rows"])
    assert (row["value"], row["usual"], row["n_compared"]) == (0.2, 0.5, 30)
    assert 0.2 < row["low"] < 0.5 < row["high"]
    assert "--new-baseline" in check["reason"]


def test_a_value_in_its_band_is_a_check_that_holds_and_the_band_is_kept_with_it(settings: Settings) -> None:
    a_past(settings, days=40, values=USUAL)
    found = judged(settings, USUAL)
    assert found.checks.height == 4  # this run, the day, the week, the clock
    assert found.checks["success"].all()
    [row] = found.measurements.to_dicts()
    assert row["low"] < 0.5 < row["high"]
    assert (row["run_id"], row["source"], row["baseline"]) == ("now", "wire", "first")


@pytest.mark.parametrize(
    "past",
    [
        {"source": "another"},
        {"extractor": "v0"},
        {"outcome": "failed_checks"},
        {"outcome": "failed"},
    ],
    ids=["of another source", "of an earlier extractor", "not published", "failed"],
)
def test_a_run_is_not_held_against_runs(past: dict[str, str], settings: Settings) -> None:
    a_past(settings, days=30, values=USUAL, **past)
    found = judged(settings, HALVED)
    assert beside_the_clock(found).is_empty()
    assert found.measurements["baseline"].to_list() == ["now"]


def test_runs_that_found_nothing_new_are_part_of_the_history(settings: Settings) -> None:
    a_past(settings, days=30, values={"documents.rows": 50}, outcome="unchanged")
    found = judged(settings, {"documents.rows": 0})
    assert found.checks.filter(success=False)["expectation"].to_list() == ["rows_of_day_in_its_band"]
    assert found.checks["severity"].to_list() == ["warning"] * found.checks.height


def test_a_new_baseline_warns_once_and_is_what_later_runs_are_held_against(settings: Settings) -> None:
    a_past(settings, days=30, values=USUAL)
    accepted = judged(settings, HALVED, new_baseline=True)
    assert set(accepted.checks.filter(success=False)["severity"]) == {"warning"}
    history.append(settings, "measurements", "now", accepted.measurements)
    row = {"run_id": "now", "source": "wire", "outcome": "published", "started_at": AT, "versions": '{"extractor": "v1"}'}
    history.append(settings, "pipeline_runs", "now", pl.DataFrame([row], schema=schema.PIPELINE_RUNS))
    later = judged(settings, HALVED, run_id="later", at=AT + timedelta(days=1))
    assert beside_the_clock(later).is_empty()
    assert later.measurements["baseline"].to_list() == ["now"]


def test_runs_dated_after_the_present_one_are_compared_with_nothing_and_said_to_be_there(settings: Settings) -> None:
    a_past(settings, days=30, values=USUAL)
    found = judged(settings, HALVED, at=AT - timedelta(days=40))
    [check] = found.checks.to_dicts()
    assert (check["expectation"], check["severity"], check["success"]) == (CLOCK, "warning", False)
    assert json.loads(check["failing_rows"])[0]["run_id"] == "wire-published-30"
    assert json.loads(check["observed"])["value"] == 30
    in_time = judged(settings, HALVED).checks.filter(expectation=CLOCK)
    assert in_time["success"].to_list() == [True]
    waited = judged(settings, HALVED, at=AT - timedelta(days=1, minutes=30)).checks.filter(expectation=CLOCK)
    assert waited["success"].to_list() == [True], "one that waited for the last one began before it"


def test_a_few_rows_are_not_judged(settings: Settings) -> None:
    a_past(settings, days=30, values=USUAL)
    taken = some_measures({"claims.attributed_share": 0.0}, AT, n=20)
    past, now = history.read(settings, "measurements"), over_time(history.read(settings, "measurements"), taken, at=AT)
    assert past.height == 30
    assert now.filter(horizon="run").is_empty()


def test_a_daily_run_that_begins_early_does_not_share_a_day_with_the_one_before(settings: Settings) -> None:
    a_past(settings, days=30, values={"documents.rows": 50})
    early = AT - timedelta(minutes=20)
    found = over_time(history.read(settings, "measurements"), some_measures({"documents.rows": 50}, early), at=early)
    day = found.filter(horizon="day").row(0, named=True)
    assert (day["value"], day["n_compared"]) == (50, 29)


def by_weekday(last: datetime, *, days: int) -> pl.DataFrame:
    """Daily runs up to the day before ``last``: 40 documents written on a working day, 10 on a day of the weekend."""
    ends = [last - timedelta(days=back) for back in range(days, 0, -1)]
    written = [(end, 10.0 if (end - timedelta(hours=12)).weekday() > 4 else 40.0) for end in ends]
    return pl.concat([some_measures({"documents.rows": value}, end) for end, value in written])


def verdict_on(documents: float, last: datetime, *, days: int) -> bool:
    found = over_time(by_weekday(last, days=days), some_measures({"documents.rows": documents}, last), at=last)
    return bool(found.filter(horizon="day")["success"].item())


@pytest.mark.parametrize("days", [25, 56], ids=["weekends known", "each weekday known"])
def test_few_documents_are_usual_on_a_sunday_and_not_on_a_wednesday(days: int) -> None:
    sunday, wednesday = datetime(2026, 3, 1, 23, tzinfo=UTC), datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert verdict_on(10, sunday, days=days)
    assert not verdict_on(10, wednesday, days=days)
    assert verdict_on(40, wednesday, days=days)
    assert not verdict_on(150, wednesday, days=days)


def test_what_a_run_just_after_midnight_on_monday_brings_in_was_written_on_sunday() -> None:
    monday = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    assert verdict_on(10, monday, days=25)
    assert verdict_on(40, monday + timedelta(days=1), days=25)


BASE = some_measures({"claims.rows": 900, "sources.rows": 20, "claims.attributed_share": 0.5}, AT, part="whole", n=900)


@pytest.mark.parametrize(
    ("values", "same_versions", "expected"),
    [
        ({"claims.rows": 890}, True, {True: "warning"}),
        ({"claims.rows": 700}, True, {False: "warning"}),
        ({"claims.rows": 300}, True, {False: "critical"}),
        ({"claims.rows": 300}, False, {False: "warning"}),
        ({"sources.rows": 2}, True, {}),
        ({"claims.attributed_share": 0.2}, True, {False: "critical"}),
        ({"claims.attributed_share": 0.2}, False, {False: "warning"}),
    ],
)
def test_a_release_that_lost_rows_or_sources_is_found_beside_the_one_before(
    values: dict[str, float], same_versions: bool, expected: dict[bool, str]
) -> None:
    found = whole(some_measures(values, AT, part="whole"), BASE, same_versions=same_versions)
    assert {row["success"]: row["severity"] for row in found.to_dicts()} == expected


def arrivals(*hours: float, publisher: str = "Courier") -> pl.DataFrame:
    rows = [{"group_name": publisher, "measured_at": AT - timedelta(hours=back), "value": 1.0, "n": 1} for back in hours]
    return pl.DataFrame(rows, schema=MEASURED).with_columns(
        table_name=pl.lit("documents"), measure=pl.lit("rows"), part=pl.lit("new")
    )


def test_a_publisher_is_silent_after_twice_its_longest_pause() -> None:
    none = arrivals()
    weekly = arrivals(*range(100, 900, 70))
    assert silent(weekly, none, at=AT)["success"].to_list() == [True]
    [found] = silent(weekly, none, at=AT + timedelta(hours=41)).to_dicts()
    assert (found["success"], found["severity"]) == (False, "warning")
    assert json.loads(found["groups"]) == [{"publisher": "Courier", "hours_silent": 141.0, "longest_pause": 70.0}]
    assert silent(weekly, arrivals(0), at=AT)["success"].to_list() == [True]


def test_a_publisher_that_came_a_few_times_or_a_few_days_is_not_missed() -> None:
    assert silent(arrivals(600, 700, 800, 1000), arrivals(), at=AT).is_empty()
    assert silent(arrivals(*range(600, 700, 5)), arrivals(), at=AT).is_empty()


def test_what_is_listed_counts_documents_and_the_files_refused_for_the_first_time() -> None:
    taken = measure_listing(Listing(n_loaded=30, n_newly_rejected=10), at=AT)
    assert taken.select("table_name", "measure", "value", "n").rows() == [
        ("documents", "rows", 30.0, 30),
        ("ingested_files", "rejected_share", 0.25, 40),
    ]
    assert measure_listing(Listing(0, 0), at=AT).select("measure", "value").rows() == [("rows", 0.0)]


def test_every_rule_says_how_far_is_too_far_and_why() -> None:
    for rule in RULES:
        assert (rule.relative is None) != (rule.absolute is None), rule.measure
        assert rule.reason
