"""Stretches of a text that wait for their label: lines, and lines that a fixed width broke out of one paragraph.

What does not belong here: what a stretch is (the modules of rules say that, and ``clean`` in which order).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from flows.cleaning.types import BlockKind

MAX_RULE_CHARS = 1_000
"""Longer stretches are prose to every rule that looks at words: page furniture is short, and rules stay linear."""
MIN_WRAPPED_PAIRS = 3
MIN_WRAPPED_SHARE = 0.7
WRAP_WIDTHS = range(40, 133)
"""Widths at which text is broken by hand or by a mail program; lines as long as paragraphs lie far above."""

MAX_HEADLINE_SHARE = 0.85
"""Of the width, a first line that is the headline fills no more."""

_CLOSERS = " \t\"'”’»›)]*_`"
_TERMINALS = ".!?…。！？"
_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")
_FOOTNOTES = re.compile(r"(?:\s?\[\d{1,3}\]){1,8}\s?$")
_SPACE = re.compile(r"\s+")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})$")
_STRUCTURE = re.compile(
    r"\s{0,8}(?:#{1,6}\s|>|[-*+•‣▪●○◦·–—]\s|\(?\d{1,3}[.)]\s|\||```|~~~|!\[|={3,}\s*$|-{3,}\s*$|\S{1,64}@\S{1,255}\s*$)"
)


@dataclass(slots=False)
class Draft:
    """A stretch of a document's text and, once a rule has spoken, its label."""

    source: str
    """The whole document's text."""
    start: int
    end: int
    gap_before: bool
    """Whether an empty line, or nothing, stands before it."""
    kind: BlockKind | None = None
    reason: str = ""
    speaker: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None

    @cached_property
    def text(self) -> str:
        """The stretch, verbatim."""
        return self.source[self.start : self.end]

    @property
    def is_short(self) -> bool:
        """Whether rules that look at words apply."""
        return self.end - self.start <= MAX_RULE_CHARS

    @cached_property
    def flat(self) -> str:
        """A short stretch with typographic apostrophes made plain and white space collapsed; empty for a long one."""
        return _SPACE.sub(" ", self.text).replace("’", "'").replace("‘", "'") if self.is_short else ""

    @cached_property
    def folded(self) -> str:
        """``flat`` without capitals, and without the marks that decorate the ends of a line; empty for a long stretch."""
        return self.flat.casefold().strip(" *_#>»«→←›‹•·|[]-–—~`")

    @cached_property
    def words(self) -> list[str]:
        """The words of a short stretch, as written; empty for a long one."""
        return _WORD.findall(self.text) if self.is_short else []

    @cached_property
    def bare(self) -> str:
        """The stretch without the marks around it and without footnote numbers at its end; for a long one only its end."""
        text = self.text if self.is_short else self.text[-200:]
        return _FOOTNOTES.sub("", text).strip(_CLOSERS + "([‹«“‘#>")

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends as a sentence does, closing marks and brackets aside."""
        return self.bare[-1:] != "" and self.bare[-1] in _TERMINALS

    @property
    def asks(self) -> bool:
        """Whether it ends with a question mark, closing marks and brackets aside."""
        return self.bare.endswith(("?", "？"))

    @property
    def is_prose(self) -> bool:
        """Whether it is surely running text: long, or several words that end as a sentence does."""
        return not self.is_short or len(self.words) >= 25 or (len(self.words) >= 6 and self.ends_sentence)

    def label(self, kind: BlockKind, reason: str) -> None:
        """Give it its kind and the name of the rule that said so."""
        self.kind = kind
        self.reason = reason

    def part(self, start: int, end: int) -> Draft | None:
        """Return the part between two offsets of the document, trimmed of white space, or None where nothing is left."""
        piece = self.source[start:end]
        trimmed = piece.strip()
        if not trimmed:
            return None
        first = start + len(piece) - len(piece.lstrip())
        return Draft(self.source, first, first + len(trimmed), self.gap_before, self.kind, self.reason)


def split_lines(text: str) -> list[Draft]:
    """Return the lines of a text that hold something, trimmed of white space, in order."""
    drafts: list[Draft] = []
    position = 0
    gap = True
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            start = position + len(line) - len(line.lstrip())
            drafts.append(Draft(text, start, start + len(stripped), gap))
            gap = False
        elif line:
            gap = True
        position += len(line)
    return drafts


def join_wrapped(lines: list[Draft], *, markdown: bool, apart: frozenset[int] = frozenset()) -> list[Draft]:
    """Join lines that are one paragraph; ``apart`` are those that are complete in themselves, whatever stands around them.

    A text counts as broken at a fixed width when, for most lines with another right below, the next line's first word would
    not have fitted (that is how breaking works). Then a line goes on in the next unless it ends early and as a sentence. In
    Markdown a line goes on in the next unless it is longer than any such width and ends as a sentence. In any text a line
    that breaks off goes on in a next one that begins with a small letter. A mark of structure (a bullet, ``#``, ``>``) or an
    e-mail address always begins anew, and the first line of all is a headline where it is built like one.
    """
    if not lines:
        return []
    width = _wrap_width(lines, apart)
    joined = [lines[0]]
    last = lines[0]
    for index, line in enumerate(lines[1:], start=1):
        is_parted = line.gap_before or index in apart or index - 1 in apart
        is_headline = index == 1 and _is_headline(last, line, width)
        if not is_parted and not is_headline and _continues(last, line, width, markdown=markdown):
            head = joined[-1]
            joined[-1] = Draft(head.source, head.start, line.end, head.gap_before)
        else:
            joined.append(line)
        last = line
    return joined


def _is_headline(first: Draft, second: Draft, width: int | None) -> bool:
    """Say whether a text's first line is no part of the paragraph right below it.

    It breaks off although the next word, a capitalised one, would have fitted, or that line is as long as a paragraph.
    """
    if first.ends_sentence or first.bare[-1:] in {",", ":", ";"} or not second.text[:1].isupper():
        return False
    if width is not None:
        return first.end - first.start <= MAX_HEADLINE_SHARE * width and _would_have_fitted(first, second, width)
    return second.end - second.start > WRAP_WIDTHS.stop and first.end - first.start <= WRAP_WIDTHS.stop


def _continues(last: Draft, line: Draft, width: int | None, *, markdown: bool) -> bool:
    """Say whether a line goes on in the one right below it."""
    if markdown and _UNDERLINE.match(line.text):
        return not _is_block_mark(last)
    if _STRUCTURE.match(line.text) or _is_block_mark(last):
        return False
    small_start = line.text[:1].islower() and not line.text[1:2].isupper()
    if width is not None and last.end - last.start <= width:
        return small_start or not (_would_have_fitted(last, line, width) and last.ends_sentence)
    if markdown:
        return not (last.end - last.start > WRAP_WIDTHS.stop and last.ends_sentence)
    return (
        small_start
        and not last.ends_sentence
        and last.bare[-1:] not in {":", ";"}
        and (len(last.words) >= 2 or last.text[:1].islower())
    )


def _is_block_mark(line: Draft) -> bool:
    """Say whether a line is a Markdown heading, rule, table row or fence: complete in itself."""
    return bool(re.match(r"#{1,6}\s|\||```|~~~|={3,}\s*$|-{3,}\s*$|!\[[^\]\n]{0,500}\]\([^)\n]{0,1000}\)\s*$", line.text))


def _would_have_fitted(last: Draft, line: Draft, width: int) -> bool:
    """Say whether the first word of a line would have fitted on the line above, within a width."""
    first_word = len(line.text[: WRAP_WIDTHS.stop].split(None, 1)[0])
    return (last.end - last.start) + 1 + first_word <= width


def _wrap_width(lines: list[Draft], apart: frozenset[int]) -> int | None:
    """Return the width at which a text was broken, or None when it was not; lines that stand ``apart`` say nothing of it."""
    pairs = [
        (last, line)
        for index, (last, line) in enumerate(pairwise(lines))
        if not line.gap_before and apart.isdisjoint((index, index + 1)) and not _STRUCTURE.match(line.text)
    ]
    if len(pairs) < MIN_WRAPPED_PAIRS:
        return None
    width = max(last.end - last.start for last, _ in pairs)
    if width not in WRAP_WIDTHS:
        return None
    broken = sum(1 for last, line in pairs if not _would_have_fitted(last, line, width) and not last.ends_sentence)
    at_end = sum(1 for last, line in pairs if not _would_have_fitted(last, line, width) or last.ends_sentence)
    return width if broken >= 0.5 * len(pairs) and at_end >= MIN_WRAPPED_SHARE * len(pairs) else None
