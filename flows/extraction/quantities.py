"""The quantities of a sentence: value, bound and unit, with the exact stretch of text.

A quantity is an amount that the sentence states: money, a share, a count of things, a length of time, a measure. Not
quantities: years, dates and times of day (``time_references``), ordinals, version numbers and numbers in names
(GPT-3.5, H100, 5G, G20, COVID-19, Seedance 2.0, Boeing 737), telephone numbers, scores of games, and "one" as a
pronoun or for emphasis.

Conventions, those of the NewsQuant benchmark (Almasian et al. 2023, CQE) unless noted:

* "thousands of" is the order of magnitude: ``value`` 1000, ``value_high`` 10000. "dozens" is 12 with bound ``>``.
* "almost", "nearly", "about", "an estimated" are ``~``; "over", "at least", "or more" are ``>``; "under", "at most",
  "up to" are ``<``. A limit that is denied is the other one: "not above 6%" is ``<``.
* ``up``/``down``: the amount of a change ("rose 3%", "down 2%"), not the level it came to ("rose to 3%"), nor a
  comparison ("3% higher", "2% lower").
* Money is named by ISO 4217 code; "$" alone is USD. Cents and pence keep their own name (NewsQuant's too): whose they
  are is seldom said.
* A price of something ("$2 per gallon") is a measure, unit "USD per gallon": it does not add up with amounts of
  money.
* Counts are named by what is counted, in the singular and in lower case, with its adjectives: "4,500 AI firms" -> "ai
  firm".
* The span holds number, sign or currency, scale and unit, not the words of the bound.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

from flows.extraction.numbers import Number, find_numbers, scaled, with_english_separators
from flows.extraction.time_references import calendar_spans
from flows.extraction.tokens import Doc, Span, Token
from flows.extraction.units import UnitKind, currency_clarifier, rate_after, singular, unit_after

Bound = Literal["=", ">", "<", "~", "up", "down"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity as written; offsets are code points into the Doc's text, half open."""

    start_char: int
    end_char: int
    value: float
    """In ``unit``, scale words multiplied out: "US$912 billion" is 912e9. Percentages are 23.0 for 23%."""
    value_high: float | None
    """Upper end of a range ("400-800 million"), never below ``value``."""
    bound: Bound
    unit: str | None
    """ISO 4217 code, "percent", singular lower-case noun phrase, unit name; ``None`` for a bare number or fraction."""
    unit_kind: UnitKind


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with the unit found for it; offsets into the sentence's own text."""

    number: Number
    start: int
    end: int
    unit: str | None
    kind: UnitKind
    glued_scale: float = 1.0
    """Of a letter behind the digits, where the context makes it a scale: "1.5m people"."""

    @property
    def value(self) -> float:
        return scaled(self.number.value, self.glued_scale)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_G = r"[ \u00a0]"
