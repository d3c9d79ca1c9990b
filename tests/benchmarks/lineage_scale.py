"""Measure what the lineage models cost as documents grow: seconds, documents per second and peak memory of each step.

    python -m tests.benchmarks.lineage_scale TEXT [--documents 10000] [--copies 0] [--work FOLDER]

TEXT is a file of prose. Documents are made of its words, each following one that it follows there, so that words and
pairs of words recur as they do in the language and longer runs seldom do; a fifth are made from another: unchanged, with a
tenth of the words left out, its first two fifths, or with three words in ten replaced that are no names. Each sentence is a
claim; there are no quantities and no attributions. ``--copies`` adds as many light copies of one document. One thread; each
step is a process of its own, whose processor time ("models": without dbt's start) and peak memory are its own, or its
parent's when it began (1.4 GiB at 100,000).

Measured in seconds of processor (and GiB at most), dbt's start of some four seconds a step included, on two cores that much
else ran on, a fifth of the documents derived:

                      10,000        100,000       1,000,000
    signatures        5 (0.4)       41 (1.9)      502 (1.9)
    loading           2             14            167 (7.3)
    candidates       11 (0.6)       57 (4.1)      467 (4.7)
    scoring          10 (0.6)       65 (3.1)      787 (4.7)
    changes          25 (1.0)      165 (4.2)     not tried
    claims           18 (1.1)      122 (4.5)     not tried
    datasketch        6 (0.4)       57 (2.2)      not tried
    rensa             1 (0.3)        7 (0.8)      not tried

The peers have the signatures made. Recall of exact, light and spun copies 1.000, of excerpts .97. Half of "claims" are pairs
of claims that share rare words: 62 s of 1.3 million claims, spilling; splitting them takes 34.

With a hundredth added, dbt's start left out: at 100,000 signatures 1, loading 1, candidates 4, scoring 4, which is a
seventeenth of the whole; at a million 5, 2, 31 and 25, a thirtieth. It is not a hundredth: dbt takes two seconds whatever
there is, and the rest are looks through all shingles and texts for those of a few, and tables that are made anew of all
documents (their numbers, furniture, links, stories). Changes take 15 of 154. Claims are split into words once, and compared
anew, as each document changes how rare a word is: 91 of 120.

Beside it MinHash LSH over the same three-word shingles by datasketch and rensa, where they can be imported. They are no part
of the project: install them elsewhere and name their folder in PYTHONPATH.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from flows.lineage.shingles import document_shingles
from flows.settings import PROJECT_DIR
from flows.sources.identity import stable_id

sys.path.insert(0, str(PROJECT_DIR))
from tests.raw_fixture import RUN_ID, SEEN_AT, create_raw

WORDS = 325
"""Of an original; what the news articles of the lineage benchmark have on average."""
SENTENCE_WORDS = 20
Words = np.ndarray[tuple[int], np.dtype[np.int32]]
PART = 50_000
"""Documents that are written, read and loaded at a time."""
KINDS = ("exact", "light", "trunc", "spun")
PEER_SEED = 7

SELECTED = {
    "candidates": ["+int_lineage_candidates"],
    "scoring": ["+int_document_lineage", "--exclude", "+int_lineage_candidates"],
    "changes": ["+claim_changes", "int_known_changes", "--exclude", "+int_document_lineage"],
    "claims": ["+claim_groups", "+claim_relations", "--exclude", "+claim_changes"],
}
"""What dbt is told to run for each step after the signatures."""


def write_documents(text: Path, n_documents: int, n_copies: int, seed: int, parts: Path) -> None:
    """Write documents (``document_id``, ``sentences``, ``kind``, ``origin_id``) made of the words of ``text``, in parts."""
    rng = np.random.default_rng(seed)
    # no numbers: swapped for others at random, they make another case of the same form
    words = re.findall(r"[^\W\d_]+", text.read_text(encoding="utf-8"))
    ordinary = {word for word in words if word.islower()}
    spelled = (word.lower() if word.lower() in ordinary else word.capitalize() for word in words)
    vocabulary, of_word = np.unique(np.array(list(spelled)), return_inverse=True)  # names first: they begin with a capital
    n_names = int(np.searchsorted(vocabulary, "a"))
    # The words after each word, one stretch of an array a word.
    order = np.argsort(of_word[:-1], kind="stable")
    following = of_word[1:][order].astype(np.int32)
    starts = np.searchsorted(of_word[:-1][order], np.arange(len(vocabulary)))
    counts = np.maximum(np.bincount(of_word[:-1], minlength=len(vocabulary)), 1)

    n_originals = n_documents - n_documents // 5
    made = np.empty((n_originals, WORDS), dtype=np.int32)
    made[:, 0] = rng.choice(of_word[:-1], n_originals)
    for step in range(1, WORDS):
        previous = made[:, step - 1]
        at = starts[previous] + (rng.random(n_originals) * counts[previous]).astype(np.int64)
        made[:, step] = following[np.minimum(at, len(following) - 1)]

    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir()
    documents = enumerate(_documents(made, n_documents, n_copies, range(n_names, len(vocabulary)), rng))
    for part in range(0, n_documents + n_copies, PART):
        rows = [
            {
                # "exact" are other documents with the same words
                "document_id": stable_id(seed, n),
                "sentences": [
                    _sentence(vocabulary[row[start : start + SENTENCE_WORDS]])
                    for start in range(0, len(row), SENTENCE_WORDS)
                ],
                "kind": kind,
                "origin_id": None if origin is None else stable_id(seed, origin),
            }
            for n, (kind, origin, row) in islice(documents, PART)
        ]
        schema = {"document_id": pl.String, "sentences": pl.List(pl.String), "kind": pl.String, "origin_id": pl.String}
        pl.DataFrame(rows, schema=schema).write_parquet(parts / f"{part:09}.parquet")


def _sentence(words: Iterable[str]) -> str:
    text = " ".join(words)
    return f"{text[0].upper()}{text[1:]}."


def _documents(
    made: Words, n_documents: int, n_copies: int, ordinary: range, rng: np.random.Generator
) -> Iterator[tuple[str, int | None, Words]]:
    """Kind, origin and words of every document, originals first."""
    for row in made:
        yield "original", None, row
    for n in range(n_documents - len(made)):
        origin = int(rng.integers(len(made)))
        kind = KINDS[n % len(KINDS)]
        yield kind, origin, _derived(kind, made[origin], ordinary, rng)
    for _ in range(n_copies):
        yield "light", 0, _derived("light", made[0], ordinary, rng)


def _derived(kind: str, row: Words, ordinary: range, rng: np.random.Generator) -> Words:
    if kind == "light":
        return row[rng.random(len(row)) >= 0.1]
    if kind == "trunc":
        return row[: 2 * len(row) // 5]
    if kind == "spun":
        swapped = (row >= ordinary.start) & (rng.random(len(row)) < 0.3)
        return np.where(swapped, rng.integers(ordinary.start, ordinary.stop, size=len(row), dtype=np.int32), row)
    return row


def write_signatures(parts: Path, signatures: Path) -> None:
    """Write the shingles of each document, as extraction does."""
    shutil.rmtree(signatures, ignore_errors=True)
    signatures.mkdir()
    for part in sorted(parts.iterdir()):
        frame = pl.read_parquet(part, columns=["document_id", "sentences"])
        shingles = [document_shingles([" ".join(sentences)]) for sentences in frame["sentences"]]
        frame.select("document_id", shingles=pl.Series(shingles, dtype=pl.List(pl.UInt64))).write_parquet(
            signatures / part.name
        )


def load(database: Path, parts: Path, signatures: Path) -> None:
    """Append documents and signatures to the raw tables of ``database``, which is made if it is not there."""
    if not database.exists():
        create_raw(database, [])
    with duckdb.connect(database, config={"threads": 1}) as connection:
        for part in sorted(parts.iterdir()):
            connection.register("made", pl.read_parquet(part))
            connection.register("signed", pl.read_parquet(signatures / part.name))
            connection.execute(
                "insert into raw.documents by name select document_id, document_id as sha256, 1 as n_bytes,"
                " 'utf-8' as encoding, 'Paper ' || hash(document_id) % 50 as publisher,"
                " 'text/plain' as media_type, array_to_string(sentences, ' ') as text, 'en' as language, 'article' as genre,"
                " date '2026-01-01' + (origin_id is not null)::integer as published_at,"
                " 'benchmark' as extractor_version, $1 as first_seen_run_id, $2 as first_seen_at from made",
                [RUN_ID, SEEN_AT],
            )
            connection.execute(
                "insert into raw.blocks by name select document_id || 'b' as block_id, document_id, 0 as block_index,"
                " 0 as start_char, len(array_to_string(sentences, ' ')) as end_char,"
                " array_to_string(sentences, ' ') as text, 'paragraph' as kind, 'benchmark' as reason from made"
            )
            connection.execute(
                "insert into raw.sentences by name select document_id || '-' || i as sentence_id, document_id,"
                " document_id || 'b' as block_id, i - 1 as sentence_index,"
                " 1000 * i as start_char, 1000 * i + len(sentence) as end_char,"
                " sentence as text, false as is_question from (select document_id, unnest(sentences) as sentence,"
                " generate_subscripts(sentences, 1) as i from made)"
            )
            connection.execute(
                "insert into raw.claims by name select document_id || '-c' || i as claim_id, document_id,"
                " document_id || '-' || i as sentence_id, 'sentence' as granularity, 1000 * i as start_char,"
                " 1000 * i + len(sentence) as end_char, sentence as text, false as needs_context"
                " from (select document_id, unnest(sentences) as sentence, generate_subscripts(sentences, 1) as i from made)"
            )
            connection.execute("insert into raw.shingle_sets by name select * from signed")


def model(database: Path, step: Path, work: Path) -> None:
    """Run the lineage models of a step; print the processor time of all (dbt's start left out) and the seconds of each."""
    os.environ |= {
        "WELLSOURCED_DBT_PATH": str(database),
        "WELLSOURCED_DBT_THREADS": "1",
        "DO_NOT_TRACK": "1",
        "DBT_LOG_PATH": str(work / "logs"),
        "DBT_TARGET_PATH": str(work / "target"),
    }
    from dbt.cli.main import dbtRunner

    project = ["--project-dir", str(PROJECT_DIR / "dbt_project"), "--profiles-dir", str(PROJECT_DIR / "dbt_project")]
    parsed = dbtRunner().invoke(["--quiet", "parse", *project])
    dbtRunner(parsed.result).invoke(["--quiet", "seed", *project])  # type: ignore[arg-type]
    started = time.process_time()
    if not dbtRunner(parsed.result).invoke(["--quiet", "run", *project, "--select", *SELECTED[str(step)]]).success:  # type: ignore[arg-type]
        raise SystemExit(f"dbt could not run {step}")
    print(f"    models {time.process_time() - started:.1f} s of processor", flush=True)
    results = json.loads((work / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    for result in results:
        if result["execution_time"] >= 1:
            print(f"    {result['unique_id'].rpartition('.')[2]:28s} {result['execution_time']:8.1f} s", flush=True)


def _signed(signatures: Path) -> Iterator[tuple[str, list[int]]]:
    for part in sorted(signatures.iterdir()):
        yield from pl.read_parquet(part).iter_rows()


def datasketch_lsh(signatures: Path) -> None:
    """MinHash LSH at a threshold of .1 with 128 permutations, each document asked for before it is added."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.1, num_perm=128)
    n_pairs = 0
    for document_id, shingles in _signed(signatures):
        made = MinHash(num_perm=128, seed=PEER_SEED, hashfunc=lambda value: value & 0xFFFFFFFF)
        made.update_batch(shingles)
        n_pairs += len(index.query(made))
        index.insert(document_id, made)
    print(f"    {n_pairs} pairs")


def rensa_lsh(signatures: Path) -> None:
    """The same by rensa."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.1, num_perm=128, num_bands=64)
    n_pairs = 0
    for key, (_, shingles) in enumerate(_signed(signatures)):
        made = RMinHash(num_perm=128, seed=PEER_SEED)
        made.update([str(shingle) for shingle in shingles])
        n_pairs += len(index.query(made))
        index.insert(key, made)
    print(f"    {n_pairs} pairs")


def measured(name: str, n_documents: int, *step: str | Path) -> None:
    """Do a step in a process of its own (no fork: Polars has threads); print its processor time and peak memory."""
    print(f"{name}:", flush=True)
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, __file__, "--step", *map(str, step)])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = usage.ru_utime + usage.ru_stime
    if status:
        raise SystemExit(f"{name} failed")
    print(
        f"    {seconds:.1f} s of processor ({time.perf_counter() - started:.0f} s passed), "
        f"{n_documents / seconds:.0f} documents/s, peak {usage.ru_maxrss / 2**20:.2f} GiB",
        flush=True,
    )


def add(n_documents: int, database: Path, parts: Path, signatures: Path, work: Path) -> None:
    """Measure each step from the text of documents to their links, the changes in copies, and the relations of claims."""
    measured("signatures", n_documents, "write_signatures", parts, signatures)
    measured("load", n_documents, "load", database, parts, signatures)
    for name in SELECTED:
        measured(name, n_documents, "model", database, name, work)


def report(database: Path, parts: Path) -> None:
    """Print the rows that the models made, and the recall of each way of deriving."""
    with duckdb.connect(database, read_only=True) as connection:
        for table in ("candidates", "pairs", "relations"):
            ((n,),) = connection.table(f"intermediate.int_lineage_{table}").count("*").fetchall()
            print(f"    {table:12s} {n:10d} rows")
        connection.register("made", pl.read_parquet(parts, columns=["document_id", "origin_id", "kind"]))
        found = connection.execute(
            "with links as (select least(document_id, origin_document_id) as a,"
            " greatest(document_id, origin_document_id) as b from intermediate.int_document_links)"
            " select kind, count(*), avg((a is not null)::int) from made"
            " left join links on least(document_id, origin_id) = a and greatest(document_id, origin_id) = b"
            " where origin_id is not null group by kind order by kind"
        ).fetchall()
        ((n_links,),) = connection.table("intermediate.int_document_links").count("*").fetchall()
    print("    recall", *(f"{kind} {recall:.3f} of {n}" for kind, n, recall in found), f"; {n_links} links")


STEPS: dict[str, Callable[..., None]] = {
    step.__name__: step for step in (write_signatures, load, model, report, datasketch_lsh, rensa_lsh)
}


def main() -> None:
    """Make, measure, print; then once more with a hundredth of the documents added."""
    if sys.argv[1:2] == ["--step"]:
        STEPS[sys.argv[2]](*map(Path, sys.argv[3:]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--copies", type=int, default=0)
    parser.add_argument("--work", type=Path, help="keep the database here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        database, parts, signatures = work / "scale.duckdb", work / "documents", work / "signatures"
        database.unlink(missing_ok=True)
        n = arguments.documents + arguments.copies
        write_documents(arguments.text, arguments.documents, arguments.copies, 1, parts)
        add(n, database, parts, signatures, work)
        measured("report", n, "report", database, parts)
        for name in ("datasketch", "rensa"):
            if find_spec(name) is not None:
                measured(f"{name}, of signatures made", n, f"{name}_lsh", signatures)
        n_added = max(10, n // 100)
        print(f"{n_added} added:")
        write_documents(arguments.text, n_added, 0, 2, parts)
        add(n_added, database, parts, signatures, work)


if __name__ == "__main__":
    main()
