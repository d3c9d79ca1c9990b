"""Lists, headings of sections and lines of a certain form: what the last rules decide before everything else is a paragraph.

A heading gives no claims, so a line is one only when it is built like one *and* prose stands below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.cleaning.drafts import Draft
from flows.cleaning.lexicons import FINITE_VERBS, SUMMARY_HEADINGS, SUMMARY_TITLES

MAX_HEADING_CHARS = 120
MAX_HEADING_WORDS = 14
MAX_QUESTION_HEADING_WORDS = 12
MAX_CLAUSE_WORDS = 8
"""A longer line with a verb is rather a sentence whose full stop was lost."""
MAX_LISTED_WORDS = 25

_BULLET = re.compile(r"(?:[-*+•‣▪●○◦·]|\d{1,3}[.)]|\(\d{1,3}\)|\(?[a-z]\))\s+(?=\S)")
_DASH = re.compile(r"[–—]\s+(?=\S)")
_LIST_MARK = re.compile(r"(?:[-*+•‣▪●○◦·–—]|\d{1,3}[.)]|\(\d{1,3}\)|\(?[a-z]\))\s+(?:\[[ xX]\]\s+)?(?=\S)")
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[IVX]{1,5}\.)\s+(?=\S)")
_HASHES = re.compile(r"#{1,6}\s+\S")
_BOLD_LINE = re.compile(r"(?:\*\*[^*\n]{2,200}\*\*|__[^_\n]{2,200}__)[.:]?$")
_UNDERLINE = re.compile(r"\n\s{0,3}(?:={3,}|-{3,})\s*$")
_QUOTED_HEADING = re.compile(r"[“\"'‘«][^“”\"«»]{2,80}[^\W_][”\"'’»]$")
_TIME = re.compile(r"\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?|h)?(?:\s[A-Z]{2,4})?$", re.IGNORECASE)
_TIME_WITH_UNIT = re.compile(r"\d{1,2}[:.]\d{2}|[ap]\.?m", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """What stands above and below a line, furniture and pictures aside."""

    above: Draft | None
    below: Draft | None


def content_start(text: str, start_char: int, end_char: int) -> int:
    """Return where a list item's words begin, after its bullet or number; ``start_char`` where it has none.

    Offsets are code points into the document's text.
    """
    mark = _LIST_MARK.match(text, start_char, end_char)
    return mark.end() if mark else start_char


def heading_start(text: str, start_char: int, end_char: int) -> int:
    """Return where a heading's words begin, after Markdown's hashes; ``start_char`` where it has none.

    Offsets are code points into the document's text.
    """
    mark = _HASHES.match(text, start_char, end_char)
    return mark.end() - 1 if mark else start_char


def label_structure(drafts: list[Draft]) -> None:
    """Label list items, headings and time stamps; what has a label keeps it."""
    _label_code(drafts)
    _label_lists(drafts)
    neighbours = _neighbours(drafts)
    for draft, around in zip(drafts, neighbours, strict=True):
        if draft.kind is None and draft.is_short:
            reason = _heading(draft, around)
            if reason is not None:
                draft.label("heading", reason)


def is_summary_title(title: str) -> bool:
    """Say whether a title calls its text a summary: the word alone, or before a colon or dash ("Summary: Bridge shut")."""
    return re.split(r"\s*[:|]\s|\s+[-–—]\s+", title.strip(" #*:"), maxsplit=1)[0].casefold() in SUMMARY_TITLES


def is_summary_structure(drafts: list[Draft]) -> bool:
    """Say whether the document's sections are those of a summary: at least two such, with most of the text."""
    named = {
        index
        for index, draft in enumerate(drafts)
        if draft.kind == "heading" and draft.folded.strip(" :.0123456789*#") in SUMMARY_HEADINGS
    }
    if len(named) < 2:
        return False
    below = total = 0
    heading = None
    for index, draft in enumerate(drafts):
        if draft.kind == "heading":
            heading = index
        elif draft.kind in {"paragraph", "list_item"}:
            size = draft.end - draft.start
            total += size
            below += size if heading in named else 0
    return total > 0 and below >= 0.6 * total


def _label_code(drafts: list[Draft]) -> None:
    """Label fenced code and table rows of Markdown: neither is prose."""
    fence = None
    fences = [index for index, draft in enumerate(drafts) if draft.text[:3] in {"```", "~~~"}]
    if len(fences) >= 2:
        for index, draft in enumerate(drafts):
            mark = draft.text[:3]
            if mark in {"```", "~~~"} and (fence is None or fence == mark):
                later = index < fences[-1] if fence is None else True
                fence = mark if fence is None and later and not draft.text[3:].rstrip().endswith("```") else None
                draft.label("boilerplate", "code")
            elif fence is not None and draft.kind is None:
                draft.label("boilerplate", "code")
    for draft in drafts:
        if draft.kind is None and draft.text.startswith("|") and draft.text.endswith("|") and draft.text.count("|") >= 3:
            draft.label("boilerplate", "table")
        elif draft.kind is None and draft.text.startswith("<!--") and draft.text.endswith("-->"):
            draft.label("boilerplate", "markup")


