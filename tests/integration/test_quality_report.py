"""The quality report in a real browser: it is readable on wide and narrow screens, and hostile text does nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.quality.page import write_page
from flows.settings import Settings
from tests.page_fixture import RUN, a_check, two_releases, write_past, write_rejects

pytest.importorskip("playwright")
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
HOSTILE = (
    "<script>window.acted='script'</script><img src=x onerror=\"window.acted='image'\"><svg onload=\"window.acted='svg'\">"
    "<a href=\"javascript:window.acted='link'\">click</a>' onmouseover='window.acted=1' \u202egpj.exe\u2066 "
    "<style>body{display:none}</style></textarea></title></svg>"
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium, chromium-browser or google-chrome on the PATH"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in which every text that a document, a file name or a check may bring is hostile."""
    settings = Settings(warehouse_dir=tmp_path_factory.mktemp("hostile") / "warehouse")
    literal = HOSTILE.replace("'", "''")
    before, after = two_releases(
        settings,
        f"update documents set title = '{literal}', publisher = '{literal}'",  # noqa: S608
        "delete from documents where genre = 'interview'",
    )
    rows = json.dumps([{HOSTILE: HOSTILE, "text": HOSTILE * 9}, {"text": "ח" * 300}])
    write_past(settings, a_check("critical", failing_rows=rows, reason=HOSTILE, column_name=HOSTILE, observed=HOSTILE))
    write_rejects(settings, HOSTILE)
    return write_page(settings, RUN, database=after, before=before)


@pytest.mark.parametrize("width", [1280, 390])
def test_hostile_text_is_shown_and_does_nothing(browser: Browser, hostile_page: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    requested: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message) or dialog.dismiss())
    page.goto(hostile_page.as_uri())
    for element in page.locator(".check, .list li, .examples").all():
        element.hover()
    assert page.evaluate("window.acted") is None
    assert requested == [hostile_page.as_uri()], "the page is self-contained"
    assert trouble == []
    assert page.locator("script, img, a, iframe, main style, [onload], [onerror], [onmouseover]").count() == 0
    shown = page.locator("main").inner_text()
    assert shown.count("<script>window.acted='script'</script>") >= 4
    assert "⟨U+202E⟩gpj.exe⟨U+2066⟩" in shown
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing sticks out to the right"
    page.close()


def test_an_injected_script_would_not_run_for_the_page_forbids_it(browser: Browser, hostile_page: Path) -> None:
    text = hostile_page.read_text(encoding="utf-8").replace("<main>", "<main><script>window.acted = 'script'</script>", 1)
    injected = hostile_page.with_name("injected.html")
    injected.write_text(text, encoding="utf-8")
    page = browser.new_page()
    page.goto(injected.as_uri())
    assert page.evaluate("window.acted") is None
    page.close()


def test_every_drawing_lies_in_its_frame_and_says_in_words_what_it_shows(browser: Browser, hostile_page: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(hostile_page.as_uri())
    drawings = page.locator("figure svg")
    assert drawings.count() >= 8
    for drawing in drawings.all():
        box, line = drawing.bounding_box(), drawing.locator("polyline").bounding_box()
        assert box is not None
        assert line is not None
        assert box["x"] <= line["x"]
        assert line["x"] + line["width"] <= box["x"] + box["width"] + 1
        assert line["height"] <= box["height"]
        assert " in the last of 50 runs, between " in str(drawing.get_attribute("aria-label"))
    page.close()
