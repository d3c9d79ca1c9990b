"""From bytes to text: which encoding, or why none.

The text is exactly what the encoding says: line ends, no-break spaces, control characters and NULs stay as they are, and
only a byte order mark is left out, since it marks the encoding and is no part of the text. Nothing is replaced or guessed
away: bytes that no encoding explains are a reason to reject. What does not belong here: reading files (``reading``) and
judging what a text says (``flows.cleaning``).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive (or an Office or EPUB file)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"RIFF", "a RIFF audio, video or image file"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
)
"""First bytes of formats that end up with a ``.txt`` name; a PDF or RTF can even be valid ASCII."""
_SIGNATURES_THAT_MAY_BE_WORDS = frozenset({b"GIF8", b"BZh", b"PAR1", b"RIFF", b"OggS", b"ID3"})
"""Those that a text might begin with: they count only beside control characters or bytes that are not UTF-8."""

LEGACY_ENCODINGS = [
    *("cp1252", "cp1250", "iso8859_2", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]
"""What charset-normalizer may choose from: the older encodings that the web still serves. Left to all it knows, it took
cp1252 for cp1257 and cp1251 for mac_cyrillic; held to these, 16 of 19 sentences in 13 languages came out right. Mac Roman
was rejected; Hungarian and Turkish came out as cp1252, with õ for ő and þ for ş."""

MAX_CONTROL_SHARE = 0.1
MIN_CONTROL_CHARACTERS = 10
"""Fewer control characters than this never make a file binary: texts do carry a stray NUL or form feed."""
CHAOS_TOLERANCE = 0.04
"""How much messier than the best guess cp1252, by far the commonest, may look and still be taken. Where cp1252 was right the
distance was at most 0.02; where it was wrong at least 0.09, those two languages apart."""
MAX_ODD_SHARE = 0.1
"""Share of odd characters (see :func:`_odd_share`) above which a legacy decoding is not believed."""

MIN_WORD_SHARE = 0.5
"""Share of letters and digits among the characters that are no white space, below which a legacy decoding is not believed;
0.75 and more in every sample."""
MAX_HIGH_SHARE = 0.3
"""Bytes that nothing decodes are called binary above this share of bytes outside ASCII, undecodable text below it. Random
bytes have a half."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NON_ASCII_RUN = re.compile(rb"[\x80-\xff]+")
_ODD = re.compile(
    r"(?<=[a-z])[^\W\d_\x00-\x7f](?![A-Z])"  # of these, the capitals: "wasnÕt", "cafŽ"
    r"|(?<=[A-Za-z])[\x80-\x9f¡-¨¬¯-³´¶¸¹»-¿€†‡ˆ‰‹›˜™](?=[A-Za-z])"  # a sign inside a word: "pa³ac"
)
_SAMPLE = 65_536
"""How much of a file is looked at to tell UTF-16 and to judge odd characters."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the name of the encoding it was in."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class NotText:
    """Why bytes are no text: a reason of ``flows.sources.reading.REASONS``, and what was found."""

    reason: str
    detail: str


def decode(data: bytes) -> Decoded | NotText:
    """Decode a file's bytes.

    Tried in order: a byte order mark, strict UTF-8, UTF-16 without a mark (recognised by its zero bytes), and for bytes
    that are not UTF-8 one of :data:`LEGACY_ENCODINGS`, with a bias to cp1252. A file that is mostly UTF-8 with some bytes
    that are not is rejected as ``undecodable``: read as cp1252, its good characters would come out garbled.

    Returns the text, which never holds a lone surrogate, or a reason: ``binary`` or ``undecodable``.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data, encoding)
    for signature, what in SIGNATURES:
        if data.startswith(signature) and signature not in _SIGNATURES_THAT_MAY_BE_WORDS:
            return NotText("binary", f"It is {what}; convert it to plain text first.")

    wide = _utf16_without_mark(data)
    if wide is not None:
        return wide
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    else:
        n_control = _control_excess(text)
        if n_control:
            return _binary(data, n_control, len(text))
        return Decoded(text, "utf-8")

    n_control = _control_excess(data.decode("latin-1"))
    if n_control:
        return _binary(data, n_control, len(data))
    for signature, what in SIGNATURES:
        if data.startswith(signature):
            return NotText("binary", f"It is {what}; convert it to plain text first.")
    return _decode_legacy(data, first_bad)