def _label_lists(drafts: list[Draft]) -> None:
    """Label list items: marked ones, and short lines without a full stop below a line that ends in a colon."""
    for index, draft in enumerate(drafts):
        if draft.kind is not None:
            continue
        if _BULLET.match(draft.text):
            if not _is_numbered_heading(drafts, index):
                draft.label("list_item", "list_mark")
        elif _DASH.match(draft.text):
            others = [d for d in (*drafts[max(0, index - 1) : index], *drafts[index + 1 : index + 2]) if _DASH.match(d.text)]
            if others:
                draft.label("list_item", "list_mark")
    index = 0
    while index < len(drafts):
        draft = drafts[index]
        index += 1
        if draft.kind is not None or not draft.text.endswith(":") or len(draft.words) < 3:
            continue
        end = index
        while end < len(drafts) and drafts[end].kind is None and _is_listed_line(drafts[end]):
            end += 1
        if end - index >= 2:
            for item in drafts[index:end]:
                item.label("list_item", "below_colon")
            index = end


def _is_listed_line(draft: Draft) -> bool:
    """Say whether a line may be an item of a list that lost its marks."""
    return (
        draft.is_short
        and 1 <= len(draft.words) <= MAX_LISTED_WORDS
        and not draft.ends_sentence
        and draft.text[-1:] not in {":", '"', "”"}
    )


def _is_numbered_heading(drafts: list[Draft], index: int) -> bool:
    """Say whether a numbered line is a heading: prose below, and no other item beside it."""
    draft = drafts[index]
    if not _NUMBER.match(draft.text) or draft.ends_sentence or len(draft.words) > MAX_HEADING_WORDS:
        return False
    following = drafts[index + 1 : index + 2]
    above = drafts[index - 1] if index else None
    beside = (above is not None and _NUMBER.match(above.text)) or (following and _NUMBER.match(following[0].text))
    return bool(following and following[0].is_prose and not beside)


def _neighbours(drafts: list[Draft]) -> list[_Neighbours]:
    """Return for each block the nearest above and below that is text of the document."""
    aside = {"boilerplate", "caption", "credit"}
    above: list[Draft | None] = []
    last: Draft | None = None
    for draft in drafts:
        above.append(last)
        if draft.kind not in aside:
            last = draft
    below: list[Draft | None] = []
    last = None
    for draft in reversed(drafts):
        below.append(last)
        if draft.kind not in aside:
            last = draft
    below.reverse()
    return [_Neighbours(one, two) for one, two in zip(above, below, strict=True)]


def _heading(draft: Draft, around: _Neighbours) -> str | None:
    """Return the name of the rule by which a line is a heading, or None."""
    text = draft.text
    if _HASHES.match(text) and "\n" not in text:
        return "markdown_heading"
    if _UNDERLINE.search(text) and text.count("\n") == 1:
        return "markdown_heading"
    if "\n" in text:
        return None
    if _TIME.match(text) and _TIME_WITH_UNIT.search(text):
        return "time_stamp"
    n_words = len(draft.words)
    is_known = draft.folded.strip(" :.*#") in SUMMARY_HEADINGS
    below = around.below
    if below is None or not 1 <= n_words <= MAX_HEADING_WORDS or len(text) > MAX_HEADING_CHARS:
        return None
    if is_known and not text.endswith("."):
        return "section_name"
    if _BOLD_LINE.match(text) and not draft.bare.endswith("."):
        return "bold_line"
    if draft.bare[-1:] in {".", "!", "…", ",", ";", ":", "-", "–", "—"} or text[:1] in "\"“‘«'(@#$-–—":
        quoted_part = text[:1] in "‘“\"'" and text[-1:].isalnum() and not re.search(r"[.!?,…][”\"’']", text)
        # What somebody is quoted with ends with a mark; words in quotation marks without one are a heading.
        quoted_part = quoted_part or bool(_QUOTED_HEADING.match(text))
        if not quoted_part or draft.bare[-1:] in ".!…,;:-–—":
            return None
    first_letter = next((character for character in text if character.isalpha()), "")
    if not first_letter or (text[:1].islower() and not text[1:2].isupper()):
        return None
    if below.kind not in {None, "list_item", "answer", "heading", "question"} or (
        below.kind is None and not (below.is_prose or _leads_to_list(below))
    ):
        return None
    if below.kind is None and below.end - below.start < len(text):
        return None
    if re.match(r"[^:]{1,40}:\s[^:]{0,60}\d", text):  # "Population: 700" is a fact
        return None
    if n_words > MAX_CLAUSE_WORDS and not draft.asks and _is_clause(draft):
        return None
    if draft.asks:
        return "question_heading" if n_words <= MAX_QUESTION_HEADING_WORDS else None
    return "short_line_above_prose"


def _is_clause(draft: Draft) -> bool:
    """Say whether a line has a verb and does not begin as headings with a verb do ("Why …", "How …")."""
    if draft.words[0].casefold() in {"why", "how", "what", "when", "where", "who", "which", "whether"}:
        return False
    return any(word.casefold().replace("’", "'") in FINITE_VERBS for word in draft.words)


def _leads_to_list(draft: Draft) -> bool:
    """Say whether a line introduces what follows."""
    return draft.text.endswith(":")
