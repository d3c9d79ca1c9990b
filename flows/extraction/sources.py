"""Who a source is: name, kind and description of each one, with names, titles and pronouns of one document joined.

What does not belong here: what the source said (``attributions``), joining sources of different documents (SQL).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from flows.extraction import cues, gazetteer
from flows.extraction.given_names import FEMALE_NAMES, MALE_NAMES
from flows.extraction.parsing import ParsedDocument, Sentence, TextSpan
from flows.extraction.statements import Statement
from flows.extraction.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

SourceKind = Literal["person", "organisation", "publication", "government", "document", "group", "unnamed", "author"]
Via = Literal["explicit", "pronoun", "continued", "document_reference"]

UNNAMED = "unnamed source"
"""The name of a source that the text leaves out (``is expected to``)."""

_HE, _SHE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
_IT, _THEY = frozenset({"it", "its", "itself"}), frozenset({"they", "them", "their", "theirs", "themselves"})
_FIRST = frozenset({"i", "me", "my", "we", "us", "our", "myself", "ourselves"})
_SECOND = frozenset({"you", "your", "one", "yourself"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_VAGUE = words("some many others most few several both all none those these people everyone everybody anyone no-one nobody")
_COMMON_NOUNS = (
    _VAGUE | gazetteer.GROUP_NOUNS | gazetteer.ROLES | gazetteer.ANONYMOUS_NOUNS | gazetteer.ORGANISATION_NOUNS
    | gazetteer.GOVERNMENT_NOUNS | gazetteer.PUBLICATION_NOUNS | cues.DOCUMENT_NOUNS | cues.SPEECH_NOUNS
)  # fmt: skip
_CLITIC = re.compile(r"['’]s?$")
_NAME_EDGES = ' \t\r\n\xa0,;:–—-"“”()[]'
_WORD = re.compile(r"[\w-]+")
_SPACES = re.compile(r"\s+")
_LOOK_BACK = 400
"""Mentions back within which “the president” or “the report” finds whom or what it stands for."""
_NOUN_PHRASE_TOKENS = 40
_REACH = 12
"""Sentences back within which a pronoun finds whom it stands for."""


@dataclass(slots=True)
class DocumentSource:
    """One source of one document."""

    name: str
    kind: SourceKind
    description: str | None = None
    aliases: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a statement's source span stands for: an index into the sources, or the voice that speaks there."""

    source: int | None
    """``None``: whoever speaks here (the author, the interviewee, the one quoted) names themself."""
    via: Via


@dataclass(frozen=True, slots=True)
class _Mention:
    """What a noun phrase says about a source before it is joined with others."""

    name: str
    kind: SourceKind
    description: str | None
    via: Via = "explicit"
    written: str | None = None
    """The name as it stands there, where that may be another form of it."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A person or body met in the text: where, and whether as a subject or source."""

    sentence: int
    position: int
    source: int
    weight: float


