from __future__ import annotations

import math

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from flows.extraction.numbers import find_numbers, with_english_separators
from flows.extraction.quantities import find_quantities
from flows.extraction.tokens import plain
from flows.extraction.units import CURRENCY_CODES, CURRENCY_SYMBOLS, singular, unit_after
from tests.growth import is_linear
from tests.unit.extraction.documents import Parse

# sentence -> (text, bound, value, value_high, unit, unit_kind) of every quantity in it
STATED = [
    (
        "Analysts put the market at US$912 billion (£737bn) last year.",
        [("US$912 billion", "=", 912e9, None, "USD", "money"), ("£737bn", "=", 737e9, None, "GBP", "money")],
    ),
    ("The plan foresees an industry worth RMB 1000 billion.", [("RMB 1000 billion", "=", 1e12, None, "CNY", "money")]),
    ("It should be worth at least RMB 150 billion.", [("RMB 150 billion", ">", 150e9, None, "CNY", "money")]),
    ("The centre cost just under 28m kroner.", [("28m kroner", "<", 28e6, None, "DKK", "money")]),
    ("It raised 3m US dollars.", [("3m US dollars", "=", 3e6, None, "USD", "money")]),
    ("It will be short of 6m to 9m litres a day.", [("6m to 9m litres a day", "=", 6e6, 9e6, "litre per day", "measure")]),
    (
        "It made 412m marks, against 468m in 2024.",
        [("412m marks", "=", 412e6, None, "mark", "count"), ("468m", "=", 468e6, None, None, "number")],
    ),
    (
        "Some 1.5m people live within 500m of it.",
        [("1.5m people", "~", 1.5e6, None, "people", "count"), ("500m", "<", 500, None, "metre", "measure")],
    ),
    ("He handed over $240,000 in cash.", [("$240,000", "=", 240e3, None, "USD", "money")]),
    ("There were payments adding up to $240,000.", [("$240,000", "=", 240e3, None, "USD", "money")]),
    ("It is not expected to go above 6%.", [("6%", "<", 6, None, "percent", "ratio")]),
    ("None of them younger than 55 years took part.", [("55 years", ">", 55, None, "year", "duration")]),
    ("Inflation is still above the 2% target.", [("2%", "=", 2, None, "percent", "ratio")]),
    (
        "Rates fell by a quarter of a percentage point.",
        [("a quarter of a percentage point", "down", 0.25, None, "percentage point", "measure")],
    ),
    ("The risk fell by roughly a quarter.", [("a quarter", "~", 0.25, None, None, "ratio")]),
    ("Bills will go up by £19 a year at most.", [("£19 a year", "<", 19, None, "GBP per year", "measure")]),
    ("Trains go no faster than 40 mph.", [("40 mph", "<", 40, None, "mile per hour", "measure")]),
    ("Upward of 900 people came.", [("900 people", ">", 900, None, "people", "count")]),
    ("It was there for a year and a half.", [("a year and a half", "=", 1.5, None, "year", "duration")]),
    ("The loss came to £4.1m.", [("£4.1m", "=", 4_100_000, None, "GBP", "money")]),
    ("It may bring 1 to 2 more inches.", [("1 to 2 more inches", "=", 1, 2, "inch", "measure")]),
    ("Patrols must be announced six hours ahead or more.", [("six hours", ">", 6, None, "hour", "duration")]),
    ("Pass 2.5 litres of urine a day or more.", [("2.5 litres", ">", 2.5, None, "litre", "measure")]),
    ("Check the bolts every four weeks or more often.", [("four weeks", "=", 4, None, "week", "duration")]),
    ("It is offered to everyone above the age of 60.", [("60", ">", 60, None, None, "number")]),
    ("Fishing has been halted inside six miles of the wreck.", [("six miles", "<", 6, None, "mile", "measure")]),
    ("It was found inside two buildings.", [("two buildings", "=", 2, None, "building", "count")]),
    ("There is a limit of four concerts.", [("four concerts", "<", 4, None, "concert", "count")]),
    ("The wall is 28m long.", [("28m", "=", 28, None, "metre", "measure")]),
    ("The trial covers 400-800 million people.", [("400-800 million people", "=", 4e8, 8e8, "people", "count")]),
    ("Exports made up 23% of output.", [("23%", "=", 23, None, "percent", "ratio")]),
    ("It accounts for approximately 12% of the workforce.", [("12%", "~", 12, None, "percent", "ratio")]),
    ("They opened thousands of fake accounts.", [("thousands of fake accounts", "=", 1e3, 1e4, "fake account", "count")]),
    ("It cost hundreds of thousands of dollars.", [("hundreds of thousands of dollars", "=", 1e5, 1e6, "USD", "money")]),
    ("They pumped millions of tons.", [("millions of tons", "=", 1e6, 1e7, "ton", "measure")]),
    ("Tens of thousands of workers walked out.", [("Tens of thousands of workers", "=", 1e4, 1e5, "worker", "count")]),
    ("Dozens of firms closed.", [("Dozens of firms", ">", 12, None, "firm", "count")]),
    ("It was copied in almost 50 other countries.", [("50 other countries", "~", 50, None, "country", "count")]),
    ("More than 20 cities have their own rules.", [("20 cities", ">", 20, None, "city", "count")]),
    ("There are an estimated 4,500 AI firms there.", [("4,500 AI firms", "~", 4500, None, "ai firm", "count")]),
    ("It bought 50,000 Nvidia H100 GPUs.", [("50,000 Nvidia H100 GPUs", "=", 5e4, None, "nvidia h100 gpu", "count")]),
    ("They pledged over US$400 billion.", [("US$400 billion", ">", 400e9, None, "USD", "money")]),
    ("It took at least three days.", [("three days", ">", 3, None, "day", "duration")]),
    ("Now it takes just ten minutes.", [("ten minutes", "=", 10, None, "minute", "duration")]),
    ("The two-day summit ended badly.", [("two-day", "=", 2, None, "day", "duration")]),
    ("Half of the voters stayed away.", [("Half", "=", 0.5, None, None, "ratio")]),
    ("Two-thirds of the seats are vacant.", [("Two-thirds", "=", 2 / 3, None, None, "ratio")]),
    ("A third of the staff left.", [("A third", "=", 1 / 3, None, None, "ratio")]),
    ("One in five pupils is absent.", [("One in five", "=", 0.2, None, None, "ratio")]),
    ("Some 1.5m people live there.", [("1.5m people", "~", 1.5e6, None, "people", "count")]),
    ("Prices went up 3-5 per cent.", [("3-5 per cent", "up", 3, 5, "percent", "ratio")]),
    ("It needs between 5 and 7 litres.", [("5 and 7 litres", "=", 5, 7, "litre", "measure")]),
    ("A trip takes three or four hours.", [("three or four hours", "=", 3, 4, "hour", "duration")]),
    ("The state set aside Rs 3 lakh crore.", [("Rs 3 lakh crore", "=", 3e12, None, "INR", "money")]),
    ("It built 1,00,000 schools.", [("1,00,000 schools", "=", 1e5, None, "school", "count")]),
    (
        "Two and a half million voters were turned away.",
        [("Two and a half million voters", "=", 2.5e6, None, "voter", "count")],
    ),
    (
        "It paid A$5m, HK$20 million and €3.2bn.",
        [
            ("A$5m", "=", 5e6, None, "AUD", "money"),
            ("HK$20 million", "=", 2e7, None, "HKD", "money"),
            ("€3.2bn", "=", 3.2e9, None, "EUR", "money"),
        ],
    ),
    ("It spent 150bn yuan on chips.", [("150bn yuan", "=", 150e9, None, "CNY", "money")]),
    ("He owes 40 million Danish crowns.", [("40 million Danish crowns", "=", 4e7, None, "DKK", "money")]),
    ("Petrol costs $2.11 per gallon.", [("$2.11 per gallon", "=", 2.11, None, "USD per gallon", "measure")]),
    ("Winds reached 100 km/h.", [("100 km/h", "=", 100, None, "kilometre per hour", "measure")]),
    ("It was 40°C in the shade.", [("40°C", "=", 40, None, "celsius", "measure")]),
    ("At night it was minus 30 degrees Celsius.", [("30 degrees Celsius", "=", -30, None, "celsius", "measure")]),
    ("The plant makes 10-15GW of power.", [("10-15GW", "=", 10, 15, "gigawatt", "measure")]),
    (
        "Sales fell by 5 per cent to $3m.",
        [
            ("5 per cent", "down", 5, None, "percent", "ratio"),
            ("$3m", "=", 3e6, None, "USD", "money"),
        ],
    ),
    (
        "The index closed at 300, +0.2% on the day.",
        [
            ("300", "=", 300, None, None, "number"),
            ("+0.2%", "up", 0.2, None, "percent", "ratio"),
        ],
    ),
    ("The school has room for up to 400 pupils.", [("400 pupils", "<", 400, None, "pupil", "count")]),
    ("They asked for 500 tests or more.", [("500 tests", ">", 500, None, "test", "count")]),
    ("Two of the firms went bankrupt.", [("Two of the firms", "=", 2, None, "firm", "count")]),
    ("It makes up 15% of sales.", [("15%", "=", 15, None, "percent", "ratio")]),
    ("He bought 40 barrels of oil.", [("40 barrels of oil", "=", 40, None, "barrel of oil", "count")]),
    ("The clinic gives 300 tests per day.", [("300 tests per day", "=", 300, None, "test per day", "count")]),
    ("The bank holds more than 7.5 million crowns (US$1.1 million).", None),
    ("The model has 72B parameters.", [("72B parameters", "=", 72e9, None, "parameter", "count")]),
    (
        "He raised 280 million of the 1.5 billion shekels he needs.",
        [("280 million", "=", 2.8e8, None, "ILS", "money"), ("1.5 billion shekels", "=", 1.5e9, None, "ILS", "money")],
    ),
    (
        "Growth slowed from 4.8 to 4.7 percent.",
        [("4.8", "=", 4.8, None, "percent", "ratio"), ("4.7 percent", "=", 4.7, None, "percent", "ratio")],
    ),
    ("The flights cost HK $5.4m.", [("HK $5.4m", "=", 5.4e6, None, "HKD", "money")]),
    ("Tesla delivered sixty Model 3s.", [("sixty", "=", 60, None, None, "number")]),
    (
        "It cost 2 and a half million dollars over 2 and a half years.",
        [
            ("2 and a half million dollars", "=", 2.5e6, None, "USD", "money"),
            ("2 and a half years", ">", 2.5, None, "year", "duration"),
        ],
    ),
    ("It took two and a half years.", [("two and a half years", "=", 2.5, None, "year", "duration")]),
    ("It hired +12500 workers.", [("+12500 workers", "up", 12500, None, "worker", "count")]),
    ("Between 500-1000 people came.", [("500-1000 people", "=", 500, 1000, "people", "count")]),
    ("In one study (2019) 500 people took part.", [("500 people", "=", 500, None, "people", "count")]),
    ("A 40-year-old man was hurt.", [("40-year-old", "=", 40, None, "year of age", "duration")]),
]