_FROM = re.compile(rf"\bfrom{_G}$", re.IGNORECASE)
_SHARED_KINDS = frozenset({"money", "measure", "ratio", "duration"})
_MORE_THAN = (
    rf"(?:(?:(?<!no{_G})(?:more|greater|higher|larger|bigger|longer|older|faster|better|deeper|wider|taller|thicker|heavier|hotter|warmer|stronger)|no{_G}(?:fewer|less)|not{_G}less){_G}than|(?<!all{_G})over"
    rf"|above|at{_G}least|exceed(?:s|ed|ing)?|upwards{_G}of|surpass(?:es|ed|ing)?|beyond|in{_G}excess{_G}of|a{_G}minimum{_G}of|well{_G}over"
    rf"|topped|topping|tops|(?:north|upward){_G}of|[>≥])"
)
_LESS_THAN = (
    rf"(?:(?:(?<!no{_G})(?<!not{_G})(?:less|fewer|lower|smaller|shorter|younger|shallower|narrower|thinner|lighter|colder|cooler|slower)|no{_G}more|not{_G}more|no{_G}(?:longer|higher|larger|bigger|greater|faster|older)){_G}than|under|below"
    rf"|at{_G}(?:the{_G})?most|up{_G}to|a{_G}(?:maximum|limit|cap|ceiling){_G}of|capped{_G}at|can{_G}reach|as{_G}(?:many|much|high|long|little|few|low){_G}as|within|[<≤])"
)
_ABOUT = (
    rf"(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|close{_G}to|an?{_G}estimated|estimated|circa|c\.|near|an?{_G}average{_G}of"
    rf"|on{_G}average|averag(?:e|es|ed|ing)|(?:somewhere|something){_G}like|in{_G}the{_G}region{_G}of|virtually|[~≈±])"
)
_FILLERS = (
    rf"(?:{_G}(?:the{_G}age{_G}of|the|a|an|just|only|another|additional|further|roughly|about|around|record"
    rf"|total{_G}of)){{0,2}}"
)
_BOUND_BEFORE = re.compile(
    rf"(?<![^\W_])(?:(?P<more>{_MORE_THAN})|(?P<less>{_LESS_THAN})|(?P<about>{_ABOUT})(?!{_G}the{_G})){_FILLERS}{_G}?[(]?$",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(
    rf"(?P<more>\+(?!\w)|{_G}?(?:or{_G}(?:more|above|higher|longer|over|older|greater)|and{_G}(?:above|over|up|more)|at{_G}(?:the{_G}very{_G})?least|plus)(?![^\W_]|{_G}(?:often|frequent)))"
    rf"|(?P<less>{_G}(?:or{_G}(?:less|fewer|below|under|lower|younger)|at{_G}(?:the{_G})?most)(?![^\W_]|{_G}(?:often|frequent)))"
    rf"|(?P<about>{_G}or{_G}so(?![^\W_])|-?ish(?![^\W_])|-odd(?![^\W_]))",
    re.IGNORECASE,
)
_BOUND_BEHIND_WORDS = re.compile(
    rf"(?:{_G}of{_G}\w{{1,20}})?(?:{_G}(?:an?|per|each|every){_G}\w{{1,12}})?(?:{_G}(?:ahead|away|apart|old|long|in{_G}advance))?"
    rf"{_G}(?:(?P<more>or{_G}(?:more|longer|older)|at{_G}least)|(?P<less>or{_G}(?:less|fewer|younger)|at{_G}most))"
    rf"(?![^\W_]|{_G}(?:often|frequent))",
    re.IGNORECASE,
)
"""A bound behind what is measured: "2.5 litres of urine a day or more", "six hours ahead at least"."""
_INSIDE = re.compile(rf"(?<![^\W_])inside(?:{_G}of)?{_FILLERS}{_G}$", re.IGNORECASE)
"""A limit of times and distances: "inside two days", but "inside two buildings"."""
_NO_BOUND = re.compile(
    rf"(?<![^\W_])(?:(?:hand|sign|turn)(?:s|ed|ing)?{_G}over|add(?:s|ed|ing)?{_G}up{_G}to){_FILLERS}{_G}?$", re.IGNORECASE
)
"""Verbs whose particle looks like a bound: "handed over $240,000", "payments adding up to $240,000"."""
_DENIED = re.compile(
    r"(?:(?<![^\W_])(?:not|never|cannot|nor|none)|n['’]t)"
    rf"(?:{_G}(?:of{_G}(?:them|which|whom)|expected|likely|due|set|allowed|permitted|forecast|projected|thought|supposed|ever|to|be|been"
    rf"|go|gone|rise|risen|climb|climbed|grow|grown|fall|fallen|drop|dropped|get|have|last|take|cost|pay)){{0,4}}{_G}$",
    re.IGNORECASE,
)
"""What turns the bound behind it round: "is not expected to go above 6%", "none of them younger than 55"."""
_OPPOSITE: dict[Bound, Bound] = {">": "<", "<": ">"}
_LEVEL_BEFORE = re.compile(rf"(?<![^\W_])(?:above|over|below|under|beyond|exceed(?:s|ed|ing)?){_G}the{_G}$", re.IGNORECASE)
_LEVEL_AFTER = re.compile(rf"{_G}(?:\w{{1,20}}{_G})?(?:target|goal|limit|ceiling|cap)(?![^\W_])", re.IGNORECASE)
"""With the one before: "above the 2% target" says how much the target is."""
_UP_WORDS = _words(
    "increase rise grow climb jump soar surge gain advance rally leap expand swell balloon spike improve edge_up up higher"
)
_DOWN_WORDS = _words(
    "decrease fall drop decline slump tumble plunge sink slip lose shed shrink contract dip slide plummet crash "
    "reduce cut ease retreat down lower"
)
_RANGE_JOINT = re.compile(
    rf"{_G}?[-–—]{_G}?|-to-|{_G}(?:up{_G})?to{_G}(?:(?:about|around|nearly|over|as{_G}much{_G}as|as{_G}many{_G}as){_G})?|{_G}(?P<and>and){_G}"
    rf"|{_G}(?P<or>or){_G}|{_G}?(?P<tilde>[~～]){_G}?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?<![^\W_])(?:between|from|range[sd]?|ranging){_G}(?:(?:about|around|just|roughly|as{_G}low{_G}as|from|between){_G}){{0,2}}$",
    re.I,
)
_NAME_LABELS = re.compile(
    r"(?<![^\W_])(?:no|nos|number|numbers|category|level|phase|chapter|section|article|articles|page|pages|pp?|paragraph|clause|unit|room|route"
    r"|step|type|version|stage|tier|grade|class|group|figure|fig|table|item|season|week|day|game|part|volume|vol|episode|act|title|line"
    r"|channel|model|appendix|annex|highway|interstate|flight|formula|generation|gen|round|question|rule|proposition|resolution|area|district"
    r"|zone|gate|platform|terminal|apartment|apt|suite|windows|code|option|track|problem|group|division|block|bus|size|score|verse|psalm"
    r"|hurricane|apollo|boeing|airbus|iphone|galaxy|xbox|playstation|covid|mach)[.:]?(?:[ \u00a0#]{1,2}|-)$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,5}\)[ .-]?)?\d{2,5}(?:[ .-]\d{2,5}){2,5}(?![\w.-]\d|\d)"
    r"|(?<![\w.])(?!\+\d{1,3}(?: \d{3}){1,4}(?![ ]?\d))\+\d{1,3}[ .-](?:\d{7,11}|\(?\d{1,5}\)?[ .-]\d{3,8})"
    r"(?:[ .-]\d{2,8}){0,3}(?![.,-]?\d)"
    r"|(?<![\w.])(?:\(\d{2,5}\)[ .-]?\d{3,5}[ .-]\d{2,8}|(?:0\d{1,4}[ /-]|\(0\d{1,4}\)[ ]?)\d{3,8}(?:[ .-]\d{2,8}){0,3})"
    r"(?![.,-]?\d)"
    r"|(?<![\w.,-])\d{3}-0\d{3}(?![.,-]?\d)"
    r"|(?<![^\W_])(?:call|dial|tel|telephone|phone|fax|hotline|helpline|mobile)[.:]?(?: (?:us|on|at|is|number)){0,2}[.:]? "
    r"\d{3,5}[ .-]\d{4,8}(?![.,-]?\d)",
    re.IGNORECASE,
)
"""Three groups of digits; a country's or an area's code before others; seven digits of which the second group begins with a
zero, or behind a word for calling, since “500-1000” is otherwise a range."""
_ADDRESS_LIKE = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,300}|[\w.+-]{1,64}@[\w.-]{1,253}")
_SCORE = re.compile(r"(?<![\w.,$€£¥-])\d{1,3}[-–]\d{1,3}(?:[-–]\d{1,3}){0,2}(?![\w.,%-]?\d|\w)")
_LIST_MARK = re.compile(r"\s{0,8}[(\[]?\d{1,3}[.)\]](?=\s)")
_GLUED_LETTERS = re.compile(r"(?P<letter>[mMbBtT])(?![^\W_])")
_LETTER_SCALES = {"m": 1e6, "M": 1e6, "b": 1e9, "B": 1e9, "t": 1e12, "T": 1e12}
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,12}s")
_OF_NOUN_WORDS = _words(
    "barrel bottle pair piece box bag pack packet cup glass set roll sheet bit case member snap head bar bowl loaf "
    "slice jar can crate load"
)
_FATES = _words("die kill injure hurt wound rescue drown survive arrest detain miss missing dead unhurt unharmed homeless")
_NOT_IN_UNIT = _words("other more additional further such extra same own or so many few")
_MODIFIER_POS = _words("ADJ NOUN PROPN NUM")
_PARTICIPLE_TAGS = _words("VBG VBN")


