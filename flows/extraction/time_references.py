"""The dates and periods that a sentence names, as intervals.

Dates are inclusive at both ends and open where the text leaves them open: "by 2030" has no start, "since 2017" no
end. Parts of a year, decade or century ("early 2019", "the late 1990s") are its first, middle or last third; a season
stands for its whole year, since which months it means depends on the hemisphere. What is counted from the day of
writing ("last week", "on Monday", "in May" without a year) is resolved only when that day is known, and is otherwise
reported with both ends empty: the text does name a time, but not which. So are dates that two conventions read
differently ("03/04/2020") and fiscal years.

What does not belong here: lengths of time ("five years", "the two-day summit"), which are ``quantities``.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from itertools import zip_longest
from typing import Literal, NamedTuple

from flows.extraction.tokens import Doc, Span, Token
from flows.extraction.units import unit_after

Interval = tuple[date | None, date | None]
Tense = Literal["past", "future"]


class _Today(NamedTuple):
    """The day of writing, where it is known, and on which side of it the sentence says that something is."""

    reference: date | None
    tense: Tense | None
    years_away: int | None = None
    """“9 May last year” is one back."""


@dataclass(frozen=True, slots=True)
class TimeReference:
    """One date or period; offsets are code points into the Doc's text, half open."""

    start_char: int
    end_char: int
    date_from: date | None
    """First day; ``None`` where the text leaves the start open or does not say."""
    date_to: date | None
    """Last day, inclusive; ``None`` likewise."""


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
_ORDINAL_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_SMALL = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
} | {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "fifteen": 15, "fifty": 50, "hundred": 100, "couple": 2}

_S = r"[ \u00a0]"
# Capital letters only: "may", "march" and "sun" are words.
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?)(?![^\W_])"
)
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![^\W_])"
_YEAR = r"(?:1[0-9]\d\d|20\d\d|21\d\d)(?![^\W_])(?![.,:/]\d)"
_NOT_IN_WORD = r"(?<![^\W_])(?:(?<![^\W_][-./:,_])|(?<=mid-)|(?<=Mid-)|(?<=late-)|(?<=early-))(?<![$€£¥#])"
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"

_CALENDAR: dict[str, str] = {
    "iso": r"(?P<iso>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\w-])",
    "slashed": r"(?P<slashed>\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2}))(?![\w/.]\d|\d)",
    # 10–12 February 2020; 10 and 11 February
    "days_month": (
        rf"(?P<days_month>(?:{_WEEKDAY},?{_S})?(?:the{_S})?(?P<dm_first>{_DAY})"
        rf"(?:(?:{_S}?[-–]{_S}?|{_S}(?:and|to){_S})(?P<dm_last>{_DAY}))?{_S}(?:of{_S})?(?P<dm_month>{_MONTH})"
        rf"(?:,?{_S}(?P<dm_year>{_YEAR}))?)"
    ),
    # February 10 and 11, 2025; Feb. 10-12
    "month_days": (
        rf"(?P<month_days>(?:{_WEEKDAY},?{_S})?(?P<md_month>{_MONTH}){_S}(?:the{_S})?(?P<md_first>{_DAY})(?![-–]?{_S}?(?:%|per{_S}?cent))"
        rf"(?:(?:{_S}?[-–]{_S}?|{_S}(?:and|to){_S})(?P<md_last>{_DAY})(?![:%]))?(?:,?{_S}(?P<md_year>{_YEAR}))?)"
    ),
    "month_year": (
        rf"(?P<month_year>(?:(?P<my_from>{_MONTH})(?P<my_joint>{_S}?[-–]{_S}?|{_S}(?:and|to){_S}))?"
        rf"(?P<my_month>{_MONTH})(?:,?{_S}|{_S}of{_S})(?P<my_year>{_YEAR}))"
    ),
    "quarter": (
        rf"(?P<quarter>(?:(?P<q_word>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast){_S}(?P<q_kind>quarter|half)(?:{_S}of(?:{_S}the{_S}year)?)?"
        rf"|(?P<q_letter>[QH])(?P<q_number>[1-4])){_S}(?P<q_year>{_YEAR}))"
    ),
    "season": rf"(?P<season>(?:[Tt]he{_S})?{_SEASON}(?:{_S}of)?{_S}(?P<s_year>{_YEAR}))",
    "fiscal": (
        rf"(?P<fiscal>(?:[Ff]iscal(?:{_S}year)?|[Ff]inancial{_S}year|FY){_S}?(?P<f_year>{_YEAR}|\d\d)"
        r"(?:[-–/]\d{2,4})?)(?!\d)"
    ),
    "decade": (
        rf"(?P<decade>(?:[Tt]he{_S})?(?:(?P<d_part>early|mid|late)(?:{_S}|-))?"
        r"(?P<d_year>1[5-9]\d0|20\d0)['’]?s(?![^\W_]))"
    ),
    "century": (
        rf"(?P<century>(?:[Tt]he{_S})?(?:(?P<c_part>early|mid|late)(?:{_S}|-))?"
        r"(?P<c_number>1[5-9]|2[01])(?:th|st)[ -]century(?![^\W_]))"
    ),
    "years": (
        rf"(?P<years>(?P<y_first>{_YEAR})(?:{_S}?[-–/]{_S}?(?P<y_last>{_YEAR}|\d\d(?![\w%])(?![.,]\d)))?(?:['’]s(?![^\W_]))?)"
    ),
}
_CALENDAR_PATTERN = re.compile(_NOT_IN_WORD + "(?:" + "|".join(_CALENDAR.values()) + ")")

