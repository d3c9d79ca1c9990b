"""Whom “he”, “she”, “it” and “they” stand for: what the text names before them, and which of it fits best.

The weights are few and set by hand, from what went wrong in every other of GUM's 191 training documents and in sixty news
articles. Of third-person sources whose referent has a name they find three quarters (62 of 84) in all of GUM's training
documents, though that is no blind check, since settings were compared on them too (``tests/benchmarks/speakers.py``).
What does not belong here: names and genders (``people``), noun phrases and sources (``sources``), the first and second
person (``voices``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flows.extraction import cues, gazetteer
from flows.extraction.parsing import ParsedDocument, Sentence, TextSpan
from flows.extraction.people import Gender, People, clean_name, gender_in, titles_before, without_titles
from flows.extraction.quotations import Quotation, quotation_at
from flows.extraction.tokens import Span, Token

HE, SHE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
IT, THEY = frozenset({"it", "its", "itself"}), frozenset({"they", "them", "their", "theirs", "themselves"})

_MAIN_CLAUSES = frozenset({"ccomp", "conj", "parataxis"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})

_PREMODIFIERS = frozenset({"det", "poss", "amod", "compound", "nmod", "nummod", "quantmod"})

Number = Literal["person", "body", "group"]
"""What can stand for it: he or she; it or they; they."""

_BODY_NOUNS = gazetteer.ORGANISATION_NOUNS | gazetteer.GOVERNMENT_NOUNS | cues.DOCUMENT_NOUNS

_REACH = 12
"""Sentences back within which “he” and “she” find whom they stand for."""
_NEAR = 3
"""Sentences back within which “it” and “they” do."""
_LOOK_BACK = 400
"""Mentions back within which anything is looked for, so that time stays linear in the document's length."""

_MAIN_SUBJECT, _SUBJECT, _MODIFIER = 1.5, 1.0, -1.0
_EACH_SENTENCE, _OTHER_BLOCK = 0.9, 0.5
_QUOTED_ALONE = 2.5
"""Taken off a candidate that stands in a quotation where the pronoun stands outside of it."""
_UNKNOWN_GENDER = 0.3
_DESCRIBED_ONLY = 0.8
"""Taken off a person without a name who was not a source, such as “his brother”."""
_LEAST = -1.0
"""The least that “it” and “they” take, but for who has spoken: below it, they more often speak of what has no name."""
_TOLD_OF = 3.0
"""Taken off whom the content itself names: nobody names themself, though a content may be found too long."""
_DOUBTFUL = 1.0
"""Taken off a name that may be no person's."""
_AGAIN = 0.5
"""Added where the candidate is itself the same pronoun."""
_SPOKE = 1.5
"""The weight of a source: as much as that of a main clause's subject."""


@dataclass(frozen=True, slots=True)
class Referent:
    """Something that a pronoun further on may stand for; offsets are code points into the document's text."""

    start: int
    sentence: int
    block: int
    number: Number
    phrase: TextSpan
    name: str | None
    """A person's full name, where there is one."""
    gender: Gender | None
    weight: float
    is_quoted: bool
    pronoun: Gender | None = None
    """Set where a pronoun stands there."""
    is_doubtful: bool = False
    """Whether it may be no person at all."""
    source: int | None = None
    """The index of the source, where it is one."""


