"""Noun phrases as parsed: what they hang by, the names in them, and the descriptions beside names.

What does not belong here: who a phrase stands for (``sources``), which names are persons' (``people``).
"""

from __future__ import annotations

import re

from flows.extraction import cues, gazetteer
from flows.extraction.parsing import Sentence, TextSpan
from flows.extraction.people import clean_name, given_name_gender
from flows.extraction.tokens import Doc, Token
from flows.extraction.wordlists import words

# Pronouns and the like that stand for a source by themselves; those of the third person are in ``antecedents``.
FIRST = frozenset({"i", "me", "my", "we", "us", "our", "myself", "ourselves"})
SECOND = frozenset({"you", "your", "one", "yourself"})
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
VAGUE = words("some many others most few several both all none those these people everyone everybody anyone no-one nobody")
_COMMON_NOUNS = (
    VAGUE | gazetteer.GROUP_NOUNS | gazetteer.ROLES | gazetteer.ANONYMOUS_NOUNS | gazetteer.ORGANISATION_NOUNS
    | gazetteer.GOVERNMENT_NOUNS | gazetteer.PUBLICATION_NOUNS | cues.DOCUMENT_NOUNS | cues.SPEECH_NOUNS
)  # fmt: skip
_RELATIONS = words("rival opponent foe counterpart ally companion namesake")
"""What somebody is to another, who is not named beside."""
_BODIES = (
    gazetteer.ORGANISATION_NOUNS | gazetteer.GOVERNMENT_NOUNS | gazetteer.PUBLICATION_NOUNS
) - {"country", "nation", "state"}  # fmt: skip
"""Nouns that a body's name may follow; behind “state” and its like stands an office: “the state Senate leader”."""
_JOINS_NAME = frozenset({"&", "of", "for", "and", "the", "-"})
_ENDS_NAME = frozenset({",", ")", "(", "–", "—", "--", ";", ":", "."})
_ENDS_APPOSITION = frozenset({",", ")", "–", "—", "--", ";"})
_OPENS_CLAUSE = words("who whom whose which that where")
_FINITE_OR_PERSONAL = frozenset({"VBD", "VBZ", "VBP", "PRP"})
_SPACES = re.compile(r"\s+")


def head_of(tokens: list[Token]) -> Token:
    """Return the word that a phrase hangs by."""
    inside = {token.i for token in tokens}
    for token in tokens:
        if token.head.i not in inside or token.head.i == token.i:
            if token.is_punct or token.pos_ in {"DET", "ADP", "PART"}:
                continue
            return token
    return tokens[-1]


def apposition(after: list[Token]) -> list[Token]:
    """Return the description that follows a name between commas, up to a relative clause, a dash or a second comma."""
    if not after or after[0].text not in {",", "("}:
        return []
    kept: list[Token] = []
    for token in after[1:]:
        if token.text in _ENDS_APPOSITION or (token.lower_ in _OPENS_CLAUSE and token.tag_ != "DT"):
            break
        kept.append(token)
    return (
        kept if kept and not kept[0].like_num and any(t.pos_ == "NOUN" or t.lower_ in gazetteer.ROLES for t in kept) else []
    )


def role_text(text: str, sentence: Sentence, tokens: list[Token]) -> str | None:
    """Return the words beside a name as a description; ``None`` where they say nothing of the person."""
    kept = [t for t in tokens if not t.is_space]
    while kept and (
        kept[0].is_punct or kept[0].lower_ in gazetteer.DETERMINERS or kept[0].pos_ in {"ADV", "CCONJ", "SCONJ", "ADP"}
    ):
        kept.pop(0)
    while kept and (
        kept[-1].is_punct
        or kept[-1].pos_ in {"CCONJ", "ADP"}
        or kept[-1].ent_type_ == "DATE"  # an age: “one survivor, 71-year-old Bert Falk”
        or kept[-1].lower_.rstrip(".") in gazetteer.FORMS_OF_ADDRESS
    ):
        kept.pop()
    # A clause, or a list of who else is meant: “some of them, including the mayor, …”.
    if any(t.tag_ in _FINITE_OR_PERSONAL or t.lower_ == "including" for t in kept) or not any(map(_tells_who, kept)):
        return None
    return text_of(text, sentence, kept)


