from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cleaning.clean import clean
from flows.extraction.extractor import Extractor
from flows.warehouse.schema import EXTRACTED
from tests import batch_fixture
from tests.conftest import SEEDS
from tests.unit.extraction.documents import article, interview, said

SHIPPED = sorted(path.name for path in SEEDS.glob("*.txt"))
Shipped = dict[str, dict[str, pl.DataFrame]]


def check(tables: dict[str, pl.DataFrame]) -> None:
    """What holds of every extraction: columns, offsets, keys, one depth-0 source a claim."""
    assert {table: dict(frame.schema) for table, frame in tables.items()} == {
        table: dict(pl.DataFrame(schema=columns).schema) for table, columns in EXTRACTED.items()
    }
    texts = dict(tables["documents"].select("document_id", "text").iter_rows())
    for table in ("blocks", "sentences", "claims", "quantities", "time_references"):
        for document, start, end, text in tables[table].select("document_id", "start_char", "end_char", "text").iter_rows():
            assert 0 <= start < end
            assert texts[document][start:end] == text
    for row in tables["attributions"].iter_rows(named=True):
        text = texts[row["document_id"]]
        for role in ("source", "cue", "content"):
            start, end, written = (row[f"{role}_{part}"] for part in ("start_char", "end_char", "text"))
            assert (start is None) == (end is None) == (written is None)
            assert written is None or text[start:end] == written != ""
        assert row["content_spans"]
        assert row["content_spans"][0]["start_char"] == row["content_start_char"]
        assert row["content_spans"][-1]["end_char"] == row["content_end_char"]
        assert all(text[span["start_char"] : span["end_char"]] == span["text"] for span in row["content_spans"])
        assert row["via"] in {"author", "interview_turn", "continued"} or row["cue_text"] is not None
    for table, key in {
        "blocks": "block_id",
        "sentences": "sentence_id",
        "claims": "claim_id",
        "document_sources": "document_source_id",
        "attributions": "attribution_id",
        "quantities": "quantity_id",
        "time_references": "time_reference_id",
    }.items():
        assert tables[table][key].is_unique().all(), table
    nearest = tables["attributions"].filter(pl.col("depth") == 0)
    assert sorted(nearest["claim_id"]) == sorted(tables["claims"]["claim_id"])
    assert set(tables["attributions"]["document_source_id"]) == set(tables["document_sources"]["document_source_id"])
    assert set(tables["attributions"]["claim_id"]) <= set(tables["claims"]["claim_id"])
    clauses = tables["claims"].filter(pl.col("granularity") == "clause")
    parents = clauses.join(tables["claims"], left_on="parent_claim_id", right_on="claim_id", suffix="_parent")
    assert parents.height == clauses.height
    assert (parents["start_char"] >= parents["start_char_parent"]).all()
    assert (parents["end_char"] <= parents["end_char_parent"]).all()
    inside = tables["quantities"].join(tables["claims"], on="claim_id", suffix="_claim")
    assert inside.height == tables["quantities"].height
    assert (inside["start_char"] >= inside["start_char_claim"]).all()
    assert (inside["end_char"] <= inside["end_char_claim"]).all()


@pytest.mark.parametrize("name", SHIPPED, ids=lambda name: name[:3])
def test_every_row_of_a_shipped_document_leads_back_to_its_text(shipped: Shipped, name: str) -> None:
    check(shipped[name])


def test_no_documents_give_empty_tables(extractor: Extractor) -> None:
    tables = extractor.extract([])
    check(tables)
    assert all(frame.is_empty() for frame in tables.values())


def test_a_document_without_text_gives_its_row_and_an_empty_set_of_shingles(extractor: Extractor) -> None:
    tables = extractor.extract([article("")])
    check(tables)
    assert {table for table, frame in tables.items() if not frame.is_empty()} == {"documents", "shingle_sets"}
    assert tables["shingle_sets"]["shingles"].to_list() == [[]]


def test_a_reported_sentence_is_a_claim_of_the_document_and_its_content_one_of_the_source(extractor: Extractor) -> None:
    tables = extractor.extract([article("Anna Berg said that taxes will rise.", byline="Jo Reed")])
    check(tables)
    rows = tables["claims"].select("granularity", "voice", "text").rows()
    assert rows == [
        ("sentence", "document", "Anna Berg said that taxes will rise."),
        ("clause", "attributed", "taxes will rise"),
    ]
    sources = dict(tables["document_sources"].select("name", "kind").iter_rows())
    assert sources == {"Jo Reed": "author", "Anna Berg": "person"}


def test_a_sentence_wholly_inside_a_quotation_is_one_attributed_claim(extractor: Extractor) -> None:
    tables = extractor.extract([article("Anna Berg said: “Taxes will rise. Wages will not follow.”")])
    check(tables)
    last = tables["claims"].row(-1, named=True)
    assert (last["granularity"], last["voice"], last["text"]) == ("sentence", "attributed", "Wages will not follow.”")