_CLOCK = re.compile(
    r"(?<![\w.:])(?:[01]?\d|2[0-4])(?:[:.][0-5]\d(?::[0-5]\d)?)?[ \u00a0]?(?:[ap]m|[AP]M|[ap]\.m\.|[AP]\.M\.)(?![^\W_])"
    r"|(?<![\w.:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\w:])"
)
"""Times of day: no date, but no quantity either."""

_BEFORE = re.compile(
    rf"(?<![^\W_])(?P<word>not?{_S}(?:later|earlier|sooner){_S}than|not{_S}(?:before|until)"
    rf"|by|until|till|before|prior{_S}to|since|from|after|following|between|up{_S}to|through"
    rf"|around|about|circa|early(?:{_S}in)?|mid|late(?:{_S}in)?|(?:the{_S})?(?:start|beginning|early{_S}part){_S}of"
    rf"|(?:the{_S})?middle{_S}of|(?:the{_S})?end{_S}of|the)(?:{_S}|-)$",
    re.IGNORECASE,
)
_ONWARDS = re.compile(rf"{_S}(?:onwards?|on|and{_S}(?:beyond|later|after))(?![^\W_])", re.IGNORECASE)
_JOINT = re.compile(rf"{_S}?[-–—]{_S}?|{_S}(?:and|to|until|till|through){_S}", re.IGNORECASE)

_COUNT = rf"(?P<count>\d{{1,3}}|an?|{'|'.join(word for word in _SMALL if len(word) > 2)}|few|several)"
_PERIOD = r"(?P<{}>day|week|weekend|fortnight|month|quarter|year|decade|century|yr|wk|mo)"
_PERIOD_SIGNS = {"yr": "year", "wk": "week", "mo": "month"}
_RELATIVE = re.compile(
    # Names of months and days keep their capital: "may" and "march" are verbs.
    rf"(?<![^\W_])(?:"
    rf"(?P<day_name>(?:the{_S})?(?:day{_S}(?P<day_shift>before{_S}yesterday|after{_S}tomorrow))|yesterday|today|tonight|tomorrow"
    rf"|this{_S}(?:morning|afternoon|evening))"
    rf"|(?P<which>(?P<later>(?:earlier|later){_S})?(?P<direction>this|last|next){_S}(?:"
    + _PERIOD.format("period")
    + rf"|(?P<weekday>(?-i:{_WEEKDAY}))|(?P<month>(?-i:{_MONTH}))|(?P<season_word>spring|summer|autumn|winter)))(?![^\W_])"
    rf"|(?P<ago>(?:a{_S})?{_COUNT}(?:{_S}of)?{_S}" + _PERIOD.format("ago_period") + rf"s?{_S}ago)"
    rf"|(?P<span>(?:(?:over|in|for|during|within){_S})?(?:the{_S})?(?P<span_direction>past|last|previous|next|coming){_S}"
    rf"(?:(?P<span_count>\d{{1,3}}|{'|'.join(word for word in _SMALL if len(word) > 2)}|few|several|couple{_S}of){_S})?"
    + _PERIOD.format("span_period")
    + r"s?)(?![^\W_])"
    rf"|(?P<bare_weekday>(?-i:{_WEEKDAY}))(?![^\W_])"
    rf"|(?P<in_month>(?P<in_word>in|since|by|until|before|after|from|during|(?:at|towards?|around)(?={_S}the{_S}\w+{_S}of)){_S}"
    rf"(?:(?P<in_part>early|mid|late)[ -]|the{_S}(?P<in_third>start|beginning|middle|end){_S}of{_S})?"
    rf"(?P<bare_month>(?-i:{_MONTH})))(?![^\W_])"
    rf")",
    re.IGNORECASE,
)


