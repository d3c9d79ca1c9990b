"""A small warehouse in which everything holds: three invented documents, every table filled, built without the pipeline.

Validation is tested against it: each test breaks one thing in a copy and expects that to be found. The raw tables are
written out here; the marts follow from them in SQL.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.sources.identity import document_id, stable_id
from flows.warehouse import schema

RUN = "run-1"
SEEN_AT = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)

# The wave stands before every span of the paragraph: offsets that counted bytes or UTF-16 units would be wrong.
ARTICLE = (
    "Rivers are running low\n\nBy Ana Duarte\n\n"
    "🌊 The river Lima carried 40 percent less water in 2023 than in 1990. "
    "“We have never measured so little,” said Rita Costa, a hydrologist at Aquabase. "
    "Towns along the river pay €3 million to €4 million a year for water.\n\nShare this article"
)
COPY = (
    "Rivers are running low\n\nThis article first appeared in Lima Weekly.\n\n"
    "🌊 The river Lima carried 45 percent less water in 2023 than in 1990. "
    "“We have never measured so little,” said Rita Costa, a hydrologist at Aquabase."
)
INTERVIEW = "How bad is it on the coast?\n\nRui Melo: It is bad. The ministry says that wells are dry along the coast."


class _Rows:
    """Collects raw rows; spans are looked up in the text, so that no offset is written by hand."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in schema.EXTRACTED}
        self.texts: dict[str, str] = {}

    def span(self, document: str, text: str, prefix: str = "") -> dict[str, Any]:
        start = self.texts[document].index(text)
        return {f"{prefix}start_char": start, f"{prefix}end_char": start + len(text), f"{prefix}text": text}

    def document(self, text: str, **columns: Any) -> str:
        digest = sha256(text.encode()).hexdigest()
        identifier = document_id(digest)
        self.texts[identifier] = text
        self.tables["documents"].append(
            {
                "document_id": identifier,
                "sha256": digest,
                "n_bytes": len(text.encode()),
                "encoding": "utf-8",
                "media_type": "text/plain",
                "text": text,
                "language": "en",
                "wording_score": -0.1,
                "extractor_version": "test",
                **columns,
            }
        )
        words = text.split()
        shingles = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}
        self.tables["shingle_sets"].append(
            {"document_id": identifier, "shingles": [int(sha256(s.encode()).hexdigest()[:15], 16) for s in sorted(shingles)]}
        )
        return identifier

    def block(self, document: str, text: str, kind: str, speaker: str | None = None) -> str:
        index = sum(row["document_id"] == document for row in self.tables["blocks"])
        identifier = stable_id(document, "block", index)
        self.tables["blocks"].append(
            {
                "block_id": identifier,
                "document_id": document,
                "block_index": index,
                **self.span(document, text),
                "kind": kind,
                "speaker": speaker,
                "reason": "test",
            }
        )
        return identifier

    def sentence(self, document: str, block: str, text: str, *, is_question: bool = False) -> str:
        index = sum(row["document_id"] == document for row in self.tables["sentences"])
        identifier = stable_id(document, "sentence", index)
        self.tables["sentences"].append(
            {
                "sentence_id": identifier,
                "document_id": document,
                "block_id": block,
                "sentence_index": index,
                **self.span(document, text),
                "is_question": is_question,
            }
        )
        return identifier

    def claim(
        self, document: str, sentence: str, text: str, *, parent: str | None = None, voice: str, kind: str = "state"
    ) -> str:
        identifier = stable_id(document, sentence, parent or "", text)
        self.tables["claims"].append(
            {
                "claim_id": identifier,
                "document_id": document,
                "sentence_id": sentence,
                "parent_claim_id": parent,
                "granularity": "sentence" if parent is None else "clause",
                **self.span(document, text),
                "kind": kind,
                "modality": "asserted",
                "is_negated": False,
                "voice": voice,
                "verifiability_score": 0.8,
                "check_worthiness_score": 0.5,
                "needs_context": False,
            }
        )
        return identifier

    def source(self, document: str, name: str, kind: str, description: str | None = None) -> str:
        identifier = stable_id(document, name, kind)
        self.tables["document_sources"].append(
            {
                "document_source_id": identifier,
                "document_id": document,
                "name": name,
                "kind": kind,
                "description": description,
                "aliases": [],
            }
        )
        return identifier

    def attribute(
        self,
        document: str,
        claim: str,
        source: str,
        *,
        via: str,
        depth: int = 0,
        quotation: str | None = None,
        source_text: str | None = None,
        cue: str | None = None,
        content: str | None = None,
    ) -> None:
        [said] = [row["text"] for row in self.tables["claims"] if row["claim_id"] == claim]
        content = content or said
        self.tables["attributions"].append(
            {
                "attribution_id": stable_id(claim, source, depth),
                "statement_id": stable_id(document, "statement", cue or via, content),
                "document_id": document,
                "claim_id": claim,
                "document_source_id": source,
                "depth": depth,
                **(self.span(document, source_text, "source_") if source_text else {}),
                **(self.span(document, cue, "cue_") if cue else {}),
                **self.span(document, content, "content_"),
                "content_spans": [self.span(document, content)],
                "quotation": quotation,
                "via": via,
                "venue": "Radio North" if via == "explicit" else None,
                "confidence": 0.9,
            }
        )


