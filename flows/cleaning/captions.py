"""Captions of pictures and films, and who is credited for them.

A credit is told by its form (an agency after a slash, a label before a name); a caption by standing with a credit, by ending
in one, by its label, or by standing twice (as the picture's alternative text and below it). A line alone, without any of
these, is never taken for a caption: it could be prose.
"""

from __future__ import annotations

import re

from flows.cleaning.drafts import Draft
from flows.cleaning.lexicons import AGENCIES, FINITE_VERBS, MEDIA_LABELS, PICTURE_AGENCIES, either

MAX_CREDIT_CHARS = 160
MAX_CREDIT_WORDS = 16
MAX_CAPTION_CHARS = 450
MAX_CAPTION_LINES = 3
MAX_SHORT_CAPTION_WORDS = 30
MIN_REPEATED_WORDS = 4

_CC = r"cc by(?:[ -]\w\w){0,3}"
_AGENCY = rf"(?:{either(AGENCIES)}|{_CC})"
_PICTURE_AGENCY = rf"(?:{either(PICTURE_AGENCIES)}|{_CC})"
_LABEL = re.compile(rf"(?:{MEDIA_LABELS})(?: (?:credits?|courtesy|source))?\s?(?:by\b|:|©|courtesy of\b|via\b)\s?(\S.*)$")
_AGENCY_ALONE = re.compile(rf"(?:the )?{_AGENCY}(?:(?:[/,|·-]|\svia\s|\s)\s?{_AGENCY}){{0,4}}(?: \d\.\d)?\.?$")
_AFTER_SEPARATOR = re.compile(
    rf"[^.!?]{{1,90}}(?:\s?/\s?|\svia\s|,\s|\s?\|\s?|\s[–—-]\s)(?:the )?{_PICTURE_AGENCY}"
    rf"(?:(?:\s?/\s?|\svia\s|,\s|\s)[^.!?/]{{1,40}}){{0,2}}(?: \d\.\d)?\)?\.?$"
)
_VIA = re.compile(rf"[^.!?]{{1,60}}\svia\s(?:the )?{_AGENCY}\)?\.?$")
_BEFORE_SLASH = re.compile(rf"\(?{_AGENCY}\s?/\s?[^!?/]{{1,60}}\)?\.?$")
_LICENSED = re.compile(
    r"[^.!?]{1,120}\b(?:licen[sc]ed under (?:an? |the )?(?:cc\b|creative commons)|licen[sc]e: cc\b|"
    r"cc by(?:-\w\w){0,3} \d\.\d|"
    r"creative commons attribution|under an? cc licen[sc]e).{0,40}$"
)
_COURTESY = re.compile(
    r"(?:(?:photo|image|picture|video)s? )?(?:courtesy of\s|courtesy:\s|credits?\s?:\s|photographed by\s|"
    r"©\s|\(c\)\s)(?!\d{4}).{1,80}$"
)
_SOURCE = re.compile(r"(?:sources?|fuente|quelle|chart data)\s?:\s[^!?]{1,100}$")
_LABEL_AT_END = (
    r"(?:Photo|Photograph|Photography|Picture|Image|Video|Illustration|Graphic|Credit|Screenshot|Foto|"
    r"Fotografía|Imagen|Crédito|"
    r"Bild|PHOTO|IMAGE|VIDEO|CREDIT|FOTO)"
)
_ENDING_CREDIT = re.compile(
    rf"(?:[\s(\[.!?)]|^){_LABEL_AT_END}(?:\s(?:[Cc]redit|[Cc]ourtesy|CREDIT))?(?:\s?[:;]\s|\s(?:by|"
    rf"courtesy of|via|from|por|de)\s)"
    r"[^.!?]{1,80}(?:\.[a-z]{2,4}\b)?[)\]]?\.?\s?$"
    r"|\s(?:photo|image|video)\s?[:;]\s(?=[A-Z])[^.!?]{1,60}\.?\s?$"
    r"|[(\[](?:photo|image|picture|video|illustration|credit|photos|images)s?(?: credit)?(?:\s?:|\sby|\scourtesy of|\svia)\s"
    r"[^.!?()]{1,80}[)\]]\.?\s?$"
)
_ENDING_AGENCY = re.compile(
    rf"(?:[.!?)”\"’]\s|\(|\s[–—|]\s)(?:photo(?:graph)? by )?(?:[^.!?()/]{{1,60}}\s?(?:/|,|\svia)\s?)?{_PICTURE_AGENCY}"
    rf"(?:\s?(?:/|\svia\s)\s?[^.!?()/]{{1,40}})?[)\]]?\.?$"
)
_ENDING_BRACKETS = re.compile(rf"\((?:[^.!?()/]{{1,40}}/\s?)?{_AGENCY}\)\.?$")
_ENDING_STOCK = re.compile(rf"\s?/\s?{_PICTURE_AGENCY}[)\]]?\.?$")
_CAPTION_START = re.compile(
    r"(?:file (?:photo|image|picture|footage)\b|file\s?[–—-]\s|caption\s?:|image (?:caption|source|copyright),|"
    r"pictured\s?(?::|\()|"
    r"(?:left|right|above|below|top|bottom|centre|center)\s?:|in this (?:[\w.,]{1,12} ){0,4}(?:photo|"
    r"file image|handout image)\b|"
    r"(?:an?|the) (?:aerial|file|undated|handout|combination) (?:photo|picture|image|view)\b|"
    r"foto de archivo\b|imagen de archivo\b|archivbild\b|symbolbild\b|photo d'archive\b)"
)
_NUMBERED = re.compile(
    r"(?:[Ff]igure|FIGURE|[Ff]ig\.?|FIG\.?|[Tt]able|TABLE|[Cc]hart|[Gg]raphic|[Pp]hoto|[Ii]mage|[Mm]ap|"
    r"[Bb]ox)\s\d{1,3}(?:[.-]\d{1,3}){0,2}[a-z]?"
    r"(?:\s?[:|–—]|\s-\s|\.\s|\s(?=[A-Z]))"
)
_MARKDOWN_IMAGE = re.compile(r"(?:\[?!\[[^\]\n]{0,500}\]\([^)\n]{0,1000}\)(?:\]\([^)\n]{0,1000}\))?\s?){1,5}$")
_PAST = re.compile(
    r"[a-z]{2,}ed|began|bought|broke|brought|built|came|fell|felt|fought|gave|grew|held|kept|killed|knew|"
    r"led|left|lost|met|paid|put|"
    r"ran|rose|sat|saw|sent|set|shot|sold|spent|spoke|stood|struck|taught|thought|threw|took|went|won|wrote"
)
_SPEECH = frozenset({"told", "said", "says", "reported", "reports", "tells", "according", "wrote"})


