"""A good warehouse is spoilt in every way that its catalogue suggests: the suites stop it, or it is listed here why not.

Each mutation is judged by Great Expectations itself; what a mart's contract forbids (a null where the model promises a
value) cannot be built, so that is no matter for the suites. A part of the mutations runs always, all with the slow tests.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import duckdb
import pytest
import yaml

from flows.quality import duckdb_dialect
from flows.quality.process import check_suite, opened
from flows.quality.suites import load_suites
from flows.quality.types import MARTS
from flows.settings import PROJECT_DIR
from tests.good_warehouse import build_good_warehouse
from tests.mutations import Mutation, mutations

SUITES = load_suites(PROJECT_DIR / "expectations")
OWN_SUITE = {suite.table: name for name, suite in SUITES.items()}
EVERY = 12
"""One in so many mutations runs always."""

NOT_STOPPED: dict[str, tuple[str, ...]] = {
    "Another identifier of a row to which nothing points: it is as good as the first.": (
        "attributions.attribution_id: of nothing extracted",
        "attributions.statement_id: of nothing extracted",
        "blocks.block_id: of nothing extracted",
        "claim_changes.claim_change_id: of nothing",
        "claim_relations.claim_relation_id: of nothing",
        "document_links.document_link_id: of nothing",
        "document_sightings.sighting_id: of nothing",
        "quantities.quantity_id: of nothing extracted",
        "time_references.time_reference_id: of nothing extracted",
    ),
    "Read otherwise, and consistently: no warehouse contradicts itself by it. Benchmarks measure it, bands watch it.": (
        "attributions.quotation: another row's extracted",
        "attributions.venue: null extracted",
        "attributions.venue: out of vocabulary extracted",
        "blocks.kind: another row's extracted",
        "blocks.speaker: null extracted",
        "blocks.speaker: out of vocabulary extracted",
        "claims.kind: another row's extracted",
        "claims.is_negated: flipped extracted",
        "claims.needs_context: flipped extracted",
        "documents.byline: null extracted",
        "documents.byline: out of vocabulary extracted",
        "documents.publisher: null extracted",
        "documents.publisher: out of vocabulary extracted",
        "documents.publisher: another row's extracted",
        "documents.published_at: null extracted",
        "documents.published_at: another row's extracted",
        "documents.genre: another row's extracted",
        "documents.notice_kind: null extracted",
        "documents.notice_origin: null extracted",
        "documents.encoding: out of vocabulary extracted",
        "quantities.value: out of range extracted",
        "quantities.value: another row's extracted",
        "quantities.value_high: null extracted",
        "quantities.value_high: out of range extracted",
        "quantities.unit: null extracted",
        "quantities.unit: out of vocabulary extracted",
        "time_references: emptied extracted",
        "time_references: halved extracted",
        "time_references: a row lost extracted",
        "time_references.date_from: null extracted",
        "time_references.date_from: another row's extracted",
        "time_references.date_to: null extracted",
        "raw.document_sources.kind: another row's",
    ),
    "Words for people, in which no query counts anything.": (
        "blocks.reason: out of vocabulary extracted",
        "claim_changes.detail: null",
        "claim_changes.detail: out of vocabulary",
        "claim_relations.detail: out of vocabulary",
        "raw.document_sources.description: null",
        "raw.document_sources.description: out of vocabulary",
        "raw.document_sources.aliases: null",
        "raw.ingested_files.detail: null",
        "raw.ingested_files.detail: out of vocabulary",
        "raw.ingested_files.reason: out of vocabulary",
        "sources.description: null",
        "sources.description: out of vocabulary",
    ),
    "Only its bounds are known without doing the model's work a second time.": (
        "claim_groups.n_sources: one more",
        "claim_relations: emptied",
        "claim_relations: a row lost",
        "document_links.n_shared_shingles: one more",
        "documents.boilerplate_share: null",
        "documents.n_words: one more",
        "documents.n_words: another row's",
        "passage_links.similarity: another row's",
        "raw.shingle_sets.shingles: another row's",
        "sources.n_documents: one more",
        "sources.n_documents: another row's",
    ),
    "The clock is the machine's, and runs of long ago are no longer listed.": (
        "document_sightings.first_seen_run_id: of nothing extracted",
        "document_sightings.last_seen_run_id: of nothing extracted",
        "document_sightings.last_seen_at: in the year 2999 extracted",
        "documents.first_seen_run_id: of nothing extracted",
        "raw.ingested_files.seen_at: in the year 2999",
    ),
    "Improbable and not impossible, in what documents say: a warning.": (
        "documents.published_at: in the year 2999 extracted",
        "documents.notice_origin: out of vocabulary extracted",
        "documents.extractor_version: out of vocabulary extracted",
        "time_references.date_to: in the year 2999 extracted",
    ),
}
"""Why a mutation is let through -> mutations. None breaks a span, a relation between tables or a promised column."""


def promised() -> set[str]:
    """Return the mutations that a mart's contract forbids."""
    forbidden = set()
    for mart in MARTS:
        path = PROJECT_DIR / "dbt_project" / "models" / "marts" / f"{mart}.yml"
        [model] = [model for model in yaml.safe_load(path.read_text("utf-8"))["models"] if model["name"] == mart]
        for column in model["columns"]:
            if {"type": "not_null"} in column.get("constraints", []):
                forbidden |= {f"{mart}.{column['name']}: null", f"{mart}.{column['name']}: null extracted"}
    return forbidden


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    duckdb_dialect.register()
    return build_good_warehouse(tmp_path_factory.mktemp("good") / "warehouse.duckdb")


