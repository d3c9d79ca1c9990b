"""Every declared expectation finds the fault that it is there for: something is broken, and it fails and names the row.

Faults that follow from an expectation's kind (a null where a value is required, a value out of its set, a span that is
off by one) are made up here for every such expectation; the others are listed in FAULTS. An expectation for which there
is no fault fails its test, so none can be added without showing that it can fail. The first fault of each runs always,
the others with the slow tests.
"""

# ruff: noqa: S608 - every statement here is written here

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.quality import duckdb_dialect
from flows.quality.process import check_suite, opened
from flows.quality.suites import check_ids, expectation_columns, expectation_name, load_suites
from flows.quality.types import verdict_of
from flows.settings import PROJECT_DIR
from flows.warehouse import schema
from tests.good_warehouse import build_good_warehouse

SUITES = load_suites(PROJECT_DIR / "expectations")
CASES = {
    check_id: (name, check)
    for name, suite in SUITES.items()
    for check_id, check in zip(check_ids(name, suite.checks), suite.checks, strict=True)
}
NOBODY = "0000000000000000"

FAULTS: dict[str, list[str]] = {
    "attributions.an_attribution_and_its_claim_are_of_one_document": [
        "update attributions set document_id = (select max(document_id) from documents) "
        "where document_id = (select min(document_id) from documents)",
    ],
    "attributions.a_statement_has_one_cue_and_one_content": [
        "update attributions set statement_id = 'one'",
        "update attributions set statement_id = (select any_value(statement_id) from attributions where via = 'explicit') "
        "where via = 'author'",
    ],
    "attributions.content_spans_begin_and_end_where_the_content_does": [
        "update attributions set content_start_char = content_start_char + 1 where content_spans is not null",
        "update attributions set content_end_char = content_end_char - 1 where content_spans is not null",
    ],
    "attributions.content_and_claim_share_text": [
        "update attributions set content_start_char = 0, content_end_char = 3 where via = 'explicit'",
    ],
    "attributions.depths_are_without_a_gap": ["update attributions set depth = 2 where depth = 1"],
    "attributions.quotation_is_null_where_the_author_speaks_and_only_there": [
        "update attributions set quotation = 'direct' where via = 'author'",
        "update attributions set quotation = null where via = 'explicit'",
    ],
    "attributions.via_author_goes_with_a_source_of_kind_author": [
        "update attributions set via = 'author' where via = 'explicit'"
    ],
    "attributions.at_most_20_of_100_sources_found_by_their_words_lack_a_span": [
        "update attributions set source_text = null where via = 'explicit'; "
        "insert into attributions select a.* from attributions as a, range(20)",
    ],
    "attributions.at_most_20_of_100_attributions_to_others_have_a_confidence_under_0_5": [
        "update attributions set confidence = 0.4; insert into attributions select a.* from attributions as a, range(20)",
    ],
    "attributions.at_least_2_of_100_claims_are_not_their_author_s": [
        "update attributions set via = 'author'; insert into attributions select a.* from attributions as a, range(20)",
    ],
    "blocks.blocks_are_in_order_and_do_not_overlap": [
        "update blocks set start_char = 0 where block_index = 1",
        "update blocks set block_index = -block_index",
    ],
    "blocks.blocks_are_numbered_from_0_without_a_gap": [
        "delete from blocks where block_index = 0",
        "update blocks set block_index = block_index + 1",
        "update blocks set block_index = 7 where block_index = 2",
    ],
    "blocks.is_content_follows_from_kind": ["update blocks set is_content = true where kind = 'boilerplate'"],
    "blocks.only_questions_answers_and_labels_have_a_speaker": ["update blocks set speaker = 'X' where kind = 'paragraph'"],
    "claim_changes.a_change_is_between_the_documents_of_its_passages": [
        "update claim_changes set document_id = origin_document_id",
    ],
    "claim_changes.before_and_after_differ": [
        "update claim_changes set before_text = after_text",
        "update claim_changes set before_text = null, after_text = null",
    ],
    "claim_groups.a_group_is_represented_by_one_of_its_claims_in_its_words": [
        "update claim_groups set text = 'something else' where rowid = 0",
        "update claim_groups set representative_claim_id = (select max(representative_claim_id) from claim_groups)",
    ],
    "sources.names_are_those_that_extraction_found": ["update sources set name = 'nobody that was named' where rowid = 0"],
    "claim_changes.passages_that_were_altered_have_a_change": [
        f"insert into passage_links select * replace ('{NOBODY}' as passage_link_id) from passage_links "
        "where passage_link_id in (select passage_link_id from claim_changes) limit 1",
        "delete from claim_changes",
    ],
    "document_links.aligned_sentences_are_those_with_a_passage_link": [
        "update document_links set n_aligned_sentences = n_aligned_sentences + 1",
        "delete from passage_links",
    ],
    "claim_groups.first_seen_at_is_when_the_first_of_its_documents_was_met": [
        "update claim_groups set first_seen_at = first_seen_at + interval 1 day where rowid = 0",
    ],
    "claim_groups.n_independent_documents_lies_between_1_and_n_documents": [
        "update claim_groups set n_independent_documents = 0 where rowid = 0",
        "update claim_groups set n_independent_documents = n_documents + 1 where rowid = 0",
    ],
    "claim_groups.n_independent_documents_is_the_number_of_stories_that_did_not_take_it_over": [
        "update claim_groups set n_independent_documents = 2 where rowid = 0",
        "update documents set story_id = document_id; delete from passage_links",
    ],
    "claim_groups.n_sources_is_at_most_the_number_of_sources_attributed": [
        "update claim_groups set n_sources = 9 where rowid = 0",
        "update claim_groups set n_sources = -1 where rowid = 0",
    ],
    "claim_groups.n_sources_is_at_least_1": ["update claim_groups set n_sources = 0 where rowid = 0"],
    "claim_relations.a_relation_is_between_two_claims": ["update claim_relations set related_claim_id = claim_id"],
    "claim_relations.related_claims_are_of_different_stories": [
        "update documents set story_id = 'one'",
        "update claim_relations set related_claim_id = claim_id",
    ],
    "claim_relations.what_shares_a_figure_shows_the_figure": [
        "update claim_relations set relation = 'shares_figure'",
        """update claim_relations set relation = 'shares_figure', detail = '{"shared_figures": []}'""",
        """update claim_relations set relation = 'shares_figure', detail = '{"shared_names": ["oslo"]}'""",
    ],
    "claims.claims_lie_inside_their_sentence": [
        "update claims set start_char = start_char - 1 where rowid = 0",
        "update claims set end_char = end_char + 1 where rowid = 0",
        "update claims set sentence_id = (select max(sentence_id) from sentences)",
    ],
    "claims.claims_stand_in_the_title_paragraphs_list_items_and_answers_not_in_questions": [
        *(f"update blocks set kind = '{kind}' where kind = 'paragraph'" for kind in ("boilerplate", "caption", "credit")),
        *(f"update blocks set kind = '{kind}' where kind = 'paragraph'" for kind in ("notice", "heading", "question")),
        "update sentences set is_question = true where rowid = 0",
    ],
    "claims.a_sentence_is_one_sentence_claim_at_most": ["update claims set granularity = 'sentence'"],
    "claims.clauses_have_a_parent_and_only_they": [
        "update claims set parent_claim_id = null where granularity = 'clause'",
        "update claims set granularity = 'sentence' where granularity = 'clause'",
    ],
    "claims.a_parent_stands_in_the_same_sentence_and_encloses_its_clause": [
        "update claims set end_char = start_char + 1 where granularity = 'sentence'",
        "update claims set sentence_id = (select max(sentence_id) from sentences) where granularity = 'clause'",
        "update claims set parent_claim_id = claim_id where granularity = 'clause'",
    ],
    "claims.every_claim_has_exactly_one_attribution_at_depth_0": [
        "delete from attributions where rowid = 0",
        "update attributions set depth = 0",
    ],
    "claims.voice_is_attributed_where_another_than_the_author_speaks": [
        "update claims set voice = 'document' where granularity = 'clause'",
        "update claims set voice = 'attributed'",
    ],
    "claims.a_sentence_s_clauses_are_different_stretches_of_it": [
        "insert into claims select * from claims where granularity = 'clause' limit 1",
    ],
    "claims.at_most_60_of_100_sentence_claims_need_context": [
        "update claims set needs_context = true; insert into claims select c.* from claims as c, range(20)",
    ],
    "claims.at_most_5_of_100_sentences_of_the_content_that_are_no_questions_are_no_claims": [
        "insert into sentences select sentence_id || i, document_id, block_id, sentence_index, start_char, end_char, text, "
        "is_question from sentences, range(5) as r(i)",
    ],
    "document_links.a_link_is_between_two_documents": ["update document_links set origin_document_id = document_id"],
    "document_links.a_pair_is_linked_in_one_direction": [
        "insert into document_links by name select * replace (origin_document_id as document_id, document_id as "
        "origin_document_id) from document_links",
    ],
    "document_links.shared_and_aligned_counts_are_possible": [
        "update document_links set n_aligned_sentences = n_sentences + 1",
        "update document_links set n_shared_shingles = -1",
    ],
    "document_links.n_sentences_is_the_number_of_sentences_of_the_derived_document": [
        "update document_links set n_sentences = n_sentences + 1",
    ],
    "document_links.copies_rewrites_and_summaries_tell_the_story_of_their_origin": [
        "update documents set story_id = document_id",
    ],
    "document_sightings.sightings_are_those_of_raw_document_sightings": [
        "delete from document_sightings where rowid = 0",
        "update document_sightings set uri = 'elsewhere' where rowid = 0",
        "update document_sightings set last_seen_run_id = 'another' where rowid = 0",
    ],
    "raw_documents.n_bytes_is_at_least_1": ["update raw.documents set n_bytes = 0 where rowid = 0"],
    "raw_shingle_sets.a_document_has_no_triple_twice.shingles": [
        "update raw.shingle_sets set shingles = list_append(shingles, shingles[1]) where len(shingles) > 0",
    ],
    "raw_shingle_sets.documents_whose_content_has_three_words_in_a_row_have_triples": [
        "update raw.shingle_sets set shingles = []",
    ],
    "raw_shingle_sets.every_document_has_a_set_of_triples": ["delete from raw.shingle_sets where rowid = 0"],
    "raw_attributions.an_attribution_and_its_source_are_of_one_document": [
        "update raw.document_sources set document_id = (select max(document_id) from raw.documents)",
    ],
    "raw_ingested_files.every_file_that_was_not_rejected_has_the_bytes_of_its_document": [
        "update raw.ingested_files set n_bytes = n_bytes + 1 where outcome = 'loaded'",
        "update raw.ingested_files set sha256 = null where outcome = 'already_known'",
    ],
    "documents.derived_documents_have_a_derivation_score_and_only_they": [
        "update documents set derivation_score = null",
        "update documents set derivation_score = 0.5 where derivation = 'original'",
    ],
    "documents.n_words_lies_between_1_and_n_characters": [
        "update documents set n_words = 0 where rowid = 0",
        "update documents set n_words = n_characters + 1 where rowid = 0",
    ],
    "sources.a_source_is_called_what_its_attributions_call_it": [
        "update sources set name = 'Rui Melo' where name = 'Rita Costa'",
    ],
    "document_sightings.first_seen_is_not_after_last_seen": [
        "update document_sightings set first_seen_at = last_seen_at + interval 1 second where rowid = 0",
    ],
    "documents.n_characters_is_the_length_of_the_text_in_code_points": [
        "update documents set n_characters = octet_length(encode(text)) where contains(text, '🌊')",
        "update documents set n_characters = null where rowid = 0",
    ],
    "documents.is_probably_rewritten_says_whether_wording_score_is_below_0_3": [
        "update documents set is_probably_rewritten = true where rowid = 0",
        "update documents set wording_score = -0.5 where rowid = 0",
    ],
    "documents.documents_with_content_have_sentences": ["delete from sentences"],
    "documents.documents_with_sentences_have_claims": [
        "delete from claims; insert into sentences select s.* from sentences as s, range(10)",
    ],
    "documents.documents_that_are_derived_name_their_origin_and_only_they": [
        "update documents set derived_from_document_id = null",
        "update documents set derivation = 'original'",
        "update documents set derivation = 'undecided'",
    ],
    "documents.derived_documents_are_linked_to_their_origin": ["delete from document_links"],
    "documents.no_document_derives_from_itself_directly_or_through_others": [
        "update documents set derived_from_document_id = document_id where derivation = 'near_copy'",
        "update documents set derived_from_document_id = "
        "(select document_id from documents where derivation = 'near_copy') where byline is not null",
    ],
    "documents.a_derived_document_tells_the_story_of_its_origin": ["update documents set story_id = document_id"],
    "documents.published_at_is_not_in_the_future": ["update documents set published_at = date '2999-12-31'"],
    "documents.at_most_half_of_a_document_is_boilerplate": ["update documents set boilerplate_share = 0.9 where rowid = 0"],
    "documents.documents_with_claims_are_in_english": ["update documents set language = 'pt' where rowid = 0"],
    "passage_links.passages_belong_to_a_document_link": ["delete from document_links"],
    "passage_links.each_passage_is_of_its_own_document": [
        "update passage_links set sentence_id = origin_sentence_id",
        "update passage_links set origin_sentence_id = sentence_id",
    ],
    "passage_links.identical_passages_hold_the_same_words": ["update passage_links set is_identical = true"],
    "quantities.numbers_lie_inside_their_claim": ["update quantities set start_char = 0, end_char = 1 where rowid = 0"],
    "quantities.values_are_finite": [
        "update quantities set value = 'nan' where rowid = 0",
        "update quantities set value_high = 'infinity' where rowid = 0",
    ],
    "quantities.value_high_is_not_below_value": [
        "update quantities set value_high = value - 1 where rowid = 0",
        "update quantities set value = null where value_high is not null",
    ],
    "quantities.money_has_an_iso_4217_code_and_only_money": [
        "update quantities set unit = 'euro' where unit_kind = 'money'",
        "update quantities set unit = null where unit_kind = 'money'",
        "update quantities set unit = 'USD' where unit_kind = 'ratio'",
    ],
    "quantities.numbers_have_no_unit_counts_measures_and_durations_have_one": [
        "update quantities set unit_kind = 'number' where unit = 'percent'",
        "update quantities set unit_kind = 'count', unit = null",
    ],
    "raw_document_sightings.first_seen_is_not_after_last_seen": [
        "update raw.document_sightings set first_seen_at = last_seen_at + interval 1 second where rowid = 0",
    ],
    "raw_document_sources.name_is_not_blank": ["update raw.document_sources set name = '  ' where rowid = 0"],
    "raw_documents.document_id_is_the_beginning_of_sha256": [
        f"update raw.documents set document_id = '{NOBODY}' where rowid = 0",
        "update raw.documents set sha256 = upper(sha256)",
        "update raw.documents set sha256 = sha256[:20]",
    ],
    "raw_documents.text_is_not_blank": ["update raw.documents set text = chr(160) || chr(10) where rowid = 0"],
    "raw_documents.title_is_what_stands_at_title_start_char_to_title_end_char": [
        "update raw.documents set title_start_char = title_start_char + 1",
        "update raw.documents set title_end_char = 1000000 where rowid = 0",
        "update raw.documents set title = 'Another' where rowid = 0",
    ],
    "raw_documents.blocks_hold_every_character_of_the_text_that_is_not_white_space_once": [
        "delete from raw.blocks where kind = 'boilerplate'",
        "delete from raw.blocks where block_index = 0",
        "delete from raw.blocks",
        "update raw.blocks set start_char = start_char + 1 where kind = 'paragraph'",
        "insert into raw.blocks select * from raw.blocks limit 1",
    ],
    "raw_documents.every_document_was_seen_somewhere": ["delete from raw.document_sightings where rowid = 0"],
    "raw_documents.documents_in_english_have_a_wording_score_between_3_and_3_and_no_others": [
        "update raw.documents set wording_score = null where rowid = 0",
        "update raw.documents set wording_score = 'nan' where rowid = 0",
        "update raw.documents set language = 'pt' where rowid = 0",
    ],
    "raw_documents.notice_origin_stands_in_the_text": ["update raw.documents set notice_origin = 'Nowhere Times'"],
    "raw_documents.all_documents_were_read_by_one_version": [
        "update raw.documents set extractor_version = 'older' where rowid = 0",
    ],
    "raw_ingested_files.all_files_belong_to_one_run": ["update raw.ingested_files set run_id = 'run-0' where rowid = 0"],
    "raw_ingested_files.every_file_that_was_not_rejected_has_its_document": [
        "update raw.ingested_files set document_id = null where outcome = 'loaded'",
        f"update raw.ingested_files set document_id = '{NOBODY}' where outcome = 'already_known'",
    ],
    "raw_ingested_files.every_file_that_was_not_rejected_is_a_sighting": [
        "delete from raw.document_sightings where rowid = 0",
        "update raw.ingested_files set uri = 'elsewhere' where outcome = 'loaded'",
    ],
    "raw_ingested_files.rejected_files_have_a_reason_and_only_they": [
        "update raw.ingested_files set reason = ' ' where outcome = 'rejected'",
        "update raw.ingested_files set reason = 'empty' where outcome = 'loaded'",
    ],
    "raw_run_counts.listed_files_are_those_loaded_already_known_and_rejected": [
        "update raw.run_counts set n_listed = n_listed + 1",
    ],
    "raw_run_counts.counts_are_those_of_raw_ingested_files": [
        "delete from raw.ingested_files where outcome = 'rejected'",
        "update raw.run_counts set n_loaded = 1, n_already_known = 2",
        "delete from raw.ingested_files",
    ],
    "raw_run_counts.counts_are_of_the_run_that_raw_ingested_files_holds": ["update raw.run_counts set run_id = 'run-0'"],
    "sentences.sentences_lie_inside_their_block": [
        "update sentences set start_char = start_char - 1 where rowid = 0",
        "update sentences set end_char = end_char + 30",
    ],
    "sentences.sentences_stand_in_content_blocks_titles_and_headings": [
        "update blocks set is_content = false where kind = 'paragraph'"
    ],
    "sentences.sentences_are_in_order_and_do_not_overlap": [
        "update sentences set sentence_index = -sentence_index",
        "update sentences set end_char = end_char + 2",
    ],
    "sentences.sentences_are_numbered_from_0_without_a_gap": [
        "delete from sentences where sentence_index = 0",
        "update sentences set sentence_index = sentence_index + 1",
    ],
    "sentences.long_sentences_stand_once_in_a_document": ["insert into sentences select * from sentences where rowid = 0"],
    "sentences.sentences_have_at_most_1000_characters": [
        "update sentences set end_char = start_char + 1001 where rowid = 0"
    ],
    "sources.name_is_not_blank": ["update sources set name = '' where rowid = 0"],
    "sources.n_documents_is_at_least_the_number_of_documents_that_attribute_to_the_source": [
        "update sources set n_documents = n_documents - 1",
        "update sources set n_documents = null where rowid = 0",
    ],
    "sources.full_names_of_persons_and_organisations_stand_once": [
        "insert into sources by name select * replace ('other' as source_id) from sources where kind = 'person'",
    ],
    "sources.at_most_30_of_100_attributions_to_others_are_to_unnamed_sources": [
        "update sources set kind = 'unnamed' where kind <> 'author'; "
        "insert into attributions select a.* from attributions as a, range(20)",
    ],
    "time_references.date_from_is_not_after_date_to": ["update time_references set date_from = date_to + 1 where rowid = 0"],
    "time_references.dates_lie_inside_their_claim": [
        "update time_references set start_char = 0, end_char = 1 where rowid = 0"
    ],
    "time_references.years_lie_between_1000_and_2200": [
        "update time_references set date_from = date '0999-12-31' where rowid = 0",
        "update time_references set date_to = date '2201-01-01' where rowid = 0",
    ],
}


