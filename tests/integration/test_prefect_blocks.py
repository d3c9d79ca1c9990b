"""Alerts by a notification block that somebody keeps on the Prefect server: real blocks, real receivers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.blocks.notifications import CustomWebhookNotificationBlock, MattermostWebhook, NotificationBlock
from prefect.blocks.webhook import Webhook
from prefect.settings import PREFECT_API_URL, temporary_settings

import flows.pipeline  # noqa: F401 - lets this process send by blocks, as that of a run
from flows.quality.alerts import deliver_waiting
from flows.settings import Settings
from flows.warehouse import history
from tests.served import Receiver, Served, receiving
from tests.unit.quality.test_channels import fail


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def _server(served: Served) -> Iterator[None]:
    with temporary_settings({PREFECT_API_URL: f"{served.url}/api"}):
        yield


def settings_for(folder: Path, reference: str) -> Settings:
    return Settings(warehouse_dir=folder / "warehouse", alert_prefect_block=reference)


def why_it_waits(settings: Settings) -> str:
    [row] = history.read(settings, "alerts").to_dicts()
    assert row["delivered_at"] is None
    return str(row["error"])


def custom(receiver: Receiver) -> NotificationBlock:
    return CustomWebhookNotificationBlock(name="ops", url=receiver.url, json_data={"text": "{{ subject }}\n{{ body }}"})


def mattermost(receiver: Receiver) -> NotificationBlock:
    return MattermostWebhook(hostname="127.0.0.1", port=receiver.server.server_port, token="secret" * 4)


@pytest.mark.usefixtures("_server")
@pytest.mark.parametrize(("slug", "made"), [("custom-webhook", custom), ("mattermost-webhook", mattermost)])
def test_an_alert_goes_out_by_the_block_that_the_settings_name_also_when_its_receiver_was_away(
    slug: str, made: Callable[[Receiver], Any], receiver: Receiver, tmp_path: Path
) -> None:
    made(receiver).save("ops", overwrite=True)
    settings = settings_for(tmp_path, f"{slug}/ops")
    receiver.go()
    fail(settings)
    assert why_it_waits(settings)
    receiver.come_back()
    for _ in range(2):
        assert deliver_waiting(settings).n_waiting == 0
        [message] = receiver.received
    text = message["text"]
    told = ("1 critical check failed", "claims.text", "5 rows", '"c0"', "run-0-release", "wellsourced run /in", "&lt;script")
    assert [part for part in told if part not in text] == []
    assert not any(part in text for part in ("<", "@everyone", "](", "\u202e"))
    kept = json.dumps(history.read(settings, "alerts").to_dicts(), default=str)
    assert "secret" not in kept.lower()


@pytest.mark.usefixtures("_server")
def test_a_receiver_that_refuses_and_a_block_that_is_missing_or_of_another_kind_are_said_to_be_so(
    receiver: Receiver, tmp_path: Path
) -> None:
    custom(receiver).save("refused", overwrite=True)
    Webhook(url=receiver.url).save("bare", overwrite=True)
    receiver.statuses = [400]
    for reference, why in (
        ("custom-webhook/refused", "HTTP 400"),
        ("slack-webhook/none", "the server has no block slack-webhook/none"),
        ("webhook/bare", "webhook/bare is no notification block"),
    ):
        settings = settings_for(tmp_path / reference, reference)
        fail(settings)
        assert why in why_it_waits(settings)


def test_without_a_server_an_alert_by_a_block_waits(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "custom-webhook/ops")
    with temporary_settings({PREFECT_API_URL: None}):
        fail(settings)
    assert "PREFECT_API_URL names no server" in why_it_waits(settings)
