"""What is expected of sentences: each lies in its block, in order; only titles, headings and content blocks have any."""

import great_expectations.expectations as gxe

from flows.quality.rules import exists_in, inside, no_nulls, no_rows, same_keys, same_values, spans_reslice
from flows.quality.suites import critical, suite, unique_key, warning
from flows.warehouse import schema

SUITE = suite(
    "main.sentences",
    key=["sentence_id"],
    columns=["sentence_id", "document_id", "block_id", "sentence_index", "start_char", "end_char", "text", "is_question"],
    empty_when="no document has a title, heading, paragraph, list item, question or answer (checked in documents)",
    checks=[
        critical("Claims point at a sentence by its identifier.", *unique_key("sentence_id")),
        critical("Modelling neither loses a sentence nor makes one up.", same_keys("sentence_id", "raw.sentences")),
        critical(
            "What extraction found goes through modelling as it is: a judgement that changed on the way was made by nobody.",
            same_values("sentence_id", "raw.sentences", schema.SENTENCES),
        ),
        critical(
            "These place a sentence.", no_nulls("sentence_id", "document_id", "block_id", "sentence_index", "is_question")
        ),
        critical(
            "A sentence of nothing.",
            exists_in("document_id", "documents", key="sentence_id"),
            exists_in("block_id", "blocks", key="sentence_id"),
        ),
        critical("Whatever points at text is exactly that text.", spans_reslice("sentence_id")),
        critical(
            "A sentence that runs over its block takes in page furniture.",
            inside(
                "sentences lie inside their block", key="sentence_id", outer="blocks", outer_key="block_id", link="block_id"
            ),
        ),
        critical(
            "Captions, notices and boilerplate are not the document's text.",
            no_rows(
                "sentences stand in content blocks, titles and headings",
                "select t.sentence_id, b.kind, t.text from batch as t join blocks as b using (block_id) where not "
                "b.is_content and b.kind not in ('title', 'heading')",
                columns=["block_id"],
            ),
        ),
        critical(
            "Sentences follow one another: none overlaps, and sentence_index tells their order.",
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "sentence_index"]),
            no_rows(
                "sentences are in order and do not overlap",
                "select sentence_id, document_id, sentence_index, start_char, previous_end_char "
                "from (select *, lag(end_char) over (partition by document_id order by sentence_index) as previous_end_char "
                "from batch) where start_char < previous_end_char",
                columns=["sentence_index", "start_char", "end_char"],
            ),
            no_rows(
                "sentences are numbered from 0 without a gap",
                "select document_id, count(*) as n_sentences, min(sentence_index) as first, max(sentence_index) as last, "
                "min(sentence_id) as sentence_id from batch group by document_id "
                "having first <> 0 or last <> n_sentences - 1 or count(distinct sentence_index) <> n_sentences",
                columns=["document_id", "sentence_index"],
            ),
        ),
        warning(
            "A sentence of eight words or more that stands twice in one document is page furniture taken for content, or a "
            "teaser repeated. In the seed documents none does.",
            no_rows(
                "long sentences stand once in a document",
                "select document_id, text, count(*) as n_times, min(sentence_id) as sentence_id from batch "
                "where len(string_split(text, ' ')) >= 8 group by document_id, text having count(*) > 1",
                columns=["text"],
            ),
        ),
        warning(
            "A sentence of more than 1,000 characters is a split that failed. The longest of the seed documents' "
            "394 has 327.",
            no_rows(
                "sentences have at most 1000 characters",
                "select sentence_id, end_char - start_char as n_characters from batch where end_char - start_char > 1000",
                columns=["text"],
            ),
        ),
    ],
)
