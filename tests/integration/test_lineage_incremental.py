"""What documents were compared for in one build is kept for the next: the outcome is that of a build from nothing."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from flows.modeling.build import build_models
from flows.settings import PROJECT_DIR, Settings
from flows.warehouse.building import RAW
from tests.raw_fixture import create_raw, paragraphs

COMPARED = (
    "intermediate.int_lineage_candidates",
    "intermediate.int_lineage_relations",
    "incremental.int_sentence_alignments",
    "intermediate.int_lineage_likeness",
    "incremental.int_claim_words",
    "intermediate.int_claim_pairs",
    *(
        f"main.{mart}"
        for mart in ("document_links", "passage_links", "claim_changes", "documents", "claim_groups", "claim_relations")
    ),
)

MARKS = {
    # what few share may have been more before, and is not asked for
    "int_lineage_evidence": (
        "first_key, second_key",
        "n_rare_shared = case when n_rare_shared > 5 then n_rare_shared + 1000 else n_rare_shared end",
        "n_rare_shared not between 6 and 999",
    ),
    # nor is what shares few names and no wording
    "int_lineage_name_evidence": (
        "first_key, second_key",
        "n_rare_shared = case when n_rare_shared > 5 then n_rare_shared + 1000 else n_rare_shared end",
        "n_rare_shared not between 6 and 999",
    ),
    # nor is what shares fewer than four at all
    "int_lineage_overlaps": (
        "first_key, second_key",
        "n_shared = case when n_shared < 4 then 0 else n_shared end",
        "n_shared not between 1 and 3",
    ),
    "int_sentence_alignments": ("upstream_key, downstream_key", "similarity = -1", "similarity = -1"),
    "int_lineage_sentence_evidence": ("upstream_key, downstream_key", "n_names = -1", "n_names = -1"),
}
"""What is kept of pairs: the columns that name the two, how to mark rows so that nothing else is compared because of it, and
how a row is told that was not made again since.
"""

READ_OTHERWISE = "extractor_version = 'older', words = ['gone'] where document_id like 'told%'"
"""As if another version of extraction had read documents."""


def invented() -> dict[str, tuple[str, date | None]]:
    """Text and date of documents: a story that more print than a shingle may be rare, one told again and summed up, more.

    Reports of one event have half their words in common, and are stories of their own.
    """
    made = random.Random(11)

    def words_of_six_letters(n: int) -> list[str]:
        return ["".join(made.choices("abcdefghijklmnoprstuvz", k=6)) for _ in range(n)]

    vocabulary = words_of_six_letters(400)
    names = [word.capitalize() for word in vocabulary[:80]]

    def sentence(*named: str) -> str:
        words = made.choices(vocabulary, k=9)
        words[3], words[6] = named
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def sentences(n: int) -> list[str]:
        return [sentence(*made.sample(names, 2)) for _ in range(n)]

    def some(words: str) -> str:
        return " ".join(word if "." in word or made.random() < 0.7 else made.choice(vocabulary) for word in words.split())

    printed, told, phrase = sentences(9), sentences(9), "They waited for the ferry."
    texts = {f"print_{n:02}": "\n\n".join([*sentences(2), *made.sample(printed, 8)]) for n in range(25)}
    texts |= {f"twin_{n}": "\n\n" * n + "\n\n".join(printed) for n in range(3)}
    texts |= {f"told_{n}": some("\n\n".join(told)).replace(". ", ".\n\n") for n in range(5)}
    texts |= {f"other_{n}": "\n\n".join([*sentences(6), phrase]) for n in range(6)}
    # says three words with each of those told again, which relates it to none, and no other says them
    for name, n in (("passing", 2), ("passing_again", 4)):
        pieces = [" ".join(texts[f"told_{told}"].split("\n\n")[n].split()[2:5]) + "." for told in range(5)]
        texts[name] = "\n\n".join([*pieces, *sentences(5)])
    texts["told_in_names"] = "\n\n".join(sentence(*(words.split()[n] for n in (3, 6))) for words in told[:4])
    texts["told_in_part"] = "\n\n".join(told[:4])
    events = [[words_of_six_letters(7) for _ in range(3)] for _ in range(3)]
    for n in range(12):
        mixed = [" ".join(f"{word} {made.choice(vocabulary)}" for word in words) + "." for words in events[n % 3]]
        texts[f"report_{n:02}"] = "\n\n".join([*sentences(5), *mixed])
    dated = [None, None, date(2026, 2, 1), date(2026, 2, 2), date(2026, 2, 3)]
    return {name: (text, made.choice(dated)) for name, text in texts.items()}


def fill(path: Path, whole: Path, names: Iterable[str]) -> None:
    """Make the raw tables of ``path`` hold these documents of ``whole``, and leave what else it holds."""
    with duckdb.connect(path) as connection:
        connection.execute(f"attach '{whole}' as whole (read_only)")
        connection.execute("create schema if not exists raw")
        for table, columns in RAW.items():
            chosen = "where list_contains($1, document_id)" if "document_id" in columns else "where $1 is not null"
            connection.execute(f'create or replace table raw."{table}" as from whole.raw."{table}" {chosen}', [list(names)])
        connection.execute("update raw.run_counts set n_listed = $1, n_loaded = $1", [len(list(names))])


def build(path: Path, select: str | None = None, dbt_project_dir: Path = PROJECT_DIR / "dbt_project") -> None:
    settings = Settings(warehouse_dir=path.parent / "warehouse", dbt_project_dir=dbt_project_dir)
    result = build_models(path, settings, select=select)
    assert {node.name: node.message for node in result.failures} == {}


def seven_pairs_at_a_time(folder: Path) -> Path:
    """Copy the dbt project, with the limit of pairs whose sentences are counted at a time set to seven."""
    project = folder / "dbt_project"
    shutil.copytree(PROJECT_DIR / "dbt_project", project)
    shutil.copytree(PROJECT_DIR / "seeds" / "reference", folder / "seeds" / "reference")
    model = project / "models" / "intermediate" / "lineage" / "int_lineage_sentence_evidence.sql"
    written = model.read_text("utf-8")
    assert written.count("pairs=20000") == 2
    model.write_text(written.replace("pairs=20000", "pairs=7"), "utf-8")
    return project


@pytest.mark.timeout(600)
def test_documents_added_and_taken_away_in_any_order_leave_what_a_build_from_nothing_gives_and_known_pairs_are_not_compared_again(  # noqa: E501
    tmp_path: Path,
) -> None:
    documents = invented()
    whole, grown, fresh = (tmp_path / f"{name}.duckdb" for name in ("whole", "grown", "fresh"))
    values = {name: {"published_at": day} for name, (_, day) in documents.items()}
    create_raw(whole, [(name, text, paragraphs(text)) for name, (text, _) in documents.items()], document_values=values)
    late = ("passing", "told_in_part")
    names = [name for name in documents if name not in late]
    random.Random(5).shuffle(names)
    names.sort(key=lambda name: not name.startswith("told"))  # a story that gets no more members, and a remark on it last
    names.sort(key=lambda name: name == "passing_again")

    fill(grown, whole, [*names[:20], "passing"])
    build(grown)
    with duckdb.connect(grown) as connection:
        connection.execute(f"update incremental.int_claim_words set {READ_OTHERWISE}")  # noqa: S608 - from above
    fill(grown, whole, names[:21])  # one more, and one less
    build(grown)
    prints = sorted((day or date.max, name) for name, (_, day) in documents.items() if name.startswith("print"))
    first, last = prints[0][1], prints[-1][1]  # of those who print what a crowd does
    fill(grown, whole, [name for name in names if name not in (first, last)])
    build(grown)
    fill(grown, whole, [name for name in names if name != first])
    build(grown)
    fill(grown, whole, names)
    build(grown)
    fill(fresh, whole, names)
    build(fresh, dbt_project_dir=seven_pairs_at_a_time(tmp_path))
    with duckdb.connect(grown) as connection:
        connection.execute(f"attach '{fresh}' as fresh (read_only)")
        for table in COMPARED:
            found = connection.table(table).order("all").fetchall()
            assert found == connection.table(f"fresh.{table}").order("all").fetchall(), table
        assert connection.sql("select count(*) > 30 from document_links").fetchall() == [(True,)]
        assert connection.sql("select count(*) > 30 from claim_relations").fetchall() == [(True,)]
        in_names = connection.table("intermediate.int_lineage_pairs").filter("names_alike and n_shared < 4")
        assert in_names.count("*").fetchall() > [(0,)]

        connection.execute("detach fresh")
        connection.execute("update incremental.int_known_changes set detail = 'kept'")
    fill(grown, whole, [*names, "passing"])
    build(grown)
    with duckdb.connect(grown) as connection:
        assert connection.sql("select distinct detail from claim_changes").fetchall() == [("kept",)]
        for table, (_, mark, _) in MARKS.items():
            connection.execute(f"update incremental.{table} set {mark}")  # noqa: S608 - from above
        connection.execute("update incremental.int_claim_words set opening_word = 'kept'")
    fill(grown, whole, [*names, "passing", "told_in_part"])
    build(grown, select="+int_lineage_likeness int_claim_words")
    with duckdb.connect(grown, read_only=True) as connection:
        told = "select document_key from intermediate.int_lineage_documents where document_id like 'told%'"
        for table, (keys, _, is_marked) in MARKS.items():
            first, second = keys.split(", ")
            pairs = connection.table(f"incremental.{table}").filter(f"{first} != {second}")
            # a story that gets a member is looked at again, and of the others nothing is
            others = pairs.filter(f"{first} not in ({told}) and {second} not in ({told})")
            assert others.filter(f"not ({is_marked})").fetchall() == [], table
            assert pairs.filter(is_marked).count("*").fetchall() > [(0,)], table
        added = connection.table("incremental.int_sentence_alignments").filter("similarity != -1")
        assert added.count("*").fetchall() > [(0,)]
        split = connection.table("incremental.int_claim_words").filter("opening_word is distinct from 'kept'")
        assert split.project("document_id").distinct().fetchall() == [("told_in_part",)]
