"""Which persons a document names: full names by surname and given name, and whether “he” or “she” can stand for one.

What does not belong here: which mention a pronoun stands for (``antecedents``), who is a source (``sources``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from flows.cleaning.types import CONTENT_KINDS
from flows.extraction import gazetteer
from flows.extraction.given_names import FEMALE_NAMES, MALE_NAMES, NOT_ALONE
from flows.extraction.parsing import ParsedDocument
from flows.extraction.quotations import Quotation, quotation_at
from flows.extraction.tokens import Span, Token
from flows.extraction.wordlists import words

Gender = Literal["m", "f"]

_CLITIC = re.compile(r"['’]s?$")
_NAME_EDGES = ' \t\r\n\xa0,;:–—-"“”()[]'
_SPACES = re.compile(r"\s+")
_AFTER_NAME = re.compile(r"(?<=\w)(?:\s+[\[(]|\[\d).*")
_HEADED_NAME = re.compile(r"\b([A-Z][\w'’-]{1,20})( [A-Z]\.)? ([A-Z][\w'’-]{1,30})")
_PRONOUN_GENDER: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}  # fmt: skip
_HUMAN_DEEDS = words(
    "laugh smile nod sigh grin frown giggle sob wink blush stare glance gaze kneel sleep hug kiss whisper mutter "
    "chuckle wince shiver"
)
_HUMAN_TIES = words("hair mother father mom dad wife husband son daughter brother sister boyfriend girlfriend")
_UNSURE = 0.5
"""Share of a word's readings that no kind of thing exceeds where the parser is at a loss."""
_VOTE_SHARE = 0.75
"""Share of the pronouns after a name that must agree before they tell of its bearer's gender."""


def clean_name(text: str) -> str:
    """Return a name without outer marks, reference and possessive ending; a full stop stays (``Jr.``)."""
    return _CLITIC.sub("", _AFTER_NAME.sub("", _SPACES.sub(" ", text)).strip(_NAME_EDGES))


def without_titles(name: str) -> tuple[list[str], list[str]]:
    """Part a name's parts from the titles before them, those in lower case; the last word is never a title."""
    parts, titles = name.split(), []
    while len(parts) > 1 and parts[0].lower() in gazetteer.TITLES:
        titles.append(parts.pop(0).lower())
    return parts, titles


def titles_before(name: Token) -> list[str]:
    """List the titles that the parser hangs before a name, in lower case: ``Mrs.``."""
    return [child.lower_ for child in name.lefts if child.lower_ in gazetteer.TITLES]


def given_name_gender(word: str) -> Gender | None:
    """Tell the gender of most people who bear a given name."""
    lowered = word.lower()
    return "m" if lowered in MALE_NAMES else "f" if lowered in FEMALE_NAMES else None


def is_given_name(word: str) -> bool:
    """Whether a capitalised word that stands alone is a given name, and not as likely a place, a law or a mark."""
    lowered = word.lower()
    return lowered not in NOT_ALONE and (lowered in MALE_NAMES or lowered in FEMALE_NAMES)


def gender_in(parts: Iterable[str]) -> Gender | None:
    """Tell a person's gender by a title or role that only one gender bears: ``Mrs``, ``king``, ``actress``."""
    for word in parts:
        if word in gazetteer.MALE_TITLES or word in gazetteer.MALE_ROLES:
            return "m"
        if word in gazetteer.FEMALE_TITLES or word in gazetteer.FEMALE_ROLES:
            return "f"
    return None