def label_credits(drafts: list[Draft]) -> None:
    """Label lines that are nothing but a credit, and pictures in Markdown."""
    for draft in drafts:
        if draft.kind is not None or draft.end - draft.start > MAX_CAPTION_CHARS:
            continue
        if draft.text.startswith(("![", "[![")) and _MARKDOWN_IMAGE.match(draft.flat):
            draft.label("caption", "markdown_image")
            continue
        kind = _credit(draft)
        if kind == "credit":
            draft.label("credit", "credit_line")
        elif kind == "caption":
            draft.label("caption", "media_label")


def label_captions(drafts: list[Draft]) -> None:
    """Label captions by what stands with them; credits must be labelled already."""
    for draft in drafts:
        if draft.kind is None and draft.end - draft.start <= MAX_CAPTION_CHARS and _is_caption(draft):
            draft.label("caption", "caption_form")
    spaced = sum(1 for draft in drafts if draft.gap_before) >= 0.5 * len(drafts)
    for index, draft in enumerate(drafts):
        if draft.kind == "credit" or draft.reason == "caption_form":
            _label_above_credit(drafts, index, spaced=spaced)
    for index in range(len(drafts) - 1):
        _label_repeated(drafts[index], drafts[index + 1])


def _credit(draft: Draft) -> str | None:
    """Say whether a line is a credit, a caption by its label, or neither (None)."""
    folded = draft.folded
    labelled = _LABEL.match(folded)
    if labelled is not None:
        rest = labelled.group(1)
        n_words = len(rest.split())
        if _ENDING_CREDIT.search(" " + rest) and n_words > MAX_CREDIT_WORDS:
            return "caption"
        if n_words <= 8 and not _has_verb(draft):
            return "credit"
        return "caption" if n_words <= MAX_SHORT_CAPTION_WORDS and ":" in folded[:24] else None
    if len(folded) > MAX_CREDIT_CHARS or len(draft.words) > MAX_CREDIT_WORDS:
        return None
    if _AGENCY_ALONE.match(folded) or (_BEFORE_SLASH.match(folded) and not _has_verb(draft)):
        return "credit"
    if any(word.casefold() in _SPEECH for word in draft.words):
        return None
    if _LICENSED.match(folded) or _SOURCE.match(folded):
        return "credit"
    if _has_verb(draft):
        return None
    if _COURTESY.match(folded) or (_VIA.match(folded) and len(draft.words) <= 8):
        return "credit"
    if _AFTER_SEPARATOR.match(folded):
        n_small = sum(1 for word in draft.words if word[0].islower())
        return "credit" if len(draft.words) <= 8 and n_small <= 0.3 * len(draft.words) else "caption"
    return None