def faults_of_kind(check_id: str) -> list[str]:
    """Faults that follow from what kind of expectation it is; each breaks the first row that there is to break."""
    name, check = CASES[check_id]
    table, key, kind = SUITES[name].table, SUITES[name].key[0], expectation_name(check.expectation)
    columns = (expectation_columns(check.expectation) or "").split(", ")
    first = f"where rowid = (select min(rowid) from {table} where {columns[0] or key} is not null)"
    if kind == "expect_table_columns_to_match_set":
        return [f"alter table {table} rename column {column} to other" for column in check.expectation.column_set]
    if kind == "expect_table_row_count_to_be_between":
        return [f"delete from {table}"]
    if kind == "expect_table_row_count_to_equal":
        return [f"insert into {table} select * from {table}", f"delete from {table}"]
    if kind == "expect_column_values_to_not_be_null":
        return [f"update {table} set {columns[0]} = null {first}"]
    if kind in ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"):
        return [f"insert into {table} select * from {table} limit 1"]
    if kind == "expect_column_values_to_be_in_set":
        return [f"update {table} set {columns[0]} = '{value}' {first}" for value in ("nonsense", "", " event")]
    if kind == "expect_column_values_to_be_between":
        return [f"update {table} set {columns[0]} = {value} {first}" for value in ("99", "-1")]
    if kind == "required_columns_hold_a_value":
        return [f"update {table} set {column} = null {first}" for column in columns]
    if "_exists_in_" in kind:
        return [f"update {table} set {columns[0]} = '{NOBODY}' {first}"]
    if "_is_the_same_set_as_in_" in kind:
        return [f"delete from {table} {first}", f"update {table} set {key} = '{NOBODY}' {first}"]
    if kind.startswith("each_row_is_as_it_is_in_"):
        return [
            f"update {table} set {column} = null where rowid = (select min(rowid) from {table} where {column} is not null)"
            for column in columns
        ]
    if "_is_the_number_counted_in_" in kind:
        return [f"update {table} set {columns[0]} = {value} {first}" for value in (f"{columns[0]} + 1", "null")]
    if "_is_what_stands_at_" in kind and len(columns) == 3 and check_id not in FAULTS:
        start, end, text = columns
        return [
            *(
                f"update {table} set {column} = {value} {first}"
                for column, value in (
                    (start, f"{start} + 1"),
                    (start, f"{start} - 1"),
                    (start, "-1"),
                    (start, end),
                    (start, "null"),
                    (end, f"{end} + 1"),
                    (end, "1000000"),
                    (end, "null"),
                    (text, f"{text} || ' '"),
                    (text, f"upper({text}) || '.'"),
                    (text, "''"),
                    (text, "null"),
                )
            ),
        ]
    if kind == "every_span_of_content_spans_is_what_stands_at_its_offsets":
        span = "content_spans[1]"
        return [
            f"update {table} set content_spans = {value} {first}"
            for value in (
                "[]",
                f"[struct_update({span}, text := 'something else')]",
                f"[struct_update({span}, start_char := {span}.start_char + 1)]",
                f"[struct_update({span}, end_char := 1000000)]",
                f"[struct_update({span}, end_char := null)]",
                f"[{span}, {span}]",
            )
        ]
    return []