def _tells_who(token: Token) -> bool:
    """Whether a word beside a name says who its bearer is: “new” and “Crooked” do not, nor does a lone “rival”."""
    if token.pos_ == "PROPN":
        is_role = bool({token.lower_, token.lemma_.lower()} & (gazetteer.ROLES | gazetteer.TITLES))
        return is_role or token.ent_type_ in {"ORG", "GPE", "NORP"}
    return token.pos_ == "NOUN" and token.lower_ not in _RELATIONS


def introduced_name(noun: Token, last: int, *, comma: bool = True) -> list[Token]:
    """Return the name that follows the noun of a body: ``the operator, Blue Line``, ``the firm Pell & Hartmann``.

    The words tell, whatever hangs on what: parsers part such names in many ways. ``last`` is the last token that may belong
    to the phrase; ``comma`` says whether one may stand between.
    """
    if noun.lower_ not in _BODIES or not noun.text.islower():
        return []
    doc = noun.doc
    first = noun.i + 1
    for between, allowed in ((",", comma), ("the", True)):
        if first < last and doc[first].lower_ == between and allowed:
            first += 1
    end = first
    while end <= last and (doc[end].text[0].isupper() or (first < end < last and _goes_on_behind(doc, end, last))):
        end += 1
    if first < end == last and doc[end].lower_ in {"'s", "’s"}:
        end += 1  # “the hospital, St. Mary's”
    name = list(doc[first:end])
    if not name or (end <= last and doc[end].text not in _ENDS_NAME) or _names_person(noun, name):
        return []
    return name


def _goes_on_behind(doc: Doc, index: int, last: int) -> bool:
    """Whether words that join the parts of a name stand at a place, and a further part behind them."""
    joins = index
    while joins < last and doc[joins].lower_ in _JOINS_NAME:
        joins += 1
    return joins > index and doc[joins].text[0].isupper()


def _names_person(noun: Token, name: list[Token]) -> bool:
    """Whether what stands behind a body's noun is somebody: ``the army General Anna Berg``, ``the developer Ann Bo``."""
    if any(token.lower_ in gazetteer.TITLES | gazetteer.ROLES for token in name):
        return True
    people = [token for token in name if token.ent_type_ == "PERSON"]
    named = len(people) > 1 and any(given_name_gender(token.text) is not None for token in people[:-1])
    return named or (bool(people) and noun.lower_ in gazetteer.ROLES)


def proper_run(sentence: Sentence, head: Token) -> list[Token]:
    """Return the unbroken run of proper nouns (and what joins them) around a head."""
    doc = sentence.tokens.doc
    if head.ent_type_ and head.ent_iob_ != "O":
        entity = next((e for e in doc.ents if e.start <= head.i < e.end), None)
        if entity is not None and entity.label_ in {
            "ORG",
            "GPE",
            "PERSON",
            "NORP",
            "PRODUCT",
            "WORK_OF_ART",
            "FAC",
            "LAW",
        }:
            start, end = entity.start, entity.end
            while (
                start > sentence.tokens.start
                and doc[start - 1].pos_ == "PROPN"
                and doc[start - 1].head.i in range(start, end)
            ):
                start -= 1
            while end < sentence.tokens.end and doc[end - 1].lower_ == "of" and doc[end].pos_ == "PROPN":
                end += 1  # an entity that was cut off: “Department of”
                while end < sentence.tokens.end and doc[end].pos_ == "PROPN":
                    end += 1
            start, end = _with_ampersands(sentence, start, end)
            return [t for t in doc[start:end] if t.lower_ not in {"the", "a", "an"} or t.i > start]
    start = end = head.i
    while start > sentence.tokens.start and doc[start - 1].pos_ == "PROPN":
        start -= 1
    while end + 1 < sentence.tokens.end and doc[end + 1].pos_ == "PROPN" and doc[end + 1].head.i in range(start, end + 2):
        end += 1
    start, end = _with_ampersands(sentence, start, end + 1)
    return list(doc[start:end])


