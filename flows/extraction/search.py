"""What the rules share while they search a document: places, subjects, cues, venues, statements being put together.

What does not belong here: the rules (``direct_speech``, ``reported_speech``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.extraction import cues, gazetteer
from flows.extraction.gazetteer import is_outlet, is_platform
from flows.extraction.parsing import ParsedDocument, Sentence, TextSpan
from flows.extraction.quotations import Quotation, find_quotations, link_paragraphs, quotation_at, quotations_between
from flows.extraction.statements import Stance, Statement
from flows.extraction.tokens import Token
from flows.extraction.wordlists import words

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
TRIM = " \t\r\n\xa0,;:–—-"
WORDS = re.compile(r"\w+")
_MEDIA_NOUNS = words(
    "newspaper magazine website network channel agency radio podcast program programme show blog journal daily paper "
    "station broadcaster outlet tabloid weekly television tv"
)
_VENUE_PREPOSITIONS = frozenset({"on", "to", "in", "with", "at", "via", "for"})
_FOCUS_ADVERBS = frozenset({"even", "only", "just"})
_DETERMINING = frozenset({"DET", "NUM", "PRON"})
_LISTED = re.compile(r",?\s+(?:and|or)\s+|\s+")
"""What may stand between a phrase and the quotation that ends it, or between two quotations of one phrase."""


SPEAKING_NOUNS = (
    gazetteer.ROLES | gazetteer.GROUP_NOUNS | gazetteer.ANONYMOUS_NOUNS | gazetteer.ORGANISATION_NOUNS
    | gazetteer.GOVERNMENT_NOUNS | gazetteer.PUBLICATION_NOUNS
)  # fmt: skip
_SPEAKING_PRONOUNS = words(
    "i we you he she they who some many others most few several one ones those everyone everybody someone somebody "
    "anyone nobody none both all each another"
)
_AGENT_ENDING = re.compile(r"(?:[^aeiou]er|[^aeiou]or|ist|ian|ant|eer|ee|man|woman|men|women|people|folk|agent|dent)$")


_ANONYMITY = re.compile(
    r"(?:not to be (?:named|identified|quoted)|to (?:remain anonymous|speak anonymously)|anonymity)\b.*", re.I
)
_ENQUIRY = re.compile(
    r"(?:to )?(?:(?:\w+['’]s?|[\w-]+) ){0,3}(?:requests?|questions?|inquir(?:y|ies)|enquir(?:y|ies)|quer(?:y|ies)|messages?|"
    r"calls?|e-?mails?)(?: (?:for|from|seeking|about|on|left|sent|by)\b.*)?",
    re.I,
)
"""What is answered or not: a request for comment."""
_COMMENT = re.compile(r"(?:(?:an?|any|further|additional) )?(?:comments?|interviews?|statement)", re.I)
_QUESTION = re.compile(r"(?:whether|if|why|how|what|who|where|when|which)\b", re.I)

MAX_CONTENT_CHARS = 10_000
"""A statement's content grows over paragraphs up to this; each claim's row repeats it."""


CONFIDENCE = {
    "byline": 0.95,
    "colon_quotation": 0.95,
    "cue_then_quotation": 0.95,
    "quotation_then_cue": 0.95,
    "turn": 0.95,
    "according_to": 0.87,
    "say_clause": 0.83,
    "accused": 0.82,
    "show_clause": 0.80,
    "parenthesis": 0.78,
    "noun_clause": 0.76,
    "cited": 0.65,
    "put_at": 0.65,
    "trailing_cue": 0.65,
    "characterised": 0.74,
    "think_clause": 0.74,
    "infinitive": 0.73,
    "passive_object": 0.71,
    "object": 0.70,
    "passive_clause": 0.68,
    "passive_characterised": 0.65,
    "continued": 0.64,
    "prepositional": 0.63,
    "label": 0.60,
    "viewpoint": 0.60,
    "verbless": 0.60,
    "as_put": 0.60,
}
"""Share of a rule's statements that annotators mark too (half of the words or more in common).