def _raw_rows() -> dict[str, list[dict[str, Any]]]:
    rows = _Rows()
    article = rows.document(
        ARTICLE,
        title="Rivers are running low",
        title_start_char=0,
        title_end_char=22,
        byline="Ana Duarte",
        publisher=None,
        published_at=date(2024, 3, 1),
        genre="article",
    )
    copy = rows.document(
        COPY,
        title="Rivers are running low",
        title_start_char=0,
        title_end_char=22,
        publisher="Copy Site",
        published_at=date(2024, 3, 2),
        genre="article",
        notice_kind="republished",
        notice_origin="Lima Weekly",
        wording_score=-0.35,
    )
    interview = rows.document(INTERVIEW, publisher="Radio Minho", genre="interview")

    for document, author in ((article, "Ana Duarte"), (copy, "Copy Site")):
        rows.block(document, "Rivers are running low", "title")
        if document == article:
            rows.block(document, "By Ana Duarte", "byline")
        else:
            rows.block(document, "This article first appeared in Lima Weekly.", "notice")
        text = rows.texts[document]
        paragraph = rows.block(document, text[text.index("🌊") :].split("\n")[0], "paragraph")
        if document == article:
            rows.block(document, "Share this article", "boilerplate")
        author_source = rows.source(document, author, "author")
        witness = rows.source(document, "Rita Costa", "person", "a hydrologist at Aquabase")
        share = "40 percent" if document == article else "45 percent"
        quote = "We have never measured so little"
        first = f"🌊 The river Lima carried {share} less water in 2023 than in 1990."
        second = f"“{quote},” said Rita Costa, a hydrologist at Aquabase."
        sentence = rows.sentence(document, paragraph, first)
        claim = rows.claim(document, sentence, first, voice="document", kind="statistic")
        rows.attribute(document, claim, author_source, via="author")
        rows.tables["quantities"].append(
            {
                "quantity_id": stable_id(claim, share),
                "document_id": document,
                "claim_id": claim,
                **rows.span(document, share),
                "value": float(share[:2]),
                "bound": "=",
                "unit": "percent",
                "unit_kind": "ratio",
            }
        )
        rows.tables["time_references"] += [
            {
                "time_reference_id": stable_id(claim, year),
                "document_id": document,
                "claim_id": claim,
                **rows.span(document, year),
                "date_from": date(int(year), 1, 1),
                "date_to": date(int(year), 12, 31),
            }
            for year in ("2023", "1990")
        ]
        sentence = rows.sentence(document, paragraph, second)
        said = rows.claim(document, sentence, second, voice="document", kind="event")
        rows.attribute(document, said, author_source, via="author")
        clause = rows.claim(document, sentence, quote, parent=said, voice="attributed")
        rows.attribute(
            document,
            clause,
            witness,
            via="explicit",
            quotation="direct",
            source_text="Rita Costa, a hydrologist at Aquabase",
            cue="said",
            content=quote,
        )
        if document == article:
            third = "Towns along the river pay €3 million to €4 million a year for water."
            claim = rows.claim(
                document, rows.sentence(document, paragraph, third), third, voice="document", kind="statistic"
            )
            rows.attribute(document, claim, author_source, via="author")
            rows.tables["quantities"].append(
                {
                    "quantity_id": stable_id(claim, "money"),
                    "document_id": document,
                    "claim_id": claim,
                    **rows.span(document, "€3 million to €4 million"),
                    "value": 3e6,
                    "value_high": 4e6,
                    "bound": "=",
                    "unit": "EUR",
                    "unit_kind": "money",
                }
            )

    question = rows.block(interview, "How bad is it on the coast?", "question")
    rows.block(interview, "Rui Melo:", "speaker_label")
    answer = rows.block(
        interview, "It is bad. The ministry says that wells are dry along the coast.", "answer", speaker="Rui Melo"
    )
    rows.sentence(interview, question, "How bad is it on the coast?", is_question=True)
    speaker = rows.source(interview, "Rui Melo", "person")
    ministry = rows.source(interview, "ministry", "organisation")
    first, second, clause_text = (
        "It is bad.",
        "The ministry says that wells are dry along the coast.",
        "wells are dry along the coast",
    )
    claim = rows.claim(interview, rows.sentence(interview, answer, first), first, voice="attributed", kind="evaluation")
    rows.attribute(
        interview, claim, speaker, via="interview_turn", quotation="direct", source_text="Rui Melo", content=first
    )
    sentence = rows.sentence(interview, answer, second)
    said = rows.claim(interview, sentence, second, voice="attributed", kind="event")
    rows.attribute(
        interview, said, speaker, via="interview_turn", quotation="direct", source_text="Rui Melo", content=second
    )
    clause = rows.claim(interview, sentence, clause_text, parent=said, voice="attributed")
    rows.attribute(
        interview, clause, speaker, via="interview_turn", quotation="direct", source_text="Rui Melo", content=second
    )
    rows.attribute(
        interview,
        clause,
        ministry,
        via="explicit",
        depth=1,
        quotation="indirect",
        source_text="The ministry",
        cue="says",
        content=clause_text,
    )
    return rows.tables


