"""Measure what is found of known changes between an original and its copy; prints recall, precision and false alarms.

    python -m tests.benchmarks.changes DATA.jsonl [MORE.jsonl] [--part tune|kept_back] [--work FOLDER] [--misses FAMILY]

DATA holds one document a line, ``{"text"}``; one with ``"origins"`` is itself a copy and is left out. Each document is
copied: in some of its sentences something is changed (``alterations``), in others nothing that is said, a few are left out,
every third copy has two paragraphs in each other's place, and some are reworded throughout. Originals and copies go
through cleaning, extraction by rules and the models like any document; the copies are dated a day later, so that the
direction is not in question.

A change is found when a row of ``claim_changes`` that is material, and of a sort that the edit may be told by, overlaps it
on both sides. A material row that overlaps no material edit is false. A third of the documents, by the hash of their text,
is kept back: it was never looked at while rules were made. The sorts of edit were known, so figures flatter. Broken
terms and opposite predicates are not injected.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import duckdb
import polars as pl

from flows.extraction.version import Engine
from flows.extraction.workers import extract
from flows.settings import PROJECT_DIR, Settings
from flows.sources.types import SourceDocument
from flows.warehouse.building import load_batches, start_build

sys.path.insert(0, str(PROJECT_DIR))
from tests.benchmarks.alterations import HARMLESS, MAKERS, Edit, expected

SEED = 20261125
SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})(?<!\b[a-z]\.[a-z])[.!?][\"”’')]{0,2}\s+(?=[\"“‘'(]{0,2}[A-Z0-9£$])"
)
SHARE_MATERIAL, SHARE_HARMLESS, SHARE_BOTH, SHARE_LEFT_OUT = 0.45, 0.25, 0.3, 0.03
"""Of a copy's sentences: with a material edit, with a harmless one alone; of the former, with one beside it; left out."""

SHARE_REWORDED, MOST_HARMLESS = 0.3, 6
"""Of the copies, those whose every sentence has as many harmless edits as it allows, up to so many."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Injected:
    """An edit where it stands: code points of the original's and of the copy's text, half open."""

    edit: Edit
    before: Span
    after: Span
    sentence: Span
    """Of the copy."""


@dataclass(slots=True)
class Pair:
    """A document and its copy, with everything that was done."""

    original: str
    copy: str = ""
    injected: list[Injected] = field(default_factory=list)
    sentences: list[tuple[Span, Span]] = field(default_factory=list)
    """Of the original and of the copy, for every sentence that the copy has."""
    left_out: list[Span] = field(default_factory=list)
    """Sentences of the original that the copy has not: what they said is missing, and may be told so."""


def document_of(text: str) -> SourceDocument:
    """Return the text as it would be read from a file."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return SourceDocument(sha256[:16], sha256, len(text.encode()), "utf-8", "text/plain", text)


def read_texts(path: Path, part: str) -> list[str]:
    """Return the texts of one part, each once, in the order of the file."""
    frame = pl.read_ndjson(path, infer_schema_length=None)
    if "origins" in frame.columns:
        frame = frame.filter(pl.col("origins").list.len() == 0)
    texts = frame["text"].unique(maintain_order=True).to_list()
    kept_back = {text for text in texts if int(hashlib.sha256(text.encode()).hexdigest(), 16) % 3 == 0}
    return [text for text in texts if (text in kept_back) == (part == "kept_back")]


def _sentences(text: str) -> list[list[Span]]:
    """Return the sentences of each line."""
    lines = []
    for line in re.finditer(r"\S[^\n]*", text):
        cuts = [line.start(), *(match.end() for match in SENTENCE_END.finditer(text, *line.span())), line.end()]
        spans = [(start, start + len(text[start:end].rstrip())) for start, end in pairwise(cuts)]
        lines.append([(start, end) for start, end in spans if end > start])
    return lines


def _is_open(text: str) -> bool:
    """Whether a text ends within a quotation, or closes one that it did not open."""
    return bool(text.count('"') % 2 or text.count("“") != text.count("”") or text.count("''") % 2)