Measured on every fourth training article of PolNeAR: 1,157 statements of ``say_clause``, 832 of ``quotation_then_cue``, 241
of ``object``. Rules that it met fewer than 15 times have 0.65 at most, or stand with their likes (``byline`` and
``turn`` with quotations that have a cue)."""


@dataclass(slots=True)
class Draft:
    """A statement being put together; quotations may still join it."""

    source: TextSpan | None
    cue: TextSpan | None
    content: list[TextSpan]
    rule: str
    venue: TextSpan | None = None
    continues: bool = False
    cue_index: int = -1
    """The sentence in which the cue stands."""
    last_index: int = -1
    """The last sentence that the statement touches."""
    cue_follows: bool = False
    """Whether the cue follows the first quotation."""
    stance: Stance = "holds"
    confidence: float | None = None
    """Of this statement; ``None`` where that of its rule stands for it."""


def document_quotations(document: ParsedDocument) -> list[Quotation]:
    """Return the outermost quotations of all parsed blocks, in order, with the paragraphs of one quotation linked.

    What a headline leaves open goes on in no paragraph.
    """
    blocks = document.clean.blocks
    indexes = sorted({sentence.block_index for sentence in document.sentences})
    found = {i: find_quotations(document.text, blocks[i].start_char, blocks[i].end_char) for i in indexes}
    titles = [quotation for i in indexes if blocks[i].kind == "title" for quotation in found[i]]
    others = [i for i in indexes if blocks[i].kind != "title"]
    linked = link_paragraphs([found[i] for i in others], [blocks[i].start_char for i in others])
    return sorted([*titles, *(quotation for block in linked for quotation in block)], key=lambda q: q.start)


def trimmed(text: str, start: int, end: int, characters: str = TRIM) -> TextSpan | None:
    """Return the stretch without the given characters at its ends; ``None`` where nothing is left."""
    while start < end and text[start] in characters:
        start += 1
    while end > start and text[end - 1] in characters:
        end -= 1
    return TextSpan(start, end) if start < end else None


class Search:
    """One document being searched: the state that all rules read and add to."""

    def __init__(self, document: ParsedDocument) -> None:
        self.document = document
        self.text = document.text
        self.sentences = document.sentences
        self.sentence_starts = [sentence.start for sentence in self.sentences]
        self.quotations = document_quotations(document)
        self.quotation_starts = [quotation.start for quotation in self.quotations]
        self.taken: set[tuple[int, int]] = set()
        self.drafts: list[Draft] = []
        self.by_quotation: dict[int, Draft] = {}
        self.by_sentence: dict[int, list[Draft]] = {}
        self.indexed = 0

    # --- places -----------------------------------------------------------------------------------------------------

    def sentence_at(self, position: int) -> Sentence | None:
        """Return the sentence that holds a character, if any."""
        index = bisect_right(self.sentence_starts, position) - 1
        if index < 0 or self.sentences[index].end <= position:
            return None
        return self.sentences[index]

    def in_quotation(self, position: int) -> int | None:
        """Return which quotation holds a character, if any."""
        return quotation_at(self.quotations, position)

    def quotations_in(self, piece: TextSpan) -> range:
        """Indexes of the quotations that share a character with a stretch."""
        return quotations_between(self.quotations, *piece)

    def sentences_between(self, start: int, end: int) -> Sequence[Sentence]:
        """Sentences that share a character with a stretch, in order."""
        first = max(bisect_right(self.sentence_starts, start) - 1, 0)
        return [s for s in self.sentences[first : bisect_left(self.sentence_starts, end)] if s.end > start]

    def tokens_between(self, sentence: Sentence, start: int, end: int) -> list[Token]:
        """Tokens of a sentence that lie in a stretch of the text."""
        return [t for t in sentence.tokens if start <= t.idx + sentence.offset and t.end + sentence.offset <= end]

    def span_of(self, sentence: Sentence, tokens: Iterable[Token]) -> TextSpan | None:
        """From the first to the last of some tokens, trimmed, without a full stop."""
        ordered = sorted(tokens, key=lambda token: token.i)
        while ordered and ordered[-1].text == ".":
            ordered.pop()
        if not ordered:
            return None
        return trimmed(self.text, sentence.place(ordered[0]).start, sentence.place(ordered[-1]).end)

    def phrase(self, sentence: Sentence, head: Token, *, stop: int | None = None) -> TextSpan | None:
        """Span a noun phrase with what depends on it, kept inside the sentence and out of ``stop`` (a token index)."""
        left, right = head.left_edge.i, head.right_edge.i
        if stop is not None and left <= stop <= right:
            if stop > head.i:
                right = stop - 1
            else:
                left = stop + 1
        first, last = sentence.tokens.start, sentence.tokens.end - 1
        left, right = max(left, first), min(right, last)
        if left > right:
            return None
        doc = sentence.tokens.doc
        return self.span_of(sentence, doc[left : right + 1])

    def draft(self, sentence: Sentence, verb: Token, source: TextSpan | None, rule: str) -> Draft:
        """Begin a statement with a cue."""
        cue = self.cue_span(sentence, verb)
        return Draft(
            self.without_focus(sentence, source),
            cue,
            [],
            rule,
            self.venue(sentence, verb, [source] if source is not None else ()),
            cue_index=sentence.index,
            last_index=sentence.index,
            stance=self.stance(verb, rule),
        )

    def stance(self, verb: Token, rule: str) -> Stance:
        """How who is the subject of a verb stands to what it takes; a denial that is denied holds again."""
        lemma = verb.lemma_.lower()
        # “dismissed it as a joke” holds that it is one.
        denies = lemma in cues.DENY and not rule.endswith("characterised")
        if any(child.dep_ == "neg" for child in verb.children) != denies:
            return "denies"
        asks_for = rule == "prepositional" and any(child.lower_ == "for" and child.i > verb.i for child in verb.children)
        wanted = cues.WANT if rule == "infinitive" or asks_for else cues.WANT_A_THING
        return "wants" if lemma in wanted else "holds"

    def without_focus(self, sentence: Sentence, source: TextSpan | None) -> TextSpan | None:
        """Cut off an adverb that bears on the whole phrase: ``Even the minister``; not ``Just Stop Oil``."""
        word = None if source is None else WORDS.match(self.text, source.start)
        if source is None or word is None or word[0].lower() not in _FOCUS_ADVERBS:
            return source
        first = next((t for t in sentence.tokens if sentence.place(t).start == source.start), None)
        if first is None or first.i + 1 == len(first.doc):
            return source
        if first.ent_type_ or first.pos_ == "PROPN" or (first.lower_ == "just" and first.nbor().pos_ not in _DETERMINING):
            return source
        return trimmed(self.text, sentence.place(first).end, source.end) or source

    def with_quotations(self, sentence: Sentence, span: TextSpan, *, listed: bool = False) -> TextSpan:
        """Widen a phrase by the quotation that follows it directly: the parser often hangs that on the verb.

        ``listed`` takes further ones that “and” or “or” joins to a quotation at the phrase's end.
        """
        end = span.end
        index = bisect_right(self.quotation_starts, end - 1)
        inside = self.in_quotation(end - 1)
        if inside is not None:
            end = max(end, self.quotations[inside].end)
        while index < len(self.quotations) and index not in self.by_quotation:
            quotation = self.quotations[index]
            between = _LISTED.fullmatch(self.text, end, quotation.start) if quotation.start > end else None
            if (
                between is None
                or quotation.end > sentence.end
                or (between[0].strip() and not (listed and inside is not None))
            ):
                break
            inside, end, index = index, quotation.end, index + 1
        return TextSpan(span.start, end)

    def is_infinitive(self, clause: Token) -> bool:
        """Whether a verb stands with “to”."""
        return any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children)

    # --- subjects, cues, venues -------------------------------------------------------------------------------------

    def subject_token(self, verb: Token, depth: int = 0) -> Token | None:
        """Find the head of a verb's subject: its own, or that of the verb it is coordinated with or subordinate to."""
        own = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
        if own is not None:
            return own
        if depth > 3:
            return None
        head = verb.head
        if verb.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
            return self.subject_token(head, depth + 1)
        if verb.dep_ in {"xcomp", "advcl", "ccomp", "acomp", "pcomp", "dep"} and head.i != verb.i:
            governor = head if head.pos_ in {"VERB", "AUX"} else head.head
            if verb.dep_ == "advcl":
                governor = self.out_of_a_view(governor)
            if governor.pos_ in {"VERB", "AUX"} and governor.i != verb.i:
                return self.subject_token(governor, depth + 1)
        if verb.dep_ == "acl" and verb.tag_ in {"VBG", "VB"}:
            return head
        return None

    def out_of_a_view(self, governor: Token) -> Token:
        """``She sees trade growing, calling it a boon``: who sees it calls it so, whatever the parser makes of it."""
        top = governor
        while top.dep_ == "conj" and top.head.pos_ in {"VERB", "AUX"}:
            top = top.head
        return top.head if self.is_view(top) else governor

    def is_view(self, clause: Token) -> bool:
        """Whether an -ing clause says how somebody sees things going: ``sees trade growing``, not ``saw her leaving``."""
        verb = clause.head
        return (
            clause.dep_ == "ccomp"
            and clause.tag_ == "VBG"
            and clause.i > verb.i
            and verb.lemma_.lower() in cues.ENVISAGE
            and verb.tag_ != "VBD"
            and any(child.dep_ == "nsubj" for child in clause.children)
        )

    def subject(self, sentence: Sentence, verb: Token) -> TextSpan | None:
        """Span the subject's noun phrase; possessive owners of a report's noun are left inside it."""
        token = self.subject_token(verb)
        if token is None or not sentence.tokens.start <= token.i < sentence.tokens.end:
            return None
        if verb.dep_ == "acl" and token.i == verb.head.i:
            doc = sentence.tokens.doc
            # “reports from the firm detailing …”: what stands between noun and verb belongs to the noun.
            return self.span_of(
                sentence, doc[max(token.left_edge.i, sentence.tokens.start) : max(verb.left_edge.i, token.i + 1)]
            )
        return self.phrase(sentence, token, stop=verb.i)

    def cue_span(self, sentence: Sentence, verb: Token) -> TextSpan:
        """Span the verb with the auxiliaries, negation and particle that touch it."""
        doc = sentence.tokens.doc
        start = end = verb.i
        while (
            start - 1 >= sentence.tokens.start
            and doc[start - 1].head.i == verb.i
            and doc[start - 1].dep_ in {"aux", "auxpass", "neg"}
        ):
            start -= 1
        while end + 1 < sentence.tokens.end and doc[end + 1].head.i == verb.i and doc[end + 1].dep_ == "prt":
            end += 1
        return TextSpan(sentence.place(doc[start]).start, sentence.place(doc[end]).end)

    def venue(self, sentence: Sentence, governor: Token, elsewhere: Sequence[TextSpan] = ()) -> TextSpan | None:
        """Where something was said: ``told CNBC``, ``wrote on X``, ``in an interview with the Global Times newspaper``.

        What stands ``elsewhere``, in the source (``according to Politico``) or in what is said, is no venue.
        """
        heads: list[Token] = []
        for child in governor.children:
            if child.dep_ in {"dobj", "dative", "iobj"} and governor.lemma_.lower() == "tell":
                heads.append(child)
                heads.extend(c for c in child.children if c.dep_ in {"appos", "nmod", "poss"})
            elif child.dep_ in {"prep", "dative"} and child.lower_ in _VENUE_PREPOSITIONS:
                for inner in child.children:
                    if inner.dep_ != "pobj":
                        continue
                    heads.append(inner)
                    # “on CNN's “State of the Union””
                    heads.extend(c for c in inner.children if c.dep_ == "poss")
                    # “responded to Berg's claims on CNBC”: there the claims were made, not the response; but one speaks
                    # “in a statement to Reuters”.
                    if child.lower_ == "in" or inner.lemma_.lower() not in cues.SPEECH_NOUNS:
                        heads.extend(
                            c for p in inner.children if p.dep_ == "prep" and p.lower_ in _VENUE_PREPOSITIONS
                            for c in p.children if c.dep_ == "pobj"
                        )  # fmt: skip
        for head in heads:
            span = self.outlet(sentence, head)
            if span is not None and not any(span.overlaps(place) for place in elsewhere):
                return span
        return None

    def outlet(self, sentence: Sentence, head: Token) -> TextSpan | None:
        """Span the proper name of an outlet or platform inside a noun phrase."""
        doc = sentence.tokens.doc
        last = head.i
        media = head.lemma_.lower() in _MEDIA_NOUNS
        if media and head.pos_ != "PROPN":
            last -= 1
        first = last
        while first - 1 >= sentence.tokens.start and doc[first - 1].pos_ == "PROPN" and last >= first:
            first -= 1
        if head.text.endswith(".") and is_platform(head.text[:-1]):
            # The tokenizer takes the end of “he wrote on X.” for an initial.
            place = sentence.place(head)
            return TextSpan(place.start, place.end - 1)
        if first > last or doc[last].pos_ != "PROPN":
            return sentence.place(head) if is_platform(head.text) else None
        span = self.span_of(sentence, doc[first : last + 1])
        if span is None:
            return None
        name = self.text[span.start : span.end]
        return span if media or is_outlet(name) or is_platform(name) else None

    def whole_quotations(self, piece: TextSpan, draft: Draft) -> TextSpan:
        """Widen a content that ends inside a quotation to its end, one that begins inside to its beginning.

        The parser ends a clause at any full stop; a quotation inside what is said does not.
        """
        start, end = piece
        cut = self.in_quotation(end - 1)
        if cut is not None and (draft.cue is None or self.in_quotation(draft.cue.start) != cut):
            end = max(end, self.quotations[cut].end)
        cut = self.in_quotation(start)
        if cut is not None and (draft.cue is None or self.in_quotation(draft.cue.start) != cut):
            begin = self.quotations[cut].start
            if draft.cue is None or begin >= draft.cue.end or draft.cue.start > end:
                start = min(start, begin)
        return TextSpan(start, end)

    # --- ending -----------------------------------------------------------------------------------------------------

    def finish(self, draft: Draft) -> Statement | None:
        """Order and trim contents, join those that touch, and drop what cannot stand."""
        widened = [self.whole_quotations(piece, draft) for piece in draft.content]
        pieces = sorted({span for piece in widened if (span := trimmed(self.text, *piece)) is not None})
        content: list[TextSpan] = []
        for piece in pieces:
            if content and piece.start <= content[-1].end:
                content[-1] = TextSpan(content[-1].start, max(content[-1].end, piece.end))
            else:
                content.append(piece)
        content = [TextSpan(piece.start, _without_stray_mark(self.text, piece)) for piece in content]
        if not content or (draft.cue is None and not draft.continues):
            return None
        if draft.cue is not None and any(piece.overlaps(draft.cue) for piece in content):
            return None
        source = draft.source
        if source is not None and draft.cue is not None and source.overlaps(draft.cue):
            source = None
        if source is not None and not draft.continues and any(piece.overlaps(source) for piece in content):
            return None
        if draft.cue is not None and self.says_nothing_by(draft.cue, source, content):
            return None
        confidence = CONFIDENCE[draft.rule] if draft.confidence is None else draft.confidence
        return Statement(
            source, draft.cue, tuple(content), draft.rule, confidence, draft.venue, draft.continues, draft.stance
        )

    def says_nothing_by(self, cue: TextSpan, source: TextSpan | None, content: Sequence[TextSpan]) -> bool:
        """Whether a cue only tells that somebody was asked, wants to stay unnamed, or did or did not answer.

        So in ``asked not to be named``, ``did not respond to a request for comment``, ``would not comment on the report``
        and ``Asked whether she would resign, Berg smiled``.
        """
        sentence = self.sentence_at(cue.start)
        if sentence is None or len(content) > 1 or self.in_quotation(content[0].start) != self.in_quotation(cue.start):
            return False
        said = self.text[content[0].start : content[0].end]
        cue_tokens = self.tokens_between(sentence, cue.start, cue.end)
        lemmas = {token.lemma_.lower() for token in cue_tokens}
        if (lemmas & cues.ANSWER and _ENQUIRY.fullmatch(said)) or ("request" in lemmas and _COMMENT.fullmatch(said)):
            return True
        if "comment" in lemmas and any(token.lower_ in cues.NEGATIONS for token in cue_tokens):
            return True
        is_asked = source is None or cue.start == sentence.start < source.start
        if "ask" in lemmas and is_asked and _QUESTION.match(said):
            return True
        return bool(lemmas & cues.DIRECT) and _ANONYMITY.fullmatch(said) is not None


