"""Tell somebody when a check or a run fails: alerts are rows first and messages second.

An alert is written to the history table ``alerts``, a row for each channel that is set up, before it is sent, and a row
stays undelivered until a receiver took it, so a dead receiver or a killed run loses none: whoever sends next, a run or
``wellsourced alerts --retry``, sends what is waiting. Delivery is at least once; a receiver tells repeats apart by
``alert_id``, also sent as ``Idempotency-Key`` and ``Message-ID``. Nothing here fails a run.

A failure that goes on is told once, and again only after a day (``alert_remind_hours``): its repeats are rows that name the
alert before them and go nowhere. Its end is told once. The same failure is the same command, and the same checks that do not
hold or the same message.

A run with nothing to build checks its listing alone. What else an earlier run warned of stands in the release that queries
see, so such a run neither ends a warning whose check it did not make nor tells part of it anew.

What does not belong here: deciding whether a check failed (``flows.quality``), the form that a receiver takes
(``channels``), and anything of Prefect (an automation notices runs that die before they can alert, see
``flows.deployments``).
"""

from __future__ import annotations

import hashlib
import html
import json
import logging
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import polars as pl

from flows.quality.channels import Channel, destinations, moment, sender
from flows.quality.counting import number_of
from flows.warehouse import history
from flows.warehouse.building import check_run_id
from flows.warehouse.schema import ALERTS, CHECK_RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flows.settings import Settings

logger = logging.getLogger(__name__)

AlertKind = Literal[
    "failed_checks", "warnings", "failed_run", "crashed_run", "nothing_published", "recovered", "recovered_warnings"
]
ENDS: dict[AlertKind, AlertKind] = {
    "failed_checks": "recovered",
    "failed_run": "recovered",
    "crashed_run": "recovered",
    "nothing_published": "recovered",
    "warnings": "recovered_warnings",
}
"""What tells that a failure is over."""

ANY_RUN = ""
"""Subject of what no one command is to blame for: over when any run publishes."""
VALIDATION = "wellsourced validate"
"""Subject of checks of what is published already: they end nothing but their own failures."""

ROWS_SHOWN = 3
CHECKS_SHOWN = 20  # Slack and Teams refuse messages above 28-40 kB; 20 checks of 3 rows stay below 25 kB
VALUE_CHARACTERS = 200
LOCK_SECONDS = 60.0
GIVEN_UP_AFTER = timedelta(days=7)
"""An alert waits so long for a channel that is not set up: a shell may lack the settings of the service."""


@dataclass(frozen=True)
class RunFacts:
    """What an alert says about the run it comes from.

    ``outcome`` is published, unchanged, failed_checks or failed; ``release_in_use`` is the release that queries see while
    the alert is open (None: nothing is published yet); ``run_url`` is the run's page where a server has one; ``reproduce``
    is the command line that runs the same again; ``publishes`` is false for a run that checks what is published already.
    """

    run_id: str
    outcome: str
    message: str | None = None
    release_in_use: str | None = None
    run_url: str | None = None
    reproduce: str | None = None
    publishes: bool = True


@dataclass(frozen=True)
class Delivery:
    """What became of the alerts: how many this run raised, how many went out now, how many wait, and why.

    ``n_given_up`` are those that waited for a channel that is no longer set up, and wait no more.
    """

    n_raised: int
    n_delivered: int
    n_waiting: int
    error: str | None = None
    n_given_up: int = 0


