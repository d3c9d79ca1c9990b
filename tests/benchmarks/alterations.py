"""Edits of real sentences whose meaning is known: what each does to the sentence, and what may be said of it afterwards.

Nothing here reads a list of the project: words, names and patterns are this module's own, so that a rule is never measured
against itself. Offsets count code points of the sentence, half open.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HARMLESS = "harmless"


@dataclass(frozen=True, slots=True)
class Edit:
    """One stretch of a sentence replaced by another."""

    kind: str
    """``number/value``: the sort of change, and how it was made; ``harmless/…`` changes nothing that is said."""
    start: int
    end: int
    text: str
    rest: tuple[tuple[int, int, str], ...] = ()
    """Further stretches replaced by the same edit: the second mark of a quotation."""
    one_sided: bool = False
    """What was done leaves nothing on one side that could be shown there: quotation marks put round words or taken away."""

    @property
    def family(self) -> str:
        return self.kind.split("/")[0]

    @property
    def pieces(self) -> list[tuple[int, int, str]]:
        return sorted([(self.start, self.end, self.text), *self.rest])


EXPECTED: dict[str, frozenset[str]] = {
    "number": frozenset({"number"}),
    "number/bound": frozenset({"number", "scope"}),
    "hedge": frozenset({"hedge_dropped", "hedge_shifted"}),
    "negation": frozenset({"negation"}),
    "negation/opposite": frozenset({"negation", "predicate"}),
    "entity": frozenset({"entity"}),
    "quotation": frozenset({"quote"}),
    "attribution": frozenset({"attribution"}),
    "attribution/source_changed": frozenset({"attribution", "entity"}),
    "scope": frozenset({"scope"}),
    "condition": frozenset({"condition"}),
}
"""The changes that count as right, by family, or by kind where that is more exact."""


def expected(kind: str) -> frozenset[str]:
    """Return the changes by which an edit of this kind may be told; none for a harmless one."""
    return EXPECTED.get(kind, EXPECTED.get(kind.split("/")[0], frozenset()))


_CARDINALS = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
_UNITS = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
_FIGURE = r"(?<![\w.,/:-])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\w/:]|[-–.,]\d)"
_BE = "is|are|was|were|has|have|had|will|would|could|should"


def spelled(number: int) -> str:
    """Spell a whole number below a million in words."""
    if number >= 1000:
        rest = number % 1000
        return spelled(number // 1000) + " thousand" + ("" if not rest else (" and " if rest < 100 else " ") + spelled(rest))
    if number >= 100:
        return spelled(number // 100) + " hundred" + (f" and {spelled(number % 100)}" if number % 100 else "")
    if number >= 20:
        return _TENS[number - number % 10] + (f"-{_UNITS[number % 10]}" if number % 10 else "")
    return _UNITS[number]


def _cased(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _swap(kind: str, pattern: str, new: dict[str, str] | str, sentence: str) -> Iterator[Edit]:
    """Replace the whole match: by ``new`` as a template, or by what ``new`` has for its words."""
    for match in re.finditer(pattern, sentence):
        words = match.expand(new) if isinstance(new, str) else new.get(match[0]) or new[match[0].lower()]
        yield Edit(kind, *match.span(), _cased(words, match[0]) if match.start() == 0 or isinstance(new, dict) else words)


def _either(words: dict[str, str]) -> str:
    return r"\b(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b"


# ---------------------------------------------------------------------------------------------------------------- numbers


def number(sentence: str, made: random.Random) -> Iterator[Edit]:
    for match in re.finditer(_FIGURE, sentence):
        digits = match[1]
        if match[2]:
            other = f"{digits}.{(int(match[2][1]) + made.randint(1, 8)) % 10}{match[2][2:]}"
        elif len(digits) == 4 and digits[:2] in ("19", "20"):
            other = str(int(digits) - made.randint(1, 9))
        else:
            place = made.randrange(len(digits.replace(",", "")))
            places = [index for index, sign in enumerate(digits) if sign.isdigit()]
            at = places[place]
            changed = (int(digits[at]) + made.randint(1, 8)) % 9 + 1
            other = digits[:at] + str(changed if str(changed) != digits[at] else changed % 9 + 1) + digits[at + 1 :]
        is_share = re.match(r"\s?(?:%|per ?cent)", sentence[match.end() :])
        yield Edit("number/percent" if is_share else "number/value", *match.span(), other)
    yield from _swap(
        "number/magnitude",
        r"(?<=\d )(?:million|billion)\b|(?<=\d)(?:m|bn)\b(?! race| final| freestyle| hurdles| butterfly)"
        r"|\b(?:thousands|hundreds|dozens)(?= of\b)",
        {"million": "billion", "billion": "million", "m": "bn", "bn": "m"}
        | {"thousands": "hundreds", "hundreds": "thousands", "dozens": "hundreds"},
        sentence,
    )
    for match in re.finditer(r"\b(?:between|from) (\S*\d[\d.,]*\S*) (?:and|to) (\S*\d[\d.,]*)", sentence):
        yield Edit("number/range", *match.span(), match[1] if made.random() < 0.5 else match[2])
    for match in re.finditer(
        r"(?<![\w.-])(\d{1,3})(?:-| to )(\d{1,3})(?= (?:%|per|percent|year|month|day|week|million|people))", sentence
    ):
        yield Edit("number/range", *match.span(), match[1] if made.random() < 0.5 else match[2])
    for match in re.finditer(
        r"\b(?:more than|at least|less than|fewer than|up to|no more than|a maximum of|a minimum of|over|under)"
        r" (?=[$£€]?\d[\d,.]*(?:%|m\b|bn\b| \w+))",
        sentence,
    ):
        yield Edit("number/bound", *match.span(), "")
    for match in re.finditer(r"\b(" + "|".join(_CARDINALS) + r")(?= (?!of\b|other\b|and\b|or\b)[a-z]+s\b)", sentence):
        yield Edit("number/word", *match.span(), made.choice([one for one in _CARDINALS if one != match[1]]))


# ----------------------------------------------------------------------------------------------------------------- hedges


def hedge(sentence: str, made: random.Random) -> Iterator[Edit]:
    verb = r"(?! well| not| no| also| still)(?= [a-z]+)"
    yield from _swap("hedge/dropped", rf"\b(?:may|might|could){verb}(?! have)", "will", sentence)
    yield from _swap("hedge/dropped", r"\b(?:may|might|could) have(?= [a-z]+(?:ed|en|wn|ne)\b)", "have", sentence)
    yield from _swap(
        "hedge/dropped", r" (?:perhaps|possibly|probably|apparently|allegedly|reportedly)\b(?=[ .])", "", sentence
    )
    yield from _swap("hedge/dropped", r"\bis (?:likely|expected|thought|believed) to(?= [a-z]+)", "is sure to", sentence)
    yield from _swap("hedge/dropped", r"\bare (?:likely|expected|thought|believed) to(?= [a-z]+)", "are sure to", sentence)
    yield from _swap("hedge/dropped", r"\b(?:appears|seems) to be\b", "is", sentence)
    yield from _swap("hedge/dropped", r"\b(?:appeared|seemed) to be\b", "was", sentence)
    yield from _swap("hedge/added", r"(?<= )will(?! not)(?= [a-z]+)", made.choice(["may", "might", "could"]), sentence)
    yield from _swap(
        "hedge/added",
        r"(?<= )(is|are|was|were)(?= (?:the|a|an) )",
        rf"\1 {made.choice(['perhaps', 'possibly', 'probably'])}",
        sentence,
    )
    yield from _swap("hedge/shifted", r"(?<= )likely(?= to)", "certain", sentence)
    yield from _swap("hedge/shifted", r"(?<= )unlikely\b", "likely", sentence)
    yield from _swap("hedge/shifted", r"(?<= )must(?= [a-z]+)(?! have| be)", "could", sentence)
    yield from _swap("hedge/shifted", r"(?<= )should(?! not)(?= [a-z]+)", made.choice(["will", "may", "must"]), sentence)
    yield from _swap(
        "hedge/shifted", r"(?<= )(?:possible|possibly)\b", {"possible": "certain", "possibly": "definitely"}, sentence
    )
    yield from _swap("hedge/shifted", r"(?<= )probably\b", "certainly", sentence)
    yield from _swap(
        "hedge/shifted",
        r"(?<= )would(?! not| like| have| rather)(?= [a-z]+)",
        made.choice(["could", "might", "may"]),
        sentence,
    )


# -------------------------------------------------------------------------------------------------------------- negations


def negation(sentence: str, made: random.Random) -> Iterator[Edit]:
    never = made.choice(["not", "not", "never"])
    yield from _swap(
        "negation/added", rf"(?<= )({_BE})(?= [a-z]+)(?! not| no| never| to\b| been no| n't)", rf"\1 {never}", sentence
    )
    yield from _swap("negation/dropped", rf"\b({_BE}) not\b(?! only)", r"\1", sentence)
    yield from _swap("negation/dropped", r"\b(is|are|was|were|has|have|had|would|could|should)n['’]t\b", r"\1", sentence)
    yield from _swap("negation/dropped", r"\bwon['’]t\b", "will", sentence)
    yield from _swap("negation/dropped", r"\bcannot\b|\bcan['’]t\b", "can", sentence)
    yield from _swap("negation/dropped", r"\b(?:do|does|did)(?: not|n['’]t) (?=[a-z])", "", sentence)
    yield from _swap("negation/dropped", r"(?<= )never (?=[a-z])", "", sentence)
    yield from _swap(
        "negation/dropped",
        r"(?<= )no(?= (?:evidence|plans?|doubt|reason|need|sign|change|longer|comment|chance|intention) )",
        "some",
        sentence,
    )
    yield from _swap(
        "negation/opposite",
        r"(?<= )(?:failed|refused|unable|impossible|illegal|denied|rejected|without|rejects|denies|refuses)(?= )",
        {"failed": "managed", "refused": "agreed", "unable": "able", "impossible": "possible", "illegal": "legal"}
        | {"denied": "confirmed", "rejected": "accepted", "without": "with", "rejects": "accepts"}
        | {"denies": "confirms", "refuses": "agrees"},
        sentence,
    )


# --------------------------------------------------------------------------------------------------------------- entities

_DESTROYED = {
    **{"Bank": "Financial institution", "House": "Residence", "Court": "Courtroom", "Office": "Workplace"},
    **{"Party": "Celebration", "Union": "Alliance", "World": "Globe", "Times": "Instances", "Foreign": "Overseas"},
    **{"Secretary": "Clerk", "Department": "Division", "Group": "Team", "Association": "Affiliation", "Cup": "Mug"},
    **{"Force": "Drive", "Service": "Provision", "Games": "Video games", "League": "Alliance", "Street": "Avenue"},
    **{"Central": "Middle", "Reserve": "Spare", "Health": "Wellness", "Trade": "Commerce", "Council": "Board"},
    **{"National": "Nationwide", "Royal": "Regal", "Justice": "Fairness", "Security": "Safety", "Home": "Dwelling"},
    **{"Open": "Unlocked", "Park": "Playground", "Road": "Freeway", "Air": "Breeze", "Labour": "Toil", "Labor": "Toil"},
    **{"State": "Condition", "Post": "Submit", "News": "Information", "Research": "Analysis", "School": "Faculty"},
    **{"Film": "Movie", "Award": "Prize", "Awards": "Prizes", "International": "Worldwide", "Liberal": "Generous"},
    **{"Conservative": "Cautious", "Democrats": "Republicans", "Democrat": "Republican", "Army": "Military"},
    **{"Commission": "Fee", "Institute": "Academy", "Journal": "Diary", "Star": "Celebrity", "Champions": "Winners"},
}
_NAME = r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*"
_PEOPLE = [
    "Harold Finch",
    "Marta Olsen",
    "Edwin Croft",
    "Lena Haas",
    "Paul Rayner",
    "Judith Moss",
    "Victor Lange",
    "Nora Pike",
]
_OTHERS = ["Portugal", "Norwich", "Denmark", "Halliday", "Brenner", "Uruguay", "Castleton", "Marsden", "Kenya", "Leicester"]
_NO_NAME = {
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February", "March", "April"),
    *("May", "June", "July", "August", "September", "October", "November", "December", "The", "But", "And", "This", "That"),
    *("Mr", "Mrs", "Ms", "Sir", "Lord", "Lady", "Dr", "President", "Prime", "Minister", "Christmas", "English", "British"),
    *("Sen", "Rep", "Gov", "Gen", "Feb", "Jan", "Mar", "Apr", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec", "Jr", "St", "Ft"),
}


def entity(sentence: str, made: random.Random) -> Iterator[Edit]:
    words = re.findall(r"[A-Za-z]{4,}", sentence)
    if sum(word[0].isupper() for word in words) * 2 > len(words):
        return  # a headline: every word has a capital, and few are names
    for match in re.finditer(_NAME, sentence):
        names = match[0].split()
        if set(names) & _NO_NAME:
            continue
        if len(names) == 1 or made.random() < 0.4:
            pool = _OTHERS if len(names) == 1 else _PEOPLE
            yield Edit("entity/another", *match.span(), made.choice([name for name in pool if name not in sentence]))
    for match in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]+(?:(?: of| for)? [A-Z][a-z]+)+", sentence):
        for word in re.finditer(r"\w+", match[0]):
            if word[0] in _DESTROYED:
                start = match.start() + word.start()
                yield Edit("entity/destroyed", start, start + len(word[0]), _DESTROYED[word[0]])


# ------------------------------------------------------------------------------------------------------------- quotations

_QUOTED = r'(?<![\w"])"([^"]{12,}?)"(?!\w)|“([^“”]{12,}?)”'
_ALTERED = {
    **{"great": "huge", "good": "fine", "big": "large", "very": "quite", "people": "folk", "think": "feel"},
    **{"want": "wish", "important": "vital", "hard": "tough", "new": "fresh", "way": "manner", "need": "require"},
    **{"work": "labour", "know": "understand", "make": "create", "get": "obtain", "good.": "fine.", "always": "often"},
    **{"really": "truly", "look": "search", "happy": "glad", "difficult": "tricky", "clear": "plain", "right": "proper"},
    **{"strong": "robust", "help": "aid", "show": "display", "lot": "bunch", "game": "match", "country": "nation"},
    **{"able": "ready", "public": "popular", "real": "actual", "best": "finest", "time": "moment", "part": "portion"},
    **{"the": "this", "a": "one", "and": "plus", "we": "they"},
}


def quotation(sentence: str, made: random.Random) -> Iterator[Edit]:
    if sentence.count('"') % 2 or sentence.count("“") != sentence.count("”"):
        return
    spans = []
    for match in re.finditer(_QUOTED, sentence):
        spans.append(match.span())
        words = [word for word in re.finditer(r"[a-z]+", match[0]) if word[0] in _ALTERED]
        words = [word for word in words if len(word[0]) > 3] or words
        if words:
            word = made.choice(words)
            start = match.start() + word.start()
            yield Edit("quotation/altered", start, start + len(word[0]), _ALTERED[word[0]])
        if len(match[0].split()) > 2:
            first, last = match.start(), match.end() - 1
            yield Edit("quotation/marks_dropped", first, first + 1, "", ((last, last + 1, ""),), one_sided=True)
    if not spans and '"' not in sentence and "“" not in sentence:
        words = list(re.finditer(r"(?<= )[a-z]+(?= )", sentence))
        if len(words) > 8:
            at = made.randrange(2, len(words) - 4)
            start, end = words[at].start(), words[at + made.randint(1, 3)].end()
            if end - start < 50:
                yield Edit("quotation/added", start, start, "“", ((end, end, "”"),), one_sided=True)


# ----------------------------------------------------------------------------------------------------------- attributions

_SAYING = "said|says|told|added|warned|claimed|argued|suggested|reported|announced|explained|insisted|stressed"
_WHO = r"(?:(?:the|a|an|his|her|its|their|Mr|Mrs|Ms|Dr|Sir) )?(?:[\w'’-]+ ){0,3}?[\w'’-]+"


def attribution(sentence: str, made: random.Random) -> Iterator[Edit]:
    others = {
        "said": made.choice(["claimed", "admitted", "insisted", "denied", "confirmed"]),
        "says": made.choice(["claims", "admits", "insists", "denies", "confirms"]),
        **{"suggested": "proved", "suggests": "proves", "suggest": "prove", "believes": "knows", "believe": "know"},
        **{"warned": "promised", "argued": "showed", "claimed": "confirmed", "claims": "proves", "admitted": "said"},
        **{"insisted": "suggested", "recommended": "ordered", "predicted": "announced", "urged": "ordered"},
        **{
            "alleged": "established",
            "announced": "hinted",
            "reported": "imagined",
            "confirmed": "hinted",
            "denied": "admitted",
        },
    }
    follows = r"(?= (?:that|he|she|it|they|the|there|a|in|we|I|his|on|[A-Z]))|(?=[:,.]|$)"
    for word, other in others.items():
        yield from _swap("attribution/verb", rf"(?<=[a-z] ){word}(?:{follows})", other, sentence)
        yield from _swap("attribution/verb", rf"(?<=[\"”,] ){word}(?= (?:the|a|Mr|Mrs|Ms|Dr|[A-Z]))", other, sentence)
    for match in re.finditer(rf"(?<=[\w%])(?:,)? according to {_WHO}(?=[.,]$|\.$|, )", sentence):
        yield Edit("attribution/source_dropped", *match.span(), "")
    for match in re.finditer(rf"(?<=[\w%]), (?:{_WHO} (?:said|says|added)|(?:said|says|added) {_WHO})(?=\.$)", sentence):
        if '"' not in sentence and "”" not in sentence:
            yield Edit("attribution/source_dropped", *match.span(), "")
    found = re.match(rf"(?:But |And )?({_WHO}) (?:{_SAYING}) that (?=[a-z])", sentence)
    if found:
        start = found.start(1)
        rest = found.end()
        yield Edit("attribution/source_dropped", start, rest + 1, _cased(sentence[rest], sentence[start]))
    for match in re.finditer(
        r"(?<=[a-z,] )(?:Mr|Mrs|Ms|Dr) [A-Z][a-z]+(?= (?:said|says|added|told|warned|claimed))", sentence
    ):
        yield Edit(
            "attribution/source_changed",
            *match.span(),
            made.choice(["a neighbour", "one official", "Mr Halliday", "Dr Brenner"]),
        )
    for match in re.finditer(r"^(?:Mr|Mrs|Ms|Dr|Sir) [A-Z][a-z]+(?= (?:said|says|added|told|warned|claimed))", sentence):
        yield Edit(
            "attribution/source_changed",
            *match.span(),
            made.choice(["A neighbour", "One official", "Mr Halliday", "Dr Brenner"]),
        )


# --------------------------------------------------------------------------------------------------- scope and conditions


def scope(sentence: str, made: random.Random) -> Iterator[Edit]:
    noun = r"(?= (?:of )?(?:the )?(?:[a-z]{3,}(?<!ou)(?<!s)(?<!i)s|people)\b)"
    swaps = {
        "some": "all",
        "most": "all",
        "many": "all",
        "several": "all",
        "few": "most",
        "all": made.choice(["some", "most", "many"]),
    }
    for word, other in swaps.items():
        yield from _swap("scope/quantifier", rf"(?<![Aa]t )\b{word}{noun}", other, sentence)
    yield from _swap("scope/quantifier", r"(?<= )every(?= (?!day|year|week|month|time)[a-z]+ )", "almost every", sentence)
    yield from _swap("scope/only", r"(?<= )only (?=[a-z])(?!a\b|if\b)", "", sentence)
    yield from _swap("scope/example", r"(?<= )such as(?= )", made.choice(["resembling", "namely"]), sentence)


def condition(sentence: str, made: random.Random) -> Iterator[Edit]:
    yield from _swap(
        "condition/if",
        r"\b[Ii]f(?= (?!only|anything|any|not|necessary|so)[a-z]+ )(?<!as if)(?<!even if)",
        made.choice(["when", "because", "even if"]),
        sentence,
    )
    yield from _swap("condition/if", r"\beven if\b", "even when", sentence)
    yield from _swap("condition/unless", r"\bunless\b", made.choice(["if", "because"]), sentence)
    yield from _swap("condition/until", r"\b(?:provided that|as long as|in case)\b", "because", sentence)
    yield from _swap("condition/when", r"(?<= )when(?= (?:the|he|she|it|they|we) )", made.choice(["if", "unless"]), sentence)


# ------------------------------------------------------------------------------------------------------------- paraphrase

_SAME = {
    **{"start": "begin", "started": "began", "bought": "purchased", "buy": "purchase", "big": "large", "help": "assist"},
    **{"film": "movie", "also": "too", "near": "close to", "shut": "closed", "get": "obtain", "got": "obtained"},
    **{"show": "demonstrate", "showed": "demonstrated", "quickly": "rapidly", "children": "kids", "job": "post"},
    **{"firm": "company", "firms": "companies", "company": "business", "companies": "businesses", "home": "house"},
    **{"important": "significant", "use": "employ", "used": "employed", "attempt": "effort", "attempts": "efforts"},
    **{"choose": "pick", "chose": "picked", "need": "require", "needs": "requires", "problem": "difficulty"},
    **{"problems": "difficulties", "answer": "reply", "big": "sizeable", "country": "nation", "countries": "nations"},
    **{"players": "competitors", "match": "game", "decided": "resolved", "ended": "finished", "keep": "retain"},
    **{"kept": "retained", "huge": "enormous", "further": "additional", "money": "cash", "people": "persons"},
    **{"police": "officers", "because": "since", "although": "though", "while": "whereas", "during": "throughout"},
    **{"despite": "notwithstanding", "whole": "entire", "difficult": "hard", "easy": "simple", "car": "vehicle"},
    **{"hopes": "is hoping", "currently": "at present", "previously": "in the past", "biggest": "largest"},
    **{"within": "inside", "around": "about", "towards": "toward", "amid": "in the midst of", "following": "in the wake of"},
}
_MONTHS = "January|February|March|April|June|July|August|September|October|November|December"


def harmless(sentence: str, made: random.Random) -> Iterator[Edit]:
    for match in re.finditer(_FIGURE, sentence):
        value = int(match[1].replace(",", ""))
        after = sentence[match.end() : match.end() + 4]
        if "," in match[1]:
            yield Edit("harmless/number", *match.span(), match[1].replace(",", "") + (match[2] or ""))
        elif (
            not match[2]
            and 2 <= value <= 99
            and re.match(r" [a-z]", after)
            and sentence[match.start() - 1 : match.start()] not in "$£€"
        ):
            yield Edit("harmless/number", *match.span(), spelled(value))
    for match in re.finditer(r"(?<![\w.,-])(\d[\d.,]*\d|\d)(%| per cent| percent)(?!\w)", sentence):
        yield Edit(
            "harmless/number",
            match.start(2),
            match.end(2),
            made.choice([sign for sign in ("%", " per cent", " percent") if sign != match[2]]),
        )
    for match in re.finditer(r"(?<![\w.])([$£€])(\d[\d.,]*)(m|bn)\b", sentence):
        yield Edit("harmless/number", match.start(3), match.end(3), {"m": " million", "bn": " billion"}[match[3]])
    for match in re.finditer(r"(?<![\w.])([$£€]\d[\d.,]*) (million|billion)\b", sentence):
        yield Edit("harmless/number", match.end(1), match.end(2), {"million": "m", "billion": "bn"}[match[2]])
    for match in re.finditer(r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?= [a-z]+s\b)", sentence):
        yield Edit("harmless/number", *match.span(), str(_CARDINALS.index(match[1]) + 2))
    verb = r"(?= [a-z]+)(?! not)"
    yield from _swap("harmless/modal", rf"(?<= )may{verb}", "might", sentence)
    yield from _swap("harmless/modal", rf"(?<= )might{verb}", "may", sentence)
    yield from _swap("harmless/modal", rf"(?<= )can{verb}", "could", sentence)
    names = {
        "US": "United States",
        "UK": "United Kingdom",
        "EU": "European Union",
        "UN": "United Nations",
        "United States": "US",
    }
    names |= {"European Union": "EU", "Britain": "UK", "United Nations": "UN", "United Kingdom": "UK"}
    yield from _swap("harmless/abbreviation", _either(names), names, sentence)
    titles = {
        "Doctor": "Dr",
        "Dr": "Doctor",
        "Professor": "Prof",
        "Prime Minister": "PM",
        "Senator": "Sen.",
        "General": "Gen.",
    }
    titles |= {"Mr": "Mr.", "Mrs": "Mrs.", "Governor": "Gov.", "Prof": "Professor", "Saint": "St"}
    yield from _swap("harmless/title", _either(titles) + r"(?= [A-Z])(?!\.)", titles, sentence)
    for match in re.finditer(r"\b(is|are|was|were|do|does|did|has|have|had|would|could|should) not\b", sentence):
        yield Edit("harmless/contraction", *match.span(), f"{match[1]}n’t")
    for match in re.finditer(r"\b(is|are|was|were|do|does|did|has|have|had|would|could|should)n['’]t\b", sentence):
        yield Edit("harmless/contraction", *match.span(), f"{match[1]} not")
    for match in re.finditer(rf"\b(\d{{1,2}}) ({_MONTHS})\b", sentence):
        yield Edit("harmless/date", *match.span(), f"{match[2]} {match[1]}")
    if sentence.count('"') == 2:
        first, last = sentence.index('"'), sentence.rindex('"')
        yield Edit("harmless/quotation_marks", first, first + 1, "“", ((last, last + 1, "”"),))
    if sentence.count("“") == sentence.count("”") == 1 and '"' not in sentence:
        first, last = sentence.index("“"), sentence.index("”")
        yield Edit("harmless/quotation_marks", first, first + 1, '"', ((last, last + 1, '"'),))
    found = re.fullmatch(
        r"((?:In|On|At|After|During|Since) (?:[\w'’-]+ ){0,4}[\w'’-]+), ((?:the|a|an|he|she|it|they|his|her)\b[^\"“”,]+)\.",
        sentence,
    )
    if found:
        text = f"{found[2][0].upper()}{found[2][1:]} {found[1][0].lower()}{found[1][1:]}."
        yield Edit("harmless/order", 0, len(sentence), text)
    found = re.fullmatch(
        r"(If|Although|When|While|Because) ([^\"“”,]+), ((?:the|a|an|he|she|it|they|his|her)\b[^\"“”,]+)\.", sentence
    )
    if found:
        text = f"{found[3][0].upper()}{found[3][1:]}, {found[1].lower()} {found[2]}."
        yield Edit("harmless/order", 0, len(sentence), text)
    found = re.fullmatch(r"(The [^\"“”,]+|It [^\"“”,]+), (the [^\"“”,]+|Mr [A-Z]\w+|[A-Z]\w+ [A-Z]\w+) said\.", sentence)
    if found:
        yield Edit(
            "harmless/order",
            0,
            len(sentence),
            f"{found[2][0].upper()}{found[2][1:]} said {found[1][0].lower()}{found[1][1:]}.",
        )
    for match in re.finditer(r"(?<=[\"”,] )said ((?:Mr |Mrs |Ms |Dr )?[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=[.,]|$)", sentence):
        yield Edit("harmless/order", *match.span(), f"{match[1]} said")
    quoted = [match.span() for match in re.finditer(_QUOTED, sentence)]
    outside = sentence.count('"') % 2 == 0
    for edit in _swap("harmless/synonym", _either(_SAME), _SAME, sentence):
        if outside and not any(first < edit.end and edit.start < last for first, last in quoted) and edit.start > 0:
            yield edit


MAKERS: dict[str, Callable[[str, random.Random], Iterator[Edit]]] = {
    **{"number": number, "hedge": hedge, "negation": negation, "entity": entity, "quotation": quotation},
    **{"attribution": attribution, "scope": scope, "condition": condition},
    HARMLESS: harmless,
}
"""What can be done to a sentence, by family. Each gives every edit that the sentence allows."""