def can_speak(token: Token, *, strict: bool, depth: int = 0) -> bool:
    """Whether a noun phrase's head can be the source of words.

    ``strict`` leaves out documents' likes and ``it``: verbs of wanting and judging need somebody. Unknown common nouns
    pass by
    the endings that make words for people.
    """
    lowered, lemma = token.lower_, token.lemma_.lower()
    if token.pos_ == "PROPN" or token.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}:
        return token.ent_type_ not in {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"}
    if token.dep_ in SUBJECTS and lowered in {"who", "that", "which"} and depth == 0:
        host = token.head
        for _ in range(3):
            if host.dep_ == "relcl":
                return lowered == "who" or (not strict and can_speak(host.head, strict=strict, depth=1))
            host = host.head
        return lowered == "who"
    if token.pos_ == "PRON" or token.pos_ == "DET":
        return lowered in _SPEAKING_PRONOUNS or lowered == "it"
    if lemma in SPEAKING_NOUNS or lowered in SPEAKING_NOUNS:
        return True
    if not strict and (lemma in cues.DOCUMENT_NOUNS or lemma in cues.SPEECH_NOUNS):
        return True
    return token.pos_ in {"NOUN", "NUM", "ADJ"} and _AGENT_ENDING.search(lemma) is not None


def _without_stray_mark(text: str, span: TextSpan) -> int:
    """End of a stretch without an opening mark after a closing one (``countries”“``)."""
    end = span.end
    while end - 1 > span.start and text[end - 1] in "“‘«" and text[end - 2] in "”’»":
        end -= 1
    return end


def has_word(text: str, span: TextSpan) -> bool:
    """Whether a stretch holds a letter or digit."""
    return re.search(r"\w", text[span.start : span.end]) is not None
