"""Claims and who stands behind each: sentences and the clauses inside them, tied to statements at their depths.

A sentence ``SOURCE cue CONTENT`` is a claim of the document's (that the source said it), and its content a claim of the
source's. What does not belong here: finding statements, judging kinds (``facets``), rows and identifiers (``extractor``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.cleaning.types import CLAIM_KINDS
from flows.extraction.parsing import ParsedDocument, Sentence, TextSpan
from flows.extraction.quotations import Quotation, quotations_between
from flows.extraction.sources import Resolved
from flows.extraction.statements import Statement

Quoting = Literal["direct", "mixed", "indirect"]

_WORD = re.compile(r"\w+")
_EDGES = ' \t\r\n\xa0,;:–—"“”„«»()[]'
_CLOSERS = {"“": "”", "„": "“", '"': '"', "«": "»", "(": ")", "[": "]"}
_LEADING_THAT = re.compile(r"that\s+")
"""A capital begins what is quoted: in “That report sat in a drawer” the word points at the report."""
MAX_DEPTH = 2
"""Sources kept behind one claim: depth 0, 1 and 2."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One asserted proposition as it stands; offsets are code points into the document's text, half open."""

    span: TextSpan
    sentence: Sentence
    granularity: Literal["sentence", "clause"]
    parent: int | None
    """Index of the claim of the whole sentence, for clauses."""
    statements: tuple[int, ...]
    """Indexes of the statements whose content it is or stands in, outermost first; empty where nobody else is cited."""


def build_claims(
    document: ParsedDocument, statements: Sequence[Statement], resolved: Sequence[Resolved]
) -> tuple[list[Claim], list[int]]:
    """Return the claims in text order, and the indexes of the statements of somebody other than who speaks there.

    A statement is left out when its source is the voice that speaks at that place: ``I think that …``, or somebody who
    reports their own words inside their own quotation.
    """
    kept = _others_words(statements, resolved)
    by_sentence = _contents_by_sentence(document, statements, kept)
    claims: list[Claim] = []
    for sentence in document.sentences:
        if document.block(sentence).kind not in CLAIM_KINDS or sentence.is_question:
            continue
        here = by_sentence.get(sentence.index, [])
        if not here and document.block(sentence).kind == "title" and not _is_clause(sentence, sentence.span):
            continue
        pieces = {i: _pieces(document, statements[i], sentence) for i in here}
        # “Taxes,” he said, “will rise.”: what he says is all of the sentence, which is then one claim and not two.
        bare = _bare(document.text, sentence.span)
        whole = [
            i
            for i in here
            if _holds(document.text, statements[i], sentence.span)
            or any(_bare(document.text, piece) == bare for piece in pieces[i])
        ]
        parent = len(claims)
        claims.append(Claim(sentence.span, sentence, "sentence", None, _chain(statements, whole)))
        seen: set[TextSpan] = set()
        for i in here:
            if i in whole:
                continue
            for piece in pieces[i]:
                if piece in seen:
                    continue
                seen.add(piece)
                holders = {i, *(j for j in here if _holds(document.text, statements[j], piece))}
                claims.append(Claim(piece, sentence, "clause", parent, _chain(statements, holders)))
    return claims, kept


def quoting(text: str, statement: Statement, quotations: Sequence[Quotation]) -> Quoting:
    """How a content is quoted: ``direct`` where nine words in ten stand in quotation marks, ``indirect`` where none."""
    words = inside = 0
    for piece in statement.content:
        words += len(_WORD.findall(text, *piece))
        for quotation in (quotations[i] for i in quotations_between(quotations, *piece)):
            start, end = max(piece.start, quotation.inner_start), min(piece.end, quotation.inner_end)
            inside += len(_WORD.findall(text, start, end))
    if inside == 0:
        return "indirect"
    return "direct" if inside >= 0.9 * words else "mixed"


def _others_words(statements: Sequence[Statement], resolved: Sequence[Resolved]) -> list[int]:
    kept: list[int] = []
    order = sorted(range(len(statements)), key=lambda i: (statements[i].extent.start, -statements[i].extent.end))
    open_holders: list[int] = []
    for i in order:
        here = statements[i].cue or statements[i].extent
        open_holders = [j for j in open_holders if statements[j].extent.end > statements[i].extent.start]
        if resolved[i].source is None:
            continue
        speakers = {resolved[j].source for j in open_holders if any(piece.covers(here) for piece in statements[j].content)}
        if resolved[i].source in speakers:
            continue
        kept.append(i)
        open_holders.append(i)
    return sorted(kept)


def _contents_by_sentence(
    document: ParsedDocument, statements: Sequence[Statement], kept: Sequence[int]
) -> dict[int, list[int]]:
    """Statements by the sentences that their contents touch."""
    found: dict[int, list[int]] = {}
    sentences = document.sentences
    starts = [sentence.start for sentence in sentences]
    for i in kept:
        touched: set[int] = set()
        for piece in statements[i].content:
            index = max(bisect_right(starts, piece.start) - 1, 0)
            while index < len(sentences) and sentences[index].start < piece.end:
                if sentences[index].end > piece.start:
                    touched.add(index)
                index += 1
        for index in sorted(touched):
            found.setdefault(index, []).append(i)
    return found