def shown(value: object, limit: int = VALUE_CHARACTERS) -> str:
    """Return a value from a document as one line that no receiver can take for markup, a mention or a control sequence.

    ``&``, ``<``, ``>`` are escaped (which also disarms Slack's ``<!channel>``), control and direction-changing characters
    are dropped, ``@`` is followed by a zero-width space (Mattermost and Discord mention by name), and the text is cut at
    ``limit`` characters before escaping.
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = text[: limit * 4]
    kept = "".join(
        " " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    if len(kept) > limit:
        kept = kept[: limit - 1] + "…"
    return html.escape(kept, quote=False).replace("@", "@\u200b")


def compose(
    facts: RunFacts, checks: pl.DataFrame, *, at: datetime, since: Mapping[str, datetime] | None = None
) -> list[dict[str, Any]]:
    """Make the payloads that one run calls for: at most one for critical checks, one for warnings, one for a failed run.

    ``checks`` has the columns of ``schema.CHECK_RESULTS`` (all of them or the failed ones only). A payload carries ``text``,
    a few lines for receivers that show nothing else, and under ``checks`` the failed checks with their first rows, escaped.
    ``at`` is the time stamp of the alerts; ``since`` gives by ``check_id`` when a check began to fail, ``at`` where it says
    nothing.
    """
    failed = checks.filter(~pl.col("success"))
    critical = failed.filter(pl.col("severity") == "critical")
    warnings = failed.filter(pl.col("severity") == "warning")
    since = since or {}
    meanwhile = _meanwhile(facts)
    payloads = []
    if critical.height:
        failures = f"Wellsourced: {number_of(critical.height, 'critical check')} failed"
        names = _names(critical, since, at=at)
        text = (
            f"{failures}, nothing was published. {meanwhile}{names}"
            if facts.publishes
            else f"{failures} on the release that queries see, {facts.release_in_use}.{names}"
        )
        payloads.append(_payload(facts, "failed_checks", "critical", text, critical, at, since))
    elif facts.outcome in ("failed", "failed_checks"):
        cause = f"\n{shown(facts.message, 300)}" if facts.message else ""
        text = f"Wellsourced: run {facts.run_id} failed before it could publish. {meanwhile}{cause}"
        payloads.append(_payload(facts, "failed_run", "critical", text, failed.clear(), at))
    if warnings.height:
        ended = f"run {facts.run_id} ended as {facts.outcome}"
        failures = f"Wellsourced: {number_of(warnings.height, 'warning check')} failed"
        text = f"{failures}; {ended}. {meanwhile}{_names(warnings, since, at=at)}"
        payloads.append(_payload(facts, "warnings", "warning", text, warnings, at, since))
    return payloads


def send_alerts(
    settings: Settings, facts: RunFacts, checks: pl.DataFrame, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Delivery:
    """Record the alerts of a run, then send them and whatever earlier runs left waiting; never raises for a delivery.

    Writes ``history/alerts/<run_id>.parquet`` (columns ``schema.ALERTS``). Where no channel is set up the alerts are
    recorded with no destination and never sent later: there was nobody to tell. What was told already and goes on is
    recorded as a repeat and not sent; ``n_raised`` counts it not. Raises ValueError for a run id that is no plain file name.
    """
    check_run_id(facts.run_id)
    at = now()

    def raised(alerts: pl.DataFrame) -> list[pl.DataFrame]:
        payloads = compose(facts, checks, at=at, since=_failing_since(settings, checks))
        standing = _standing(settings, facts, alerts)
        payloads = [payload for payload in payloads if not _is_part_of(standing, payload, facts, checks)]
        is_failure = any(payload["severity"] == "critical" for payload in payloads)
        ends = _ends(facts, checks, alerts, standing, at=at)
        rows = [_rows(payloads + ends, _subject(facts), checks, alerts, settings, at=at)]
        if facts.publishes and is_failure:
            rows.append(_overdue(settings, facts, timedelta(hours=settings.alert_stale_hours), alerts, at=at))
        return rows

    return _tell(settings, facts.run_id, raised)


def tell_crashed(
    settings: Settings, facts: RunFacts, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Delivery:
    """Record and send that a run ended without a report, unless it had its say; ``facts`` are what is known from outside.

    Raises ValueError for a run id that is not a plain file name.
    """
    check_run_id(facts.run_id)
    at = now()

    def raised(alerts: pl.DataFrame) -> list[pl.DataFrame]:
        is_told = pl.col("kind").is_in(["crashed_run", "failed_run", "failed_checks"])
        if not alerts.filter(is_told, run_id=facts.run_id).is_empty():
            return []
        cause = f"\n{shown(facts.message, 300)}" if facts.message else ""
        text = f"Wellsourced: run {facts.run_id} crashed before it could say why. {_meanwhile(facts)}{cause}"
        none = pl.DataFrame(schema=CHECK_RESULTS)
        payload = _payload(facts, "crashed_run", "critical", text, none, at)
        return [_rows([payload], _subject(facts), none, alerts, settings, at=at)]

    return _tell(settings, facts.run_id, raised)


def tell_overdue(
    settings: Settings,
    facts: RunFacts,
    after: timedelta,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Delivery:
    """Record and send that no run has succeeded for so long, if that is so and one ever did; ``facts`` are who noticed.

    Raises ValueError for a run id that is not a plain file name.
    """
    check_run_id(facts.run_id)
    return _tell(settings, facts.run_id, lambda alerts: [_overdue(settings, facts, after, alerts, at=now())])


def has_alerted(settings: Settings, run_id: str) -> bool:
    """Whether a run has raised an alert, sent or not."""
    return not history.read(settings, "alerts", run_ids=[run_id]).is_empty()


def waiting(settings: Settings) -> pl.DataFrame:
    """Return the alerts that are to be sent and were not accepted yet, oldest first; columns ``schema.ALERTS``."""
    alerts = history.read(settings, "alerts")
    undelivered = alerts.filter(
        pl.col("destination").is_not_null(), pl.col("delivered_at").is_null(), pl.col("given_up_at").is_null()
    )
    return undelivered.with_columns(pl.col("channel").fill_null("webhook")).sort("created_at", "alert_id", "channel")


def open_alerts(settings: Settings) -> pl.DataFrame:
    """Return the alerts of failures whose end has not been told, oldest first; columns ``schema.ALERTS``."""
    alerts = history.read(settings, "alerts")
    return _open(alerts, alerts["subject"].unique().to_list(), *ENDS)


def deliver_waiting(settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Delivery:
    """Send every alert that has a destination and was never accepted, oldest first.

    A channel is left at the first sign that its receiver is down (no answer, 429, 5xx), so that a dead receiver costs one
    timeout a run rather than one an alert; an alert that the receiver refuses (other 4xx) stays waiting but holds up none
    behind it. Each attempt is written down before the next one. What waits for a channel that is not set up is
    given up after ``GIVEN_UP_AFTER``: recorded, listed, not sent. Raises OSError when the history cannot be read or written.
    """
    from filelock import FileLock, Timeout

    folder = settings.history_dir / "alerts"
    if not folder.is_dir():
        return Delivery(0, 0, 0)
    try:
        with FileLock(folder / ".lock").acquire(timeout=LOCK_SECONDS):
            return _deliver_locked(settings, at=now())
    except Timeout:
        return Delivery(0, 0, waiting(settings).height, "another process is sending alerts")


def _deliver_locked(settings: Settings, *, at: datetime) -> Delivery:
    outbox = waiting(settings)
    has_channel = pl.col("channel").is_in(list(destinations(settings)))
    gone = outbox.filter(~has_channel, pl.col("created_at") < at - GIVEN_UP_AFTER)
    for run_id, alert_id, channel in gone.select("run_id", "alert_id", "channel").iter_rows():
        logger.warning("alert %s is given up: the channel %s is no longer set up", alert_id, channel)
        _record_change(settings, run_id, alert_id, channel, given_up_at=pl.lit(at, ALERTS["given_up_at"]))
    n_delivered, errors = 0, {}
    for channel in destinations(settings):
        send = sender(settings, channel)
        for alert in outbox.filter(channel=channel).select("alert_id", "run_id", "payload").iter_rows(named=True):
            error, receiver_is_up = send(json.loads(alert["payload"]))
            _record_change(
                settings,
                alert["run_id"],
                alert["alert_id"],
                channel,
                delivered_at=pl.lit(datetime.now(UTC) if error is None else None, ALERTS["delivered_at"]),
                n_attempts=pl.col("n_attempts") + 1,
                error=pl.lit(error, pl.String),
            )
            if error is None:
                n_delivered += 1
                continue
            errors[channel] = error
            logger.warning("alert %s was not delivered by %s: %s", alert["alert_id"], channel, error)
            if not receiver_is_up:
                break
    told = "; ".join(f"{channel}: {error}" for channel, error in errors.items())
    return Delivery(0, n_delivered, outbox.height - n_delivered - gone.height, told or None, gone.height)


def _tell(settings: Settings, run_id: str, raised: Callable[[pl.DataFrame], list[pl.DataFrame]]) -> Delivery:
    """Record what ``raised`` makes of the alerts so far, then send what waits; a full disk fails no run.

    What cannot be written down is sent all the same, once: a disk that is full is what somebody must be told of.
    """

    def rows_after(alerts: pl.DataFrame) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema=ALERTS), *raised(alerts)])

    try:
        with _recording(settings):
            alerts = history.read(settings, "alerts").sort("created_at")
            rows = rows_after(alerts)
            if rows.height:
                history.append(settings, "alerts", run_id, pl.concat([alerts.filter(run_id=run_id), rows]))
    except (OSError, pl.exceptions.PolarsError) as error:
        logger.error("alerts of run %s could not be recorded: %s", run_id, error)
        rows = rows_after(history.read(settings, "alerts").sort("created_at"))
        n_delivered = _send_unrecorded(settings, rows)
        n_raised = _n_raised(rows)
        return Delivery(n_raised, n_delivered, rows["destination"].count() - n_delivered, f"not recorded: {error}")
    try:
        delivery = deliver_waiting(settings)
    except (OSError, pl.exceptions.PolarsError) as error:
        logger.error("alerts of run %s wait, what became of one could not be recorded: %s", run_id, error)
        return Delivery(_n_raised(rows), 0, rows["destination"].count(), f"not recorded: {error}")
    return replace(delivery, n_raised=_n_raised(rows))


def _n_raised(rows: pl.DataFrame) -> int:
    return rows.filter(pl.col("repeat_of").is_null())["alert_id"].n_unique()


def _send_unrecorded(settings: Settings, rows: pl.DataFrame) -> int:
    """Send alerts that are written down nowhere and return how many were taken."""
    found = rows.filter(pl.col("destination").is_not_null()).select("channel", "payload").iter_rows()
    return sum(sender(settings, channel)(json.loads(payload))[0] is None for channel, payload in found)


@contextmanager
def _recording(settings: Settings) -> Iterator[None]:
    """Keep other processes from writing rows while this one reads, changes and writes them; never held while sending."""
    from filelock import FileLock

    folder = settings.history_dir / "alerts"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".rows.lock").acquire(timeout=LOCK_SECONDS):
        yield


def _record_change(settings: Settings, run_id: str, alert_id: str, channel: str, **changes: pl.Expr) -> None:
    this = (pl.col("alert_id") == alert_id) & (pl.col("channel").fill_null("webhook") == channel)
    with _recording(settings):
        of_run = history.read(settings, "alerts", run_ids=[run_id])
        changed = [pl.when(this).then(value).otherwise(name).alias(name) for name, value in changes.items()]
        history.append(settings, "alerts", run_id, of_run.with_columns(changed))


def _subject(facts: RunFacts) -> str:
    return facts.reproduce or ANY_RUN


def _meanwhile(facts: RunFacts) -> str:
    return (
        f"Queries still see release {facts.release_in_use}." if facts.release_in_use else "Nothing has been published yet."
    )


def _signature(payload: dict[str, Any], checks: pl.DataFrame) -> str:
    """Return a hash of what a payload tells, the same in each run in which the same goes on failing."""
    kind = payload["kind"]
    if kind in ("failed_checks", "warnings"):
        told = checks.filter(~pl.col("success"), severity=payload["severity"])["check_id"].sort().to_list()
    elif kind == "failed_run":
        told = [str(payload["message"]).replace(payload["run_id"], "")]
    else:
        told = []
    return hashlib.sha256(json.dumps([kind, *told]).encode()).hexdigest()[:16]


def _open(alerts: pl.DataFrame, subjects: Sequence[str], *kinds: AlertKind) -> pl.DataFrame:
    """Return the alerts about some subjects, of some kinds, whose end has not been told, oldest first.

    What no one command is to blame for is over when the end of anything but a check of what is published was told.
    """
    of_subject = alerts.group_by("subject", end="kind").agg(ended_at=pl.col("created_at").max())
    of_any = alerts.filter(pl.col("subject") != VALIDATION).group_by(end="kind").agg(any_ended_at=pl.col("created_at").max())
    found = alerts.filter(pl.col("subject").is_in(subjects), pl.col("kind").is_in(kinds))
    joined = (
        found.with_columns(end=pl.col("kind").replace_strict(ENDS))
        .join(of_subject, on=["subject", "end"], how="left", maintain_order="left")
        .join(of_any, on="end", how="left", maintain_order="left")
    )
    ended_at = pl.when(pl.col("subject") == ANY_RUN).then("any_ended_at").otherwise("ended_at")
    return joined.filter(ended_at.is_null() | (pl.col("created_at") > ended_at)).select(list(ALERTS)).sort("created_at")


def _failing_since(settings: Settings, checks: pl.DataFrame) -> dict[str, datetime]:
    """Return when each failed check first failed since it last held, by ``check_id``, as far as the history tells."""
    failed = checks.filter(~pl.col("success")).select("check_id").unique()
    if failed.is_empty():
        return {}
    past = history.read(
        settings,
        "check_results",
        where=pl.col("check_id").is_in(failed["check_id"].to_list()),
        columns=["check_id", "success", "checked_at"],
    )
    held = past.filter("success").group_by("check_id").agg(held_at=pl.col("checked_at").max())
    broken = past.filter(~pl.col("success")).join(held, on="check_id", how="left")
    is_since = pl.col("held_at").is_null() | (pl.col("checked_at") > pl.col("held_at"))
    return dict(broken.filter(is_since).group_by("check_id").agg(pl.col("checked_at").min()).iter_rows())


def last_success(settings: Settings) -> datetime | None:
    """Return when a run that may publish last did so or found nothing new; None if none ever did."""
    is_validation = pl.col("parameters").str.json_path_match("$.validate").fill_null("false") == "true"
    runs = history.read(settings, "pipeline_runs")
    last = runs.filter(pl.col("outcome").is_in(["published", "unchanged"]), ~is_validation)["finished_at"].max()
    return last if isinstance(last, datetime) else None


def _overdue(settings: Settings, facts: RunFacts, after: timedelta, alerts: pl.DataFrame, *, at: datetime) -> pl.DataFrame:
    """Return the row that tells that no run has succeeded for long; none if one has, or none ever did."""
    last = last_success(settings)
    if last is None or at - last < after:
        return pl.DataFrame(schema=ALERTS)
    minutes = (at - last) / timedelta(minutes=1)
    so_long = f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.0f} hours"
    text = (
        f"Wellsourced: no run has succeeded for {so_long}, since {moment(last.isoformat())}. "
        f"Queries still see release {facts.release_in_use}."
    )
    none = pl.DataFrame(schema=CHECK_RESULTS)
    payload = _payload(facts, "nothing_published", "critical", text, none, at) | {"since": last.isoformat()}
    return _rows([payload], ANY_RUN, none, alerts, settings, at=at)


def _is_idle(facts: RunFacts) -> bool:
    """Say whether a run had nothing to build, so that it checked no more than what it had listed."""
    return facts.publishes and facts.outcome == "unchanged"


def _standing(settings: Settings, facts: RunFacts, alerts: pl.DataFrame) -> set[str]:
    """Return the ``check_id`` of each check that open alerts of the same command warned of and that has not held since.

    From the history, because a payload names the first checks only.
    """
    warned = _open(alerts, [_subject(facts)], "warnings")["run_id"].unique()
    if warned.is_empty():
        return set()
    results = history.read(settings, "check_results", run_ids=warned.to_list()).sort("checked_at")
    last = results.unique("check_id", keep="last", maintain_order=True)
    return set(last.filter(~pl.col("success"), severity="warning")["check_id"])


def _is_part_of(standing: set[str], payload: dict[str, Any], facts: RunFacts, checks: pl.DataFrame) -> bool:
    """Say whether a payload tells of an idle run's warnings that are some of those told of already, but not all."""
    if payload["kind"] != "warnings" or not _is_idle(facts):
        return False
    return set(checks.filter(~pl.col("success"), severity="warning")["check_id"]) < standing