def faults(check_id: str) -> list[str]:
    listed = [
        sql
        for stem, statements in FAULTS.items()
        if check_id == stem or check_id.startswith(stem + ".")
        for sql in statements
    ]
    return listed or faults_of_kind(check_id)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    duckdb_dialect.register()
    return build_good_warehouse(tmp_path_factory.mktemp("good") / "warehouse.duckdb")


def assert_found(check_id: str, statement: str, good: Path, folder: Path) -> None:
    """Break a copy of the good warehouse by one statement; the expectation, evaluated alone, must fail and show rows."""
    name, check = CASES[check_id]
    alone = dataclasses.replace(SUITES[name], checks=(check,))
    path = folder / "broken.duckdb"
    shutil.copy(good, path)
    with duckdb.connect(path) as con:
        con.execute(statement)
    with opened(str(path), {"threads": 1}) as (datasource, tables):
        rows = check_suite("run", name, alone, datasource, tables, None)
    found = rows[0]
    assert not found["success"], statement
    assert "raised" not in json.loads(found["observed"]), (statement, found["observed"])
    assert found["severity"] == check.severity
    assert verdict_of(pl.DataFrame(rows, schema=schema.CHECK_RESULTS)) == (
        "failed" if check.severity == "critical" else "passed_with_warnings"
    )
    if not found["expectation"].startswith("expect_table_row_count"):
        assert json.loads(found["failing_rows"]), statement


@pytest.mark.filterwarnings("ignore:`schema_name` is deprecated")
@pytest.mark.parametrize("check_id", sorted(CASES))
def test_an_expectation_fails_and_names_rows_when_what_it_expects_is_broken(
    check_id: str, good: Path, tmp_path: Path
) -> None:
    statements = faults(check_id)
    assert statements, f"no fault shows that {check_id} can fail: add one to FAULTS"
    assert_found(check_id, statements[0], good, tmp_path)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:`schema_name` is deprecated")
@pytest.mark.parametrize("check_id", sorted(check_id for check_id in CASES if len(faults(check_id)) > 1))
def test_an_expectation_fails_on_every_other_way_of_breaking_it(check_id: str, good: Path, tmp_path: Path) -> None:
    for statement in faults(check_id)[1:]:
        assert_found(check_id, statement, good, tmp_path)


def test_no_fault_is_listed_for_an_expectation_that_is_gone() -> None:
    gone = [stem for stem in FAULTS if not any(check_id == stem or check_id.startswith(stem + ".") for check_id in CASES)]
    assert gone == []
