"""Bytes to text, exactly, or a reason."""

from __future__ import annotations

import codecs
import random
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.decoding import Decoded, NotText, decode

ENGLISH = (
    "He said the café wasn’t open — “a naïve idea”, she replied. The price was £50 and the coup d’état failed, said Zoë. "
    "The government announced new measures on Tuesday, according to officials."
)
GERMAN = "Die Bundesregierung hat am Dienstag neue Maßnahmen für größere Städte angekündigt. „Wir müssen“, sagte Müller."
SPANISH = "El presidente dijo que la economía creció un 3 % el año pasado. «No habrá más impuestos», añadió el señor Muñoz."
POLISH = "Rząd ogłosił we wtorek nowe środki. „To bardzo ważne”, powiedział minister. Książka była w łóżku, źródło światła."
RUSSIAN = "Правительство объявило во вторник о новых мерах. Министр сказал, что это очень важно для всех граждан страны."
GREEK = "Η κυβέρνηση ανακοίνωσε την Τρίτη νέα μέτρα. Ο υπουργός είπε ότι αυτό είναι πολύ σημαντικό για όλους τους πολίτες."
JAPANESE = "政府は火曜日に新しい措置を発表した。大臣はこれがすべての国民にとって非常に重要だと述べた。東京の天気は晴れです。"
CHINESE = "政府周二宣布了新的措施。部长说，这对所有公民都非常重要。北京的天气晴朗。人工智能正在改变世界。"


def decoded(data: bytes) -> Decoded:
    outcome = decode(data)
    assert isinstance(outcome, Decoded), outcome
    return outcome


def reason(data: bytes) -> str:
    outcome = decode(data)
    assert isinstance(outcome, NotText), outcome
    return outcome.reason


@given(st.text())
def test_utf8_gives_back_exactly_what_was_written_or_says_why_not(text: str) -> None:
    outcome = decode(text.encode("utf-8", "replace"))
    if isinstance(outcome, Decoded) and outcome.encoding == "utf-8":
        assert outcome.text == text.encode("utf-8", "replace").decode()


@given(st.binary(max_size=300))
def test_no_bytes_make_decoding_fail_or_give_a_lone_surrogate(data: bytes) -> None:
    outcome = decode(data)
    if isinstance(outcome, Decoded):
        outcome.text.encode("utf-8")
    else:
        assert outcome.reason in {"binary", "undecodable"}


def test_nothing_in_a_text_is_repaired() -> None:
    text = "A\r\nB\rC\u00a0D\u200bE\x00F\u2028G\tH e\u0301 ﬁ"
    assert decoded(text.encode()).text == text


@pytest.mark.parametrize(
    ("mark", "codec", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    ],
)
def test_a_byte_order_mark_is_believed_and_left_out(mark: bytes, codec: str, encoding: str) -> None:
    assert decoded(mark + ENGLISH.encode(codec)) == Decoded(ENGLISH, encoding)


def test_a_mark_that_the_bytes_belie_is_undecodable() -> None:
    assert reason(codecs.BOM_UTF16_LE + b"H\x00\x00\xd8") == "undecodable"
    assert reason(codecs.BOM_UTF8 + b"caf\xe9") == "undecodable"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zero_bytes(codec: str) -> None:
    assert decoded(ENGLISH.encode(codec)) == Decoded(ENGLISH, codec)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (ENGLISH, "cp1252"), (GERMAN, "cp1252"), (SPANISH, "cp1252"),
        ("It’s a test: “yes”.", "cp1252"), ("A café.", "cp1252"),
        (POLISH, "cp1250"), (POLISH, "iso8859_2"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (GREEK, "cp1253"),
        (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (CHINESE, "gb18030"), (CHINESE, "big5"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 30])
def test_older_encodings_give_back_the_text(text: str, codec: str, times: int) -> None:
    data = (text * times).encode(codec, "replace")
    assert decoded(data).text == data.decode(codec)


def test_cp1252_is_not_taken_for_a_text_that_it_garbles() -> None:
    assert reason(ENGLISH.encode("mac_roman")) == "undecodable"


@pytest.mark.parametrize(
    "data",
    [ENGLISH.encode() + b" \xff bad", ENGLISH.encode()[:-60] + b"\xe2\x80", b"fine \xe2\x80\x9cfine\xe2\x80\x9d \xe9 bad"],
)
def test_utf8_with_a_few_damaged_bytes_is_rejected_not_garbled(data: bytes) -> None:
    outcome = decode(data)
    assert isinstance(outcome, NotText)
    assert outcome.reason == "undecodable"
    assert "damaged" in outcome.detail
    assert "byte" in outcome.detail


def zipped() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "words " * 100)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (zipped(), "ZIP"),
        (b"\x7fELF" + bytes(range(200)), "program"),
        (b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n", "PDF"),
        (b"{\\rtf1\\ansi some words}", "rich text"),
        (b"\x1f\x8b\x08\x00" + bytes(range(256)), "gzip"),
        (bytes(range(32)) * 40, "control characters"),
    ],
)
def test_other_formats_with_a_text_name_are_binary_and_named(data: bytes, what: str) -> None:
    outcome = decode(data)
    assert isinstance(outcome, NotText)
    assert outcome.reason == "binary"
    assert what in outcome.detail


@pytest.mark.parametrize("size", [64, 1_000, 100_000])
def test_random_bytes_are_binary(size: int) -> None:
    assert reason(random.Random(size).randbytes(size)) == "binary"


def test_a_few_control_characters_leave_a_text_a_text() -> None:
    text = "Some words\x00 and\x0c a form feed\x1b[0m." * 5
    assert decoded(text.encode()).text == text


def test_words_that_begin_like_a_signature_are_words() -> None:
    assert decoded(b"RIFF raff they were, he said.").text.startswith("RIFF")
    assert decoded(b"PAR1 is a name.").encoding == "utf-8"
