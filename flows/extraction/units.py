"""What numbers are numbers of: currencies, measures and durations, as English texts write them.

Data and look-ups only. Currencies are named by ISO 4217 code; measures by their singular English name with the
spelling of the SI brochure ("kilometre per hour"); prefixes and the imperial units are those of NIST Special
Publication 811. Which stretch of a sentence is a number is decided in ``numbers``, which unit belongs to it in
``quantities``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

UnitKind = Literal["money", "ratio", "count", "duration", "measure", "number"]

CURRENCY_SYMBOLS: dict[str, str] = {
    "$": "USD",  # by default; a document of another dollar country rarely says so at each amount
    "US$": "USD",
    "U.S.$": "USD",
    "$US": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "$A": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "CAN$": "CAD",
    "HK$": "HKD",
    "NZ$": "NZD",
    "S$": "SGD",
    "SG$": "SGD",
    "NT$": "TWD",
    "R$": "BRL",
    "MX$": "MXN",
    "J$": "JMD",
    "TT$": "TTD",
    "€": "EUR",
    "£": "GBP",
    "E£": "EGP",
    "¥": "JPY",  # also the yuan's sign; texts in English write yuan, RMB or CN¥ for that
    "￥": "JPY",
    "JP¥": "JPY",
    "CN¥": "CNY",
    "RMB¥": "CNY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "₦": "NGN",
    "₱": "PHP",
    "฿": "THB",
    "₫": "VND",
    "₪": "ILS",
    "₴": "UAH",
    "₸": "KZT",
    "₵": "GHS",
    "GH₵": "GHS",
    "₡": "CRC",
    "₲": "PYG",
    "₭": "LAK",
    "₮": "MNT",
    "₼": "AZN",
    "₾": "GEL",
    "৳": "BDT",
    "RMB": "CNY",
    "Rs": "INR",
    "Rs.": "INR",
    "RM": "MYR",
    "Rp": "IDR",
    "Tk": "BDT",
    "KSh": "KES",
    "Ksh": "KES",
    "PS": "GBP",  # what transliteration to ASCII makes of £
    "Y=": "JPY",  # … and of ¥
}
"""Signs before an amount."""

SUFFIX_SYMBOLS: dict[str, str] = {"€": "EUR", "£": "GBP", "$": "USD", "zł": "PLN", "Kč": "CZK", "₽": "RUB", "₪": "ILS"}
"""Signs that also stand directly after an amount."""

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
    "LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR "
    "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP "
    "TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG"
)
CURRENCY_CODES: frozenset[str] = frozenset(_CODES.split())
"""ISO 4217 codes, and CNH, by which the yuan traded outside China is known."""

_WORDS_BEFORE_NUMBERS = frozenset({"ALL", "ANG", "COP", "CUP", "MOP", "PEN", "SDG", "SOS", "TOP"})
"""Codes that are also words or names before numbers ("COP 28", "SDG 13", "TOP 10"): read only after an amount."""

_CURRENCY_NAMES: dict[str, tuple[str, ...]] = {
    "USD": ("dollar", "dollars", "buck", "bucks", "greenback", "greenbacks"),
    "EUR": ("euro", "euros"),
    "CNY": ("yuan", "renminbi", "rmb"),
    "JPY": ("yen",),
    "INR": ("rupee", "rupees"),
    "KRW": ("won",),
    "RUB": ("ruble", "rubles", "rouble", "roubles"),
    "ILS": ("shekel", "shekels"),
    "TRY": ("lira", "liras"),
    "ZAR": ("rand",),
    "BRL": ("reais",),
    "AED": ("dirham", "dirhams"),
    "SAR": ("riyal", "riyals"),
    "THB": ("baht",),
    "MYR": ("ringgit", "ringgits"),
    "IDR": ("rupiah",),
    "VND": ("dong",),
    "PLN": ("zloty", "zlotys", "zloties"),
    "HUF": ("forint", "forints"),
    "UAH": ("hryvnia", "hryvnias"),
    "NGN": ("naira",),
    "BDT": ("taka",),
    "DKK": ("kroner",),
    "SEK": ("kronor",),
    "CHF": ("franc", "francs"),
    "CZK": ("koruna", "korunas", "koruny"),
}

_NATIONAL_CURRENCIES: dict[tuple[str, ...], dict[str, str]] = {
    ("dollar", "dollars"): {
        "us": "USD",
        "u.s.": "USD",
        "american": "USD",
        "australian": "AUD",
        "canadian": "CAD",
        "hong kong": "HKD",
        "new zealand": "NZD",
        "singapore": "SGD",
        "singaporean": "SGD",
        "taiwan": "TWD",
        "taiwanese": "TWD",
        "jamaican": "JMD",
    },
    ("pound", "pounds"): {"british": "GBP", "uk": "GBP", "egyptian": "EGP", "lebanese": "LBP", "syrian": "SYP"},
    ("rupee", "rupees"): {"indian": "INR", "pakistani": "PKR", "pakistan": "PKR", "nepalese": "NPR", "nepali": "NPR"},
    ("yuan", "renminbi"): {"chinese": "CNY"},
    ("yen",): {"japanese": "JPY"},
    ("won",): {"south korean": "KRW", "korean": "KRW"},
    ("crown", "crowns", "krone", "kroner", "krona", "kronor", "koruna"): {
        "danish": "DKK",
        "norwegian": "NOK",
        "swedish": "SEK",
        "czech": "CZK",
        "icelandic": "ISK",
    },
    ("franc", "francs"): {"swiss": "CHF", "cfa": "XOF"},
    ("peso", "pesos"): {
        "mexican": "MXN",
        "philippine": "PHP",
        "argentine": "ARS",
        "argentinian": "ARS",
        "chilean": "CLP",
        "colombian": "COP",
    },
    ("shekel", "shekels"): {"israeli": "ILS"},
    ("lira", "liras"): {"turkish": "TRY"},
    ("ruble", "rubles", "rouble", "roubles"): {"russian": "RUB"},
    ("shilling", "shillings"): {"kenyan": "KES", "ugandan": "UGX", "tanzanian": "TZS"},
    ("rand",): {"south african": "ZAR"},
    ("real", "reais"): {"brazilian": "BRL"},
    ("dirham", "dirhams"): {"uae": "AED", "emirati": "AED", "moroccan": "MAD"},
    ("riyal", "riyals"): {"saudi": "SAR", "qatari": "QAR"},
}

_CLARIFIERS = {"us": "USD", "u.s.": "USD", "u.s": "USD", "canadian": "CAD", "australian": "AUD"}
"""What may follow a plain dollar amount: "$75 U.S. per barrel"."""

_DURATIONS: dict[str, str] = {
    # name: symbols
    "nanosecond": "ns",
    "microsecond": "µs|μs",
    "millisecond": "ms|msec",
    "second": "sec|secs",
    "minute": "min|mins",
    "hour": "hr|hrs",
    "day": "",
    "weekday": "",
    "week": "wk|wks",
    "fortnight": "",
    "month": "",
    "year": "yr|yrs",
    "decade": "",
    "century": "",
    "millennium": "",
}

_SI_PREFIXES = {
    "nano": "n",
    "micro": "µ",
    "milli": "m",
    "centi": "c",
    "kilo": "k",
    "mega": "M",
    "giga": "G",
    "tera": "T",
    "peta": "P",
    "exa": "E",
}
_SI_UNITS: dict[str, tuple[str, tuple[str, ...], str]] = {
    # name: (symbol, other spellings, prefixes in use by symbol; "-" is none)
    "metre": ("m", ("meter",), "-nµmck"),
    "gram": ("g", ("gramme",), "-µmk"),
    "litre": ("l", ("liter",), "-µmcM"),
    "watt": ("W", (), "-µmkMGT"),
    "watt-hour": ("Wh", ("watt hour",), "-kMGT"),
    "hertz": ("Hz", (), "-kMGT"),
    "byte": ("B", (), "-kMGTPE"),
    "joule": ("J", (), "-mkMGT"),
    "pascal": ("Pa", (), "-kMG"),
    "volt": ("V", (), "-µmkM"),
    "ampere": ("A", ("amp",), "-µmk"),
    "newton": ("N", (), "-mk"),
    "tonne": ("t", ("metric ton", "metric tonne"), "-MG"),
    "electronvolt": ("eV", (), "-kMGT"),
}

_OTHER_UNITS: dict[str, tuple[str, str]] = {
    # name: (words beside the name and its plural in -s, symbols and abbreviations)
    "bit": ("", ""),
    "kilobyte": ("", "KB"),
    "megabit": ("", "Mb|Mbit"),
    "gigabit": ("", "Gb|Gbit"),
    "kilobit per second": ("kilobits per second", "kbps|Kbps"),
    "megabit per second": ("megabits per second", "Mbps|mbps|Mb/s"),
    "gigabit per second": ("gigabits per second", "Gbps|Gb/s"),
    "milliampere-hour": ("", "mAh"),
    "ampere-hour": ("", "Ah"),
    "inch": ("inches", "″"),
    "foot": ("feet", "ft|ft.|′"),
    "yard": ("", "yd|yds"),
    "mile": ("", "mi"),
    "nautical mile": ("", "nmi"),
    "light-year": ("light year|light years", ""),
    "acre": ("", ""),
    "hectare": ("", "ha"),
    "pound": ("", "lb|lbs"),
    "ounce": ("", "oz"),
    "stone": ("", ""),
    "ton": ("", ""),
    "pint": ("", ""),
    "quart": ("", ""),
    "gallon": ("", ""),
    "fluid ounce": ("", "fl oz"),
    "millilitre": ("", "ml|mL"),
    "litre": ("", "L"),
    "horsepower": ("", "hp|HP"),
    "brake horsepower": ("", "bhp"),
    "pound-foot": ("pound-feet|pound feet", "lb-ft|lb ft"),
    "newton-metre": ("newton metre|newton metres|newton meters", "Nm"),
    "calorie": ("", ""),
    "kilocalorie": ("", "kcal"),
    "decibel": ("", "dB"),
    "knot": ("", ""),
    "pound per square inch": ("pounds per square inch", "psi"),
    "mile per hour": ("miles per hour|miles an hour", "mph"),
    "kilometre per hour": (
        "kilometres per hour|kilometers per hour|kilometer per hour|kilometres an hour|kilometers an hour",
        "kph|km/h|kmh|kmph|km/hr",
    ),
    "metre per second": ("metres per second|meters per second|meter per second", "m/s"),
    "mile per gallon": ("miles per gallon", "mpg"),
    "revolution per minute": ("revolutions per minute|revs per minute", "rpm"),
    "beat per minute": ("beats per minute", "bpm"),
    "frame per second": ("frames per second", "fps"),
    "part per million": ("parts per million", "ppm"),
    "part per billion": ("parts per billion", "ppb"),
    "celsius": ("degrees celsius|degree celsius|degrees centigrade", "°C|° C|ºC|℃|degrees C"),
    "fahrenheit": ("degrees fahrenheit|degree fahrenheit", "°F|° F|ºF|℉|degrees F"),
    "kelvin": ("", ""),
    "degree": ("", "°|º"),
    "pixel": ("", "px"),
    "megapixel": ("", "MP"),
    "teraflops": ("teraflop", "TFLOPS"),
    "petaflops": ("petaflop", "PFLOPS"),
    "exaflops": ("exaflop", "EFLOPS"),
    "mega british thermal unit": ("million british thermal units", "mmBTU|MMBtu"),
    "british thermal unit": ("", "BTU|Btu"),
    "square metre": ("square meter|square meters", "sq m|sqm|m2|m²"),
    "square kilometre": ("square kilometer|square kilometers", "sq km|km2|km²"),
    "square centimetre": ("square centimeter|square centimeters", "sq cm|cm2|cm²"),
    "square inch": ("square inches", "sq in"),
    "square foot": ("square feet", "sq ft|sq. ft|ft2|ft²"),
    "square yard": ("", ""),
    "square mile": ("", "sq mi"),
    "cubic metre": ("cubic meter|cubic meters", "m3|m³"),
    "cubic centimetre": ("cubic centimeter|cubic centimeters", "cc|cm3|cm³"),
    "cubic kilometre": ("cubic kilometer|cubic kilometers", "km3|km³"),
    "cubic foot": ("cubic feet", "cu ft|ft3|ft³"),
    "ohm": ("", "Ω"),
    "lumen": ("", ""),
    "nit": ("", ""),
    "carat": ("", ""),
    "basis point": ("", "bps|bp"),
    "percentage point": ("percent point|percent points|per cent point|per cent points", "pp|ppt"),
    # Minor units keep their own name: a cent may be a hundredth of any of a dozen currencies, and texts seldom say which.
    "cent": ("", "¢"),
    "penny": ("pence|pennies", "p"),
}

_RATIOS: dict[str, tuple[str, str]] = {
    "percent": ("per cent|per-cent|percentage", "%|％|pct|pc"),
    "per mille": ("per mil", "‰"),
}

_GLUED_ONLY: dict[str, tuple[str, UnitKind]] = {
    "in": ("inch", "measure"),
    '"': ("inch", "measure"),
    "s": ("second", "duration"),
    "h": ("hour", "duration"),
}
"""Abbreviations that are also words, letters or punctuation: read only where nothing parts them from the numeral."""


@cache
def _unit_words() -> dict[str, tuple[str, UnitKind]]:
    """Spelled-out units in lower case -> (name, kind)."""
    words: dict[str, tuple[str, UnitKind]] = {}

    def add(name: str, spellings: Iterable[str], kind: UnitKind) -> None:
        for spelling in spellings:
            words[spelling] = (name, kind)
            if kind != "ratio" and not spelling.endswith(("s", "z", "feet", "century", "millennium")):
                words[spelling + "s"] = (name, kind)

    for name, (_, spellings, prefixes) in _SI_UNITS.items():
        for prefix, sign in {"": "-", **_SI_PREFIXES}.items():
            if sign in prefixes:
                add(prefix + name, (prefix + spelling for spelling in (name, *spellings)), "measure")
    for name, (others, _) in _OTHER_UNITS.items():
        add(name, filter(None, (name, *others.split("|"))), "measure")
    for name in _DURATIONS:
        add(name, (name,), "duration")
    add("century", ("centuries",), "duration")
    add("millennium", ("millennia",), "duration")
    for name, (others, _) in _RATIOS.items():
        add(name, (name, *others.split("|")), "ratio")
    return words


@cache
def _unit_symbols() -> dict[str, tuple[str, UnitKind]]:
    """Symbols and abbreviations, case and all -> (name, kind)."""
    symbols: dict[str, tuple[str, UnitKind]] = {}
    for name, (symbol, _, prefixes) in _SI_UNITS.items():
        for prefix, sign in {"": "-", **_SI_PREFIXES}.items():
            if sign in prefixes:
                written = sign.replace("-", "") + symbol
                symbols[written] = symbols[written.replace("µ", "μ")] = (prefix + name, "measure")
    for name, (_, others) in _OTHER_UNITS.items():
        symbols |= dict.fromkeys(filter(None, others.split("|")), (name, "measure"))
    for name, others in _DURATIONS.items():
        symbols |= dict.fromkeys(filter(None, others.split("|")), (name, "duration"))
    for name, (_, others) in _RATIOS.items():
        symbols |= dict.fromkeys(others.split("|"), (name, "ratio"))
    # "B" is a billion parameters before it is a byte.
    del symbols["B"]
    return symbols | _GLUED_ONLY


@cache
def _currency_forms() -> dict[str, str]:
    """Currency words in lower case that may follow an amount -> ISO 4217 code."""
    forms: dict[str, str] = {}
    for code, names in _CURRENCY_NAMES.items():
        forms |= dict.fromkeys(names, code)
    for nouns, nations in _NATIONAL_CURRENCIES.items():
        forms |= {f"{nation} {noun}": code for noun in nouns for nation, code in nations.items()}
    forms |= {"pounds sterling": "GBP", "pound sterling": "GBP", "sterling": "GBP", "quid": "GBP"}
    return forms


def _alternation(forms: Iterable[str]) -> str:
    return "|".join(re.escape(form).replace(r"\ ", r"[ \u00a0-]") for form in sorted(forms, key=len, reverse=True))


@cache
def currency_name_pattern() -> re.Pattern[str]:
    """Match a blank and a currency's name, with its nation or without, where both begin."""
    nouns = {noun for names in _NATIONAL_CURRENCIES for noun in names}
    return re.compile(rf"[ \u00a0-](?:{_alternation({*_currency_forms(), *nouns})})(?![^\W_])", re.IGNORECASE)


