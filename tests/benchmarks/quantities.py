"""Measure quantity extraction on a NewsQuant-style file.

python -m tests.benchmarks.quantities DEV.jsonl [--read-by network|rules] [--misses even|odd|all]

Each line: {"id", "text", "quantities": [{"value": "1" | "3-5", "change": "=|<|>|~|up|down", "normalized_unit"}]}.
One-to-one per sentence on equal value (relative tolerance 1e-5; a range needs both ends); precision, recall and F1
over all quantities, and the same where the unit or the bound must be right too. The benchmark spells units its own
way ("dollar", "percentage"), so ours are spelled that way before they are compared; nothing else is adapted to it.
The data is not part of this project.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.extraction.extractor import reader_for
from flows.extraction.quantities import Quantity, find_quantities
from flows.extraction.statements import DocumentReader
from flows.extraction.version import Engine
from flows.settings import Settings
from tests.unit.extraction.documents import article

_SPELLED = {
    "USD": "dollar",
    "GBP": "pound sterling",
    "EUR": "euro",
    "AUD": "australian dollar",
    "CAD": "canadian dollar",
    "JPY": "japanese yen",
    "CNY": "chinese yuan",
    "INR": "indian rupee",
    "ILS": "shekel",
    "DKK": "danish krone",
    "percent": "percentage",
}


def _unit(text: str | None) -> str:
    words = [_SPELLED.get(word, word) for word in (text or "-").split(" ")]
    folded = re.findall(r"\w+|[%$€£]", " ".join(words).casefold())
    return " ".join(word.rstrip("s") for word in folded if word not in {"of", "the"})


def _gold_pair(value: str) -> tuple[float, float | None]:
    found = re.fullmatch(r"\s*(-?[\d.]+(?:E[+-]?\d+)?)\s*-\s*([\d.]+(?:E[+-]?\d+)?)\s*", value)
    return (float(found[1]), float(found[2])) if found else (float(value), None)


def _same(gold: tuple[float, float | None], quantity: Quantity) -> bool:
    return all(
        (one is None) == (other is None) and (one is None or other is None or math.isclose(one, other, rel_tol=1e-5))
        for one, other in zip(gold, (quantity.value, quantity.value_high), strict=True)
    )


def score(rows: list[dict[str, Any]], predictions: list[list[Quantity]], *, show_misses: bool) -> dict[str, float]:
    """Return F1 by measure; print the table, and on request what was missed or made up."""
    hits: Counter[str] = Counter()
    n_gold = n_predicted = 0
    for row, predicted in zip(rows, predictions, strict=True):
        free, notes = list(predicted), []
        n_gold, n_predicted = n_gold + len(row["quantities"]), n_predicted + len(free)
        for gold in row["quantities"]:
            options = [quantity for quantity in free if _same(_gold_pair(str(gold["value"])), quantity)]
            if not options:
                notes.append(f"missed  {gold['change']} {gold['value']} {gold['normalized_unit']}")
                continue
            best = max(
                options, key=lambda one: (_unit(one.unit) == _unit(gold["normalized_unit"]), one.bound == gold["change"])
            )
            free.remove(best)
            same_unit, same_bound = _unit(best.unit) == _unit(gold["normalized_unit"]), best.bound == gold["change"]
            hits.update({"value": 1, "value+unit": same_unit, "value+bound": same_bound})
            if not (same_unit and same_bound):
                wanted = f"{gold['change']} {gold['value']} {gold['normalized_unit']}"
                notes.append(f"differs {wanted}: read {best.bound} {best.value} {best.unit}")
        notes += [f"extra   {one.bound} {one.value} {one.value_high} {one.unit}" for one in free]
        if show_misses and notes:
            print(row["id"], row["text"], *notes, sep="\n      ")
    figures = {}
    for name in ("value", "value+unit", "value+bound"):
        precision, recall = hits[name] / n_predicted if n_predicted else 0, hits[name] / n_gold if n_gold else 0
        figures[name] = 2 * precision * recall / (precision + recall) if hits[name] else 0.0
        print(
            f"{name:12s} P {100 * precision:5.1f}  R {100 * recall:5.1f}  F {100 * figures[name]:5.1f}   "
            f"({hits[name]} of {n_gold} gold, {n_predicted} predicted)"
        )
    return figures


def read(text: str, reader: DocumentReader) -> Iterator[Quantity]:
    """Give the quantities of a text whose whole is one paragraph."""
    document = article(text)
    for sentence in reader.read(document)[0].sentences:
        yield from find_quantities(sentence.tokens)


def main() -> None:
    """Parse the arguments, extract, print the figures of all, even and odd rows."""
    parser = argparse.ArgumentParser(description="Precision, recall and F1 of quantities on a NewsQuant-style file.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--misses", choices=("even", "odd", "all"), help="print the errors of these rows")
    parser.add_argument("--read-by", choices=("network", "rules"), default="network", help="who reads the grammar")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.path.read_text(encoding="utf-8").splitlines()]
    reader = reader_for(Engine(arguments.read_by, Settings().spacy_model))
    predictions = [list(read(row["text"], reader)) for row in rows]
    for half, parity in (("all", None), ("even", 0), ("odd", 1)):
        chosen = [index for index, row in enumerate(rows) if parity is None or row["id"] % 2 == parity]
        print(f"-- {half} rows ({len(chosen)})")
        score(
            [rows[index] for index in chosen],
            [predictions[index] for index in chosen],
            show_misses=arguments.misses == half,
        )


if __name__ == "__main__":
    main()
