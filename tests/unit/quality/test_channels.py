"""Each channel at a real receiver on loopback: everything a person needs arrives, in the form that the receiver takes."""

from __future__ import annotations

import html
import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from flows import overview
from flows.quality.alerts import RunFacts, compose, deliver_waiting, send_alerts, tell_crashed, tell_overdue
from flows.quality.channels import cut, destinations, mail_message, slack_message, teams_message
from flows.settings import Settings
from flows.warehouse import history
from flows.warehouse.schema import CHECK_RESULTS, PIPELINE_RUNS
from tests.mailbox import Mailbox, mailbox
from tests.served import Receiver, receiving

HOSTILE = (
    "<script>alert(1)</script> <!channel> @everyone [x](javascript:alert(1)) ```whoami``` \u202egnp.exe \x1b[31m\r\nBcc: x"
)
TEN = datetime(2026, 11, 22, 10, tzinfo=UTC)
NOON = TEN + timedelta(hours=2)
RUN_URL = "http://127.0.0.1:4200/runs/flow-run/run-2"


def check(run_id: str, at: datetime, *, success: bool = False, check_id: str = "claims.text") -> dict[str, Any]:
    return {
        "run_id": run_id,
        "check_id": check_id,
        "suite": "claims",
        "table_name": "claims",
        "expectation": "expect_column_values_to_not_be_null",
        "column_name": "text",
        "severity": "critical",
        "success": success,
        "observed": "{}",
        "n_unexpected": 0 if success else 5,
        "failing_rows": json.dumps([{"claim_id": f"c{i}", "text": HOSTILE} for i in range(5)]),
        "reason": "A claim without text says nothing.",
        "checked_at": at,
    }


def checks(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=CHECK_RESULTS)


class Receivers:
    """A chat's webhooks and a mail server, which can go away and come back at the same addresses."""

    def __init__(self, folder: Path) -> None:
        self._running = ExitStack()
        self.chats: dict[str, Receiver] = {name: self._running.enter_context(receiving()) for name in CHATS}
        self.mail: Mailbox = self._running.enter_context(mailbox())
        ports = {name: chat.server.server_port for name, chat in self.chats.items()}
        self.settings = Settings.model_validate(
            {f"alert_{name}_url": self.chats[name].url for name in CHATS}
            | {
                "warehouse_dir": folder / "warehouse",
                "alert_email_to": "ann@example.org, bob@example.org",
                "alert_email_from": "wellsourced@example.org",
                "alert_smtp_url": f"smtp://127.0.0.1:{self.mail.port}",
                "alert_timeout_seconds": 60,
            }
        )
        self._ports = ports

    def go(self) -> None:
        self._running.close()

    def come_back(self) -> None:
        self.chats = {name: self._running.enter_context(receiving(port)) for name, port in self._ports.items()}
        self.mail = self._running.enter_context(mailbox(self.mail.port))

    def n_received(self) -> dict[str, int]:
        return {name: len(chat.received) for name, chat in self.chats.items()} | {"email": len(self.mail.received)}


CHATS = ("webhook", "slack", "teams")


@pytest.fixture
def receivers(tmp_path: Path) -> Iterator[Receivers]:
    receivers = Receivers(tmp_path)
    yield receivers
    receivers.go()


def fail(settings: Settings, run_id: str = "run-2", at: datetime = NOON) -> None:
    """Record that a check failed at eight, held at nine, failed at ten and fails now; send the alert of the last run."""
    hour = timedelta(hours=1)
    earlier = [check("run-00", TEN - 2 * hour), check("run-0", TEN - hour, success=True), check("run-1", TEN)]
    for past in (*earlier, check(run_id, at)):
        history.append(settings, "check_results", past["run_id"], checks(past))
    facts = RunFacts(
        run_id,
        "failed_checks",
        "1 critical check failed, so nothing was published.",
        release_in_use="run-0-release",
        run_url=RUN_URL,
        reproduce="wellsourced run /in",
    )
    send_alerts(settings, facts, checks(check(run_id, at)), now=lambda: at)