def _possible(sentence: str, before: str, made: random.Random) -> dict[str, list[Edit]]:
    """Return every edit that a sentence allows, by family; ``before`` is what stands in its line before it.

    Only a quotation's own edits touch one: what else changes within it changes somebody's words first of all.
    """
    if _is_open(sentence) or _is_open(before) or len(sentence) < 30:
        return {}
    quoted = [match.span() for match in re.finditer(r'"[^"]*"|“[^”]*”|\'\'.*?\'\'', sentence)]
    possible: dict[str, list[Edit]] = {}
    for family, maker in MAKERS.items():
        possible[family] = [
            edit
            for edit in maker(sentence, made)
            if sentence[edit.start : edit.end] != edit.text
            and (
                family == "quotation"
                or edit.kind == "harmless/quotation_marks"
                or not any(first < edit.end and edit.start < last for first, last in quoted)
            )
        ]
    return {family: edits for family, edits in possible.items() if edits}


def _choose(possible: dict[str, list[Edit]], made: random.Random, used: Counter[str], *, is_reworded: bool) -> list[Edit]:
    """Choose what is done to a sentence; of several families that one, then that kind, which was used least so far."""
    material = [family for family in possible if family != HARMLESS]
    chosen: list[Edit] = []
    draw = made.random()
    if material and draw < SHARE_MATERIAL:
        family = min(material, key=lambda name: (used[name], name))
        kind = min({edit.kind for edit in possible[family]}, key=lambda name: (used[name], name))
        chosen.append(made.choice([edit for edit in possible[family] if edit.kind == kind]))
        used.update([family, kind])
    wanted = MOST_HARMLESS if is_reworded else int(made.random() < SHARE_BOTH if chosen else draw > 1 - SHARE_HARMLESS)
    for _ in range(wanted):
        beside = [
            edit
            for edit in possible.get(HARMLESS, [])
            if all(edit.pieces[-1][1] + 1 < one.start or one.pieces[-1][1] + 1 < edit.start for one in chosen)
        ]
        if beside:
            kind = min({edit.kind for edit in beside}, key=lambda name: (used[name], name))
            chosen.append(made.choice([edit for edit in beside if edit.kind == kind]))
            used.update([HARMLESS, kind])
    return chosen


def make_pair(text: str, used: Counter[str]) -> Pair:
    """Copy a document with edits; what is done depends on its text and on how often each kind was ``used`` before."""
    made = random.Random(f"{SEED}{hashlib.sha256(text.encode()).hexdigest()}")
    pair = Pair(text)
    is_reworded = made.random() < SHARE_REWORDED
    lines = _sentences(text)
    if made.random() < 1 / 3 and len(lines) > 4:
        first = made.randrange(1, len(lines) - 1)
        lines[first], lines[first + 1] = lines[first + 1], lines[first]
    paragraphs: list[str] = []
    at = 0
    for line in lines:
        written = []
        for start, end in line:
            if made.random() < SHARE_LEFT_OUT and len(line) > 1:
                pair.left_out.append((start, end))
                continue
            sentence = text[start:end]
            edits = _choose(_possible(sentence, text[line[0][0] : start], made), made, used, is_reworded=is_reworded)
            copied, places = _apply(sentence, edits)
            copy_span = (at, at + len(copied))
            pair.sentences.append(((start, end), copy_span))
            for edit, (first, last) in places:
                before, after = (edit.pieces[0][0], edit.pieces[-1][1]), (first, last)
                if not edit.rest:
                    before, after = _what_differs(sentence, before, copied, after)
                pair.injected.append(
                    Injected(edit, (before[0] + start, before[1] + start), (after[0] + at, after[1] + at), copy_span)
                )
            written.append(copied)
            at += len(copied) + 1
        if written:
            paragraphs.append(" ".join(written))
            at += 1
    pair.copy = "\n\n".join(paragraphs)
    return pair


