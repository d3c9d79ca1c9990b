"""The ways an alert goes out: a JSON webhook, Slack, Microsoft Teams, e-mail, each in the form that its receiver takes.

Written here and not by Prefect's blocks: those of Slack and Teams (3.8.8) take no address but the vendor's own, none sends
plain SMTP, none shows rows of a table, and alerts also go out where there is no server. The vendors' formats are those of
Slack's incoming webhooks (Block Kit) and of Teams' workflows (an Adaptive Card). A fifth way is a block of the user's own:
what sends by it is provided by who knows Prefect.

What does not belong here: what is told and when, and what becomes of an alert that does not arrive (``alerts``).
"""

from __future__ import annotations

import html
import json
import logging
import smtplib
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from flows.quality.counting import number_of

if TYPE_CHECKING:
    from pydantic import AnyUrl

    from flows.settings import Settings

logger = logging.getLogger(__name__)

Channel = Literal["webhook", "slack", "teams", "email", "block"]

Answer = tuple[str | None, bool]
"""Why an alert was not taken (None: it was), and whether the receiver is worth another try now."""
Sender = Callable[[dict[str, Any]], Answer]
"""Sends an alert's payload; raises nothing for a delivery."""

MESSAGE_BYTES = 25_000  # Teams refuses messages above 28 kB, Slack texts above 40,000 characters
SLACK_SECTION_CHARACTERS = 3000
SLACK_HEADER_CHARACTERS = 150
SLACK_CODE = "```"
SUBJECT_CHARACTERS = 150
BLOCK_CHARACTERS = 1900  # Discord takes 2,000 of a message, the title among them

_provided: dict[Channel, Callable[[Settings], Sender]] = {}


def provide(channel: Channel, make: Callable[[Settings], Sender]) -> None:
    """Let this process send by a channel that needs what the library knows nothing of."""
    _provided[channel] = make


def destinations(settings: Settings) -> dict[Channel, str]:
    """Return the channels that are set up, each with its scheme and host.

    No more than that: the path of a chat's webhook is a secret, addresses are personal, and everybody who can query reads
    this in ``quality.alerts``.
    """
    urls: dict[Channel, AnyUrl | None] = {
        "webhook": settings.alert_webhook_url,
        "slack": settings.alert_slack_url,
        "teams": settings.alert_teams_url,
        "email": settings.alert_smtp_url if settings.alert_email_to else None,
    }
    found = {channel: f"{url.scheme}://{url.host}" for channel, url in urls.items() if url is not None}
    block = settings.alert_prefect_block
    return found | ({} if block is None else {"block": f"prefect://{block}"})


def sender(settings: Settings, channel: Channel) -> Sender:
    """Return what sends through a channel that is set up."""
    if channel == "block":
        if channel in _provided:
            return _provided[channel](settings)
        return lambda _: ("sent by the next run that the Prefect server starts", False)
    if channel == "email":
        return lambda payload: _mail(settings, payload)
    addresses = {"webhook": settings.alert_webhook_url, "slack": settings.alert_slack_url, "teams": settings.alert_teams_url}
    forms: dict[Channel, Callable[[dict[str, Any]], dict[str, Any]]] = {"slack": slack_message, "teams": teams_message}
    url, form = str(addresses[channel]), forms.get(channel, dict)
    return lambda payload: _post(url, payload["alert_id"], form(payload), settings.alert_timeout_seconds)


def slack_message(payload: dict[str, Any]) -> dict[str, Any]:
    """Return an alert as Slack takes it: blocks, and the text that notifications show.

    Values are escaped as Slack asks (``&``, ``<``, ``>``), and ``verbatim`` keeps it from making links and mentions of them.
    """

    def section(text: str) -> dict[str, Any]:
        return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}

    def with_checks(n: int) -> dict[str, Any]:
        facts = [
            f"*{name}* {f'<{escaped(value)}|{escaped(value)}>' if name == RUN and is_link(value) else escaped(value)}"
            for name, value in facts_of(payload)
        ]
        blocks = [
            {
                "type": "header",
                "text": {"type": "plain_text", "text": cut(escaped(title(payload)), SLACK_HEADER_CHARACTERS)},
            },
            section(cut("\n".join(facts), SLACK_SECTION_CHARACTERS)),
        ]
        for check in payload["checks"][:n]:
            rows = "\n".join(row_texts(check)).replace("`", "ˋ")
            head = escaped("\n".join(check_lines(check)))
            room = SLACK_SECTION_CHARACTERS - len(head) - 2 * len(SLACK_CODE) - 1
            blocks.append(section(head + (f"\n{SLACK_CODE}{cut(escaped(rows), room)}{SLACK_CODE}" if rows else "")))
        if left_out := _left_out(payload, n):
            blocks.append(section(left_out))
        return {"text": payload["text"], "blocks": blocks}

    return _fitting(with_checks, len(payload["checks"]))


