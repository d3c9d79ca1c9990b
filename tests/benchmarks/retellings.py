"""Measure what is told of articles that people told again, spun, edited or summed up, against an editor's list.

    python -m tests.benchmarks.retellings [--families L1 M1 …] [--rows]

The 30 invented articles of ``retold_articles/``, each with two copies by a writer who knew no rule, and a list of what is
bent there (``material``) and of what only looks so (``harmless``): for each the words of the original and of the copy,
verbatim, null where one has nothing. Rules were mended by the rows of G to K. L and M were run before they were looked at:
found 49 of 98, 30 of 88 rows false, 14 of 219 harmless ones raised; then N and P: found 38 of 101, 30 of 76 rows false, 19
of 217 harmless ones raised. Since then some of what was false or missed in all of them has been mended.

An item is found (or raised) when a material row of ``claim_changes`` overlaps its words on either side; a row that overlaps
no material item is false.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

FAMILIES = Path(__file__).with_name("retold_articles")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A material row, or an item of a list: where it stands in the original and in the copy, code points, half open."""

    before: Span | None
    after: Span | None
    shown: str

    def meets(self, other: Told) -> bool:
        """Whether the two overlap on either side."""
        return _overlap(self.before, other.before) or _overlap(self.after, other.after)


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def run(families: Sequence[Path], work: Path) -> Path:
    """Run the pipeline on the documents of ``families``; return the published database."""
    documents = work / "documents"
    documents.mkdir()
    for family in families:
        for text in family.glob("*.txt"):
            (documents / f"{family.name}_{text.name}").write_bytes(text.read_bytes())
    subprocess.run(
        [Path(sys.executable).with_name("wellsourced"), "run", documents],
        env=os.environ | {"WELLSOURCED_WAREHOUSE_DIR": str(work)},
        check=True,
        stdout=sys.stderr,
    )
    return work / "warehouse.duckdb"


def listed(items: Sequence[dict[str, str | None]], original: str, copy: str) -> list[Told]:
    """Return where the items of a list stand. Raises ValueError when one does not stand in its text."""

    def span(words: str | None, text: str) -> Span | None:
        return None if words is None else (text.index(words), text.index(words) + len(words))

    return [
        Told(span(one["origin"], original), span(one["copy"], copy), f"{one['type']}: {one['origin']} | {one['copy']}")
        for one in items
    ]


def rows_of(connection: duckdb.DuckDBPyConnection, original: str, copy: str) -> list[Told]:
    """Return the material rows of a copy, both texts given whole."""
    found = connection.execute(
        "select before_start_char, before_end_char, after_start_char, after_end_char, change, before_text, after_text"
        " from claim_changes as c join documents as d using (document_id)"
        " join documents as o on c.origin_document_id = o.document_id"
        " where d.text = $1 and o.text = $2 and severity = 'material' order by all",
        [copy, original],
    ).fetchall()
    return [
        Told(
            None if before_start is None else (before_start, before_end),
            None if after_start is None else (after_start, after_end),
            f"{change}: {before} | {after}",
        )
        for before_start, before_end, after_start, after_end, change, before, after in found
    ]


def score(families: Sequence[Path], database: Path, *, shows_rows: bool) -> Iterator[tuple[str, Counter[str]]]:
    """Yield the kind of each copy with its counts; print what was missed and what is false if ``shows_rows``."""
    with duckdb.connect(database, read_only=True) as connection:
        for family in families:
            original = (family / "original.txt").read_text(encoding="utf-8")
            copies = json.loads((family / "key.json").read_text(encoding="utf-8"))["copies"]
            for kind, lists in copies.items():
                copy = (family / f"{kind}.txt").read_text(encoding="utf-8")
                material, harmless = (listed(lists[name], original, copy) for name in ("material", "harmless"))
                rows = rows_of(connection, original, copy)
                false = [row for row in rows if not any(map(row.meets, material))]
                missed = [item for item in material if not any(map(item.meets, rows))]
                raised = [item for item in harmless if any(map(item.meets, false))]
                if shows_rows:
                    print(f"{family.name} {kind}")
                    print(
                        *(f"  missed  {item.shown}" for item in missed),
                        *(f"  false   {row.shown}" for row in false),
                        sep="\n",
                    )
                yield (
                    kind,
                    Counter(
                        material=len(material),
                        found=len(material) - len(missed),
                        rows=len(rows),
                        false=len(false),
                        harmless=len(harmless),
                        raised=len(raised),
                    ),
                )


def main() -> None:
    """Run, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", nargs="*", help="names of folders in retold_articles/; all, if none is given")
    parser.add_argument("--rows", action="store_true", help="print what was missed, and what is false")
    arguments = parser.parse_args()
    families = [path for path in sorted(FAMILIES.iterdir()) if not arguments.families or path.name in arguments.families]
    totals: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as work:
        for kind, counts in score(families, run(families, Path(work)), shows_rows=arguments.rows):
            for total in (kind, "all"):
                totals.setdefault(total, Counter()).update(counts)
    for kind in sorted(totals, key=lambda kind: (kind == "all", kind)):
        n = totals[kind]
        print(
            f"{kind:8s} found {n['found']:3d} of {n['material']:3d}   false {n['false']:3d} of {n['rows']:3d} rows"
            f"   raised {n['raised']:3d} of {n['harmless']:3d} harmless"
        )


if __name__ == "__main__":
    main()
