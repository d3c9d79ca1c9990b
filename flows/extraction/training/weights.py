"""Fit on annotated documents how much each piece of evidence for an attribution counts, and write it into a model's folder.

    python -m flows.extraction.training.weights DOCUMENTS.jsonl [SPARSE.jsonl] --model FOLDER --version N [--only news,bio]

The documents should be ones that the network was not trained on: of those it knows it is too sure. An attribution counts as
right when its content shares half of its words with that of an annotated one, the two paired one to one, the likest first.
Needs scikit-learn beside the pipeline's own packages. What does not belong here: the evidence itself
(``flows.extraction.tagging``).
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from flows.cleaning.clean import clean
from flows.extraction.parsing import stretches
from flows.extraction.tagging.evidence import WEIGHTS_FILE, Floats, Run, write_weights
from flows.extraction.tagging.finder import Words, weighed
from flows.extraction.tagging.labels import CONTENT
from flows.extraction.tagging.network import VOCABULARY_FILE, load_network
from flows.extraction.tagging.pieces import load_tokenizer, read_pieces
from flows.extraction.version import CARD_FILE
from flows.sources.types import SourceDocument

log = logging.getLogger(__name__)

HALF = 0.5
"""Similarity of two contents from which on they count as the same statement."""


def judged(record: dict[str, Any], model: Path) -> tuple[Floats, list[bool]]:
    """Return the evidence for each attribution that may stand in a document, (n, features), and whether it is right."""
    text = record["text"]
    document = clean(SourceDocument(record["doc_id"], "", len(text), "utf-8", "text/plain", text))
    spans = [stretch.span for stretch in stretches(document)]
    pieces = read_pieces(text, spans, load_tokenizer(model / VOCABULARY_FILE))
    words = Words.of(pieces)
    # Grammar is not asked for: no piece begins a word.
    reading = load_network(model).read(pieces, np.full(len(pieces), -1))
    candidates, found, rows = weighed(words, reading.anchored)
    gold = [set(_words(words, attribution["content"])) for attribution in record["attributions"]]
    contents = [set(_content(words, runs)) for runs in found]
    right = _right(contents, gold)
    return rows, [index in right for index in range(len(candidates))]


def _words(words: Words, spans: Sequence[Sequence[int]]) -> Iterator[int]:
    for start, end in spans:
        low, high = np.searchsorted(words.ends, start, side="right"), np.searchsorted(words.starts, end, side="left")
        yield from (word for word in range(low, high) if not words.is_mark[word])


def _content(words: Words, runs: Sequence[Run]) -> Iterator[int]:
    for run in runs:
        if run.role == CONTENT:
            yield from (word for word in range(run.first, run.last + 1) if not words.is_mark[word])


def _right(found: Sequence[set[int]], gold: Sequence[set[int]]) -> set[int]:
    """Return which contents have an annotated one of their own, the likest paired first, as far as they are like enough."""
    likeness = sorted(
        (
            (len(one & other) / len(one | other), i, j)
            for i, one in enumerate(found)
            for j, other in enumerate(gold)
            if one & other
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    right: set[int] = set()
    taken: set[int] = set()
    for value, i, j in likeness:
        if value >= HALF and i not in right and j not in taken:
            right.add(i)
            taken.add(j)
    return right


def fit(paths: Sequence[Path], model: Path, only: frozenset[str]) -> Floats:
    """Return the weight of each feature and of none; documents with a genre count where it is one of ``only``."""
    rows: list[Floats] = []
    right: list[bool] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if "genre" in record and record["genre"] not in only:
                continue
            evidence, hits = judged(record, model)
            rows.append(evidence)
            right.extend(hits)
    log.info("%d attributions that may stand, %d of them right", len(right), sum(right))
    fitted = LogisticRegression(fit_intercept=False, max_iter=1000).fit(np.concatenate(rows), right)
    return np.asarray(fitted.coef_[0])


def main() -> None:
    """Read the arguments, fit, write the weights and their checksum."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--version", type=int, required=True, help="of the model: raised with each that is shipped")
    parser.add_argument("--only", default="", help="comma-separated genres to fit on, of documents that have one")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    weights = fit(arguments.documents, arguments.model, frozenset(arguments.only.split(",")))
    path = arguments.model / WEIGHTS_FILE
    write_weights(weights.tolist(), path)
    card_path = arguments.model / CARD_FILE
    card = json.loads(card_path.read_text(encoding="utf-8"))
    card["version"] = arguments.version
    card["sha256"][WEIGHTS_FILE] = sha256(path.read_bytes()).hexdigest()
    card_path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
