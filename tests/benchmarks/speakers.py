"""Resolves the sources of annotated statements and writes whom each stands for, for a scorer.

    python -m tests.benchmarks.speakers DOCUMENTS.jsonl PREDICTIONS.jsonl [--genres news,interview]

DOCUMENTS has one JSON object a line with ``doc_id``, ``text`` and ``attributions``; each of those has an ``id`` and, as
lists of ``[start, end)`` code points, ``source``, ``cue`` and ``content``. The spans are taken as given, so that nothing but
``SourceResolver`` is judged. PREDICTIONS gets one line an attribution: ``doc_id``, ``id`` and ``speaker``, the name of the
source or null where the document tells nobody. The texts go through cleaning like any document.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.cleaning.clean import clean
from flows.extraction.extractor import reader_for
from flows.extraction.parsing import ParsedDocument, TextSpan
from flows.extraction.sources import UNNAMED, SourceResolver
from flows.extraction.statements import Statement
from flows.extraction.version import Engine
from flows.settings import Settings
from flows.sources.types import SourceDocument


def statement(attribution: dict[str, Any]) -> Statement:
    """Return an annotated attribution as a finder would hand it on."""
    source, cue = attribution.get("source"), attribution.get("cue")
    return Statement(
        source=TextSpan(source[0][0], source[-1][1]) if source else None,
        cue=TextSpan(cue[0][0], cue[-1][1]) if cue else None,
        content=tuple(TextSpan(start, end) for start, end in attribution["content"]),
        rule="annotated",
        confidence=1.0,
    )


def speakers(document: ParsedDocument, attributions: list[dict[str, Any]]) -> Iterator[str | None]:
    """Give the name of each attribution's source."""
    statements = [statement(attribution) for attribution in attributions]
    resolver = SourceResolver(document)
    for resolved in resolver.resolve(statements):
        who = resolved.source if resolved.source is not None else resolved.voice
        name = resolver.sources[who].name if who is not None else None
        yield name if name != UNNAMED else None


def main() -> None:
    """Read the arguments and write the predictions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--read-by", choices=("network", "rules"), default="network")
    parser.add_argument("--genres", help="comma-separated values of the documents' genre")
    arguments = parser.parse_args()

    genres = set(arguments.genres.split(",")) if arguments.genres else None
    records = [json.loads(line) for line in arguments.documents.read_text(encoding="utf-8").splitlines() if line.strip()]
    reader = reader_for(Engine(arguments.read_by, Settings().spacy_model))
    with arguments.predictions.open("w", encoding="utf-8") as file:
        for record in records:
            if genres is not None and record.get("genre") not in genres:
                continue
            document = SourceDocument(record["doc_id"], "", len(record["text"]), "utf-8", "text/plain", record["text"])
            parsed, _ = reader.read(clean(document))
            attributions = record["attributions"]
            for attribution, speaker in zip(attributions, speakers(parsed, attributions), strict=True):
                file.write(json.dumps({"doc_id": record["doc_id"], "id": attribution["id"], "speaker": speaker}) + "\n")


if __name__ == "__main__":
    main()
