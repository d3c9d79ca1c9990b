"""Who a source is: name, kind and description of each one, with names, titles and pronouns of one document joined.

What does not belong here: what the source said (``attributions``), joining sources of different documents (SQL).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from flows.extraction import cues, gazetteer
from flows.extraction.antecedents import HE, IT, SHE, THEY, Antecedents, Number, Referent
from flows.extraction.noun_phrases import (
    FIRST,
    RELATIVE,
    SECOND,
    VAGUE,
    apposition,
    described_as,
    head_of,
    introduced_name,
    owner_of,
    phrase_around,
    proper_run,
    relative_host,
    role_text,
    text_of,
    tokens_in,
)
from flows.extraction.parsing import ParsedDocument, Sentence, TextSpan
from flows.extraction.people import People, clean_name, gender_in, given_name_gender, titles_before, without_titles
from flows.extraction.quotations import quotation_at
from flows.extraction.search import document_quotations
from flows.extraction.statements import Statement
from flows.extraction.tokens import Span, Token
from flows.extraction.voices import Voices

SourceKind = Literal["person", "organisation", "publication", "government", "document", "group", "unnamed", "author"]
Via = Literal["explicit", "pronoun", "continued", "document_reference"]

UNNAMED = "unnamed source"
"""The name of a source that the text leaves out (``is expected to``)."""

_PERSONS = gazetteer.ROLES | gazetteer.ANONYMOUS_NOUNS | VAGUE
_WORD = re.compile(r"[\w-]+")
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_ABBREVIATED = re.compile(
    r"\b([A-Z][\w'’-]{1,30}(?: (?:of|for|the|and|on|in|to|&|[A-Z][\w'’-]{0,30})){1,8}) \(([A-Z]{2,8})\)"
)
_BODY_NOUNS = gazetteer.ORGANISATION_NOUNS | gazetteer.GOVERNMENT_NOUNS | gazetteer.PUBLICATION_NOUNS
_BODY_KINDS = frozenset({"organisation", "government", "publication"})
_LOOK_BACK = 400
"""Mentions back within which “the president” or “the report” finds whom or what it stands for."""
_FINITE = frozenset({"VB", "VBD", "VBP", "VBZ"})
_DESCRIBING = frozenset({"ADJ", "ADV", "DET", "NOUN", "NUM", "PART", "PUNCT"})
_NOUN_PHRASE_TOKENS = 40
_TITLE_CHARS = 16
"""Characters before a name in which its title stands."""
_REACH = 12
"""Sentences back within which “the president” or “the company” does, by that word alone."""


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
    voice: int | None = None
    """Who that is, where ``source`` is ``None`` and the document tells."""


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
    """A person or body met in the text, and where."""

    sentence: int
    position: int
    source: int


def _spelled_out(match: re.Match[str]) -> str | None:
    """Return the end of the words before an abbreviation in brackets whose initials it is; ``None`` where they are not."""
    letters, words = match[2].lower(), match[1].split()
    for start in range(len(words) - 1):
        initials = [word[0].lower() for word in words[start:]]
        capitals = [word[0].lower() for word in words[start:] if word[0].isupper()]
        if words[start][0].isupper() and letters in {"".join(initials), "".join(capitals)}:
            return " ".join(words[start:])
    return None


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
        self._seen: list[_Seen] = []
        self._roles: dict[int, set[str]] = {}
        self._statements: Sequence[Statement] = ()
        self._holders: list[int | None] = []
        self._by_quotation: dict[int, int] = {}
        self._resolved: dict[int, Resolved] = {}
        self._named: list[_Seen] = []
        self._next_named = 0
        self._long_names = {match[2]: name for match in _ABBREVIATED.finditer(self.text) if (name := _spelled_out(match))}
        self._shouts = self.text.isupper()
        self._whispers = self.text.islower()
        self._bodies = self._introduced_bodies()
        self._quotations = document_quotations(document)
        self._people = People(document, speakers, self._quotations)
        self._antecedents = Antecedents(document, self._people, self._quotations)
        self._voices = Voices(document, self._people, self._quotations)
        for speaker, office in speakers.items():
            self._source(_Mention(speaker, "person", office), speaker)

    def person(self, name: str | None) -> int:
        """Return the index of a person's source, or of the source without a name, made if need be."""
        return self._unnamed() if name is None else self._source(_Mention(name, "person", None), name)

    # --- statements -------------------------------------------------------------------------------------------------

    def resolve(self, statements: Sequence[Statement]) -> list[Resolved]:
        """Resolve each statement's source; earlier statements help later ones."""
        self._statements = statements
        self._holders = self._find_holders()
        self._by_quotation = self._find_quoted()
        self._resolved = {}
        self._named = self._people_in_text()
        for i in sorted(range(len(statements)), key=lambda i: self._anchor(statements[i])):
            self._resolve_one(i)
        return [self._resolved[i] for i in range(len(statements))]

    def _find_holders(self) -> list[int | None]:
        """For each statement, the innermost other one in whose content it is made."""
        pieces = sorted((piece, i) for i, statement in enumerate(self._statements) for piece in statement.content)
        holders: list[int | None] = [None] * len(self._statements)
        opened: list[tuple[TextSpan, int]] = []
        upcoming = 0
        for anchor, i in sorted((self._anchor(statement), i) for i, statement in enumerate(self._statements)):
            while upcoming < len(pieces) and pieces[upcoming][0].start <= anchor:
                opened.append(pieces[upcoming])
                upcoming += 1
            opened = [piece for piece in opened if piece[0].end > anchor]
            around = [(piece.end - piece.start, j) for piece, j in opened if j != i]
            holders[i] = min(around)[1] if around else None
        return holders

    def _find_quoted(self) -> dict[int, int]:
        """Which statement has which quotation for its content."""
        found: dict[int, int] = {}
        for i, statement in enumerate(self._statements):
            made_in = quotation_at(self._quotations, self._anchor(statement))
            for piece in statement.content:
                for place in (piece.start, piece.end - 1):
                    quotation = quotation_at(self._quotations, place)
                    if quotation is not None and quotation != made_in:
                        found.setdefault(quotation, i)
        return found

    def _anchor(self, statement: Statement) -> int:
        if statement.source is not None and not statement.continues:
            return statement.source.start
        return statement.cue.start if statement.cue is not None else statement.content[0].start

    def _resolve_one(self, i: int) -> Resolved:
        if i in self._resolved:
            return self._resolved[i]
        statement, anchor = self._statements[i], self._anchor(self._statements[i])
        self._resolved[i] = Resolved(None, "pronoun")  # what two statements that stand in each other get
        quotation = quotation_at(self._quotations, anchor)
        speaker = self._quoted_speaker(i, quotation) if quotation is not None else None
        while self._next_named < len(self._named) and self._named[self._next_named].position < anchor:
            self._seen.append(self._named[self._next_named])
            self._next_named += 1
        if statement.source is None:
            resolved = Resolved(self._unnamed(), "explicit")
        else:
            others = {self.sources[speaker].name} if speaker is not None else set[str]()
            resolved = self.resolve_span(statement.source, content=statement.content, others=others)
        if resolved.source is None:
            resolved = Resolved(None, resolved.via, speaker if quotation is not None else self._voice(anchor))
        via = "continued" if statement.continues else resolved.via
        resolved = Resolved(resolved.source, via, resolved.voice)
        self._resolved[i] = resolved
        if resolved.source is not None:
            self._heard(anchor, resolved.source)
        return resolved

    def _quoted_speaker(self, i: int, quotation: int) -> int | None:
        """Return whose words a statement is made in that stands in a quotation: in indirect speech “I” stays the writer."""
        holder = self._holders[i]
        if holder is None:
            holder = self._by_quotation.get(quotation)
        if holder is None and quotation and self._same_block(quotation - 1, quotation):
            holder = self._by_quotation.get(quotation - 1)
        if holder is None or holder == i:
            # A quotation set by itself in an interview is what the interviewee says in it.
            return self._voice(self._quotations[quotation].start) if self._voices.is_interview else None
        return self._name(holder)

    def _name(self, statement: int) -> int | None:
        """Return who stands behind a statement, be it named or the voice that speaks there."""
        resolved = self._resolve_one(statement)
        source = resolved.source if resolved.source is not None else resolved.voice
        return source if source is not None and self.sources[source].name != UNNAMED else None

    def _voice(self, position: int) -> int | None:
        name = self._voices.speaker(position)
        return self.person(name) if name is not None else None

    def _same_block(self, one: int, other: int) -> bool:
        """Whether two quotations stand in one block."""
        first, second = (self._sentence(self._quotations[quotation].inner_start) for quotation in (one, other))
        return first is not None and second is not None and first.block_index == second.block_index

    def _unnamed(self) -> int:
        return self._source(_Mention(UNNAMED, "unnamed", None), None)

    def _heard(self, anchor: int, index: int) -> None:
        """Note a source, so that pronouns and roles further on can stand for it."""
        source = self.sources[index]
        self._seen.append(_Seen(self._sentence_index(anchor), anchor, index))
        if source.name == UNNAMED or source.name.split()[0].lower() in FIRST:
            return
        number: Number = "body"
        if source.kind in {"person", "author"}:
            number = "person"
        elif source.kind == "group":
            number = "group"
        elif source.kind == "unnamed":
            named = source.name.lower().split()
            number = "group" if named[-1] in gazetteer.GROUP_NOUNS else "body" if _PERSONS.isdisjoint(named) else "person"
        self._antecedents.heard(anchor, number, source.name if source.kind == "person" else None, index, source.name)

    def resolve_span(
        self, span: TextSpan, depth: int = 0, *, content: Sequence[TextSpan] = (), others: Collection[str] = ()
    ) -> Resolved:
        """Resolve a noun phrase or pronoun of the text.

        ``content`` is what its bearer says, ``others`` names people who a pronoun there is not: who is quoted around it.
        """
        sentence = self._sentence(span.start)
        text = self.text[span.start : span.end]
        tokens = tokens_in(sentence, span) if sentence is not None else []
        lowered = clean_name(text).lower()
        if lowered and FIRST.issuperset(re.findall(r"\w+", lowered)):  # also “I -- I” of who stammers
            return Resolved(None, "pronoun")
        if lowered in SECOND:
            called = self._voices.addressee(span.start) if lowered != "one" else None
            if called is not None:
                return Resolved(self.person(called), "pronoun")
            return Resolved(self._unnamed(), "explicit")
        if lowered in HE | SHE | IT | THEY:
            found = self._antecedents.find(lowered, span.start, content=content, others=others)
            return Resolved(self._referent(found, depth) if found is not None else self._unnamed(), "pronoun")
        if sentence is None or not tokens:
            name = clean_name(text)
            return Resolved(
                self._source(_Mention(name or UNNAMED, "unnamed" if not name else "person", None), text), "explicit"
            )
        if lowered in RELATIVE and depth < 2:
            host = relative_host(tokens[0])
            if host is not None:
                resolved = self.resolve_span(phrase_around(self.text, sentence, host, before=tokens[0].i), depth + 1)
                return Resolved(resolved.source, "pronoun" if resolved.via == "explicit" else resolved.via)
            return Resolved(self._unnamed(), "pronoun")
        mention = self._mention(sentence, tokens, depth)
        if isinstance(mention, Resolved):
            return mention
        return Resolved(self._source(mention, mention.written), mention.via)

    # --- noun phrases -----------------------------------------------------------------------------------------------

    def _mention(self, sentence: Sentence, tokens: list[Token], depth: int) -> _Mention | Resolved:
        head = head_of(tokens)
        if head.lower_ in VAGUE and head.pos_ != "PROPN":
            return _Mention(described_as(self.text, sentence, tokens, head), "group", None)
        body = self._introduced_body(sentence, tokens)
        if body is not None:
            return body
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
        is_name = head.pos_ == "PROPN" and (self._whispers or not head.text.islower())
        if is_name or (head.is_title and gazetteer.is_outlet(head.text)):
            # “Reuters reports” is tagged as two plurals at times, the noun of “its transport department” as a name.
            return self._proper(sentence, tokens, head)
        return self._common(sentence, tokens, head, lemma)

    def _introduced_bodies(self) -> set[str]:
        """Names that stand behind a body's noun anywhere in the document, in lower case: ``the operator MetroLink``."""
        return {
            clean_name(text_of(self.text, sentence, name)).lower()
            for sentence in self.document.sentences
            for noun in sentence.tokens
            if (name := introduced_name(noun, sentence.tokens.end - 1, comma=False))
        }

    def _introduced_body(self, sentence: Sentence, tokens: list[Token]) -> _Mention | None:
        """Find the named body that a phrase stands for: ``the firm Pell & Hartmann``, ``its operator, MetroLink``.

        It is one further on too, whatever the parser then takes its name for.
        """
        for noun in tokens:
            if noun.pos_ in {"ADP", "AUX"} or noun.tag_ in _FINITE or noun.text in {",", "'s", "’s"}:
                return None
            name = introduced_name(noun, tokens[-1].i)
            if not name:
                continue
            written = clean_name(text_of(self.text, sentence, name))
            self._bodies.add(written.lower())
            kind: SourceKind = "organisation"
            if gazetteer.is_outlet(written) or noun.lower_ in gazetteer.PUBLICATION_NOUNS - gazetteer.ORGANISATION_NOUNS:
                kind = "publication"
            elif gazetteer.is_government(written) or noun.lower_ in gazetteer.GOVERNMENT_NOUNS:
                kind = "government"
            description = role_text(self.text, sentence, [t for t in tokens if t.i <= noun.i])
            return _Mention(self._long_names.get(written, written), kind, description, written=written)
        return None

    def _person_in(self, sentence: Sentence, tokens: list[Token], head: Token) -> _Mention | None:
        """Find the named person that the phrase stands for: its head, or in apposition to it."""
        doc = sentence.tokens.doc
        first, last = tokens[0].i, tokens[-1].i
        entities = [
            e for e in doc.ents
            if e.start >= first and e.end - 1 <= last and e.label_ == "PERSON" and not self._is_body(e)
        ]  # fmt: skip
        for entity in entities:
            root = entity.root
            stands = entity.start <= head.i < entity.end or (root.dep_ == "appos" and root.head.i == head.i)
            if not stands and (
                root.dep_ in {"appos", "compound", "nmod"}
                and root.head.i == head.i
                and head.lemma_.lower() in gazetteer.ROLES
            ):
                stands = True
            before = doc[entity.start - 1] if entity.start > first else None
            if before is not None and entity.end - 1 == last and head.i < entity.start:
                # “University of Bergen president Maria Berg”, “the team's coach, Maria Berg”, whatever hangs on what.
                titled = before.lemma_.lower() in gazetteer.ROLES and head.pos_ == "PROPN"
                stands = stands or titled or (self._follows_comma(entity, head) and head.lemma_.lower() in gazetteer.ROLES)
            if not stands or (root.dep_ == "poss" and root.i != head.i):
                continue
            name_tokens = [doc[i] for i in range(entity.start, entity.end)]
            return self._person(sentence, tokens, name_tokens)
        if head.pos_ != "PROPN":
            appos = next(
                (c for c in head.children if c.dep_ == "appos" and c.pos_ == "PROPN" and first <= c.i <= last), None
            )
            if appos is None or head.lemma_.lower() not in gazetteer.ROLES:
                return None
            name = proper_run(sentence, appos)
            if appos.ent_type_ == "ORG" and given_name_gender(name[0].text) is None:
                return self._proper(sentence, tokens, appos)  # “the firm's owner, Acme Holdings”
            return self._person(sentence, tokens, name)
        run = proper_run(sentence, head)
        whole = clean_name(text_of(self.text, sentence, run))
        words, titles = without_titles(whole)
        known = bool(words) and self._people.is_known(words[-1])
        if gazetteer.is_outlet(whole) or (gazetteer.is_government(whole) and not (known and len(words) == 1)):
            return None
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

    def _is_body(self, entity: Span) -> bool:
        """Whether a name that the parser takes for a person's is a body's: an acronym, a firm with “&”, one told of so."""
        doc, around = entity.root.doc, (entity.start - 1, entity.end)
        joined = any(0 <= i < len(doc) and doc[i].text == "&" for i in around)
        return joined or self._is_acronym(entity.text) or clean_name(entity.text).lower() in self._bodies

    def _follows_comma(self, entity: Span, head: Token) -> bool:
        """Whether between a noun with its comma and a name stands nothing but what describes: ``71-year-old Bert Falk``."""
        doc, place = entity.root.doc, entity.start - 1
        while place > head.i and doc[place].text != "," and doc[place].pos_ in _DESCRIBING:
            place -= 1
        return place > head.i and doc[place].text == ","

    def _person(self, sentence: Sentence, tokens: list[Token], name_tokens: list[Token]) -> _Mention:
        raw = clean_name(text_of(self.text, sentence, name_tokens))
        words, titles = without_titles(raw)
        while len(words) > 1 and words[0].lower() in gazetteer.ROLES:
            titles.append(words.pop(0))
        start = sentence.place(name_tokens[0]).start
        gender = gender_in(title.lower() for title in titles) or gender_in(titles_before(name_tokens[-1]))
        name = self._people.full_name(words, start, gender)
        position = {token.i for token in name_tokens}
        before = [t for t in tokens if t.i < name_tokens[0].i]
        after = [t for t in tokens if t.i > name_tokens[-1].i and t.i not in position]
        description = role_text(self.text, sentence, before) or role_text(self.text, sentence, apposition(after))
        if description is None and titles:
            raw_titles = raw.split()[: len(raw.split()) - len(words)]
            kept = [t for t in raw_titles if t.lower().rstrip(".") not in gazetteer.FORMS_OF_ADDRESS]
            description = " ".join(kept) or None
        return _Mention(name, "person", description, written=raw)

    def _proper(self, sentence: Sentence, tokens: list[Token], head: Token) -> _Mention:
        run = proper_run(sentence, head)
        written = clean_name(text_of(self.text, sentence, run))
        name = self._long_names.get(written, written)
        others = [c for c in head.conjuncts if c.i > run[-1].i and c.pos_ == "PROPN" and any(c.i == t.i for t in tokens)]
        if others:
            whole = [t for t in tokens if t.i <= others[-1].i and not (t.i < run[0].i and t.lower_ in gazetteer.DETERMINERS)]
            joint = clean_name(text_of(self.text, sentence, whole))
            kind = self._kind_of_name(name, head)
            return _Mention(joint, "group" if kind == "person" else kind, None)
        before = role_text(self.text, sentence, [t for t in tokens if t.i < run[0].i])
        after = role_text(self.text, sentence, apposition([t for t in tokens if t.i > run[-1].i]))
        return _Mention(name, self._kind_of_name(name, head), before or after, written=written)

    def _kind_of_name(self, name: str, head: Token) -> SourceKind:
        label = head.ent_type_
        if gazetteer.is_outlet(name):
            return "publication"
        if gazetteer.is_government(name):
            return "government"
        if name.lower() in gazetteer.TRADES:
            return "group"
        if label == "GPE":
            return "government"
        if (label == "NORP" and name.endswith(("s", "ese", "ish"))) or (head.tag_ == "NNPS" and label != "ORG"):
            return "group"
        if "&" in name or name.lower() in self._bodies:
            return "organisation"
        if (label == "PERSON" and not self._is_acronym(name)) or (
            " " not in name and label not in {"ORG", "NORP"} and self._people.is_person(name)
        ):
            return "person"
        if label in {"WORK_OF_ART", "LAW"}:
            return "document"
        return "organisation"

    def _is_acronym(self, name: str) -> bool:
        """Whether a name is a body's whatever the parser takes it for: ``KCNA``, in a text that is not all capitals."""
        return _ACRONYM.fullmatch(name) is not None and not self._people.is_known(name) and not self._shouts

    def _common(self, sentence: Sentence, tokens: list[Token], head: Token, lemma: str) -> _Mention | Resolved:
        definite = tokens[0].lower_ in {"the", "this", "that"}
        plural = head.tag_ in {"NNS", "NNPS"} or head.lower_ in gazetteer.GROUP_NOUNS
        name = described_as(self.text, sentence, tokens, head)
        bare = len([t for t in tokens if t.i <= head.i and not t.is_space]) <= 2
        if lemma in gazetteer.ANONYMOUS_NOUNS:
            return _Mention(name, "unnamed", None)
        if lemma in gazetteer.PARENTS and tokens[0].lower_ in {"my", "our"} and lemma in self._parents:
            return _Mention(self._parents[lemma], "person", None, written=name)
        if definite and not plural and lemma in gazetteer.ROLES:
            found = self._by_role(name, sentence.index)
            if found is not None:
                return Resolved(found, "explicit")
        if definite and bare and not plural and len(tokens) <= 2:
            body = self._body_called(lemma, sentence.index)
            if body is not None:
                return Resolved(body, "explicit")
        if lemma in gazetteer.PUBLICATION_NOUNS and not plural:
            return _Mention(name, "publication", None)
        called = text_of(self.text, sentence, [t for t in tokens if t.i <= head.i])
        is_body = lemma not in gazetteer.ROLES and gazetteer.is_government(called)  # “the coast guard”
        if not plural and (lemma in gazetteer.GOVERNMENT_NOUNS | gazetteer.MUNICIPALITIES or is_body):
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
        owner = owner_of(tokens, head, inside)
        if owner is not None and depth < 2:
            named = introduced_name(owner, tokens[-1].i, comma=False)
            span = phrase_around(
                self.text,
                sentence,
                owner,
                after=head.i if owner.i > head.i else None,
                before=head.i if owner.i < head.i else None,
            )
            if named:
                span = TextSpan(span.start, max(span.end, sentence.place(named[-1]).end))
            single = clean_name(self.text[span.start : span.end])
            if owner.dep_ in {"compound", "nmod", "amod"} and " " not in single and not self._people.is_known(single):
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
        name = described_as(self.text, sentence, tokens, head)
        if tokens[0].lower_ in {"the", "this", "that", "its"} and len(tokens) <= 2:
            found = self._last_document(head.lemma_.lower())
            if found is not None:
                return Resolved(found, "document_reference")
        return _Mention(name, "document", None, "document_reference")

    @cached_property
    def _parents(self) -> dict[str, str]:
        """What who tells calls their parents by name, in whose stead they say “my mother” elsewhere: ``Mom``."""
        called = {child: parent for parent, children in gazetteer.PARENTS.items() for child in children}
        return {
            called[token.lower_]: token.text
            for sentence in self.document.sentences
            for token in sentence.tokens
            if token.lower_ in called and token.is_title and token.pos_ == "PROPN"
        }

    # --- looking back -----------------------------------------------------------------------------------------------

    def _referent(self, found: Referent, depth: int) -> int:
        """Return the source that a pronoun's antecedent is."""
        if found.source is not None:
            return found.source
        if found.name is not None:
            return self.person(found.name)
        resolved = self.resolve_span(found.phrase, depth + 1) if depth < 2 else None
        return resolved.source if resolved is not None and resolved.source is not None else self._unnamed()

    def _people_in_text(self) -> list[_Seen]:
        """Named people in text order, each described as where the text gives the full name."""
        seen: list[_Seen] = []
        for mention in self._antecedents.named_people:
            if mention.name is None:
                continue
            sentence = self.document.sentences[mention.sentence]
            index = self.person(mention.name)
            if " " in self.text[mention.phrase.start : mention.phrase.end] and self.sources[index].description is None:
                self._describe(index, self._described(sentence, tokens_in(sentence, mention.phrase)))
            before = self.text[max(mention.start - _TITLE_CHARS, 0) : mention.start].lower().split()[-1:]
            self._roles.setdefault(index, set()).update(gazetteer.TITLE_ROLES.get(word, word) for word in before)
            seen.append(_Seen(sentence.index, mention.start, index))
        return seen

    def _describe(self, index: int, description: str | None) -> None:
        source = self.sources[index]
        if description is not None:
            self._roles.setdefault(index, set()).update(_WORD.findall(description.lower()))
        if source.description is None and description is not None:
            source.description = description
            if source.kind == "person":
                self._people.describe(source.name, description)

    def _described(self, sentence: Sentence, name: list[Token]) -> str | None:
        """Return what the text around a full name says of the person, as where a source is introduced."""
        doc = sentence.tokens.doc
        root = doc[name[0].i : name[-1].i + 1].root
        left, right = max(root.left_edge.i, sentence.tokens.start), min(root.right_edge.i, sentence.tokens.end - 1)
        if right - left > _NOUN_PHRASE_TOKENS:
            return None
        return self._person(sentence, list(doc[left : right + 1]), name).description

    def _body_called(self, noun: str, sentence: int) -> int | None:
        """Find the last body that a noun by itself can stand for: ``the company``, ``the union``, ``the inspectorate``."""
        for seen in reversed(self._seen):
            if sentence - seen.sentence > _REACH:
                return None
            source = self.sources[seen.source]
            if source.kind not in _BODY_KINDS:
                continue
            if noun in _BODY_NOUNS:
                fits = gazetteer.can_be_called(noun, source.name, source.kind, self._roles.get(seen.source, ()))
            else:
                fits = source.name.lower().split()[-1] == noun
            if fits:
                return seen.source
        return None

    def _by_role(self, role: str, sentence: int) -> int | None:
        """Find the last person of whose titles and descriptions every word of a role is: ``the US president``."""
        wanted = set(role.lower().split())
        for seen in self._seen[: -_LOOK_BACK - 1 : -1]:
            if self.sources[seen.source].kind != "person" or (len(wanted) == 1 and sentence - seen.sentence > _REACH):
                continue
            if wanted <= self._roles.get(seen.source, set()):
                return seen.source
        return None

    def _last_document(self, noun: str) -> int | None:
        for seen in self._seen[: -_LOOK_BACK - 1 : -1]:
            source = self.sources[seen.source]
            if source.kind == "document" and noun in source.name.lower().split():
                return seen.source
        return None

    # --- joining ----------------------------------------------------------------------------------------------------

    def _source(self, mention: _Mention, written: str | None) -> int:
        name = clean_name(mention.name) or UNNAMED
        bare = name[4:] if name[:4].lower() == "the " else name
        key = (mention.kind if mention.kind in {"person", "author", "document"} else "body", bare.lower())
        index = self._by_key.get(key)
        if index is None:
            index = len(self.sources)
            self._by_key[key] = index
            self.sources.append(DocumentSource(bare, mention.kind, None))
        self._describe(index, mention.description)
        self._alias(index, written)
        return index

    def _alias(self, index: int, written: str | None) -> None:
        if written is None:
            return
        source = self.sources[index]
        alias = clean_name(written)
        if source.kind == "person":
            words, _ = without_titles(alias)
            surname = source.name.split()[-1].lower()
            if not words or words[-1].lower() != surname or len(words) > len(source.name.split()) + 2:
                return
        if alias and alias != source.name and len(alias) <= 80 and alias not in source.aliases:
            source.aliases.append(alias)

    # --- sentences --------------------------------------------------------------------------------------------------

    def _sentence_index(self, position: int) -> int:
        return max(bisect_right(self._starts, position) - 1, 0)

    def _sentence(self, position: int) -> Sentence | None:
        if not self.document.sentences:
            return None
        sentence = self.document.sentences[self._sentence_index(position)]
        return sentence if sentence.start <= position < sentence.end else None