def _has_verb(draft: Draft) -> bool:
    """Say whether a line has a word that makes a clause."""
    return any(word.casefold().replace("’", "'") in FINITE_VERBS for word in draft.words)


def _is_caption(draft: Draft) -> bool:
    """Say whether a line shows by itself that it is a caption: it ends in a credit or begins as captions do."""
    if _CAPTION_START.match(draft.folded) or _NUMBERED.match(draft.flat):
        return True
    tail = draft.flat[-160:]
    if _ENDING_CREDIT.search(tail):
        return True
    if any(word.casefold() in _SPEECH for word in draft.words) or draft.text.endswith(("”", '"')):
        return False  # "…, he said. (AFP)" closes an agency's report
    tail = tail.casefold()
    if _ENDING_BRACKETS.search(tail) and not _has_verb(draft):
        return True
    return (
        bool(_ENDING_AGENCY.search(tail) or _ENDING_STOCK.search(tail)) and len(draft.words) <= 2 * MAX_SHORT_CAPTION_WORDS
    )


def _label_above_credit(drafts: list[Draft], index: int, *, spaced: bool) -> None:
    """Label the lines right above a credit: in a text with empty lines between paragraphs they belong to the picture."""
    first = index
    while first > 0 and index - first < MAX_CAPTION_LINES and not drafts[first].gap_before:
        above = drafts[first - 1]
        if above.kind is not None or above.end - above.start > MAX_CAPTION_CHARS:
            break
        if not spaced and not _looks_like_caption(above):
            break
        first -= 1
    for draft in drafts[first:index]:
        if draft.kind is None:
            draft.label("caption", "above_credit")
    nearest = drafts[index - 1] if index and first == index and drafts[index].kind == "credit" else None
    if nearest is not None and nearest.kind is None and _looks_like_caption(nearest):
        nearest.label("caption", "above_credit")


def _looks_like_caption(draft: Draft) -> bool:
    """Say whether a line above a credit is too short and too unlike a sentence to be prose."""
    if not 2 <= len(draft.words) <= MAX_SHORT_CAPTION_WORDS or draft.asks:
        return False
    return not draft.ends_sentence or not (_has_verb(draft) or any(_PAST.fullmatch(word) for word in draft.words))


def _label_repeated(first: Draft, second: Draft) -> None:
    """Label a line and its repetition, or its continuation: alternative text and caption of one picture."""
    if not (first.is_short and second.is_short) or len(first.words) < MIN_REPEATED_WORDS:
        return
    if second.kind not in {None, "caption"} or first.kind not in {None, "caption"}:
        return
    one, two = first.folded.rstrip(" ."), second.folded.rstrip(" .")
    if one == two and first.kind is None and not _looks_like_caption(first):
        second.label("boilerplate", "repeated_line")
    elif one == two or (
        two.startswith(one) and len(second.words) <= 2 * MAX_SHORT_CAPTION_WORDS and not first.ends_sentence
    ):
        for draft in (first, second):
            if draft.kind is None:
                draft.label("caption", "repeated_line")
