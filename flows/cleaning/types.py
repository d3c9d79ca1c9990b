"""What cleaning hands on; plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from flows.sources.types import SourceDocument

BlockKind = Literal[
    "title",
    "byline",
    "heading",
    "paragraph",
    "list_item",
    "caption",
    "credit",
    "question",
    "speaker_label",
    "answer",
    "notice",
    "boilerplate",
]

CONTENT_KINDS: frozenset[BlockKind] = frozenset({"paragraph", "list_item", "question", "answer"})
"""Blocks that are a document's content."""

SENTENCE_KINDS: frozenset[BlockKind] = CONTENT_KINDS | {"title"}
"""Blocks that are read sentence by sentence: content, and the title, which often says who said what. Questions never give
claims; a heading inside a text is a sentence as it stands, and gives none either."""

CLAIM_KINDS: frozenset[BlockKind] = frozenset({"title", "paragraph", "list_item", "answer"})
"""Blocks whose declarative sentences are claims; a title's are where they say something: have a verb with its subject."""

Genre = Literal["article", "interview", "summary", "other"]
NoticeKind = Literal["republished", "summary_of", "draws_on"]


@dataclass(frozen=True, slots=True)
class Block:
    """One labelled stretch of a document.

    Offsets are code points into the document's text, half open. Blocks are in order, do not overlap, begin and end with a
    character that is not white space, and together hold every such character of the document.
    """

    start_char: int
    end_char: int
    kind: BlockKind
    reason: str
    """Name of the rule that labelled it."""
    speaker: str | None = None
    """Who speaks, on an interview's answers (and questions, where the text says)."""
    speaker_start_char: int | None = None
    """Where the speaker is named: the label before the turn ("A", "ZENG", "Dr Zeng"; ``speaker`` is then the fuller name
    that the opening gives, if it does), or, where turns bear no label, the mention that says who is interviewed."""
    speaker_end_char: int | None = None


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody whom the document lists, with the office that it gives."""

    name: str
    office: str


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """A document with its blocks labelled and its masthead read; everything that is not known is ``None``."""

    document: SourceDocument
    blocks: tuple[Block, ...]
    title: str | None
    title_start_char: int | None
    title_end_char: int | None
    byline: str | None
    publisher: str | None
    published_at: date | None
    language: str | None
    genre: Genre
    notice_kind: NoticeKind | None
    notice_origin: str | None
    contributors: tuple[Contributor, ...] = ()
    """Who is listed at the head or tail with an office, be it the author or whom the interview is with."""