class _Sentence:
    """A sentence's text, its tokens by offset, and the stretches in which numbers mean something else."""

    def __init__(self, sentence: Doc | Span) -> None:
        self.text: str = sentence.text
        self.base: int = sentence[0].idx
        self.tokens: list[Token] = list(sentence)
        self._starts = [token.idx - self.base for token in self.tokens]
        masks = [(start - self.base, end - self.base) for start, end in calendar_spans(sentence)]
        for pattern in (_PHONE, _ADDRESS_LIKE):
            masks += [match.span() for match in pattern.finditer(self.text)]
        self.masks = sorted(masks)

    @cached_property
    def names_sterling(self) -> bool:
        """Whether a pound in this sentence is money."""
        return re.search(r"sterling|£|(?<![^\W_])GBP", self.text) is not None

    @cached_property
    def _mask_starts(self) -> list[int]:
        return [start for start, _ in self.masks]

    def index_at(self, offset: int) -> int:
        """Index of the token that holds the character at ``offset``, or the last that begins before it."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def start_of(self, index: int) -> int:
        return self._starts[index]

    def end_of(self, index: int) -> int:
        return self.tokens[index].end - self.base

    def is_masked(self, start: int, end: int) -> bool:
        last = bisect_right(self._mask_starts, end - 1)
        return any(mask_end > start for _, mask_end in self.masks[max(0, last - 4) : last])


def find_quantities(sentence: Doc | Span, *, language: str | None = None) -> list[Quantity]:
    """Return the quantities of one parsed sentence, in text order, never overlapping.

    ``language`` is that of the document (ISO 639-1), English where none is known. Of another, digits are read as they are
    written there ("3.000"); words of numbers, scales and units are English only.

    Rules over the text, with part-of-speech tags and the parse to find what is counted and to tell names from counts;
    works on an untagged Doc too, with fewer units. Linear in the length of the sentence.
    """
    is_english = language in (None, "en")
    numbers = find_numbers(sentence.text if is_english else with_english_separators(sentence.text))
    if not numbers:
        return []
    context = _Sentence(sentence)
    read = [amount for number in numbers if (amount := _amount(context, number)) is not None]
    amounts = _with_shared_units(context, read)
    # A range's shared scale can carry its ends past what a double holds.
    return [one for one in _quantities(context, amounts) if math.isfinite(one.value) and math.isfinite(one.value_high or 0)]


_SHARES = re.compile(rf"{_G}(?:(?P<of>of{_G}(?:the|its|his|her|their|an?){_G})|to{_G})")


def _with_shared_units(context: _Sentence, amounts: Sequence[_Amount]) -> list[_Amount]:
    """Give a bare number its neighbour's unit: "280 million of the 1.5 billion shekels", "from 4 to 5 %"."""
    shared = list(amounts)
    for at, (one, other) in enumerate(pairwise(amounts)):
        joint = _SHARES.fullmatch(context.text, one.end, other.start)
        if joint is None or (joint["of"] is None and _FROM.search(context.text, max(0, one.start - 6), one.start) is None):
            continue
        if one.kind == "number" and other.kind in _SHARED_KINDS:
            shared[at] = replace(one, unit=other.unit, kind=other.kind)
        elif other.kind == "number" and one.kind in _SHARED_KINDS and joint["of"] is None:
            shared[at + 1] = replace(other, unit=one.unit, kind=one.kind)
    return shared


def _quantities(context: _Sentence, amounts: list[_Amount]) -> list[Quantity]:
    found: list[Quantity] = []
    position = 0
    while position < len(amounts):
        amount = amounts[position]
        if found and context.base + amount.start < found[-1].end_char:
            position += 1  # within what the last one counts: "two new 737 Max jets"
            continue
        following = amounts[position + 1] if position + 1 < len(amounts) else None
        joined = _range(context, amount, following) if following is not None else None
        if joined is not None:
            found.append(joined)
            position += 2
            continue
        position += 1
        if amount.kind == "number" and _is_stray(context, amount, following):
            continue
        bound = _bound(context, amount.start, amount.end, amount)
        if bound == "=" and found and _restates(context, found[-1], amount):
            bound = found[-1].bound
        value, high = amount.value, None if amount.number.high is None else scaled(amount.number.high, amount.glued_scale)
        found.append(_quantity(context, amount.start, amount.end, value, high, bound, amount.unit, amount.kind))
    return found


