"""From a listing to documents and to what became of each file: the first stage of a run.

Every listed file gets exactly one outcome (``loaded``, ``already_known``, ``rejected``), so that the counts add up. What
does not belong here: what is already known (handed in), and anything done to a document's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from flows.sources.listing import Listing
from flows.sources.reading import read_file
from flows.sources.types import Rejection, SourceDocument
from flows.warehouse.schema import INGESTED_FILES


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a run found."""

    files: pl.DataFrame
    """One row a listed file; columns of :data:`flows.warehouse.schema.INGESTED_FILES`."""
    documents: tuple[SourceDocument, ...]
    """Distinct documents that are to be extracted."""
    n_listed: int
    """Counted from the listing itself, not from ``files``, so that the two can be held against each other."""
    ignored: dict[str, int]
    """Entries left aside because their suffix names no document, by suffix."""
    unreadable_folders: tuple[str, ...]

    def count(self, outcome: str) -> int:
        """Return how many files had an outcome."""
        return self.files.filter(pl.col("outcome") == outcome).height

    @property
    def n_twins(self) -> int:
        """How many files hold what another file of the same listing brought in; they count as already known."""
        brought = [document.document_id for document in self.documents]
        return self.files.filter(pl.col("outcome") == "already_known", pl.col("document_id").is_in(brought)).height

    @property
    def sightings(self) -> pl.DataFrame:
        """Where each document was found: ``document_id``, ``source``, ``uri``."""
        return self.files.filter(pl.col("outcome") != "rejected").select("document_id", "source", "uri").unique()

    def n_changed(self, earlier: pl.DataFrame) -> int:
        """Return how many files hold another document than before: ``document_id``, ``source``, ``uri`` of earlier runs."""
        moved = self.sightings.join(earlier, on=["document_id", "source", "uri"], how="anti")
        return moved.join(earlier, on=["source", "uri"], how="semi").height

    @property
    def rejections(self) -> pl.DataFrame:
        """The rejected files, columns of ``files``."""
        return self.files.filter(pl.col("outcome") == "rejected")

    def rejecting(self, refused: Iterable[tuple[str, str, str]]) -> Ingested:
        """Return the same with documents that could not be extracted turned into rejections.

        Args:
            refused: ``(document_id, reason, detail)`` of each.

        """
        refusals = pl.DataFrame(
            list(refused), schema={"document_id": pl.String, "new_reason": pl.String, "new_detail": pl.String}, orient="row"
        )
        files = (
            self.files.join(refusals, on="document_id", how="left", maintain_order="left")
            .with_columns(
                outcome=pl.when(pl.col("new_reason").is_not_null()).then(pl.lit("rejected")).otherwise("outcome"),
                reason=pl.coalesce("new_reason", "reason"),
                detail=pl.coalesce("new_detail", "detail"),
            )
            .select(self.files.columns)
        )
        lost = set(refusals["document_id"])
        kept = tuple(document for document in self.documents if document.document_id not in lost)
        return replace(self, files=files, documents=kept)

    def rejecting_known_failures(self, failures: pl.DataFrame) -> Ingested:
        """Return the same with documents whose extraction has failed before turned into rejections.

        Args:
            failures: ``sha256``, ``reason``, ``detail``.

        """
        loaded = self.files.filter(pl.col("outcome") != "rejected").select("document_id", "sha256").unique()
        new = pl.DataFrame(
            {"document_id": [document.document_id for document in self.documents]}, schema={"document_id": pl.String}
        )
        return self.rejecting(
            loaded.join(new, on="document_id", how="semi")
            .join(failures, on="sha256")
            .select("document_id", "reason", "detail")
            .iter_rows()
        )


def ingest(
    listing: Listing,
    *,
    run_id: str,
    known: pl.DataFrame,
    max_bytes: int,
    now: Callable[[], datetime],
    on_progress: Callable[[int, int], None] | None = None,
) -> Ingested:
    """Read every listed file and decide what becomes of it.

    Args:
        listing: What to read.
        run_id: The run that does it.
        known: Column ``document_id``: documents that need not be loaded again.
        max_bytes: Size above which a file is rejected.
        now: The clock, in UTC.
        on_progress: Told how many files are done, of how many.

    """
    seen = set(known["document_id"])
    documents: list[SourceDocument] = []
    rows: list[dict[str, object]] = []
    for done, file in enumerate(listing.files, start=1):
        read = read_file(file, max_bytes=max_bytes, now=now())
        row: dict[str, object] = {"run_id": run_id, "source": file.source, "uri": file.uri, "seen_at": read.seen_at}
        if isinstance(read, Rejection):
            row |= {"outcome": "rejected", "reason": read.reason, "detail": read.detail}
            row |= {"sha256": read.sha256, "n_bytes": read.n_bytes}
        else:
            document = read.document
            is_known = document.document_id in seen
            row |= {"outcome": "already_known" if is_known else "loaded", "document_id": document.document_id}
            row |= {"sha256": document.sha256, "n_bytes": document.n_bytes}
            if not is_known:
                seen.add(document.document_id)
                documents.append(document)
        rows.append(row)
        if on_progress is not None:
            on_progress(done, len(listing.files))
    return Ingested(
        files=pl.DataFrame(rows, schema=INGESTED_FILES),
        documents=tuple(documents),
        n_listed=len(listing.files),
        ignored=listing.ignored,
        unreadable_folders=tuple(listing.unreadable_folders),
    )
