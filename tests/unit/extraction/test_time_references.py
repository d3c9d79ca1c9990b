from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.extraction.time_references import calendar_spans, find_time_references
from tests.unit.extraction.documents import Parse

WRITTEN = date(2026, 3, 4)  # a Wednesday

# sentence -> (text, from, to) of every time in it
STATED = [
    ("By 2030, the work will be done.", [("By 2030", None, "2030-12-31")]),
    ("Since 2017, the state has recognised that.", [("Since 2017", "2017-01-01", None)]),
    ("In 2018 it grew.", [("2018", "2018-01-01", "2018-12-31")]),
    ("In early 2019 the president signed an order.", [("early 2019", "2019-01-01", "2019-04-30")]),
    ("It began in mid-2019 and ended in late 2020.", [
        ("mid-2019", "2019-05-01", "2019-08-31"),
        ("late 2020", "2020-09-01", "2020-12-31"),
    ]),
    ("It grew between 2015 and 2020.", [("between 2015 and 2020", "2015-01-01", "2020-12-31")]),
    ("It ran from 2015 to 2020.", [("from 2015 to 2020", "2015-01-01", "2020-12-31")]),
    ("The years 2015–2020 were good.", [("2015–2020", "2015-01-01", "2020-12-31")]),
    ("The 2020-21 season was cancelled.", [("2020-21", "2020-01-01", "2021-12-31")]),
    ("Since the 1980s it has kept an interest.", [("Since the 1980s", "1980-01-01", None)]),
    ("In the late 1990s it fell.", [("the late 1990s", "1997-01-01", "1999-12-31")]),
    ("The 20th century was long.", [("The 20th century", "1901-01-01", "2000-12-31")]),
    ("It was published in the November 2020 issue.", [("November 2020", "2020-11-01", "2020-11-30")]),
    ("They met on 5 May 2021.", [("5 May 2021", "2021-05-05", "2021-05-05")]),
    ("They met on Sept. 8, 2019 in Rome.", [("Sept. 8, 2019", "2019-09-08", "2019-09-08")]),
    ("They met on 2020-02-29.", [("2020-02-29", "2020-02-29", "2020-02-29")]),
    ("They met on 25/12/2020.", [("25/12/2020", "2020-12-25", "2020-12-25")]),
    ("They met on 03/04/2020.", [("03/04/2020", None, None)]),
    ("The summit, held on February 10 and 11, 2025, failed.", [("February 10 and 11, 2025", "2025-02-10", "2025-02-11")]),
    ("It ran 10–12 February 2025.", [("10–12 February 2025", "2025-02-10", "2025-02-12")]),
    ("Sales fell in the first quarter of 2020.", [("first quarter of 2020", "2020-01-01", "2020-03-31")]),
    ("Sales fell in Q3 2022 and H2 2023.", [
        ("Q3 2022", "2022-07-01", "2022-09-30"),
        ("H2 2023", "2023-07-01", "2023-12-31"),
    ]),
    ("It was quiet from January to March 2021.", [("from January to March 2021", "2021-01-01", "2021-03-31")]),
    ("Play begins no later than August 2029.", [("no later than August 2029", None, "2029-08-31")]),
    ("Nothing will rise, and not before April 2028.", [("not before April 2028", "2028-04-01", None)]),
    ("It will end by the end of 2025.", [("by the end of 2025", None, "2025-12-31")]),
    ("It has grown from 2020 onwards.", [("from 2020 onwards", "2020-01-01", None)]),
    ("Nothing happened before 2010 or after 2012.", [
        ("before 2010", None, "2009-12-31"),
        ("after 2012", "2013-01-01", None),
    ]),
    ("It changed after the 2024 election.", [("2024", "2024-01-01", "2024-12-31")]),
    ("The summer of 2019 was hot.", [("The summer of 2019", "2019-01-01", "2019-12-31")]),
    ("In 2019, 2020 and 2021 it rose.", [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020", "2020-01-01", "2020-12-31"),
        ("2021", "2021-01-01", "2021-12-31"),
    ]),
    ("A 2019 statement said so.", [("2019", "2019-01-01", "2019-12-31")]),
]  # fmt: skip