def _with_ampersands(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Widen a run by the names that “&” joins to it: whatever they are, together they are one firm."""
    doc = sentence.tokens.doc
    while end + 1 < sentence.tokens.end and doc[end].text == "&" and doc[end + 1].pos_ == "PROPN":
        end += 2
        while end < sentence.tokens.end and doc[end].pos_ == "PROPN":
            end += 1
    while start - 2 >= sentence.tokens.start and doc[start - 1].text == "&" and doc[start - 2].pos_ == "PROPN":
        start -= 2
        while start > sentence.tokens.start and doc[start - 1].pos_ == "PROPN":
            start -= 1
    return start, end


def owner_of(tokens: list[Token], head: Token, inside: set[int]) -> Token | None:
    """Find who made what the head is: ``Berg's report``, ``a report by Berg``, ``the Shell report``."""
    for child in head.children:
        if child.dep_ == "poss" and child.i in inside and child.lower_ not in FIRST | SECOND:
            return child
    for token in tokens:
        if token.i > head.i and token.dep_ in {"prep", "agent"} and token.lower_ in {"from", "by"}:
            owner = next((c for c in token.children if c.dep_ == "pobj" and c.i in inside), None)
            if owner is not None:
                return owner
    named = [
        c for c in head.children
        if c.i < head.i and c.dep_ in {"compound", "nmod", "amod"} and c.i in inside and c.pos_ == "PROPN"
        and (c.ent_type_ in {"ORG", "PERSON"} or gazetteer.is_outlet(c.text))
    ]  # fmt: skip
    if named:
        return named[-1]
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i > head.i:
            owner = next((c for c in child.children if c.dep_ == "pobj" and c.ent_type_ in {"ORG", "PERSON"}), None)
            if owner is not None:
                return owner
    return None


def relative_host(pronoun: Token) -> Token | None:
    """Find the noun that a relative pronoun stands for; where the parser saw no relative clause, the noun right before."""
    verb = pronoun.head
    for _ in range(4):
        if verb.dep_ in {"relcl", "acl"}:
            return verb.head
        if verb.head.i == verb.i:
            break
        verb = verb.head
    before = pronoun.doc[max(pronoun.i - 1, 0)]
    return before if before.pos_ in {"NOUN", "PROPN"} else None


def text_of(text: str, sentence: Sentence, tokens: list[Token]) -> str:
    """Return a stretch of tokens as written, on one line."""
    return _SPACES.sub(" ", text[sentence.place(tokens[0]).start : sentence.place(tokens[-1]).end]).strip()


def described_as(text: str, sentence: Sentence, tokens: list[Token], head: Token) -> str:
    """Return a noun phrase as a name: without determiner, relative clause and what follows a comma."""
    kept = [t for t in tokens if not t.is_space]
    while len(kept) > 1 and kept[0].i < head.i and kept[0].lower_ in gazetteer.DETERMINERS:
        kept.pop(0)
    cut: list[Token] = []
    for token in kept:
        if token.i > head.i and (
            (token.text in {",", ";", ":", "–", "—", "("} and not _goes_on(token, kept))
            or token.lower_ in RELATIVE
            or len(cut) >= 12
        ):
            break
        cut.append(token)
    name = clean_name(text_of(text, sentence, cut or kept))
    first = (cut or kept)[0]
    # A capital that only the sentence's beginning gives: “Some” and “some” are one source. The small model takes many a
    # name there for a noun, so the word must be a known one.
    known = not _COMMON_NOUNS.isdisjoint({first.lower_, first.lemma_.lower()})
    if known and first.i == sentence.tokens.start and first.pos_ != "PROPN" and not first.ent_type_:
        name = name[0].lower() + name[1:]
    return name


def _goes_on(mark: Token, phrase: list[Token]) -> bool:
    """Whether a comma stands in a list, whose further names belong to the phrase: ``firms like Shell, BP and Total``."""
    return mark.text == "," and any(
        t.i > mark.i and t.dep_ == "conj" and t.head.i < mark.i and t.head.pos_ == t.pos_ for t in phrase
    )


def phrase_around(
    text: str, sentence: Sentence, head: Token, *, before: int | None = None, after: int | None = None
) -> TextSpan:
    """Return where the whole phrase of a head stands, without what is before or after a word and without outer marks."""
    doc = sentence.tokens.doc
    left, right = head.left_edge.i, head.right_edge.i
    if before is not None:
        right = min(right, max(before - 1, head.i))
    if after is not None:
        left = max(left, after + 1)
    left, right = max(left, sentence.tokens.start), min(right, sentence.tokens.end - 1)
    left, right = min(left, head.i), max(right, head.i)
    start, end = sentence.place(doc[left]).start, sentence.place(doc[right]).end
    while start < end and text[start] in " ,–—":
        start += 1
    while end > start and text[end - 1] in " ,–—":
        end -= 1
    return TextSpan(start, end)


def tokens_in(sentence: Sentence, span: TextSpan) -> list[Token]:
    """List the tokens of a sentence that lie in a stretch."""
    return [
        t for t in sentence.tokens
        if t.idx + sentence.offset >= span.start and t.end + sentence.offset <= span.end and not t.is_space
    ]  # fmt: skip