def teams_message(payload: dict[str, Any]) -> dict[str, Any]:
    """Return an alert as a Teams workflow takes it: an Adaptive Card, of text runs because text blocks are Markdown."""

    def rich(*runs: dict[str, Any]) -> dict[str, Any]:
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", **run} for run in runs]}

    def with_checks(n: int) -> dict[str, Any]:
        color = {"critical": "attention", "warning": "warning"}.get(payload["severity"], "good")
        body = [rich({"text": title(payload), "weight": "bolder", "size": "medium", "color": color})]
        body += [rich({"text": f"{name} ", "weight": "bolder"}, {"text": value}) for name, value in facts_of(payload)]
        for check in payload["checks"][:n]:
            first, *more = check_lines(check)
            body.append({**rich({"text": first, "weight": "bolder"}), "separator": True})
            body += [rich({"text": line}) for line in more]
            body += [rich({"text": row, "fontType": "monospace"}) for row in row_texts(check)]
        if left_out := _left_out(payload, n):
            body.append(rich({"text": left_out}))
        link = payload["run_url"]
        actions = [{"type": "Action.OpenUrl", "title": "Open the run", "url": link}] if is_link(link) else []
        return _teams_card(body, actions)

    return _fitting(with_checks, len(payload["checks"]))


def mail_message(payload: dict[str, Any], *, sender: str, recipients: str) -> EmailMessage:
    """Return an alert as an e-mail of plain text, in which nothing can act; ``recipients`` are separated by commas."""
    message = EmailMessage()
    message["Subject"] = cut(title(payload), SUBJECT_CHARACTERS)
    message["From"], message["To"] = sender, recipients
    message["Date"] = format_datetime(datetime.fromisoformat(payload["created_at"]))
    # Sent twice, it has the same identifier, and mail programs show it once.
    message["Message-ID"] = f"<{payload['alert_id']}@wellsourced.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join([title(payload), *_paragraphs(payload)]) + "\n", cte="base64")
    return message


def block_text(payload: dict[str, Any]) -> str:
    """Return an alert below its title as text for a receiver of which nothing is known.

    What might be markup to it is escaped or broken: ``&``, ``<``, ``>``, and the links of Markdown.
    """
    return cut(escaped("\n\n".join(_paragraphs(payload))).replace("](", "]\u200b("), BLOCK_CHARACTERS)


def _paragraphs(payload: dict[str, Any]) -> list[str]:
    checks = ["\n".join([*check_lines(check), *(f"    {row}" for row in row_texts(check))]) for check in payload["checks"]]
    left_out = _left_out(payload, len(payload["checks"]))
    facts = "\n".join(f"{name} {value}" for name, value in facts_of(payload))
    return [facts, *checks, *([left_out] if left_out else [])]


def notice(channel: Channel, text: str) -> dict[str, Any]:
    """Return one text of our own as a chat or webhook takes it, for whoever has no alert to send."""
    if channel == "teams":
        body = [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text}]}]
        return _teams_card(body, [])
    return {"text": text} if channel == "slack" else {"kind": "unattended", "severity": "critical", "text": text}


RUN = "Run:"


def title(payload: dict[str, Any]) -> str:
    """Return an alert in one line, unescaped."""
    return plain(payload["text"]).splitlines()[0]