def _ends(
    facts: RunFacts, checks: pl.DataFrame, alerts: pl.DataFrame, standing: set[str], *, at: datetime
) -> list[dict[str, Any]]:
    """Return what tells that failures are over: of the run itself, and of warnings if this run looked for them.

    An idle run has looked only if it made every check in ``standing``, those that were warned of. A run that could not even
    begin has no command to its name; what was told of it is over when any run publishes.
    """
    if facts.outcome not in ("published", "unchanged"):
        return []
    subjects = [_subject(facts), ANY_RUN] if facts.publishes else [_subject(facts)]
    ended = []
    failures = _open(alerts, subjects, "failed_checks", "failed_run", "crashed_run", "nothing_published")
    if failures.height:
        again = "published again" if facts.outcome == "published" else "runs succeed again"
        again = again if facts.publishes else "the release that queries see holds again"
        since = failures["created_at"][0].isoformat()
        text = f"Wellsourced: {again}; it had failed since {moment(since)}."
        ended.append(_payload(facts, "recovered", "info", text, checks.clear(), at) | {"since": since})
    warnings = _open(alerts, subjects, "warnings")
    has_warnings = checks.filter(~pl.col("success"), severity="warning").height > 0
    has_looked = not checks.is_empty() and (not _is_idle(facts) or standing <= set(checks["check_id"]))
    if warnings.height and has_looked and not has_warnings:
        since = warnings["created_at"][0].isoformat()
        text = f"Wellsourced: no check warns any more; the first had since {moment(since)}."
        ended.append(_payload(facts, "recovered_warnings", "info", text, checks.clear(), at) | {"since": since})
    return ended


