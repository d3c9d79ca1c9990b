"""Measure the lineage models on documents whose derivation is known; prints the scorer's figures and documents per second.

    python -m tests.benchmarks.lineage FOLDER [--work FOLDER]

FOLDER holds ``dev.jsonl``, one ``{"doc_id", "kind", "origins", "text"}`` a line, and ``score.py``, which scores predictions
against it; neither is part of the project. Cleaning is left out: every line of a text is a paragraph, page furniture
included, and no document has a date, a publisher or a notice, so what is measured is what the text alone gives.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.lineage.shingles import document_shingles
from flows.lineage.wording import wording_score
from flows.settings import PROJECT_DIR
from flows.sources.identity import ID_LENGTH, stable_id
from flows.warehouse.schema import SHINGLE_SETS

sys.path.insert(0, str(PROJECT_DIR))
from tests.raw_fixture import RUN_ID, SEEN_AT, create_raw

_LINE = re.compile(r"\S[^\n]*")
_SENTENCE_END = re.compile(r"[.!?][\"”’')]{0,2}\s+(?=[\"“‘'(]{0,2}[A-Z0-9£$])")


def load(gold: Path, database: Path) -> dict[str, list[str]]:
    """Write the texts of ``gold`` into the raw tables of a new ``database``; return the doc_ids of each document_id."""
    doc_ids: dict[str, list[str]] = defaultdict(list)
    rows: dict[str, list[dict[str, Any]]] = {"documents": [], "blocks": [], "sentences": []}
    shingles: dict[str, list[int]] = {}
    with gold.open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            sha256 = hashlib.sha256(document["text"].encode()).hexdigest()
            document_id = sha256[:ID_LENGTH]
            doc_ids[document_id].append(document["doc_id"])
            if document_id in shingles:
                continue
            shingles[document_id] = _add_document(rows, document_id, sha256, document["text"])
    create_raw(database, [], rows=rows)
    frame = pl.DataFrame(
        {"document_id": list(shingles), "shingles": list(shingles.values())},
        schema=SHINGLE_SETS,
    )
    with duckdb.connect(database) as connection:
        connection.register("frame", frame)
        connection.execute("insert into raw.shingle_sets by name select * from frame")
    return doc_ids


def _add_document(rows: dict[str, list[dict[str, Any]]], document_id: str, sha256: str, text: str) -> list[int]:
    encoded = text.encode()
    rows["documents"].append(
        {
            "document_id": document_id,
            "sha256": sha256,
            "n_bytes": len(encoded),
            "encoding": "utf-8",
            "media_type": "text/plain",
            "text": text,
            "language": "en",
            "genre": "article",
            "wording_score": wording_score(block.group() for block in _LINE.finditer(text)),
            "extractor_version": "benchmark",
            "first_seen_run_id": RUN_ID,
            "first_seen_at": SEEN_AT,
        }
    )
    n_sentences = 0
    for block_index, block in enumerate(_LINE.finditer(text)):
        start, end = block.span()
        block_id = stable_id(document_id, "block", start)
        rows["blocks"].append(
            {
                "block_id": block_id,
                "document_id": document_id,
                "block_index": block_index,
                "start_char": start,
                "end_char": end,
                "text": text[start:end],
                "kind": "paragraph",
                "reason": "benchmark",
            }
        )
        cuts = [start, *(match.end() for match in _SENTENCE_END.finditer(text, start, end)), end]
        for first, last in pairwise(cuts):
            sentence = text[first:last].rstrip()
            if not sentence:
                continue
            rows["sentences"].append(
                {
                    "sentence_id": stable_id(document_id, "sentence", first),
                    "document_id": document_id,
                    "block_id": block_id,
                    "sentence_index": n_sentences,
                    "start_char": first,
                    "end_char": first + len(sentence),
                    "text": sentence,
                    "is_question": sentence.endswith("?"),
                }
            )
            n_sentences += 1
    return document_shingles(block.group() for block in _LINE.finditer(text))


def run_models(database: Path, work: Path) -> float:
    """Run the lineage models and what they read on ``database``; return the seconds that dbt took, its start included."""
    environment = os.environ | {
        "WELLSOURCED_DBT_PATH": str(database),
        "WELLSOURCED_DBT_THREADS": "1",
        "DO_NOT_TRACK": "1",
        "DBT_LOG_PATH": str(work / "logs"),
        "DBT_TARGET_PATH": str(work / "target"),
    }
    project = str(PROJECT_DIR / "dbt_project")
    command = ["run", "--select", "+int_document_lineage", "--project-dir", project, "--profiles-dir", project]
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *command],
        env=environment,
        check=True,
        stdout=sys.stderr,
    )
    return time.perf_counter() - started


def write_predictions(database: Path, doc_ids: dict[str, list[str]], predictions: Path) -> None:
    """Write the links of ``database`` as the scorer reads them.

    Texts that are the same bytes are one document: each is linked to the others as an exact copy, and has all its links.
    """
    with duckdb.connect(database, read_only=True) as connection:
        links = connection.execute(
            "select document_id, origin_document_id, relation from intermediate.int_document_links"
        ).fetchall()
    with predictions.open("w", encoding="utf-8") as out:
        for same in doc_ids.values():
            for origin, copy in pairwise(same):
                print(json.dumps({"from": copy, "to": origin, "relation": "exact_copy"}), file=out)
        for document_id, origin_id, relation in links:
            for copy, origin in product(doc_ids[document_id], doc_ids[origin_id]):
                print(json.dumps({"from": copy, "to": origin, "relation": relation}), file=out)


def main() -> None:
    """Load, run, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, help="keep the database and the predictions here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        database, predictions, gold = work / "lineage.duckdb", work / "predictions.jsonl", arguments.folder / "dev.jsonl"
        database.unlink(missing_ok=True)
        doc_ids = load(gold, database)
        seconds = run_models(database, work)
        write_predictions(database, doc_ids, predictions)
        subprocess.run([sys.executable, arguments.folder / "score.py", gold, predictions], check=True)
        print(f"models: {seconds:.1f} s, {len(doc_ids) / seconds:.0f} documents/s")


if __name__ == "__main__":
    main()