RELATIVE = [
    ("Last week it released a tool.", "Last week", "2026-02-23", "2026-03-01"),
    ("It was announced yesterday.", "yesterday", "2026-03-03", "2026-03-03"),
    ("He resigned on Monday.", "Monday", "2026-03-02", "2026-03-02"),
    ("The search would end on Friday, the agency said.", "Friday", "2026-03-06", "2026-03-06"),
    ("A vote is planned for Thursday.", "Thursday", "2026-03-05", "2026-03-05"),
    ("She could not be reached on Saturday.", "Saturday", "2026-02-28", "2026-02-28"),
    ("The company said Friday it would close.", "Friday", "2026-02-27", "2026-02-27"),
    ("It said on Tuesday that it will close.", "Tuesday", "2026-03-03", "2026-03-03"),
    ("It must be done by the end of May.", "by the end of May", None, "2026-05-31"),
    ("He came at the beginning of January.", "at the beginning of January", "2026-01-01", "2026-01-10"),
    ("It opened last September.", "last September", "2025-09-01", "2025-09-30"),
    ("It will open next month.", "next month", "2026-04-01", "2026-04-30"),
    ("It opened three years ago.", "three years ago", "2023-01-01", "2023-12-31"),
    ("It opened a yr ago.", "a yr ago", "2025-01-01", "2025-12-31"),
    ("It opened 2 yrs ago.", "2 yrs ago", "2024-01-01", "2024-12-31"),
    ("It closed 3 mo ago.", "3 mo ago", "2025-12-01", "2025-12-31"),
    ("Over the past decade it doubled.", "Over the past decade", "2016-03-04", "2026-03-04"),
    ("It opened earlier this year.", "earlier this year", "2026-01-01", "2026-03-04"),
    ("It will be over by next year.", "by next year", None, "2027-12-31"),
    ("It closed in December.", "December", "2025-12-01", "2025-12-31"),
    ("It closed on February 10.", "February 10", "2026-02-10", "2026-02-10"),
    ("It will open in November.", "November", "2026-11-01", "2026-11-30"),
    ("It is to open in November.", "November", "2026-11-01", "2026-11-30"),
    ("It is expected to open on 17 November.", "17 November", "2026-11-17", "2026-11-17"),
    ("It may close in December, officials said.", "December", "2026-12-01", "2026-12-31"),
    ("The vote is due in November.", "November", "2026-11-01", "2026-11-30"),
    ("Work could begin by November.", "by November", None, "2026-11-30"),
    ("It opened in May.", "May", "2025-05-01", "2025-05-31"),
    ("It opened on 17 May.", "17 May", "2025-05-17", "2025-05-17"),
    ("They announced elections in May.", "May", "2026-05-01", "2026-05-31"),
    ("Prices rise in November.", "November", "2025-11-01", "2025-11-30"),
    ("It has been shut since August.", "since August", "2025-08-01", None),
    ("She was released on bail until 14 June.", "until 14 June", None, "2026-06-14"),
    ("He was remanded until the hearing on 10 May.", "10 May", "2026-05-10", "2026-05-10"),
    ("She has been called before a committee on 3 April.", "3 April", "2026-04-03", "2026-04-03"),
    ("The inspection, due by November, was cancelled.", "by November", None, "2025-11-30"),
    ("It asks who was to blame for the collision on 1 March.", "1 March", "2026-03-01", "2026-03-01"),
    ("The vote was put off until September.", "until September", None, "2026-09-30"),
    ("She could not attend the vote on 2 March.", "2 March", "2026-03-02", "2026-03-02"),
    ("Voters could register on 28 February.", "28 February", "2026-02-28", "2026-02-28"),
    ("Thieves may have opened it on 9 January.", "9 January", "2026-01-09", "2026-01-09"),
]

