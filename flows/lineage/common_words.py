"""How common the beginnings of English words are: writes ``seeds/reference/common_words.csv``, which the models read.

    python -m flows.lineage.common_words

The vocabulary of the reading network's tokenizer stands in the order of frequency, and of 56,000 sentences of news (BBC,
Wikinews and US politics) a share of about 2 / rank holds a word: measured from 1.4 to 2.5 / rank in ten bands from the first
ten words to the 12,800th. That is near enough to tell a rare word from a common one in a collection too small to count them.

What does not belong here: the counts of a collection, which ``int_claim_word_weights`` takes itself.
"""

from __future__ import annotations

import csv
import json
import math
import re
import string
from collections import defaultdict
from pathlib import Path

from flows.settings import PROJECT_DIR

VOCABULARY = PROJECT_DIR / "flows" / "extraction" / "tagging" / "model" / "vocabulary.json"
COMMON_WORDS = PROJECT_DIR / "seeds" / "reference" / "common_words.csv"

LETTERS = 6
"""What the models take for a word: "organisation" and "organiser" are one."""
MOST = 0.35
"""Share of the commonest, where 2 / rank would be more than all."""
LETTER = 0.002
"""Share of a letter by itself, .0001 to .004 of those sentences: the vocabulary lists letters in another order."""
COMMON_LETTERS = {"a": MOST, "s": 0.23, "i": 0.08, "t": 0.05, "m": 0.012, "u": 0.012, "d": 0.008}
"""The ones that are more, as measured: an apostrophe leaves "s", "t", "m" and "d", full stops the "u" of "U.S."."""
COLUMNS = ("share", "beginnings")


def common_words(vocabulary: Path = VOCABULARY) -> list[tuple[float, list[str]]]:
    """Return the share of sentences that hold a word, and the beginnings that have about that share, the commonest first.

    Shares are half powers of two. Beginnings are small letters, in the order of the alphabet.
    """
    tokens: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))["model"]["vocab"]
    words = [token for token in sorted(tokens, key=tokens.__getitem__) if re.fullmatch(r"[a-z]{2,}", token)]
    shares = defaultdict(float, dict.fromkeys(string.ascii_lowercase, LETTER) | COMMON_LETTERS)
    for rank, word in enumerate(words, 1):
        shares[word[:LETTERS]] += 2 / rank
    bands = defaultdict(list)
    for beginning, share in shares.items():
        bands[round(2 * math.log2(min(share, MOST)))].append(beginning)
    return [(round(2 ** (band / 2), 5), sorted(beginnings)) for band, beginnings in sorted(bands.items(), reverse=True)]


def main() -> None:
    """Write the file."""
    with COMMON_WORDS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((share, " ".join(beginnings)) for share, beginnings in common_words())


if __name__ == "__main__":
    main()