@pytest.fixture(scope="module")
def made(good: Path) -> list[Mutation]:
    forbidden = promised()
    with duckdb.connect(good, read_only=True) as con:
        return [mutation for mutation in mutations(con) if mutation.name not in forbidden]


def spoilt(good: Path, mutation: Mutation, folder: Path) -> Path | None:
    """Return a copy of the good warehouse with the mutation done, or None where there was nothing to spoil."""
    path = folder / "spoilt.duckdb"
    shutil.copy(good, path)
    with duckdb.connect(path) as con:
        n_rows = [con.execute(statement).fetchall()[0][0] for statement in mutation.statements]
    return path if any(n_rows) else None


def worst(path: Path, own: str) -> str:
    """Return what the suites make of a warehouse: critical, warning, or unseen. The table's own is asked first."""
    found = "unseen"
    with opened(str(path), {"threads": 1}) as (datasource, tables):
        for name in sorted(SUITES, key=lambda name: name != own):
            severities = {
                row["severity"]
                for row in check_suite("run", name, SUITES[name], datasource, tables, None)
                if not row["success"]
            }
            if "critical" in severities:
                return "critical"
            found = "warning" if severities else found
    return found


def judged(good: Path, chosen: list[Mutation], folder: Path) -> dict[str, str]:
    """Return what became of each mutation that spoilt something."""
    return {
        mutation.name: worst(path, OWN_SUITE[mutation.table])
        for mutation in chosen
        if (path := spoilt(good, mutation, folder)) is not None
    }


def listed() -> set[str]:
    return {name for names in NOT_STOPPED.values() for name in names}


@pytest.mark.filterwarnings("ignore:`schema_name` is deprecated")
def test_a_part_of_the_mutations_of_every_table_is_stopped(good: Path, made: list[Mutation], tmp_path: Path) -> None:
    chosen = [mutation for mutation in made[::EVERY] if mutation.name not in listed()]
    of_marts = {f"main.{mart}" for mart in MARTS}
    assert {mutation.table for mutation in chosen} >= of_marts, "a mart that none of them spoils"
    outcomes = judged(good, chosen, tmp_path)
    assert len(outcomes) >= 60
    assert [name for name, outcome in outcomes.items() if outcome != "critical"] == []


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.filterwarnings("ignore:`schema_name` is deprecated")
def test_every_mutation_is_stopped_but_those_listed_with_their_reason(
    good: Path, made: list[Mutation], tmp_path: Path
) -> None:
    outcomes = judged(good, made, tmp_path)
    tally = Counter(outcomes.values())
    print(tally)
    not_stopped = {name for name, outcome in outcomes.items() if outcome != "critical"}
    assert sorted(not_stopped - listed()) == [], "add an expectation, or say in NOT_STOPPED why there is none"
    assert sorted(listed() - not_stopped) == [], "these are stopped now: take them off the list"
    readme = (PROJECT_DIR / "README.md").read_text("utf-8")
    told = re.search(r"(\d+) ways [^:]*: (\d+) are\s+stopped, (\d+) are\s+warnings", readme)
    assert told is not None
    assert tuple(map(int, told.groups())) == (len(outcomes), tally["critical"], tally["warning"])
