from __future__ import annotations

from collections.abc import Callable

import pytest
import spacy
from spacy.language import Language

from flows.extraction.extractor import Extractor
from tests.unit.extraction.documents import SPACY_MODEL, Said, article, said


@pytest.fixture(scope="session")
def nlp() -> Language:
    return spacy.load(SPACY_MODEL)


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor(SPACY_MODEL)


@pytest.fixture(scope="session")
def read(extractor: Extractor) -> Callable[[str], list[Said]]:
    """Extract an article and return who is said to have said what."""
    return lambda text: said(extractor.extract([article(text)]))
