"""Notices by which a document says where it comes from: republished, a summary of, drawn from.

The origin is returned as the notice names it. Rules look for how such notices are built (this text, a verb of publishing
again, *from* a name) and not for one wording, because republished copies are often reworded by machines: "republished
from The Conversation below a Inventive Commons license" names its origin all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.cleaning.drafts import Draft
from flows.cleaning.types import NoticeKind

MAX_NOTICE_CHARS = 700
HEAD_BLOCKS = 8
TAIL_BLOCKS = 14
"""Notices stand at the start or the end; the same words in the middle are about somebody else's text."""
MIN_PROSE_BEFORE = 60
"""Characters before a notice in the same paragraph from which on they are a block of their own."""
MAX_ORIGIN_CHARS = 120

_WORK = (
    r"(?:article|articles|story|stories|piece|post|text|essay|content|interview|column|op-ed|commentary|"
    r"blog(?: post)?|version|"
    r"analysis|feature|work|material|item|explainer|extract|excerpt|transcript|translation|report|news|"
    r"page|document|summary|"
    r"write-up|publication|paper|podcast|conversation|q&a|review)"
)
_AGAIN = (
    r"(?:re-?published|re-?publish|reprinted|re-?posted|reproduced|syndicated|cross-?posted|re-?issued|"
    r"re-?printed|re-?released|"
    r"republicated|mirrored|re-?shared|redistributed)"
)
_FIRST = (
    r"(?:(?:was |is |has been |were )?(?:originally|initially|first|previously|unique\w*|authentic\w*) "
    r"(?:published|printed|posted|appeared|ran|revealed|printed|released|written|produced|issued|aired|broadcast)|"
    r"(?:published|appeared|posted|ran) (?:originally|initially|first)|(?:first|originally) (?:published|appeared))"
)
_PREPOSITION = r"(?:(?:with|by) (?:the )?(?:kind )?permission (?:from|of)|from|by|in|on|at|with|through|via|to)"
_START = r"(?:^|[.!?:]\s{1,3}|\n)\W{0,4}"
"""Where a sentence begins: "he said this report was republished by Xinhua" is no notice."""

