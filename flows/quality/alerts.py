"""Tell somebody when a check or a run fails: alerts are rows first and messages second.

An alert is written to the history table ``alerts`` before it is sent, and a row stays undelivered until a receiver answered
2xx, so a dead receiver or a killed run loses none: the next run sends what is waiting. Delivery is at least once; a receiver
tells repeats apart by ``alert_id``, also sent as ``Idempotency-Key``. Nothing here fails a run.

A failure that goes on is told once, and again only after a day (``alert_remind_hours``): its repeats are rows that name the
alert before them and go nowhere. Its end is told once. The same failure is the same command, and the same checks that do not
hold or the same message.

What does not belong here: deciding whether a check failed (``flows.quality``), and anything of Prefect (an automation
watches for runs that die before they can alert, see ``flows.deployments``).
"""

from __future__ import annotations

import hashlib
import html
import json
import logging
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import polars as pl

from flows.warehouse import history
from flows.warehouse.building import check_run_id
from flows.warehouse.schema import ALERTS, CHECK_RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import httpx

    from flows.settings import Settings

logger = logging.getLogger(__name__)

AlertKind = Literal["failed_checks", "warnings", "failed_run", "nothing_published", "recovered", "recovered_warnings"]
ENDS: dict[AlertKind, AlertKind] = {
    "failed_checks": "recovered",
    "failed_run": "recovered",
    "nothing_published": "recovered",
    "warnings": "recovered_warnings",
}
"""What tells that a failure is over."""

ROWS_SHOWN = 3
CHECKS_SHOWN = 20  # Slack and Teams refuse messages above 28-40 kB; 20 checks of 3 rows stay below 25 kB
VALUE_CHARACTERS = 200
LOCK_SECONDS = 60.0


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
    """What became of the alerts: how many this run raised, how many went out now, how many wait, and why."""

    n_raised: int
    n_delivered: int
    n_waiting: int
    error: str | None = None


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


def compose(facts: RunFacts, checks: pl.DataFrame, *, at: datetime) -> list[dict[str, Any]]:
    """Make the payloads that one run calls for: at most one for critical checks, one for warnings, one for a failed run.

    ``checks`` has the columns of ``schema.CHECK_RESULTS`` (all of them or the failed ones only). A payload carries ``text``,
    a few lines for chat receivers, which show nothing else, and under ``checks`` the failed checks with
    their first rows, escaped. ``at`` is the time stamp of the alerts.
    """
    failed = checks.filter(~pl.col("success"))
    critical = failed.filter(pl.col("severity") == "critical")
    warnings = failed.filter(pl.col("severity") == "warning")
    meanwhile = (
        f"Queries still see release {facts.release_in_use}." if facts.release_in_use else "Nothing has been published yet."
    )
    payloads = []
    if critical.height:
        failures = f"Wellsourced: {_count(critical.height, 'critical check')} failed"
        text = (
            f"{failures}, nothing was published. {meanwhile}{_names(critical)}"
            if facts.publishes
            else f"{failures} on the release that queries see, {facts.release_in_use}.{_names(critical)}"
        )
        payloads.append(_payload(facts, "failed_checks", "critical", text, critical, at))
    elif facts.outcome in ("failed", "failed_checks"):
        cause = f"\n{shown(facts.message, 300)}" if facts.message else ""
        text = f"Wellsourced: run {facts.run_id} failed before it could publish. {meanwhile}{cause}"
        payloads.append(_payload(facts, "failed_run", "critical", text, failed.clear(), at))
    if warnings.height:
        ended = f"run {facts.run_id} ended as {facts.outcome}"
        text = f"Wellsourced: {_count(warnings.height, 'warning check')} failed; {ended}. {meanwhile}{_names(warnings)}"
        payloads.append(_payload(facts, "warnings", "warning", text, warnings, at))
    return payloads


