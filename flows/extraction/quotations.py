"""What stands in quotation marks, by the kinds of mark that open and close it.

Handles “ ”, „ “, « », straight double and single marks, British single marks beside apostrophes, mixed and doubled marks,
marks left open, quotations inside quotations, and quotations that a new paragraph opens again.
What does not belong here: whether a quotation is speech, and whose (``attributions``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = re.compile(r"``|''|[“”„‟«»\"‘’‚‛'″]")
_DOUBLE_OPEN = frozenset("“„‟«")
_DOUBLE_CLOSE = frozenset("”»")
_ELISIONS = re.compile(
    r"(?:\d0s|\d\ds?\b|em\b|tis\b|twas\b|til\b|cause\b|n\b|bout\b|round\b|s\b|t\b|re\b|ve\b|ll\b|d\b|m\b)", re.I
)
_SENTENCE_END = re.compile(r"[.!?…][”’\"'»)]{0,2}(?=\s)")


MAX_CLOSED_CHARS = 10_000
MAX_UNCLOSED_CHARS = 3_000
"""A mark further from its opening than this closes something else: what was opened is then taken to be one sentence. (A
claim's
row repeats the whole quotation, so an endless one would also cost memory with the square of its length.)"""


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation; ``start`` and ``end`` include its marks, ``inner_start`` and ``inner_end`` do not.

    Offsets are code points into the text that was searched, half open.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    mark: str
    """The opening mark as written."""
    closed: bool
    """Whether a closing mark was found; otherwise it runs to the end of its block or to the next opening."""
    continues: bool = False
    """Whether it takes up a quotation that the block before left open (each paragraph of a long quotation opens anew)."""


def find_quotations(text: str, start: int, end: int) -> list[Quotation]:
    """Outermost quotations of one block, ``text[start:end]``, in order; time is linear in its length."""
    found: list[Quotation] = []
    opened: tuple[int, int, str] | None = None  # start, inner start, mark
    inner: list[str] = []
    single_closers = _single_closers(text, start, end)
    last_close = -1
    for match in _MARK.finditer(text, start, end):
        at, after, mark = match.start(), match.end(), match.group()
        before = text[at - 1] if at > start else " "
        following = text[after] if after < end else " "
        single = mark in "‘’‚‛'"
        if single and before.isalnum() and following.isalnum():
            continue
        if opened is None:
            if not _opens(text, mark, before, following, after, end) or (at == last_close and not following.isalnum()):
                continue
            if single and not _has_closer(single_closers, after):
                continue
            opened, inner = (at, after, mark), []
            continue
        opening = opened[2]
        if _same_family(opening, mark) and _closes(mark, opening, before, following, text, at, single_closers):
            if inner and _same_family(inner[-1], mark) and inner[-1] != opening:
                inner.pop()
                continue
            if after - opened[0] <= MAX_CLOSED_CHARS:
                found.append(Quotation(opened[0], after, opened[1], at, opening, closed=True))
            else:
                cut = _first_sentence_end(text, opened[1], at)
                found.append(Quotation(opened[0], cut, opened[1], cut, opening, closed=False))
            last_close, opened = after, None
        elif _same_family(opening, mark) and mark in _DOUBLE_OPEN and _opens(text, mark, before, following, after, end):
            if opening == '"':
                inner.append(mark)
                continue
            # The same mark opens again: the first was never closed, and how far it went is anybody's guess; one sentence is.
            cut = _first_sentence_end(text, opened[1], at)
            found.append(Quotation(opened[0], cut, opened[1], cut, opening, closed=False))
            opened, inner = (at, after, mark), []
        elif inner and inner[-1] != opening and mark in _DOUBLE_CLOSE:
            inner.pop()
    if opened is not None:
        close = end
        while close > opened[1] and text[close - 1].isspace():
            close -= 1
        if close - opened[1] > MAX_UNCLOSED_CHARS:
            close = _first_sentence_end(text, opened[1], close)
        if close > opened[1]:
            found.append(Quotation(opened[0], close, opened[1], close, opened[2], closed=False))
    return [quotation for quotation in found if text[quotation.inner_start : quotation.inner_end].strip()]


def link_paragraphs(blocks: Sequence[list[Quotation]], starts: Sequence[int]) -> list[list[Quotation]]:
    """Mark quotations that go on in the next block.

    ``blocks[i]`` are the quotations of a block that begins at ``starts[i]``. A quotation that opens a block continues
    the one
    that the block before left open, when both use the same kind of mark.
    """
    linked: list[list[Quotation]] = []
    for position, quotations in enumerate(blocks):
        previous = linked[-1][-1] if linked and linked[-1] else None
        current = list(quotations)
        if (
            previous is not None
            and not previous.closed
            and current
            and current[0].start == starts[position]
            and _same_family(previous.mark, current[0].mark)
        ):
            head = current[0]
            current[0] = Quotation(
                head.start, head.end, head.inner_start, head.inner_end, head.mark, head.closed, continues=True
            )
        linked.append(current)
    return linked


def quotation_at(quotations: Sequence[Quotation], position: int) -> int | None:
    """Return the index of the quotation, of ordered and disjoint ones, in which a place lies; ``None`` outside of all."""
    index = bisect_right(quotations, position, key=lambda quotation: quotation.start) - 1
    return index if index >= 0 and position < quotations[index].end else None


def quotations_between(quotations: Sequence[Quotation], start: int, end: int) -> range:
    """Return the indexes of those of ordered and disjoint quotations that share a character with ``[start, end)``."""
    first = bisect_right(quotations, start, key=lambda quotation: quotation.end)
    return range(first, max(bisect_left(quotations, end, key=lambda quotation: quotation.start), first))


def _family(mark: str) -> str:
    return "single" if mark in "‘’‚‛'" else "double"


def _same_family(one: str, other: str) -> bool:
    return _family(one) == _family(other)


def _opens(text: str, mark: str, before: str, following: str, after: int, end: int) -> bool:
    if following.isspace() or following in ".,;:!?)]":
        return mark in "«" and following in " \xa0\u202f"
    if mark in _DOUBLE_OPEN or mark == "``":
        return True
    free = not before.isalnum() and before not in ".,!?;%)"
    if mark in {"‘", "'", "’", "‛", "‚"}:
        return free and mark != "’" and not _ELISIONS.match(text, after, min(end, after + 6))
    if mark in {"”", "»"}:
        return before.isspace() and following.isalnum()
    return free


def _closes(mark: str, opening: str, before: str, following: str, text: str, at: int, single_closers: list[int]) -> bool:
    if _family(mark) == "single":
        if mark == "‘" or before.isspace() or following.isalnum():
            return False
        # A plural's apostrophe (companies’ plan) closes nothing when a better mark comes before the next opening.
        if before in "sS" and following == " " and text[at + 2 : at + 3].islower():
            return not _has_closer(single_closers, at + 1)
        return True
    if mark in {"”", "»", "''"}:
        return True
    if mark == "“":  # closes a German „ “, or stands where a closing mark should
        return opening == "„" or (not before.isspace() and not following.isalnum())
    if mark == '"' or mark == "″":
        return not before.isspace() or not following.isalnum()
    return False


def _single_closers(text: str, start: int, end: int) -> list[int]:
    """Places of single marks that close beyond doubt: after a sentence's or clause's mark, or before one."""
    places = [
        match.start()
        for match in re.finditer(r"[’'](?![\w’'])", text[start:end])
        if match.start() and not text[start + match.start() - 1].isspace()
    ]
    return [
        start + place
        for place in places
        if text[start + place - 1] in ".,!?…"
        or text[start + place + 1 : start + place + 2] in {"", ".", ",", ";", ":", ")", "?", "”"}
        or text[start + place - 1] not in "sS"
    ]


def _has_closer(closers: list[int], position: int, reach: int = 3_000) -> bool:
    index = bisect_left(closers, position)
    return index < len(closers) and closers[index] - position <= reach


def _first_sentence_end(text: str, start: int, end: int) -> int:
    """End of the first sentence of a stretch, or the stretch's end (of its first part, if long) without white space."""
    match = _SENTENCE_END.search(text, start, end)
    last = min(match.end() if match else end, start + MAX_UNCLOSED_CHARS)
    while last > start and text[last - 1].isspace():
        last -= 1
    return last
