"""Measures who said what: scores on annotated documents, and speed beside spaCy's small model alone on the same texts.

    python -m tests.benchmarks.attribution DOCUMENTS.jsonl [--read-by network|rules] [--genres news,interview] [--every N]
                                           [--predictions FILE] [--statements] [--damage straight|none|single|crlf|upper]

DOCUMENTS has one JSON object a line: ``doc_id``, ``text``, perhaps ``genre``, and ``attributions`` with ``source``, ``cue``
and ``content``, each null or a list of ``[start, end)`` code points. The texts go through cleaning like any document. Scored
is what the warehouse holds, at depth 0 alone: corpora mark one source a statement. ``--statements`` scores what the reader
finds before it is decided whose claim it is: there ``I think that …`` counts, which is no row, since nobody needs citing for
their own words. ``--damage`` spoils the texts first, character for character, as careless copying does.

Speed is processor time of one process, models loaded: first en_core_web_sm alone (tagger, parser, entities), document by
document, then the whole extraction of the same documents.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import spacy

from flows.cleaning.clean import clean
from flows.cleaning.types import CleanDocument
from flows.extraction.extractor import Extractor, reader_for
from flows.extraction.version import Engine
from flows.settings import Settings
from flows.sources.types import SourceDocument
from tests.benchmarks.scoring import score

DAMAGE: dict[str, Callable[[str], str]] = {
    "straight": lambda text: text.translate(str.maketrans("“”‘’", "\"\"''")),
    "none": lambda text: text.translate(str.maketrans(dict.fromkeys('“”„«»"', " "))),
    "single": lambda text: text.translate(str.maketrans('“”"', "‘’'")),
    "crlf": lambda text: text.replace("\n\n", "\r\n"),
    "upper": lambda text: "".join(c.upper() if len(c.upper()) == 1 else c for c in text),
}
"""Each keeps every character's place."""


def read_records(path: Path, *, every: int = 1, genres: set[str] | None = None) -> list[dict[str, Any]]:
    """Read every nth document of the given genres."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [record for record in records if genres is None or record.get("genre") in genres][::every]


def cleaned(record: dict[str, Any]) -> CleanDocument:
    """Clean a record's text like any document."""
    text = record["text"]
    return clean(SourceDocument(record["doc_id"], "", len(text), "utf-8", "text/plain", text))


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
            "confidence": row["confidence"],
        }


def statement_predictions(documents: Sequence[CleanDocument], engine: Engine) -> Iterator[dict[str, Any]]:
    """Give one prediction for each statement that the reader finds."""
    reader = reader_for(engine)
    for document in documents:
        for statement in reader.read(document)[1]:
            yield {
                "doc_id": document.document.document_id,
                "source": [list(statement.source)] if statement.source else None,
                "cue": [list(statement.cue)] if statement.cue else None,
                "content": [list(piece) for piece in statement.content],
                "confidence": statement.confidence,
            }


def _span(start: int | None, end: int | None) -> list[list[int]] | None:
    return None if start is None or end is None else [[start, end]]


def main() -> None:
    """Read the arguments; print the scores, and words per second of processor time with spaCy alone and with extraction."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--read-by", choices=("network", "rules"), default="network")
    parser.add_argument("--every", type=int, default=1, help="take every nth document")
    parser.add_argument("--genres", help="comma-separated values of the documents' genre")
    parser.add_argument("--statements", action="store_true")
    parser.add_argument("--damage", choices=sorted(DAMAGE))
    parser.add_argument("--predictions", type=Path, help="file to write the predictions to, one JSON object a line")
    arguments = parser.parse_args()

    spacy_model = Settings().spacy_model
    engine = Engine(arguments.read_by, spacy_model)
    genres = set(arguments.genres.split(",")) if arguments.genres else None
    records = read_records(arguments.documents, every=arguments.every, genres=genres)
    if arguments.damage:
        records = [record | {"text": DAMAGE[arguments.damage](record["text"])} for record in records]
    documents = [cleaned(record) for record in records]
    words = sum(len(record["text"].split()) for record in records)
    model, extractor = spacy.load(spacy_model), Extractor(engine)
    for warm_up in (lambda: model(records[0]["text"]), lambda: extractor.extract(documents[:1])):
        warm_up()

    start = time.process_time()
    for record in records:
        model(record["text"])
    alone = time.process_time() - start
    start = time.process_time()
    tables = extractor.extract(documents)
    extraction = time.process_time() - start

    found = statement_predictions(documents, engine) if arguments.statements else row_predictions(tables)
    predictions = list(found)
    if arguments.predictions:
        lines = [json.dumps(prediction) for prediction in predictions]
        arguments.predictions.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print(f"{len(documents)} documents, {words} words, {len(predictions)} predictions, read by {arguments.read_by}")
    print(f"{'':24}precision  recall      F1")
    for only in (None, "direct", "mixed", "indirect"):
        for name, (precision, recall, f1) in score(records, predictions, only=only).items():
            print(f"{only or 'all':9}{name:15}{precision:9.1f}{recall:8.1f}{f1:8.1f}")
    print(f"spaCy alone       {words / alone:8.0f} words per processor second")
    print(f"whole extraction  {words / extraction:8.0f} words per processor second: {extraction / alone:.2f} x spaCy's time")


if __name__ == "__main__":
    main()