@cache
def _after_pattern() -> re.Pattern[str]:
    """Match a currency or unit that begins where it is matched; letters and digits may not go on behind it."""
    symbols = [*_unit_symbols(), *CURRENCY_CODES, *SUFFIX_SYMBOLS, "RMB"]
    words = [*_unit_words(), *_currency_forms()]
    # Words are read in any case ("11 FEET"), symbols only as they stand (mW is not MW).
    return re.compile(rf"(?:(?P<word>(?i:{_alternation(words)}))|(?P<symbol>{_alternation(symbols)}))(?![^\W_])")


def currency_prefix_pattern() -> str:
    """Regular expression of the signs and codes that stand before an amount, longest first."""
    signs = sorted(CURRENCY_SYMBOLS, key=len, reverse=True)
    glued = {"PS", "Y="}  # transliterations have no space
    codes = sorted(CURRENCY_CODES - _WORDS_BEFORE_NUMBERS)
    return (
        r"(?:(?:" + "|".join(re.escape(sign) for sign in signs if sign not in glued) + r")[ \u00a0]?"
        r"|(?:PS|Y=)(?=[\d.])"
        r"|(?:US|HK|NZ|AU|CA)[ \u00a0]\$"
        r"|(?:" + "|".join(codes) + r")[ \u00a0]?)"
    )


