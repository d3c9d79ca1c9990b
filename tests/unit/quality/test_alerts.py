"""Alerts: what they say, that nothing in them can be taken for markup, and that none is lost."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.quality.alerts import RunFacts, compose, deliver_waiting, send_alerts, shown, tell_crashed, tell_overdue
from flows.settings import Settings
from flows.warehouse import history
from flows.warehouse.schema import ALERTS, CHECK_RESULTS, PIPELINE_RUNS
from tests.served import Receiver, receiving

HOSTILE = "<script>alert(1)</script> <!channel> @everyone [x](javascript:alert(1)) `whoami` a|b \u202egnp.exe \x1b[31m"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def settings_for(folder: Path, url: str | None) -> Settings:
    return Settings(warehouse_dir=folder, alert_webhook_url=url, alert_timeout_seconds=60)


def check(
    check_id: str, severity: str, *, success: bool = False, rows: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {
        "run_id": "run-1",
        "check_id": check_id,
        "suite": "claims",
        "table_name": "claims",
        "expectation": "expect_column_values_to_not_be_null",
        "column_name": "text",
        "severity": severity,
        "success": success,
        "observed": "{}",
        "n_unexpected": len(rows or []),
        "failing_rows": json.dumps(rows or []),
        "reason": "A claim without text says nothing.",
        "checked_at": datetime(2026, 11, 22, tzinfo=UTC),
    }


def checks(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=CHECK_RESULTS)


def stored(settings: Settings, run_id: str) -> dict[str, Any]:
    frame = pl.read_parquet(settings.history_dir / "alerts" / f"{run_id}.parquet")
    assert dict(frame.schema) == ALERTS
    assert frame.height == 1
    return frame.row(0, named=True)


FAILED = RunFacts("run-1", "failed_checks", "1 critical check failed", release_in_use="run-0", reproduce="wellsourced run")
CRITICAL = checks(check("claims.text", "critical", rows=[{"claim_id": str(i), "text": HOSTILE} for i in range(5)]))


def test_a_failed_critical_check_reaches_the_receiver_with_its_first_three_rows(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    delivery = send_alerts(settings, FAILED, CRITICAL)
    assert (delivery.n_raised, delivery.n_delivered, delivery.n_waiting) == (1, 1, 0)
    [payload] = receiver.received
    assert payload["kind"] == "failed_checks"
    assert payload["release_in_use"] == "run-0"
    assert payload["look"] == "wellsourced checks run-1 --failed"
    [failed] = payload["checks"]
    assert (failed["table"], failed["column"], failed["n_unexpected"]) == ("claims", "text", 5)
    assert [row["claim_id"] for row in failed["first_rows"]] == ["0", "1", "2"]
    assert receiver.keys == [payload["alert_id"]]
    row = stored(settings, "run-1")
    assert row["delivered_at"] is not None
    assert (row["n_attempts"], row["error"]) == (1, None)


def test_text_of_documents_cannot_act_in_the_receiver(tmp_path: Path, receiver: Receiver) -> None:
    send_alerts(settings_for(tmp_path, receiver.url), FAILED, CRITICAL)
    text = receiver.received[0]["checks"][0]["first_rows"][0]["text"]
    assert text.startswith("&lt;script&gt;")
    assert not set("<>\u202e\x1b") & set(text)
    assert "@everyone" not in text
    assert "script" not in receiver.received[0]["text"]


def test_the_one_text_that_a_chat_shows_names_what_failed() -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    [payload] = compose(FAILED, CRITICAL, at=at)
    assert payload["text"].splitlines() == [
        "Wellsourced: 1 critical check failed, nothing was published. Queries still see release run-0.",
        "claims.text: expect_column_values_to_not_be_null (5 rows)",
    ]
    [published] = compose(RunFacts("run-2", "failed_checks", release_in_use="run-0", publishes=False), CRITICAL, at=at)
    assert "failed on the release that queries see, run-0" in published["text"]
    [stopped] = compose(RunFacts("run-3", "failed", "There is no folder /in"), CRITICAL.clear(), at=at)
    assert stopped["text"].endswith("There is no folder /in")


def test_long_values_are_cut_and_line_breaks_become_spaces() -> None:
    assert shown("a\nb\u2028c") == "a b c"
    assert len(shown("x" * 100_000)) == 200


def test_the_secret_path_of_the_webhook_is_not_kept_where_analysts_read(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    send_alerts(settings, FAILED, CRITICAL)
    row = stored(settings, "run-1")
    assert row["destination"] == "http://127.0.0.1"
    assert "SECRET" not in json.dumps(row, default=str)


def test_an_alert_waits_while_the_receiver_is_down_and_goes_out_with_the_next_run(tmp_path: Path) -> None:
    with receiving() as gone:
        url = gone.url
    down = settings_for(tmp_path, url)
    delivery = send_alerts(down, FAILED, CRITICAL)
    assert (delivery.n_delivered, delivery.n_waiting) == (0, 1)
    assert "ConnectError" in str(stored(down, "run-1")["error"])
    assert "SECRET" not in str(stored(down, "run-1")["error"])

    with receiving() as back:
        up = settings_for(tmp_path, back.url)
        delivery = send_alerts(up, RunFacts("run-2", "published"), CRITICAL.clear())
        assert (delivery.n_raised, delivery.n_delivered, delivery.n_waiting) == (0, 1, 0)
        assert [payload["run_id"] for payload in back.received] == ["run-1"]
        assert stored(up, "run-1")["n_attempts"] == 2
        assert deliver_waiting(up).n_delivered == 0
        assert len(back.received) == 1


def test_a_receiver_that_fails_is_asked_once_a_run_and_one_that_refuses_holds_up_no_other_alert(
    tmp_path: Path, receiver: Receiver
) -> None:
    settings = settings_for(tmp_path, receiver.url)
    receiver.statuses = [503]
    send_alerts(settings, FAILED, CRITICAL)
    receiver.statuses = [503]
    delivery = send_alerts(settings, RunFacts("run-2", "failed", "boom"), CRITICAL.clear())
    assert (delivery.n_waiting, delivery.error) == (2, "webhook: HTTP 503")
    assert len(receiver.received) == 2
    receiver.statuses = [400, 200]
    delivery = deliver_waiting(settings)
    assert (delivery.n_delivered, delivery.n_waiting) == (1, 1)
    assert stored(settings, "run-1")["error"] == "HTTP 400"
    assert stored(settings, "run-2")["delivered_at"] is not None


def test_without_a_webhook_the_alert_is_recorded_and_never_sent_to_a_later_one(tmp_path: Path, receiver: Receiver) -> None:
    assert send_alerts(settings_for(tmp_path, None), FAILED, CRITICAL).n_raised == 1
    row = stored(settings_for(tmp_path, None), "run-1")
    assert (row["destination"], row["delivered_at"]) == (None, None)
    assert deliver_waiting(settings_for(tmp_path, receiver.url)).n_delivered == 0
    assert receiver.received == []


def test_warnings_alert_apart_from_critical_checks_and_checks_that_held_do_not_alert() -> None:
    mixed = checks(
        check("a", "critical"), check("b", "warning"), check("c", "warning"), check("d", "critical", success=True)
    )
    critical, warnings = compose(FAILED, mixed, at=datetime(2026, 11, 22, tzinfo=UTC))
    assert ([c["check_id"] for c in critical["checks"]], critical["severity"]) == (["a"], "critical")
    assert ([c["check_id"] for c in warnings["checks"]], warnings["severity"]) == (["b", "c"], "warning")
    assert compose(RunFacts("r", "published"), checks(check("d", "critical", success=True)), at=datetime.now(UTC)) == []


def test_a_run_that_fails_before_its_checks_alerts(tmp_path: Path, receiver: Receiver) -> None:
    send_alerts(settings_for(tmp_path, receiver.url), RunFacts("run-1", "failed", "dbt: <b>no</b>"), CRITICAL.clear())
    assert receiver.received[0]["kind"] == "failed_run"
    assert receiver.received[0]["message"] == "dbt: &lt;b&gt;no&lt;/b&gt;"
    assert "Nothing has been published yet." in receiver.received[0]["text"]


def test_a_run_with_very_many_failed_checks_says_how_many_it_left_out() -> None:
    many = checks(*(check(f"c{i:03}", "critical", rows=[{"text": HOSTILE * 40}] * 9) for i in range(50)))
    [payload] = compose(FAILED, many, at=datetime.now(UTC))
    assert (len(payload["checks"]), payload["n_checks_left_out"]) == (20, 30)
    assert len(json.dumps(payload, ensure_ascii=False).encode()) < 28_000


def test_a_history_that_cannot_be_written_does_not_fail_the_run(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("in the way")
    delivery = send_alerts(settings_for(tmp_path, None), FAILED, CRITICAL)
    assert "not recorded" in str(delivery.error)


def test_what_cannot_be_written_down_is_sent_all_the_same(tmp_path: Path, receiver: Receiver) -> None:
    (tmp_path / "history").write_text("in the way")
    delivery = send_alerts(settings_for(tmp_path, receiver.url), FAILED, CRITICAL)
    assert (delivery.n_raised, delivery.n_delivered, delivery.n_waiting) == (1, 1, 0)
    assert "not recorded" in str(delivery.error)
    assert kinds(receiver) == [("run-1", "failed_checks")]


def test_a_run_id_that_is_a_path_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot name a run"):
        send_alerts(settings_for(tmp_path, None), RunFacts("../x", "failed"), CRITICAL)


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def a_run(settings: Settings, n: int, outcome: str, found: pl.DataFrame, *, hours: float | None = None, **facts: Any) -> Any:
    """Send the alerts of the nth run of an hourly schedule."""
    at = NOON + timedelta(hours=n if hours is None else hours)
    run = RunFacts(f"run-{n}", outcome, release_in_use="run-0", **({"reproduce": "wellsourced run /in"} | facts))
    return send_alerts(settings, run, found, now=lambda: at)


def kinds(receiver: Receiver) -> list[tuple[str, str]]:
    return [(payload["run_id"], payload["kind"]) for payload in receiver.received]


def test_a_failure_that_goes_on_is_told_once_and_its_end_once(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    for n in range(1, 5):
        a_run(settings, n, "failed_checks", CRITICAL)
    for n in range(5, 8):
        a_run(settings, n, "published", CRITICAL.clear())
    assert kinds(receiver) == [("run-1", "failed_checks"), ("run-5", "recovered")]
    assert "had failed since 2026-11-22 13:00 UTC" in receiver.received[1]["text"]
    rows = history.read(settings, "alerts").sort("created_at")
    assert rows["repeat_of"].to_list() == [None, *[rows["alert_id"][0]] * 3, None]
    assert rows["destination"].to_list() == ["http://127.0.0.1", None, None, None, "http://127.0.0.1"]


def test_another_failure_of_the_same_command_is_told_and_one_that_comes_back_too(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    other = checks(check("sources.name", "critical"))
    a_run(settings, 1, "failed_checks", CRITICAL)
    a_run(settings, 2, "failed_checks", other)
    a_run(settings, 3, "published", CRITICAL.clear())
    a_run(settings, 4, "failed_checks", CRITICAL)
    assert [kind for _, kind in kinds(receiver)] == ["failed_checks", "failed_checks", "recovered", "failed_checks"]


def test_a_failure_is_told_again_after_a_day(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    for n in range(26):
        a_run(settings, n, "failed_checks", CRITICAL)
    assert kinds(receiver) == [("run-0", "failed_checks"), ("run-24", "failed_checks")]


def test_runs_of_another_command_neither_hide_a_failure_nor_end_it(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    a_run(settings, 1, "failed_checks", CRITICAL)
    a_run(settings, 2, "failed_checks", CRITICAL, reproduce="wellsourced run /other")
    a_run(settings, 3, "published", CRITICAL.clear(), reproduce="wellsourced run /other")
    assert kinds(receiver) == [("run-1", "failed_checks"), ("run-2", "failed_checks"), ("run-3", "recovered")]


def test_a_run_that_could_not_begin_is_over_when_any_run_publishes(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    for n in (1, 2):
        a_run(settings, n, "failed", CRITICAL.clear(), message=f"run-{n} found another run writing", reproduce=None)
    a_run(settings, 3, "published", CRITICAL.clear())
    assert kinds(receiver) == [("run-1", "failed_run"), ("run-3", "recovered")]


def test_what_no_command_is_to_blame_for_ends_once_and_may_begin_again(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    a_run(settings, 1, "failed", CRITICAL.clear(), message="another run is writing", reproduce=None)
    a_run(settings, 2, "published", CRITICAL.clear(), reproduce="wellsourced run /in")
    a_run(settings, 3, "published", CRITICAL.clear(), reproduce="wellsourced run /other")
    a_run(settings, 4, "failed", CRITICAL.clear(), message="another run is writing", reproduce=None)
    a_run(settings, 5, "unchanged", CRITICAL.clear(), reproduce="wellsourced validate", publishes=False)
    a_run(settings, 6, "published", CRITICAL.clear(), reproduce="wellsourced run /other")
    told = [("run-1", "failed_run"), ("run-2", "recovered"), ("run-4", "failed_run"), ("run-6", "recovered")]
    assert kinds(receiver) == told


def test_a_run_that_crashed_is_told_once_and_its_end_once(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    crashed = RunFacts("run-1", "failed", "No sign of life.", release_in_use="run-0", reproduce="wellsourced run /in")
    for _ in range(2):
        tell_crashed(settings, crashed, now=lambda: NOON)
    tell_crashed(settings, replace(crashed, run_id="run-2"), now=lambda: NOON + timedelta(hours=1))
    a_run(settings, 3, "published", CRITICAL.clear())
    a_run(settings, 4, "published", CRITICAL.clear())
    assert kinds(receiver) == [("run-1", "crashed_run"), ("run-3", "recovered")]
    assert receiver.received[0]["text"].splitlines() == [
        "Wellsourced: run run-1 crashed before it could say why. Queries still see release run-0.",
        "No sign of life.",
    ]
    assert history.read(settings, "alerts").filter(run_id="run-1").height == 1


def test_the_alert_of_a_crash_leaves_those_that_the_run_had_raised(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    a_run(settings, 1, "published", checks(check("w", "warning")))
    tell_crashed(settings, RunFacts("run-1", "failed", "killed"))
    assert sorted(history.read(settings, "alerts")["kind"]) == ["crashed_run", "warnings"]


def test_that_no_run_succeeds_is_noticed_without_a_run(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)

    def look(n: int, hours: float) -> None:
        tell_overdue(
            settings, RunFacts(f"look-{n}", "failed"), timedelta(hours=3), now=lambda: NOON + timedelta(hours=hours)
        )

    look(1, 99)
    assert receiver.received == [], "none ever succeeded: somebody is just beginning"
    good = {"run_id": "run-0", "outcome": "published", "finished_at": NOON, "parameters": "{}"}
    history.append(settings, "pipeline_runs", "run-0", pl.DataFrame([good], schema=PIPELINE_RUNS))
    for n, hours in enumerate((2.9, 3.1, 3.2, 26)):
        look(n, hours)
    a_run(settings, 27, "published", CRITICAL.clear())
    history.append(
        settings,
        "pipeline_runs",
        "run-27",
        pl.DataFrame([good | {"run_id": "run-27", "finished_at": NOON + timedelta(hours=27)}], schema=PIPELINE_RUNS),
    )
    look(4, 28)
    look(5, 31)
    told = [("look-1", "nothing_published"), ("run-27", "recovered"), ("look-5", "nothing_published")]
    assert kinds(receiver) == told
    assert receiver.received[0]["since"] == NOON.isoformat()


def test_warnings_end_when_a_run_looked_and_found_none(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    warning, held = checks(check("w", "warning")), checks(check("w", "warning", success=True))
    a_run(settings, 1, "published", warning)
    a_run(settings, 2, "published", warning)
    a_run(settings, 3, "unchanged", warning.clear())
    a_run(settings, 4, "published", held)
    a_run(settings, 5, "published", held)
    assert kinds(receiver) == [("run-1", "warnings"), ("run-4", "recovered_warnings")]


def a_recorded_run(settings: Settings, n: int, outcome: str, found: pl.DataFrame) -> None:
    """Record the checks of the nth run, as runs do before they alert, and send its alerts."""
    at = pl.lit(NOON + timedelta(hours=n), CHECK_RESULTS["checked_at"])
    found = found.with_columns(run_id=pl.lit(f"run-{n}"), checked_at=at)
    history.append(settings, "check_results", f"run-{n}", found)
    a_run(settings, n, outcome, found)


def test_a_run_with_nothing_to_build_ends_no_warning_that_it_did_not_look_for(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    warning, listed = check("w", "warning"), check("listing", "warning", success=True)
    a_recorded_run(settings, 1, "published", checks(warning, listed))
    a_recorded_run(settings, 2, "unchanged", checks(listed))
    a_recorded_run(settings, 3, "published", checks(warning, listed))
    assert kinds(receiver) == [("run-1", "warnings")]
    a_recorded_run(settings, 4, "published", checks(check("w", "warning", success=True), listed))
    assert kinds(receiver) == [("run-1", "warnings"), ("run-4", "recovered_warnings")]


def test_a_run_with_nothing_to_build_tells_no_part_of_a_warning_anew_but_what_it_alone_finds(
    tmp_path: Path, receiver: Receiver
) -> None:
    settings = settings_for(tmp_path, receiver.url)
    both = checks(check("w", "warning"), check("listing", "warning"))
    a_recorded_run(settings, 1, "published", both)
    a_recorded_run(settings, 2, "unchanged", checks(check("listing", "warning")))
    assert kinds(receiver) == [("run-1", "warnings")]
    a_recorded_run(settings, 3, "unchanged", checks(check("silent", "warning")))
    a_recorded_run(settings, 4, "unchanged", checks(check("silent", "warning")))
    assert kinds(receiver) == [("run-1", "warnings"), ("run-3", "warnings")]


def test_a_run_with_nothing_to_build_ends_the_warnings_that_such_runs_give(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    a_recorded_run(settings, 1, "unchanged", checks(check("listing", "warning")))
    a_recorded_run(settings, 2, "unchanged", checks(check("listing", "warning", success=True)))
    assert kinds(receiver) == [("run-1", "warnings"), ("run-2", "recovered_warnings")]


def test_a_failure_that_ends_in_warnings_says_both_and_the_warnings_are_not_told_twice(
    tmp_path: Path, receiver: Receiver
) -> None:
    settings, warning = settings_for(tmp_path, receiver.url), checks(check("w", "warning"))
    a_run(settings, 1, "failed_checks", CRITICAL)
    a_run(settings, 2, "published", warning)
    a_run(settings, 3, "published", warning)
    assert sorted(kinds(receiver)) == [("run-1", "failed_checks"), ("run-2", "recovered"), ("run-2", "warnings")]


def test_a_failing_run_says_when_no_run_has_succeeded_for_long(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    good = {"run_id": "run-0", "outcome": "published", "finished_at": NOON, "parameters": "{}"}
    later = {"run_id": "check", "outcome": "unchanged", "finished_at": NOON + timedelta(hours=20)}
    later["parameters"] = '{"validate": true}'
    for row in (good, later):
        history.append(settings, "pipeline_runs", str(row["run_id"]), pl.DataFrame([row], schema=PIPELINE_RUNS))
    for n in (1, 23, 25, 26):
        a_run(settings, n, "failed", CRITICAL.clear(), message="There is no folder /in")
    a_run(settings, 27, "published", CRITICAL.clear())
    assert sorted(kinds(receiver)) == [
        ("run-1", "failed_run"),
        ("run-25", "failed_run"),  # the reminder
        ("run-25", "nothing_published"),
        ("run-27", "recovered"),
    ]
    [stale] = [payload for payload in receiver.received if payload["kind"] == "nothing_published"]
    assert "no run has succeeded for 25 hours, since 2026-11-22 12:00 UTC" in stale["text"]


def test_what_waits_in_the_outbox_is_neither_lost_nor_doubled_while_a_failure_goes_on(tmp_path: Path) -> None:
    with receiving() as gone:
        url = gone.url
    for n in (1, 2, 3):
        a_run(settings_for(tmp_path, url), n, "failed_checks", CRITICAL)
    with receiving() as back:
        up = settings_for(tmp_path, back.url)
        a_run(up, 4, "failed_checks", CRITICAL)
        a_run(up, 5, "published", CRITICAL.clear())
        assert kinds(back) == [("run-1", "failed_checks"), ("run-5", "recovered")]


def test_alerts_of_an_earlier_version_have_no_subject_and_do_not_disturb(tmp_path: Path, receiver: Receiver) -> None:
    settings = settings_for(tmp_path, receiver.url)
    a_run(settings, 1, "failed_checks", CRITICAL)
    path = settings.history_dir / "alerts" / "run-1.parquet"
    pl.read_parquet(path).drop("subject", "signature", "repeat_of").write_parquet(path)
    a_run(settings, 2, "failed_checks", CRITICAL)
    assert len(receiver.received) == 2
