"""How far the words of a text stand together as they do in English: software that swaps words for synonyms breaks that up.

Of two neighbouring words a score says how often English has them side by side, less what these two have with their
neighbours on average: names, figures and jargon then count for nothing, and what is left of an ordinary text is near 0. The
reference is ``wording.npz`` (see ``flows.lineage.training``). What does not belong here: from which score on a document is
called rewritten (dbt), and whether its origin is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flows.lineage.shingles import normalised_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REFERENCE_FILE = Path(__file__).with_name("wording.npz")
PRIOR_PAIRS = 100
"""Pairs of ordinary wording that are put to a text's own: of a few, one odd pair says nothing."""

_PAUSE = re.compile(r"(?<=[.!?])[\"”')]*\s+|\n+|[,;:()\"“”—–]")


class Reference(NamedTuple):
    """What English is like, by the indices that ``words`` gives."""

    words: dict[str, int]
    pairs: NDArray[np.uint32]
    """Of pairs common in English, sorted: index of the first word times the number of words, plus that of the second."""
    strengths: NDArray[np.float32]
    """How common each is."""
    before: NDArray[np.float32]
    """What a word has on average with the word after it."""
    after: NDArray[np.float32]
    """What it has with the word before it."""


def phrases(text: str) -> Iterator[list[str]]:
    """Words of the stretches between punctuation, normalised as for shingles."""
    return filter(None, map(normalised_words, _PAUSE.split(text)))


def wording_score(texts: Iterable[str]) -> float:
    """Mean of the scores of a document's neighbouring words, in standard deviations of one; 0 where none are known.

    Original news articles have -.07 on average, one in a hundred less than -.29; heavily respun copies have -.5.
    """
    import numpy as np

    reference = _reference()
    n_words = len(reference.words)
    found = [[reference.words.get(word, n_words) for word in phrase] for text in texts for phrase in phrases(text)]
    first = np.array([index for phrase in found for index in phrase[:-1]], dtype=np.uint32)
    second = np.array([index for phrase in found for index in phrase[1:]], dtype=np.uint32)
    known = (first < n_words) & (second < n_words)
    if not known.any():
        return 0.0
    first, second = first[known], second[known]
    pairs = first * np.uint32(n_words) + second
    at = np.searchsorted(reference.pairs, pairs).clip(max=len(reference.pairs) - 1)
    strengths = np.where(reference.pairs[at] == pairs, reference.strengths[at], 0)
    surplus = strengths.astype(np.float64) - reference.before[first] - reference.after[second]
    # rounded: another processor may sum in another order
    return round(float(surplus.mean() * np.sqrt(len(pairs) / (len(pairs) + PRIOR_PAIRS))), 4)


@cache
def _reference() -> Reference:
    import numpy as np

    with np.load(REFERENCE_FILE) as arrays:
        words = arrays["words"].tobytes().decode("utf-8").split("\n")
        return Reference(
            words={word: index for index, word in enumerate(words)},
            pairs=arrays["pairs"],
            strengths=arrays["strengths"].astype(np.float32),
            before=arrays["before"].astype(np.float32),
            after=arrays["after"].astype(np.float32),
        )
