"""Who speaks at each place of a document, and to whom: whom “I” and “you” stand for outside of quotations.

A turn is a block. Whose it is, a label before it tells, or cleaning (interviews); failing that, whom the turn before
addresses by name. Where nothing tells a turn's speaker it is the document's: who introduces themself, signs, is interviewed,
whose speech it is, whom those who talk to the teller call by name, or whose byline stands at the head.
What does not belong here: quotations with a source (``sources``), the third person (``antecedents``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

from flows.cleaning.types import CONTENT_KINDS
from flows.extraction.parsing import ParsedDocument, Sentence
from flows.extraction.people import People, clean_name, is_given_name, without_titles
from flows.extraction.quotations import Quotation, quotation_at
from flows.extraction.tokens import Token
from flows.extraction.wordlists import words

_WORD = r"[A-ZÀ-Þ][\w.'’-]{0,30}"
_NAME = rf"{_WORD}(?: {_WORD}){{0,3}}"
_LABEL = re.compile(
    r"(?:^|(?<=[\n ]))(THE(?: [A-Z]{2,20}){1,3}|(?:[A-Z]{2,6}\. )?[A-ZÀ-Þ'’-]{3,20}(?: [A-ZÀ-Þ'’-]{3,20}){0,2}):(?=\s|$)"
)
"""A transcript's label in capitals: "THE VICE PRESIDENT:", "MR. SMITH:"."""
_TITLED_LABEL = re.compile(rf"({_WORD} {_WORD}(?: {_WORD})?)[.:]\s+(?=[A-Z“\"])")
"""A label at the head of a turn: "Senator Smith. Thank you", "Anna Berg: I think"."""
_NO_LABELS = words("note warning update correction faq source sources editor's credit photo question answer related")
_INTRODUCTION = re.compile(
    rf"(?:\b(?:[Mm]y )?name(?: is|'s|’s)|\b[Cc]all me|\b[Ii]t(?:'s|’s| is) your (?:girl|boy|host|friend)"
    rf"|\b(?:[Hh]i|[Hh]ey|[Hh]ello)[,!]? (?:(?:guys|everyone|everybody|all|folks|friends|there)[,!.]? )?"
    rf"(?:it(?:'s|’s| is)|this is)"
    rf"|\bI(?:'m|’m| am)(?: your host,?)?) ({_NAME})"
    rf"|\b({_NAME}) here(?=[.,!]| (?:with|and|from)\b)"
    rf"|\b[Ii]t(?:'s|’s| is) ({_NAME})(?= here\b)"
)
_AS_WHAT = re.compile(
    rf"(?:(?:^|[.,;:—] ?|\b(?:[Bb]ut|[Aa]nd|[Ss]o) )[Aa]s|\bhere (?:today |tonight )?as)"
    rf" (?:(?:an?|the|your) )?({_WORD}(?: {_WORD}){{0,3}})(?=[,.]| (?:during|of|to)\b)",
    re.MULTILINE,
)
"""An office or belonging by which who speaks goes, with a capital: "as a Democrat, I", "to be here as the Chief Guest"."""
_MOST_INTRODUCTIONS = 100
"""Places that are tried for one, so that time stays linear in the document's length."""
_TITLE_SPEAKER = re.compile(
    rf"\b(?:[Rr]emarks|[Aa]ddress|[Ss]peech|[Ss]tatement|[Tt]estimony|[Ll]ecture|[Ll]etter|[Ss]ermon)"
    rf" (?:by|of|from) (?:the )?({_NAME})"
    rf"|\b({_NAME})['’]s? (?:[A-Z]\w+ ){{0,2}}(?:[Rr]emarks|[Aa]ddress|[Ss]peech|[Ss]tatement|[Tt]estimony|[Ll]ecture)"
    rf"|^({_WORD}) (?:Floor )?(?:Speech|Remarks|Statement|Testimony)\b"
)
_INTERVIEWER = re.compile(rf"\b(?:sat down with|interviewed by|spoke (?:with|to)) ({_NAME}) (?:for an interview|about|on)\b")
_INTERVIEW = re.compile(r"\binterview(?:s|ed)?\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:with )?(?:much |all my |lots of |kind(?:est)? |warm(?:est)? |best )?"
    r"(?:love|sincerely|yours|best|regards|wishes|respectfully|faithfully|cordially|cheers|affectionately|fondly|xoxo|"
    r"stay in touch|your (?:friend|son|daughter|brother|sister|servant))\b[\w ,]{0,40}[,.!]?",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"[–—-]*\s*({_NAME})[.,]?")
_BYLINE = re.compile(rf"by ({_NAME})", re.IGNORECASE)
_SAID_I = re.compile(r"\s*I \w+")
_LAST_LINES, _FIRST_LINES = 12, 6
"""Non-empty lines at a document's end that may hold a signature, and at its head that may hold a byline."""
_HEAD_CHARS, _TAIL_CHARS = 2_000, 2_000

