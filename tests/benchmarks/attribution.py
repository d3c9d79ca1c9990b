"""Runs the extractor over annotated documents and writes who-said-what predictions for a scorer; prints the throughput.

    python -m tests.benchmarks.attribution DOCUMENTS.jsonl PREDICTIONS.jsonl [--every N] [--genres news,interview]
                                           [--level rows|statements]

DOCUMENTS has one JSON object a line with ``doc_id`` and ``text`` (and perhaps ``genre``). PREDICTIONS gets one a statement:
``doc_id``, ``source``, ``cue`` and ``content``, each null or a list of ``[start, end)`` code points. The texts go through
cleaning like any document.

``rows`` (the default) writes what the warehouse holds, at depth 0 alone: corpora mark one source a statement.
``statements`` writes what the rules find before it is decided whose claim it is, clauses and quotations only: there
``I think that …`` counts, which is no row, since nobody needs citing for their own words.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from flows.cleaning.clean import clean
from flows.cleaning.types import CleanDocument
from flows.extraction.attributions import RuleFinder
from flows.extraction.extractor import Extractor
from flows.extraction.parsing import load_model, parse_document
from flows.settings import Settings
from flows.sources.types import SourceDocument

CLAUSES_AND_QUOTATIONS = frozenset(
    {
        "say_clause",
        "think_clause",
        "show_clause",
        "noun_clause",
        "parenthesis",
        "as_put",
        "according_to",
        "quotation_then_cue",
        "cue_then_quotation",
        "colon_quotation",
        "continued",
    }
)


def read_documents(path: Path, *, every: int, genres: set[str] | None) -> list[CleanDocument]:
    """Read and clean every nth document of the given genres."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    chosen = [record for record in records if genres is None or record.get("genre") in genres][::every]
    return [
        clean(SourceDocument(record["doc_id"], "", len(record["text"]), "utf-8", "text/plain", record["text"]))
        for record in chosen
    ]


def row_predictions(tables: dict[str, pl.DataFrame]) -> Iterator[dict[str, Any]]:
    """Give one prediction for each statement that is the outermost behind some claim."""
    outermost = tables["attributions"].filter(
        (pl.col("depth") == 0) & pl.col("via").is_in(["author", "interview_turn"]).not_()
    )
    for row in outermost.unique("statement_id", keep="first", maintain_order=True).iter_rows(named=True):
        yield {
            "doc_id": row["document_id"],
            "source": _span(row["source_start_char"], row["source_end_char"]),
            "cue": _span(row["cue_start_char"], row["cue_end_char"]),
            "content": [[piece["start_char"], piece["end_char"]] for piece in row["content_spans"]],
        }


def statement_predictions(documents: list[CleanDocument], spacy_model: str) -> Iterator[dict[str, Any]]:
    """Give one prediction for each clause or quotation that the rules find."""
    model = load_model(spacy_model)
    for document in documents:
        for statement in RuleFinder().find(parse_document(document, model)):
            if statement.rule in CLAUSES_AND_QUOTATIONS:
                yield {
                    "doc_id": document.document.document_id,
                    "source": [list(statement.source)] if statement.source else None,
                    "cue": [list(statement.cue)] if statement.cue else None,
                    "content": [list(piece) for piece in statement.content],
                }


def _span(start: int | None, end: int | None) -> list[list[int]] | None:
    return None if start is None or end is None else [[start, end]]


def main() -> None:
    """Read the arguments, write the predictions, print words per CPU second with and without extraction."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every nth document")
    parser.add_argument("--genres", help="comma-separated values of the documents' genre")
    parser.add_argument("--level", choices=("rows", "statements"), default="rows")
    arguments = parser.parse_args()

    spacy_model = Settings().spacy_model
    genres = set(arguments.genres.split(",")) if arguments.genres else None
    documents = read_documents(arguments.documents, every=arguments.every, genres=genres)
    words = sum(len(document.document.text.split()) for document in documents)
    model = load_model(spacy_model)

    start = time.process_time()
    for document in documents:
        parse_document(document, model)
    parsed = time.process_time() - start

    start = time.process_time()
    tables = Extractor(spacy_model).extract(documents)
    extracted = time.process_time() - start

    predictions = row_predictions(tables) if arguments.level == "rows" else statement_predictions(documents, spacy_model)
    with arguments.predictions.open("w", encoding="utf-8") as file:
        count = sum(bool(file.write(json.dumps(prediction) + "\n")) for prediction in predictions)
    print(f"{len(documents)} documents, {words} words, {count} predictions")
    print(f"spaCy parse alone  {words / parsed:8.0f} words per CPU second")
    print(f"whole extraction   {words / extracted:8.0f} words per CPU second")


if __name__ == "__main__":
    main()
