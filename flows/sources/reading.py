"""One listed file to a document, or to a rejection that says why: never an exception for a bad file.

What does not belong here: which files there are (``listing``), what their bytes mean (``decoding``), and whether a document
is already known (the flows decide that).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.sources.decoding import NotText, decode
from flows.sources.identity import document_id
from flows.sources.listing import MEDIA_TYPES
from flows.sources.types import ListedFile, ReadFile, Rejection, SourceDocument

REASONS: dict[str, str] = {
    "empty": "The file has no bytes.",
    "whitespace_only": "The file holds white space and nothing else.",
    "binary": "The bytes are no text: an image, an archive, a program, a PDF, or mostly control characters.",
    "html": "The text is the source of a web page, not the text that the page shows.",
    "undecodable": "The bytes are text in no encoding that could be told.",
    "too_large": "The file is larger than the setting max_document_bytes allows.",
    "not_a_regular_file": "The name belongs to a folder, a named pipe, a socket or a device.",
    "symlink_loop": "The symbolic link leads back to itself.",
    "broken_symlink": "The symbolic link leads to nothing.",
    "vanished": "The file was listed and then no longer there.",
    "changed_while_reading": "The file was being written while it was read, twice.",
    "permission_denied": "The user who runs the pipeline may not read the file.",
    "read_error": "The operating system could not read the file.",
    "timeout": "Extracting the document took longer than the setting document_timeout_seconds allows.",
    "extraction_failed": "Extracting the document ended in an error; the detail names it.",
}
"""Every reason for which a file is rejected, with what it means. The last two are found out later, during extraction."""

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*){0,9}<(?:!doctype\s+html|html)(?=[\s>])",
    re.IGNORECASE | re.DOTALL,
)
"""What nothing but the source of a web page begins with. Markdown may begin with any other tag."""

_CHUNK_BYTES = 1 << 20
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class _Bytes:
    """All bytes of a file that did not change while they were read."""

    data: bytes


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why there are no bytes."""

    reason: str
    detail: str
    n_bytes: int | None = None


def read_file(listed: ListedFile, *, max_bytes: int, now: datetime) -> ReadFile | Rejection:
    """Read and decode one listed file.

    A file that changes while it is read is read once more. A rejection carries the sha256 and the number of the bytes where
    they were all read (``empty``, ``whitespace_only``, ``binary``, ``undecodable``, ``html``); one that is ``too_large``
    carries its size only, since it is not read to its end.

    Args:
        listed: The file.
        max_bytes: Largest size taken in.
        now: When the file was seen, with a time zone.

    """
    failure = _Failure("read_error", "It was not read.")
    for _ in range(_ATTEMPTS):
        outcome = _read_once(listed.path, max_bytes)
        if isinstance(outcome, _Bytes):
            return _to_document(listed, outcome.data, now)
        failure = outcome
        if failure.reason != "changed_while_reading":
            break
    return Rejection(
        file=listed, reason=failure.reason, detail=failure.detail, sha256=None, n_bytes=failure.n_bytes, seen_at=now
    )


def _read_once(path: Path, max_bytes: int) -> _Bytes | _Failure:
    """Read a regular file whole, between two looks at its size and time of change."""
    try:
        named = path.lstat()
        is_link = stat.S_ISLNK(named.st_mode)
        # A link to a file is followed; but a device or a named pipe is not even opened, since opening can act or wait.
        target = path.stat() if is_link else named
        if not stat.S_ISREG(target.st_mode):
            return _Failure("not_a_regular_file", f"It is {_kind(target.st_mode)}; name or link a plain file instead.")
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if is_link else os.O_NOFOLLOW)
        descriptor = os.open(path, flags)
    except OSError as error:
        return _os_failure(error, path)
    try:
        before = os.fstat(descriptor)
        if (before.st_dev, before.st_ino) != (target.st_dev, target.st_ino) or not stat.S_ISREG(before.st_mode):
            return _Failure("changed_while_reading", "Another file took its place; run again when it is written.")
        chunks: list[bytes] = []
        n_read = 0
        while before.st_size <= max_bytes and n_read <= max_bytes and (chunk := os.read(descriptor, _CHUNK_BYTES)):
            chunks.append(chunk)
            n_read += len(chunk)
        after = os.fstat(descriptor)
    except OSError as error:
        return _os_failure(error, path)
    finally:
        os.close(descriptor)
    size = max(before.st_size, n_read, after.st_size)
    if size > max_bytes:
        return _Failure(
            "too_large",
            f"It has {size:,} bytes, and {max_bytes:,} are allowed; split it or raise max_document_bytes.",
            n_bytes=size,
        )
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or n_read != after.st_size:
        return _Failure("changed_while_reading", "It was being written; run again when it is complete.", n_bytes=size)
    return _Bytes(b"".join(chunks))


def _to_document(listed: ListedFile, data: bytes, now: datetime) -> ReadFile | Rejection:
    """Decode bytes into a document, or say why they are none."""
    sha256 = hashlib.sha256(data).hexdigest()

    def rejected(reason: str, detail: str) -> Rejection:
        return Rejection(file=listed, reason=reason, detail=detail, sha256=sha256, n_bytes=len(data), seen_at=now)

    if not data:
        return rejected("empty", "It has no bytes; fetch it anew or remove it.")
    decoded = decode(data)
    if isinstance(decoded, NotText):
        return rejected(decoded.reason, decoded.detail)
    if not decoded.text or decoded.text.isspace():
        return rejected("whitespace_only", "It holds only white space; fetch it anew or remove it.")
    if _HTML.match(decoded.text):
        return rejected("html", "It is the source of a web page; save the text of the page instead.")
    document = SourceDocument(
        document_id=document_id(sha256),
        sha256=sha256,
        n_bytes=len(data),
        encoding=decoded.encoding,
        media_type=MEDIA_TYPES.get(listed.path.suffix.lower(), "text/plain"),
        text=decoded.text,
    )
    return ReadFile(file=listed, document=document, seen_at=now)


def _os_failure(error: OSError, path: Path) -> _Failure:
    """Turn what the operating system said into a reason."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR | errno.ESTALE:
            if path.is_symlink():
                return _Failure("broken_symlink", "The link leads to nothing; mend or remove it.")
            return _Failure("vanished", "It was listed and then gone; run again if it should be there.")
        case errno.ELOOP:
            return _Failure("symlink_loop", "The link leads back to itself; mend or remove it.")
        case errno.EACCES | errno.EPERM:
            return _Failure("permission_denied", "It may not be read; grant read permission to the user who runs this.")
        case _:
            return _Failure("read_error", f"The operating system answered: {error.strerror}.")


def _kind(mode: int) -> str:
    """Name what is no regular file."""
    if stat.S_ISDIR(mode):
        return "a folder"
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