def _bare(text: str, span: TextSpan) -> TextSpan | None:
    """Cut marks, brackets and spaces off the ends of a stretch."""
    start, end = span
    while start < end and text[start] in _EDGES + ".!?…":
        start += 1
    while end > start and text[end - 1] in _EDGES + ".!?…'’‘":
        end -= 1
    return TextSpan(start, end) if start < end else None


def _holds(text: str, statement: Statement, span: TextSpan) -> bool:
    """Whether a stretch lies wholly in one piece of a statement's content, marks at the edges aside."""
    bare = _bare(text, span)
    return bare is not None and any(piece.covers(bare) for piece in statement.content)


def _chain(statements: Sequence[Statement], holders: Collection[int]) -> tuple[int, ...]:
    """Holders from the outermost to the innermost; ``as Berg noted`` is the document's word on what another says too.

    Who is cited for a report stands behind whoever reports it.
    """
    size = {i: sum(piece.end - piece.start for piece in statements[i].content) for i in holders}
    depth = {"as_put": 0, "cited": 2}
    return tuple(sorted(holders, key=lambda i: (-size[i], depth.get(statements[i].rule, 1), i)))[: MAX_DEPTH + 1]


def _pieces(document: ParsedDocument, statement: Statement, sentence: Sentence) -> list[TextSpan]:
    """Span what of a content stands in one sentence, without “that”, outer marks and scraps that have no verb."""
    text = document.text
    parts = [
        TextSpan(max(piece.start, sentence.start), min(piece.end, sentence.end))
        for piece in statement.content
        if piece.overlaps(sentence.span)
    ]
    pieces = [span for part in parts if (span := _claim_span(sentence, text, *part)) is not None]
    if len(pieces) > 1:
        # “Taxes,” he said, “will rise”: no piece says anything by itself, only the stretch from the first to the last does;
        # nor does “By 2030,” which tells of the rest when it is.
        clauses = [span for span in pieces if _is_clause(sentence, span)]
        if clauses and not any(_tells_when_or_how_many(sentence, span) for span in pieces if span not in clauses):
            return clauses
        stretch = _claim_span(sentence, text, parts[0].start, parts[-1].end)
        return [stretch] if stretch is not None else clauses
    return pieces


def _claim_span(sentence: Sentence, text: str, start: int, end: int) -> TextSpan | None:
    start = _past_open_marks(text, start, end)
    match = _LEADING_THAT.match(text, start, min(end, start + 12))
    if match is not None and match.end() < end and not _points(sentence, start):
        start = _past_open_marks(text, match.end(), end)
    while end > start and text[end - 1] in " \t\r\n\xa0,;:–—":
        end -= 1
    # Marks at the end go when what they open does not stand in the claim.
    while end > start and text[end - 1] in '"”»)]' and not _opened(text, start, end):
        end -= 1
        while end > start and text[end - 1] in " ,;:":
            end -= 1
    return TextSpan(start, end) if _WORD.search(text, start, end) else None


def _points(sentence: Sentence, start: int) -> bool:
    """Whether “that” at a place is no conjunction: “that report is old”, “that is wrong”."""
    that = next((token for token in sentence.tokens if sentence.place(token).start == start), None)
    return that is not None and that.tag_ == "DT" and that.dep_ in {"det", "nsubj", "nsubjpass"}


def _past_open_marks(text: str, start: int, end: int) -> int:
    """Where a stretch begins without spaces and marks; one that is closed inside, with words behind it, stays."""
    while start < end and text[start] in _EDGES:
        closer = _CLOSERS.get(text[start])
        closed = text.find(closer, start + 1, end) if closer is not None else -1
        if closed >= 0 and _WORD.search(text, start, closed) and _WORD.search(text, closed, end):
            break
        start += 1
    return start


def _opened(text: str, start: int, end: int) -> bool:
    mark = text[end - 1]
    return any(closer == mark and opener in text[start : end - 1] for opener, closer in _CLOSERS.items())


def _tells_when_or_how_many(sentence: Sentence, span: TextSpan) -> bool:
    """Whether a scrap holds a date or a number."""
    return any(
        (token.like_num or token.ent_type_ in {"DATE", "TIME"}) and span.covers(sentence.place(token))
        for token in sentence.tokens
    )


def _is_clause(sentence: Sentence, span: TextSpan) -> bool:
    """Whether a stretch holds a verb together with its subject, or a command's verb."""
    for token in sentence.tokens:
        if not span.covers(sentence.place(token)):
            continue
        if token.dep_ in {"nsubj", "nsubjpass", "csubj", "expl"} and span.covers(sentence.place(token.head)):
            return True
        if token.tag_ == "VB" and not any(child.dep_ in {"aux", "nsubj"} for child in token.children):
            return True
    return False