NO_TIME = [
    "It paid 2,000 dollars and hired 2000 people.",
    "More than 2000 people came.",
    "The two-day summit and the five-year plan failed.",
    "It may march on and fall.",
    "Blade Runner 2049 was a film.",
    "It weighs 1990 kg.",
    "The call cost $2019.",
    "It happened on 31 April 2020 in a dream.",
    "The room number is 20201.",
]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_a_date_or_period_is_an_interval(nlp: Parse, text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    doc = nlp(text)
    found = find_time_references(doc, reference_date=None)
    assert [(doc.text[one.start_char : one.end_char], _iso(one.date_from), _iso(one.date_to)) for one in found] == expected


@pytest.mark.parametrize(("text", "span", "start", "end"), RELATIVE)
def test_what_counts_from_the_day_of_writing_needs_that_day(
    nlp: Parse, text: str, span: str, start: str | None, end: str | None
) -> None:
    doc = nlp(text)
    (known,) = find_time_references(doc, reference_date=WRITTEN)
    assert (doc.text[known.start_char : known.end_char], _iso(known.date_from), _iso(known.date_to)) == (span, start, end)
    (unknown,) = find_time_references(doc, reference_date=None)
    assert (unknown.start_char, unknown.end_char) == (known.start_char, known.end_char)
    assert (unknown.date_from, unknown.date_to) == (None, None)


@pytest.mark.parametrize("text", NO_TIME)
def test_counts_durations_and_verbs_are_no_times(nlp: Parse, text: str) -> None:
    doc = nlp(text)
    found = find_time_references(doc, reference_date=WRITTEN)
    # "31 April 2020" is no day, but it still names a year.
    assert [doc.text[one.start_char : one.end_char] for one in found if _iso(one.date_from) != "2020-01-01"] == []


@pytest.mark.parametrize("text", ["It is valid until 9999-12-31.", "The record says 0001-01-01.", "It ends on 31/12/9999."])
def test_dates_that_stand_for_no_date_are_none(nlp: Parse, text: str) -> None:
    assert find_time_references(nlp(text), reference_date=None) == []


def test_times_of_day_are_masked_but_not_reported(nlp: Parse) -> None:
    doc = nlp("It closed at 10:30 PM.")
    assert [doc.text[start:end] for start, end in calendar_spans(doc)] == ["10:30 PM"]
    assert find_time_references(doc, reference_date=WRITTEN) == []


@pytest.mark.parametrize("reference", [date.min, date.max, date(2024, 2, 29), None])
def test_the_ends_of_the_calendar_are_no_error(nlp: Parse, reference: date | None) -> None:
    doc = nlp(
        "Yesterday, tomorrow, last week, next decade, 100 years ago, over the past century, on Monday, last May, next June, "
        "in March, this weekend and on February 29."
    )
    assert len(find_time_references(doc, reference_date=reference)) >= 9


_WORDS = (
    "in by since between and from to - – the early mid late 2019 2020 1980s January Feb. 5 10th of , last next week years "
    "ago Monday Q3 21st century on before after until 31 half first quarter FY21 2020-13-01 99/99/9999 20"
)
PIECES = st.lists(
    st.sampled_from(_WORDS.split()),
    max_size=12,
).map(" ".join)


@settings(max_examples=120)
@given(text=PIECES | st.text(max_size=40), reference=st.none() | st.dates())
def test_any_text_gives_ordered_spans_and_ordered_dates(nlp: Parse, text: str, reference: date | None) -> None:
    doc = nlp(text)
    previous_end = 0
    for one in find_time_references(doc, reference_date=reference):
        assert previous_end <= one.start_char < one.end_char <= len(doc.text)
        assert one.date_from is None or one.date_to is None or one.date_from <= one.date_to
        previous_end = one.end_char


def test_a_date_lies_in_the_year_that_is_named_beside_it(nlp: Parse) -> None:
    found = find_time_references(nlp("The survey ran between 4 and 27 July last year."), reference_date=WRITTEN)
    assert (_iso(found[0].date_from), _iso(found[0].date_to)) == ("2025-07-04", "2025-07-27")


def test_next_years_budget_moves_no_date(nlp: Parse) -> None:
    found = find_time_references(nlp("On 3 March next year's budget was presented."), reference_date=WRITTEN)
    assert _iso(found[0].date_from) == "2026-03-03"