NOT_QUANTITIES = [
    "It is called Seedance 2.0 and runs on GPT-3.5, Qwen-72B and R1.",
    "The G20 met on COVID-19 and 5G.",
    "He wrote a book, Autocracy 2.0, about H100 chips.",
    'It is what the economist calls "Autocracy 2.0".',
    'It is what the economist calls "Autocracy 2.0" in his book.',
    "In 2018 and 2019 it was quiet, and by 2030 it will be over.",
    "A 2019 statement of principles said so.",
    "The 14th exhibition opened in the 21st century.",
    "It won 3-1 at home.",
    "Call +44 20 7946 0958 for details.",
    "For details call 555-0142 or +49 30 1234567.",
    "Write to the press office (+1 555 0199) for details.",
    "Tel. 020 7946 0018",
    "Phone: (555) 010-9999.",
    "Call 555-1234 now.",
    "Call us on 0800 123456.",
    "They meet on 25 December 2020 at 10:30.",
    "Windows 11 and the S&P 500 are names.",
    "The Boeing 737 was grounded.",
    "See Article 50, Chapter 3 and page 12.",
    "One example of this can be found in the south.",
    "It is one of the key reasons.",
    "He left in the first half.",
    "The three-step strategy worked.",
    "Write to a.b@example.org or visit https://example.org/2020/500.",
    "The 1980s were different.",
    "Third-party tools and a second attempt failed.",
]