def _n_alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many first words are the same."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _what_differs(sentence: str, before: Span, copied: str, after: Span) -> tuple[Span, Span]:
    """Return both spans without the words that they begin or end with alike: "was not" for "was" is " not" for nothing."""
    old, new = (re.findall(r"\s*\S+\s*$|\s*\S+|\s+", text) for text in (sentence[slice(*before)], copied[slice(*after)]))
    bare = [[word.strip().casefold() for word in words] for words in (old, new)]
    head = _n_alike(*bare)
    tail = _n_alike(*(words[head:][::-1] for words in bare))
    first, last = (
        tuple(len("".join(part)) for part in parts)
        for parts in ((old[:head], new[:head]), (old[len(old) - tail :], new[len(new) - tail :]))
    )
    return (before[0] + first[0], before[1] - last[0]), (after[0] + first[1], after[1] - last[1])


def _apply(sentence: str, edits: Sequence[Edit]) -> tuple[str, list[tuple[Edit, Span]]]:
    """Return the sentence as edited, and where each edit stands in it from its first piece to its last."""
    pieces = sorted(((piece, edit) for edit in edits for piece in edit.pieces), key=lambda one: one[0])
    result, last = "", 0
    places: dict[int, tuple[Edit, int, int]] = {}
    for (start, end, text), edit in pieces:
        result += sentence[last:start]
        first = places[id(edit)][1] if id(edit) in places else len(result)
        result += text
        places[id(edit)] = (edit, first, len(result))
        last = end
    return result + sentence[last:], [(edit, (first, end)) for edit, first, end in places.values()]


def build(pairs: Sequence[Pair], work: Path) -> Path:
    """Clean, extract and model the documents of all pairs; return the database."""
    settings = Settings(warehouse_dir=work, read_by="rules")
    engine = Engine("rules", settings.spacy_model)
    documents = [document_of(text) for text in dict.fromkeys([p.original for p in pairs] + [p.copy for p in pairs])]
    batches = [
        path
        for kind in (documents[: len(pairs)], documents[len(pairs) :])
        for path in extract(kind, settings, extractor_version=engine.version).batch_dirs
    ]
    database = start_build("benchmark", None, settings)
    load_batches(database, batches, settings, run_id="benchmark", now=datetime(2026, 11, 1, tzinfo=UTC))
    copies = pl.DataFrame({"document_id": [document_of(pair.copy).document_id for pair in pairs]})
    with duckdb.connect(database) as connection:
        connection.register("copies", copies)
        connection.execute(
            "update raw.documents set published_at = case when document_id in (select document_id from copies) "
            "then date '2026-01-02' else date '2026-01-01' end"
        )
    run_models(database, work)
    return database