def _restates(context: _Sentence, last: Quantity, amount: _Amount) -> bool:
    """Whether an amount in brackets converts the one before: "more than 7.5 million crowns (US$1.1 million)"."""
    return (
        amount.kind == last.unit_kind
        and amount.kind in {"money", "measure"}
        and last.bound in {">", "<", "~"}
        and re.fullmatch(rf"{_G}?\({_G}?", context.text[last.end_char - context.base : amount.start]) is not None
    )


def _quantity(
    context: _Sentence,
    start: int,
    end: int,
    value: float,
    high: float | None,
    bound: Bound,
    unit: str | None,
    kind: UnitKind,
) -> Quantity:
    return Quantity(context.base + start, context.base + end, value, high, bound, unit, kind)


def _amount(context: _Sentence, number: Number) -> _Amount | None:
    """Return the number with its unit, or ``None`` where it is no quantity."""
    text = context.text
    mark = _LIST_MARK.match(text)
    if context.is_masked(number.number_start, number.end) or (mark is not None and number.end <= mark.end()):
        return None
    if number.currency is not None:
        return _money(context, number)
    end, numeral = number.end, number.form == "digits"
    is_glued = text[end : end + 1] not in {" ", "\u00a0", "-", ""}
    if is_glued and text[end].isalpha():
        letter = _GLUED_LETTERS.match(text, end)
        if letter is not None and numeral and _is_scale(context, number, letter):
            scale = _LETTER_SCALES[letter[0]]
            measure = _measure_behind(text, letter.end())
            return (
                _count(context, number, letter.end(), scale)
                if measure is None
                else _with_rate(context, number, measure, scale)
            )
        # "3D", "71st", "2018s": a word or a name, unless the letters are a unit.
        unit = unit_after(text, end, numeral=numeral, glued=True)
        if unit is not None and unit[1] == "second" and (number.value >= 1000 or _follows_name(context, number)):
            unit = None  # "2018s", "sixty Model 3s"
        return None if unit is None else _with_rate(context, number, unit)
    if (part := _part_of_unit(context, number)) is not None:
        return part
    if number.form == "fraction":
        return _fraction(context, number)
    gap = 0 if is_glued or end == len(text) else 1
    unit = _unit_past_adjectives(text, end + gap, numeral=numeral, glued=gap == 0)
    if unit is not None and text[end : unit[0]] == '"' and _closes_quotation(text, end):
        unit = None
    if unit is None:
        return _count(context, number, end, 1.0)
    if unit[1] == "pound" and (context.names_sterling or number.scale >= 1e6):
        unit = (unit[0], "GBP", "money")
    is_name = numeral and number.value < 1000 and unit[2] != "ratio" and _is_name_part(context, number)
    if is_name or (_is_one(number) and unit[2] == "duration" and not _one_is_stressed(context, number)):
        return None
    return _with_rate(context, number, unit)


def _closes_quotation(text: str, position: int) -> bool:
    """Say whether the mark at ``position`` ends a quotation, so that it is no inch: "calls it “Autocracy 2.0”."."""
    return text.count('"', 0, position) % 2 == 1 or not any(map(str.isalnum, text[position + 1 :]))


_OLD = re.compile(r"(?:[ \u00a0-]old(?:er|s)?(?![^\W_]))", re.IGNORECASE)
_UNIT_ADJECTIVES = re.compile(
    rf"(?:more|additional|full|extra|whole|consecutive|straight|further|long|short|calendar|working|trading|metric|square|cubic){_G}",
    re.I,
)
_ADDED = _words("more additional extra further")


def _unit_past_adjectives(text: str, position: int, *, numeral: bool, glued: bool) -> tuple[int, str, UnitKind] | None:
    """Find a unit at ``position`` or behind one adjective: "three more years", "ten working days"."""
    unit = unit_after(text, position, numeral=numeral, glued=glued)
    if unit is not None or glued:
        return unit
    adjective = _UNIT_ADJECTIVES.match(text, position)
    if adjective is None:
        return None
    unit = unit_after(text, adjective.end(), numeral=False, glued=False)
    if unit is not None and unit[2] == "measure":  # a square mile is none
        return unit if adjective[0][:-1].casefold() in _ADDED else None
    return unit if unit is not None and unit[2] in {"duration", "money"} else None


def _with_rate(context: _Sentence, number: Number, unit: tuple[int, str, UnitKind], scale: float = 1.0) -> _Amount:
    end, name, kind = unit
    text = context.text
    if kind == "duration" and (old := _OLD.match(text, end)):
        end, name = old.end(), f"{name} of age"
    if kind in {"money", "measure"} or (kind == "ratio" and text[end : end + 4].casefold() == " per"):
        rate = rate_after(text, end)
        if rate is not None:
            end, name = rate[0], f"{name} per {rate[1]}"
            kind = "measure" if kind == "money" else kind
    return _Amount(number, number.start, end, name, kind, scale)


def _money(context: _Sentence, number: Number) -> _Amount:
    text, currency = context.text, number.currency or ""
    end = number.end
    clarified = currency_clarifier(text, end) if currency == "USD" else None
    if clarified is not None:
        end, currency = clarified
    else:
        # "$58 million dollars", "$50 AUD": the word repeats or corrects the sign.
        unit = unit_after(text, end + 1, numeral=True, glued=False) if text[end : end + 1] in {" ", "\u00a0"} else None
        if unit is not None and unit[2] == "money":
            end, currency = unit[0], unit[1] if text[end + 1 : unit[0]].isupper() or currency != "USD" else currency
    rate = rate_after(text, end)
    if rate is not None:
        return _Amount(number, number.start, rate[0], f"{currency} per {rate[1]}", "measure")
    return _Amount(number, number.start, end, currency, "money")


def _is_plural(token: Token) -> bool:
    """Whether a noun is in the plural; “GPUs” is, whatever the tagger takes it for."""
    return token.tag_ in {"NNS", "NNPS"} or _PLURAL_ACRONYM.fullmatch(token.text) is not None