class People:
    """The persons of one document by name; ``speakers`` are known before any sentence is read."""

    def __init__(self, document: ParsedDocument, speakers: Iterable[str], quotations: Sequence[Quotation] = ()) -> None:
        self._by_surname: dict[str, list[tuple[int, str]]] = {}
        self._by_given_name: dict[str, list[tuple[int, str]]] = {}
        self._bearers: dict[str, set[str]] = {}
        self._fitting: dict[tuple[str, Gender], list[tuple[int, str]]] = {}
        self._gender: dict[str, Gender] = {}
        self._votes: dict[str, Counter[Gender]] = {}
        self._doers: set[str] = set()
        self._kinds: dict[str, Counter[str]] = {}
        for speaker in speakers:
            self._learn(speaker, -1)
        self._read_heads(document)
        self._read_deeds(document)
        self._read_sentences(document)
        for names in (*self._by_surname.values(), *self._by_given_name.values()):
            names.sort(key=lambda place: place[0])
        self._read_pronouns(document, quotations)

    def is_known(self, word: str) -> bool:
        """Whether a word is the surname in a full name of the document."""
        return word.lower() in self._by_surname

    def is_person(self, word: str) -> bool:
        """Whether a capitalised word by itself names a person here: part of a full name, or who does as only people do."""
        lowered = word.lower()
        known = lowered in self._by_surname or lowered in self._by_given_name or lowered in self._doers
        return known or is_given_name(word)

    def may_be_person(self, word: str) -> bool:
        """Whether a word might name a person, for want of anybody better: the parser took it for one, or for all sorts."""
        kinds = self._kinds.get(word.lower())
        return kinds is not None and ("PERSON" in kinds or kinds.most_common(1)[0][1] <= _UNSURE * kinds.total())

    def full_name(self, parts: list[str], position: int, gender: Gender | None = None) -> str:
        """Return the full name that a surname or given name stands for: the nearest before, else the first after.

        Of several people with one surname, it is one whose gender a title (``Mrs``) allows.
        """
        if len(parts) != 1:
            return " ".join(parts)
        word = parts[0].lower()
        known = self._by_surname.get(word) or self._by_given_name.get(word)
        if not known:
            return parts[0]
        if gender is not None:
            if (word, gender) not in self._fitting:
                self._fitting[word, gender] = [place for place in known if self.gender(place[1]) in {None, gender}]
            known = self._fitting[word, gender] or known
        index = bisect_right(known, position, key=lambda place: place[0])
        return known[max(index - 1, 0)][1]

    def gender(self, name: str) -> Gender | None:
        """Tell a person's gender where the name, a title or the pronouns near it do."""
        lowered = name.lower()
        known = self._gender.get(lowered)
        if known is not None:
            return known
        parts = lowered.split()
        if not parts:
            return None
        by_title = self._gender.get(parts[-1]) if len(self._bearers.get(parts[-1], ())) < 2 else None
        return by_title or given_name_gender(parts[0]) or self._voted(lowered)

    def describe(self, name: str, description: str | None) -> None:
        """Take from what a text calls a person whether “he” or “she” can stand for them."""
        gender = gender_in(description.lower().split()) if description else None
        if gender is not None:
            self._gender.setdefault(name.lower(), gender)

    def named_in(self, text: str) -> list[str]:
        """List the full names in a headline, in order: those that the text has too, or that begin with a given name."""
        return [
            clean_name(match[0])
            for match in _HEADED_NAME.finditer(text)
            if given_name_gender(match[1]) is not None or self.is_known(clean_name(match[3]))
        ]

    def _voted(self, name: str) -> Gender | None:
        votes = self._votes.get(name)
        if votes is None:
            return None
        gender, count = votes.most_common(1)[0]
        return gender if count >= _VOTE_SHARE * votes.total() else None

    def _read_sentences(self, document: ParsedDocument) -> None:
        for sentence in document.sentences:
            for entity in sentence.tokens.ents:
                if len(entity) == 1:
                    self._kinds.setdefault(entity.text.lower(), Counter())[entity.label_] += 1
                is_person = entity.label_ == "PERSON" or (len(entity) > 1 and self._has_role(entity))
                if not is_person:
                    continue
                start = entity.start_char + sentence.offset
                name = clean_name(document.text[start : entity.end_char + sentence.offset])
                before = sentence.tokens.doc[entity.start - 1].lower_ if entity.start > sentence.tokens.start else ""
                self._learn(name, start, title=before)

    def _has_role(self, entity: Span) -> bool:
        """Whether a person's role stands beside a name, which then is no place's: ``Marwick Paris, a former teacher,``."""
        root = entity.root
        return entity.label_ != "ORG" and (
            any(child.dep_ == "appos" and child.lemma_.lower() in gazetteer.ROLES for child in root.children)
            or any(child.i < entity.start and child.lemma_.lower() in gazetteer.ROLES for child in root.lefts)
        )

    def _read_deeds(self, document: ParsedDocument) -> None:
        """Take for persons those who do what only people do: ``Marwick laughed``, ``Marwick's wife``."""
        for sentence in document.sentences:
            for token in sentence.tokens:
                if token.pos_ == "PROPN" and (
                    (token.dep_ == "nsubj" and token.head.lemma_.lower() in _HUMAN_DEEDS)
                    or (token.dep_ == "poss" and token.head.lemma_.lower() in _HUMAN_TIES)
                ):
                    self._doers.add(token.lower_)

    def _read_heads(self, document: ParsedDocument) -> None:
        """Learn the names that stand in titles, headings and captions alone, where their surnames stand in the text too.

        In those blocks every word may have a capital.
        """
        prose = (sentence for sentence in document.sentences if document.block(sentence).kind != "title")
        proper = {token.lower_ for sentence in prose for token in sentence.tokens if token.pos_ == "PROPN"}
        for block in document.clean.blocks:
            if block.kind in CONTENT_KINDS or block.kind == "boilerplate":
                continue
            for match in _HEADED_NAME.finditer(document.text, block.start_char, block.end_char):
                if given_name_gender(match[1]) is not None and clean_name(match[3]).lower() in proper:
                    self._learn(clean_name(match[0]), match.start())

    def _learn(self, name: str, position: int, title: str = "") -> None:
        parts, titles = without_titles(name)
        if not parts or (parts[-1].isupper() and len(parts[-1]) > 1 and not name.isupper()):
            return
        surname = parts[-1].lower()
        gender = gender_in((*titles, title))
        if len(parts) > 1 and all(word[:1].isupper() or (word.islower() and len(word) < 4) for word in parts):
            full = " ".join(parts)
            self._by_surname.setdefault(surname, []).append((position, full))
            self._bearers.setdefault(surname, set()).add(full)
            self._by_given_name.setdefault(parts[0].lower(), []).append((position, full))
            if gender is not None:
                self._gender.setdefault(full.lower(), gender)
        elif gender is not None:
            self._gender.setdefault(surname, gender)

    def _read_pronouns(self, document: ParsedDocument, quotations: Sequence[Quotation]) -> None:
        """Count the pronouns that follow a name in a sentence that names nobody else, or that begin the next one.

        What stands in quotation marks neither counts nor disturbs.
        """
        last: str | None = None
        for sentence in document.sentences:
            told = [
                token for token in sentence.tokens
                if not token.is_quote and quotation_at(quotations, sentence.place(token).start) is None
            ]  # fmt: skip
            inside = {token.i for token in told}
            people = [entity for entity in sentence.tokens.ents if entity.label_ == "PERSON" and entity.start in inside]
            if told and not people and last is not None:
                self._vote(last, _PRONOUN_GENDER.get(told[0].lower_))
            if told:
                last = None
            if len(people) != 1:
                continue
            parts, _ = without_titles(clean_name(people[0].text))
            if not parts:
                continue
            last = self.full_name(parts, people[0].start_char + sentence.offset)
            for token in told:
                if token.i >= people[0].end:
                    self._vote(last, _PRONOUN_GENDER.get(token.lower_))

    def _vote(self, name: str, gender: Gender | None) -> None:
        if gender is not None:
            self._votes.setdefault(name.lower(), Counter())[gender] += 1
