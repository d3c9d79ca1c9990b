"""The account of a run: what was found, what was rejected, how each check went, where the result is.

Plain values and their rendering as Markdown. What does not belong here: deciding anything, writing to a terminal
(``cli``) or to Prefect (``artifacts``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from flows.quality.counting import number_of

Outcome = Literal["published", "unchanged", "failed_checks", "failed"]
Kind = Literal["documents", "rebuild", "validation"]

OUTCOME_WORDS: dict[Outcome, str] = {
    "published": "published",
    "unchanged": "nothing changed",
    "failed_checks": "not published: a critical check failed",
    "failed": "failed",
}
VALIDATION_WORDS: dict[Outcome, str] = {"unchanged": "the release holds", "failed_checks": "the release does not hold"}
"""What these mean where nothing was to be published."""

QUERIES_TO_TRY: tuple[tuple[str, str], ...] = (
    (
        "Who said what, most quoted first",
        """select s.name, s.kind, count(*) as n
from attributions join sources s using (source_id)
where via <> 'author'
group by all order by n desc limit 10""",
    ),
    (
        "Who merely copied whom",
        """select left(coalesce(d.title, d.text), 40) as begins, d.document_id, d.derivation,
  d.derived_from_document_id as derived_from, l.direction_evidence
from documents d left join document_links l
  on l.document_id = d.document_id and l.origin_document_id = d.derived_from_document_id
order by d.story_id, d.derivation""",
    ),
    (
        "What changed in the copying",
        """select change, severity, before_text, after_text
from claim_changes
where severity = 'material' limit 10""",
    ),
)
"""Name and SQL; each runs as it stands on any release (held by a test)."""


class SuiteSummary(BaseModel):
    """How one suite went."""

    suite: str
    n_checks: int
    n_failed_critical: int
    n_failed_warning: int


class FailedCheck(BaseModel):
    """One check that did not hold, with the first rows that broke it."""

    suite: str
    table_name: str
    expectation: str
    column_name: str | None
    severity: str
    reason: str
    observed: str | None
    n_unexpected: int | None
    failing_rows: list[dict[str, Any]]

    @property
    def place(self) -> str:
        """The table, and the column where the check is about one."""
        return f"{self.table_name}.{self.column_name}" if self.column_name else self.table_name

    @property
    def n_rows(self) -> str:
        """How many rows broke it, where that was counted."""
        return "" if self.n_unexpected is None else number_of(self.n_unexpected, "row")


class RejectedFile(BaseModel):
    """One file that was not taken in, and why."""

    uri: str
    reason: str
    detail: str


class RunReport(BaseModel):
    """Everything that is worth knowing after a run."""

    run_id: str
    kind: Kind = "documents"
    outcome: Outcome
    message: str
    source: str
    started_at: datetime
    finished_at: datetime
    n_listed: int = 0
    n_loaded: int = 0
    n_already_known: int = 0
    n_twins: int = 0
    """Of those already known, the files that hold what another file of the same run brought in."""
    n_changed: int = 0
    """Files that held another document when they were seen before; that document stays, too."""
    n_rejected: int = 0
    n_ignored: int = 0
    n_extracted: int = 0
    ignored_suffixes: dict[str, int] = {}
    unreadable_folders: list[str] = []
    rejected: list[RejectedFile] = []
    row_counts: dict[str, int] = {}
    suites: list[SuiteSummary] = []
    failed_checks: list[FailedCheck] = []
    stage_seconds: dict[str, float] = {}
    versions: dict[str, str] = {}
    release: str | None = None
    """The release that queries see after this run, whether or not this run made it."""
    content_hash: str | None = None
    database: str | None = None
    build: str | None = None
    """Where the rejected build was left for inspection, if one was."""
    quality_report: str | None = None
    """The page on the release, or on the rejected build: checks, trends, rejects and what changed."""

    @property
    def headline(self) -> str:
        """What came of the run, in a few words."""
        words = OUTCOME_WORDS[self.outcome]
        return (VALIDATION_WORDS.get(self.outcome, words) if self.kind == "validation" else words).capitalize()

    @property
    def succeeded(self) -> bool:
        """Whether the published warehouse is what this run's input asks for."""
        return self.outcome in ("published", "unchanged")

    @property
    def n_checks(self) -> int:
        """Checks evaluated."""
        return sum(suite.n_checks for suite in self.suites)

    @property
    def n_failed_checks(self) -> int:
        """Checks that did not hold, of any severity."""
        return len(self.failed_checks)

    def found_sentence(self) -> str:
        """Say in one line what became of the files."""
        twins = f" ({self.n_twins} of them the same as a new one)" if self.n_twins else ""
        parts = [f"{self.n_loaded} new", f"{self.n_already_known} already known{twins}", f"{self.n_rejected} rejected"]
        sentence = f"{number_of(self.n_listed, 'document')} listed: {', '.join(parts)}; {self.n_extracted} extracted"
        if self.n_changed:
            stays = "what it held before stays" if self.n_changed == 1 else "what they held before stays"
            sentence += f"; {number_of(self.n_changed, 'file')} changed since an earlier run ({stays} a document)"
        if self.n_ignored:
            kinds = ", ".join(f"{n} {suffix or 'without suffix'}" for suffix, n in sorted(self.ignored_suffixes.items()))
            sentence += f"; {number_of(self.n_ignored, 'other file')} left aside ({kinds})"
        if self.unreadable_folders:
            sentence += f"; could not open {', '.join(self.unreadable_folders[:5])} (grant permission to list these folders)"
        return sentence + "."

    def checks_sentence(self) -> str:
        """Say in one line how the checks went."""
        if not self.suites:
            return "No checks were run."
        checked = f"{number_of(self.n_checks, 'check')} in {number_of(len(self.suites), 'suite')}"
        if not self.failed_checks:
            return f"{checked}: every one holds."
        critical = sum(suite.n_failed_critical for suite in self.suites)
        warnings = sum(suite.n_failed_warning for suite in self.suites)
        return f"{checked}: {critical} critical failed, {number_of(warnings, 'warning')}."