def _decode_marked(data: bytes, encoding: str) -> Decoded | NotText:
    """Decode a file that begins with a byte order mark, which is believed."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return NotText(
            "undecodable",
            f"It begins with the byte order mark of {encoding}, but byte {error.start} does not fit it; "
            "save the file anew as UTF-8.",
        )
    n_control = _control_excess(text)
    return _binary(data, n_control, len(text)) if n_control else Decoded(text, encoding)


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """Decode UTF-16 that lacks its mark: in text of a Latin script every second byte is zero, and the others hardly ever."""
    if len(data) % 2 or len(data) < 4:
        return None
    head = data[:_SAMPLE]
    half = len(head) / 2
    even_zeros = head[0::2].count(0) / half
    odd_zeros = head[1::2].count(0) / half
    if odd_zeros > 0.7 and even_zeros < 0.05:
        encoding = "utf-16-le"
    elif even_zeros > 0.7 and odd_zeros < 0.05:
        encoding = "utf-16-be"
    else:
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _control_excess(text) else Decoded(text, encoding)


def _control_excess(text: str) -> int:
    """Count control characters (C0 without tab, line ends, form feed, escape) where there are too many for text, else 0."""
    n = len(_CONTROL.findall(text))
    return n if n >= MIN_CONTROL_CHARACTERS and n > MAX_CONTROL_SHARE * len(text) else 0


def _binary(data: bytes, n_control: int, n_characters: int) -> NotText:
    """Reject for control characters, naming the format where its first bytes tell."""
    what = next((f"It is {name}" for signature, name in SIGNATURES if data.startswith(signature)), None)
    if what is None:
        what = f"{n_control} of its {n_characters} characters are control characters, so it is no text"
    return NotText("binary", f"{what}; convert it to plain text first.")


def _decode_legacy(data: bytes, first_bad: int) -> Decoded | NotText:
    """Decode bytes that are not UTF-8 by the most plausible of the web's older encodings."""
    n_good, n_bad = _utf8_runs(data)
    if n_good and n_good >= n_bad:
        return NotText(
            "undecodable",
            f"It is UTF-8 with {n_bad} damaged {'place' if n_bad == 1 else 'places'}, the first at byte {first_bad}; "
            "repair or fetch the file anew.",
        )
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_isolation=LEGACY_ENCODINGS, enable_fallback=False)
    best = matches.best()
    if best is not None:
        close = [match for match in matches if match.chaos <= best.chaos + CHAOS_TOLERANCE]
        names = {name for match in close for name in match.could_be_from_charset}
        encoding = "cp1252" if "cp1252" in names else best.encoding
        text = data.decode(encoding, "strict") if _decodes(data, encoding) else None
        if text is not None and _odd_share(text) <= MAX_ODD_SHARE and _word_share(text) >= MIN_WORD_SHARE:
            return Decoded(text, encoding)
    n_high = sum(len(run) for run in _NON_ASCII_RUN.findall(data))
    if n_high > MAX_HIGH_SHARE * len(data):
        return NotText("binary", "No encoding makes text of its bytes; convert it to plain text first.")
    return NotText(
        "undecodable",
        f"Byte {first_bad} is not UTF-8, and no older encoding gives plausible words; save the file as UTF-8.",
    )


def _decodes(data: bytes, encoding: str) -> bool:
    """Say whether all bytes are defined in an encoding: a detector looks at samples only."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _utf8_runs(data: bytes) -> tuple[int, int]:
    """Count runs of non-ASCII bytes that are UTF-8, and those that are not."""
    good = bad = 0
    for run in _NON_ASCII_RUN.findall(data):
        try:
            run.decode("utf-8")
        except UnicodeDecodeError:
            bad += 1
        else:
            good += 1
    return good, bad


def _odd_share(text: str) -> float:
    """Return the share of non-ASCII characters that stand where no writing puts them.

    That is a capital after a small letter ("wasnÕt") or a sign between two letters ("pa³ac"): what text of another encoding
    looks like when read as cp1252.
    """
    head = text[:_SAMPLE]
    n_high = sum(1 for character in head if character > "\x7f")
    odd = sum(1 for match in _ODD.finditer(head) if not match.group().isalpha() or match.group().isupper())
    return odd / n_high if n_high else 0.0


def _word_share(text: str) -> float:
    """Return the share of letters and digits among the characters that are no white space."""
    visible = [character for character in text[:_SAMPLE] if not character.isspace()]
    return sum(1 for character in visible if character.isalnum()) / len(visible) if visible else 0.0
