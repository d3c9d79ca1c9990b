"""Whose words stand in quotation marks: by the verb, name or colon beside them, or by what was said just before.

What does not belong here: what is said without marks (``reported_speech``), pairing the marks (``quotations``).
"""

from __future__ import annotations

import re

from flows.extraction import cues
from flows.extraction.parsing import Sentence, TextSpan
from flows.extraction.quotations import Quotation
from flows.extraction.search import MAX_CONTENT_CHARS, SUBJECTS, TRIM, Draft, Search, has_word, trimmed
from flows.extraction.tokens import Token

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"})
_PRONOUN_LABELS = frozenset({"i", "you", "we", "he", "she", "they", "it", "who"})


_OPENING = frozenset("\"“”„«‘'")
_TURN_WORDS = 3

_RELATIVE_REACH = 18
"""Words of a relative clause that may stand between a name and its verb."""


_NAME = r"[A-Z][\w.’'-]{0,25}(?:[  ](?:[A-Z][\w.’'-]{0,25}|of|de|la|van|von|bin|al)){0,5}"
_LABEL = re.compile(rf"[\"“”]?({_NAME})[  ]?(:)\s+(?=\S)")
"""Who speaks, at the head of a transcript's paragraph; where the whole transcript is quoted, behind an opening mark."""
_BYLINE = re.compile(rf"\s{{0,3}}([―—–-])\s{{0,3}}({_NAME})(?:,[^\n.]{{1,80}})?\s*\.?\s*")
"""Who is quoted, behind a dash after the quotation."""
_LEAST_LABELS = 2
"""Paragraphs with a label that make a transcript; one alone may be a heading or a list's."""


