from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
import spacy

from flows.cleaning.clean import clean
from flows.extraction.extractor import Extractor
from flows.extraction.tokens import plain
from tests.batch_fixture import document
from tests.conftest import SEEDS
from tests.unit.extraction.documents import RULES, SPACY_MODEL, Parse, Said, article, said


@pytest.fixture(scope="session")
def nlp() -> Parse:
    """Parse a text with spaCy's networks."""
    model = spacy.load(SPACY_MODEL)
    return lambda text: plain(model(text))


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor(RULES)


@pytest.fixture(scope="session")
def shipped(extractor: Extractor) -> dict[str, dict[str, pl.DataFrame]]:
    """The tables of each document in seeds/, extracted by itself, by file name and in its order."""
    texts = {path.name: path.read_bytes().decode("utf-8") for path in sorted(SEEDS.glob("*.txt"))}
    return {name: extractor.extract([clean(document(text))]) for name, text in texts.items()}


@pytest.fixture(scope="session")
def read(extractor: Extractor) -> Callable[[str], list[Said]]:
    """Extract an article and return who is said to have said what."""
    return lambda text: said(extractor.extract([article(text)]))