@pytest.mark.parametrize(("text", "expected"), [(text, expected) for text, expected in STATED if expected is not None])
def test_an_amount_is_read_with_bound_value_and_unit(nlp: Parse, text: str, expected: list[tuple[object, ...]]) -> None:
    doc = nlp(text)
    found = [
        (doc.text[one.start_char : one.end_char], one.bound, one.value, one.value_high, one.unit, one.unit_kind)
        for one in find_quantities(doc)
    ]
    assert [one[:2] + one[4:] for one in found] == [(one[0], one[1], one[4], one[5]) for one in expected]
    assert [one[2] for one in found] == pytest.approx([one[2] for one in expected])
    assert [one[3] for one in found] == [one[3] for one in expected]


@pytest.mark.parametrize("text", NOT_QUANTITIES)
def test_names_dates_and_ordinals_are_no_quantities(nlp: Parse, text: str) -> None:
    doc = nlp(text)
    assert [doc.text[one.start_char : one.end_char] for one in find_quantities(doc)] == []


def test_a_conversion_in_brackets_keeps_the_bound_of_what_it_converts(nlp: Parse) -> None:
    doc = nlp("The bank wants more than 7.5 million Danish crowns (US$1.1 million) in deposits.")
    assert [(one.value, one.bound, one.unit) for one in find_quantities(doc)] == [(7.5e6, ">", "DKK"), (1.1e6, ">", "USD")]