def send_alerts(
    settings: Settings, facts: RunFacts, checks: pl.DataFrame, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Delivery:
    """Record the alerts of a run, then send them and whatever earlier runs left waiting; never raises for a delivery.

    Writes ``history/alerts/<run_id>.parquet`` (columns ``schema.ALERTS``). Without ``settings.alert_webhook_url`` the alerts
    are recorded with no destination and never sent later: there was nobody to tell. What was told already and goes on is
    recorded as a repeat and not sent; ``n_raised`` counts it not. Raises ValueError for a run id that is not a plain file
    name.
    """
    check_run_id(facts.run_id)
    at = now()
    payloads = compose(facts, checks, at=at)
    try:
        told = _told(settings, facts)
        payloads += _stale(settings, facts, payloads, at=at)
        payloads += _ends(facts, checks, told, at=at)
        rows = _rows(payloads, facts, checks, told, settings, at=at)
        if payloads:
            history.append(settings, "alerts", facts.run_id, rows)
        payloads = [payload for payload, before in zip(payloads, rows["repeat_of"], strict=True) if before is None]
        delivery = deliver_waiting(settings)
    except (OSError, pl.exceptions.PolarsError) as error:  # a full disk must not turn a finished run into a failed one
        logger.error("alerts of run %s could not be recorded: %s", facts.run_id, error)
        return Delivery(len(payloads), 0, len(payloads), f"not recorded: {error}")
    return Delivery(len(payloads), delivery.n_delivered, delivery.n_waiting, delivery.error)


def has_alerted(settings: Settings, run_id: str) -> bool:
    """Whether a run has raised an alert, sent or not."""
    return not history.read(settings, "alerts").filter(run_id=run_id).is_empty()


def deliver_waiting(settings: Settings) -> Delivery:
    """Send every alert that has a destination and was never accepted, oldest first.

    Stops at the first sign that the receiver is down (no answer, 429, 5xx), so that a dead receiver costs one timeout a run
    rather than one an alert; an alert that the receiver refuses (other 4xx) stays waiting but holds up none behind it. Each
    attempt is written down before the next one. Raises OSError when the history cannot be read or written.
    """
    from filelock import FileLock, Timeout

    folder = settings.history_dir / "alerts"
    if not folder.is_dir():
        return Delivery(0, 0, 0)
    lock = FileLock(folder / ".lock")
    try:
        with lock.acquire(timeout=LOCK_SECONDS):
            return _deliver_locked(settings)
    except Timeout:
        waiting = _waiting(settings).height
        return Delivery(0, 0, waiting, "another process is sending alerts")


def _deliver_locked(settings: Settings) -> Delivery:
    waiting = _waiting(settings)
    if settings.alert_webhook_url is None or waiting.is_empty():
        return Delivery(0, 0, waiting.height)
    import httpx

    n_delivered, last_error = 0, None
    with httpx.Client(timeout=settings.alert_timeout_seconds, follow_redirects=False) as client:
        for alert in waiting.select("alert_id", "run_id", "payload").iter_rows(named=True):
            error, receiver_is_up = _post(client, str(settings.alert_webhook_url), alert["alert_id"], alert["payload"])
            _record_attempt(settings, alert["run_id"], alert["alert_id"], error)
            if error is None:
                n_delivered += 1
                continue
            last_error = error
            logger.warning("alert %s was not delivered: %s", alert["alert_id"], error)
            if not receiver_is_up:
                break
    return Delivery(0, n_delivered, waiting.height - n_delivered, last_error)


def _post(client: httpx.Client, url: str, alert_id: str, payload: str) -> tuple[str | None, bool]:
    """Return the error (None: accepted) and whether the receiver is worth another try in this run."""
    import httpx

    headers = {"content-type": "application/json", "idempotency-key": alert_id, "user-agent": "wellsourced"}
    try:
        # Streamed and closed unread: a receiver that answers 200 and then sends for ever must not hold the run.
        with client.stream("POST", url, content=payload.encode(), headers=headers) as response:
            status = response.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{type(error).__name__}: {error}"[:300], False
    if 200 <= status < 300:
        return None, True
    return f"HTTP {status}", status < 500 and status not in (408, 429)


def _waiting(settings: Settings) -> pl.DataFrame:
    alerts = history.read(settings, "alerts")
    return alerts.filter(pl.col("delivered_at").is_null(), pl.col("destination").is_not_null()).sort(
        "created_at", "alert_id"
    )


def _record_attempt(settings: Settings, run_id: str, alert_id: str, error: str | None) -> None:
    this = pl.col("alert_id") == alert_id
    delivered_at = datetime.now(UTC) if error is None else None
    of_run = history.read(settings, "alerts").filter(run_id=run_id)
    alerts = of_run.with_columns(
        pl.when(this).then(pl.lit(delivered_at, ALERTS["delivered_at"])).otherwise("delivered_at").alias("delivered_at"),
        (pl.col("n_attempts") + this.cast(pl.Int64)).alias("n_attempts"),
        pl.when(this).then(pl.lit(error, pl.String)).otherwise("error").alias("error"),
    )
    history.append(settings, "alerts", run_id, alerts)


def _subject(facts: RunFacts) -> str:
    return facts.reproduce or ""


def _told(settings: Settings, facts: RunFacts) -> pl.DataFrame:
    """Return what was told about the same command, oldest first.

    A run that could not even begin has none to its name; what was told of it is over when any run publishes.
    """
    subjects = (
        [_subject(facts), ""] if facts.publishes and facts.outcome in ("published", "unchanged") else [_subject(facts)]
    )
    return history.read(settings, "alerts").filter(pl.col("subject").is_in(subjects)).sort("created_at")


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


def _open(told: pl.DataFrame, *kinds: AlertKind) -> pl.DataFrame:
    """Return the alerts of some kinds whose end has not been told, oldest first."""
    ends = told.group_by(end="kind").agg(ended_at=pl.col("created_at").max())
    found = told.filter(pl.col("kind").is_in(kinds)).with_columns(end=pl.col("kind").replace_strict(ENDS))
    is_open = pl.col("ended_at").is_null() | (pl.col("created_at") > pl.col("ended_at"))
    return found.join(ends, on="end", how="left", maintain_order="left").filter(is_open)


def _stale(settings: Settings, facts: RunFacts, payloads: Sequence[dict[str, Any]], *, at: datetime) -> list[dict[str, Any]]:
    """Return the alert that no run has succeeded for long, if this one failed as well and there ever was one that did."""
    if not facts.publishes or not any(payload["severity"] == "critical" for payload in payloads):
        return []
    is_validation = pl.col("parameters").str.json_path_match("$.validate").fill_null("false") == "true"
    last = (
        history.read(settings, "pipeline_runs")
        .filter(pl.col("outcome").is_in(["published", "unchanged"]), ~is_validation)["finished_at"]
        .max()
    )
    if not isinstance(last, datetime) or at - last < timedelta(hours=settings.alert_stale_hours):
        return []
    hours = (at - last) / timedelta(hours=1)
    text = (
        f"Wellsourced: no run has succeeded for {hours:.0f} hours, since {last:%Y-%m-%d %H:%M} UTC. "
        f"Queries still see release {facts.release_in_use}."
    )
    return [_payload(facts, "nothing_published", "critical", text, pl.DataFrame(schema=CHECK_RESULTS), at)]


def _ends(facts: RunFacts, checks: pl.DataFrame, told: pl.DataFrame, *, at: datetime) -> list[dict[str, Any]]:
    """Return what tells that failures are over: of the run itself, and of warnings if this run looked for them."""
    if facts.outcome not in ("published", "unchanged"):
        return []
    ended = []
    failures = _open(told, "failed_checks", "failed_run", "nothing_published")
    if failures.height:
        again = "published again" if facts.outcome == "published" else "runs succeed again"
        again = again if facts.publishes else "the release that queries see holds again"
        text = f"Wellsourced: {again}; it had failed since {failures['created_at'][0]:%Y-%m-%d %H:%M} UTC."
        ended.append(_payload(facts, "recovered", "info", text, checks.clear(), at))
    warnings = _open(told, "warnings")
    has_warnings = checks.filter(~pl.col("success"), severity="warning").height > 0
    if warnings.height and checks.height and not has_warnings:
        text = f"Wellsourced: no check warns any more; the first had since {warnings['created_at'][0]:%Y-%m-%d %H:%M} UTC."
        ended.append(_payload(facts, "recovered_warnings", "info", text, checks.clear(), at))
    return ended


def _rows(
    payloads: Sequence[dict[str, Any]],
    facts: RunFacts,
    checks: pl.DataFrame,
    told: pl.DataFrame,
    settings: Settings,
    *,
    at: datetime,
) -> pl.DataFrame:
    """Return the alerts as rows; one that repeats an open alert of the last ``alert_remind_hours`` has no destination."""
    since = at - timedelta(hours=settings.alert_remind_hours)
    lately = _open(told, *ENDS).filter(pl.col("repeat_of").is_null(), pl.col("created_at") > since)
    before = dict(lately.select("signature", "alert_id").iter_rows())
    signatures = [_signature(payload, checks) for payload in payloads]
    destination = _destination(settings)
    return pl.DataFrame(
        {
            "alert_id": [payload["alert_id"] for payload in payloads],
            "run_id": [payload["run_id"] for payload in payloads],
            "kind": [payload["kind"] for payload in payloads],
            "severity": [payload["severity"] for payload in payloads],
            "subject": [_subject(facts)] * len(payloads),
            "signature": signatures,
            "repeat_of": [before.get(signature) for signature in signatures],
            "destination": [None if signature in before else destination for signature in signatures],
            "payload": [json.dumps(payload, ensure_ascii=False) for payload in payloads],
            "created_at": [at] * len(payloads),
            "delivered_at": [None] * len(payloads),
            "n_attempts": [0] * len(payloads),
            "error": [None] * len(payloads),
        },
        schema=ALERTS,
    )


def _destination(settings: Settings) -> str | None:
    """Scheme and host only: the path of a chat webhook is a secret, and everybody who can query reads this table."""
    url = settings.alert_webhook_url
    return f"{url.scheme}://{url.host}" if url is not None else None


def _payload(
    facts: RunFacts, kind: AlertKind, severity: str, text: str, checks: pl.DataFrame, at: datetime
) -> dict[str, Any]:
    ordered = checks.sort("check_id")
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
        "checks": [_check(check) for check in ordered.head(CHECKS_SHOWN).iter_rows(named=True)],
        "n_checks_left_out": max(0, ordered.height - CHECKS_SHOWN),
    }