class SourceResolver:
    """Resolves the sources of one document's statements.

    ``speakers`` are the names of interview partners, known before any statement is read, each with the office that the
    document gives beside the name, if it does.
    """

    def __init__(self, document: ParsedDocument, speakers: Mapping[str, str | None] | None = None) -> None:
        speakers = speakers or {}
        self.document = document
        self.text = document.text
        self.sources: list[DocumentSource] = []
        self._by_key: dict[tuple[str, str], int] = {}
        self._starts = [sentence.start for sentence in document.sentences]
        self._full_names: dict[str, list[tuple[int, str]]] = {}
        self._first_words: dict[str, list[tuple[int, str]]] = {}
        self._gender: dict[str, str] = {}
        self._seen: list[_Seen] = []
        self._collect_people(speakers)
        for speaker, office in speakers.items():
            self._source(_Mention(speaker, "person", office), speaker)

    # --- known people -----------------------------------------------------------------------------------------------

    def person(self, name: str) -> int:
        """Return the index of a person's source, made if need be."""
        return self._source(_Mention(name, "person", None), name)

    def _collect_people(self, speakers: Iterable[str]) -> None:
        """Full names by surname, with the places where they stand."""
        for speaker in speakers:
            self._learn(speaker, -1)
        for sentence in self.document.sentences:
            for entity in sentence.tokens.ents:
                if entity.label_ != "PERSON":
                    continue
                start = entity.start_char + sentence.offset
                name = self._clean(self.text[start : entity.end_char + sentence.offset])
                before = sentence.tokens.doc[entity.start - 1].lower_ if entity.start > sentence.tokens.start else ""
                self._learn(name, start, title=before)

    def _learn(self, name: str, position: int, title: str = "") -> None:
        words, titles = self._without_titles(name)
        if not words:
            return
        surname = words[-1].lower()
        if words[-1].isupper() and len(words[-1]) > 1 and not name.isupper():
            return
        if len(words) > 1 and all(word[:1].isupper() or (word.islower() and len(word) < 4) for word in words):
            self._full_names.setdefault(surname, []).append((position, " ".join(words)))
            self._first_words.setdefault(words[0].lower(), []).append((position, " ".join(words)))
            first = words[0].lower()
            if first in MALE_NAMES:
                self._gender.setdefault(" ".join(words).lower(), "m")
            elif first in FEMALE_NAMES:
                self._gender.setdefault(" ".join(words).lower(), "f")
        for word in (*titles, title):
            if word in gazetteer.MALE_TITLES:
                self._gender.setdefault(surname, "m")
            elif word in gazetteer.FEMALE_TITLES:
                self._gender.setdefault(surname, "f")

    def _without_titles(self, name: str) -> tuple[list[str], list[str]]:
        words, titles = name.split(), []
        while len(words) > 1 and words[0].lower() in gazetteer.TITLES:
            titles.append(words.pop(0).lower())
        return words, titles

    def _full_name(self, words: list[str], position: int) -> str:
        """Return the full name that a surname stands for: the nearest before, else the first after."""
        known = self._full_names.get(words[-1].lower()) or self._first_words.get(words[-1].lower())
        if len(words) > 1 or not known:
            return " ".join(words)
        index = bisect_right(known, position, key=lambda place: place[0])
        return known[max(index - 1, 0)][1]

    def _gender_of(self, index: int) -> str | None:
        name = self.sources[index].name.lower()
        return self._gender.get(name) or self._gender.get(name.split()[-1] if name else "")

    # --- statements -------------------------------------------------------------------------------------------------

    def resolve(self, statements: Sequence[Statement]) -> list[Resolved]:
        """Resolve each statement's source; earlier statements help later ones."""
        order = sorted(range(len(statements)), key=lambda i: self._anchor(statements[i]))
        result: list[Resolved | None] = [None] * len(statements)
        mentions = self._people_in_text()
        next_mention = 0
        for i in order:
            statement = statements[i]
            anchor = self._anchor(statement)
            while next_mention < len(mentions) and mentions[next_mention].position < anchor:
                self._seen.append(mentions[next_mention])
                next_mention += 1
            resolved = self._resolve_one(statement)
            result[i] = resolved
            if resolved.source is not None:
                sentence = self._sentence_index(anchor)
                self._seen.append(_Seen(sentence, anchor, resolved.source, 1.5))
        return [resolved for resolved in result if resolved is not None]

    def _anchor(self, statement: Statement) -> int:
        if statement.source is not None and not statement.continues:
            return statement.source.start
        return statement.cue.start if statement.cue is not None else statement.content[0].start

    def _resolve_one(self, statement: Statement) -> Resolved:
        via: Via = "explicit"
        if statement.source is None:
            return Resolved(self._source(_Mention(UNNAMED, "unnamed", None), None), "explicit")
        resolved = self.resolve_span(statement.source)
        via = "continued" if statement.continues else resolved.via
        return Resolved(resolved.source, via)

    def resolve_span(self, span: TextSpan, depth: int = 0) -> Resolved:
        """Resolve a noun phrase or pronoun of the text."""
        sentence = self._sentence(span.start)
        text = self.text[span.start : span.end]
        tokens = self._tokens(sentence, span) if sentence is not None else []
        if sentence is None or not tokens:
            name = self._clean(text)
            return Resolved(
                self._source(_Mention(name or UNNAMED, "unnamed" if not name else "person", None), text), "explicit"
            )
        lowered = self._clean(text).lower()
        if lowered in _FIRST:
            return Resolved(None, "pronoun")
        if lowered in _SECOND:
            return Resolved(self._source(_Mention(UNNAMED, "unnamed", None), None), "explicit")
        if lowered in _HE | _SHE | _IT | _THEY:
            found = self._antecedent(lowered, sentence, span.start)
            if found is not None:
                self._alias(found, None)
                return Resolved(found, "pronoun")
            return Resolved(self._source(_Mention(UNNAMED, "unnamed", None), None), "pronoun")
        if lowered in _RELATIVE and depth < 2:
            host = self._relative_host(tokens[0])
            if host is not None:
                resolved = self.resolve_span(self._phrase(sentence, host, before=tokens[0].i), depth + 1)
                return Resolved(resolved.source, "pronoun" if resolved.via == "explicit" else resolved.via)
            return Resolved(self._source(_Mention(UNNAMED, "unnamed", None), None), "pronoun")
        mention = self._mention(sentence, tokens, depth)
        if isinstance(mention, Resolved):
            return mention
        return Resolved(self._source(mention, mention.written), mention.via)

    # --- noun phrases -----------------------------------------------------------------------------------------------

    def _mention(self, sentence: Sentence, tokens: list[Token], depth: int) -> _Mention | Resolved:
        head = self._head(tokens)
        if head.lower_ in _VAGUE and head.pos_ != "PROPN":
            return _Mention(self._description(sentence, tokens, head), "group", None)
        person = self._person_in(sentence, tokens, head)
        if person is not None:
            return person
        lemma = head.lemma_.lower()
        if (
            lemma in cues.DOCUMENT_NOUNS | cues.SPEECH_NOUNS
            and head.pos_ in {"NOUN", "PROPN"}
            and head.ent_type_ != "PERSON"
        ):
            return self._document(sentence, tokens, head, depth)
        if head.pos_ == "PROPN":
            return self._proper(sentence, tokens, head)
        return self._common(sentence, tokens, head, lemma)

    def _head(self, tokens: list[Token]) -> Token:
        inside = {token.i for token in tokens}
        for token in tokens:
            if token.head.i not in inside or token.head.i == token.i:
                if token.is_punct or token.pos_ in {"DET", "ADP", "PART"}:
                    continue
                return token
        return tokens[-1]

    def _person_in(self, sentence: Sentence, tokens: list[Token], head: Token) -> _Mention | None:
        """Find the named person that the phrase stands for: its head, or in apposition to it."""
        doc = sentence.tokens.doc
        first, last = tokens[0].i, tokens[-1].i
        entities = [e for e in doc.ents if e.start >= first and e.end - 1 <= last and e.label_ == "PERSON"]
        for entity in entities:
            root = entity.root
            stands = entity.start <= head.i < entity.end or (root.dep_ == "appos" and root.head.i == head.i)
            if not stands and (
                root.dep_ in {"appos", "compound", "nmod"}
                and root.head.i == head.i
                and head.lemma_.lower() in gazetteer.ROLES
            ):
                stands = True
            if not stands or (root.dep_ == "poss" and root.i != head.i):
                continue
            name_tokens = [doc[i] for i in range(entity.start, entity.end)]
            return self._person(sentence, tokens, name_tokens)
        if head.pos_ != "PROPN":
            appos = next(
                (c for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN" and first <= c.i <= last), None
            )
            if appos is not None and head.lemma_.lower() in gazetteer.ROLES:
                return self._person(sentence, tokens, self._proper_run(sentence, appos))
            return None
        run = self._proper_run(sentence, head)
        whole = self._clean(self._text_of(sentence, run))
        if gazetteer.is_government(whole) or gazetteer.is_outlet(whole):
            return None
        words, titles = self._without_titles(whole)
        known = words and words[-1].lower() in self._full_names
        # The small model calls many a surname an organisation; a title, a role beside it or the full name elsewhere tells
        # better.
        role_before = any(
            t.lemma_.lower() in gazetteer.ROLES
            for t in tokens
            if t.i < run[0].i and (t.head.i in {r.i for r in run} or t.dep_ == "compound")
        )
        role_apposed = head.ent_type_ not in {"ORG", "GPE"} and any(
            c.dep_ == "appos" and c.lemma_.lower() in gazetteer.ROLES for c in head.children
        )
        if titles and len(words) <= 3 and titles[-1] not in {"former", "deputy"}:
            return self._person(sentence, tokens, run)
        if (
            (known and len(words) <= 3 and not gazetteer.is_outlet(" ".join(words)))
            or (role_before and len(words) <= 4)
            or role_apposed
        ):
            return self._person(sentence, tokens, run)
        return None

    def _person(self, sentence: Sentence, tokens: list[Token], name_tokens: list[Token]) -> _Mention:
        raw = self._clean(self._text_of(sentence, name_tokens))
        words, titles = self._without_titles(raw)
        while len(words) > 1 and words[0].lower() in gazetteer.ROLES:
            titles.append(words.pop(0))
        start = sentence.place(name_tokens[0]).start
        name = self._full_name(words, start)
        position = {token.i for token in name_tokens}
        before = [t for t in tokens if t.i < name_tokens[0].i]
        after = [t for t in tokens if t.i > name_tokens[-1].i and t.i not in position]
        description = self._role_text(sentence, before) or self._role_text(sentence, self._apposition(after))
        if description is None and titles:
            raw_titles = raw.split()[: len(raw.split()) - len(words)]
            kept = [t for t in raw_titles if t.lower().rstrip(".") not in {"mr", "mrs", "ms", "miss", "sir", "dr"}]
            description = " ".join(kept) or None
        return _Mention(name, "person", description, written=raw)

    def _apposition(self, after: list[Token]) -> list[Token]:
        """Return the description that follows a name between commas, up to a relative clause, a dash or a second comma."""
        if not after or after[0].text not in {",", "("}:
            return []
        kept: list[Token] = []
        for token in after[1:]:
            if (token.text in {",", ")", "–", "—", "-", ";"} and token.text != "-") or token.lower_ in {
                "who",
                "which",
                "whose",
                "where",
            }:
                break
            kept.append(token)
        return (
            kept
            if kept and not kept[0].like_num and any(t.pos_ == "NOUN" or t.lower_ in gazetteer.ROLES for t in kept)
            else []
        )

    def _role_text(self, sentence: Sentence, tokens: list[Token]) -> str | None:
        kept = [t for t in tokens if not t.is_space]
        while kept and (
            kept[0].is_punct or kept[0].lower_ in gazetteer.DETERMINERS or kept[0].pos_ in {"ADV", "CCONJ", "SCONJ"}
        ):
            kept.pop(0)
        while kept and (kept[-1].is_punct or kept[-1].pos_ in {"CCONJ", "ADP"}):
            kept.pop()
        if not kept or not any(t.pos_ in {"NOUN", "PROPN", "ADJ"} for t in kept):
            return None
        text = self._text_of(sentence, kept)
        if text.lower().rstrip(".") in {"mr", "mrs", "ms", "miss", "sir", "dr"}:
            return None
        return text

    def _proper_run(self, sentence: Sentence, head: Token) -> list[Token]:
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
                return [t for t in doc[start:end] if t.lower_ not in {"the", "a", "an"} or t.i > start]
        start = end = head.i
        while start > sentence.tokens.start and doc[start - 1].pos_ == "PROPN":
            start -= 1
        while (
            end + 1 < sentence.tokens.end and doc[end + 1].pos_ == "PROPN" and doc[end + 1].head.i in range(start, end + 2)
        ):
            end += 1
        return list(doc[start : end + 1])

    def _proper(self, sentence: Sentence, tokens: list[Token], head: Token) -> _Mention:
        run = self._proper_run(sentence, head)
        name = self._clean(self._text_of(sentence, run))
        others = [c for c in head.conjuncts if c.i > head.i and c.pos_ == "PROPN" and any(c.i == t.i for t in tokens)]
        if others:
            whole = [t for t in tokens if t.i <= others[-1].i and not (t.i < run[0].i and t.lower_ in gazetteer.DETERMINERS)]
            joint = self._clean(self._text_of(sentence, whole))
            kind = self._kind_of_name(name, head)
            return _Mention(joint, "group" if kind == "person" else kind, None)
        before = self._role_text(sentence, [t for t in tokens if t.i < run[0].i])
        after = self._role_text(sentence, self._apposition([t for t in tokens if t.i > run[-1].i]))
        return _Mention(name, self._kind_of_name(name, head), before or after)

    def _kind_of_name(self, name: str, head: Token) -> SourceKind:
        label = head.ent_type_
        if gazetteer.is_outlet(name):
            return "publication"
        if gazetteer.is_government(name):
            return "government"
        if label == "GPE":
            return "government"
        if (label == "NORP" and name.endswith(("s", "ese", "ish"))) or (head.tag_ == "NNPS" and label != "ORG"):
            return "group"
        if label == "PERSON":
            return "person"
        if label in {"WORK_OF_ART", "LAW"}:
            return "document"
        return "organisation"

    def _common(self, sentence: Sentence, tokens: list[Token], head: Token, lemma: str) -> _Mention | Resolved:
        definite = tokens[0].lower_ in {"the", "this", "that"}
        plural = head.tag_ in {"NNS", "NNPS"} or head.lower_ in gazetteer.GROUP_NOUNS
        name = self._description(sentence, tokens, head)
        bare = len([t for t in tokens if t.i <= head.i and not t.is_space]) <= 2
        if lemma in gazetteer.ANONYMOUS_NOUNS:
            return _Mention(name, "unnamed", None)
        if definite and not plural and lemma in gazetteer.ROLES:
            found = self._by_role(name, sentence.index)
            if found is not None:
                return Resolved(found, "explicit")
        if definite and bare and not plural and len(tokens) <= 2:
            wanted: tuple[SourceKind, ...] = ()
            if lemma in gazetteer.ORGANISATION_NOUNS:
                wanted = ("organisation",)
            elif lemma in gazetteer.GOVERNMENT_NOUNS:
                wanted = ("government",)
            elif lemma in gazetteer.PUBLICATION_NOUNS:
                wanted = ("publication",)
            if wanted:
                found = self._last(wanted, sentence.index)
                if found is not None:
                    return Resolved(found, "explicit")
        if lemma in gazetteer.PUBLICATION_NOUNS and not plural:
            return _Mention(name, "publication", None)
        if lemma in gazetteer.GOVERNMENT_NOUNS and not plural:
            return _Mention(name, "government", None)
        if lemma in gazetteer.ORGANISATION_NOUNS and not plural:
            return _Mention(name, "organisation", None)
        if plural:
            return _Mention(name, "group", None)
        if lemma in gazetteer.ROLES:
            return _Mention(name, "unnamed", None)
        return _Mention(name, "unnamed" if head.pos_ != "PROPN" else "organisation", None)

    def _document(self, sentence: Sentence, tokens: list[Token], head: Token, depth: int) -> _Mention | Resolved:
        """Name the source of a report: the one who issued it where the phrase names them, else the document itself."""
        inside = {token.i for token in tokens}
        owner = self._owner(tokens, head, inside)
        if owner is not None and depth < 2:
            span = self._phrase(
                sentence, owner, after=head.i if owner.i > head.i else None, before=head.i if owner.i < head.i else None
            )
            single = self._clean(self.text[span.start : span.end])
            if owner.dep_ in {"compound", "nmod", "amod"} and " " not in single and single.lower() not in self._full_names:
                # One name before “report” is a person's only where the text gives the full name.
                kind: SourceKind = "publication" if gazetteer.is_outlet(single) else "organisation"
                return _Mention(single, kind, None, "document_reference")
            resolved = self.resolve_span(span, depth + 1)
            if resolved.source is not None:
                source = self.sources[resolved.source]
                if source.kind != "unnamed" or source.name != UNNAMED:
                    # “Berg's criticism” is nothing to be read: it is Berg who criticises.
                    is_read = head.lemma_.lower() in cues.DOCUMENT_NOUNS
                    return Resolved(resolved.source, "document_reference" if is_read else resolved.via)
        name = self._description(sentence, tokens, head)
        if tokens[0].lower_ in {"the", "this", "that", "its"} and len(tokens) <= 2:
            found = self._last_document(head.lemma_.lower())
            if found is not None:
                return Resolved(found, "document_reference")
        return _Mention(name, "document", None, "document_reference")

    def _owner(self, tokens: list[Token], head: Token, inside: set[int]) -> Token | None:
        for child in head.children:
            if child.dep_ == "poss" and child.i in inside and child.lower_ not in _FIRST | _SECOND:
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

    # --- looking back -----------------------------------------------------------------------------------------------

    def _people_in_text(self) -> list[_Seen]:
        """Named people in text order, with a weight for how much the sentence is about them."""
        seen: list[_Seen] = []
        for sentence in self.document.sentences:
            for entity in sentence.tokens.ents:
                root = entity.root
                start = entity.start_char + sentence.offset
                words, _ = self._without_titles(self._clean(self.text[start : entity.end_char + sentence.offset]))
                if not words:
                    continue
                known = words[-1].lower() in self._full_names
                if entity.label_ != "PERSON" and not (entity.label_ in {"ORG", "GPE"} and known and len(words) == 1):
                    continue
                subject = root.dep_ in {"nsubj", "nsubjpass"} or (
                    root.dep_ == "appos" and root.head.dep_ in {"nsubj", "nsubjpass"}
                )
                main = subject and (root.head.dep_ == "ROOT" or root.head.head.dep_ == "ROOT")
                topic = root.dep_ == "pobj" and root.head.i == sentence.tokens.start and root.head.lower_ in {"for", "to"}
                weight = 1.5 if main or topic else 1.0 if subject else -1.0 if root.dep_ == "poss" else 0.0
                index = self._source(_Mention(self._full_name(words, start), "person", None), None)
                if len(words) > 1 and self.sources[index].description is None:
                    self.sources[index].description = self._described(sentence, entity)
                seen.append(_Seen(sentence.index, start, index, weight))
        return seen

    def _described(self, sentence: Sentence, entity: Span) -> str | None:
        """Return what the text around a full name says of the person, as where a source is introduced."""
        root = entity.root
        left, right = max(root.left_edge.i, sentence.tokens.start), min(root.right_edge.i, sentence.tokens.end - 1)
        if right - left > _NOUN_PHRASE_TOKENS:
            return None
        return self._person(sentence, list(sentence.tokens.doc[left : right + 1]), list(entity)).description

    def _antecedent(self, pronoun: str, sentence: Sentence, position: int) -> int | None:
        """Find the best candidate before a pronoun: near, subject or source, of a kind and gender that fit."""
        best: tuple[float, int, int] | None = None
        for seen in reversed(self._seen):
            distance = sentence.index - seen.sentence
            if distance > _REACH:
                break
            if seen.position >= position:
                continue
            source = self.sources[seen.source]
            if pronoun in _HE | _SHE:
                if source.kind != "person":
                    continue
                gender = self._gender_of(seen.source)
                if gender is not None and gender != ("m" if pronoun in _HE else "f"):
                    continue
            elif pronoun in _IT:
                if source.kind in {"person", "group", "unnamed", "author"}:
                    continue
            elif source.kind not in {"group", "organisation", "publication", "government", "unnamed"}:
                continue
            other_block = self.document.sentences[seen.sentence].block_index != sentence.block_index
            score = seen.weight - distance * 0.9 - (1.0 if other_block else 0.0)
            if best is None or score > best[0]:
                best = (score, seen.position, seen.source)
        return best[2] if best is not None else self._main_person(pronoun, position)

    def _main_person(self, pronoun: str, position: int) -> int | None:
        """Find whom the text so far is most about, where nobody near fits: a biography's “she”."""
        if pronoun not in _HE | _SHE:
            return None
        counts = Counter(
            seen.source
            for seen in self._seen[: -_LOOK_BACK - 1 : -1]
            if seen.position < position
            and self.sources[seen.source].kind == "person"
            and self._gender_of(seen.source) in {None, "m" if pronoun in _HE else "f"}
        )
        return counts.most_common(1)[0][0] if counts else None

    def _last(self, kinds: tuple[SourceKind, ...], sentence: int) -> int | None:
        for seen in reversed(self._seen):
            if sentence - seen.sentence > _REACH:
                return None
            if self.sources[seen.source].kind in kinds:
                return seen.source
        return None

    def _by_role(self, role: str, sentence: int) -> int | None:
        """Find the last person whose description holds every word of a role: ``the US president``."""
        wanted = set(role.lower().split())
        for seen in self._seen[: -_LOOK_BACK - 1 : -1]:
            source = self.sources[seen.source]
            if source.kind == "person" and source.description is not None:
                words = set(_WORD.findall(source.description.lower()))
                if wanted <= words and (len(wanted) > 1 or sentence - seen.sentence <= _REACH):
                    return seen.source
        return None

    def _last_document(self, noun: str) -> int | None:
        for seen in self._seen[: -_LOOK_BACK - 1 : -1]:
            source = self.sources[seen.source]
            if source.kind == "document" and noun in source.name.lower().split():
                return seen.source
        return None

    def _relative_host(self, pronoun: Token) -> Token | None:
        verb = pronoun.head
        for _ in range(4):
            if verb.dep_ in {"relcl", "acl"}:
                return verb.head
            if verb.head.i == verb.i:
                return None
            verb = verb.head
        return None

    # --- joining ----------------------------------------------------------------------------------------------------

    def _source(self, mention: _Mention, written: str | None) -> int:
        name = self._clean(mention.name) or UNNAMED
        bare = name[4:] if name[:4].lower() == "the " else name
        key = (mention.kind if mention.kind in {"person", "author", "document"} else "body", bare.lower())
        index = self._by_key.get(key)
        if index is None:
            index = len(self.sources)
            self._by_key[key] = index
            self.sources.append(DocumentSource(bare, mention.kind, None))
        source = self.sources[index]
        if source.description is None and mention.description is not None:
            source.description = mention.description
        self._alias(index, written)
        return index

    def _alias(self, index: int, written: str | None) -> None:
        if written is None:
            return
        source = self.sources[index]
        alias = self._clean(written)
        if source.kind == "person":
            words, _ = self._without_titles(alias)
            surname = source.name.split()[-1].lower()
            if not words or words[-1].lower() != surname or len(words) > len(source.name.split()) + 2:
                return
        if alias and alias != source.name and len(alias) <= 80 and alias not in source.aliases:
            source.aliases.append(alias)

    # --- text -------------------------------------------------------------------------------------------------------

    def _clean(self, text: str) -> str:
        """Return a name without outer marks and possessive ending; a full stop stays (``Jr.``)."""
        return _CLITIC.sub("", _SPACES.sub(" ", text).strip(_NAME_EDGES))

    def _text_of(self, sentence: Sentence, tokens: list[Token]) -> str:
        return _SPACES.sub(" ", self.text[sentence.place(tokens[0]).start : sentence.place(tokens[-1]).end]).strip()

    def _description(self, sentence: Sentence, tokens: list[Token], head: Token) -> str:
        """Return a noun phrase as a name: without determiner, relative clause and what follows a comma."""
        kept = [t for t in tokens if not t.is_space]
        while len(kept) > 1 and kept[0].i < head.i and kept[0].lower_ in gazetteer.DETERMINERS:
            kept.pop(0)
        cut: list[Token] = []
        for token in kept:
            if token.i > head.i and (
                (token.text in {",", ";", ":", "–", "—", "("} and not self._goes_on(token, kept))
                or token.lower_ in _RELATIVE
                or len(cut) >= 12
            ):
                break
            cut.append(token)
        name = self._clean(self._text_of(sentence, cut or kept))
        first = (cut or kept)[0]
        # A capital that only the sentence's beginning gives: “Some” and “some” are one source. The small model takes many a
        # name there for a noun, so the word must be a known one.
        known = not _COMMON_NOUNS.isdisjoint({first.lower_, first.lemma_.lower()})
        if known and first.i == sentence.tokens.start and first.pos_ != "PROPN" and not first.ent_type_:
            name = name[0].lower() + name[1:]
        return name

    def _goes_on(self, mark: Token, phrase: list[Token]) -> bool:
        """Whether a comma stands in a list, whose further names belong to the phrase: ``firms like Shell, BP and Total``."""
        return mark.text == "," and any(
            t.i > mark.i and t.dep_ == "conj" and t.head.i < mark.i and t.head.pos_ == t.pos_ for t in phrase
        )

    def _phrase(self, sentence: Sentence, head: Token, *, before: int | None = None, after: int | None = None) -> TextSpan:
        doc = sentence.tokens.doc
        left, right = head.left_edge.i, head.right_edge.i
        if before is not None:
            right = min(right, max(before - 1, head.i))
        if after is not None:
            left = max(left, after + 1)
        left, right = max(left, sentence.tokens.start), min(right, sentence.tokens.end - 1)
        left, right = min(left, head.i), max(right, head.i)
        start, end = sentence.place(doc[left]).start, sentence.place(doc[right]).end
        while start < end and self.text[start] in " ,–—":
            start += 1
        while end > start and self.text[end - 1] in " ,–—":
            end -= 1
        return TextSpan(start, end)

    def _tokens(self, sentence: Sentence, span: TextSpan) -> list[Token]:
        return [
            t for t in sentence.tokens
            if t.idx + sentence.offset >= span.start and t.idx + sentence.offset + len(t) <= span.end and not t.is_space
        ]  # fmt: skip

    def _sentence_index(self, position: int) -> int:
        return max(bisect_right(self._starts, position) - 1, 0)

    def _sentence(self, position: int) -> Sentence | None:
        if not self.document.sentences:
            return None
        sentence = self.document.sentences[self._sentence_index(position)]
        return sentence if sentence.start <= position < sentence.end else None