def run_models(database: Path, work: Path) -> None:
    """Run the models up to the changes on a database that holds the raw tables."""
    project = str(PROJECT_DIR / "dbt_project")
    command = [
        "build",
        "--exclude-resource-type",
        "unit_test",
        "--exclude-resource-type",
        "test",
        "--select",
        "+claim_changes",
    ]
    subprocess.run(
        [
            sys.executable,
            "-c",
            "from dbt.cli.main import cli; cli()",
            *command,
            "--project-dir",
            project,
            "--profiles-dir",
            project,
        ],
        env=os.environ
        | {
            **{"WELLSOURCED_DBT_PATH": str(database), "WELLSOURCED_DBT_THREADS": "1", "DO_NOT_TRACK": "1"},
            **{"DBT_LOG_PATH": str(work / "logs"), "DBT_TARGET_PATH": str(work / "target")},
        },
        check=True,
        stdout=sys.stderr,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A material row of claim_changes."""

    change: str
    before: Span | None
    after: Span | None
    before_text: str | None
    after_text: str | None


def read_rows(database: Path) -> dict[tuple[str, str], list[Row]]:
    """Return the material rows by copy and origin."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    with duckdb.connect(database, read_only=True) as connection:
        found = connection.execute(
            "select document_id, origin_document_id, change, before_start_char, before_end_char, after_start_char, "
            "after_end_char, before_text, after_text from claim_changes where severity = 'material' order by all"
        ).fetchall()
    for copy, origin, change, before_start, before_end, after_start, after_end, before_text, after_text in found:
        before = None if before_start is None else (before_start, before_end)
        after = None if after_start is None else (after_start, after_end)
        rows[copy, origin].append(Row(change, before, after, before_text, after_text))
    return rows


def read_sentences(database: Path) -> dict[str, list[Span]]:
    """Return where the project's sentences stand, by document."""
    spans: dict[str, list[Span]] = defaultdict(list)
    with duckdb.connect(database, read_only=True) as connection:
        found = connection.execute("select document_id, start_char, end_char from raw.sentences order by all").fetchall()
    for document_id, start, end in found:
        spans[document_id].append((start, end))
    return spans


def _meets(row: Span | None, edit: Span, *, one_sided: bool) -> bool:
    """Whether a row's side overlaps an edit's: where the edit left nothing, it touches that place or is absent."""
    if row is None:
        return one_sided or edit[0] == edit[1]
    if edit[0] == edit[1]:
        return row[0] - 1 <= edit[0] <= row[1] + 1
    return row[0] < edit[1] and edit[0] < row[1]


def covers(row: Row, one: Injected) -> bool:
    """Whether a row overlaps an edit on both sides."""
    one_sided = one.edit.one_sided
    return _meets(row.before, one.before, one_sided=one_sided) and _meets(row.after, one.after, one_sided=one_sided)


def score(pairs: Sequence[Pair], database: Path, misses: str | None) -> None:
    """Print the figures; with ``misses``, what of that family was missed or falsely raised."""
    rows_of = read_rows(database)
    sentences = read_sentences(database)
    n_inside = n_found_inside = 0
    found: Counter[str] = Counter()
    told: Counter[str] = Counter()
    n_injected: Counter[str] = Counter()
    n_rows: Counter[str] = Counter()
    right: Counter[str] = Counter()
    false: Counter[str] = Counter()
    harmless: Counter[str] = Counter()
    harmless_flagged: Counter[str] = Counter()
    for pair in pairs:
        rows = rows_of[document_of(pair.copy).document_id, document_of(pair.original).document_id]
        material = [one for one in pair.injected if one.edit.family != HARMLESS]
        for one in material:
            covering = [row for row in rows if covers(row, one)]
            is_found = any(row.change in expected(one.edit.kind) for row in covering)
            if any(first <= one.before[0] <= last for first, last in sentences[document_of(pair.original).document_id]):
                n_inside += 1
                n_found_inside += is_found
            for name in {one.edit.kind, one.edit.family}:
                n_injected[name] += 1
                found[name] += is_found
                told[name] += bool(covering)
            if not is_found and misses == one.edit.family:
                seen = [(row.change, row.before_text, row.after_text) for row in covering]
                print(f"missed {one.edit.kind}: {_shown(pair, one)}  {seen}")
        alarms = []
        for row in rows:
            if row.after is None and row.before and any(_meets(row.before, span, one_sided=False) for span in pair.left_out):
                continue
            met = [one for one in material if covers(row, one)]
            n_rows[row.change] += 1
            right[row.change] += any(row.change in expected(one.edit.kind) for one in met)
            if not met:
                false[row.change] += 1
                alarms.append(row)
                if misses in (row.change, "false"):
                    near = next(
                        (one for one in pair.injected if row.after and _meets(row.after, one.sentence, one_sided=False)),
                        None,
                    )
                    print(f"false {row.change}: {row.before_text!r} → {row.after_text!r}   {near and _shown(pair, near)}")
        edited = {one.sentence for one in material}
        for one in pair.injected:
            if one.edit.family == HARMLESS and one.sentence not in edited:
                harmless[one.edit.kind] += 1
                flagged = any(row.after and _meets(row.after, one.sentence, one_sided=False) for row in alarms)
                harmless_flagged[one.edit.kind] += flagged
    _print_table(
        "material edits",
        ["n", "found", "told as anything"],
        [
            (name, n_injected[name], found[name] / n_injected[name], told[name] / n_injected[name])
            for name in sorted(n_injected)
        ],
    )
    total = sum(n for name, n in n_injected.items() if "/" not in name)
    print(
        f"all: {sum(n for name, n in found.items() if '/' not in name) / total:.3f} of {total} found; {total - n_inside} "
        f"are in no sentence; of the others {n_found_inside / n_inside:.3f}"
    )
    _print_table(
        "material rows",
        ["n", "right", "false"],
        [(name, n_rows[name], right[name] / n_rows[name], false[name] / n_rows[name]) for name in sorted(n_rows)],
    )
    print(f"all: {right.total() / n_rows.total():.3f} right, {false.total() / n_rows.total():.3f} false of {n_rows.total()}")
    _print_table(
        "harmless sentences",
        ["n", "falsely flagged"],
        [(name, harmless[name], harmless_flagged[name] / harmless[name]) for name in sorted(harmless)],
    )
    print(f"all: {harmless_flagged.total() / harmless.total():.3f} of {harmless.total()} flagged")
    _score_alignment(pairs, database)


def _shown(pair: Pair, one: Injected) -> str:
    first, last = one.before
    before = (
        pair.original[max(0, first - 60) : first] + "[" + pair.original[first:last] + "]" + pair.original[last : last + 40]
    )
    return f"{one.edit.kind} {before!r} → {pair.copy[slice(*one.after)]!r}"


def _score_alignment(pairs: Sequence[Pair], database: Path) -> None:
    """Print how many of the copies' sentences are laid against their own, and against others.

    The project cuts sentences itself, so what is counted is its sentences: one is right that begins in the original where it
    was taken from.
    """
    with duckdb.connect(database, read_only=True) as connection:
        links = connection.execute(
            "select document_id, origin_document_id, start_char, origin_start_char, origin_end_char "
            "from intermediate.int_passage_links"
        ).fetchall()
    sentences = read_sentences(database)
    opposite: dict[tuple[str, str], dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for copy, origin, start, origin_start, origin_end in links:
        opposite[copy, origin][start].append((origin_start, origin_end))
    n_right = n_made = n_sentences = n_unlinked = 0
    for pair in pairs:
        copy, origin = document_of(pair.copy).document_id, document_of(pair.original).document_id
        made = opposite.get((copy, origin))
        n_unlinked += made is None
        for start, _ in sentences[copy] if made is not None else ():
            own = next((before for before, after in pair.sentences if after[0] <= start < after[1]), None)
            if own is None:
                continue
            n_sentences += 1
            laid = made.get(start, [])
            n_made += len(laid)
            n_right += any(first < own[1] and own[0] < last for first, last in laid)
    print(
        f"\nalignment: {n_right / n_sentences:.4f} of {n_sentences} sentences laid against their own, "
        f"{n_right / n_made:.4f} of {n_made} right; {n_unlinked} of {len(pairs)} copies not linked"
    )


def _print_table(
    title: str, columns: Sequence[str], lines: Sequence[tuple[str, int, float] | tuple[str, int, float, float]]
) -> None:
    print(f"\n{title:32s}" + "".join(f"{column:>18s}" for column in columns))
    for name, n, *shares in lines:
        print(f"{name:32s}{n:18d}" + "".join(f"{share:18.3f}" for share in shares))


def main() -> None:
    """Inject, run, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--part", choices=("tune", "kept_back"), default="tune")
    parser.add_argument("--documents", type=int, help="no more than the first so many of each file")
    parser.add_argument("--work", type=Path, help="keep the database here; what was extracted there is used again")
    parser.add_argument("--misses", metavar="FAMILY", help="print what of a family was missed, what of a change was false")
    arguments = parser.parse_args()
    used: Counter[str] = Counter()
    texts = [text for path in arguments.data for text in read_texts(path, arguments.part)[: arguments.documents]]
    pairs = [make_pair(text, used) for text in dict.fromkeys(texts)]
    with tempfile.TemporaryDirectory() as temporary:
        score(pairs, build(pairs, arguments.work or Path(temporary)), arguments.misses)


if __name__ == "__main__":
    main()