class Antecedents:
    """What pronouns of one document can stand for, in text order; it is read as far as it is asked."""

    def __init__(self, document: ParsedDocument, people: People, quotations: Sequence[Quotation]) -> None:
        self._document = document
        self._people = people
        self._quotations = quotations
        self._coming = self._mentions()
        self._next = 0
        self._seen: list[Referent] = []

    @property
    def named_people(self) -> list[Referent]:
        """Every mention of a person by name, in text order."""
        return [mention for mention in self._coming if mention.name is not None and not mention.is_doubtful]

    def heard(self, position: int, number: Number, person: str | None, source: int, called: str) -> None:
        """Note whose words were told there: a ``person`` by full name, or a source that is ``called`` something else."""
        self._advance(position)
        sentence, block = self._place(position)
        quoted = quotation_at(self._quotations, position) is not None
        gender = gender_in(called.lower().split()) if person is None else None
        place = TextSpan(position, position)
        self._seen.append(Referent(position, sentence, block, number, place, person, gender, _SPOKE, quoted, source=source))

    def find(
        self,
        pronoun: str,
        position: int,
        *,
        content: Sequence[TextSpan] = (),
        others: Collection[str] = (),
    ) -> Referent | None:
        """Find what a pronoun stands for; ``content`` is what it says there, ``others`` are people who it is not.

        Nobody is likely to name themself in what they say, and in a quotation “he” is not its speaker.
        """
        self._advance(position)
        return self._best(pronoun, position, content, others)

    def _place(self, position: int) -> tuple[int, int]:
        """Return the sentence, or the last before, and its block in which a place lies."""
        index = bisect_right(self._document.sentences, position, key=lambda sentence: sentence.start) - 1
        return (index, self._document.sentences[index].block_index) if index >= 0 else (0, -1)

    def _advance(self, position: int) -> None:
        while self._next < len(self._coming) and self._coming[self._next].start < position:
            mention = self._coming[self._next]
            self._next += 1
            if mention.pronoun is None:
                self._seen.append(mention)
                continue
            found = self._best("he" if mention.pronoun == "m" else "she", mention.start, (), ())
            if found is not None:
                self._seen.append(
                    replace(mention, phrase=found.phrase, name=found.name, gender=mention.pronoun, source=found.source)
                )

    def _best(self, pronoun: str, position: int, content: Sequence[TextSpan], others: Collection[str]) -> Referent | None:
        gender: Gender | None = "m" if pronoun in HE else "f" if pronoun in SHE else None
        numbers: set[Number] = {"person"} if gender else {"body"} if pronoun in IT else {"body", "group"}
        reach = _REACH if gender else _NEAR
        quoted = quotation_at(self._quotations, position) is not None
        sentence, block = self._place(position)
        named = self._named_in(content)
        best: tuple[float, Referent] | None = None
        for seen in self._seen[: -_LOOK_BACK - 1 : -1]:
            distance = sentence - seen.sentence
            if distance > reach:
                break
            if seen.start >= position or seen.number not in numbers or seen.name in others:
                continue
            known = self._people.gender(seen.name) if seen.name is not None else seen.gender
            known = known or seen.gender
            if gender and known not in {None, gender}:
                continue
            told = seen.name in named or any(piece.start <= seen.start < piece.end for piece in content)
            score = seen.weight - distance * _EACH_SENTENCE
            score -= _TOLD_OF if told else 0
            score -= _OTHER_BLOCK if seen.block != block else 0
            score -= _QUOTED_ALONE if seen.is_quoted and not quoted else 0
            score -= _UNKNOWN_GENDER if gender and known is None else 0
            score -= _DESCRIBED_ONLY if gender and seen.name is None and seen.source is None else 0
            score -= _DOUBTFUL if seen.is_doubtful else 0
            score += _AGAIN if seen.pronoun == gender and gender else 0

            if (gender or seen.source is not None or score >= _LEAST) and (best is None or score > best[0]):
                best = (score, seen)
        if best is not None:
            return best[1]
        return self._main_person(gender, others) if gender else None

    def _named_in(self, content: Sequence[TextSpan]) -> set[str]:
        """Who is named in a stretch."""
        found: set[str] = set()
        for piece in content:
            index = bisect_left(self._coming, piece.start, key=lambda mention: mention.start)
            while index < len(self._coming) and self._coming[index].start < piece.end:
                name = self._coming[index].name
                if name is not None:
                    found.add(name)
                index += 1
        return found

    def _main_person(self, gender: Gender, others: Collection[str]) -> Referent | None:
        """Find whom the text so far is most about, where nobody near fits: a biography's “she”."""
        named = {
            seen.name: seen
            for seen in self._seen[: -_LOOK_BACK - 1 : -1]
            if seen.name is not None and seen.name not in others and self._people.gender(seen.name) in {None, gender}
        }
        counts = Counter(seen.name for seen in self._seen[: -_LOOK_BACK - 1 : -1] if seen.name in named)
        return named[counts.most_common(1)[0][0]] if counts else None

    # --- what the text names ----------------------------------------------------------------------------------------

    def _mentions(self) -> list[Referent]:
        found: list[Referent] = []
        for sentence in self._document.sentences:
            inside: set[int] = set()
            for entity in sentence.tokens.ents:
                mention = self._entity(sentence, entity)
                if mention is not None:
                    found.append(mention)
                    inside.update(range(entity.start, entity.end))
            found.extend(
                mention
                for token in sentence.tokens
                if token.i not in inside and (mention := self._word(sentence, token)) is not None
            )
        return sorted(found, key=lambda mention: mention.start)

    def _entity(self, sentence: Sentence, entity: Span) -> Referent | None:
        """Return what a named entity adds, whatever the parser takes it for."""
        span = TextSpan(entity.start_char + sentence.offset, entity.end_char + sentence.offset)
        words, _ = without_titles(clean_name(self._document.text[span.start : span.end]))
        label, is_single = entity.label_, len(words) == 1
        if not words:
            return None
        if is_single and self._people.is_person(words[0]) and label in {"PERSON", "ORG", "GPE"}:
            return self._person(sentence, entity.root, span, words)
        is_acronym = all(word.isupper() for word in words) and len(entity.text) > 1
        if label == "PERSON" and not is_acronym and words[-1][:1].isupper():
            return self._person(sentence, entity.root, span, words)
        if is_single and not is_acronym and self._people.may_be_person(words[0]):
            return replace(self._person(sentence, entity.root, span, words), is_doubtful=True)
        if label == "ORG" or (label == "GPE" and entity.root.dep_ in SUBJECTS):  # where a rally was is not who “they” are
            return self._mention(sentence, entity.root, span, "body")
        is_plural = entity.root.tag_ in {"NNS", "NNPS"}
        return self._mention(sentence, entity.root, span, "group") if label == "NORP" and is_plural else None

    def _word(self, sentence: Sentence, token: Token) -> Referent | None:
        """Return what a single word, no part of a named entity, adds."""
        span = sentence.place(token)
        lowered, lemma = token.lower_, token.lemma_.lower()
        if lowered in HE or lowered in SHE:
            mention = self._mention(sentence, token, span, "person")
            return replace(mention, pronoun="m" if lowered in HE else "f")
        if token.pos_ == "PROPN" and self._people.is_person(token.text):
            return self._person(sentence, token, span, [token.text])
        if token.pos_ not in {"NOUN", "PROPN"} or token.dep_ in {"compound", "appos", "attr"}:
            return None
        if lemma in gazetteer.ROLES and token.tag_ in {"NN", "NNP"}:
            if token.left_edge.i == token.i and token.dep_ not in SUBJECTS:
                return None  # “what kind of student she was” tells of nobody else
            if lemma == "head" and any(child.dep_ == "poss" for child in token.children):
                return None  # “shook his head”
            return replace(
                self._mention(sentence, token, self._phrase(sentence, token), "person"), gender=gender_in([lemma])
            )
        if token.tag_ in {"NNS", "NNPS"} and (
            lemma in gazetteer.ROLES or lowered in gazetteer.GROUP_NOUNS or token.dep_ in SUBJECTS
        ):
            return self._mention(sentence, token, self._phrase(sentence, token), "group")
        if lemma in _BODY_NOUNS and token.tag_ == "NN":
            return self._mention(sentence, token, self._phrase(sentence, token), "body")
        return None

    def _person(self, sentence: Sentence, root: Token, span: TextSpan, words: list[str]) -> Referent:
        name = self._people.full_name(words, span.start, gender_in(titles_before(root)))
        return replace(self._mention(sentence, root, span, "person"), name=name)

    def _mention(self, sentence: Sentence, root: Token, span: TextSpan, number: Number) -> Referent:
        subject = root.dep_ in SUBJECTS or (root.dep_ == "appos" and root.head.dep_ in SUBJECTS)
        verb = root.head.head if root.dep_ == "appos" else root.head
        main = subject and (verb.dep_ == "ROOT" or (verb.dep_ in _MAIN_CLAUSES and verb.head.dep_ == "ROOT"))
        topic = root.dep_ == "pobj" and root.head.i == sentence.tokens.start and root.head.lower_ in {"for", "to"}
        weight = (
            _MAIN_SUBJECT
            if main or topic
            else _SUBJECT
            if subject
            else _MODIFIER
            if root.dep_ in {"poss", "compound"}
            else 0.0
        )
        quoted = quotation_at(self._quotations, span.start) is not None
        return Referent(span.start, sentence.index, sentence.block_index, number, span, None, None, weight, quoted)

    def _phrase(self, sentence: Sentence, head: Token) -> TextSpan:
        left = min((child.left_edge.i for child in head.lefts if child.dep_ in _PREMODIFIERS), default=head.i)
        return TextSpan(
            sentence.place(sentence.tokens.doc[max(left, sentence.tokens.start)]).start, sentence.place(head).end
        )
