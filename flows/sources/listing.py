"""Which files a folder offers as documents, and what else lies there.

Listing looks at names and kinds only. It opens no file: what can be read, and what is in it, is ``reading``'s business.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from flows.errors import WellsourcedError
from flows.sources.types import ListedFile

MEDIA_TYPES = {".txt": "text/plain", ".md": "text/markdown"}
"""Suffixes (compared without case) of files that are documents, and the media type each stands for."""

HIDDEN = "(hidden)"
NO_SUFFIX = "(no suffix)"
LINKED_FOLDER = "(linked folder)"


class SourceNotFoundError(WellsourcedError):
    """Nothing exists at the path that was given as a source."""


class SourceUnreadableError(WellsourcedError):
    """The folder that was given as a source may not be listed."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found under one path."""

    source: str
    """Name of the collection."""
    files: list[ListedFile]
    """Everything that a document's suffix names, sorted by uri, whether it can be read or not."""
    ignored: dict[str, int] = field(default_factory=dict)
    """How many entries were left aside, by lower-case suffix; ``(hidden)`` counts names that begin with a dot,
    ``(linked folder)`` symbolic links to folders, which are not followed because they may lead back up."""
    unreadable_folders: list[str] = field(default_factory=list)
    """Folders below that could not be listed, as uris; a permission to grant, or a folder removed meanwhile."""


def storable_name(path: str | os.PathLike[str]) -> str:
    r"""Return a path as valid Unicode, different for different paths.

    File names are bytes. Those that are not UTF-8 become ``\xNN`` escapes, and so that no other name can look the same, a
    backslash is doubled.
    """
    return os.fsencode(path).replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")


def list_documents(path: Path, *, source: str | None = None) -> Listing:
    """List the documents in a folder and all folders below it, or the one file that ``path`` names.

    Entries that a document's suffix names are listed whatever they are (a FIFO, a broken link, a folder), so that reading
    rejects them with a reason. Links to files are followed when read; links to folders are not.

    Args:
        path: A folder or a file.
        source: Name of the collection; the folder's own name unless given.

    Raises:
        SourceNotFoundError: nothing is there.
        SourceUnreadableError: the folder itself cannot be listed; one below it is named in the listing instead.

    """
    if not os.path.lexists(path):
        raise SourceNotFoundError(
            f"There is nothing at {storable_name(path)!r}: check the spelling, or give a folder that holds "
            f"{' or '.join(MEDIA_TYPES)} files."
        )
    is_folder = path.is_dir()
    root = path if is_folder else path.parent
    name = storable_name(root.resolve(strict=False).name) or "/"
    collection = source if source is not None else name

    files: list[ListedFile] = []
    ignored: Counter[str] = Counter()
    unreadable: list[str] = []
    if not is_folder:
        _note(path.name, path, path.name, collection, files, ignored)
        return Listing(source=collection, files=files, ignored=dict(ignored))

    pending = [""]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(root / folder) as entries:
                found = [(entry.name, *_folder_kind(entry)) for entry in entries]
        except OSError as error:
            if not folder:  # an empty listing would look like a folder in which nothing is new
                raise SourceUnreadableError(
                    f"The folder {storable_name(path)!r} cannot be opened ({error.strerror}): let the user who runs this "
                    "list it and read what is in it, or name another folder."
                ) from error
            unreadable.append(storable_name(folder))
            continue
        for entry_name, is_dir, is_linked_dir in found:
            relative = f"{folder}/{entry_name}" if folder else entry_name
            if is_dir and not entry_name.startswith("."):
                pending.append(relative)
                if Path(entry_name).suffix.lower() not in MEDIA_TYPES:
                    continue
            elif is_linked_dir and Path(entry_name).suffix.lower() not in MEDIA_TYPES and not entry_name.startswith("."):
                ignored[LINKED_FOLDER] += 1
                continue
            _note(entry_name, root / relative, relative, collection, files, ignored)
    files.sort(key=lambda file: file.uri)
    return Listing(
        source=collection, files=files, ignored=dict(sorted(ignored.items())), unreadable_folders=sorted(unreadable)
    )


def _folder_kind(entry: os.DirEntry[str]) -> tuple[bool, bool]:
    """Say whether an entry is a folder, and whether it is a link to one."""
    try:
        if entry.is_dir(follow_symlinks=False):
            return True, False
        return False, entry.is_symlink() and entry.is_dir()
    except OSError:  # a link that loops, or one that leads where we may not look
        return False, False


def _note(name: str, path: Path, relative: str, source: str, files: list[ListedFile], ignored: Counter[str]) -> None:
    """Count an entry as ignored, or add it to the files."""
    suffix = Path(name).suffix.lower()
    if name.startswith("."):
        ignored[HIDDEN] += 1
    elif suffix in MEDIA_TYPES:
        files.append(ListedFile(path=path, source=source, uri=storable_name(relative)))
    else:
        ignored[storable_name(suffix) or NO_SUFFIX] += 1
