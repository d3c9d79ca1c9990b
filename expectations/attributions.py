"""What is expected of attributions: source, cue and content as written, and a depth for each remove."""

import great_expectations.expectations as gxe

from flows.quality.rules import (
    exists_in,
    list_spans_reslice,
    no_nulls,
    no_rows,
    same_keys,
    same_values,
    share_at_most,
    spans_reslice,
    where,
)
from flows.quality.suites import critical, one_of, share, suite, unique_key, warning
from flows.warehouse import schema

SUITE = suite(
    "main.attributions",
    key=["attribution_id"],
    columns=[
        *(
            "attribution_id",
            "statement_id",
            "document_id",
            "claim_id",
            "source_id",
            "depth",
            "source_start_char",
            "source_end_char",
        ),
        *(
            "source_text",
            "cue_start_char",
            "cue_end_char",
            "cue_text",
            "content_start_char",
            "content_end_char",
            "content_text",
        ),
        *("content_spans", "quotation", "via", "venue", "confidence"),
    ],
    empty_when="no document has a claim: every claim has an attribution",
    checks=[
        critical("One row an attribution.", *unique_key("attribution_id")),
        critical(
            "Modelling neither loses an attribution nor makes one up.", same_keys("attribution_id", "raw.attributions")
        ),
        critical(
            "What extraction found goes through modelling as it is: a judgement that changed on the way was made by nobody.",
            same_values("attribution_id", "raw.attributions", schema.ATTRIBUTIONS, without=["document_source_id"]),
        ),
        critical(
            "These say who stands behind what.",
            no_nulls("attribution_id", "statement_id", "document_id", "claim_id", "source_id", "depth", "via", "confidence"),
        ),
        critical(
            "An attribution of nothing, or to nobody.",
            exists_in("document_id", "documents", key="attribution_id"),
            exists_in("claim_id", "claims", key="attribution_id"),
            exists_in("source_id", "sources", key="attribution_id"),
            no_rows(
                "an attribution and its claim are of one document",
                "select t.attribution_id, t.document_id, c.document_id as claim_document_id from batch as t "
                "join claims as c using (claim_id) where t.document_id <> c.document_id",
                columns=["document_id"],
            ),
        ),
        critical(
            "Statements are counted by their identifier: what was written once counts once, what was written twice twice.",
            no_rows(
                "a statement has one cue and one content",
                "select statement_id, count(*) as n_attributions, min(attribution_id) as attribution_id from batch "
                "group by statement_id "
                "having count(distinct (document_id, cue_start_char, content_start_char, content_end_char)) > 1",
                columns=["statement_id"],
            ),
        ),
        critical(
            "Source, cue and content are shown as written: exactly what stands there.",
            spans_reslice("attribution_id", prefix="source_", nullable=True),
            spans_reslice("attribution_id", prefix="cue_", nullable=True),
            spans_reslice("attribution_id", prefix="content_", nullable=True),
            list_spans_reslice("attribution_id", "content_spans"),
        ),
        critical(
            "The content's extent is from its first piece to its last.",
            where(
                "content_spans begin and end where the content does",
                "len(content_spans) > 0 and (content_spans[1].start_char is distinct from content_start_char "
                "or content_spans[-1].end_char is distinct from content_end_char)",
                show=["attribution_id", "content_start_char", "content_end_char", "content_spans"],
                columns=["content_spans", "content_start_char", "content_end_char"],
            ),
        ),
        critical(
            "What is attributed is the claim, not some other place of the document.",
            no_rows(
                "content and claim share text",
                "select t.attribution_id, t.content_start_char, t.content_end_char, c.start_char, c.end_char "
                "from batch as t join claims as c using (claim_id) "
                "where t.content_end_char <= c.start_char or t.content_start_char >= c.end_char",
                columns=["content_start_char", "content_end_char"],
            ),
        ),
        critical(
            "Queries filter by these words.",
            one_of("quotation", "direct", "mixed", "indirect"),
            one_of("via", "explicit", "pronoun", "continued", "interview_turn", "document_reference", "author"),
        ),
        critical("Confidence ranks between 0 and 1.", *share("confidence")),
        critical(
            "Depth 0 is the source nearest to the document; each depth is a remove, and one source stands at each.",
            gxe.ExpectColumnValuesToBeBetween(column="depth", min_value=0, max_value=9),
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["claim_id", "depth"]),
            no_rows(
                "depths are without a gap",
                "select t.attribution_id, t.claim_id, t.depth from batch as t anti join attributions as a "
                "on t.claim_id = a.claim_id and t.depth = a.depth + 1 where t.depth > 0",
                columns=["depth"],
            ),
        ),
        critical(
            "The author speaks without quotation marks; whoever else speaks is quoted directly, in part or indirectly.",
            where(
                "quotation is null where the author speaks, and only there",
                "via = 'author' and quotation is not null or via not in ('author', 'interview_turn') and quotation is null",
                show=["attribution_id", "via", "quotation", "source_text"],
                columns=["quotation", "via"],
            ),
        ),
        critical(
            "The author is a source of kind author, and nobody else is.",
            no_rows(
                "via author goes with a source of kind author",
                "select t.attribution_id, t.via, s.kind, s.name from batch as t join sources as s using (source_id) "
                "where t.via = 'author' and s.kind <> 'author'",
                columns=["via", "source_id"],
            ),
        ),
        warning(
            "Who is named explicitly, by a pronoun or as a document is named by words that can be shown; only where the "
            "source is left out (it is expected that …) are there none: 8 of 89 such attributions in the seed documents.",
            share_at_most(
                "at most 20 of 100 sources found by their words lack a span",
                of="source_text is null",
                among="via in ('explicit', 'pronoun', 'document_reference')",
                most=0.2,
            ),
        ),
        warning(
            "News attributes: a pile of documents in which nobody but authors says anything has lost its sources. In the "
            "seed documents 275 of 433 claims are their authors'.",
            share_at_most(
                "at least 2 of 100 claims are not their author's",
                of="via = 'author'",
                among="depth = 0",
                most=0.98,
            ),
        ),
        warning(
            "Attributions of low confidence are guesses; in the seed documents none of 164 to others has less than 0.5.",
            share_at_most(
                "at most 20 of 100 attributions to others have a confidence under 0.5",
                of="confidence < 0.5",
                among="via <> 'author'",
                most=0.2,
            ),
        ),
    ],
)
