"""The Prefect UI in a real browser: what a person sees who starts a run from the form."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SEEDS
from tests.served import RUN_SECONDS, Served

pytest.importorskip("playwright")
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

WAIT_MILLISECONDS = 60_000
expect.set_options(timeout=WAIT_MILLISECONDS)

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
HOSTILE_NAME = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) `b` |.txt"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium, chromium-browser or google-chrome on the PATH"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    quiet = "--no-first-run --disable-background-networking --disable-component-update --disable-sync"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic", *quiet.split()]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    page.set_default_timeout(WAIT_MILLISECONDS)
    yield page
    page.close()


def no_markup_from_a_document(page: Page) -> None:
    assert page.locator("img[src='x'], a[href^='javascript'], a[href*='evil']").count() == 0


def test_a_person_starts_a_run_from_the_form_and_reads_its_account(served: Served, page: Page, tmp_path: Path) -> None:
    dialogs: list[str] = []

    def remember(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", remember)
    documents = tmp_path / "incoming"
    documents.mkdir()
    seed = sorted(SEEDS.glob("*.txt"))[0].read_text(encoding="utf-8")
    (documents / "changed.txt").write_text(seed.replace(".", " .", 1), encoding="utf-8")
    (documents / HOSTILE_NAME.replace("/", "")).write_bytes(b"")

    page.goto(f"{served.url}/deployments")
    for name in ("full-pipeline", "scheduled-pipeline", "transform-and-validate", "validate-only", "roll-back"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    page.get_by_role("link", name="full-pipeline", exact=True).click()
    page.get_by_role("button", name="Run", exact=True).click()
    # The button leads to the form, or first to a choice of how to run.
    choice, field = page.get_by_text("Custom run"), page.get_by_text("Folder (or one file) of .txt and .md documents")
    expect(choice.or_(field).first).to_be_visible()
    if choice.is_visible():
        choice.click()
    expect(field).to_be_visible()
    expect(page.get_by_text("Model, check and publish again even if nothing has changed")).to_be_visible()
    expect(page.get_by_text('Property is type "None"')).to_have_count(0)
    page.locator("textarea").first.fill(str(documents))  # the form has no labels tied to its fields
    page.get_by_role("button", name="Submit").click()

    page.get_by_role("button", name="View run").last.click()
    page.wait_for_url(re.compile("/runs/flow-run/"))
    run_id = page.url.rsplit("/", 1)[1].split("?")[0]
    run = served.finished(run_id)
    assert run["state_name"] == "Completed", run["state"]["message"]
    page.goto(f"{served.url}/runs/flow-run/{run_id}")
    expect(page.get_by_text("Completed").first).to_be_visible(timeout=RUN_SECONDS * 1000)
    expect(page.get_by_text("documents of incoming").first).to_be_visible()
    page.get_by_text("Artifacts", exact=True).last.click()
    page.get_by_text("wellsourced-account").last.click()
    page.wait_for_url(re.compile("/artifacts/"))
    for artifact in served.post("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}}}):
        for path in ("/artifacts/artifact/", "/v2/artifacts/artifact/"):
            page.goto(f"{served.url}{path}{artifact['id']}")
            expect(page.get_by_text(artifact["key"]).first).to_be_visible()
            if artifact["key"] == "wellsourced-account":
                expect(page.get_by_role("heading", name="Published").first).to_be_visible()
                expect(page.get_by_text("1 new, 0 already known, 1 rejected").first).to_be_visible()
            if artifact["key"] in ("wellsourced-account", "wellsourced-rejected-documents"):
                expect(page.get_by_text("‹img src=x onerror=alert(1)›").first).to_be_visible()
            no_markup_from_a_document(page)
    assert dialogs == []