def _measure_behind(text: str, end: int) -> tuple[int, str, UnitKind] | None:
    """Find the measure that stands behind "9m" in "9m litres"."""
    unit = unit_after(text, end + 1, numeral=False, glued=False) if text[end : end + 1] in {" ", "\u00a0"} else None
    return unit if unit is not None and unit[2] == "measure" else None


def _counts_things(context: _Sentence, end: int, letter: str) -> bool:
    """Whether "1.5m" is a million: a measure or a plural follows; before anything else "37m" is metres, "64B" bytes."""
    if context.text[end : end + 1] != " ":
        return False
    if _measure_behind(context.text, end) is not None:
        return True
    index = context.index_at(end + 1)
    run = context.tokens[index : index + 4]
    for token in run:
        if _is_plural(token):
            return True
        if token.pos_ not in _MODIFIER_POS:
            break
    return letter in "MB" and bool(run) and run[0].pos_ == "NOUN"


_COMPARED = re.compile(rf"(?<![^\W_])(?:against|from|to|with|than){_G}$", re.IGNORECASE)
_NEXT_OF_RANGE = re.compile(rf"(?:{_G}?[-–—]{_G}?|{_G}(?:to|and|or){_G})\d[\d.,]{{0,12}}")
_GLUED_NUMERAL = re.compile(r"\d(?P<letter>[mMbBtT])(?![^\W_])")


def _is_scale(context: _Sentence, number: Number, letter: re.Match[str]) -> bool:
    """Whether a letter glued to digits is a scale: "1.5m people", and what is a range or compared with such a figure.

    "6m to 9m litres", "412m marks, against 468m in 2024"; but "1.5m people within 500m of it".
    """
    if _counts_things(context, letter.end(), letter[0]):
        return True
    text = context.text
    following = _NEXT_OF_RANGE.match(text, letter.end())
    if following is not None and text[following.end() : following.end() + 1] == letter[0]:
        return _counts_things(context, following.end() + 1, letter[0])
    return _COMPARED.search(text, max(0, number.start - 12), number.start) is not None and any(
        other["letter"] == letter[0] and _counts_things(context, other.end(), letter[0])
        for other in _GLUED_NUMERAL.finditer(text)
    )


def _follows_name(context: _Sentence, number: Number) -> bool:
    index = context.index_at(number.start)
    return index > 0 and context.tokens[index - 1].pos_ == "PROPN"


def _is_name_part(context: _Sentence, number: Number) -> bool:
    return _NAME_LABELS.search(context.text, max(0, number.start - 16), number.start) is not None


_HALF_A_UNIT = re.compile(
    r"(?: an?|-an?|-| the)?[ -](hour|day|year|century|decade|minute|month|mile|second|met(?:re|er)|kilomet(?:re|er)"
    r"|percentage point|per ?cent)(?![^\W_])"
)
_AND_A_HALF = re.compile(
    r"(?<![^\W_])(?:an?|one)[ \u00a0](?P<unit>hour|day|week|month|year|decade|century|mile)[ \u00a0]and[ \u00a0]a[ \u00a0]$",
    re.IGNORECASE,
)
_OF_A = re.compile(rf"{_G}of{_G}an?{_G}")


def _part_of_unit(context: _Sentence, number: Number) -> _Amount | None:
    """Read "a quarter of a percentage point", "0.7 of a mile": so much of the unit."""
    of = _OF_A.match(context.text, number.end) if number.value < 1 else None
    unit = None if of is None else unit_after(context.text, of.end(), numeral=False, glued=False)
    if unit is None or unit[2] == "money":
        return None
    return _Amount(number, number.start, *unit)


def _fraction(context: _Sentence, number: Number) -> _Amount | None:
    text = context.text
    written = text[number.start : number.end].casefold()
    if (whole := _AND_A_HALF.search(text, max(0, number.start - 24), number.start)) is not None:
        unit = unit_after(text, whole.start("unit"), numeral=False, glued=False)
        joined = replace(number, start=whole.start(), value=1 + number.value)
        return None if unit is None else _Amount(joined, joined.start, number.end, unit[1], unit[2])
    if written.startswith("half"):
        before = text[max(0, number.start - 14) : number.start].casefold()
        if re.search(
            r"(?:first|second|last|other|latter|final|better|this|the|in|opening|top|bottom|each|either|one|every|-)[ -]?$",
            before,
        ):
            return None
        after = text[number.end : number.end + 24].casefold()
        if hour := _HALF_A_UNIT.match(after):
            unit = unit_after(text, number.end + hour.start(1), numeral=False, glued=False)
            return None if unit is None else _Amount(number, number.start, unit[0], unit[1], unit[2])
        if not re.match(
            r"(?:[.,;:)]|$| \(| (?:of|the|its|his|her|their|our|that|those|these|a|all|are|were"
            r"|is|was|have|had|say|said|as|in|by)(?![^\W_]))",
            after,
        ):
            return None
    if re.match(r"[ -](?:hours?|years?)(?![^\W_])", text[number.end : number.end + 7]):
        unit = unit_after(text, number.end + 1, numeral=False, glued=False)
        if unit is not None:
            return _Amount(number, number.start, unit[0], unit[1], unit[2])
    return _Amount(number, number.start, number.end, None, "ratio")


