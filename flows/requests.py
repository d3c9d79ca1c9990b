"""What a run may be asked to do: by the command line, by a form of the Prefect UI, by a schedule.

What does not belong here: doing it (``stages``), and what becomes of a request that nobody can see to yet (``attendance``).
"""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

MAX_SOURCE_CHARACTERS = 200


def _expanded(path: Path) -> Path:
    """Read ``~`` as a shell would; a form has none to do it."""
    try:
        return path.expanduser()
    except RuntimeError:  # no such user: the path is looked for as it is written
        return path


class RunRequest(BaseModel):
    """What a run is asked to do."""

    path: Annotated[
        Annotated[Path, AfterValidator(_expanded)] | None,
        Field(
            description="Folder (or one file) of .txt and .md documents on the machine that runs this, such as "
            "/data/articles; the documents that ship with the project if empty."
        ),
    ] = None
    source: Annotated[
        str | None,
        Field(
            max_length=MAX_SOURCE_CHARACTERS,
            description="Name under which sightings are recorded; the folder's name if empty.",
        ),
    ] = None
    rebuild: Annotated[
        bool,
        Field(description="Model, check and publish again even if nothing has changed since the current release."),
    ] = False
    new_baseline: Annotated[
        bool,
        Field(
            description="Take this run's volumes and rates for the new normal: one that is beyond its band is a warning and "
            "keeps nothing from being published, and later runs are compared with this one and those after it."
        ),
    ] = False

    def parameters(self) -> dict[str, Any]:
        """Return the request as JSON-ready values, for the run's record."""
        return self.model_dump(mode="json")

    def command(self) -> str:
        """Return the command line that asks for the same, from any working directory."""
        words = ["wellsourced", "run"]
        words += [str(self.path.absolute())] if self.path is not None else []
        words += ["--source", self.source] if self.source is not None else []
        words += ["--rebuild"] if self.rebuild else []
        words += ["--new-baseline"] if self.new_baseline else []
        return shlex.join(words)


class Scope(StrEnum):
    """Which documents a backfill extracts again."""

    OUTDATED = "outdated"
    ALL = "all"


class BackfillRequest(BaseModel):
    """What a backfill is asked to do."""

    scope: Annotated[
        Scope,
        Field(
            description="outdated: documents that another version of the extraction read, also those that this one failed "
            "on; all: every document."
        ),
    ] = Scope.OUTDATED
    dry_run: Annotated[
        bool, Field(description="Only say how many documents would be extracted. Switch this off to do it and publish.")
    ] = True

    def command(self) -> str:
        """Return the command line that asks for the same."""
        dry_run = [] if self.dry_run else ["--no-dry-run"]
        return shlex.join(["wellsourced", "backfill", "--scope", self.scope.value, *dry_run])