def test_questions_are_sentences_but_no_claims(extractor: Extractor) -> None:
    tables = extractor.extract([article("Will taxes rise? They will.")])
    assert tables["sentences"]["is_question"].to_list() == [True, False]
    assert tables["claims"]["text"].to_list() == ["They will."]


def test_an_answer_belongs_to_who_gives_it_and_what_they_cite_to_a_second_depth(extractor: Extractor) -> None:
    document = interview(
        "What are the risks?",
        "The risks are large. A recent McKinsey report predicted that many people will lose their work.",
        "Jinghan Zeng",
    )
    tables = extractor.extract([document])
    check(tables)
    sources = dict(tables["document_sources"].select("document_source_id", "name").iter_rows())
    nearest = tables["attributions"].filter(pl.col("depth") == 0)
    assert {sources[i] for i in nearest["document_source_id"]} == {"Jinghan Zeng"}
    assert set(nearest["via"]) == {"interview_turn"}
    assert set(nearest["source_text"]) == {"Jinghan Zeng"}
    assert [(row.who, row.depth, row.via) for row in said(tables)] == [("McKinsey", 1, "document_reference")]


def test_what_an_answer_says_with_i_think_is_still_only_the_speakers(extractor: Extractor) -> None:
    tables = extractor.extract([interview("And now?", "I think that tools will spread. I said so in May.", "Ann Lee")])
    check(tables)
    assert said(tables) == []


def test_quantities_and_times_belong_to_the_innermost_claim(extractor: Extractor) -> None:
    tables = extractor.extract([article("Anna Berg said that 400 firms will close by 2030.", published_at=date(2026, 1, 5))])
    check(tables)
    claims = dict(tables["claims"].select("claim_id", "granularity").iter_rows())
    assert {claims[claim] for claim in tables["quantities"]["claim_id"]} == {"clause"}
    assert {claims[claim] for claim in tables["time_references"]["claim_id"]} == {"clause"}


def test_a_date_cut_off_by_the_cue_belongs_to_what_is_said(extractor: Extractor) -> None:
    text = "“By 2040,” the new rail plan says on its first page, the north “should get a line”, and nobody doubts it."
    tables = extractor.extract([article(text)])
    check(tables)
    claims = {row["claim_id"]: row for row in tables["claims"].iter_rows(named=True)}
    (time,) = tables["time_references"].iter_rows(named=True)
    assert (time["text"], claims[time["claim_id"]]["voice"]) == ("By 2040", "attributed")


def test_a_sentence_that_is_all_of_what_is_said_is_one_claim(extractor: Extractor) -> None:
    tables = extractor.extract([article("Anna Berg wrote: “Rail is slow. Growth is expected to rise in 2031.”")])
    check(tables)
    claims = tables["claims"].filter(pl.col("text").str.starts_with("Growth"))
    assert claims["granularity"].to_list() == ["sentence"]
    depths = tables["attributions"].filter(pl.col("claim_id").is_in(claims["claim_id"].implode()))["depth"]
    assert sorted(depths) == [0, 1]


@pytest.mark.parametrize(
    ("content", "claim"),
    [
        ("“ghost” trains on the northern line", "“ghost” trains on the northern line"),
        ("“ghost trains on the northern line”", "ghost trains on the northern line"),
        ('"ghost" trains and "dead" lines', '"ghost" trains and "dead" lines'),
    ],
)
def test_a_mark_at_the_beginning_goes_only_where_what_closes_it_goes(extractor: Extractor, content: str, claim: str) -> None:
    tables = extractor.extract([article(f"Anna Berg announced {content}.")])
    check(tables)
    assert tables["claims"].filter(pl.col("granularity") == "clause")["text"].to_list() == [claim]


@pytest.mark.parametrize(
    ("text", "kind", "is_negated"),
    [
        ("Anna Berg called for a ban on new mines.", "normative", False),
        ("Anna Berg urged the council to stop logging.", "normative", False),
        ("Anna Berg warned of new floods in Peru.", "state", False),
        ("Anna Berg denied that the dam had leaked.", "event", True),
        ("Anna Berg did not say that the dam leaked.", "event", True),
        ("Anna Berg did not deny that the dam leaked.", "event", False),
        ("Anna Berg dismissed the claim that the dam leaked.", "state", True),
        ("Anna Berg repeated the claim that the dam leaked.", "state", False),
        ("Anna Berg dismissed the plan as a joke.", "state", False),
        ("Anna Berg feared that the dam would leak.", "prediction", False),
    ],
)
def test_what_is_said_is_judged_by_how_its_source_stands_to_it(
    extractor: Extractor, text: str, kind: str, is_negated: bool
) -> None:
    clause = extractor.extract([article(text)])["claims"].filter(pl.col("granularity") == "clause").row(-1, named=True)
    assert (clause["kind"], clause["is_negated"]) == (kind, is_negated)


def test_an_answer_is_in_the_interviewees_voice(extractor: Extractor) -> None:
    tables = extractor.extract([interview("And now?", "Rail is slow. The ministry says that lines will close.", "Ann Lee")])
    check(tables)
    assert set(tables["claims"]["voice"]) == {"attributed"}