def _noun_phrase(context: _Sentence, end: int) -> tuple[int, str, bool] | None:
    """Read what is counted, from the token after ``end``: (end, singular lower-case phrase, whether its head is plural).

    Adjectives, nouns and participles in a row, cut behind the last noun; the parse decides where a following verb or
    a second noun phrase begins.
    """
    tokens = context.tokens
    index = context.index_at(end)
    if context.start_of(index) < end:
        index += 1
    words: list[Token] = []
    head_at = -1
    while index < len(tokens) and len(words) < 8:
        token = tokens[index]
        if token.is_space or token.lower_ in {"of"}:
            break
        joins = (token.lower_ in {"-", "–", "/", "&"} and words) or (
            token.lower_ in {"and", "or"} and words and tokens[index - 1].pos_ in {"ADJ", "PROPN"}
        )
        is_noun = token.pos_ in {"NOUN", "PROPN"}
        is_modifier = (
            token.pos_ == "ADJ"
            or (token.tag_ in _PARTICIPLE_TAGS and token.dep_ in {"amod", "compound"})
            or (token.pos_ == "NUM" and words)
        )
        is_adverb = (
            token.pos_ == "ADV" and token.dep_ == "advmod" and token.head.pos_ in {"ADJ", "VERB"} and token.head.i > token.i
        )
        possessive = token.tag_ == "POS" and words
        if not (is_noun or is_modifier or is_adverb or joins or possessive):
            break
        words.append(token)
        if is_noun:
            head_at = len(words) - 1
            follows = tokens[index + 1] if index + 1 < len(tokens) else None
            ends_phrase = _is_plural(token) and not (
                follows is not None
                and token.dep_ == "compound"
                and follows.pos_ in {"NOUN", "PROPN"}
                and token.head.i > token.i
            )
            if ends_phrase:
                break
        index += 1
    if head_at < 0:
        return None
    words = words[: head_at + 1]
    head = words[-1]
    kept = [word for word in words if (word.lower_ not in _NOT_IN_UNIT and not word.is_punct) or word.lower_ == "-"]
    if not kept or kept[-1].i != head.i:
        return None  # a sign tagged as a noun
    lowered = [word.lower_ for word in kept]
    is_plural = _is_plural(head) or head.lower_ == "people"
    lowered[-1] = lowered[-1][:-1] if _PLURAL_ACRONYM.fullmatch(head.text) else singular(lowered[-1])
    phrase = ""
    for word, form in zip(kept, lowered, strict=True):
        phrase += form + (word.whitespace_ and " ")
    end = context.end_of(head.i - tokens[0].i)
    phrase = phrase.strip()
    if lowered[-1] in _OF_NOUN_WORDS:
        extended = _of_noun(context, head, phrase)
        if extended is not None:
            return extended[0], extended[1], is_plural
    return end, phrase, is_plural


def _of_noun(context: _Sentence, head: Token, phrase: str) -> tuple[int, str] | None:
    """Add what a container holds: "barrels of oil" -> "barrel of oil"."""
    index = head.i - context.tokens[0].i
    if index + 2 >= len(context.tokens) or context.tokens[index + 1].lower_ != "of":
        return None
    words = []
    for token in context.tokens[index + 2 : index + 5]:
        if token.pos_ not in {"NOUN", "PROPN", "ADJ"}:
            break
        words.append(token)
    if not words or words[-1].pos_ == "ADJ":
        return None
    return context.end_of(words[-1].i - context.tokens[0].i), f"{phrase} of {' '.join(word.lower_ for word in words)}"


_OF = re.compile(rf"{_G}of{_G}(?:(?:the|these|those|its|his|her|their|our|my|your){_G})?", re.IGNORECASE)
_OF_THE = re.compile(rf"{_G}of{_G}(?:the|these|those|its|his|her|their|our|my|your){_G}", re.IGNORECASE)
_NUMBER_OF = re.compile(rf"(?<![^\W_])numbers?{_G}of{_G}", re.IGNORECASE)
MAX_CHARS_FROM_COUNTED = 150
"""How far before its number what is counted may stand."""
_IS_SO_MANY = re.compile(
    r"[^.;:!?“”\"]{0,80}(?<![^\W_])(?:at|to|from|is|was|are|were|be|been|reached|reaches|hit|topped|exceeded|exceeds|totalled"
    rf"|totaled|or){_G}(?:(?:about|around|nearly|almost|over|just|roughly|some|only|now|already|more|less|than|at|least){_G}){{0,3}}",
    re.IGNORECASE,
)
"""What may stand between the things counted and their number."""
_VERSION = re.compile(r"\d{1,3}\.0")


def _count(context: _Sentence, number: Number, end: int, scale: float) -> _Amount | None:
    """Read a number of things, or a bare number; ``None`` where it is part of a name or a word."""
    text, tokens = context.text, context.tokens
    first = context.index_at(number.number_start)
    token, previous = tokens[first], tokens[first - 1] if first else None
    is_small = scale == 1 and number.scale == 1
    if is_small and (_is_name_part(context, number) or _is_unread_year(context, number, token)):
        return None
    of = _OF.match(text, end) if number.form == "vague" else _OF_THE.match(text, end)
    unit = unit_after(text, of.end(), numeral=False, glued=False) if of is not None and number.form == "vague" else None
    if unit is not None:
        return _Amount(number, number.start, *unit, scale)  # "millions of dollars"
    if of is not None:
        phrase_start = of.end()
    elif text[end : end + 8] == "-strong ":
        phrase_start = end + 8  # "a 30,000-strong workforce"
    elif text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha():
        return None  # "three-step", "5-speed": a kind, not a count
    else:
        phrase_start = end
    phrase = _noun_phrase(context, phrase_start)
    if of is not None and number.form != "vague":
        whole = context.index_at(phrase_start)
        if phrase is None and whole + 1 < len(tokens) and tokens[whole].pos_ == "NUM":
            # "six of the 41 vehicles": six vehicles
            phrase = _noun_phrase(context, context.start_of(whole + 1))
            if phrase is not None and phrase[2]:
                return _Amount(number, number.start, end, phrase[1], "count", scale)
        phrase = phrase if phrase is not None and phrase[2] else None
    if _is_one(number):
        return _one(context, number, phrase, token)
    governs = phrase is not None and (phrase[2] or _is_invariant(tokens[context.index_at(phrase[0] - 1)]))
    if previous is not None and not governs and _names(previous, number, text[number.number_start : number.end]):
        return None
    if phrase is not None and is_small and not governs and number.form != "vague" and phrase_start == end:
        # A count governs a plural: "787 Dreamliner", "49 Ranch Road" are names, "500 index" has a bare number.
        if number.form == "digits" and tokens[context.index_at(phrase[0] - 1)].pos_ == "PROPN":
            return None
        phrase = None
    if phrase is None:
        counted = _numbered(context, number)
        return _Amount(number, number.start, end, counted, "number" if counted is None else "count", scale)
    unit_end, counted = phrase[0], phrase[1]
    rate = rate_after(text, unit_end)
    if rate is not None and "per" in text[unit_end : unit_end + 5].casefold():
        unit_end, counted = rate[0], f"{counted} per {rate[1]}"
    return _Amount(number, number.start, unit_end, counted, "count", scale)


