from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from flows.cleaning.clean import clean
from flows.cleaning.types import Block, CleanDocument
from flows.sources.types import SourceDocument


class Cleaned:
    """A cleaned text with ways to ask for its blocks."""

    def __init__(self, document: CleanDocument) -> None:
        self.document = document
        self.text = document.document.text

    def slice(self, block: Block) -> str:
        return self.text[block.start_char : block.end_char]

    @property
    def labels(self) -> list[tuple[str, str]]:
        return [(block.kind, self.slice(block)) for block in self.document.blocks]

    def of_kind(self, kind: str) -> list[str]:
        return [text for found, text in self.labels if found == kind]

    def kind_of(self, text: str) -> str:
        found = [kind for kind, block in self.labels if block == text]
        assert len(found) == 1, f"{text!r} is {len(found)} blocks: {self.labels}"
        return found[0]


def make_document(text: str, media_type: str = "text/plain") -> SourceDocument:
    data = text.encode("utf-8", "surrogatepass")
    sha256 = hashlib.sha256(data).hexdigest()
    return SourceDocument(sha256[:16], sha256, len(data), "utf-8", media_type, text)


@pytest.fixture
def cleaned() -> Callable[..., Cleaned]:
    def run(text: str, media_type: str = "text/plain") -> Cleaned:
        return Cleaned(clean(make_document(text, media_type)))

    return run
