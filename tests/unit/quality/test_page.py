"""The quality report: what it says, and that nothing in a document can act in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from flows import overview
from flows.overview import UnknownReleaseError
from flows.quality.page import PageError, inert, unmarked, write_page
from flows.settings import Settings
from flows.warehouse.releases import Release
from tests.page_fixture import EXTRACTOR, RUN, a_check, two_releases, write_past, write_rejects
from tests.simulated_runs import Fault

HOSTILE = (
    "</td></script><script>window.acted = 1</script><img src=x onerror='window.acted = 2'>"
    "\u202egpj.exe\x1b[31m&lt;b&gt;{{ 7 * 7 }}"
)


@pytest.fixture
def published(settings: Settings) -> tuple[Settings, Release, Path]:
    before, after = two_releases(
        settings,
        "delete from documents where publisher = 'Radio Minho'",
        "insert into documents by name select * replace ('new' as document_id, 'A new one' as title) from documents limit 1",
        "update documents set title = 'Rivers run dry' where publisher = 'Copy Site'",
    )
    return settings, before, after


def page(published: tuple[Settings, Release, Path]) -> str:
    settings, before, after = published
    path = write_page(settings, RUN, database=after, before=before)
    assert path == settings.reports_dir / f"{RUN}.html"
    return path.read_text(encoding="utf-8")


def test_the_page_says_what_was_checked_what_failed_and_with_which_rows(published: tuple[Settings, Release, Path]) -> None:
    write_past(published[0], a_check("critical"), outcome="failed_checks", fault=Fault())
    text = page(published)
    assert "Not published: 1 critical check failed" in text
    for expected in ("claims.text", "text is what stands at start char to end char", "The river carried less", "5f2a"):
        assert expected in text
    assert text.index("Whatever points at text is exactly that text.") < text.index("<h2>Trends")


def test_a_release_in_which_everything_holds_says_so(published: tuple[Settings, Release, Path]) -> None:
    write_past(published[0], a_check("critical", success=True), fault=Fault())
    text = page(published)
    assert "Published: every check holds" in text
    assert "Every check holds." in text
    assert "Every file was taken in." in text


def test_warnings_are_published_and_named(published: tuple[Settings, Release, Path]) -> None:
    write_past(published[0], a_check("warning"), fault=Fault())
    assert "Published with 1 warning" in page(published)


def test_the_page_names_documents_that_appeared_vanished_and_changed(published: tuple[Settings, Release, Path]) -> None:
    write_past(published[0])
    text = page(published)
    found = {
        change: text.split(f"<h3>{change}", 1)[1].split("</ul>", 1)[0] for change in ("Appeared", "Vanished", "Changed")
    }
    assert "A new one" in found["Appeared"]
    assert "Radio Minho" in found["Vanished"]
    assert "Rivers run dry" in found["Changed"]
    assert "Row for row as before: attributions, blocks" in text


def test_rejects_are_counted_by_reason_with_the_first_files(published: tuple[Settings, Release, Path]) -> None:
    write_past(published[0])
    write_rejects(published[0], "a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.txt")
    rows = re.findall(r'<td class="name">(\w+)</td><td class="n">(\d+)</td>', page(published))
    assert rows == [("empty", "4"), ("not_text", "1"), ("too_large", "1")]


def test_trends_are_drawn_with_the_band_and_the_run_that_left_it(published: tuple[Settings, Release, Path]) -> None:
    write_past(published[0])
    text = page(published)
    figures = text.split('<figure class="card trend')[1:]
    assert len(figures) >= 8
    [attributed] = [figure for figure in figures if "<b>Claims with a source</b>" in figure]
    assert attributed.startswith(" beyond")
    assert '<polygon class="band"' in attributed
    assert attributed.count('class="dot beyond"') == 1
    points = re.search(r'class="line" points="([^"]+)"', attributed)
    assert points is not None
    assert len(points[1].split()) == 50
    assert all(0 <= float(n) <= 320 for point in points[1].split() for n in point.split(","))


def test_a_first_release_has_a_page_with_nothing_to_compare(published: tuple[Settings, Release, Path]) -> None:
    settings, _, after = published
    text = write_page(settings, RUN, database=after, before=None).read_text(encoding="utf-8")
    assert "There is no release before this one to compare with." in text
    assert "No checks were run." in text


def test_the_page_loads_nothing_and_runs_nothing_and_shows_text_as_text(published: tuple[Settings, Release, Path]) -> None:
    settings = published[0]
    rows = json.dumps([{HOSTILE: HOSTILE}])
    write_past(settings, a_check("critical", failing_rows=rows, reason=HOSTILE, expectation=HOSTILE, column_name=HOSTILE))
    write_rejects(settings, HOSTILE)
    text = page(published)
    assert not re.search(r"<(script|img|link|iframe|object|embed|base|form)\b", text)
    assert not re.search(r"\b(src|href|xlink:href)=|url\(|@import", text.replace(HOSTILE, "").replace("src=x", ""))
    assert not set("\u202e\x1b") & set(text)
    assert "⟨U+202E⟩gpj.exe" in text
    assert "&amp;lt;b&amp;gt;" in text
    assert "49" not in text.split("window.acted")[1][:200]


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), ("a\nb", "a↵b"), ("\u2066x\u2069", "⟨U+2066⟩x⟨U+2069⟩"), (["a"], '["a"]'), ("שלום", "שלום")],
)
def test_a_value_is_shown_as_one_line_without_control_characters(value: object, shown: str) -> None:
    assert inert(value) == shown


def test_a_long_text_is_cut() -> None:
    assert len(inert("x" * 10_000)) == 400


def test_pages_and_results_of_releases_and_builds_that_are_gone_are_removed(
    published: tuple[Settings, Release, Path],
) -> None:
    settings = published[0]
    settings.reports_dir.mkdir()
    for name in ("gone", "before", "rejected"):
        (settings.reports_dir / f"{name}.html").touch()
        (settings.reports_dir / f"{name}.gx").mkdir()
    (settings.reports_dir / f"{RUN}.gx").mkdir()
    settings.builds_dir.mkdir()
    (settings.builds_dir / "rejected.duckdb").touch()
    page(published)
    stay = {f"{name}{suffix}" for name in ("before", "rejected", RUN) for suffix in (".html", ".gx")}
    assert {path.name for path in settings.reports_dir.iterdir()} == stay


def test_a_database_that_cannot_be_read_gives_an_error_that_says_what_to_do(
    published: tuple[Settings, Release, Path],
) -> None:
    settings, before, after = published
    after.write_bytes(b"not a database")
    with pytest.raises(PageError, match="wellsourced report"):
        write_page(settings, RUN, database=after, before=before)


def test_the_report_of_a_release_that_is_not_there_names_the_command_that_lists_them(settings: Settings) -> None:
    with pytest.raises(UnknownReleaseError, match="wellsourced run"):
        overview.quality_report(settings, None)
    with pytest.raises(UnknownReleaseError, match="wellsourced releases"):
        overview.quality_report(settings, "nothing")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (
            '**"We were never asked": an interview with *Maria Gomez***',
            '"We were never asked": an interview with Maria Gomez',
        ),
        ("*Emphasis* in **a title**", "Emphasis in a title"),
        ("M*A*S*H, and 5 * 3 * 2", "M*A*S*H, and 5 * 3 * 2"),
        ("Terms* apply", "Terms* apply"),
        (None, None),
    ],
)
def test_a_title_is_shown_without_the_marks_of_its_emphasis(title: str | None, shown: str | None) -> None:
    assert unmarked(title) == shown


def test_a_version_is_shown_whole_and_of_a_hash_the_beginning(published: tuple[Settings, Release, Path]) -> None:
    write_past(published[0])
    assert f"extractor {EXTRACTOR}, duckdb 1.5.5, models abababababab…" in page(published)