def _numbered(context: _Sentence, number: Number) -> str | None:
    """Return what a bare number counts where that stands before it: "crack" in "put the number of cracks at 14"."""
    text, start = context.text, number.start
    counted = next(reversed(list(_NUMBER_OF.finditer(text, max(0, start - MAX_CHARS_FROM_COUNTED), start))), None)
    phrase = _noun_phrase(context, counted.end()) if counted is not None else None
    if phrase is None or not phrase[2] or _IS_SO_MANY.fullmatch(text, phrase[0], start) is None:
        return None
    return phrase[1]


def _is_unread_year(context: _Sentence, number: Number, token: Token) -> bool:
    """Whether four bare digits of our time are rather a year than a count, although no date was read: "a 2019 review"."""
    if number.form != "digits" or not 1900 <= number.value <= 2100 or number.mantissa_end - number.number_start != 4:
        return False
    if _BOUND_BEFORE.search(context.text, max(0, number.start - 48), number.start):
        return False
    return token.ent_type_ not in {"CARDINAL", "QUANTITY"} or token.nbor(-1).pos_ == "PROPN" if token.i else True


def _is_one(number: Number) -> bool:
    return number.form == "words" and number.value == 1 and number.scale == 1


_INVARIANT_NOUNS = _words("people aircraft staff sheep fish series species deer police cattle personnel youth workforce")


def _is_invariant(head: Token) -> bool:
    return head.lower_ in _INVARIANT_NOUNS


def _names(previous: Token, number: Number, written: str) -> bool:
    """Whether the word before makes the number part of a name: "Seedance 2.0", "Windows 10", "S&P 500", "Big 12"."""
    if number.form != "digits" or number.scale > 1 or not previous.text[:1].isalpha():
        return False
    if number.mantissa_end == number.end and _VERSION.fullmatch(written) and previous.text[:1].isupper():
        return True
    return previous.pos_ == "PROPN" and previous.text[:1].isupper()


def _one(context: _Sentence, number: Number, phrase: tuple[int, str, bool] | None, token: Token) -> _Amount | None:
    """Read "one", which counts only where the text stresses how many; elsewhere it is an article or a pronoun."""
    if phrase is None or phrase[2] or token.dep_ != "nummod" or not _one_is_stressed(context, number):
        return None
    return _Amount(number, number.start, phrase[0], phrase[1], "count")


def _one_is_stressed(context: _Sentence, number: Number) -> bool:
    before = context.text[max(0, number.start - 24) : number.start]
    return (
        _BOUND_BEFORE.search(before) is not None
        or re.search(r"(?<![^\W_])(?:just|only|exactly|all but)\s$", before, re.I) is not None
    )


def _tells_fate(token: Token) -> bool:
    """Whether a bare number says what became of people: "seven are still missing", "nine died"."""
    if token.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    head = token.head
    told = {head.lemma_, *(child.lower_ for child in head.children if child.dep_ in {"acomp", "attr"})}
    return not _FATES.isdisjoint(told)


def _is_stray(context: _Sentence, amount: _Amount, following: _Amount | None) -> bool:
    """Tell a loose number without a unit (a score, an age) from one that states an amount ("rose to 273")."""
    number, text = amount.number, context.text
    if any(
        match.start() <= number.number_start < match.end()
        for match in _SCORE.finditer(text, max(0, number.number_start - 12), number.end + 12)
    ):
        return True
    if number.scale > 1 or number.form == "vague" or _bound(context, amount.start, amount.end, amount) != "=":
        return False
    token = context.tokens[context.index_at(number.number_start)]
    if (
        following is not None
        and following.kind != "number"
        and re.fullmatch(rf"(?:,{_G}|,?{_G}(?:and|or|to){_G}|[-–])", text[amount.end : following.start])
    ):
        return False
    before = text[max(0, number.start - 2) : number.start]
    after = text[number.end : number.end + 1]
    if before == ", " and after in {",", ")"}:
        return True  # an age: "Jamie Armstrong, 25, said"
    if number.form == "words" and number.value <= 12:
        return not _tells_fate(token)
    return (
        token.dep_ not in {"pobj", "attr", "dobj", "npadvmod", "nsubj", "nsubjpass", "dep", "conj", "nummod", "appos"}
        and not number.sign
    )