def _rows(
    payloads: Sequence[dict[str, Any]],
    subject: str,
    checks: pl.DataFrame,
    alerts: pl.DataFrame,
    settings: Settings,
    *,
    at: datetime,
) -> pl.DataFrame:
    """Return the alerts as rows, one a channel; what repeats an open alert of the last ``alert_remind_hours`` has none."""
    unended = _open(alerts, [subject], *ENDS)
    lately = unended.filter(
        pl.col("repeat_of").is_null(), pl.col("created_at") > at - timedelta(hours=settings.alert_remind_hours)
    )
    before = dict(lately.select("signature", "alert_id").iter_rows())
    first = {
        kind: created_at.isoformat()
        for kind, created_at in unended.group_by("kind").agg(pl.col("created_at").min()).iter_rows()
    }
    nobody: list[tuple[Channel | None, str | None]] = [(None, None)]
    channels = [*destinations(settings).items()] or nobody
    rows = [
        {
            "alert_id": payload["alert_id"],
            "run_id": payload["run_id"],
            "kind": payload["kind"],
            "severity": payload["severity"],
            "subject": subject,
            "signature": signature,
            "repeat_of": before.get(signature),
            "channel": channel,
            "destination": destination,
            # A check knows itself since when it fails; of a run it is what was told first.
            "payload": json.dumps({"since": first.get(payload["kind"], at.isoformat())} | payload, ensure_ascii=False),
            "created_at": at,
            "delivered_at": None,
            "given_up_at": None,
            "n_attempts": 0,
            "error": None,
        }
        for payload in payloads
        for signature in [_signature(payload, checks)]
        for channel, destination in (nobody if signature in before else channels)
    ]
    return pl.DataFrame(rows, schema=ALERTS)