def test_a_price_rate_is_not_an_amount_of_money(nlp: Parse) -> None:
    found = find_quantities(nlp("It rose to $7.36 billion from $6.78 billion a year earlier, or $80 per sq m."))
    assert [(one.unit, one.unit_kind) for one in found] == [
        ("USD", "money"),
        ("USD", "money"),
        ("USD per square metre", "measure"),
    ]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("She put the number of cracks at 14.", ["crack"]),
        ("The number of homes without power fell from 400,000 to about 12,000.", ["home", "home"]),
        ("The number at 14 was wrong.", [None]),
        ("The number of the bus is 14.", [None]),
        ("The number of cracks is known; the span was closed at 14.", [None]),
    ],
)
def test_what_is_counted_may_stand_before_its_number(nlp: Parse, text: str, units: list[str | None]) -> None:
    assert [one.unit for one in find_quantities(nlp(text))] == units


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The share traded at 151.0325 on Monday.", [151.0325]),
        ("It employs 300 and a quarter are women.", [300]),
        ("The bill was $20 and a quarter was unpaid.", [20]),
        ("It took 2 and a half years.", [2.5]),
    ],
)
def test_a_decimal_is_no_telephone_number_and_a_quarter_of_others_no_part_of_a_number(
    nlp: Parse, text: str, values: list[float]
) -> None:
    assert [one.value for one in find_quantities(nlp(text))] == values


def test_a_part_is_counted_beside_the_whole_it_is_of(nlp: Parse) -> None:
    found = find_quantities(nlp("Six of the 41 vehicles had cracks deeper than 2 millimetres."))
    assert [(one.value, one.unit, one.bound) for one in found] == [
        (6, "vehicle", "="),
        (41, "vehicle", "="),
        (2, "millimetre", ">"),
    ]


def test_a_small_number_alone_counts_where_it_says_what_became_of_people(nlp: Parse) -> None:
    assert [one.value for one in find_quantities(nlp("Nine died, and seven are still missing."))] == [9, 7]
    assert find_quantities(nlp("Seven is a lucky number, and nine came.")) == []


def test_person_and_people_are_one_unit(nlp: Parse) -> None:
    found = find_quantities(nlp("At least one person died and 20 people were hurt."))
    assert [one.unit for one in found] == ["people", "people"]


def test_offsets_of_a_span_count_from_the_start_of_the_document(nlp: Parse) -> None:
    doc = nlp("Nothing here. It cost $5 million in all.")
    second = list(doc.sents)[1]
    (found,) = find_quantities(second)
    assert doc.text[found.start_char : found.end_char] == "$5 million"


def test_thousands_of_another_language_are_read_as_they_are_written_there(nlp: Parse) -> None:
    doc = nlp("Retiraron unas 3.000 toneladas de lodo.")
    assert [(doc.text[one.start_char : one.end_char], one.value) for one in find_quantities(doc, language="es")] == [
        ("3.000 toneladas", 3000)
    ]
    assert [one.value for one in find_quantities(doc)] == [3]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3.000, 3,000 y 1.234.567", [3000, 3000, 1234567]),
        ("1.234,5 y 1,234.5", [1234.5, 1234.5]),
        ("2,5 o 0,125", [2.5, 0.125]),
        ("el 14.09.2026, versión 1.2.3", []),
    ],
)
def test_digits_of_another_language_are_separated_as_in_english(text: str, values: list[float]) -> None:
    separated = with_english_separators(text)
    assert len(separated) == len(text)
    assert [number.value for number in find_numbers(separated)] == values