def _range(context: _Sentence, low: _Amount, high: _Amount) -> Quantity | None:
    """One quantity of two: "400-800 million people", "between 5% and 6%", "three or four years"."""
    text = context.text
    low_end = low.end
    joint = _RANGE_JOINT.fullmatch(text[low_end : high.start])
    if joint is None and low.end > low.number.end:
        # "between 50 and 70 on the scale" never takes a unit between; "252 miles to 287 miles" does.
        return None
    if joint is None:
        return None
    before = _BETWEEN.search(text, max(0, low.start - 40), low.start)
    opener = before[0].casefold() if before else ""
    if joint["and"] and not opener.startswith(("between", "rang")):
        return None
    if low.number.form in {"fraction", "vague"} or high.number.form in {"fraction", "vague"}:
        return None
    dashed = not joint["and"] and not joint["or"] and "to" not in joint[0].casefold()
    unit, kind = high.unit, high.kind
    if low.kind != "number" and low.unit is not None and high.kind != "number":
        if low.unit.split(" per ")[0] != (high.unit or "").split(" per ")[0]:
            return None
    elif low.kind != "number":
        if low.kind == "count":
            return None
        unit, kind = low.unit, low.kind
    low_value, high_value = low.value, high.value
    shares_scale = low.number.scale == 1 and low.glued_scale == 1 and high.number.scale * high.glued_scale > 1
    if (
        shares_scale
        and low.number.mantissa < high.number.mantissa
        and (low.kind == "number" or low.kind == kind == "money" or low.unit == unit)
    ):
        low_value = scaled(low_value, high.number.scale * high.glued_scale)
    if dashed and high.number.sign == "-":
        high_value = abs(high_value)
    if high_value <= low_value or (kind == "number" and dashed):
        return None
    if joint["or"] and (low.kind != "number" or high_value > low_value * 3):
        return None
    if not dashed and not joint["and"] and not joint["or"] and not opener and low.kind != "number":
        # "fell 5% to 20%": a change and a level. "a 5% to 20% rebound": a range.
        change = _change(context, low)
        by = re.search(rf"(?<![^\W_])by{_G}$", text[max(0, low.start - 4) : low.start], re.IGNORECASE)
        if change is not None or by is not None:
            return None
    start, end = low.start, high.end
    bound = _bound(context, start, end, low)
    if bound in {"up", "down"} and opener:
        bound = "="
    return _quantity(context, start, end, low_value, high_value, bound, unit, kind)


def _bound(context: _Sentence, start: int, end: int, amount: _Amount) -> Bound:
    text = context.text
    before = None
    if not _NO_BOUND.search(text, max(0, start - 32), start) and not (
        _LEVEL_BEFORE.search(text, max(0, start - 16), start) and _LEVEL_AFTER.match(text, end)
    ):
        before = _BOUND_BEFORE.search(text, max(0, start - 48), start)
    if before is not None:
        read: Bound = ">" if before["more"] else "<" if before["less"] else "~"
        is_denied = _DENIED.search(text, max(0, before.start() - 64), before.start())
        return _OPPOSITE.get(read, read) if is_denied else read
    if amount.kind in {"duration", "measure"} and _INSIDE.search(text, max(0, start - 32), start):
        return "<"
    for position in {end, amount.number.end}:
        after = _BOUND_AFTER.match(text, position)
        if after is not None:
            return ">" if after["more"] else "<" if after["less"] else "~"
    behind = _BOUND_BEHIND_WORDS.match(text, end)
    if behind is not None:
        return ">" if behind["more"] else "<"
    direction = _change(context, amount)
    if amount.number.form == "vague" and amount.number.high is None:
        return ">"
    return direction if direction is not None else "up" if amount.number.sign == "+" else "="


_TO_LEVEL = re.compile(rf"(?<![^\W_])(?:to|at|from|of|than|with|for|in)(?:{_G}(?:the|a|an|just|only))?{_G}$", re.IGNORECASE)
_BY = re.compile(rf"(?<![^\W_])by(?:{_G}(?:only|just|a|an|another|a{_G}further|as{_G}much{_G}as))?{_G}$", re.IGNORECASE)
_CHANGE_BEFORE = re.compile(
    rf"(?<![^\W_])(?P<word>\w{{2,12}})(?:{_G}(?:another|an{_G}additional|as{_G}much{_G}as|only|just|a|sharply|further|a{_G}further)){{0,2}}{_G}$",
    re.IGNORECASE,
)


def _change(context: _Sentence, amount: _Amount) -> Literal["up", "down"] | None:
    """Return the direction in which the sentence says something changed by this amount."""
    text = context.text
    if amount.kind == "duration":
        return None
    if _BY.search(text, max(0, amount.start - 24), amount.start):
        return _direction(_verb_of_by(context, amount))
    # "add ten users", "lost 20 games": counts change by verbs that also mean other things.
    if amount.kind == "count":
        return None
    if _TO_LEVEL.search(text, max(0, amount.start - 16), amount.start):
        return None
    before = _CHANGE_BEFORE.search(text, max(0, amount.start - 40), amount.start)
    if before is not None:
        verb = context.tokens[context.index_at(before.start("word"))]
        # "makes up 15%": the particle belongs to its verb.
        return None if verb.pos_ == "NOUN" or verb.dep_ == "prt" else _direction(verb)
    return None


def _direction(word: Token | None) -> Literal["up", "down"] | None:
    lemma = "" if word is None else word.lemma_.casefold()
    return "up" if lemma in _UP_WORDS else "down" if lemma in _DOWN_WORDS else None


def _verb_of_by(context: _Sentence, amount: _Amount) -> Token | None:
    """Find what "by 35 per cent" measures: the word "by" hangs on, or the nearest word of change before it."""
    first = context.index_at(amount.start)
    for index in range(first - 1, max(first - 4, -1), -1):
        token = context.tokens[index]
        if token.lower_ == "by":
            if _direction(token.head) is not None:
                return token.head
            return context.tokens[index - 1] if index else None
    return None