def of_webhook(receivers: Receivers) -> str:
    [payload] = receivers.chats["webhook"].received
    return json.dumps(payload, ensure_ascii=False)


def of_slack(receivers: Receivers) -> str:
    [message] = receivers.chats["slack"].received
    assert message["text"].startswith("Wellsourced: ")
    kinds = [block["type"] for block in message["blocks"]]
    assert (kinds[0], set(kinds[1:])) == ("header", {"section"})
    sections = [block["text"] for block in message["blocks"][1:]]
    assert all(text["type"] == "mrkdwn" and text["verbatim"] and len(text["text"]) <= 3000 for text in sections)
    return "\n".join([message["blocks"][0]["text"]["text"], *(text["text"] for text in sections)])


def of_teams(receivers: Receivers) -> str:
    [message] = receivers.chats["teams"].received
    [attachment] = message["attachments"]
    assert (message["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert {block["type"] for block in card["body"]} == {"RichTextBlock"}
    assert {run["type"] for block in card["body"] for run in block["inlines"]} == {"TextRun"}
    [action] = card["actions"]
    assert (action["type"], action["url"]) == ("Action.OpenUrl", RUN_URL)
    return "\n".join("".join(run["text"] for run in block["inlines"]) for block in card["body"])


def of_mail(receivers: Receivers) -> str:
    [message] = receivers.mail.received
    assert receivers.mail.recipients == [["ann@example.org", "bob@example.org"]]
    assert (message["From"], message["Auto-Submitted"]) == ("wellsourced@example.org", "auto-generated")
    assert message["Subject"].startswith("Wellsourced: 1 critical check failed")
    assert message["Bcc"] is None
    assert message.get_content_type() == "text/plain"
    return str(message.get_content())


@pytest.mark.parametrize("read", [of_webhook, of_slack, of_teams, of_mail])
def test_a_failed_check_arrives_with_all_that_a_person_needs(receivers: Receivers, read: Callable[[Receivers], str]) -> None:
    fail(receivers.settings)
    text = read(receivers)
    assert "1 critical check failed" in text
    assert "expect_column_values_to_not_be_null" in text
    assert ("claims.text: " in text) or ('"table": "claims", "column": "text"' in text)
    assert ("5 rows" in text) or ('"n_unexpected": 5' in text)
    assert ("since 2026-11-22 10:00 UTC" in text) or ('"since": "2026-11-22T10:00:00+00:00"' in text)
    assert "run-0-release" in text
    assert RUN_URL in text
    assert "wellsourced run /in" in text
    assert "wellsourced checks run-2 --failed" in text
    assert "A claim without text says nothing." in text
    assert [f'"c{i}"' in text for i in range(5)] == [True, True, True, False, False]
    assert not set("\u202e\x1b\r") & set(text)
    assert "@everyone" not in text


def test_each_kind_of_alert_arrives_by_each_channel(receivers: Receivers) -> None:
    settings, nothing = receivers.settings, pl.DataFrame(schema=CHECK_RESULTS)
    band = check("run-3", NOON) | {
        "suite": "bands",
        "table_name": "ingested_files",
        "column_name": None,
        "expectation": "rejected_share_of_run",
        "severity": "warning",
    }
    success = {"run_id": "run-2", "outcome": "published", "finished_at": NOON, "parameters": "{}"}
    history.append(settings, "pipeline_runs", "run-2", pl.DataFrame([success], schema=PIPELINE_RUNS))
    fail(settings)
    for run_id, outcome, found in (
        ("run-3", "published", checks(band)),
        ("run-4", "published", checks(band | {"success": True})),
        ("run-5", "failed", nothing),
    ):
        facts = RunFacts(run_id, outcome, "boom", release_in_use="run-2", reproduce="wellsourced run /in")
        send_alerts(settings, facts, found, now=partial(NOON.__add__, timedelta(minutes=int(run_id[-1]))))
    tell_crashed(settings, RunFacts("run-6", "failed", "No sign of life."), now=lambda: NOON)
    noticed = RunFacts("look", "failed", release_in_use="run-2")
    tell_overdue(settings, noticed, timedelta(hours=3), now=lambda: NOON + timedelta(hours=4))
    kinds = [
        "failed_checks",
        "recovered",
        "warnings",
        "recovered_warnings",
        "failed_run",
        "crashed_run",
        "nothing_published",
    ]
    told = {alert["alert_id"]: alert for alert in receivers.chats["webhook"].received}
    assert sorted(alert["kind"] for alert in told.values()) == sorted(kinds)
    titles = sorted(html.unescape(alert["text"].splitlines()[0]) for alert in told.values())
    cards = [message["attachments"][0]["content"] for message in receivers.chats["teams"].received]
    assert sorted(card["body"][0]["inlines"][0]["text"] for card in cards) == titles
    slack = receivers.chats["slack"].received
    assert sorted(message["blocks"][0]["text"]["text"] for message in slack) == [cut(title, 150) for title in titles]
    # A long subject is folded after its name, and Python's parser takes the fold for a blank.
    assert sorted(message["Subject"].strip() for message in receivers.mail.received) == [cut(title, 150) for title in titles]


def test_text_of_documents_cannot_act_in_slack(receivers: Receivers) -> None:
    fail(receivers.settings)
    text = of_slack(receivers)
    assert [part for part in text.split("<")[1:] if not part.startswith(RUN_URL)] == []
    assert text.count("```") == 2


def test_each_channel_gets_an_alert_once_and_those_that_were_away_get_it_when_they_are_back(receivers: Receivers) -> None:
    settings = receivers.settings
    receivers.go()
    fail(settings)
    tell_crashed(settings, RunFacts("run-3", "failed", "No sign of life."), now=lambda: NOON)
    waiting = history.read(settings, "alerts").filter(pl.col("delivered_at").is_null())
    assert waiting.group_by("channel").len().sort("channel").rows() == [
        ("email", 2),
        ("slack", 2),
        ("teams", 2),
        ("webhook", 2),
    ]
    receivers.come_back()
    for _ in range(2):
        delivery = deliver_waiting(settings)
        assert (delivery.n_waiting, delivery.error) == (0, None)
        assert receivers.n_received() == {"webhook": 2, "slack": 2, "teams": 2, "email": 2}
    assert [message["Message-ID"].split("@")[0][1:] for message in receivers.mail.received] == receivers.chats["slack"].keys


def test_a_channel_that_is_down_holds_up_no_other(receivers: Receivers) -> None:
    receivers.chats["webhook"].statuses = [503]
    fail(receivers.settings)
    assert receivers.n_received() == {"webhook": 1, "slack": 1, "teams": 1, "email": 1}
    deliver_waiting(receivers.settings)
    assert receivers.n_received() == {"webhook": 2, "slack": 1, "teams": 1, "email": 1}


def test_what_waits_for_a_channel_that_is_no_longer_set_up_is_given_up_after_a_week(
    receivers: Receivers,
) -> None:
    receivers.chats["slack"].statuses = [503]
    fail(receivers.settings)
    without = receivers.settings.model_copy(update={"alert_slack_url": None})
    week = timedelta(days=7)

    def looked(settings: Settings, at: datetime) -> tuple[int, int, int]:
        delivery = deliver_waiting(settings, now=lambda: at)
        return delivery.n_delivered, delivery.n_waiting, delivery.n_given_up

    assert looked(without, NOON + week) == (0, 1, 0)
    assert looked(without, NOON + week + timedelta(hours=1)) == (0, 0, 1)
    assert looked(receivers.settings, NOON + week) == (0, 0, 0)
    listed = overview.alerts(without, 10).select("channel", "state", "error").filter(pl.col("state") != "delivered")
    assert listed.rows() == [("slack", "given up", "HTTP 503")]


def test_a_recipient_that_the_mail_server_does_not_know_keeps_the_alert_from_nobody_else(receivers: Receivers) -> None:
    receivers.mail.refused = {"ann@example.org"}
    fail(receivers.settings)
    assert receivers.mail.recipients == [["bob@example.org"]]
    assert history.read(receivers.settings, "alerts").filter(pl.col("delivered_at").is_null()).is_empty()
    receivers.mail.refused |= {"bob@example.org"}
    fail(receivers.settings, "run-3", NOON + timedelta(days=2))
    [left] = history.read(receivers.settings, "alerts").filter(pl.col("delivered_at").is_null()).to_dicts()
    assert "SMTPRecipientsRefused" in left["error"]


def test_a_password_is_not_sent_in_the_clear(tmp_path: Path) -> None:
    with mailbox() as mail:
        url = f"smtp://me:pa%40ss@127.0.0.1:{mail.port}"
        settings = Settings(warehouse_dir=tmp_path, alert_email_to="ann@example.org", alert_smtp_url=url)
        fail(settings)
        assert (mail.logins, mail.received) == ([], [])
    [row] = history.read(settings, "alerts").to_dicts()
    assert "offers no STARTTLS" in row["error"]
    assert "pa" + "@ss" not in json.dumps(row, default=str)
    assert row["destination"] == "smtp://127.0.0.1"


def certificate(folder: Path) -> Path:
    """Make a certificate for localhost, with its key in the same file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.mark.parametrize(("scheme", "begins"), [("smtps", "tls"), ("smtp", "starttls")])
def test_mail_goes_over_tls_with_a_password_to_a_server_that_is_the_one_it_says(
    scheme: str, begins: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with mailbox(**{begins: context}) as mail:
        url = f"{scheme}://me:pa%40ss@localhost:{mail.port}"
        settings = Settings(warehouse_dir=tmp_path, alert_email_to="ann@example.org", alert_smtp_url=url)
        fail(settings)
        assert (mail.logins, mail.received) == ([], [])
        assert "CERTIFICATE_VERIFY_FAILED" in history.read(settings, "alerts")["error"].item()
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        assert deliver_waiting(settings).n_delivered == 1
        assert mail.logins == ["PLAIN AG1lAHBhQHNz"]
        assert len(mail.received) == 1


def test_very_many_failed_checks_fit_what_receivers_take() -> None:
    failed = checks(*(check("run-2", NOON, check_id=f"c{i:03}") | {"reason": "é" * 900} for i in range(50)))
    [payload] = compose(RunFacts("run-2", "failed_checks", "m" * 5000, reproduce="r"), failed, at=NOON)
    for message in (slack_message(payload), teams_message(payload)):
        assert len(json.dumps(message).encode()) < 28_000
        assert "more; see: wellsourced checks run-2 --failed" in json.dumps(message)
    assert "and 30 more; see: " in mail_message(payload, sender="a@b", recipients="c@d").get_content()


def test_addresses_and_secrets_of_channels_are_not_kept_where_analysts_read(receivers: Receivers) -> None:
    fail(receivers.settings)
    assert set(destinations(receivers.settings).values()) == {"http://127.0.0.1", "smtp://127.0.0.1"}
    kept = history.read(receivers.settings, "alerts").drop("run_id")
    assert not any(word in json.dumps(kept.to_dicts(), default=str) for word in ("SECRET", "ann@"))


@pytest.mark.parametrize(
    "wrong", [{"alert_email_to": "ann"}, {"alert_email_to": "a@b.org\nBcc: c@d.org"}, {"alert_smtp_url": "http://mail"}]
)
def test_a_channel_that_cannot_work_is_refused_at_once(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings.model_validate(wrong)