class DirectSpeech(Search):
    """The rules for quotations."""

    # --- quotations with their speaker's name before a colon or behind a dash ---------------------------------------

    def labelled_turns(self) -> None:
        """Give a transcript's paragraphs (``WALLACE: …``) to who is named before the colon, up to the next label."""
        blocks = self.document.clean.blocks
        indexes = sorted({s.block_index for s in self.sentences if blocks[s.block_index].kind == "paragraph"})
        labels = {i: match for i in indexes if (match := _LABEL.match(self.text, blocks[i].start_char, blocks[i].end_char))}
        labels = {i: match for i, match in labels.items() if self.is_turn(match, blocks[i].end_char)}
        if len(labels) < _LEAST_LABELS:
            return
        turn: Draft | None = None
        last = -2
        for index in indexes:
            block = blocks[index]
            if label := labels.get(index):
                source, cue = TextSpan(*label.span(1)), TextSpan(*label.span(2))
                turn = Draft(source, cue, [TextSpan(label.end(), block.end_char)], "turn")
                self.drafts.append(turn)
            elif turn is not None and index == last + 1 and self.text[block.start_char] in _OPENING:
                turn.content.append(TextSpan(block.start_char, block.end_char))
            else:
                turn = None
            last = index
            if turn is None:
                continue
            for position in self.quotations_in(TextSpan(block.start_char, block.end_char)):
                self.by_quotation[position] = turn
            for sentence in self.sentences_between(block.start_char, block.end_char):
                turn.cue_index = turn.cue_index if turn.cue_index >= 0 else sentence.index
                turn.last_index = sentence.index

    def is_turn(self, label: re.Match[str], end: int) -> bool:
        """Whether what follows a label is more than a phrase: a transcript's turn is a sentence."""
        return label[1].isupper() or len(self.text[label.end() : end].split()) >= _TURN_WORDS

    def byline(self, position: int) -> Draft | None:
        """Give a quotation to whose name ends the line behind a dash: ``“It rained.” — Anna Berg``."""
        quotation = self.quotations[position]
        match = _BYLINE.match(self.text, quotation.end)
        if match is None or not (match.end() == len(self.text) or "\n" in self.text[match.end(2) : match.end() + 1]):
            return None
        sentence = self.sentence_at(quotation.end - 1)
        if sentence is None or len(self.text[quotation.start : quotation.end].split()) < _TURN_WORDS:
            return None
        draft = Draft(
            TextSpan(*match.span(2)), TextSpan(*match.span(1)), [], "byline", cue_index=sentence.index, cue_follows=True
        )  # fmt: skip
        return self.fill(draft, position)

    # --- quotations with a cue beside them --------------------------------------------------------------------------

    def cued_quotation(self, position: int) -> None:
        """Give a quotation to the statement that the words beside it, or the paragraph before, make it part of."""
        quotation = self.quotations[position]
        if quotation.continues and position - 1 in self.by_quotation:
            self.take_up(self.by_quotation[position - 1], position)
            return
        draft = self.cue_before(position) or self.cue_after(position)
        if draft is not None:
            self.by_quotation[position] = draft

    def cue_after(self, position: int) -> Draft | None:
        """``“…,” she said``; ``“…?” asked Smith``; ``“…,” Smith told CNN on Monday``."""
        quotation = self.quotations[position]
        if not quotation.closed:
            return None
        sentence = self.sentence_at(quotation.end - 1)
        if sentence is None or sentence.end <= quotation.end:
            return None
        limit = sentence.end
        if position + 1 < len(self.quotations):
            limit = min(limit, self.quotations[position + 1].start)
        region = [t for t in self.tokens_between(sentence, quotation.end, limit) if not t.is_space]
        last_mark = self.text[quotation.inner_start : quotation.inner_end].rstrip()[-1:]
        comma_after = bool(region) and region[0].text in {",", "–", "—", "-"}
        if comma_after:
            region = region[1:]
        if not region or not (comma_after or last_mark in set(",.?!…—–-")):
            return None
        found = self.reporting_verb(sentence, region)
        if found is None:
            return None
        verb, source = found
        if last_mark not in set(",?!…—–-") and not self.reports_before(sentence, verb, quotation):
            return None
        self.taken.add((sentence.index, verb.i))
        draft = self.draft(sentence, verb, source, "quotation_then_cue")
        draft.cue_follows = True
        start = self.quotation_content_start(position, sentence)
        draft.content = [TextSpan(start, quotation.end)]
        draft.last_index = sentence.index
        rest = self.rest_after_parenthesis(sentence, verb)
        if rest is not None:
            draft.content.append(rest)
        self.drafts.append(draft)
        return draft

    def reports_before(self, sentence: Sentence, verb: Token, quotation: Quotation) -> bool:
        """Whether a verb reports the quotation before it though that does not end as speech does.

        In ``it has “the worst record”, and suggests …`` the words in marks are part of another clause.
        """
        first = self.text[quotation.inner_start : quotation.inner_start + 1]
        opens_sentence = not has_word(self.text, TextSpan(min(sentence.start, quotation.start), quotation.start))
        governed = verb.dep_ == "ROOT" and any(c.dep_ == "ccomp" and c.i < verb.i for c in verb.children)
        return opens_sentence or first.isupper() or governed

    def quotation_content_start(self, position: int, sentence: Sentence) -> int:
        """Find where the content begins: lower-case quotations belong to a sentence that began before them."""
        quotation = self.quotations[position]
        first = self.sentence_at(quotation.start)
        if first is None or first.index != sentence.index or quotation.start <= first.start:
            return quotation.start
        before = self.text[first.start : quotation.start]
        lower = self.text[quotation.inner_start : quotation.inner_start + 1].islower()
        if before.rstrip()[-1:] in ",:–—-" or self.in_quotation(first.start) is not None:
            return quotation.start
        return first.start if lower or len(before.split()) <= 3 else quotation.start

    def rest_after_parenthesis(self, sentence: Sentence, verb: Token) -> TextSpan | None:
        """``“By 2030,” it says, the country “will lead”``: the sentence goes on with what is said."""
        root = sentence.tokens.root
        if verb.dep_ not in {"parataxis", "advcl", "ccomp", "intj"} or root.i <= verb.i or verb.i == root.i:
            return None
        doc = sentence.tokens.doc
        stop = min(verb.right_edge.i + 2, root.i)
        comma = next((t for t in doc[verb.i + 1 : stop] if t.text == ","), None)
        if comma is None:
            return None
        start = sentence.place(comma).end
        return trimmed(self.text, start, sentence.end, TRIM + ".") if start < sentence.end else None

    def reporting_verb(self, sentence: Sentence, region: list[Token]) -> tuple[Token, TextSpan | None] | None:
        """Find the verb that reports a quotation among the tokens right after it, and its subject."""
        if region[0].pos_ == "CCONJ" and len(region) > 1 and region[1].pos_ in {"VERB", "AUX", "ADV"}:
            return None
        for order, token in enumerate(region[:24]):
            if token.text in {";", "."} or (token.text == ":" and order):
                return None
            if token.tag_ == "VBG" and not any(c.dep_ in SUBJECTS and c.i < token.i for c in token.children):
                # “…,” adding that …: another clause of whoever is spoken of already.
                return None
            lemma = self.verb_lemma(token)
            if lemma is None or (
                order and region[order - 1].lower_ in {"to", "the", "a", "an", "of", "his", "her", "its", "their"}
            ):
                continue
            between = region[:order]
            if any(t.pos_ in {"SCONJ"} or t.lower_ in {"who", "which", "that"} for t in between) and order > _RELATIVE_REACH:
                return None
            leading = [t for t in between if t.pos_ not in {"ADV", "PUNCT", "AUX", "PART", "CCONJ"}]
            if leading and any(t.pos_ in _NOMINAL for t in leading):
                return token, self.subject_before(sentence, token, leading[0])
            source = self.subject_after(sentence, token, region[order + 1 :])
            if source is None and leading:
                continue
            if source is None and order == 0:
                # A title in marks before the verb of its own sentence: the host of “The Apprentice,” said …
                subject = self.subject(sentence, token)
                return (token, subject) if subject is not None and subject.start > sentence.place(token).start else None
            if source is not None:
                return token, source
            continue
        return None

    def verb_lemma(self, token: Token) -> str | None:
        """Lemma of a token that may report a quotation, whatever the tagger makes of it; ``None`` for other words."""
        lowered = token.lower_
        if lowered in cues.FORM_TO_LEMMA and token.pos_ in {"VERB", "AUX", "NOUN", "PROPN", "ADJ"}:
            if token.pos_ in {"NOUN", "PROPN", "ADJ"} and lowered not in cues.UNMISTAKABLE_FORMS:
                return None
            return cues.FORM_TO_LEMMA[lowered]
        return token.lemma_.lower() if token.pos_ == "VERB" and token.lemma_.lower() in cues.QUOTE_VERBS else None

    def subject_before(self, sentence: Sentence, verb: Token, first: Token) -> TextSpan | None:
        """Span the subject that stands between a quotation and its verb."""
        for child in verb.children:
            if child.dep_ in SUBJECTS and first.i <= child.i < verb.i:
                doc = sentence.tokens.doc
                left = max(child.left_edge.i, first.i)
                return self.span_of(sentence, doc[left : min(child.right_edge.i + 1, verb.i)])
        doc = sentence.tokens.doc
        end = verb.i
        while end > first.i and doc[end - 1].pos_ in {"ADV", "AUX", "PART"}:
            end -= 1
        return self.span_of(sentence, doc[first.i : end])

    def subject_after(self, sentence: Sentence, verb: Token, following: list[Token]) -> TextSpan | None:
        """Span the subject of an inverted verb: ``said Maria Smith, the fund's director``."""
        doc = sentence.tokens.doc
        for child in verb.children:
            if child.dep_ in SUBJECTS and child.i > verb.i and (child.i - verb.i) <= 12:
                limit = following[-1].i + 1 if following else verb.i + 1
                return self.span_of(sentence, doc[child.left_edge.i : max(min(child.right_edge.i + 1, limit), child.i + 1)])
        if (
            not following
            or following[0].i != verb.i + 1
            or following[0].pos_ not in {"PROPN", "PRON", "NOUN", "DET", "ADJ", "NUM"}
        ):
            return None
        if following[0].lower_ in {"that", "it", "him", "me", "us", "them", "her", "his"} and verb.lemma_ in {"tell", "ask"}:
            return None
        end = verb.i + 1
        while (end < sentence.tokens.end and doc[end].pos_ in {"PROPN", "NOUN", "DET", "ADJ", "NUM", "PRON", "PART"}) or (
            end < sentence.tokens.end and doc[end].text in {"-", "'s", "’s", "of", "&"}
        ):
            end += 1
        return self.span_of(sentence, doc[verb.i + 1 : end])

    def cue_before(self, position: int) -> Draft | None:
        """``Smith said: “…”``; ``According to Smith: “…”``; ``Smith: “…”``; a paragraph that ends with a colon before."""
        quotation = self.quotations[position]
        sentence = self.sentence_at(quotation.start)
        if sentence is None:
            return None
        start = sentence.start
        previous = position - 1
        if previous >= 0 and self.quotations[previous].end > start:
            start = self.quotations[previous].end
        region = [t for t in self.tokens_between(sentence, start, quotation.start) if not t.is_space]
        inner = self.text[quotation.inner_start : quotation.inner_end].strip()
        if not region:
            if start != sentence.start or sentence.index == 0 or quotation.start > sentence.start:
                return None
            before = self.sentences[sentence.index - 1]
            if self.text[before.end - 1] != ":" or sentence.block_index - before.block_index > 2 or self.is_title(before):
                return None
            sentence = before
            region = [t for t in sentence.tokens if not t.is_space]
            start = sentence.start
            previous = position - 1
            if previous >= 0 and self.quotations[previous].end > start:
                cut = self.quotations[previous].end
                region = [t for t in region if sentence.place(t).start >= cut]
        if not region:
            return None
        last = region[-1].text
        previous_draft = self.by_quotation.get(previous)
        if (
            previous_draft is not None
            and previous_draft.cue_follows
            and previous_draft.cue is not None
            and start <= previous_draft.cue.start < quotation.start
            and last in {",", ":", ";", "–", "—", "-", "that", "but", "and"}
            and self.quotations[previous].end <= previous_draft.cue.start
            and not any(t.pos_ == "VERB" and sentence.place(t).start >= previous_draft.cue.end for t in region)
        ):
            # “A,” he said, “and B.”
            self.join(previous_draft, position)
            return previous_draft
        if last == ":":
            return self.introduced(position, sentence, region[:-1], colon=region[-1])
        if last == "," and inner[:1].isupper() and " " in inner:
            return self.introduced(position, sentence, region[:-1], colon=None)
        if inner[:1].isupper() and (" " in inner or inner[-1:] in ".!?,") and self.verb_lemma(region[-1]) is not None:
            return self.introduced(position, sentence, region, colon=None)
        return None

    def introduced(self, position: int, sentence: Sentence, region: list[Token], *, colon: Token | None) -> Draft | None:
        """Take a quotation after words of introduction: find verb, ``according to``, or the bare name before a colon."""
        quotation = self.quotations[position]
        if not region:
            return None
        opening = self.sentence_at(quotation.start)
        quotation_sentence = opening.index if opening is not None else -1
        reach = 40 if colon is not None else 14
        for token in reversed(region[-reach:]):
            lemma = self.verb_lemma(token)
            if lemma is None:
                continue
            if (sentence.index, token.i) in self.taken:
                return None
            source = self.subject(sentence, token)
            if source is None:
                source = self.subject_after(sentence, token, [t for t in region if t.i > token.i])
            if source is None and colon is None:
                continue
            if source is None:
                source = self.first_phrase(sentence, region, token)
            if source is not None and source.start >= quotation.start:
                continue
            if source is not None and sentence.index == quotation_sentence and source.end > quotation.start:
                source = trimmed(self.text, source.start, quotation.start)
            self.taken.add((sentence.index, token.i))
            return self.open_draft(position, sentence, token, source, "cue_then_quotation")
        according = next((t for t in region if t.lower_ == "according"), None)
        if according is not None and colon is not None:
            tokens = [t for t in region if t.i > according.i + 1]
            cue = self.span_of(sentence, [t for t in region if according.i <= t.i <= according.i + 1])
            self.taken.add((sentence.index, according.i))
            draft = Draft(self.span_of(sentence, tokens), cue, [], "according_to", cue_index=sentence.index)
            return self.fill(draft, position)
        if colon is None:
            return None
        words = self.text[quotation.inner_start : quotation.inner_end].split()
        if len(words) < 3:
            return None
        if (
            len(region) <= 8
            and not any(t.pos_ in {"VERB", "AUX", "ADP"} for t in region[:2])
            and not any(t.pos_ in {"VERB", "AUX"} for t in region)
            and self.names_somebody(region)
        ):
            cue = sentence.place(colon)
            draft = Draft(self.span_of(sentence, region), cue, [], "label", cue_index=sentence.index)
            return self.fill(draft, position)
        main = self.main_verb(region)
        if main is None:
            return None
        source = self.subject(sentence, main)
        if source is None or source.start >= quotation.start:
            return None
        self.taken.add((sentence.index, main.i))
        return self.open_draft(position, sentence, main, source, "colon_quotation")

    def names_somebody(self, region: list[Token]) -> bool:
        """Whether words before a colon are a name or a pronoun."""
        return any(t.pos_ == "PROPN" for t in region) or (len(region) == 1 and region[0].lower_ in _PRONOUN_LABELS)

    def main_verb(self, region: list[Token]) -> Token | None:
        """Find the verb of an introduction that has no listed one: the highest that has a subject in the region."""
        inside = {t.i for t in region}
        candidates = [
            t for t in region if t.pos_ in {"VERB", "AUX"} and any(c.dep_ in SUBJECTS and c.i in inside for c in t.children)
        ]
        return min(candidates, key=lambda t: (sum(1 for _ in t.ancestors), t.i)) if candidates else None

    def first_phrase(self, sentence: Sentence, region: list[Token], verb: Token) -> TextSpan | None:
        """Span the words before a verb whose subject the parser missed, when they can be a name or a noun phrase."""
        before = [t for t in region if t.i < verb.i]
        while before and before[-1].pos_ in {"ADV", "AUX", "PART", "PUNCT"}:
            before.pop()
        if not before or len(before) > 12 or before[-1].pos_ not in {"PROPN", "NOUN", "PRON"}:
            return None
        return self.span_of(sentence, before)

    def open_draft(self, position: int, sentence: Sentence, verb: Token, source: TextSpan | None, rule: str) -> Draft:
        """Begin a statement with a cue and a quotation."""
        return self.fill(self.draft(sentence, verb, source, rule), position)

    def fill(self, draft: Draft, position: int) -> Draft:
        """Add a statement with a quotation as its content."""
        self.join(draft, position)
        self.drafts.append(draft)
        return draft

    def join(self, draft: Draft, position: int) -> None:
        """Let a quotation become part of a statement's content."""
        quotation = self.quotations[position]
        draft.content.append(TextSpan(quotation.start, quotation.end))
        last = self.sentence_at(quotation.end - 1)
        if last is not None:
            draft.last_index = max(draft.last_index, last.index)
        self.by_quotation[position] = draft

    def take_up(self, draft: Draft, position: int) -> None:
        """Join a quotation that a new paragraph opens again to its statement, or to a next one when that has grown long."""
        quotation = self.quotations[position]
        length = quotation.end - quotation.start + sum(piece.end - piece.start for piece in draft.content)
        if length <= MAX_CONTENT_CHARS or draft.source is None:
            self.join(draft, position)
            return
        following = Draft(draft.source, None, [], "continued", draft.venue, continues=True, cue_index=draft.last_index)
        self.fill(following, position)

    # --- quotations without a cue -----------------------------------------------------------------------------------

    def uncued_quotation(self, position: int) -> None:
        """Give a quotation that is a sentence by itself to whoever spoke or acted just before it."""
        quotation = self.quotations[position]
        first, last = self.sentence_at(quotation.start), self.sentence_at(quotation.end - 1)
        if first is None or last is None:
            return
        inner = self.text[quotation.inner_start : quotation.inner_end]
        if self.text[first.start : quotation.start].strip():
            return
        if self.text[quotation.end : last.end].strip(" .,!?…)") or not inner[:1].isupper():
            return
        if quotation.continues and position - 1 in self.by_quotation:
            self.take_up(self.by_quotation[position - 1], position)
            return
        if first.index == 0:
            return
        before = self.sentences[first.index - 1]
        previous = self.draft_touching(before.index)
        same_block = before.block_index == first.block_index
        if not same_block and (before.block_index + 1 != first.block_index or self.is_title(before)):
            return
        if previous is not None:
            if (
                same_block
                and previous.rule in {"quotation_then_cue", "cue_then_quotation", "colon_quotation"}
                and (previous.last_index == before.index or previous.cue_index == before.index)
                and self.ends_quoted(previous)
            ):
                self.take_up(previous, position)
                return
            if previous.source is None or len(inner.split()) < 4:
                return
            draft = Draft(
                previous.source, None, [], "continued", previous.venue, continues=True,
                cue_index=before.index,
            )  # fmt: skip
            self.fill(draft, position)
            return
        if not same_block:
            return
        subject = self.acting_person(before)
        if subject is not None and len(inner.split()) >= 4:
            draft = Draft(subject, None, [], "continued", continues=True, cue_index=before.index)
            self.fill(draft, position)

    def is_title(self, sentence: Sentence) -> bool:
        """Whether a sentence is the headline: what follows is not said by whom it names."""
        return self.document.block(sentence).kind == "title"

    def ends_quoted(self, draft: Draft) -> bool:
        """Whether a statement's last words so far stand in quotation marks."""
        return bool(draft.content) and self.in_quotation(draft.content[-1].start) is not None and not draft.continues

    def draft_touching(self, index: int) -> Draft | None:
        """Find the last statement whose cue or quotation stands in a sentence, the outermost of it preferred."""
        if self.indexed != len(self.drafts):
            for draft in self.drafts[self.indexed :]:
                for touched in {draft.cue_index, draft.last_index}:
                    self.by_sentence.setdefault(touched, []).append(draft)
            self.indexed = len(self.drafts)
        candidates = [*self.by_sentence.get(index, []), *self.by_sentence.get(index - 1, [])]
        touching = [d for d in candidates if index in {d.cue_index, d.last_index} and d.source is not None]
        if not touching:
            return None
        quoted = [d for d in touching if d.rule.endswith("quotation") or d.rule in {"quotation_then_cue", "continued"}]
        if quoted:
            return max(quoted, key=lambda d: d.content[-1].end if d.content else 0)
        return min(touching, key=lambda d: d.source.start if d.source else 0)

    def acting_person(self, sentence: Sentence) -> TextSpan | None:
        """Span the grammatical subject of a sentence when it is a person."""
        root = sentence.tokens.root
        for child in root.children:
            if child.dep_ in SUBJECTS and (child.ent_type_ == "PERSON" or child.lower_ in {"he", "she"}):
                return self.phrase(sentence, child, stop=root.i)
        return None
