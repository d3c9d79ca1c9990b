"""What listing and reading hand on; plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that a listing found and that claims to be a document by its suffix."""

    path: Path
    source: str
    """Name of the collection it was found in (the folder given to the run)."""
    uri: str
    """Where it was found, as shown to users: the path relative to the folder given."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A file that could not be taken in, and why."""

    file: ListedFile
    reason: str
    """One word from the closed set ``flows.sources.reading.REASONS``."""
    detail: str
    """What was found, in a sentence that says what to do next."""
    sha256: str | None
    n_bytes: int | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document as read and decoded; ``text`` is never repaired or rewritten."""

    document_id: str
    sha256: str
    n_bytes: int
    encoding: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A listed file together with the document found in it."""

    file: ListedFile
    document: SourceDocument
    seen_at: datetime
