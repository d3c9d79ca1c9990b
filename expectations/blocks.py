"""What is expected of blocks: every character of a document is labelled, once, and the label says why."""

from typing import get_args

import great_expectations.expectations as gxe

from flows.cleaning.types import CONTENT_KINDS, BlockKind
from flows.quality.rules import exists_in, no_nulls, no_rows, same_keys, same_values, spans_reslice, where
from flows.quality.suites import critical, one_of, suite, unique_key, warning
from flows.warehouse import schema

_CONTENT = ", ".join(f"'{kind}'" for kind in sorted(CONTENT_KINDS))

SUITE = suite(
    "main.blocks",
    key=["block_id"],
    columns=[
        *(
            "block_id",
            "document_id",
            "block_index",
            "start_char",
            "end_char",
            "text",
            "kind",
            "speaker",
            "reason",
            "is_content",
        ),
    ],
    checks=[
        critical("Sentences point at a block by its identifier.", *unique_key("block_id")),
        critical("Modelling neither loses a block nor makes one up.", same_keys("block_id", "raw.blocks")),
        critical(
            "What extraction found goes through modelling as it is: a judgement that changed on the way was made by nobody.",
            same_values("block_id", "raw.blocks", schema.BLOCKS),
        ),
        critical("A block of nothing.", exists_in("document_id", "documents", key="block_id")),
        critical(
            "A label that no rule answers for cannot be argued with.",
            no_nulls("block_id", "document_id", "block_index", "kind", "reason", "is_content"),
        ),
        critical("Queries filter by these words.", one_of("kind", *get_args(BlockKind))),
        critical("Whatever points at text is exactly that text.", spans_reslice("block_id")),
        critical(
            "Blocks follow one another: none overlaps, and block_index tells their order.",
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "block_index"]),
            no_rows(
                "blocks are in order and do not overlap",
                "select block_id, document_id, block_index, start_char, previous_end_char "
                "from (select *, lag(end_char) over (partition by document_id order by block_index) as previous_end_char "
                "from batch) where start_char < previous_end_char",
                columns=["block_index", "start_char", "end_char"],
            ),
            no_rows(
                "blocks are numbered from 0 without a gap",
                "select document_id, count(*) as n_blocks, min(block_index) as first, max(block_index) as last, "
                "min(block_id) as block_id from batch group by document_id "
                "having first <> 0 or last <> n_blocks - 1 or count(distinct block_index) <> n_blocks",
                columns=["document_id", "block_index"],
            ),
        ),
        critical(
            "Sentences are made of exactly these kinds.",
            where(
                "is_content follows from kind",
                f"is_content <> (kind in ({_CONTENT}))",
                show=["block_id", "kind", "is_content"],
                columns=["is_content", "kind"],
            ),
        ),
        warning(
            "Only an interview's turns have a speaker.",
            where(
                "only questions, answers and labels have a speaker",
                "speaker is not null and kind not in ('question', 'answer', 'speaker_label')",
                show=["block_id", "kind", "speaker"],
                columns=["speaker"],
            ),
        ),
    ],
)