MAX_CELL_CHARACTERS = 200
MAX_REJECTED_SHOWN = 50
FAILING_ROWS_SHOWN = 3
"""Of those kept of a failed check (``flows.quality.types.FAILING_ROWS_KEPT``)."""
LOOKALIKES = {
    **dict(zip("<>`|*\\#~", "‹›ˋ¦∗⧵＃∼", strict=True)),
    "\n": "↵",
}
"""Characters that Markdown or HTML act on wherever they stand, and what is shown in their place."""

LOOKALIKE_PLACES = (
    (re.compile(r"\](?=[(\[:])"), "] "),  # [text](target), [text][name], [name]: target
    (re.compile(r"&(?=#?\w{1,32};)"), "＆"),  # character references
    (re.compile(r"(?<=:)//"), "∕"),  # addresses, which some renderers turn into links by themselves
    (re.compile(r"(?<=www)\.", re.IGNORECASE), "․"),
    (re.compile(r"(?<![^\W_])_{1,200}|_{1,200}(?![^\W_])"), "＿"),  # emphasis; inside a word an underscore means nothing
)
"""Characters that act only in some places, and what is shown in their place there."""


def markdown_cell(value: object) -> str:
    """Return a value as one line of text that is inert in Markdown, in an HTML page, and in a table of the Prefect UI.

    Text from documents is hostile: what could become a tag, a link, code or a table's border is shown as a character that
    looks like it, a control character (bidirectional overrides among them) as its code point, and long text is cut. No
    escapes, because renderers disagree on them: Prefect 3.8 shows character references as they stand, runs HTML in its
    tables through a sanitiser that leaves images, and makes ``[x](javascript:…)`` a link there. The exact text is in the
    warehouse.
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - 1] + "…"
    for pattern, lookalike in LOOKALIKE_PLACES:
        text = pattern.sub(_each_as(lookalike), text)
    return "".join(LOOKALIKES.get(c, c if c.isprintable() else f"U+{ord(c):04X}") for c in text)


def _each_as(lookalike: str) -> Callable[[re.Match[str]], str]:
    return lambda found: lookalike * len(found[0])


def to_markdown(report: RunReport) -> str:
    """Return the account as Markdown, every text from a document escaped; what did not go well comes first."""
    lines = [f"# {report.headline}", "", markdown_cell(report.message), ""]
    if report.kind == "documents":
        lines += [f"- {markdown_cell(report.found_sentence())}"]
    lines += [f"- {report.checks_sentence()}", f"- Release that queries see: `{report.release or 'none yet'}`"]
    if report.content_hash:
        lines += [f"- Content hash of the marts: `{report.content_hash}`"]
    if report.quality_report:
        lines += [f"- Quality report: `{markdown_cell(report.quality_report)}`"]
    if report.build:
        lines += [f"- The build is kept for inspection: `{markdown_cell(report.build)}`"]
    lines += ["", *_failed_checks(report), *_rejected(report)]
    if report.row_counts:
        lines += ["## Tables", "", "| table | rows |", "|---|---:|"]
        lines += [f"| {name} | {count} |" for name, count in report.row_counts.items()]
        lines += [""]
    if report.suites:
        lines += ["## Checks", "", "| suite | checks | critical failed | warnings |", "|---|---:|---:|---:|"]
        lines += [
            f"| {suite.suite} | {suite.n_checks} | {suite.n_failed_critical} | {suite.n_failed_warning} |"
            for suite in sorted(report.suites, key=lambda suite: (-suite.n_failed_critical, -suite.n_failed_warning))
        ]
        lines += [""]
    lines += ["## Time by stage", "", "| stage | seconds |", "|---|---:|"]
    lines += [f"| {name} | {seconds:.1f} |" for name, seconds in report.stage_seconds.items()]
    if report.succeeded:
        lines += ["", "## Queries to try", ""]
        for title, sql in QUERIES_TO_TRY:
            lines += [f"{title}:", "", "```sql", sql, "```", ""]
    return "\n".join(lines)


def _failed_checks(report: RunReport) -> list[str]:
    if not report.failed_checks:
        return []
    lines = ["## Checks that did not hold", ""]
    for check in report.failed_checks:
        what = f"{markdown_cell(check.place)}, {markdown_cell(check.expectation)}: {markdown_cell(check.reason)}"
        lines += [f"- **{check.severity}** {what}" + (f" ({check.n_rows})" if check.n_rows else "")]
        lines += [f"    - {markdown_cell(row)}" for row in check.failing_rows[:FAILING_ROWS_SHOWN]]
    return [*lines, ""]


def _rejected(report: RunReport) -> list[str]:
    if not report.rejected:
        return []
    lines = ["## Rejected", "", "| file | reason | what to do |", "|---|---|---|"]
    lines += [
        f"| {markdown_cell(file.uri)} | {markdown_cell(file.reason)} | {markdown_cell(file.detail)} |"
        for file in report.rejected[:MAX_REJECTED_SHOWN]
    ]
    if len(report.rejected) > MAX_REJECTED_SHOWN:
        lines += ["", f"{len(report.rejected) - MAX_REJECTED_SHOWN} more."]
    return [*lines, ""]
