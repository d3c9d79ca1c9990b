"""From roles of word pieces to statements: which anchors stand, and where source, cue and content begin and end.

The network says what belongs together. What it cannot see stays with the rules of ``direct_speech``: a quotation that goes
on over paragraphs, and one that has no cue. What does not belong here: the network (``network``), whom a source span names
(``flows.extraction.sources``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from flows.extraction import cues
from flows.extraction.attributions import with_assent, without_duplicates
from flows.extraction.direct_speech import DirectSpeech
from flows.extraction.noun_phrases import RELATIVE
from flows.extraction.parsing import ParsedDocument, Sentence, TextSpan
from flows.extraction.reported_speech import ReportedSpeech
from flows.extraction.search import SUBJECTS, Draft, has_word, trimmed
from flows.extraction.statements import Stance, Statement
from flows.extraction.tagging.evidence import Floats, Run, confidence, evidence
from flows.extraction.tagging.labels import CONTENT, CUE, OTHER, SOURCE
from flows.extraction.tagging.network import Anchored, Reading
from flows.extraction.tagging.pieces import Flags, Ints, Pieces
from flows.extraction.tokens import Token

THRESHOLD = 0.35
"""Anchors that are less likely to be right than this are no statements."""

LEAST = 0.2
"""What an answer to another's claims must reach: there the clause that is not the answer's own makes the network doubt."""

DOUBT = 0.15
"""Anchors that both stages together believe in less than this are not weighed at all: they would not stand."""

RUN_COSTS = np.array([0.0, 1.0, 4.0, 1.0])
"""What a run of words of each role costs, in nats, so that a word that looks other than its neighbours parts no run.
On 17 development articles, with a network trained for one epoch, exact contents rose from 36 to 53 by them."""

_NO_LETTERS = 2
"""The shape of a piece that is a mark."""

_FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})
_JOINS_CLAUSE = cues.CLAUSE_MARKS | {"after", "before"}


_GOES_ON = re.compile(r"[\s,;:—–-]*(?:(?:that|and|but)\s+)?")
"""What stands between a cue and the quotation that goes on behind it."""

_CLITIC = re.compile(r"[’'](?:s|re|ve|ll|d)\s+(?=\S)")
_TO_VENUE = re.compile(r"\s+(?:on|in|to|via|at|with)(?:\s+(?:the|its|his|her|their))?\s*$", re.IGNORECASE)
_ENDS_SENTENCE = frozenset(".!?\"”’'")
_ACCORDING = re.compile(r"(according to)\s+", re.IGNORECASE)
_TOLD = re.compile(r",\s+(he|she|they|it)\s+(said|says|told|added|wrote)$", re.IGNORECASE)
_TOLD_CHARS = 20
_THAT_MARK = re.compile(r"that\s*:\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_OPENS_CLAUSE = frozenset({"who", "which", "whose", "whom"})
_PRONOUN_REACH = 3
"""Words from a comma to the pronoun of its clause at most: ``, most of whom``."""
_HOSTS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET"})
_OWNING = re.compile(r"s\b")
_NAME_END = re.compile(r"\w[\w.&-]*[’']$")
_NAME_CHARS = 40
"""How long a name may be."""
_CLOSING = re.compile(r"[.\s]{0,2}\)")

_AS = re.compile(r"\bas\b", re.IGNORECASE)
_THAT_CHARS = 5
"""“that ” and a space before a clause."""
_BEFORE_SOURCES = frozenset({"from", "by"})

_SURE_RULES = frozenset({"say_clause", "according_to", "show_clause"})
"""Rules right four times in five."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document: pieces of letters and digits that touch are one, each mark is one by itself."""

    first: Ints
    """For each word the index of its first piece."""
    last: Ints
    starts: Ints
    """Code points into the document's text."""
    ends: Ints
    blocks: Ints
    is_mark: Flags
    is_quoted: Flags
    of_piece: Ints
    """For each piece the index of its word."""

    @classmethod
    def of(cls, pieces: Pieces) -> Words:
        """Join pieces to words."""
        mark = pieces.features[:, 0] == _NO_LETTERS
        begins = (pieces.features[:, 2] > 0) | mark
        begins[1:] |= mark[:-1]
        first = np.flatnonzero(begins)
        last = np.append(first[1:], len(pieces)) - 1
        of_piece = np.cumsum(begins) - 1
        quoted = pieces.features[first, 1] > 0
        return cls(first, last, pieces.starts[first], pieces.ends[last], pieces.blocks[first], mark[first], quoted, of_piece)

    def span(self, run: Run) -> TextSpan:
        """Return where a run stands in the document's text."""
        return TextSpan(int(self.starts[run.first]), int(self.ends[run.last]))