_HANGING = frozenset({"pobj", "prep", "npadvmod", "nummod", "compound", "nmod", "advmod", "punct", "appos"})
"""How the words of a date hang on each other and on the verb."""
_MODALS = frozenset({"will", "'ll", "’ll", "wo", "shall", "would", "may", "might", "could", "can", "should", "must"})
"""What is to come by them; a day of the last weeks is not: “she could not attend on 2 March”."""
_HAVING = frozenset({"have", "has", "had", "'ve", "’ve", "having"})
_WAS = frozenset({"was", "were"})
_DUE = frozenset({"due", "expected", "anticipated", "planned", "scheduled", "slated", "set"})
_PUT_OFF = frozenset({"put", "postpone", "delay", "defer", "adjourn", "reschedule"})
_LOOKS_AHEAD = re.compile(
    r"(?<![^\W_])(?:will|wo|would|shall|should|may|can|must|due|expected|anticipated|planned|scheduled|slated|set|to"
    r"|put|postponed|delayed|deferred|adjourned|rescheduled)(?![^\W_])|['’]ll(?![^\W_])"
)
"""Before a weekday that is to come (in "the company said Friday it would close" parsers hang the day on the closing): 18 of
314 in 140 news articles, all rightly. In "could not be reached on Saturday" nothing is to come."""
_YEARS_AWAY = {"last": -1, "this": 0, "next": 1}
_SAID_YEAR = re.compile(r"\s(?P<which>last|this|next)\syear(?![^\W_]|['’]s)", re.IGNORECASE)
_SOON = timedelta(days=45)
"""What is written of in the past tense may still be to come: "she was called before the committee on June 3", in May."""

PLAUSIBLE_YEARS = range(1000, 2201)
"""Years that a date in digits may name; "0001-01-01" and "31/12/9999" stand for no date."""


def _day(year: int, month: int, day: int) -> date | None:
    if not MINYEAR <= year <= MAXYEAR or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _month(year: int, month: int) -> Interval:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year(year: int) -> Interval:
    return date(year, 1, 1), date(year, 12, 31)


def _shift_months(day: date, months: int) -> date | None:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _shift(day: date, count: int, period: str) -> date | None:
    """``day`` moved by so many days, weeks, months or years; ``None`` beyond the calendar."""
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(period)
    if months is not None:
        return _shift_months(day, months * count)
    days = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}[period] * count
    ordinal = day.toordinal() + days
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def _period_of(written: str) -> str:
    period = written.casefold()
    return _PERIOD_SIGNS.get(period, period)