def prefix_currency(written: str) -> str:
    """ISO 4217 code of what :func:`currency_prefix_pattern` matched."""
    sign = written.strip().replace(" ", "").replace("\u00a0", "")
    return CURRENCY_SYMBOLS.get(sign, sign)


def unit_after(text: str, position: int, *, numeral: bool, glued: bool) -> tuple[int, str, UnitKind] | None:
    """Find the currency, percentage, measure or duration that begins exactly at ``position``.

    ``numeral``: the number is written in digits, so symbols count ("5 in" is no unit, "5in" is, "five m" is not);
    ``glued``: nothing stands between number and position. Returns (end, name, kind), or ``None``. A pound is a weight
    here; whether it is money is for the caller to know.
    """
    found = _after_pattern().match(text, position)
    if found is None:
        return None
    if found["word"] is not None:
        spaced = found["word"].replace("\u00a0", " ").casefold()
        for form in (spaced, spaced.replace("-", " ")):
            if form in _currency_forms():
                return found.end(), _currency_forms()[form], "money"
            if form in _unit_words():
                return found.end(), *_unit_words()[form]
    symbol = found[0].replace("\u00a0", " ")
    for form in (symbol, symbol.replace("-", " ")):
        if form in CURRENCY_CODES or form == "RMB":
            return found.end(), "CNY" if form == "RMB" else form, "money"
        if form in _unit_symbols() and numeral and (glued or form not in _GLUED_ONLY):
            return found.end(), *_unit_symbols()[form]
        if form in SUFFIX_SYMBOLS and glued:
            return found.end(), SUFFIX_SYMBOLS[form], "money"
    return None