def find_statements(document: ParsedDocument, pieces: Pieces, reading: Reading, weights: Floats) -> list[Statement]:
    """Return the statements of a document in the order of their contents; ``weights`` are those of its evidence."""
    return _Finder(document, weights).run(pieces, reading)


def weighed(words: Words, anchored: Sequence[Anchored]) -> tuple[list[Anchored], list[list[Run]], Floats]:
    """Return the anchors that may stand, what is found from each, and the evidence for it (``evidence``)."""
    candidates = [a for a in anchored if math.sqrt(a.is_cue * a.broad) >= DOUBT]
    found = runs(words, candidates)
    return candidates, found, evidence(candidates, found, words.is_quoted)


def runs(words: Words, anchored: Sequence[Anchored]) -> list[list[Run]]:
    """For each anchor the words of one role, joined: the likeliest course of roles, given what runs cost.

    Marks have no role of their own. The anchor's word is the cue in any case. All anchors are decoded side by side
    (Viterbi): time is linear in their number.
    """
    count, n_roles = len(anchored), 4
    if not count:
        return []
    lows = np.array([words.of_piece[a.start] for a in anchored])
    highs = np.array([words.of_piece[a.start + len(a.roles) - 1] for a in anchored]) + 1
    lengths = highs - lows
    length = int(lengths.max())
    # One row for each word around each anchor: the mean of its pieces.
    of_anchor = np.repeat(np.arange(count), lengths)
    place = np.arange(len(of_anchor)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    word_at = lows[of_anchor] + place
    n_pieces = np.array([len(a.roles) for a in anchored])
    offsets = np.cumsum(n_pieces) - n_pieces
    starts = np.array([a.start for a in anchored])
    logs = np.log(np.maximum(np.concatenate([a.roles for a in anchored], dtype=np.float64), 1e-6))
    begin = np.maximum(words.first[word_at] - starts[of_anchor], 0) + offsets[of_anchor]
    end = np.minimum(words.last[word_at] - starts[of_anchor] + 1, n_pieces[of_anchor]) + offsets[of_anchor]
    sums = np.add.reduceat(np.append(logs, np.zeros((1, n_roles)), axis=0), np.stack([begin, end], axis=1).ravel())[::2]
    means = sums / (end - begin)[:, None]
    means[words.is_mark[word_at]] = 0
    scores = np.zeros((length, count, n_roles))
    scores[place, of_anchor] = means
    anchors = words.of_piece[[a.anchor for a in anchored]] - lows, np.arange(count)
    scores[anchors] = -np.inf
    scores[(*anchors, CUE)] = 0
    best = scores[0]
    came_from = np.empty((length, count, n_roles), dtype=np.int8)
    costs = np.add.outer(RUN_COSTS, RUN_COSTS) / 2
    np.fill_diagonal(costs, 0)
    column = np.arange(count)
    for word in range(1, length):
        ways = best[:, :, None] - costs
        came_from[word] = ways.argmax(1)
        best = scores[word] + ways.max(1)
    roles = np.empty((length, count), dtype=np.int8)
    roles[-1] = best.argmax(-1)
    for word in range(length - 1, 0, -1):
        roles[word - 1] = came_from[word, column, roles[word]]
    weights = np.exp(np.take_along_axis(scores, roles[..., None].astype(np.int64), -1)[..., 0])
    return [
        list(_joined(words, int(low), roles[: high - low, index].tolist(), weights[: high - low, index].tolist()))
        for index, (low, high) in enumerate(zip(lows, highs, strict=True))
    ]


def _joined(words: Words, low: int, roles: list[int], weights: list[float]) -> Iterator[Run]:
    """Join words of one role; marks between them do not part them, a new block does."""
    current: Run | None = None
    for word, (role, weight) in enumerate(zip(roles, weights, strict=True), low):
        if words.is_mark[word]:
            continue
        if current is not None and role == current.role and words.blocks[word] == words.blocks[current.last]:
            current = Run(current.first, word, role, current.weight + weight)
            continue
        if current is not None and current.role != OTHER:
            yield current
        current = Run(word, word, role, weight)
    if current is not None and current.role != OTHER:
        yield current


class _Finder(DirectSpeech, ReportedSpeech):
    """Drafts by the network, then what the rules for quotations add."""

    def __init__(self, document: ParsedDocument, weights: Floats) -> None:
        super().__init__(document)
        self.weights = weights
        self.by_cue_sentence: dict[int, list[Draft]] = {}
        """What transcripts' labels and the network gave, by the sentence of its cue."""
        self.owned: dict[int, list[Draft]] = {}
        """What nouns with a clause say by the rules, whosever noun it is, by the sentence of the noun."""

    def run(self, pieces: Pieces, reading: Reading) -> list[Statement]:
        for sentence in self.sentences:
            self.noun_clauses(sentence)
        for draft in self.drafts:
            self.owned.setdefault(draft.cue_index, []).append(draft)
        self.drafts.clear()
        self.labelled_turns()
        if len(pieces):
            self.by_network(Words.of(pieces), self.in_reach(pieces, reading.anchored))
        for position, quotation in enumerate(self.quotations):
            if position in self.by_quotation or self.byline(position) is not None:
                continue
            if quotation.continues and position - 1 in self.by_quotation:
                self.take_up(self.by_quotation[position - 1], position)
            elif (beside := self.statement_beside(position)) is not None:
                self.join(beside, position)
            else:
                self.cued_quotation(position)
                if position not in self.by_quotation:
                    self.uncued_quotation(position)
        self.owned_clauses()
        self.overlooked()
        self.inside_quotations()
        self.cited_sources()
        found = [statement for draft in self.drafts if (statement := self.finish(draft)) is not None]
        return without_duplicates(with_assent(self.text, found))

    def in_reach(self, pieces: Pieces, anchored: Sequence[Anchored]) -> list[Anchored]:
        """Take from each anchor what cannot be part of it, by the form of the text alone.

        That is what stands on the other side of the title's edge, a heading or a byline, and list items above. Of PolNeAR's
        articles 598 have a title, and 2 of their statements go over its edge; but where no full stop stands between, the
        network reads headline and first paragraph, or the last item and what follows, as one content at times.
        """
        blocks = self.document.clean.blocks
        owner = np.searchsorted([block.start_char for block in blocks], pieces.starts, side="right") - 1
        kinds = np.array([block.kind for block in blocks])
        section = np.cumsum(np.isin(kinds, ["heading", "byline"]))[owner]
        is_title, is_item = kinds[owner] == "title", kinds[owner] == "list_item"
        in_reach: list[Anchored] = []
        for anchor in anchored:
            at, places = anchor.anchor, slice(anchor.start, anchor.start + len(anchor.roles))
            elsewhere = (is_title[places] != is_title[at]) | (section[places] != section[at])
            elsewhere |= is_item[places] & (owner[places] < owner[at])
            roles = anchor.roles.copy()
            roles[elsewhere] = np.eye(roles.shape[1], dtype=roles.dtype)[OTHER]
            in_reach.append(replace(anchor, roles=roles))
        return in_reach

    def by_network(self, words: Words, anchored: Sequence[Anchored]) -> None:
        """Draft the statements whose anchors stand, the surest first; a word is part of one cue alone."""
        taken: set[int] = set()
        candidates, all_runs, rows = weighed(words, anchored)
        values = confidence(rows, self.weights).round(4)
        for index in np.argsort(-values, kind="stable").tolist():
            found, value = all_runs[index], float(values[index])
            anchor = int(words.of_piece[candidates[index].anchor])
            if value < LEAST:
                break
            if anchor in taken or (value < THRESHOLD and not self.answers(words, found)):
                continue
            cue = next((run for run in found if run.role == CUE and run.first <= anchor <= run.last), None)
            contents = [self.with_bracket(self.past_clitic(words.span(run))) for run in found if run.role == CONTENT]
            if cue is None or not contents:
                continue
            taken.update(word for run in found if run.role == CUE for word in range(run.first, run.last + 1))
            sources = [run for run in found if run.role == SOURCE]
            source = None
            if sources:
                source = self.from_name(words.span(max(sources, key=lambda run: run.weight)))
                source = self.outside_quotation(self.with_bracket(source))
            mended, source, contents = self.in_words(words.span(cue), source, contents)
            if not contents:
                continue
            if mended.start > words.ends[cue.last]:
                word = int(np.searchsorted(words.starts, mended.start, side="right")) - 1
                if word in taken:
                    continue
                taken.add(word)
            self.add(mended, source, contents, value)
        self.drafts.sort(key=lambda draft: draft.content[0])
        for draft in self.drafts:
            self.by_cue_sentence.setdefault(draft.cue_index, []).append(draft)

    def answers(self, words: Words, found: Sequence[Run]) -> bool:
        """Whether a quotation stands between a source and another's noun whose clause is taken for the content.

        So in ``she replied “obviously” to Berg's claims that …``.
        """
        sources = [words.span(run) for run in found if run.role == SOURCE]
        contents = [words.span(run) for run in found if run.role == CONTENT]
        return any(
            owned.cue is not None
            and owned.source is not None
            and source.end < owned.source.start
            and content.overlaps(owned.content[0])
            and self.quotations_in(TextSpan(source.end, owned.source.start))
            for source in sources
            if (sentence := self.sentence_at(source.start)) is not None
            for owned in self.owned.get(sentence.index, [])
            for content in contents
        )

    def add(self, cue: TextSpan, source: TextSpan | None, content: list[TextSpan], value: float) -> None:
        """Draft one statement."""
        sentence = self.sentence_at(cue.start)
        if sentence is None:
            return
        held = [i for piece in content for i in self.quotations_in(piece)]
        rule = "clause"
        if held and self.quotations[held[0]].start < cue.start:
            rule = "quotation_then_cue"
        elif held:
            rule = "cue_then_quotation"
        elif self.is_put_so(sentence, source or cue):
            rule = "as_put"
        verb = self.verb(sentence, cue)
        if self.says_nothing(sentence, cue):
            return
        if source is None and verb is not None and self.helps(verb):
            return
        if source is None and verb is not None and self.has_subject(verb):
            # “Trump hit back, saying …”: of sources far off the tree knows more than the network.
            source = self.subject(sentence, verb)
        if source is not None:
            source = self.without_focus(sentence, self.whole_name(sentence, self.bearer(source, cue)))
        content = [whole for piece in content for whole in self.with_subject(piece, [source or cue, cue, *content])]
        content = [self.with_main_clause(piece, [source or cue, cue, *content]) for piece in content]
        elsewhere = content if source is None else [source, *content]
        venue = self.venue(sentence, verb, elsewhere) if verb is not None else None
        draft = Draft(
            source, cue if venue is None else self.before_venue(cue, venue), content, rule,
            venue=venue,
            cue_index=sentence.index,
            cue_follows=rule == "quotation_then_cue",
            stance=self.stance_to(verb, cue, content) if verb is not None else "holds",
            confidence=value,
        )  # fmt: skip
        ends = [last.index for piece in content if (last := self.sentence_at(piece.end - 1)) is not None]
        draft.last_index = max([sentence.index, *ends])
        if verb is not None:
            self.taken.add((sentence.index, verb.i))
        for position in held:
            self.by_quotation.setdefault(position, draft)
        if not self.says_nothing_by(cue, source, content):
            self.drafts.append(draft)

    def in_words(
        self, cue: TextSpan, source: TextSpan | None, content: list[TextSpan]
    ) -> tuple[TextSpan, TextSpan | None, list[TextSpan]]:
        """Mend what the words themselves show: where a cue ends, and that another cue stands behind what is said."""
        according = _ACCORDING.match(self.text, cue.start)
        if according is not None and according.end(1) < cue.end:
            rest = TextSpan(according.end(), cue.end)
            cue = TextSpan(*according.span(1))
            if (
                source is not None
                and rest.start < source.start
                and not has_word(self.text, TextSpan(rest.end, source.start))
            ):
                source = TextSpan(rest.start, source.end)
        last = content[-1]
        told = _TOLD.search(self.text, max(last.start, last.end - _TOLD_CHARS), last.end)
        if told is not None and cue.end <= last.start and self.in_quotation(told.start(1)) is None:
            # “Berg disputes that: the alarm was given, he told the Post”: it is “told” that has a content.
            first = _THAT_MARK.match(self.text, last.start, told.start())
            start = last.start if first is None else first.end()
            cue, source = TextSpan(*told.span(2)), TextSpan(*told.span(1))
            content = [*content[:-1], TextSpan(start, told.start())]
        return cue, source, self.in_reach_of(cue, content)

    def in_reach_of(self, cue: TextSpan, content: list[TextSpan]) -> list[TextSpan]:
        """Drop what is written in the document's own voice again: unquoted pieces added to the statement before them.

        They stand in another paragraph than the cue, where a full stop ends the cue's own, or are a sentence by themselves
        behind ``…, he said.``. A paragraph that ends without one leads to a list: ``Berg set the following tasks:``.
        """
        here = self.sentence_at(cue.start)
        if here is None:
            return content
        is_said = any(piece.end <= cue.start or self.quotations_in(piece) for piece in content)
        block = self.document.block(here)
        leads_on = self.text[block.start_char : block.end_char].rstrip()[-1:] not in _ENDS_SENTENCE

        def stays(piece: TextSpan) -> bool:
            first = self.sentence_at(piece.start)
            if first is None or first.index == here.index or self.quotations_in(piece):
                return True
            follows = first.index > here.index and not has_word(self.text, TextSpan(first.start, piece.start))
            return leads_on if first.block_index != here.block_index else not (is_said and follows)

        return [self.before_own_voice(piece, cue) for piece in content if stays(piece)]

    def before_own_voice(self, piece: TextSpan, cue: TextSpan) -> TextSpan:
        """End a quotation's piece with the sentence in which the quotation closes, where the cue stands before it."""
        held = self.quotations_in(piece)
        last = self.sentence_at(self.quotations[held[-1]].end - 1) if held else None
        if last is None or last.end >= piece.end or cue.start >= piece.start or not self.quotations[held[-1]].closed:
            return piece
        return TextSpan(piece.start, last.end)

    def bearer(self, source: TextSpan, cue: TextSpan) -> TextSpan:
        """Begin with the noun that a relative clause hangs on, where the source stands inside of it and the cue outside.

        Of ``Corvane, which made trams until 2019, said`` the network gives “until 2019” at times.
        """
        sentence = self.sentence_at(source.start)
        if sentence is None or source.end > sentence.end:
            return source
        before = self.tokens_between(sentence, sentence.start, source.start)
        comma = max((n for n, token in enumerate(before) if token.text == ","), default=0)
        pronoun = next((n for n, token in enumerate(before) if n > comma and token.lower_ in _OPENS_CLAUSE), 0)
        if not comma or pronoun - comma > _PRONOUN_REACH or not pronoun:
            return source
        host = before[comma - 1]
        if host.pos_ not in _HOSTS:
            return source
        left = comma - 1
        while left and before[left - 1].text != "," and before[left - 1].i >= host.left_edge.i:
            left -= 1
        found = self.span_of(sentence, before[left:comma])
        if found is None:
            return source
        said_before = cue.end <= found.start and not has_word(self.text, TextSpan(cue.end, found.start))
        said_behind = source.end <= cue.start and _COMMA.fullmatch(self.text, source.end, cue.start) is not None
        return TextSpan(found.start, source.end) if said_before or said_behind else source

    def before_venue(self, cue: TextSpan, venue: TextSpan) -> TextSpan:
        """End a cue before the venue that it holds: of ``wrote on X`` the cue is “wrote”."""
        if not cue.start < venue.start <= cue.end + 1:
            return cue
        end = _TO_VENUE.search(self.text, cue.start, venue.start)
        return TextSpan(cue.start, end.start()) if end is not None and end.start() > cue.start else cue

    def says_nothing(self, sentence: Sentence, cue: TextSpan) -> bool:
        """Whether a cue tells of doing something other than speaking, or of refusing to."""
        lemmas = {token.lemma_.lower() for token in self.tokens_between(sentence, cue.start, cue.end)}
        return bool(lemmas & cues.NOTHING_SAID) and not lemmas & cues.SAY

    def has_subject(self, verb: Token) -> bool:
        """Whether the tree should know who does what a verb says: not of nouns, passives and infinitives."""
        if verb.tag_ == "VBG" or any(child.dep_ == "nsubj" for child in verb.children):
            return True
        is_passive = any(child.dep_ == "nsubjpass" for child in verb.head.children)  # “was taken aside and told that …”
        return verb.dep_ == "conj" and verb.tag_ in {"VBZ", "VBP", "VBD"} and not is_passive

    def helps(self, verb: Token) -> bool:
        """Whether a verb is what something helps to do: what helps explain prices is a cause and says nothing."""
        return verb.dep_ in {"xcomp", "ccomp"} and verb.head.lemma_ == "help"

    def whole_name(self, sentence: Sentence, source: TextSpan) -> TextSpan:
        """Begin a source behind a preposition, or with the whole name of which it holds the end or which it explains.

        In ``Anthropic, the firm behind Claude, said`` the network begins at times with “the firm”.
        """
        tokens = self.tokens_between(sentence, source.start, source.end)
        if not tokens:
            return source
        if tokens[0].lower_ in _BEFORE_SOURCES and len(tokens) > 1:
            return TextSpan(sentence.place(tokens[1]).start, source.end)
        first = tokens[0]
        head = next((token for token in tokens if token.head.i < first.i or token.head.i > tokens[-1].i), first)
        explained = head.head
        if head.dep_ == "appos" and sentence.tokens.start <= explained.i < first.i:
            doc, begin = explained.doc, explained.i
            while begin > sentence.tokens.start and doc[begin - 1].head.i == explained.i and doc[begin - 1].pos_ == "PROPN":
                begin -= 1
            if explained.pos_ == "PROPN" and doc[explained.i + 1].text == ",":
                return TextSpan(sentence.place(doc[begin]).start, source.end)
        if first.ent_iob_ == "I":
            name = next((e for e in sentence.tokens.ents if e.start < first.i < e.end), None)
            if name is not None:
                return TextSpan(sentence.place(name[0]).start, source.end)
        return source

    def with_subject(self, piece: TextSpan, taken: Sequence[TextSpan]) -> list[TextSpan]:
        """Let a clause begin with its whole subject, as far as that is not ``taken``.

        Of ``Blue Line has paid, the company said`` the network gives “has paid” at times, of ``The four plans differ``
        “plans differ”. A subject that source and cue part from its verb is a piece by itself.
        """
        sentence = self.sentence_at(piece.start)
        subject = self.cut_subject(sentence, piece) if sentence is not None else None
        if sentence is None or subject is None:
            return [piece]
        verb = subject.head
        whole = self.phrase(sentence, subject, stop=verb.i if verb.i > subject.i else None)
        if whole is None or whole.start >= piece.start or any(whole.overlaps(place) for place in taken if place != piece):
            return [piece]
        between = TextSpan(whole.end, piece.start)
        if not has_word(self.text, between):
            return [TextSpan(whole.start, piece.end)]
        return [whole, piece] if any(between.covers(place) for place in taken) else [piece]

    def with_main_clause(self, piece: TextSpan, taken: Sequence[TextSpan]) -> TextSpan:
        """Let what is said before its cue begin with the sentence, where it begins behind a conjunction of that.

        Of ``It shut after inspectors found cracks, the city said`` the network gives “inspectors found cracks” at times.
        """
        sentence = self.sentence_at(piece.start)
        if sentence is None or self.text[piece.end : piece.end + 1] != "," or not any(s.start > piece.end for s in taken):
            return piece
        opening = TextSpan(sentence.start, piece.start)
        if any(place.overlaps(opening) for place in taken) or self.quotations_in(opening):
            return piece
        before = self.tokens_between(sentence, *opening)
        joined = bool(before) and before[-1].lower_ in _JOINS_CLAUSE and self.is_clause(before[:-1])
        return TextSpan(sentence.start, piece.end) if joined else piece

    def cut_subject(self, sentence: Sentence, piece: TextSpan) -> Token | None:
        """Find the subject of the clause that a piece begins in the midst of."""
        inside = self.tokens_between(sentence, *piece)
        if not inside:
            return None
        first = inside[0]
        if first.tag_ in _FINITE:
            verb = first.head if first.dep_ in {"aux", "auxpass"} else first
            subject = next((child for child in verb.children if child.dep_ in SUBJECTS and child.i < first.i), None)
        else:
            subject = next((token for token in (first, *first.ancestors) if token.dep_ in SUBJECTS), None)
            if subject is not None and (subject.i < first.i or not piece.covers(sentence.place(subject.head))):
                return None
        return subject if subject is not None and subject.lower_ not in RELATIVE else None

    def past_clitic(self, span: TextSpan) -> TextSpan:
        """Begin behind the end of a name that stands before: of ``DeepSeek’s approach`` the “s” is none of the content."""
        clitic = _CLITIC.match(self.text, span.start - 1, span.end) if span.start else None
        return span if clitic is None else TextSpan(clitic.end(), span.end)

    def from_name(self, span: TextSpan) -> TextSpan:
        """Begin a source with the name whose end it begins with: of ``Acme’s concerns`` the “s” alone names nobody."""
        if not _OWNING.match(self.text, span.start):
            return span
        name = _NAME_END.search(self.text, max(0, span.start - _NAME_CHARS), span.start)
        return span if name is None else TextSpan(name.start(), span.end)

    def with_bracket(self, span: TextSpan) -> TextSpan:
        """Close a bracket that a span opens: runs of words end before marks."""
        closing = _CLOSING.match(self.text, span.end)
        if closing is None or self.text.count("(", *span) <= self.text.count(")", *span):
            return span
        return TextSpan(span.start, closing.end())

    def outside_quotation(self, source: TextSpan) -> TextSpan | None:
        """Cut a source off where a quotation opens behind its beginning: nobody is named half in and half out of one."""
        opened = next((i for i in self.quotations_in(source) if self.quotations[i].start > source.start), None)
        if opened is None or self.quotations[opened].end <= source.end:
            return source
        return trimmed(self.text, source.start, self.quotations[opened].start)

    def statement_beside(self, position: int) -> Draft | None:
        """Find the statement whose source and cue stand right behind a quotation, or right before one that goes on.

        Of “A,” she said, “and B.” the network overlooks a piece of one or two words.
        """
        quotation = self.quotations[position]
        sentence = self.sentence_at(quotation.start)
        if sentence is None:
            return None
        for draft in self.by_cue_sentence.get(sentence.index, []):
            if draft.cue is None or self.in_quotation(draft.cue.start) is not None:
                continue
            named = [span for span in (draft.source, draft.cue) if span is not None]
            start, end = min(span.start for span in named), max(span.end for span in named)
            speech_ends = self.text[quotation.inner_start : quotation.inner_end].rstrip()[-1:] in set(",?!…—–-")
            if speech_ends and quotation.end <= start and not has_word(self.text, TextSpan(quotation.end, start)):
                return draft
            if draft.cue_follows and end <= quotation.start and _GOES_ON.fullmatch(self.text, end, quotation.start):
                return draft
        return None

    def owned_clauses(self) -> None:
        """Give the clause of a noun to whose noun it is: in ``replied “obviously” to Berg's claims that …`` it is Berg's.

        The network gives it to the one who replies.
        """
        held = self.held_spans()
        for owned in (draft for drafts in self.owned.values() for draft in drafts):
            beside = self.by_cue_sentence.get(owned.cue_index, [])
            holder = next((draft for draft in beside if self.holds_anothers(draft, owned)), None)
            if holder is None and self.is_overlooked(owned, held.get(owned.cue_index, [])):
                self.drafts.append(owned)
            if holder is None or holder.cue is None or owned.cue is None:
                continue
            clause = owned.content[0]
            stretch = TextSpan(holder.cue.start, max(owned.cue.start, holder.cue.end))
            answer = [TextSpan(self.quotations[i].start, self.quotations[i].end) for i in self.quotations_in(stretch)]
            holder.content = [piece for piece in holder.content if not piece.overlaps(clause)] or answer
            if answer and holder.cue.start < answer[0].start < holder.cue.end:
                holder.cue = trimmed(self.text, holder.cue.start, answer[0].start)
            self.drafts.append(owned)
        self.drafts = [draft for draft in self.drafts if draft.content]

    def overlooked(self) -> None:
        """Add what the network hardly ever finds: ``put the toll at 11``, and a source that a clause parts from its verb."""
        held = self.held_spans()
        for sentence in self.sentences:
            found = [self.put_at(sentence, verb) for verb in sentence.tokens if verb.lemma_ == "put" and verb.pos_ == "VERB"]
            found.append(self.trailing_cue(sentence))
            for draft in found:
                if draft is not None and self.is_overlooked(draft, held.get(sentence.index, [])):
                    draft.last_index = sentence.index
                    self.drafts.append(draft)

    def held_spans(self) -> dict[int, list[TextSpan]]:
        """Cues and contents found so far, by each sentence that they stand in."""
        held: dict[int, list[TextSpan]] = {}
        for draft in self.drafts:
            for span in draft.content if draft.cue is None else (draft.cue, *draft.content):
                for sentence in self.sentences_between(*span):
                    held.setdefault(sentence.index, []).append(span)
        return held

    def is_overlooked(self, owned: Draft, held: Sequence[TextSpan]) -> bool:
        """Whether somebody's noun with a clause stands where nothing was found; ``held`` was, in its sentence."""
        spans = [span for span in (owned.cue, owned.source, *owned.content) if span is not None]
        return owned.source is not None and not any(one.overlaps(other) for one in held for other in spans)

    def holds_anothers(self, draft: Draft, owned: Draft) -> bool:
        """Whether a statement has as its content the clause of a noun that belongs to somebody else, and all of it."""
        if draft.source is None or draft.cue is None or owned.source is None or owned.cue is None:
            return False
        if draft.source.overlaps(owned.source) or draft.cue.overlaps(owned.cue):
            return False
        clause = owned.content[0]
        earliest = min(clause.start - _THAT_CHARS, owned.source.start)
        return any(piece.overlaps(clause) and piece.start >= earliest for piece in draft.content)

    def inside_quotations(self) -> None:
        """Add what the rules find inside quotations: the network was trained on articles marked one source deep."""
        first = len(self.drafts)
        touched = {s.index: s for q in self.quotations for s in self.sentences_between(q.start, q.end)}
        for index in sorted(touched):
            self.indirect(touched[index])
        found = self.drafts[first:]
        del self.drafts[first:]
        self.drafts.extend(draft for draft in found if draft.rule in _SURE_RULES and self.stands_inside_one(draft))

    def stands_inside_one(self, draft: Draft) -> bool:
        """Whether source, cue and content stand inside one quotation, where the network found no cue."""
        if draft.cue is None or draft.source is None:
            return False
        if any(
            other.cue is not None and other.cue.overlaps(draft.cue)
            for other in self.by_cue_sentence.get(draft.cue_index, [])
        ):
            return False
        held = {
            self.in_quotation(place)
            for span in (draft.source, draft.cue, *draft.content)
            for place in (span.start, span.end - 1)
        }
        return len(held) == 1 and None not in held

    def verb(self, sentence: Sentence, cue: TextSpan) -> Token | None:
        """Find the word of a cue that governs: its first full verb, else its first word."""
        tokens = self.tokens_between(sentence, cue.start, cue.end)
        return next((token for token in tokens if token.pos_ == "VERB"), tokens[0] if tokens else None)

    def stance_to(self, verb: Token, cue: TextSpan, content: Sequence[TextSpan]) -> Stance:
        """How the source stands to the content, by the verb and what the content begins with."""
        opening = self.text[content[0].start : content[0].start + 4].lower()
        rule = "clause"
        if opening.startswith("to "):
            rule = "infinitive"
        elif opening == "for " or self.text[cue.start : cue.end].lower().endswith(" for"):
            rule = "prepositional"
        elif any(_AS.search(self.text, *piece) for piece in content):
            rule = "characterised"
        return self.stance(verb, rule)

    def is_put_so(self, sentence: Sentence, first: TextSpan) -> bool:
        """Whether ``as`` stands before a phrase: ``as Berg noted``."""
        before = self.text[sentence.start : first.start].rstrip().lower()
        return before.endswith("as") and not before[:-2][-1:].isalnum()