def _check(check: dict[str, Any]) -> dict[str, Any]:
    rows = json.loads(check["failing_rows"]) if check["failing_rows"] else []
    return {
        "check_id": check["check_id"],
        "suite": check["suite"],
        "table": check["table_name"],
        "column": check["column_name"],
        "expectation": check["expectation"],
        "severity": check["severity"],
        "n_unexpected": check["n_unexpected"],
        "observed": shown(check["observed"]) if check["observed"] else None,
        "reason": check["reason"],
        "first_rows": [_row(row) for row in rows[:ROWS_SHOWN]],
    }


def _row(row: object) -> object:
    if isinstance(row, dict):
        return {shown(name, 60): None if value is None else shown(value) for name, value in row.items()}
    return shown(row)


def _names(checks: pl.DataFrame) -> str:
    """Name the first failed checks, one a line: table and column, expectation, number of rows."""
    lines = []
    for check in checks.sort("check_id").head(ROWS_SHOWN).iter_rows(named=True):
        place = f"{check['table_name']}.{check['column_name']}" if check["column_name"] else check["table_name"]
        rows = f" ({_count(check['n_unexpected'], 'row')})" if check["n_unexpected"] else ""
        lines.append(f"\n{shown(place)}: {shown(check['expectation'])}{rows}")
    left_out = checks.height - len(lines)
    return "".join(lines) + (f"\nand {left_out} more" if left_out else "")


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
