"""From cleaned documents to the tables of one extraction batch.

What does not belong here: the rules (the other modules of this package), writing files, processes and time limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from flows.cleaning.headings import heading_start
from flows.cleaning.types import CONTENT_KINDS, CleanDocument
from flows.extraction.attributions import RuleReader
from flows.extraction.claims import Claim, build_claims, quoting
from flows.extraction.facets import Voice, claim_facets
from flows.extraction.parsing import ParsedDocument, TextSpan
from flows.extraction.quantities import Quantity, find_quantities
from flows.extraction.search import document_quotations
from flows.extraction.sources import DocumentSource, SourceResolver
from flows.extraction.statements import DocumentReader, Statement
from flows.extraction.time_references import TimeReference, find_time_references
from flows.extraction.tokens import Span
from flows.extraction.version import Engine
from flows.lineage.shingles import document_shingles
from flows.lineage.wording import wording_score
from flows.sources.identity import stable_id
from flows.warehouse.schema import EXTRACTED

Row = dict[str, Any]
Tables = dict[str, list[Row | tuple[str, int]]]
"""Rows by table, by column or, where there are many, in the order of the columns."""


def reader_for(engine: Engine) -> DocumentReader:
    """Return the reader that an engine names."""
    if engine.read_by == "rules":
        return RuleReader(engine.spacy_model)
    from flows.extraction.tagging.reader import NetworkReader

    return NetworkReader(engine.spacy_model)


class Extractor:
    """Extracts the tables of ``flows.warehouse.schema.EXTRACTED`` from cleaned documents.

    What the engine needs is loaded by the first extraction, also one of no documents, and kept for the process.
    """

    def __init__(self, engine: Engine) -> None:
        self.version = engine.version
        self.reader = reader_for(engine)

    def extract(self, documents: Sequence[CleanDocument]) -> dict[str, pl.DataFrame]:
        """Return one frame a table, with exactly the columns and types of the schema; documents keep their order.

        Raises SpacyModelError when the spaCy package cannot be loaded.
        """
        rows: Tables = {table: [] for table in EXTRACTED}
        self.reader.load()
        for document in documents:
            for table, new in self._document_rows(*self.reader.read(document)).items():
                rows[table].extend(new)
        return {table: pl.DataFrame(rows[table], schema=columns, orient="row") for table, columns in EXTRACTED.items()}

    def _document_rows(self, parsed: ParsedDocument, statements: Sequence[Statement]) -> Tables:
        build = _Rows(parsed, self.version)
        build.add_document()
        build.add_blocks_and_sentences()
        build.add_claims(statements)
        build.add_shingle_set()
        return build.rows


@dataclass(slots=True)
class _Rows:
    """The rows of one document as they grow."""

    parsed: ParsedDocument
    version: str
    rows: Tables = field(default_factory=lambda: {table: [] for table in EXTRACTED})

    @property
    def document_id(self) -> str:
        return self.parsed.clean.document.document_id

    def id(self, *parts: str | int) -> str:
        """Return a row's identifier: it depends on the document's bytes and the row's place and kind, never on the run."""
        return stable_id(self.document_id, *parts)

    def span(self, span: TextSpan) -> Row:
        return {"start_char": span.start, "end_char": span.end, "text": self.parsed.text[span.start : span.end]}

    def add_document(self) -> None:
        clean, document = self.parsed.clean, self.parsed.clean.document
        self.rows["documents"].append(
            {
                "document_id": document.document_id,
                "sha256": document.sha256,
                "n_bytes": document.n_bytes,
                "encoding": document.encoding,
                "media_type": document.media_type,
                "text": document.text,
                "title": clean.title,
                "title_start_char": clean.title_start_char,
                "title_end_char": clean.title_end_char,
                "byline": clean.byline,
                "publisher": clean.publisher,
                "published_at": clean.published_at,
                "language": clean.language,
                "genre": clean.genre,
                "notice_kind": clean.notice_kind,
                "notice_origin": clean.notice_origin,
                "wording_score": wording_score(self.contents()) if clean.language == "en" else None,
                "extractor_version": self.version,
            }
        )

    def block_id(self, index: int) -> str:
        return self.id("block", index)

    def sentence_id(self, span: TextSpan) -> str:
        return self.id("sentence", *span)

    def claim_id(self, claim: Claim) -> str:
        return self.id("claim", claim.granularity, *claim.span)

    def add_blocks_and_sentences(self) -> None:
        for index, block in enumerate(self.parsed.clean.blocks):
            self.rows["blocks"].append(
                {
                    "block_id": self.block_id(index),
                    "document_id": self.document_id,
                    "block_index": index,
                    **self.span(TextSpan(block.start_char, block.end_char)),
                    "kind": block.kind,
                    "speaker": block.speaker,
                    "reason": block.reason,
                }
            )
        # A heading is one sentence as it stands: nothing in it is a claim, but copies change headings too.
        text = self.parsed.text
        headings = (
            (
                TextSpan(heading_start(text, block.start_char, block.end_char), block.end_char),
                index,
                text[block.end_char - 1] == "?",
            )
            for index, block in enumerate(self.parsed.clean.blocks)
            if block.kind == "heading"
        )
        parsed = ((sentence.span, sentence.block_index, sentence.is_question) for sentence in self.parsed.sentences)
        for index, (span, block_index, is_question) in enumerate(sorted([*parsed, *headings])):
            self.rows["sentences"].append(
                {
                    "sentence_id": self.sentence_id(span),
                    "document_id": self.document_id,
                    "block_id": self.block_id(block_index),
                    "sentence_index": index,
                    **self.span(span),
                    "is_question": is_question,
                }
            )

    def add_claims(self, statements: Sequence[Statement]) -> None:
        parsed = self.parsed
        speakers = dict.fromkeys(b.speaker for b in parsed.clean.blocks if b.kind == "answer" and b.speaker)
        offices = {contributor.name: contributor.office for contributor in parsed.clean.contributors}
        resolver = SourceResolver(parsed, {speaker: offices.get(speaker) for speaker in speakers})
        resolved = resolver.resolve(statements)
        claims, _ = build_claims(parsed, statements, resolved)
        quotations = document_quotations(parsed)
        sources = resolver.sources
        author = len(sources)
        sources.append(self.author())
        used: set[int] = set()

        quantities, times = self.facts(claims)
        for index, claim in enumerate(claims):
            block = parsed.block(claim.sentence)
            is_answer = block.kind == "answer"
            voice: Voice = "attributed" if claim.statements or is_answer else "document"
            nearest = statements[claim.statements[-1]] if claim.statements else None
            facets = claim_facets(
                self.tokens(claim),
                voice=voice,
                quantities=quantities[index],
                times=times[index],
                stance=nearest.stance if nearest is not None else "holds",
                is_reported=nearest is not None and quoting(parsed.text, nearest, quotations) != "direct",
            )
            self.rows["claims"].append(
                {
                    "claim_id": self.claim_id(claim),
                    "document_id": self.document_id,
                    "sentence_id": self.sentence_id(claim.sentence.span),
                    "parent_claim_id": self.claim_id(claims[claim.parent]) if claim.parent is not None else None,
                    "granularity": claim.granularity,
                    **self.span(claim.span),
                    "kind": facets.kind,
                    "modality": facets.modality,
                    "is_negated": facets.is_negated,
                    "voice": voice,
                    "verifiability_score": facets.verifiability_score,
                    "check_worthiness_score": facets.check_worthiness_score,
                    "needs_context": facets.needs_context,
                }
            )
            depth = 0
            if is_answer:
                used.add(speaker := resolver.person(block.speaker))
                self.add_voice(claim, speaker, "interview_turn", claim.sentence.block_index, sources)
                depth = 1
            elif not claim.statements:
                used.add(author)
                self.add_voice(claim, author, "author", None, sources)
            for i in claim.statements:
                source = resolved[i].source
                if source is None:
                    continue
                used.add(source)
                self.add_attribution(claim, depth, statements[i], resolved[i].via, sources[source], quotations)
                depth += 1
        for index in sorted(used):
            source_row = sources[index]
            self.rows["document_sources"].append(
                {
                    "document_source_id": self.source_id(source_row),
                    "document_id": self.document_id,
                    "name": source_row.name,
                    "kind": source_row.kind,
                    "description": source_row.description,
                    "aliases": source_row.aliases,
                }
            )

    def author(self) -> DocumentSource:
        clean = self.parsed.clean
        name = clean.byline or clean.publisher or f"author of document {self.document_id}"
        return DocumentSource(name, "author")

    def source_id(self, source: DocumentSource) -> str:
        return self.id("source", source.kind, source.name.lower())

    def tokens(self, claim: Claim) -> Span:
        sentence = claim.sentence
        return sentence.tokens.doc.overlapping(claim.span.start - sentence.offset, claim.span.end - sentence.offset)

    def facts(self, claims: Sequence[Claim]) -> tuple[list[list[Quantity]], list[list[TimeReference]]]:
        """Quantities and times inside each claim, with rows for the innermost; offsets are moved to the document's text."""
        quantities: list[list[Quantity]] = [[] for _ in claims]
        times: list[list[TimeReference]] = [[] for _ in claims]
        by_sentence: dict[int, list[int]] = {}
        for index, claim in enumerate(claims):
            by_sentence.setdefault(claim.sentence.index, []).append(index)
        for indexes in by_sentence.values():
            sentence = claims[indexes[0]].sentence
            for quantity in find_quantities(sentence.tokens, language=self.parsed.clean.language):
                place = TextSpan(quantity.start_char + sentence.offset, quantity.end_char + sentence.offset)
                holders = [i for i in indexes if claims[i].span.covers(place)]
                for i in holders:
                    quantities[i].append(quantity)
                if holders:
                    self.add_quantity(claims[self.innermost(claims, holders)], quantity, place)
            for time in find_time_references(sentence.tokens, reference_date=self.parsed.clean.published_at):
                place = TextSpan(time.start_char + sentence.offset, time.end_char + sentence.offset)
                holders = [i for i in indexes if claims[i].span.covers(place)]
                for i in holders:
                    times[i].append(time)
                if holders:
                    self.add_time(claims[self.innermost(claims, holders)], time, place)
        return quantities, times

    def innermost(self, claims: Sequence[Claim], holders: Sequence[int]) -> int:
        return min(holders, key=lambda i: (claims[i].span.end - claims[i].span.start, -i))

    def add_quantity(self, claim: Claim, quantity: Quantity, place: TextSpan) -> None:
        self.rows["quantities"].append(
            {
                "quantity_id": self.id("quantity", *place),
                "document_id": self.document_id,
                "claim_id": self.claim_id(claim),
                **self.span(place),
                "value": quantity.value,
                "value_high": quantity.value_high,
                "bound": quantity.bound,
                "unit": quantity.unit,
                "unit_kind": quantity.unit_kind,
            }
        )

    def add_time(self, claim: Claim, time: TimeReference, place: TextSpan) -> None:
        self.rows["time_references"].append(
            {
                "time_reference_id": self.id("time", *place),
                "document_id": self.document_id,
                "claim_id": self.claim_id(claim),
                **self.span(place),
                "date_from": time.date_from,
                "date_to": time.date_to,
            }
        )

    def add_voice(
        self, claim: Claim, source: int, via: str, block_index: int | None, sources: Sequence[DocumentSource]
    ) -> None:
        """Add the row for the document's author, or for the interviewee, who speaks where nobody else is cited."""
        label: TextSpan | None = None
        if block_index is not None:
            block = self.parsed.clean.blocks[block_index]
            if block.speaker_start_char is not None and block.speaker_end_char is not None:
                label = TextSpan(block.speaker_start_char, block.speaker_end_char)
        content = claim.span
        self.rows["attributions"].append(
            self.attribution_row(
                claim,
                0,
                sources[source],
                statement_id=self.id("statement", via, *content),
                source=label,
                cue=None,
                content=(content,),
                quotation=None if via == "author" else "direct",
                via=via,
                venue=None,
                confidence=1.0,
            )
        )

    def add_attribution(
        self,
        claim: Claim,
        depth: int,
        statement: Statement,
        via: str,
        source: DocumentSource,
        quotations: Sequence[Any],
    ) -> None:
        text = self.parsed.text
        venue = text[statement.venue.start : statement.venue.end] if statement.venue is not None else None
        self.rows["attributions"].append(
            self.attribution_row(
                claim,
                depth,
                source,
                statement_id=self.statement_id(statement),
                source=statement.source,
                cue=statement.cue,
                content=statement.content,
                quotation=quoting(text, statement, quotations),
                via=via,
                venue=venue,
                confidence=statement.confidence,
            )
        )

    def statement_id(self, statement: Statement) -> str:
        parts = [str(n) for piece in statement.content for n in piece]
        return self.id("statement", *(statement.cue or ()), "content", *parts)

    def attribution_row(
        self,
        claim: Claim,
        depth: int,
        source_row: DocumentSource,
        *,
        statement_id: str,
        source: TextSpan | None,
        cue: TextSpan | None,
        content: Sequence[TextSpan],
        quotation: str | None,
        via: str,
        venue: str | None,
        confidence: float,
    ) -> Row:
        text = self.parsed.text
        extent = TextSpan(content[0].start, content[-1].end)
        return {
            "attribution_id": self.id("attribution", statement_id, self.claim_id(claim), depth),
            "statement_id": statement_id,
            "document_id": self.document_id,
            "claim_id": self.claim_id(claim),
            "document_source_id": self.source_id(source_row),
            "depth": depth,
            **_named("source", text, source),
            **_named("cue", text, cue),
            **_named("content", text, extent),
            "content_spans": [self.span(piece) for piece in content],
            "quotation": quotation,
            "via": via,
            "venue": venue,
            "confidence": confidence,
        }

    def contents(self) -> list[str]:
        text = self.parsed.text
        return [text[b.start_char : b.end_char] for b in self.parsed.clean.blocks if b.kind in CONTENT_KINDS]

    def add_shingle_set(self) -> None:
        self.rows["shingle_sets"].append({"document_id": self.document_id, "shingles": document_shingles(self.contents())})


def _named(role: str, text: str, span: TextSpan | None) -> Row:
    return {
        f"{role}_start_char": span.start if span is not None else None,
        f"{role}_end_char": span.end if span is not None else None,
        f"{role}_text": text[span.start : span.end] if span is not None else None,
    }