MARTS_SQL = Path(__file__).with_name("good_warehouse.sql")


def build_good_warehouse(path: Path) -> Path:
    """Write the warehouse to a new DuckDB file, close it, and return its path."""
    tables = _raw_rows()
    # Small blocks: 26 tables of a few rows fill 1 MB, not 8; tests copy the file hundreds of times.
    with duckdb.connect(path, config={"default_block_size": "16384"}) as con:
        con.execute("set timezone = 'UTC'")
        con.execute("create schema raw")
        for name, columns in schema.EXTRACTED.items():
            con.register("frame", pl.DataFrame(tables[name], schema=columns))
            con.execute(f"create table raw.{name} as from frame")
            con.unregister("frame")
        files = pl.DataFrame(
            [
                *(
                    {
                        "run_id": RUN,
                        "source": "folder",
                        "uri": f"{index}.txt",
                        "outcome": "loaded" if index else "already_known",
                        "document_id": document["document_id"],
                        "sha256": document["sha256"],
                        "n_bytes": document["n_bytes"],
                        "seen_at": SEEN_AT,
                    }
                    for index, document in enumerate(tables["documents"])
                ),
                {
                    "run_id": RUN,
                    "source": "folder",
                    "uri": "empty.txt",
                    "outcome": "rejected",
                    "reason": "empty",
                    "detail": "holds no text",
                    "seen_at": SEEN_AT,
                },
            ],
            schema=schema.INGESTED_FILES,
        )
        con.register("files", files)
        con.execute("create table raw.ingested_files as from files")
        con.unregister("files")
        con.execute(MARTS_SQL.read_text())
    return path