def test_an_answer_of_nobody_named_is_not_the_documents_own_voice(extractor: Extractor) -> None:
    tables = extractor.extract([interview("And now?", "Rail is slow.", None)])
    check(tables)
    assert set(tables["claims"]["voice"]) == {"attributed"}
    assert tables["document_sources"]["kind"].to_list() == ["unnamed"]
    assert tables["attributions"].select("via", "source_text").rows() == [("interview_turn", None)]


def test_an_interviewee_is_described_by_the_office_listed_beside_their_name(extractor: Extractor) -> None:
    prose = "The line to the north has been slow for years, and the ministry says nothing about it."
    text = (
        f"Can the railway recover?\n\nWhy is the line slow?\n\nAnn Lee: {prose}\n\nWill it heal?\n\nAnn Lee: {prose}\n\n"
        "What are the risks?\n\nAnn Lee: There are many. The money may run out.\n\n"
        "Mary Hill, Communications Manager, and Professor Ann Lee, Professor of Rail Studies, University of Leeds."
    )
    tables = extractor.extract([clean(batch_fixture.document(text))])
    check(tables)
    described = dict(tables["document_sources"].select("name", "description").iter_rows())
    assert described["Ann Lee"] == "Professor of Rail Studies, University of Leeds"


def test_rows_do_not_depend_on_the_documents_beside_them(extractor: Extractor, shipped: Shipped) -> None:
    names = SHIPPED[:3]
    together = extractor.extract(
        [clean(batch_fixture.document((SEEDS / name).read_bytes().decode("utf-8"))) for name in names]
    )
    for table, frame in together.items():
        assert frame.equals(pl.concat([shipped[name][table] for name in names]))


def test_windows_line_ends_keep_offsets(extractor: Extractor) -> None:
    tables = extractor.extract([article("“It works,” said\r\nAnna Berg.\r\n\r\nIt was\r\nlate.")])
    check(tables)
    assert [row.who for row in said(tables)] == ["Anna Berg"]


PHRASES = [
    "Anna Berg said",
    "that prices rose",
    "according to",
    "the report",
    "he told CNN",
    "“We won,”",
    "’s claim that",
    "said",
]
SCRAPS = ["''", "\n\n", "\r\n", "A", "and", "U.S.", "Mr. Hall", "e\u0301", "by 2030", "$5 billion", "wrote on X:"]
PIECES = st.sampled_from([*"“”\"'‘’«»,.?!…:;–()😀\x00\xa0\u200b\n", *PHRASES, *SCRAPS])


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=40), st.sampled_from([" ", ""]))
def test_mangled_texts_never_give_a_span_that_does_not_lead_back(extractor: Extractor, pieces: list[str], glue: str) -> None:
    check(extractor.extract([article(glue.join(pieces))]))


@pytest.mark.parametrize("text", ['"' * 3_000, "“" * 3_000, "(" * 3_000, "a" * 30_000, "'a " * 1_000])
def test_hostile_texts_are_extracted(extractor: Extractor, text: str) -> None:
    check(extractor.extract([article(text)]))


def test_a_long_line_is_parsed_in_pieces(extractor: Extractor) -> None:
    sentence = "The committee said that the plan works. "
    tables = extractor.extract([article(sentence * 400)])
    check(tables)
    assert tables["sentences"].height == 400
    assert set(tables["sentences"]["text"]) == {sentence.strip()}


HEADED = """Minister says bridges will close

By Anna Berg

The bridges of the town are old, and nobody knows what will become of them once the winter has come and gone.

A costly choice

Repairs would take four years and cost more than the town has, an engineer who knows the bridges well said on Monday.
"""


def test_a_title_says_who_said_what_and_a_heading_is_a_sentence_that_claims_nothing(extractor: Extractor) -> None:
    tables = extractor.extract([clean(batch_fixture.document(HEADED))])
    check(tables)
    sentences = tables["sentences"].join(tables["blocks"].select("block_id", "kind"), on="block_id")
    assert sentences.select("sentence_index", "kind", "text").rows()[:3:2] == [
        (0, "title", "Minister says bridges will close"),
        (2, "heading", "A costly choice"),
    ]
    claims = tables["claims"].join(sentences.select("sentence_id", "kind"), on="sentence_id", suffix="_block")
    assert claims.filter(kind_block="title")["text"].to_list() == ["Minister says bridges will close", "bridges will close"]
    assert claims.filter(kind_block="heading").is_empty()
    assert ("Minister", "says", "bridges will close") in tables["attributions"].select(
        "source_text", "cue_text", "content_text"
    ).rows()


def test_a_title_without_a_verb_claims_nothing(extractor: Extractor) -> None:
    text = HEADED.replace("Minister says bridges will close", "The old bridges of the town")
    tables = extractor.extract([clean(batch_fixture.document(text))])
    assert tables["sentences"]["text"][0] == "The old bridges of the town"
    assert not tables["claims"]["text"].str.contains("The old bridges of the town", literal=True).any()
