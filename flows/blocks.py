"""Prefect's notification blocks: as a channel of alerts, and as what the server itself tells by.

What does not belong here: what an alert says and what becomes of one that does not arrive (``flows.quality``), and when the
server tells something by itself (``flows.deployments``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
from prefect.blocks.abstract import NotificationBlock
from prefect.blocks.core import Block
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.orchestration import SyncPrefectClient
from prefect.exceptions import ObjectNotFound
from prefect.settings import get_current_settings

from flows.quality.channels import Answer, Channel, block_text, destinations, notice, of_status, title

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.settings import Settings

BLOCK_PREFIX = "wellsourced-alerts-"
BLOCK_CHANNELS: tuple[Channel, ...] = ("webhook", "slack", "teams")
"""Channels that the server can use by itself: it has no block for mail over SMTP."""


def block_sender(settings: Settings) -> Callable[[dict[str, Any]], Answer]:
    """Return what sends an alert's payload by the block that the settings name; it raises nothing for a delivery."""
    return lambda payload: _notify(str(settings.alert_prefect_block), payload)


def notification_blocks(settings: Settings) -> dict[Channel, CustomWebhookNotificationBlock]:
    """Return the blocks by which the server itself can tell somebody, of the channels that are set up by an address.

    Prefect's blocks for Slack and Teams post to the vendors' own addresses alone; this one posts the form that they take.
    """
    urls = {
        "webhook": settings.alert_webhook_url,
        "slack": settings.alert_slack_url,
        "teams": settings.alert_teams_url,
    }
    return {
        channel: CustomWebhookNotificationBlock(
            name=f"wellsourced alerts by {channel}", url=str(urls[channel]), json_data=notice(channel, "{{ body }}")
        )
        for channel in BLOCK_CHANNELS
        if channel in destinations(settings)
    }


async def saved_blocks(settings: Settings, client: SyncPrefectClient) -> list[UUID]:
    """Store the blocks on the server, over those of their names, and return their ids, with that of the block named.

    A block that is named and not there is said to be missing: on a new server it can only be made once that runs.
    """
    found = []
    for channel, block in notification_blocks(settings).items():
        saved: object = await block.asave(BLOCK_PREFIX + channel, overwrite=True)
        found.append(saved if isinstance(saved, UUID) else UUID(str(saved)))
    if settings.alert_prefect_block is not None:
        slug, _, name = settings.alert_prefect_block.partition("/")
        try:
            document = client.read_block_document_by_name(name, slug)
        except ObjectNotFound:
            print(f"Alerts wait: {_missing(settings.alert_prefect_block)}", flush=True)
        else:
            found.append(document.id)
    return found


def _missing(reference: str) -> str:
    return f"the server has no block {reference}; make it there, under Blocks."


def _notify(reference: str, payload: dict[str, Any]) -> Answer:
    if get_current_settings().api.url is None:
        return "PREFECT_API_URL names no server, and the block is kept on one", False
    try:
        block = Block.load(reference)
    except ValueError as error:
        return _missing(reference) if isinstance(error.__cause__, ObjectNotFound) else str(error)[:300], False
    except httpx.HTTPError as error:
        return f"the server does not answer: {type(error).__name__}", False
    if not isinstance(block, NotificationBlock):
        return f"{reference} is no notification block", False
    try:
        notify: Callable[..., Any] = block.notify  # outside of an event loop it waits itself
        with block.raise_on_failure():
            notify(block_text(payload), subject=title(payload))
    except httpx.HTTPStatusError as error:
        return of_status(error.response.status_code)
    except Exception as error:  # noqa: BLE001 - each kind of block raises its own, and its words may hold its address
        return f"{reference} could not tell it ({type(error).__name__})", False
    return None, True
