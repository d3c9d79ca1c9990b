"""What is expected of blocks as cleaning labels them."""

from typing import get_args

import great_expectations.expectations as gxe

from flows.cleaning.types import BlockKind
from flows.quality.rules import exists_in, no_nulls, spans_reslice
from flows.quality.suites import critical, one_of, suite, unique_key
from flows.warehouse import schema

SUITE = suite(
    "raw.blocks",
    key=["block_id"],
    columns=list(schema.BLOCKS),
    checks=[
        critical("Sentences point at a block by its identifier.", *unique_key("block_id")),
        critical(
            "A block that no rule answers for cannot be argued with.",
            no_nulls("block_id", "document_id", "block_index", "kind", "reason"),
        ),
        critical("Blocks are in order.", gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "block_index"])),
        critical("A block of nothing.", exists_in("document_id", "raw.documents", key="block_id")),
        critical("Extraction decides by these words.", one_of("kind", *get_args(BlockKind))),
        critical("Whatever points at text is exactly that text.", spans_reslice("block_id", documents="raw.documents")),
    ],
)