_REPUBLISHED = re.compile(
    rf"{_START}(?P<notice>(?:(?:(?:this|these|our|it)\b|the {_WORK}\b)[^.\n]{{0,160}}?\b)?{_AGAIN}\b)"
    rf"(?P<between>[^.\n]{{0,80}}?)\b{_PREPOSITION}\s(?P<origin>.{{2,200}})",
    re.IGNORECASE | re.DOTALL,
)
_REPUBLISHED_UNNAMED = re.compile(rf"{_START}(?P<notice>this {_WORK} (?:is|was|has been) {_AGAIN}\b)", re.IGNORECASE)
_ORIGINALLY = re.compile(
    rf"{_START}(?P<notice>(?:(?:this|these|an? (?:\w+ )?version of this|(?:their|his|her|my) (?:article|"
    rf"essay|piece|post|column))\b[^.\n]{{0,120}}?|the (?:post|"
    rf"article|story)\b[^\n]{{0,250}}?)?"
    rf"\b{_FIRST}\b)(?:[^.\n]{{0,60}}?)\b{_PREPOSITION}\s(?P<origin>.{{2,200}})",
    re.IGNORECASE | re.DOTALL,
)
_POST_APPEARED = re.compile(
    r"^(?P<notice>the post)\s.{1,300}?\s(?:appeared first on|first appeared on|appeared on)\s(?P<origin>.{2,120})",
    re.IGNORECASE | re.DOTALL,
)
_ORIGINAL_AT = re.compile(
    rf"\boriginal(?:ly)?,? {_WORK}?\s?(?:was |is )?(?:published |posted |written |source\b ?|"
    rf"appeared ){{0,3}}(?:(?:by|in|on|at|from|via)\b|:)\s?"
    r"(?P<origin>.{2,200})",
    re.IGNORECASE | re.DOTALL,
)
_FOREIGN = re.compile(
    r"(?P<notice>este artículo|esta nota|este texto|este artigo|este texto|cet article|dieser (?:artikel|"
    r"beitrag|text)|questo articolo)\b"
    r"[^.\n]{0,60}?\b(?:publicad[oa] originalmente|originalmente publicad[oa]|republicad[oa]|"
    r"reproducid[oa]|republié|publié à l'origine|publié initialement|"
    r"initialement publié|d'abord publié|ursprünglich (?:veröffentlicht|erschienen)?|zuerst|erschien|"
    r"pubblicato originariamente|"
    r"pubblicato originalmente|ripubblicato|originariamente pubblicato)\b[^.\n]{0,30}?\b(?:en|de|por|em|"
    r"da|do|no|na|sur|par|dans|à partir de|auf|bei|in|im|su|da|dal|von|aus)\s"
    r"(?P<origin>.{2,200})",
    re.IGNORECASE | re.DOTALL,
)
_SUMMARISED = re.compile(
    r"\b(?:summary|summari[sz]ed|summari[sz]es|summaries|summari[sz]ation|digest|recap|takeaways?|"
    r"synopsis|abridged|resumen|résumé|zusammenfassung)\b",
    re.IGNORECASE,
)
_SUMMARY_OF = re.compile(
    rf"(?:{_START}(?:(?:this|the following|what follows|below) is )?(?:an? )?(?:[\w-]+ ){{0,3}}(?:summary|"
    rf"digest|recap|synopsis) of "
    rf"(?:an? |the |this )?(?:original )?(?:{_WORK} )?|"
    rf"\bsummari[sz]ed (?:from |by ai from )?(?:an? |the )?(?:original )?(?:{_WORK} )?)"
    r"(?:(?:published |posted )?(?:by|in|on|at|from)\s|titled |entitled |:\s?)?(?P<origin>.{2,200})",
    re.IGNORECASE | re.DOTALL,
)
_SUMMARISED_FROM = re.compile(
    rf"{_START}(?:(?:this|the following|an?) )?(?:[\w-]+ ){{0,2}}(?:summary|digest|recap|synopsis)\b[^.\n]{{0,40}}?"
    r"\b(?:(?:generated|created|made|produced|compiled|written|prepared|drafted|condensed)\b[^.\n]{0,60}?"
    r"\b(?:from|out of|based (?:up)?on)|based (?:up)?on)\s"
    rf"(?:an? |the |this |our )?(?:original |full )?(?:(?:{_WORK}|reporting|coverage) )?"
    r"(?:(?:that )?(?:was )?(?:first |originally )?(?:published |posted |printed )?(?:by|in|on|at|from|of)\s)?"
    r"(?P<origin>.{2,200})",
    re.IGNORECASE | re.DOTALL,
)
"""Somebody or something made the summary, and says from what: "generated by AI from an article in the Courier"."""
_CURATOR = re.compile(
    r"\b(?:summary|summari[sz]ed|curation|curated|digest|recap|takeaways?|compiled|generated|prepared|written)\b"
    r"(?:(?!\b(?:of|from)\b)[^.\n]){0,80}?\bby\s(?P<name>[^.\n]{2,80})",
    re.IGNORECASE,
)
_DRAWS_ON = re.compile(
    rf"\bthis(?: (?:\w+ )?{_WORK}\b[^.\n]{{0,40}}?)? (?:draws?(?: heavily)? (?:up)?on|builds (?:up)?on|"
    rf"expands (?:up)?on|is (?:partly |largely )?based (?:up)?on|"
    r"(?:is|was|has been) (?:adapted|excerpted|extracted|condensed|abridged|translated) from|"
    r"is an? (?:\w+ )?(?:extract|excerpt|adaptation|version|translation) (?:from|of)|relies on)\b\s?(?P<work>.{2,500})",
    re.IGNORECASE | re.DOTALL,
)
_ADAPTED = re.compile(
    r"^\W{0,4}(?:adapted|excerpted|extracted|translated|condensed) from\s(?P<work>.{2,500})", re.IGNORECASE | re.DOTALL
)
_PUBLISHED_IN = re.compile(
    r"\b(?:published|appeared|appears|appearing|printed|forthcoming|out now)\b[^.]{0,60}?\b(?:in|by|on|"
    r"with)\s(?P<origin>.{2,200})",
    re.IGNORECASE | re.DOTALL,
)
_ISSUE_OF = re.compile(r"(?:the\s)?[^.]{0,60}?\b(?:issue|edition|volume|number) of\s", re.IGNORECASE)
_QUOTED_TITLE = re.compile(r"[‘“\"'«](?P<title>[^‘“”\"»]{4,200}?)[’”\"'»](?!\w)")
_READ_ORIGINAL = re.compile(
    r"\W{0,4}(?:read|learn|view|see|find|visit|check out|lire|lea|leer|leia|leggi|lesen sie|"
    r"click here (?:to|for)(?: read| view)?)\s(?:the|l'|el|o|den)\s?"
    r"(?:original|unique|authentic|full original|artículo original|article original|artigo original|"
    r"originalen)\b[^\n]{0,60}$",
    re.IGNORECASE,
)
_EDITED = re.compile(
    rf"\W{{0,4}}(?:this|the) (?:{_WORK}|conversation|q&a|discussion|"
    rf"transcript)\b[^.\n]{{0,40}}\b(?:has been|was|have been|is) (?:lightly |slightly |minimally )?"
    r"(?:edited|condensed|abridged)\b",
    re.IGNORECASE,
)
_NAME_TOKEN = re.compile(
    r"[(\[“‘\"']?(?:[^\W_]*[A-ZÀ-ÖØ-Þ0-9][\w'’&.+-]*|[\w-]+\.(?:com|org|net|co|io|ai|info|news|edu|gov|uk|"
    r"de|fr|es)\b[\w./-]*)[)\]”’\"',]*"
)
_JOINERS = frozenset({"of", "the", "and", "for", "&", "–", "—", "-", "|", "de", "la", "le", "el", "du", "des", "der", "die"})
"""Small words that names have in them."""
_MAKERS_WITHOUT_NAME = frozenset({"AI", "A.I", "KI", "IA", "ChatGPT", "GPT-4", "Claude", "Gemini"})
_KIND_AND_NAME = re.compile(
    r"(?:book|paper|report|study|essay|article|lecture|speech|podcast|series|newsletter|"
    r"research)s?,?\s(?P<origin>[A-Z].{1,200})"
)
_URL = re.compile(r"https?://\S{3,300}")
_STOP_AFTER = re.compile(
    r"\s(?:under|below|beneath|with permission|via|and is|and was|as part|where|which|who|on \w+ \d|"
    r"(?:on|of|dated) \d)\b|[\n;]|,\s(?:under|with|where|which|and)\b|"
    r"(?<![A-Z])\.(?=\s|$)|\.\s"
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a document says of its origin."""

    kind: NoticeKind
    origin: str | None
    """Verbatim."""
    curator: str | None = None
    """Who made the summary, as the notice names them."""
    start: int = 0
    """Where in the text the notice begins; what stands before it is prose."""


def label_notices(drafts: list[Draft]) -> Notice | None:
    """Label the notices at a document's head and tail, and return what they say (the most telling one), or None.

    A summary's notice tells more than a republication's, and that more than a notice of what a text draws on.
    """
    found: list[Notice] = []
    split: dict[int, Draft] = {}
    positions = range(len(drafts))
    for index in sorted({*positions[:HEAD_BLOCKS], *positions[-TAIL_BLOCKS:]}):
        draft = drafts[index]
        if draft.kind not in {None, "boilerplate"} or draft.end - draft.start > MAX_NOTICE_CHARS:
            continue
        notice = read_notice(draft.text)
        if notice is not None:
            before = draft.part(draft.start, draft.start + notice.start) if notice.start >= MIN_PROSE_BEFORE else None
            if before is not None:
                split[index] = before
                draft = drafts[index] = draft.part(before.end, draft.end) or draft
            draft.label("notice", notice.kind)
            found.append(notice)
        elif draft.kind is None and _READ_ORIGINAL.match(draft.text):
            draft.label("boilerplate", "link_to_other_page")
        elif draft.kind is None and _EDITED.match(draft.text):
            draft.label("notice", "editing_note")
    for index in sorted(split, reverse=True):
        drafts.insert(index, split[index])
    order: tuple[NoticeKind, ...] = ("summary_of", "republished", "draws_on")
    found.sort(key=lambda notice: (order.index(notice.kind), notice.origin is None))
    return found[0] if found else None


def read_notice(text: str) -> Notice | None:
    """Return what a short text says of its document's origin, or None where it is no notice."""
    summarised = bool(_SUMMARISED.search(text))
    if summarised:
        original = _ORIGINAL_AT.search(text)
        if original is not None:
            return Notice("summary_of", _to_sentence_end(original["origin"]), _curator(text))
        of = _SUMMARY_OF.search(text) or _SUMMARISED_FROM.search(text)
        if of is not None and len(text) <= MAX_NOTICE_CHARS // 2:
            is_title = _QUOTED_TITLE.match(of["origin"])
            origin = is_title["title"].strip(" ,.") if is_title else _name_at(of["origin"]) or _title_in(of["origin"])
            if origin is not None:
                curator = _curator(text)
                return Notice("summary_of", origin, None if curator == origin else curator)
    draws = _DRAWS_ON.search(text) or _ADAPTED.search(text)
    if draws is not None:
        published = _PUBLISHED_IN.search(draws["work"])
        origin = None
        if published is not None:
            rest = published["origin"]
            issue = _ISSUE_OF.match(rest)
            origin = _name_at(rest[issue.end() :] if issue else rest)
        named = _KIND_AND_NAME.search(draws["work"])
        origin = (
            origin or _title_in(draws["work"]) or _name_at(draws["work"]) or (_name_at(named["origin"]) if named else None)
        )
        return Notice("draws_on", origin, start=draws.start())
    for pattern in (_POST_APPEARED, _REPUBLISHED, _ORIGINALLY, _FOREIGN):
        match = pattern.search(text)
        if match is not None:
            origin = _name_at(match["origin"])
            if origin is not None:
                return Notice("republished", origin, start=match.start("notice"))
    unnamed = _REPUBLISHED_UNNAMED.search(text)
    if unnamed is not None:
        return Notice("republished", None, start=unnamed.start("notice"))
    original = _ORIGINAL_AT.match(text)
    if original is not None and len(text) <= MAX_ORIGIN_CHARS:
        origin = _name_at(original["origin"])
        if origin is not None:
            return Notice("republished", origin)
    return None


def _curator(text: str) -> str | None:
    """Return who a notice says made the summary."""
    match = _CURATOR.search(text)
    name = _name_at(match["name"]) if match else None
    return None if name in _MAKERS_WITHOUT_NAME else name


def _to_sentence_end(rest: str) -> str | None:
    """Return what stands up to the end of the sentence, without its full stop, or None where that is no name."""
    origin = re.split(r"\n|\.\s|\.$", rest.strip(), maxsplit=1)[0].strip(" .:;")
    return origin if 2 <= len(origin) <= MAX_ORIGIN_CHARS and any(map(str.isupper, origin)) else None


def _name_at(rest: str) -> str | None:
    """Return the name at the start of a text: words with capitals (and what joins them), verbatim, or None."""
    url = _URL.match(rest)
    if url is not None:
        return url.group().rstrip(".,;)")
    stop = _STOP_AFTER.search(rest)
    head = rest[: stop.start()] if stop else rest
    words = list(re.finditer(r"\S+", head[: 2 * MAX_ORIGIN_CHARS]))
    if words and words[0].group().casefold() in {"the", "a", "an", "our", "my", "el", "la", "le", "der", "die", "das"}:
        lowered = words[0].group()[0].islower()
        words = words[1:] if lowered else words
    first = last = None
    for word in words:
        if _NAME_TOKEN.fullmatch(word.group()):
            first = word.start() if first is None else first
            last = word.end()
            if word.group().endswith(","):
                break
        elif first is None or word.group().casefold() not in _JOINERS:
            break
    if first is None or last is None:
        return None
    name = head[first:last].strip(" ,.;:\"'“”‘’")
    return name if 2 <= len(name) <= MAX_ORIGIN_CHARS else None


def _title_in(text: str) -> str | None:
    """Return the first title that a text quotes, without its quotation marks."""
    match = _QUOTED_TITLE.search(text)
    return match["title"].strip(" ,.") if match else None