def _period_around(day: date, period: str) -> Interval:
    """Return the calendar day, week (Monday to Sunday), month … that holds ``day``."""
    if period in {"week", "weekend", "fortnight"}:
        monday = day.toordinal() - day.weekday()
        first = monday + (5 if period == "weekend" else 0)
        last = min(monday + (13 if period == "fortnight" else 6), date.max.toordinal())
        return date.fromordinal(min(first, last)), date.fromordinal(last)
    if period == "month":
        return _month(day.year, day.month)
    if period == "quarter":
        first_month = (day.month - 1) // 3 * 3 + 1
        return date(day.year, first_month, 1), _month(day.year, first_month + 2)[1]
    if period == "year":
        return _year(day.year)
    if period in {"decade", "century"}:
        size = 10 if period == "decade" else 100
        first_year = max(day.year // size * size, MINYEAR)
        return date(first_year, 1, 1), date(min(first_year + size - 1, MAXYEAR), 12, 31)
    return day, day


def _third(interval: Interval, part: str) -> Interval:
    """Return the first, middle or last third of an interval, cut at months where it holds whole years, else at days."""
    start, end = interval
    if start is None or end is None:
        return interval
    index = 0 if part.startswith(("early", "start", "beginning")) else 1 if part.startswith("mid") else 2
    if end.year > start.year:
        years = end.year - start.year + 1
        cuts = [start.year + round(years * share / 3) for share in range(4)]
        return date(cuts[index], 1, 1), date(cuts[index + 1] - 1, 12, 31)
    if start.day == 1 and (end.month - start.month) >= 2:
        months = end.month - start.month + 1
        cuts = [start.month + months * share // 3 for share in range(4)]
        return date(start.year, cuts[index], 1), _month(start.year, cuts[index + 1] - 1)[1]
    days = (end - start).days + 1
    bounds = [days * share // 3 for share in range(4)]
    return start + timedelta(bounds[index]), start + timedelta(max(bounds[index + 1] - 1, bounds[index]))


@dataclass(frozen=True, slots=True)
class _Found:
    """A calendar expression or relative one before its preposition is read; offsets into the sentence's own text."""

    start: int
    end: int
    interval: Interval
    kind: str


def _month_number(written: str) -> int:
    return _MONTHS[written.rstrip(".").casefold()]


def _day_number(written: str) -> int:
    return int(re.sub(r"\D", "", written))


def _in_year(year: str | None, first: tuple[int, int], last: tuple[int, int], today: _Today) -> int | None:
    """Return the year written, else the one that puts a period where its verb says, or nearest to the day of writing.

    ``first`` and ``last`` are month and day of its ends. The verb overrules the nearest only where it says clearly that this
    has not come yet, or is over: seven of 227 dates without a year in invented news, all seven rightly.
    """
    if year is not None:
        return int(year)
    reference, tense, years_away = today
    if reference is None:
        return None
    if years_away is not None:
        return reference.year + years_away if _day(reference.year + years_away, *first) else None
    years = range(reference.year - 1, reference.year + 2)
    periods = [(start, end) for at in years if (start := _day(at, *first)) and (end := _day(at, *last))]
    nearest = min(periods, key=lambda period: abs((period[0] - reference) + (period[1] - reference)), default=None)
    if nearest is None:
        return None
    moved = nearest[0].year
    if tense == "future" and nearest[1] < reference - _SOON:
        moved += 1
    elif tense == "past" and nearest[0] > reference + _SOON:
        moved -= 1
    return moved if any(start.year == moved for start, _ in periods) else nearest[0].year


def _tense(sentence: Doc | Span, position: int) -> Tense | None:
    """Tell when the verb over the token at an offset says that something is; ``None`` where that is open.

    “It will open in November”, “is due to open”, “is put off until November” are to come; “it opened in November”, “has been
    open since November” are past, if the date hangs on the verb itself: “announced elections in May”, “is remanded until the
    hearing on 10 March”, “is bailed until April” tell nothing. Nor does the present tense: “it opens in May”, but also
    “shares fall in May”.
    """
    index = bisect_right(range(len(sentence)), position, key=lambda at: sentence[at].idx) - 1
    named = verb = sentence[max(index, 0)]
    joins, is_direct, is_due = list[str](), True, False
    while verb.pos_ not in {"VERB", "AUX"}:
        is_due = is_due or verb.lower_ in _DUE
        is_direct = is_direct and verb.dep_ in _HANGING
        if verb.dep_ == "prep":
            joins.append(verb.lower_)
        if verb.head is verb:
            return None
        verb = verb.head
    if joins[:1] == ["since"]:
        return "past"
    helping = _auxiliaries(verb)
    was = bool(helping & (_WAS | _HAVING)) or verb.lower_ in _WAS or verb.tag_ == "VBD"
    if verb.lemma_ in _PUT_OFF and joins[:1] in (["until"], ["till"], ["to"]):
        return "future"
    governor = verb.head
    if verb.lower_ in _DUE and not helping:  # “the inspection, due by May, was cancelled”
        was = was or governor.tag_ == "VBD" or bool(_auxiliaries(governor) & (_WAS | _HAVING))
    if "to" in helping and governor is not verb and governor.lower_ in _DUE:
        is_due, was = True, was or bool(_auxiliaries(governor) & _HAVING)
    is_due = is_due or verb.lower_ in _DUE or any(child.lower_ in _DUE for child in verb.children)
    is_to_be = helping == {"to"} and governor.lower_ in {"is", "are"}
    if not was and (is_due or is_to_be or helping & _MODALS):
        return "future"
    has_object = any(c.dep_ == "dobj" and c.pos_ != "PRON" and verb.i < c.i < named.i for c in verb.children)
    is_told = was and is_direct and len(joins) <= 1 and set(joins) <= {"in", "on", "during"}
    return "past" if is_told and not has_object else None


def _auxiliaries(verb: Token) -> set[str]:
    return {child.lower_ for child in verb.children if child.dep_ in {"aux", "auxpass"}}


def _read_calendar(match: re.Match[str], today: _Today) -> Interval | None:
    """Return the interval of a match of the calendar pattern; ``None`` where it is no date (31 April)."""
    unknown: Interval = (None, None)
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
        exact = _day(year, month, day) if year in PLAUSIBLE_YEARS else None
        return None if exact is None else (exact, exact)
    if match["slashed"]:
        first, second, year = map(int, re.split(r"[/.]", match["slashed"]))
        year += 0 if year > 99 else 2000 if year < 70 else 1900
        if year not in PLAUSIBLE_YEARS:
            return None
        readings = {found for found in (_day(year, first, second), _day(year, second, first)) if found is not None}
        if not readings:
            return None
        only = readings.pop()
        return unknown if readings else (only, only)
    for name, key in (("days_month", "dm"), ("month_days", "md")):
        if not match[name]:
            continue
        month, first = _month_number(match[f"{key}_month"]), _day_number(match[f"{key}_first"])
        last = _day_number(match[f"{key}_last"]) if match[f"{key}_last"] else first
        year_found = _in_year(match[f"{key}_year"], (month, first), (month, first), today)
        if year_found is None:
            return unknown if _day(2000, month, first) else None
        start, end = _day(year_found, month, first), _day(year_found, month, last)
        return None if start is None or end is None or end < start else (start, end)
    if match["month_year"]:
        year, month = int(match["my_year"]), _month_number(match["my_month"])
        start, end = _month(year, month)
        if match["my_from"] and (earlier := _month_number(match["my_from"])) <= month:
            start = date(year, earlier, 1)
        return start, end
    if match["quarter"]:
        year = int(match["q_year"])
        size = 3 if (match["q_kind"] or {"Q": "quarter", "H": "half"}[match["q_letter"]]) == "quarter" else 6
        number = int(match["q_number"]) if match["q_number"] else _ORDINAL_WORDS[match["q_word"].casefold()]
        if size == 6:
            number = 2 if match["q_word"] and match["q_word"].casefold() == "last" else number
        if number * size > 12:
            return None
        return date(year, (number - 1) * size + 1, 1), _month(year, number * size)[1]
    if match["season"]:
        return _year(int(match["s_year"]))
    if match["fiscal"]:
        return unknown
    if match["decade"]:
        first_year = int(match["d_year"])
        # "the 1900s" and "the 2000s" may be a century; "the 2000s" is read as a decade, as news means it.
        size = 100 if first_year % 100 == 0 and first_year < 2000 else 10
        whole = (date(first_year, 1, 1), date(first_year + size - 1, 12, 31))
        return _third(whole, match["d_part"]) if match["d_part"] else whole
    if match["century"]:
        number = int(match["c_number"])
        whole = (date((number - 1) * 100 + 1, 1, 1), date(number * 100, 12, 31))
        return _third(whole, match["c_part"]) if match["c_part"] else whole
    first_year = int(match["y_first"])
    if not match["y_last"]:
        return _year(first_year)
    last_year = int(match["y_last"])
    if len(match["y_last"]) == 2:
        last_year += first_year // 100 * 100
        if last_year <= first_year:
            return None
    return None if last_year < first_year else (date(first_year, 1, 1), date(last_year, 12, 31))


def _sentence_text(sentence: Doc | Span) -> tuple[str, int]:
    """Text of the sentence and the offset of its first character in the Doc's text."""
    return (sentence.text, sentence[0].idx) if len(sentence) else ("", 0)


_QUANTIFIERS = re.compile(
    rf"(?:more|fewer|less|greater){_S}than{_S}$|(?:at{_S}least|at{_S}most|nearly|almost|over|some|roughly|approximately|exactly|only|just"
    rf"|up{_S}to|estimated|another|additional|all|these|those|no|number){_S}$",
    re.IGNORECASE,
)
_YEAR_CUES = re.compile(
    rf"(?:(?:in|since|by|until|till|during|of|from|to|before|after|between|and|or|around|about|circa|the|a|an|its|his|her|their|our|early|mid"
    rf"|late|through|year|for|on|this|that|spring|summer|autumn|fall|winter|as{_S}of|than){_S}|mid-|[(\[,;“‘\"'–—-]{_S}?)$",
    re.IGNORECASE,
)


def _is_year(sentence: Doc | Span, base: int, text: str, start: int, end: int) -> bool:
    """Tell a bare four-digit year from a count, a model number or a part of a name."""
    if re.match(r"['’]s", text[end : end + 2]) or text[start:end].endswith(("'s", "’s")):
        return True
    before = text[max(0, start - 24) : start]
    if re.match(
        rf"{_S}?(?:[%€£]|(?:hundred|thousand|million|billion|trillion|bn|mn|lakh|crore)(?![^\W_]))", text[end : end + 12]
    ):
        return False
    gap = 1 if text[end : end + 1] in {" ", "\u00a0", "-"} else 0
    unit = unit_after(text, end + gap, numeral=True, glued=gap == 0)
    if unit is not None:
        return False
    # Bisected by hand: a scan for every year would be quadratic, and Doc has no look-up by offset within a Span.
    index = bisect_right(range(len(sentence)), base + start, key=lambda position: sentence[position].idx) - 1
    token = sentence[index]
    following = sentence[index + 1] if index + 1 < len(sentence) else None
    before_count = following is not None and following.tag_ == "NNS"
    if _QUANTIFIERS.search(before):
        return not before_count and token.ent_type_ == "DATE"
    previous = token.nbor(-1) if token.i > sentence[0].i else None
    if (
        previous is not None
        and previous.pos_ == "PROPN"
        and previous.ent_type_ not in {"DATE", ""}
        and token.ent_type_ != "DATE"
    ):
        return False
    if _YEAR_CUES.search(before):
        return not (before_count and token.ent_type_ in {"CARDINAL", "QUANTITY", "MONEY"})
    if previous is not None and previous.pos_ == "PROPN":
        return token.ent_type_ == "DATE"
    return token.ent_type_ in {"DATE", ""} if not before_count else token.ent_type_ == "DATE"


def calendar_spans(sentence: Doc | Span) -> list[tuple[int, int]]:
    """Spans (offsets into the Doc's text) of dates, years and times of day: numbers in them are no quantities."""
    text, base = _sentence_text(sentence)
    spans = [(base + found.start, base + found.end) for found in _calendar(sentence, None)]
    spans += [(base + match.start(), base + match.end()) for match in _CLOCK.finditer(text)]
    return sorted(spans)


def _calendar(sentence: Doc | Span, reference: date | None) -> list[_Found]:
    text, base = _sentence_text(sentence)
    found = []
    for match in _CALENDAR_PATTERN.finditer(text):
        kind = next(name for name in _CALENDAR if match[name])
        is_bare = kind in {"days_month", "month_days"} and reference is not None
        tense = _tense(sentence, base + match.end() - 1) if is_bare else None
        said = _SAID_YEAR.match(text, match.end()) if is_bare else None
        years_away = None if said is None else _YEARS_AWAY[said["which"].casefold()]
        interval = _read_calendar(match, _Today(reference, tense, years_away))
        if interval is None:
            continue
        start, end = match.span()
        if kind == "years":
            end = match.end("y_last") if match["y_last"] else match.end("y_first")
            first = int(match["y_first"])
            if match["y_last"] is None and not (first >= 1500 and _is_year(sentence, base, text, start, end)):
                continue
            if match["y_last"] and not _is_year(sentence, base, text, start, end) and not (1800 <= first <= 2100):
                continue
        is_range = any(match[name] for name in ("dm_last", "md_last", "my_from", "y_last"))
        found.append(_Found(start, end, interval, "range" if is_range else kind))
    return found


def _count_of(written: str | None) -> int | None:
    if written is None:
        return 1
    word = written.casefold().split(" ")[0]
    return int(word) if word.isdecimal() else _SMALL.get(word)


def _relative(sentence: Doc | Span, reference: date | None) -> list[_Found]:
    """Expressions that count from the day of writing."""
    text, base = _sentence_text(sentence)
    found = []
    for match in _RELATIVE.finditer(text):
        interval: Interval = (None, None)
        if reference is not None:
            tense = None
            if match["bare_month"]:
                tense = _tense(sentence, base + match.start("bare_month"))
            elif match["bare_weekday"] and _LOOKS_AHEAD.search(text, 0, match.start()):
                tense = _tense(sentence, base + match.start("bare_weekday"))
            interval = _read_relative(match, reference, tense)
        plain = match["in_word"] is not None and match["in_word"].casefold() in {"in", "during"}
        start = match.end("in_word") + 1 if plain else match.start()
        found.append(_Found(start, match.end(), interval, "relative"))
    return found


def _read_relative(match: re.Match[str], today: date, tense: Tense | None) -> Interval:
    unknown: Interval = (None, None)
    if match["day_name"]:
        word = match["day_name"].casefold()
        shift = -2 if "before" in word else 2 if "after" in word and "day" in word and "noon" not in word else 0
        shift = -1 if word == "yesterday" else 1 if word == "tomorrow" else shift
        moved = _shift(today, shift, "day")
        return moved, moved
    if match["which"]:
        direction = {"this": 0, "last": -1, "next": 1}[match["direction"].casefold()]
        if match["period"]:
            period = _period_of(match["period"])
            moved = _shift(today, direction, period)
            if moved is None:
                return unknown
            start, end = _period_around(moved, period)
            if match["later"] and direction == 0:
                return (start, today) if match["later"].casefold().startswith("earlier") else (today, end)
            return start, end
        if match["weekday"]:
            target = _WEEKDAYS[match["weekday"].casefold()]
            if direction > 0:
                moved = _shift(today, (target - today.weekday() - 1) % 7 + 1, "day")
            elif direction < 0:
                moved = _shift(today, -((today.weekday() - target - 1) % 7 + 1), "day")
            else:
                moved = _shift(today, target - today.weekday(), "day")
            return moved, moved
        if match["month"]:
            month = _month_number(match["month"])
            year = today.year
            if direction < 0 and month >= today.month:
                year -= 1
            if direction > 0 and month <= today.month:
                year += 1
            return _month(year, month) if MINYEAR <= year <= MAXYEAR else unknown
        year = today.year + direction
        return _year(year) if MINYEAR <= year <= MAXYEAR else unknown
    if match["ago"]:
        count, period = _count_of(match["count"]), _period_of(match["ago_period"])
        moved = None if count is None else _shift(today, -count, period)
        # "two years ago" is as precise as its unit.
        return unknown if moved is None else _period_around(moved, period)
    if match["span"]:
        count, period = _count_of(match["span_count"]), _period_of(match["span_period"])
        forward = match["span_direction"].casefold() in {"next", "coming"}
        moved = None if count is None else _shift(today, count if forward else -count, period)
        if moved is None:
            return unknown
        return (today, moved) if forward else (moved, today)
    if match["bare_weekday"]:
        # News reports the days just past: "on Monday" is the last Monday, today included; "it will open on Monday" the next.
        target = _WEEKDAYS[match["bare_weekday"].casefold()]
        ahead = (target - today.weekday()) % 7
        moved = _shift(today, ahead if tense == "future" else -((7 - ahead) % 7), "day")
        return moved, moved
    month = _month_number(match["bare_month"])
    nearest = _in_year(None, (month, 1), (month, 28), _Today(today, tense))
    if nearest is None:
        return unknown
    whole: Interval = _month(nearest, month)
    if part := match["in_part"] or match["in_third"]:
        whole = _third(whole, part.casefold())
    return _bounded(whole, match["in_word"].casefold())


def _bounded(interval: Interval, word: str) -> Interval:
    """Say what a preposition makes of an interval."""
    start, end = interval
    if start is None or end is None:
        return interval
    if word in {"by", "until", "till", "up to", "through"} or word.endswith("later than"):
        return None, end
    if word in {"before", "prior to"}:
        return None, _shift(start, -1, "day")
    if word in {"since", "from"} or word.startswith(("not ", "no ")):
        return start, None
    if word in {"after", "following"}:
        return _shift(end, 1, "day"), None
    return interval


def _with_context(text: str, found: _Found) -> _Found:
    """Take in the words before (and after) a calendar expression that move or open its ends."""
    start, end, interval = found.start, found.end, found.interval
    for _ in range(4):
        before = _BEFORE.search(text, max(0, start - 24), start)
        if before is None:
            break
        word = re.sub(r"\s+", " ", before["word"].casefold())
        if word in {"the", "around", "about", "circa"}:
            # Skipped over only when a word that matters stands before it.
            further = _BEFORE.search(text, max(0, before.start() - 24), before.start())
            # "after the 2024 election" is not after 2024.
            if (
                word != "the"
                or found.kind == "years"
                or further is None
                or further["word"].casefold() in {"the", "from", "between"}
            ):
                break
            start = before.start()
            continue
        if word in {"between", "from"} and found.kind in {"range", "relative"}:
            start = before.start() if found.kind == "range" else start
            break
        if word == "between":
            break
        if re.match(r"(?:early|mid|late|(?:the )?(?:start|beginning|early part|middle|end) of)", word) and word != "late in":
            part = re.sub(r"^the ", "", word)
            interval = _third(interval, part)
        elif word == "late in":
            interval = _third(interval, "late")
        else:
            interval = _bounded(interval, word)
            start = before.start()
            break
        start = before.start()
    onwards = _ONWARDS.match(text, end)
    if (
        onwards is not None
        and interval[0] is not None
        and (onwards[0].strip().casefold() != "on" or text[start : start + 4].casefold() == "from")
    ):
        interval, end = (interval[0], None), onwards.end()
    return _Found(start, end, interval, found.kind)


def _joined(text: str, found: list[_Found]) -> list[_Found]:
    """Make one interval of "between 2015 and 2020", "from May 2019 to June 2020"."""
    joined: list[_Found] = []
    skip = False
    for first, second in zip_longest(found, found[1:]):
        if skip:
            skip = False
            continue
        opener = _BEFORE.search(text, max(0, first.start - 24), first.start)
        word = opener["word"].casefold() if opener else ""
        if second is not None and word in {"between", "from"} and opener is not None:
            joint = text[first.end : second.start]
            ends_with_right_word = _JOINT.fullmatch(joint) and ("and" in joint.casefold()) == (word == "between")
            if ends_with_right_word and first.kind != "relative" and second.kind != "relative":
                start_date, end_date = first.interval[0], second.interval[1]
                if first.kind in {"days_month"} and start_date is None:
                    end_date = None
                if start_date is None or end_date is None or start_date <= end_date:
                    joined.append(_Found(opener.start(), second.end, (start_date, end_date), "joined"))
                    skip = True
                    continue
        joined.append(first)
    return joined


def find_time_references(sentence: Doc | Span, *, reference_date: date | None) -> list[TimeReference]:
    """Return the dates and periods of one parsed sentence, in text order, never overlapping.

    ``reference_date``: the day of writing, from which "last week" counts; ``None`` leaves such expressions with both
    ends empty. The span takes in words that change the interval ("by", "since", "early", "between … and …") and
    leaves out "in", "on" and "during". Dates that the calendar does not have (31 April) are not reported.
    """
    text, base = _sentence_text(sentence)
    absolute = _joined(text, _calendar(sentence, reference_date))
    absolute = [found if found.kind == "joined" else _with_context(text, found) for found in absolute]
    taken = sorted(absolute, key=lambda found: found.start)
    kept: list[_Found] = []
    further: list[_Found] = []
    for found in taken:
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
    starts = [found.start for found in kept]
    for relative in _relative(sentence, reference_date):
        # The calendar reads "last September 8" first; what it has read is not read again.
        at = bisect_right(starts, relative.start)
        overlaps = (at and kept[at - 1].end > relative.start) or (at < len(starts) and starts[at] < relative.end)
        if not overlaps:
            further.append(_with_context(text, relative))
    kept += further
    kept.sort(key=lambda found: found.start)
    result: list[TimeReference] = []
    for found in kept:
        if result and base + found.start < result[-1].end_char:
            continue
        date_from, date_to = found.interval
        if date_from is not None and date_to is not None and date_to < date_from:
            continue
        result.append(TimeReference(base + found.start, base + found.end, date_from, date_to))
    return result