def test_a_pound_is_money_only_where_the_sentence_says_so(nlp: Parse) -> None:
    assert [one.unit for one in find_quantities(nlp("He lost 20 pounds on the diet."))] == ["pound"]
    assert [one.unit for one in find_quantities(nlp("It raised 20 million pounds."))] == ["GBP"]


def test_a_parse_is_not_needed_for_money_and_measures() -> None:
    found = find_quantities(plain(spacy.blank("en")("It cost US$3 million and weighs 5 kg.")))
    assert [(one.value, one.unit) for one in found] == [(3e6, "USD"), (5, "kilogram")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one hundred and twenty-five", 125),
        ("two million five hundred thousand", 2.5e6),
        ("half a million", 5e5),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("a hundred", 100),
        ("2½", 2.5),
        ("1.5×10³", 1500),
        ("10\u00a0000", 10000),
        ("12,345,678.9", 12345678.9),
        (".5", 0.5),
        ("−7", -7),
        ("nineteen", 19),
        ("five hundred million", 5e8),
        ("3.5k", 3500),
        ("2 and a half", 2.5),
        ("2 and a half million", 2.5e6),
        ("$3 and a quarter billion", 3.25e9),
    ],
)
def test_numbers_are_read_in_words_and_digits(text: str, value: float) -> None:
    (found,) = find_numbers(text)
    assert found.value == pytest.approx(value)
    assert (found.start, found.end) == (0, len(text))


def test_a_power_beyond_any_double_is_left_out() -> None:
    assert find_numbers("5×10^999 and 5×10^999 trillion, 1×10^308 billion") == []


def test_every_currency_symbol_has_a_currency_code() -> None:
    assert set(CURRENCY_SYMBOLS.values()) <= CURRENCY_CODES


@pytest.mark.parametrize(
    ("plural", "one"),
    [("countries", "country"), ("boxes", "box"), ("women", "woman"), ("people", "people"), ("viruses", "virus"),
     ("series", "series"), ("classes", "class"), ("houses", "house"), ("movies", "movie")],
)  # fmt: skip
def test_what_is_counted_is_named_in_the_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_a_symbol_counts_only_after_digits() -> None:
    assert unit_after("m", 0, numeral=False, glued=False) is None
    assert unit_after("m", 0, numeral=True, glued=True) == (1, "metre", "measure")
    assert unit_after("in the", 0, numeral=True, glued=False) is None


ODD_TEXT = st.text(
    alphabet=st.sampled_from("0123456789 .,-–$£€%kmbn/()'’\"\nABCdeftyoxX×½°\u00a0\u2009²一é")
    | st.characters(codec="utf-8"),
    max_size=60,
)
_WORDS = (
    "US$ 5 million 3-5 per cent twenty five and half a dozen of to between 2019 H100 1,000 .5 kg thousands % ½ - "
    "people two 1/3 or ("
)
PIECES = st.lists(
    st.sampled_from(_WORDS.split()),
    max_size=14,
).map(" ".join)


@settings(max_examples=80)
@given(text=ODD_TEXT | PIECES)
def test_any_text_gives_ordered_spans_inside_it(nlp: Parse, text: str) -> None:
    doc = nlp(text)
    previous_end = 0
    for one in find_quantities(doc):
        assert previous_end <= one.start_char < one.end_char <= len(doc.text)
        assert doc.text[one.start_char : one.end_char].strip() == doc.text[one.start_char : one.end_char]
        assert math.isfinite(one.value)
        assert one.value_high is None or one.value_high > one.value
        assert one.unit_kind != "money" or one.unit in CURRENCY_CODES
        previous_end = one.end_char


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1.", "$", "-", "one ", "half a ", "1 in ", "1-", "thousands of ", "2019 ", "5 kg ", "a@"]
)
def test_repetition_is_read_in_linear_time(piece: str) -> None:
    assert is_linear(lambda n: find_numbers(piece * (n // len(piece))), 5_000)


def test_one_word_of_very_many_digits_is_no_quantity_and_read_in_linear_time() -> None:
    vocabulary = spacy.blank("en").vocab

    def read(n: int) -> None:
        assert find_quantities(plain(Doc(vocabulary, words=["1" * n]))) == []

    assert is_linear(read, 20_000)
