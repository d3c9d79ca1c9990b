"""Make the reference of English wording that ``flows.lineage.wording`` reads.

    python -m flows.lineage.training BIGRAMS PROSE.jsonl

BIGRAMS has two words and a count a line: ``frequency_bigramdictionary_en_243_342.txt`` of the package symspellpy 6.10.1
(MIT), counts of Google Books (CC BY 3.0). From PROSE, ``text`` of one JSON object a line, comes only what each word has with
its neighbours on average: the training articles of PolNeAR 1.0 (Newell, Margolin and Ruths, LREC 2018), 630,000 words.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from flows.lineage.wording import REFERENCE_FILE, phrases

MIN_COUNT = 3
"""Of a word in the prose: what is rarer is left out, on average its neighbours say little."""
LEAST_BIGRAM = 5_000_000
"""Below the rarest listed. How common a pair is: the root of the logarithm of its count over this, 0 if it is not listed."""
PRIOR = 3
"""Occurrences of each word with an average neighbour that are put to its own."""
ROUNDS = 5


def main() -> None:
    """Read the arguments, write the reference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bigrams", type=Path)
    parser.add_argument("prose", type=Path)
    arguments = parser.parse_args()

    with arguments.prose.open(encoding="utf-8") as lines:
        prose = [phrase for line in lines for phrase in phrases(json.loads(line)["text"])]
    counts = Counter(chain.from_iterable(prose))
    words = sorted(word for word, count in counts.items() if count >= MIN_COUNT)
    index_of = {word: index for index, word in enumerate(words)}
    listed: dict[int, float] = {}
    with arguments.bigrams.open(encoding="utf-8-sig") as lines:
        for line in lines:
            first, second, count = line.split()
            if first in index_of and second in index_of:
                strength = math.sqrt(math.log(int(count) / LEAST_BIGRAM))
                listed[index_of[first] * len(words) + index_of[second]] = strength

    found = [(index_of[a], index_of[b]) for phrase in prose for a, b in pairwise(phrase) if a in index_of and b in index_of]
    first, second = np.array(found).T
    strengths = np.array([listed.get(pair, 0.0) for pair in (first * len(words) + second).tolist()])
    mean = strengths.mean()
    before = after = np.zeros(len(words))
    n_before, n_after = np.bincount(first, minlength=len(words)), np.bincount(second, minlength=len(words))
    for _ in range(ROUNDS):
        before = np.bincount(first, strengths - mean - after[second], minlength=len(words)) / (n_before + PRIOR)
        after = np.bincount(second, strengths - mean - before[first], minlength=len(words)) / (n_after + PRIOR)
    deviation = (strengths - mean - before[first] - after[second]).std()

    pairs = np.array(sorted(listed), dtype=np.uint32)
    np.savez_compressed(
        REFERENCE_FILE,
        words=np.frombuffer("\n".join(words).encode("utf-8"), dtype=np.uint8),
        pairs=pairs,
        strengths=np.array([listed[pair] for pair in pairs.tolist()] / deviation, dtype=np.float16),
        before=((before + mean) / deviation).astype(np.float16),
        after=(after / deviation).astype(np.float16),
    )


if __name__ == "__main__":
    main()