_PER = re.compile(
    r"(?:[ \u00a0-]per[ \u00a0-]|[ \u00a0](?:an?|each|every)[ \u00a0]|[ \u00a0]?/[ \u00a0]?)(?=[^\W\d_])", re.IGNORECASE
)
_NO_RATE = re.compile(r"[ \u00a0](?:earlier|ago|later|before|after|on[ \u00a0]year)(?![^\W_])", re.IGNORECASE)
"""What makes "a year" in "$6 billion a year earlier" a time."""
_PER_WORD = re.compile(r"[^\W\d_]{2,20}")


def rate_after(text: str, position: int) -> tuple[int, str] | None:
    """Find the denominator that begins at ``position``: " per day", " a barrel", "/h" -> (end, singular name).

    After "per" any noun-like word counts; after "a", "an", "each", "every" and "/" only a unit, since what follows may be a
    new noun phrase.
    """
    found = _PER.match(text, position)
    if found is None:
        return None
    unit = unit_after(text, found.end(), numeral=True, glued=True)
    if unit is not None and unit[2] in {"measure", "duration"}:
        return None if _NO_RATE.match(text, unit[0]) else (unit[0], unit[1])
    word = _PER_WORD.match(text, found.end())
    if word is None:
        return None
    if "per" in found[0].casefold() or word[0].casefold() in {"barrel", "share", "head", "person", "piece", "bottle"}:
        return word.end(), singular(word[0].casefold())
    return None


