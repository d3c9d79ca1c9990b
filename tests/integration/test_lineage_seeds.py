"""What derives from what among the shipped documents, and what the machine-spun copy did to its origin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from tests.conftest import SEEDS, Built

ORIGIN, SPUN, SUMMARY = "000", "001", "002"


@pytest.fixture(scope="module")
def warehouse(seeds_built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(seeds_built.settings.published_path, read_only=True) as connection:
        connection.execute("create temp table names as select document_id, left(uri, 3) as name from document_sightings")
        yield connection


def rows(warehouse: duckdb.DuckDBPyConnection, query: str, **parameters: str) -> list[tuple[Any, ...]]:
    return warehouse.execute(query, parameters or None).fetchall()


def test_the_copy_and_the_summary_derive_from_the_article_and_nothing_else_is_linked(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select a.name, b.name, relation, direction_evidence from document_links as l"
        " join names as a on l.document_id = a.document_id join names as b on l.origin_document_id = b.document_id"
        " order by all",
    )
    assert found == [(SPUN, ORIGIN, "rewrite", "notice"), (SUMMARY, ORIGIN, "summary", "notice")]


def test_three_stories_are_told_by_five_documents(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert len(list(SEEDS.glob("*.txt"))) == 5
    found = rows(warehouse, "select name, derivation from documents join names using (document_id) order by all")
    assert found == [
        (ORIGIN, "original"),
        (SPUN, "rewrite"),
        (SUMMARY, "summary"),
        ("003", "original"),
        ("004", "original"),
    ]
    assert rows(warehouse, "select count(distinct story_id) from documents") == [(3,)]


def test_the_wording_of_the_copy_gives_it_away_without_its_origin(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select name, is_probably_rewritten from documents join names using (document_id) where name != '003' order by all",
    )
    assert found == [(ORIGIN, False), (SPUN, True), (SUMMARY, False), ("004", False)]


def test_every_sentence_of_the_copy_is_laid_against_its_own_in_order(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select s.sentence_index, o.sentence_index from passage_links as p join names as n on p.document_id = n.document_id"
        " join sentences as s on p.sentence_id = s.sentence_id join sentences as o on p.origin_sentence_id = o.sentence_id"
        " where n.name = $name order by all",
        name=SPUN,
    )
    n_sentences = rows(
        warehouse, "select count(*) from sentences join names using (document_id) where name = $name", name=SPUN
    )[0][0]
    assert found == [(index, index) for (index, _) in found]
    assert len(found) == n_sentences > 40


def test_the_one_number_and_the_one_time_that_were_changed_are_the_only_ones_found(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(warehouse, "select before_text, after_text from claim_changes where change = 'number' order by all")
    assert found == [("Last week", "Final week"), ("thousands of fake accounts", "hundreds of pretend accounts")]


def test_words_altered_inside_quotation_marks_are_found_in_each_of_the_six_sentences_and_in_a_heading(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select count(distinct passage_link_id) from claim_changes join names using (document_id)"
        " where change = 'quote' and name = $name",
        name=SPUN,
    )
    assert found == [(7,)]


def test_names_that_the_spinner_changed_are_found_and_abbreviations_are_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select before_text, after_text, count(*) from claim_changes where change = 'entity' group by all order by all",
    )
    assert found == [
        ("Artificial intelligence", "Synthetic intelligence", 1),
        ("Chinese", "Chinese language", 17),
        ("Cyberspace Administration of China", "Our on-line world Administration of China", 1),
    ]


def test_a_word_joined_to_a_name_is_material_wherever_it_stands(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select severity, count(*) from claim_changes where after_text = 'Chinese language' group by all order by all",
    )
    assert found == [("material", 17)]


def test_what_changed_in_each_sentence_is_told_once_and_whole(warehouse: duckdb.DuckDBPyConnection) -> None:
    differing = rows(
        warehouse,
        "select count(*), count(*) filter (where passage_link_id in (select passage_link_id from claim_changes))"
        " from intermediate.int_passage_links join names using (document_id) where name = $name and not has_same_wording",
        name=SPUN,
    )
    assert differing[0][0] == differing[0][1] > 30
    overlapping = rows(
        warehouse,
        "select a.before_text, b.before_text from claim_changes a join claim_changes b using (passage_link_id)"
        " where b.change in ('wording', 'term') and a.claim_change_id != b.claim_change_id"
        " and a.before_start_char < b.before_end_char and b.before_start_char < a.before_end_char",
    )
    assert overlapping == []
    moves = rows(warehouse, "select change, before_text, after_text from claim_changes where before_text like '%moves%'")
    assert moves == [("term", "moves", "strikes")]


def test_nouns_for_what_somebody_said_are_cues_and_concerns_about_a_thing_are_lost_without_harm(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = set(rows(warehouse, "select before_text, after_text, severity from claim_changes where change = 'attribution'"))
    assert {("suggestions", "options", "material"), ("concerns", "issues", "minor")} <= found


def test_words_that_a_summary_put_in_quotation_marks_are_found(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(
        warehouse,
        "select change, before_text, after_text from claim_changes join names using (document_id) where name = $name",
        name=SUMMARY,
    )
    assert found == [("quote", None, '"authoritarian model"')]


def test_possibilities_made_certain_are_found_and_synonyms_are_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = set(rows(warehouse, "select before_text, after_text from claim_changes where change like 'hedge%'"))
    assert {("may", "will"), ("they can", "they’ll")} <= found
    assert not {("may", "might"), ("could", "may")} & found


def test_fixed_terms_that_the_spinner_broke_words_that_it_misread_and_examples_that_are_none_now_are_material(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(
        warehouse,
        "select change, lower(before_text), count(*) from claim_changes"
        " where severity = 'material' and change in ('term', 'scope', 'condition') group by all order by all",
    )
    assert found == [
        ("condition", "even if", 1),
        ("scope", "such as", 3),
        ("term", "business model", 1),
        ("term", "control", 1),
        ("term", "development", 1),
        ("term", "different", 1),
        ("term", "expert", 1),
        ("term", "frontier models", 1),
        ("term", "good", 1),
        ("term", "high", 1),
        ("term", "high-tech", 1),
        ("term", "intellectual property", 1),
        ("term", "interests", 1),
        ("term", "leadership", 1),
        ("term", "model", 2),
        ("term", "models", 3),
        ("term", "moves", 1),
        ("term", "news feeds", 1),
        ("term", "policy documents", 1),
        ("term", "present", 1),
        ("term", "rules", 1),
        ("term", "security", 1),
        ("term", "services", 1),
        ("term", "soft power", 2),
        ("term", "standard", 1),
        ("term", "third parties", 1),
        ("term", "winning", 1),
    ]


def test_words_that_mean_the_same_are_no_material_change(warehouse: duckdb.DuckDBPyConnection) -> None:
    minor = {
        *(
            "question",
            "tool called",
            "used",
            "improve",
            "cheap, widely",
            "global",
            "player",
            "explain",
            "determine",
            "growth",
        ),
        *("something", "everyone", "example", "United Kingdom", "easy to manage security", "side", "important because"),
        *("As a result", "every", "tool", "means", "easier", "goal", "other countries", "difficult"),
        *("only", "technology", "But", "Instead", "could", "can", "usage costs", "systems", "tools", "firms", "companies"),
    }
    found = rows(warehouse, "select before_text from claim_changes where severity = 'material' and before_text is not null")
    assert minor & {text for (text,) in found} == set()


def test_what_the_copy_repeats_is_one_independent_voice(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = rows(warehouse, "select max(n_documents), max(n_independent_documents) from claim_groups")
    assert found == [(2, 1)]


def test_a_document_that_origin_and_copy_cite_is_one_source_behind_what_both_say(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = rows(warehouse, "select n_documents from sources where name = 'key policy document'")
    assert found == [(2,)]
    groups = rows(
        warehouse,
        "select distinct g.n_documents, g.n_sources from claim_groups g join claims c using (claim_group_id)"
        " join attributions a using (claim_id) join sources s using (source_id) where s.name = 'key policy document'",
    )
    assert groups == [(2, 1)]
