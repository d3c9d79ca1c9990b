"""Two processes that serve one installation, on one server: each run is done once, and nobody is told anything twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.serving import ServerStartError, serve
from flows.warehouse import history
from flows.warehouse.releases import current_release
from tests.conftest import SEEDS, Built
from tests.served import Receiver, Served, free_port, receiving, serving, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]

SCHEDULED = "wellsourced-pipeline/scheduled-pipeline"
ALERTS = "wellsourced-alerts/alerts"
N_SCHEDULED = 3


def runs(served: Served, deployment: str, *states: str) -> list[dict[str, Any]]:
    asked = {"deployments": {"id": {"any_": [served.deployment(deployment)["id"]]}}}
    state = {"flow_runs": {"state": {"name": {"any_": list(states)}}}} if states else {}
    found: list[dict[str, Any]] = served.post("/flow_runs/filter", asked | state)
    return found


def told(receiver: Receiver, kind: str) -> list[dict[str, Any]]:
    return [payload for payload in receiver.received if payload.get("kind") == kind]


def test_each_run_is_done_once_and_that_none_succeeds_any_more_is_told_once_by_each_channel(
    seeds_built: Built, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    shutil.copytree(seeds_built.settings.warehouse_dir, tmp_path / "warehouse", symlinks=True)
    settings = seeds_built.settings.model_copy(update={"warehouse_dir": tmp_path / "warehouse"})
    port, release = free_port(), current_release(settings)
    chosen = {"WELLSOURCED_SEEDS_DIR": str(folder), "WELLSOURCED_ALERT_PREFECT_BLOCK": "custom-webhook/ops"}
    with (
        receiving() as receiver,
        receiving() as of_block,
        serving(settings, receiver, port=port, every_minutes=1, server=chosen) as served,
    ):
        assert "the server has no block custom-webhook/ops" in served.log.read_text()
        block = CustomWebhookNotificationBlock(name="ops", url=of_block.url, json_data={"text": "{{ subject }} {{ body }}"})
        with temporary_settings({PREFECT_API_URL: f"{served.url}/api"}):
            block.save("ops")
        with pytest.raises(ServerStartError, match="another `wellsourced serve` is running for this warehouse"):
            serve(settings, port=free_port())
        with serving(settings, receiver, port=port, every_minutes=1, server=chosen, reuse=True):
            by_hand = [served.start(ALERTS) for _ in range(4)]
            assert {served.finished(run)["state_name"] for run in by_hand} == {"Completed"}
            scheduled = wait_for(
                "scheduled runs",
                lambda: found if len(found := runs(served, SCHEDULED, "Completed")) >= N_SCHEDULED else None,
                600,
            )
            done = [str(run["id"]) for run in scheduled]
            assert {served.n_starts(run) for run in [*by_hand, *done]} == {1}
            recorded = history.read(settings, "pipeline_runs", run_ids=done)
            assert sorted(recorded["run_id"]) == sorted(done)
            assert recorded["outcome"].to_list() == ["unchanged"] * len(done)
            assert current_release(settings) == release
            assert (receiver.received, of_block.received) == ([], [])

            folder.rename(tmp_path / "away")
            [overdue] = wait_for("that no run succeeds", lambda: told(receiver, "nothing_published"), 900)
            assert len(told(receiver, "failed_run")) == 1, "what goes on is told once"
            assert " minutes, since " in overdue["text"]
            looked = runs(served, ALERTS)
            assert "AUTOMATION" in {(run["created_by"] or {}).get("type") for run in looked}
            wait_for("both by the block", lambda: len(of_block.received) == 2, 120)

            (tmp_path / "away").rename(folder)
            wait_for("the end", lambda: told(receiver, "recovered"), 300)
    texts = [message["text"] for message in of_block.received]
    assert [sum(part in text for text in texts) for part in ("failed before it could", "no run has succeeded")] == [1, 1]
    assert [len(told(receiver, kind)) for kind in ("failed_run", "nothing_published", "recovered")] == [1, 1, 1]
