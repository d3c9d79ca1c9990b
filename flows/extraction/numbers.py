"""Numbers as English texts write them: digits, words, scales, fractions, vague plurals; digits of other languages as well.

Works on text alone. What does not belong here: units, and whether a number is a quantity at all rather than a year, a
version or part of a name (``quantities``).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from flows.extraction.units import currency_name_pattern, currency_prefix_pattern, prefix_currency

Form = Literal["digits", "words", "fraction", "vague"]


@dataclass(frozen=True, slots=True)
class Number:
    """One number as written; offsets are code points into the text given, half open, with currency sign and scale word."""

    start: int
    end: int
    value: float
    """With sign and scale."""
    high: float | None
    """The upper end of a vague plural: "thousands" reads as 1,000 to 10,000."""
    form: Form
    mantissa: float
    """Before the scale, for "400-800 million"."""
    scale: float
    """Product of the scale words; 1 where none is written."""
    currency: str | None
    """ISO 4217 code of a sign or code in front."""
    sign: Literal["", "+", "-"]
    number_start: int
    """Where the number itself begins, behind a currency sign."""
    mantissa_end: int
    """Where its digits or first words end, before a scale."""


_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_UNITS = {word: value for value, word in enumerate(_SMALL_WORDS.split())}
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * value for value, word in enumerate(_TENS_WORDS.split(), start=2)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "lac": 1e5,
    "million": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "billion": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "trn": 1e12,
    "quadrillion": 1e15,
}
_LETTER_SCALES = {"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "b": 1e9, "B": 1e9, "t": 1e12, "T": 1e12, "cr": 1e7, "L": 1e5}
_VAGUE = {
    "tens": 1e1,
    "hundreds": 1e2,
    "thousands": 1e3,
    "millions": 1e6,
    "billions": 1e9,
    "trillions": 1e12,
    "lakhs": 1e5,
    "crores": 1e7,
}
_FRACTION_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
    "thousandth": 1000,
}
_MORE = {"half": 0.5, "quarter": 0.25}
"""What “and a half” adds."""
_VULGAR = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5, "⅙": 1 / 6,
    "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8, "⅐": 1 / 7, "⅑": 1 / 9, "⅒": 1 / 10,
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")

_GAP = r"[ \u00a0\u2009\u202f]"
_DIGITS = (
    r"(?:\d{1,3}(?:,\d{2,3}){0,5},\d{3}|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3}){1,5}|\d{1,15})(?:\.\d{1,12})?"
    r"|\.\d{1,12}"
)
_NUMERAL = re.compile(
    # Not inside a word, a longer number, a version (2.0.1) or a date (1/2/2020).
    r"(?<![^\W_])(?<![^\W_][./:_])(?<![#@&])"
    r"(?P<outer>[-−–+±](?=[^\s]))?"
    rf"(?P<currency>{currency_prefix_pattern()})?"
    r"(?P<inner>[-−+])?"
    rf"(?P<digits>{_DIGITS})(?P<vulgar>[{''.join(_VULGAR)}])?"
    rf"(?P<power>{_GAP}?[×x]{_GAP}?10(?:\^[-−+]?\d{{1,3}}|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]{{1,4}}|[−-]\d{{1,3}}))?"
    r"(?!\d)(?![.,:/]\d)"
)
_HYPHENATED_NAME = re.compile(r"(?<![\w.,])(?!minus-)[^\W\d_]{1,12}-[-−]?$", re.IGNORECASE)
"""COVID-19, GPT-3.5, Qwen-72B; but not the upper end of "$1bn-2bn"."""
_WORD = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_SCALE_WORD = re.compile(
    rf"(?:{_GAP}|-)?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![^\W_])", re.IGNORECASE
)
_LETTER_SCALE = re.compile(r"(?:cr|[kKmMbBtTL])(?![^\W_])")
_WORDS = re.compile(
    rf"(?<![^\W_])(?<![^\W_]-)(?:minus{_GAP})?"
    rf"(?:(?P<article>an?){_GAP}(?=(?:hundred|thousand|million|billion|trillion|lakh|crore|dozen)(?![^\W_]))"
    rf"|(?P<first>{_WORD})(?![^\W_]))",
    re.IGNORECASE,
)
_NEXT_WORD = re.compile(
    rf"(?:(?:{_GAP}and)?{_GAP}|-)(?P<word>{_WORD})(?![^\W_])",
    re.IGNORECASE,
)
_HALF_MORE = re.compile(rf"{_GAP}and{_GAP}a{_GAP}(?P<part>half|quarter)(?![^\W_])(?!{_GAP}of(?![^\W_]))", re.IGNORECASE)
"""“2 and a half million”; but “5 and a quarter of the rest”."""
_VAGUE_WORDS = re.compile(
    rf"(?<![^\W_])(?<![^\W_]-)(?P<first>{'|'.join(_VAGUE)})(?:{_GAP}of{_GAP}(?P<second>hundreds|thousands|millions|billions))?(?![^\W_])",
    re.IGNORECASE,
)
_DOZENS = re.compile(
    rf"(?<![^\W_])(?:(?P<count>an?|{_WORD}|\d{{1,3}}){_GAP})?(?P<noun>dozens?|scores)(?![^\W_])", re.IGNORECASE
)
_FRACTIONS = re.compile(
    rf"(?<![^\W_])(?<![^\W_]-)(?P<count>an?|{_WORD}|\d{{1,2}})(?:{_GAP}|-)(?P<part>{'|'.join(_FRACTION_PARTS)})(?P<plural>s?)(?![^\W_])",
    re.IGNORECASE,
)
_SHARE_BEFORE = re.compile(
    rf"(?<![^\W_])(?:by|about|around|roughly|nearly|almost|than|over|under|least){_GAP}$", re.IGNORECASE
)
_SHARE_AFTER = re.compile(
    rf"{_GAP}(?:of|the)(?![^\W_])"
    rf"|(?P<end>[.,;:)]|$|{_GAP}(?:in|to|from|on|since|over|between|by|after|as|and|but|when|while|because)(?![^\W_]))"
)
_HALF = re.compile(
    rf"(?<![^\W_])(?<![^\W_]-)half(?![^\W_])(?:(?:{_GAP}|-)an?{_GAP}(?P<scale>dozen|million|billion|trillion)(?![^\W_]))?",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"(?<![^\W_])(?P<part>{_WORD}|\d{{1,3}})(?:{_GAP}|-)(?:in|out{_GAP}of)(?:{_GAP}|-)(?:every{_GAP})?(?P<whole>{_WORD}|\d{{1,4}})(?![^\W_])(?![,.]\d)",
    re.IGNORECASE,
)
_SLASH_FRACTION = re.compile(r"(?<![\w./])(?P<part>\d)/(?P<whole>[2-9]|10)(?![\w/.])")
_LONE_VULGAR = re.compile(rf"(?<!\w)[{''.join(_VULGAR)}]")
_NUMERIC = re.compile(rf"[\d{''.join(_VULGAR)}]")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,15}(?:[.,]\d{1,15}){1,5}(?![.,]?\d)")
_THOUSANDS = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3})+)((?<=\.\d{3}),\d+|(?<=,\d{3})\.\d+)?")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER_WORDS = frozenset({*_UNITS, *_TENS, *_SCALES, *_VAGUE, *_FRACTION_PARTS, "dozen", "dozens", "scores"})


def scaled(mantissa: float, scale: float) -> float:
    """Multiply a number by its scale, as decimals are: 4.1 million is 4,100,000 and not 4,099,999.9999999995."""
    return float(f"{mantissa * scale:.15g}")


def _small(word: str) -> float:
    word = word.casefold()
    if word in {"a", "an"}:
        return 1.0
    return float(word) if word.isdecimal() else float(_UNITS.get(word, _TENS.get(word, 0)))


def with_english_separators(text: str) -> str:
    """Return a text of another language than English with its digits separated as in English, of the same length.

    "3.000" is three thousand there, as is "3,000", and "2,5" two and a half; what is neither, as a date, stays as it is.
    """
    return _GROUPED.sub(lambda match: _english_separators(match[0]), text)


def _english_separators(digits: str) -> str:
    if grouped := _THOUSANDS.fullmatch(digits):
        return grouped[1].replace(".", ",") + (grouped[2] or "").replace(",", ".")
    return _DECIMAL.sub(r"\1.\2", digits) if _DECIMAL.fullmatch(digits) else digits


def find_numbers(text: str) -> list[Number]:
    """Numbers of a text in order, never overlapping; ordinals, dates and names are not told apart yet.

    "2.5bn", "one hundred and twenty", "half a million", "two-thirds", "one in five", "3 lakh crore", "US$912
    billion". Linear in the length of the text: each pattern is bounded and tried once a position.
    """
    if _NUMERIC.search(text) is None and _NUMBER_WORDS.isdisjoint(_LETTERS.findall(text.casefold())):
        return []  # most sentences: the patterns below take ten times as long to find nothing
    found: list[Number] = []
    for finder in (_ratios, _fractions, _dozens, _vague, _words, _numerals):
        found += finder(text)
    # Longest first where two readings begin alike ("two-thirds" before "two"); the finders stand in order of preference.
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def _scales(text: str, end: int) -> tuple[int, float]:
    """Scale words from ``end`` on, multiplied: " hundred million"."""
    product = 1.0
    for _ in range(3):
        scale = _SCALE_WORD.match(text, end)
        if scale is None:
            break
        product *= _SCALES[scale["scale"].casefold()]
        end = scale.end()
    return end, product


def _numerals(text: str) -> list[Number]:
    numbers = []
    for match in _NUMERAL.finditer(text):
        mantissa = float(re.sub(r"[,\s]", "", match["digits"]))
        if match["vulgar"]:
            mantissa += _VULGAR[match["vulgar"]]
        if match["power"]:
            exponent = match["power"].translate(_SUPERSCRIPTS).split("10", 1)[1].lstrip("^")
            mantissa = float(f"{mantissa}e{int(exponent)}")
        written_sign = match["outer"] or match["inner"] or ""
        start, number_start = match.start(), match.start("digits")
        if _HYPHENATED_NAME.search(text, max(0, start - 12), number_start):
            continue
        before = text[max(0, start - 1) : start]
        if match["outer"] == "–" or (match["outer"] and before and not before.isspace() and before not in "([“\"'"):
            # A dash between words or numbers, not a sign.
            start, written_sign = start + 1, match["inner"] or ""
        negative = (
            written_sign in {"-", "−"}
            or re.search(r"(?:^|[^\w])minus[- ]$", text[max(0, start - 7) : start], re.I) is not None
        )
        is_small = mantissa.is_integer() and mantissa < 20 and not match["power"]  # "300, and a quarter are women"
        half = _HALF_MORE.match(text, match.end()) if is_small else None
        if half is not None:
            mantissa += _MORE[half["part"].casefold()]
        mantissa_end = match.end() if half is None else half.end()
        end, scale = _scales(text, mantissa_end)
        letters = _LETTER_SCALE.match(text, end) if end == match.end() else None
        # "m" may be metres: where neither a currency's sign nor its name stands, only "k" is read here.
        if letters is not None and (
            match["currency"] or letters[0] in {"k", "K"} or currency_name_pattern().match(text, letters.end())
        ):
            end, factor = _scales(text, letters.end())
            scale = _LETTER_SCALES[letters[0]] * factor
        value = scaled(mantissa, scale) * (-1 if negative else 1)
        if not math.isfinite(value):
            continue  # "5×10^999", "1×10^308 billion": no double holds it
        numbers.append(
            Number(
                start,
                end,
                value,
                None,
                "digits",
                mantissa,
                scale,
                prefix_currency(match["currency"]) if match["currency"] else None,
                "-" if negative else "+" if written_sign == "+" else "",
                number_start,
                mantissa_end,
            )
        )
    return numbers


def _words(text: str) -> list[Number]:
    numbers: list[Number] = []
    done = 0
    for match in _WORDS.finditer(text):
        if match.start() < done:
            continue
        end, scale_total = match.end(), 1.0
        total, current = 0.0, 1.0 if match["article"] else _small(match["first"])
        mantissa, mantissa_end = current, match.end()
        if match["article"]:
            end -= 1  # the space belongs to the scale word that follows
        previous_is_tens = not match["article"] and match["first"].casefold() in _TENS
        for _ in range(12):
            if scale := _SCALE_WORD.match(text, end):
                factor = _SCALES[scale["scale"].casefold()]
                if factor == 1e2:
                    current *= factor
                else:
                    total, current = (
                        (total + current) * factor if not total or factor > total else total + current * factor,
                        0.0,
                    )
                scale_total *= factor
                end, previous_is_tens = scale.end(), False
                continue
            if half := _HALF_MORE.match(text, end):
                current += _MORE[half["part"].casefold()]
                mantissa, mantissa_end, end = current, half.end(), half.end()
                continue
            following = _NEXT_WORD.match(text, end)
            if following is None:
                break
            word, has_and = following["word"].casefold(), "and" in following[0].casefold()
            after_scale = scale_total > 1
            if (has_and and not after_scale) or not (
                (after_scale and not previous_is_tens and (current == 0 or current % 100 == 0))
                or (previous_is_tens and 0 < _UNITS.get(word, 0) < 10)
            ):
                break
            if has_and and word in _UNITS and text[following.end() : following.end() + 1] == "-":
                break
            current += _small(word)
            if scale_total == 1:
                mantissa, mantissa_end = current, following.end()
            previous_is_tens, end = word in _TENS, following.end()
        value = total + current
        negative = match[0].casefold().startswith("minus")
        numbers.append(
            Number(
                match.start(),
                end,
                -value if negative else value,
                None,
                "words",
                mantissa,
                scale_total,
                None,
                "-" if negative else "",
                match.start(),
                mantissa_end,
            )
        )
        done = end
    return numbers


def _vague(text: str) -> list[Number]:
    numbers = []
    for match in _VAGUE_WORDS.finditer(text):
        low = _VAGUE[match["first"].casefold()]
        if match["second"]:
            low *= _VAGUE[match["second"].casefold()]
        elif low == 10:
            continue  # bare "tens" is hardly ever a number
        numbers.append(
            Number(match.start(), match.end(), low, low * 10, "vague", low, 1.0, None, "", match.start(), match.end())
        )
    return numbers


def _dozens(text: str) -> list[Number]:
    numbers = []
    for match in _DOZENS.finditer(text):
        size = 20.0 if match["noun"].casefold() == "scores" else 12.0
        plural = match["noun"].casefold() in {"dozens", "scores"}
        if (plural and match["count"]) or (
            size == 20 and re.match(rf"{_GAP}of{_GAP}", text[match.end() : match.end() + 4]) is None
        ):
            continue
        if not plural and not match["count"]:
            continue
        count = _small(match["count"]) if match["count"] else 1.0
        numbers.append(
            Number(match.start(), match.end(), count * size, None, "vague" if plural else "words", count, size, None, "",
                   match.start(), match.end())
        )  # fmt: skip
    return numbers


def _fraction_of(match: re.Match[str], value: float) -> Number:
    return Number(match.start(), match.end(), value, None, "fraction", value, 1.0, None, "", match.start(), match.end())


def _fractions(text: str) -> list[Number]:
    numbers = []
    for match in _FRACTIONS.finditer(text):
        count, part = _small(match["count"]), match["part"].casefold()
        whole = _FRACTION_PARTS[part]
        plural = bool(match["plural"]) or part == "halves"
        if plural != (count > 1) or count >= whole > 2 or (part == "half" and not plural):
            continue
        # "a third party", "one quarter" of a year, "a fifth title": only "a third of …", "fell by a third", or an
        # unmistakable count of parts.
        if not plural:
            after = _SHARE_AFTER.match(text, match.end())
            if after is None or (
                after["end"] is not None and not _SHARE_BEFORE.search(text, max(0, match.start() - 12), match.start())
            ):
                continue
        numbers.append(_fraction_of(match, count / whole))
    for match in _HALF.finditer(text):
        factor = {"dozen": 12.0} | _SCALES
        scale = factor[match["scale"].casefold()] if match["scale"] else 1.0
        form: Form = "words" if match["scale"] else "fraction"
        numbers.append(
            Number(match.start(), match.end(), scale / 2, None, form, 0.5, scale, None, "", match.start(), match.end())
        )
    slashed = [(match, float(match["part"]) / float(match["whole"])) for match in _SLASH_FRACTION.finditer(text)]
    numbers += [_fraction_of(match, value) for match, value in slashed if value < 1]
    numbers += [_fraction_of(match, _VULGAR[match[0]]) for match in _LONE_VULGAR.finditer(text)]
    return numbers


def _ratios(text: str) -> list[Number]:
    numbers = []
    for match in _RATIO.finditer(text):
        part, whole = _small(match["part"]), _small(match["whole"])
        if 0 < part < whole:
            numbers.append(_fraction_of(match, part / whole))
    return numbers