def facts_of(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what a person wants to know first, as names and values, unescaped, each of one line."""
    release = payload["release_in_use"]
    facts = [
        ("Since:", moment(payload.get("since") or payload["created_at"])),
        ("Queries see:", f"release {release}" if release else "nothing yet"),
        (RUN, payload["run_url"] or payload["run_id"]),
        ("Happened:", payload["message"]),
        ("Reproduce:", payload["reproduce"]),
        ("Look:", payload["look"]),
    ]
    return [(name, plain(value)) for name, value in facts if value]


def check_lines(check: dict[str, Any]) -> list[str]:
    """Return what failed, where, on how many rows and since when, and why it matters: two lines, unescaped."""
    rows = f", {number_of(check['n_unexpected'], 'row')}" if check["n_unexpected"] else ""
    since = f", since {moment(check['since'])}" if check.get("since") else ""
    place = f"{check['table']}.{check['column']}" if check["column"] else str(check["table"])
    return [plain(f"{place}: {check['expectation']} ({check['severity']}{rows}{since})"), plain(check["reason"])]


def row_texts(check: dict[str, Any]) -> list[str]:
    """Return a check's first failing rows as lines of JSON, unescaped."""
    return [plain(json.dumps(row, ensure_ascii=False)) for row in check["first_rows"]]


def moment(stamp: str) -> str:
    """Return an ISO 8601 time stamp for a person, in UTC."""
    return f"{datetime.fromisoformat(stamp).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def plain(text: str) -> str:
    """Undo the escaping of a payload's values; each channel escapes as its receiver asks."""
    return html.unescape(text)


def escaped(text: str) -> str:
    """Escape what Slack takes for markup."""
    return html.escape(text, quote=False)


def cut(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, with an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def is_link(text: str | None) -> bool:
    """Whether a text is the address of a page."""
    return text is not None and text.startswith(("http://", "https://"))


def _teams_card(body: list[dict[str, Any]], actions: list[dict[str, Any]]) -> dict[str, Any]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
        "actions": actions,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _left_out(payload: dict[str, Any], n: int) -> str:
    left = payload["n_checks_left_out"] + len(payload["checks"]) - n
    return f"and {left} more; see: {plain(payload['look'])}" if left else ""


def _fitting(make: Callable[[int], dict[str, Any]], n: int) -> dict[str, Any]:
    """Return the message with as many checks as its receiver takes."""
    while n and len(json.dumps(message := make(n)).encode()) > MESSAGE_BYTES:
        n -= 1
    return message if n else make(0)


def _post(url: str, alert_id: str, message: dict[str, Any], timeout: float) -> Answer:
    import httpx

    headers = {"content-type": "application/json", "idempotency-key": alert_id, "user-agent": "wellsourced"}
    content = json.dumps(message, ensure_ascii=False).encode()
    try:
        # Streamed and closed unread: a receiver that answers 200 and then sends for ever must not hold the run.
        with (
            httpx.Client(timeout=timeout, follow_redirects=False) as client,
            client.stream("POST", url, content=content, headers=headers) as response,
        ):
            status = response.status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{type(error).__name__}: {error}"[:300], False
    return (None, True) if 200 <= status < 300 else of_status(status)


def of_status(status: int) -> Answer:
    """Return what an HTTP status other than of success means."""
    return f"HTTP {status}", status < 500 and status not in (408, 429)


def _mail(settings: Settings, payload: dict[str, Any]) -> Answer:
    recipients, url = settings.alert_email_to or "", settings.alert_smtp_url
    sender = settings.alert_email_from or recipients.split(",")[0].strip()
    message = mail_message(payload, sender=sender, recipients=recipients)
    context, timeout = ssl.create_default_context(), settings.alert_timeout_seconds
    host = str(url.host).strip("[]")
    try:
        with (
            smtplib.SMTP_SSL(host, url.port or smtplib.SMTP_SSL_PORT, timeout=timeout, context=context)
            if url.scheme == "smtps"
            else smtplib.SMTP(host, url.port or smtplib.SMTP_PORT, timeout=timeout)
        ) as server:
            server.ehlo()
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif url.scheme == "smtp" and url.password:
                return "the mail server offers no STARTTLS, so the password was not sent; try smtps://", False
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            refused = server.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        return f"{type(error).__name__}: {error}"[:300], True
    except (OSError, smtplib.SMTPException) as error:
        return f"{type(error).__name__}: {error}"[:300], False
    if refused:  # somebody was told, so it is not sent again
        logger.warning("Alert %s: the mail server took it, but not for %s.", payload["alert_id"], ", ".join(refused))
    return None, True