_YOU = re.compile(r"\b[Yy]ou(?:r|rs)?\b")
_FEWEST_TURNS, _SHORT_TURN = 5, 60
"""Paragraphs that a conversation has at least, and characters that many of its turns have at most."""
_LONG_QUESTION = 500
"""Characters above which a paragraph that ends with a question mark is no interviewer's question."""

_GREETINGS = words(
    "hi hey hello thanks thank you dear oh ok okay yes no well so sorry please and but yeah right now listen look"
)
_DESCRIBING = words("a an the who whose which my our his her their")
_MARKS = frozenset({",", ".", "?", "!", "–", "—", "--", "…", "...", ";"})


def _is_told_to_be(tokens: list[Token], at: int) -> bool:
    """Whether the words before a place tell somebody who they are: ``You're not even`` (Anna any more)."""
    while at and tokens[at - 1].pos_ in {"ADV", "PART"}:
        at -= 1
    return at > 1 and tokens[at - 1].lower_ in {"are", "'re", "’re"} and tokens[at - 2].lower_ == "you"


class Voices:
    """Whom the first and the second person stand for in one document, by name."""

    def __init__(self, document: ParsedDocument, people: People, quotations: Sequence[Quotation]) -> None:
        self._document = document
        self._people = people
        self._quotations = quotations
        self._block_starts = [block.start_char for block in document.clean.blocks]
        self._takes_turns, self._is_chat = self._find_turns()
        self._addressed: dict[int, str] = {}
        self._addressed_in_quotation: dict[int, str] = {}
        self._read_addresses()
        self._introductions = self._find_introductions()
        self._interviewer = self._find_interviewer()
        self._interviewee = self._find_interviewee()
        self._author = self._find_author()
        self._speakers, self._starts = self._turns()

    @property
    def is_interview(self) -> bool:
        """Whether somebody is interviewed whom the document names."""
        return self._interviewee is not None

    def speaker(self, position: int) -> str | None:
        """Name who speaks at a place outside of quotations; ``None`` where the document does not tell."""
        index = bisect_right(self._starts, position) - 1
        return self._speakers[index] if index >= 0 else self._author

    def addressee(self, position: int) -> str | None:
        """Name whom “you” stands for at a place, where it is plain: who is called by name there, or is asked."""
        quotation = quotation_at(self._quotations, position)
        if quotation is not None:
            return self._addressed_in_quotation.get(quotation)
        block = max(bisect_right(self._block_starts, position) - 1, 0)
        here = self._document.clean.blocks[block]
        if self._interviewee is not None and (here.kind == "question" or self._asks(block)):
            return self._interviewee
        called = self._addressed.get(block)
        if called is not None or not self._takes_turns:
            return called
        sentence = self._sentence(position)
        asks = self._asks(block) if sentence is None else sentence.is_question
        return self._author if asks else None

    def _find_turns(self) -> tuple[bool, bool]:
        """Whether several people speak in turn, and whether they chat.

        Where they do, many paragraphs ask somebody something, or are a word or two.
        """
        text = self._document.text
        turns = [block for block in self._document.clean.blocks if block.kind in CONTENT_KINDS]
        short = sum(block.end_char - block.start_char < _SHORT_TURN for block in turns)
        asking = sum(
            text.endswith("?", block.start_char, block.end_char)
            and _YOU.search(text, block.start_char, block.end_char) is not None
            for block in turns
        )
        quoting = len({bisect_right(self._block_starts, quotation.start) for quotation in self._quotations})
        is_told = len(turns) < _FEWEST_TURNS or quoting > len(turns) / 4
        chat = not is_told and short > len(turns) / 6
        return chat or (not is_told and asking > len(turns) / 5), chat

    # --- turns ------------------------------------------------------------------------------------------------------

    def _turns(self) -> tuple[list[str | None], list[int]]:
        """List who speaks from which place on."""
        text, speakers, starts = self._document.text, list[str | None](), list[int]()
        labelled: str | None = None
        before: int | None = None
        for index, block in enumerate(self._document.clean.blocks):
            if block.kind not in CONTENT_KINDS:
                continue
            speaker, called = block.speaker, self._addressed.get(index)
            titled = _TITLED_LABEL.match(text, block.start_char, block.end_char)
            if speaker is None and titled is not None and self._labels(titled[1], text[titled.end(1)]):
                labelled = self._whole(titled[1], block.start_char)
            if speaker is None and labelled is None:
                if block.kind == "question" or (self._interviewee and self._asks(index)):
                    speaker = self._interviewer
                elif index in self._introductions:
                    speaker = self._introductions[index]
                elif self._takes_turns and before is not None and self._addressed.get(before) not in {None, called}:
                    speaker = self._addressed[before]
                elif self._interviewee is not None:
                    speaker = self._interviewee
                elif self._author != called or not self._takes_turns:
                    speaker = self._author
            starts.append(block.start_char)
            speakers.append(speaker or labelled)
            for match in _LABEL.finditer(text, block.start_char, block.end_char):
                if match[1].lower() not in _NO_LABELS and (" " in match[1] or self._people.is_person(match[1])):
                    labelled = self._whole(match[1], match.start())
                    starts.append(match.start())
                    speakers.append(labelled)
            before = index
        return speakers, starts

    def _labels(self, name: str, mark: str) -> bool:
        """Whether the words at a turn's head say who speaks: a person's name and a colon, or a title, name and full stop."""
        names, titles = without_titles(name)
        return bool(titles) if mark == "." else bool(titles) or self._people.is_person(names[-1])

    def _whole(self, name: str, position: int) -> str:
        """Return the full name of a person who is called by a title and surname, a given name or all in capitals."""
        names, _ = without_titles(clean_name(name))
        if len(names) > 1 or self._people.is_person(names[0]):
            return self._people.full_name(names, position)
        return clean_name(name)  # “Mr. President”: a title is all there is

    def _asks(self, block: int) -> bool:
        here = self._document.clean.blocks[block]
        is_long = here.end_char - here.start_char > _LONG_QUESTION
        return not is_long and self._document.text[here.start_char : here.end_char].rstrip(' "”’').endswith("?")

    # --- the document's own voice -----------------------------------------------------------------------------------

    def _find_author(self) -> str | None:
        introduced = next(iter(self._introductions.values()), None)
        named = introduced or self._signed() or self._titled() or self._called() or self._byline()
        return named or self._self_described()

    def _find_introductions(self) -> dict[int, str]:
        """Find who introduces themself, by the block in which they do."""
        found: dict[int, str] = {}
        for match in islice(_INTRODUCTION.finditer(self._document.text), _MOST_INTRODUCTIONS):
            if quotation_at(self._quotations, match.start()) is None:
                group = match.lastindex or 0
                name = match[3] or self._name_in(match.start(group), match.end(group))
                if name is not None:
                    block = max(bisect_right(self._block_starts, match.start()) - 1, 0)
                    found.setdefault(block, self._whole(name, match.start()))
        return found

    def _name_in(self, start: int, end: int) -> str | None:
        """Return the leading words of a stretch that the parser takes for a name and not for a people or a place."""
        sentence = self._sentence(start)
        if sentence is None:
            return None
        kept: list[Token] = []
        for token in sentence.tokens:
            place = sentence.place(token)
            if start <= place.start < end:
                if not (is_given_name(token.text) or (token.pos_ == "PROPN" and token.ent_type_ in {"PERSON", ""})):
                    break
                kept.append(token)
        return clean_name(" ".join(token.text for token in kept)) or None if kept else None

    def _signed(self) -> str | None:
        """Find who signs: a name under a closing formula, or behind it."""
        tail = self._document.text[-_TAIL_CHARS:]
        lines = [line.strip() for line in tail.splitlines() if line.strip()][-_LAST_LINES:]
        for closing, name in zip_longest(lines, lines[1:], fillvalue=""):
            formula, _, rest = closing.rpartition(",")
            for words_before, signature in ((closing, name), (formula, rest.strip())):
                signed = _SIGNED.fullmatch(signature)
                if signed is not None and _CLOSING.fullmatch(words_before) is not None:
                    return self._whole(signed[1], len(self._document.text))
        return None

    def _titled(self) -> str | None:
        match = _TITLE_SPEAKER.search(self._document.clean.title or "")
        if match is None:
            return None
        return self._whole(next(group for group in match.groups() if group), 0)

    def _called(self) -> str | None:
        """Find whom the others call by name: in a conversation, or in the dialogue of a tale that “I” tells.

        The teller's name stands in what is said to them and nowhere else.
        """
        if self._takes_turns:
            return next((name for name, _ in Counter(self._addressed.values()).most_common(1)), None)
        if not any(self._answered(quotation) for quotation in range(-1, len(self._quotations) - 1)):
            return None
        called = Counter(
            name for quotation, name in self._addressed_in_quotation.items() for _ in range(1 + self._answered(quotation))
        )
        told = {
            token.text
            for sentence in self._document.sentences
            for token in sentence.tokens
            if token.pos_ == "PROPN" and quotation_at(self._quotations, sentence.place(token).start) is None
        }
        return next((name for name, _ in called.most_common() if told.isdisjoint(name.split())), None)

    def _answered(self, quotation: int) -> bool:
        """Whether the teller is who speaks next: ``“Anna, I did.” “No,” I said.``."""
        following = self._quotations[quotation + 1 : quotation + 2]
        return any(_SAID_I.match(self._document.text, after.end) is not None for after in following)

    def _self_described(self) -> str | None:
        """Find as what who speaks does so, where nothing tells the name: ``As President, I must``."""
        for match in islice(_AS_WHAT.finditer(self._document.text), _MOST_INTRODUCTIONS):
            sentence = self._sentence(match.start(1))
            if (
                sentence is not None
                and quotation_at(self._quotations, match.start()) is None
                and any(token.lower_ in {"i", "me"} for token in sentence.tokens)
            ):
                return clean_name(match[1])
        return None

    def _byline(self) -> str | None:
        byline = self._document.clean.byline
        if byline is not None:
            return byline
        lines = [line.strip() for line in self._document.text[:_HEAD_CHARS].splitlines() if line.strip()][:_FIRST_LINES]
        found = next((match for line in lines if (match := _BYLINE.fullmatch(line)) is not None), None)
        return found[1] if found is not None else None

    def _find_interviewee(self) -> str | None:
        """Find who answers: as labelled, or whom the title of an interview without labels names."""
        speakers = Counter(
            block.speaker for block in self._document.clean.blocks if block.kind == "answer" and block.speaker
        )
        if speakers:
            return speakers.most_common(1)[0][0]
        title = self._document.clean.title or ""
        if _INTERVIEW.search(title) is not None:
            return next(iter(self._people.named_in(title)), None)
        if self._is_chat or not self._takes_turns:
            return None
        asked = Counter(name for block, name in self._addressed.items() if self._asks(block))
        return next((name for name, _ in asked.most_common(1)), None)

    def _find_interviewer(self) -> str | None:
        match = _INTERVIEWER.search(self._document.text, 0, _HEAD_CHARS)
        return match[1] if match is not None else self._document.clean.byline

    # --- who is called by name --------------------------------------------------------------------------------------

    def _read_addresses(self) -> None:
        for sentence in self._document.sentences:
            for tokens in self._addresses(sentence):
                start = sentence.place(tokens[0]).start
                name = self._whole(" ".join(token.text for token in tokens), start)
                quotation = quotation_at(self._quotations, start)
                if quotation is None:
                    self._addressed.setdefault(sentence.block_index, name)
                else:
                    self._addressed_in_quotation.setdefault(quotation, name)

    def _addresses(self, sentence: Sentence) -> Iterator[list[Token]]:
        """Names set off by marks that call somebody: ``Anna, you know``, ``do you know, Anna?``, ``Thank you, Mr. Hall``."""
        tokens = [token for token in sentence.tokens if not token.is_space and not token.is_quote]
        spoken = (
            self._takes_turns
            or sentence.is_question
            or any(token.lower_ in {"you", "your", "yours", "yourself"} or token.dep_ == "intj" for token in tokens)
        )
        index = 0
        while index < len(tokens):
            if not tokens[index].text[:1].isupper():
                index += 1
                continue
            end = index + 1
            while end < len(tokens) and tokens[end].pos_ == "PROPN" and tokens[end].text[:1].isupper():
                end += 1
            before = tokens[index - 1] if index else None
            apposed = before is not None and before.text == "," and index > 1 and tokens[index - 2].pos_ in {"PROPN", "NOUN"}
            described = end + 1 < len(tokens) and tokens[end].text == "," and tokens[end + 1].pos_ in {"DET", "PRON", "NOUN"}
            described = described and tokens[end + 1].lower_ in _DESCRIBING
            first = before is None or before.lower_ in _GREETINGS or before.text in {",", "—", "–", "--"}
            last = end == len(tokens) or tokens[end].text in _MARKS
            quoted = quotation_at(self._quotations, sentence.place(tokens[index]).start) is not None
            alone = before is None and end + 1 >= len(tokens)
            called = first and last and not described and (spoken or quoted or alone)
            asked = before is not None and before.lower_ == "you"
            run = tokens[index:end]
            if ((asked or (called and (not apposed or spoken))) and self._is_called(run)) or (
                _is_told_to_be(tokens, index) and all(t.pos_ == "PROPN" and t.ent_type_ in {"", "PERSON"} for t in run)
            ):
                yield run
            index = end

    def _is_called(self, run: list[Token]) -> bool:
        names, titles = without_titles(" ".join(token.text for token in run))
        if titles:
            return True
        if len(run) > 3 or any(token.pos_ != "PROPN" or token.ent_type_ in {"NORP", "DATE"} for token in run):
            return False
        return is_given_name(names[0]) or self._people.is_known(names[-1])

    def _sentence(self, position: int) -> Sentence | None:
        sentences = self._document.sentences
        index = bisect_right(sentences, position, key=lambda sentence: sentence.start) - 1
        return sentences[index] if index >= 0 and position < sentences[index].end else None
