"""Measure how well a document's wording alone tells that it was rewritten: the share called so, by kind of text.

    python -m tests.benchmarks.wording FILE.jsonl ... [--below -0.3]

Each line is a JSON object with ``text``, and ``kind`` (how it was made) or ``genre``. No two documents are compared, so
it makes no difference whether the origin of one is there.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import polars as pl

from flows.lineage.wording import wording_score


def main() -> None:
    """Score every text, print a line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--below", type=float, default=-0.3)
    arguments = parser.parse_args()
    rows = [
        {
            "file": path.name,
            "kind": document.get("kind") or document.get("genre"),
            "score": wording_score([document["text"]]),
        }
        for path in arguments.files
        for document in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]
    found = (
        pl.DataFrame(rows, schema={"file": pl.String, "kind": pl.String, "score": pl.Float64})
        .group_by("file", "kind")
        .agg(
            pl.len().alias("documents"),
            pl.col("score").mean().alias("mean"),
            pl.col("score").quantile(0.01).alias("lowest hundredth"),
            (pl.col("score") < arguments.below).mean().alias("called rewritten"),
        )
        .sort("file", "called rewritten")
    )
    with pl.Config(tbl_rows=-1, float_precision=3):
        print(found)


if __name__ == "__main__":
    main()