def currency_clarifier(text: str, position: int) -> tuple[int, str] | None:
    """Find the country after a plain dollar amount ("$75 U.S."): (end, ISO 4217 code)."""
    found = re.compile(r"[ \u00a0]?(US|U\.S\.?|Canadian|Australian)(?![^\W_])(?![ \u00a0]?[$£€])").match(text, position)
    return None if found is None else (found.end(), _CLARIFIERS[found[1].casefold()])


_IRREGULAR = {
    "people": "people",
    "persons": "people",
    "person": "people",
    "men": "man",
    "women": "woman",
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "lives": "life",
    "wives": "wife",
    "knives": "knife",
    "leaves": "leaf",
    "halves": "half",
    "thieves": "thief",
    "wolves": "wolf",
    "criteria": "criterion",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "zombies": "zombie",
    "rookies": "rookie",
    "analyses": "analysis",
    "crises": "crisis",
    "buses": "bus",
    "viruses": "virus",
    "campuses": "campus",
    "bonuses": "bonus",
    "statuses": "status",
    "aircraft": "aircraft",
}
_INVARIANT = ("ss", "us", "is", "series", "species", "news", "means", "headquarters")


def singular(word: str) -> str:
    """Put a lower-case English noun in the singular; "people" and "person" are one unit, named "people"."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(("men", "women")) and len(word) > 5:
        return word[:-2] + "an"
    if not word.endswith("s") or word.endswith(_INVARIANT) or len(word) < 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes", "oes")) and not word.endswith(
        ("shoes", "axes", "caches", "toes", "aches")
    ):
        return word[:-2]
    return word[:-1]