def _payload(
    facts: RunFacts,
    kind: AlertKind,
    severity: str,
    text: str,
    checks: pl.DataFrame,
    at: datetime,
    since: Mapping[str, datetime] | None = None,
) -> dict[str, Any]:
    """Return what is told; ``since`` gives by ``check_id`` when a check began to fail, ``at`` where it says nothing."""
    ordered = checks.sort("check_id")
    began = {check_id: (since or {}).get(check_id, at) for check_id in ordered["check_id"]}
    return {
        "alert_id": uuid4().hex,
        "kind": kind,
        "severity": severity,
        "text": text,
        "run_id": facts.run_id,
        "run_url": facts.run_url,
        "outcome": facts.outcome,
        "message": shown(facts.message, 1000) if facts.message else None,
        "release_in_use": facts.release_in_use,
        "look": f"wellsourced checks {facts.run_id} --failed" if checks.height else "wellsourced runs",
        "reproduce": facts.reproduce,
        "created_at": at.isoformat(),
        "checks": [_check(check, began[check["check_id"]]) for check in ordered.head(CHECKS_SHOWN).iter_rows(named=True)],
        "n_checks_left_out": max(0, ordered.height - CHECKS_SHOWN),
    } | ({"since": min(began.values()).isoformat()} if began else {})


