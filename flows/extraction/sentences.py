"""Where sentences end: boundaries set on spaCy's tokens before its parser runs, so that parse and sentences always agree.

The parser alone splits badly at quotation marks and inside lists of names; here every place that punctuation does not allow
is closed to it, every certain place is set, and only the doubtful ones (after an abbreviation, an ellipsis) are left to it.
What does not belong here: quotations that run over several sentences (``quotations``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flows.extraction.cues import QUOTE_VERB_FORMS
from flows.extraction.wordlists import words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_TERMINALS = frozenset({".", "!", "?", "?!", "!?", "!!", "??", "...", "…", "。"})
_CLOSERS = frozenset({'"', "'", "''", ")", "]", "”", "’", "»"})
_OPENERS = frozenset({'"', "'", "``", "(", "[", "“", "‘", "«", "*", "**", "_", "__"})
"""Markdown's marks of emphasis too: “It rose. *That* is a lot.”"""
_ABBREVIATIONS = words(
    """
    jr. sr. etc. al. jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec. approx. dept. est. pp. p. vol.
    eds. ed. a.m. p.m. u.s. u.k. u.n. e.u. d.c. inc. ltd. co. corp. llc. plc. bros. ave. blvd. rd. ph.d. m.d. b.a.
    m.a.
    """
)
_TITLES = words(
    """
    mr. mrs. ms. dr. prof. sen. rep. gov. gen. lt. col. sgt. capt. cmdr. maj. rev. hon. st. mt. ft. vs. no. nos.
    fig. e.g. i.e. cf. sens. reps. pres. supt. adm. atty. messrs.
    """
)
"""Abbreviations that never end a sentence: a name or a number follows."""
_LOOKAHEAD = 6


def mark_boundaries(doc: Doc) -> Doc:
    """Set where sentences may begin: at certain places (1), nowhere else (-1), or as the parser decides (0)."""
    import numpy as np

    n = len(doc)
    # One array at once: setting a token's is_sent_start looks through the whole Doc each time.
    starts = np.full(n, -1, dtype="int64")
    starts[:1] = 1
    i = 0
    while i < n:
        if not _is_terminal(doc[i]):
            i += 1
            continue
        # Past the run of terminals, then the marks and brackets that close what the sentence opened.
        j = i + 1
        while j < n and (doc[j].text in _TERMINALS or (doc[j].text in _CLOSERS and not doc[j - 1].whitespace_)):
            j += 1
        k = j
        while k < n and doc[k].is_space:
            k += 1
        if k < n:
            decision = _decide(doc, i, j, k)
            starts[k] = 0 if decision is None else 1 if decision else -1
        i = max(j, i + 1)
    return doc.from_array(["SENT_START"], cast("Any", starts.astype("uint64")))


def sentence_is_question(text: str) -> bool:
    """Whether a sentence asks: it ends with a question mark, closing marks and brackets aside.

    ``“Why?” he asked.`` states that he asked and is no question.
    """
    return text.rstrip(" \"'”’»)]").endswith(("?", "?!", "!?"))


def _is_terminal(token: Token) -> bool:
    text = token.text
    return text in _TERMINALS or (len(text) > 1 and text[-1] in ".!?" and any(map(str.isalnum, text)))


def _decide(doc: Doc, terminal: int, after: int, start: int) -> bool | None:
    """Judge a boundary: ``terminal`` ends, closers run up to ``after``, ``start`` would begin the next sentence."""
    mark, follower = doc[terminal].text, doc[start]
    separated = bool(doc[after - 1].whitespace_) or start > after
    if not separated and not (follower.text in _OPENERS and after > terminal + 1):
        return False
    closed = after > terminal + 1 and doc[after - 1].text in _CLOSERS
    first = follower
    position = start
    while first.text in _OPENERS and position + 1 < len(doc):
        position += 1
        first = doc[position]
    looks_new = first.text[:1].isupper() or first.text[:1].isdigit() or first.text[:1] in "$£€¥#@"
    if not looks_new:
        # A dash, a lower-case word: the sentence goes on, unless the writer does without capitals.
        return None if mark == "." and first.is_alpha and not closed else False
    if closed and mark not in {"."} and _speech_verb_follows(doc, start):
        return False
    if closed and mark == "." and _speech_verb_follows(doc, start, inverted_only=True):
        return False
    lowered = mark.lower()
    if lowered in _TITLES:
        return False
    if len(mark) > 1 and mark[-1] == "." and mark not in _TERMINALS:
        # One token with a full stop: an initial ("J.", "U.S.") or an abbreviation; a mark after it settles the matter.
        if closed:
            return True
        if len(mark) == 2 and mark[0].isupper():
            return False if first.text[:1].isupper() else None
        return None if lowered in _ABBREVIATIONS or mark.count(".") > 1 else True
    if mark in {"...", "…"}:
        return True if closed else None
    return True


def _speech_verb_follows(doc: Doc, start: int, *, inverted_only: bool = False) -> bool:
    """Whether what follows a closing mark is who said it: ``Smith said``, ``said Smith``, ``she asked``."""
    if doc[start].text.lower() in QUOTE_VERB_FORMS and not doc[start].text[:1].isupper():
        return True
    if inverted_only:
        return False
    for token in doc[start : start + _LOOKAHEAD]:
        lowered = token.text.lower()
        if lowered in QUOTE_VERB_FORMS:
            return True
        if token.is_punct and lowered not in {"-", "–"}:
            return False
    return False