def _check(check: dict[str, Any], since: datetime) -> dict[str, Any]:
    rows = json.loads(check["failing_rows"]) if check["failing_rows"] else []
    return {
        "check_id": check["check_id"],
        "suite": check["suite"],
        "table": check["table_name"],
        "column": check["column_name"],
        "expectation": check["expectation"],
        "severity": check["severity"],
        "n_unexpected": check["n_unexpected"],
        "since": since.isoformat(),
        "observed": shown(check["observed"]) if check["observed"] else None,
        "reason": check["reason"],
        "first_rows": [_row(row) for row in rows[:ROWS_SHOWN]],
    }


def _row(row: object) -> object:
    if isinstance(row, dict):
        return {shown(name, 60): None if value is None else shown(value) for name, value in row.items()}
    return shown(row)


def _names(checks: pl.DataFrame, since: Mapping[str, datetime], *, at: datetime) -> str:
    """Name the first failed checks, one a line: table and column, expectation, number of rows, since when if not now."""
    lines = []
    for check in checks.sort("check_id").head(ROWS_SHOWN).iter_rows(named=True):
        place = f"{check['table_name']}.{check['column_name']}" if check["column_name"] else check["table_name"]
        began = since.get(check["check_id"], at)
        facts = [number_of(check["n_unexpected"], "row")] if check["n_unexpected"] else []
        facts += [f"since {moment(began.isoformat())}"] if began < check["checked_at"] else []
        lines.append(f"\n{shown(place)}: {shown(check['expectation'])}" + (f" ({', '.join(facts)})" if facts else ""))
    left_out = checks.height - len(lines)
    return "".join(lines) + (f"\nand {left_out} more" if left_out else "")
