"""A document's title, byline, date and publisher, as far as the text itself says.

What does not belong here: notices of origin (``notices``) and anything guessed from a file's name or address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from flows.cleaning.drafts import MAX_RULE_CHARS, Draft
from flows.cleaning.lexicons import (
    AGENCIES,
    COLLECTIVE_BYLINES,
    FINITE_VERBS,
    GLUE_WORDS,
    HOME_WORDS,
    HONORIFICS,
    KICKERS,
    MENU_WORDS,
    MONTHS,
    ROLE_WORDS,
    SUMMARY_HEADINGS,
    word_set,
)
from flows.cleaning.types import Contributor

MAX_TITLE_CHARS = 220
MAX_TITLE_WORDS = 32
HEAD_BLOCKS = 16
TAIL_BLOCKS = 10
MAX_BYLINE_CHARS = 300
MIN_TITLE_CASE = 0.75
MIN_GLUED_WORDS = 3
MIN_TOLD_WORDS, MAX_TOLD_WORDS, MIN_TOLD_AGAIN = 3, 14, 0.5
STEM = 5
TITLE_LOOKAHEAD = 6
EARLIEST_YEAR, LATEST_YEAR = 1605, 2200  # the first newspaper; "0001-01-01" and "9999-12-31" stand for no date

_FRONT_MATTER_KEY = re.compile(r"(?P<key>[A-Za-z][\w -]{0,30}?)\s{0,4}:(?:\s{1,8}(?P<value>\S.{0,1000}))?$")
_LISTED_VALUE = re.compile(r"-\s{1,8}[\"']?(?P<value>[^\s\"'][^\"'\n]{0,100})[\"']?$")
"""One of several authors below their key, as YAML lists them."""
_HEADER_KEYS = frozenset(
    {
        *("title", "author", "authors", "byline", "by", "date", "published", "publisher", "source", "site", "site name"),
        *("sitename", "publication", "outlet", "url", "link", "language", "lang", "tags", "categories", "description"),
        *("published at", "published on", "publish date", "publication date", "pubdate", "section", "summary", "subtitle"),
        *(
            "from",
            "to",
            "cc",
            "reply-to",
            "sent",
            "subject",
            "hostname",
            "fingerprint",
            "id",
            "license",
            "image",
            "created",
            "updated",
            "modified",
            "keywords",
            "category",
        ),
    }
)
_TITLE_KEYS = frozenset({"title", "headline", "subject"})
_BYLINE_KEYS = frozenset({"author", "authors", "byline", "by", "creator"})
_PUBLISHER_KEYS = frozenset({"publisher", "site", "site name", "sitename", "site_name", "publication", "outlet", "source"})
_DATE_KEYS = frozenset(
    {"date", "published", "published at", "published on", "publish date", "publication date", "pubdate", "published_at",
     "sent", "publish_date", "publication_date", "datepublished", "created"}
)  # fmt: skip

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY_FIRST = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|º|\.)?(?:\s+de|\s+of)?\s+(?P<month>{_MONTH})(?:\s+de|\s+del|"
    rf",)?\s+(?P<year>\d{{4}})\b",
    re.I,
)
_MONTH_FIRST = re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.I)
_DATED = re.compile(
    rf"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:{_MONTH}\s\d{{1,2}},?|\d{{1,2}}\s{_MONTH})\s\d{{4}}$", re.I
)
"""The weekday and date of publication that pages put behind a headline."""
_DATED_AFTER_MARK = re.compile(rf"[,|–—-]\s(?P<date>{_MONTH}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\s{_MONTH}\s\d{{4}})$", re.I)
"""A date set off behind a headline ("Minutes of the council, 6 March 2025"): less sure, so only where nothing else says."""
_ISO = re.compile(r"\b(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"\b(?P<one>\d{1,2})[/.](?P<two>\d{1,2})[/.](?P<year>\d{4})\b")
_DATES = (_DAY_FIRST, _MONTH_FIRST, _ISO, _NUMERIC)
_PUBLICATION = (
    "Times|Post|News|Gazette|Herald|Tribune|Journal|Review|Daily|Press|Chronicle|Observer|Guardian|Telegraph|Mail|Weekly|"
    "Magazine|Bulletin|Echo|Examiner|Express|Globe|Independent|Inquirer|Enquirer|Register|Standard|Star|Sun|Mirror|Record|"
    "Reporter|Courier|Argus|Sentinel|Wire|Agency|Today|Monthly|Quarterly|Reuters|BBC|CNN|Ledger|Dispatch|Advertiser|"
    "Messenger|Beacon|Mercury|Broadcasting|Broadcaster|Television|Radio|Newswire|"
    "[A-ZÄÖÜ]?[a-zäöü]{0,20}(?:[Zz]eitung|[Bb]latt|[Aa]nzeiger|[Kk]urier)|Nachrichten|Rundschau|"
    "Courrier|Figaro|Monde|Presse|Diario|Correo|Periódico|Mundo|País|Nación|Corriere|Giornale|Gazzetta|Jornal|Correio|Folha"
)
_NAME_OF_PUBLICATION = (
    rf"(?:(?:The|Le|La|El|Der|Die|Das|Il|O) )?(?:[A-Z][\w'’&.-]{{0,20}} ){{0,3}}(?:{_PUBLICATION})"
    r"(?:(?: (?:of|du|de|del|della|des|am|im))? [A-Z]\w{1,20})?"
)
_SURNAMES_TOO = frozenset({"Post", "Star", "Sun", "Mail", "Press", "Record", "Monde", "Mundo", "Mercury", "Herald"})
"""Publications' words that people are called by: "By Ann Roe, Emily Post" has two authors."""
_READING_TIME = re.compile(r"\d{1,3}[ -]?min(?:ute)?s?\.? read$", re.IGNORECASE)
_OUTLET_STAFF = re.compile(rf"{_NAME_OF_PUBLICATION} (?:staff|newsroom|team|desk|reporters?|correspondents?)$")
_OUTLET = re.compile(rf"{_NAME_OF_PUBLICATION}$")
_IMPRINT_SEPARATOR = re.compile(r"\s?[,|·•]\s|\s[–—-]\s|\s?\|\s?")
_IN_NAMES = frozenset(
    {"of", "the", "and", "for", "&", "de", "du", "des", "del", "della", "di", "da", "la", "le", "el", "und", "am", "im"}
)
"""Small words that names of places and publications have in them."""
MAX_IMPRINT_CHARS, MAX_IMPRINT_NAMES, MAX_NAME_WORDS = 120, 3, 5
_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ'’.-]{2,20}(?: [A-ZÀ-Þ][A-ZÀ-Þ'’.-]{0,20}){0,3}"
_AGENCY = r"\([A-Z][\w/ ]{1,30}\)"
_DAY = (
    r"(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}(?:, \d{4})?"
    r"|\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?(?:,? \d{4})?)"
)
_BOLD = r"(?:\*\*|__)?"
DATELINE = re.compile(
    rf"(?:{_BOLD}{_PLACE}{_BOLD}(?:, [A-Z][\w.]{{1,20}}(?: [A-Z][\w.]{{1,20}}){{0,2}})?(?:(?:, | (?:—|–|--|-) ){_DAY})?"
    rf"(?: {_AGENCY})?|[A-Z][\w.'’-]{{1,20}}(?: [A-Z][\w.'’-]{{1,20}}){{0,2}} {_AGENCY}|{_DAY} {_AGENCY}){_BOLD}"
    r"\s?(?:—|–|--|(?<=\s)-)\s(?=[\"“'‘]?[A-Z])"
)
"""Where, when and for which agency a report was written, at the head of a paragraph: "LONDON, March 3 (Reuters) - ",
"LEEDS, England – 14 May 2025 – "."""
_PLACE_AND_DAY = re.compile(rf"{_PLACE}(?:, [A-Z][\w. ]{{1,30}})?, {_DAY}$")
"""A dateline that stands alone."""
_DATE_FILLER = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|\d{1,2}[:.]\d{2}(?::\d{2})?|"
    r"[ap]\.?m\.?|gmt|utc|bst|cet|e[sd]?t|p[sd]?t|"
    r"press|release|published|posted|date|updated|last|modified|first|on|at|by|in|the|of|from|am|pm|publicado|publicada|"
    r"el|publié|le|veröffentlicht|am|pubblicato|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|edt|est|pdt|pst|ist|issue|and|\d{1,2}h\d{2}|[+-]\d{1,4}"
)
_PUBLISHED_MARK = re.compile(r"\b(?:publi\w+|posted|veröffentlicht|pubblicato|date|erschienen)\b", re.I)
_UPDATED_MARK = re.compile(r"\b(?:updated|modified|actualizado|mis à jour|aktualisiert)\b", re.I)

_NAME_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’.-]*"
_PARTICLE = r"(?:de|da|di|del|della|du|des|van|von|der|den|ter|la|le|el|al|bin|ibn|ben|dos|das|y|e)"
_NAME = rf"{_NAME_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME_WORD}){{1,4}}"
_BY = re.compile(
    r"(?:by|written by|words by|text by|story by|reported by|report by|authors?\s?:|byline\s?:|"
    r"written and .{2,20} by|interview(?:ed)? by|interview\s?:|"
    r"das (?:gespräch|interview) führten?|propos recueillis par|por|texto de|par|von|di|a cura di|door)"
    r"\s?:?\s+(?P<rest>\S.{1,250})$",
    re.IGNORECASE,
)
_NAMES = re.compile(rf"(?:{_NAME})(?:(?:,\s(?:and\s|y\s|et\s|und\s)?|\s(?:and|y|et|und|e|with|&)\s)(?:{_NAME}))*")
_INTERVIEW_LABEL = re.compile(r"[*_#\s]{0,8}interview\s?:", re.IGNORECASE)
_PART_OF_BYLINE = re.compile(r"\s?(?:[,|·•–—(]|\s-\s)\s?(?P<part>[^,|·•–—()\n]{2,60})")
_BIO = re.compile(rf"(?P<name>{_NAME}) (?:is|was|ist|war|est|es) (?P<office>[^.!?\n]{{3,200}})")
_WRITERS = re.compile(
    r"\b(?:columnist|reporter|correspondent|editor|journalist|critic|contributor|writer|commentator|"
    r"kolumnist(?:in)?|redakteur(?:in)?|korrespondent(?:in)?|chroniqueu(?:r|se))\b",
    re.IGNORECASE,
)
_FREELANCES = re.compile(r"\b(?:contribut\w+|freelance|former|writer|guest|frei\w{0,2}|ehemalige\w?)\b", re.IGNORECASE)
"""Who writes for several papers, or for none by now: the one that is named need not be this document's."""
_WRITES_FOR = re.compile(rf"\b(?:of|at|for|with|by|der|des|bei|beim|de|du) (?P<publication>{_NAME_OF_PUBLICATION})(?!\w)")
_SIGNED = re.compile(rf"[–—-]{{0,2}}\s?(?P<name>{_NAME}),\s(?P<publication>{_NAME_OF_PUBLICATION})$")
_CONTRIBUTED = re.compile(
    r"[^.!?]{3,120}\bcontributed (?:to this (?:report|story|article)|reporting)\b[^.!?]{0,60}\.?$"
    r"|\(?(?:additional )?(?:reporting|writing) by [A-Z][^.!?]{2,160}; ?"
    r"(?:additional )?(?:reporting|writing|editing) by .{2,80}$",
    re.IGNORECASE,
)
"""Who else wrote it: "AP writer Jane Doe contributed to this report.", "(Reporting by Jane Doe; Editing by John Roe)"."""
_CONTRIBUTOR = re.compile(rf"(?P<name>(?:(?:[A-Z][a-z]{{1,9}}\.?)\s)?{_NAME})\s?[,–—-]\s(?P<role>[^.!?]{{3,240}})\.?$")
_FURTHER_CONTRIBUTOR = re.compile(
    rf"(?:\band|&|;|\n)\s(?P<name>(?:(?:[A-Z][a-z]{{1,9}}\.?)\s)?{_NAME}),\s(?P<role>[^,;.]{{3,60}})"
)
_AUTHOR_HEADINGS = frozenset({"author", "authors", "about the author", "about the authors", "written by", "by"})
_NOT_NAMES = word_set("monday tuesday wednesday thursday friday saturday sunday") | frozenset(
    month for month in MONTHS if len(month) > 3
)
_SECTION_NAMES = SUMMARY_HEADINGS | frozenset(
    {"introduction", "abstract", "background", "overview", "contents", "table of contents", "preface", "foreword"}
)
_SITE_SUFFIX = re.compile(r"\s(?:[|–—•·»]|-|::)\s(?P<site>[^|–—•·»]{2,50})$")
_BREADCRUMB = re.compile(
    r"(?:home|inicio|accueil|startseite)(?:\s?[>»/›|•·→]\s?[^>»/›|•·→]{2,40}){0,5}\s?[>»/›|"
    r"•·→]\s?(?P<title>[^>»/›|•·→]{15,})$",
    re.I,
)
_SENTENCE_BREAK = re.compile(r"[a-z0-9)”\"]{2}[.!?][”\"’]?\s+[“\"‘(]?[A-Z]")
_GLUED = re.compile(
    rf"(?:{'|'.join(HOME_WORDS)})(?:{'|'.join(GLUE_WORDS)}){{0,5}}(?=[A-ZÀ-Þ0-9“‘\"'])(?P<title>\S.{{12,}})$"
)


@dataclass(slots=True)
class Masthead:
    """What a document says about itself; ``None`` is what it does not say."""

    title: Draft | None = None
    byline: str | None = None
    publisher: str | None = None
    published_at: date | None = None
    contributors: list[Contributor] = field(default_factory=list)


def read_front_matter(drafts: list[Draft], masthead: Masthead) -> int:
    """Label a block of ``key: value`` lines at the top (YAML between ``---`` lines, or header lines) and read what it says.

    The value of ``title`` becomes a title block of its own. Returns how many blocks, after splitting, it takes up.
    """
    end = _front_matter_end(drafts)
    if end == 0:
        return 0
    labelled: list[Draft] = []
    key = ""
    for draft in drafts[:end]:
        match = _FRONT_MATTER_KEY.match(draft.text) if draft.is_short else None
        item = _LISTED_VALUE.match(draft.text) if match is None and draft.is_short and key in _BYLINE_KEYS else None
        if item is not None:
            masthead.byline = item["value"] if masthead.byline is None else f"{masthead.byline}, {item['value']}"
            draft.label("byline", "front_matter")
            labelled.append(draft)
            continue
        key = match["key"].strip().casefold().replace("_", " ") if match else ""
        value_start, value_end = _unquoted(draft, match) if match and match["value"] else (0, 0)
        value = draft.source[value_start:value_end]
        if key in _TITLE_KEYS and value and masthead.title is None:
            title = Draft(draft.source, value_start, value_end, gap_before=False)
            title.label("title", "front_matter")
            masthead.title = title
            pieces = (draft.part(draft.start, value_start), title, draft.part(value_end, draft.end))
            for piece in pieces:
                if piece is not None:
                    if piece is not title:
                        piece.label("boilerplate", "front_matter")
                    labelled.append(piece)
            continue
        if key in _BYLINE_KEYS and value:
            names = value.strip("[] ").replace('"', "").replace("'", "").strip()
            masthead.byline = masthead.byline or names or None
            draft.label("byline", "front_matter")
        else:
            draft.label("boilerplate", "front_matter")
            if key in _PUBLISHER_KEYS and value and not value.startswith("http"):
                masthead.publisher = masthead.publisher or value
            elif key in _DATE_KEYS and value:
                masthead.published_at = masthead.published_at or find_date(value)
        labelled.append(draft)
    drafts[:end] = labelled
    return len(labelled)


def find_title(drafts: list[Draft], first: int, masthead: Masthead, *, markdown: bool) -> None:
    """Label the title and what repeats it: a menu glued to it, the page's title with the site's name, a second copy.

    ``first`` is where the document begins, below any front matter. The first block that is no page furniture is the
    title if it is built like one; a document that begins with prose has none.
    """
    index = next((i for i in range(first, len(drafts)) if drafts[i].kind is None), None)
    if index is None or index > first + HEAD_BLOCKS:
        return
    index = _label_glued(drafts, index, masthead)
    candidate = drafts[index]
    if candidate.kind is not None:
        return
    heading = re.match(r"#{1,2}\s+(?=\S)", candidate.text)
    if heading is not None and candidate.is_short:
        title = Draft(candidate.source, candidate.start + heading.end(), candidate.end, gap_before=False)
        mark = candidate.part(candidate.start, candidate.start + heading.end())
        if mark is not None:
            mark.label("boilerplate", "heading_mark")
            drafts[index : index + 1] = [mark, title]
    elif _is_title(candidate, drafts[index + 1 :], markdown=markdown):
        title = candidate
    else:
        return
    if masthead.title is not None and masthead.title.folded != title.folded:
        title.label("heading", "second_title")
        return
    if masthead.title is not None:
        masthead.title.label("boilerplate", "repeated_title")
    title.label("title", "title_line")
    masthead.title = title
    dated = _DATED.search(title.text)
    if dated is not None:
        masthead.published_at = masthead.published_at or find_date(dated.group())
    position = next(i for i, draft in enumerate(drafts) if draft is title)
    for later in drafts[position + 1 : position + 1 + TITLE_LOOKAHEAD]:
        if later.kind is None and later.folded == title.folded:
            later.label("boilerplate", "repeated_title")


def label_bylines(drafts: list[Draft], masthead: Masthead) -> None:
    """Label "By …" lines and date lines at a document's head and tail, and read them; surer than a title, so done before."""
    body = next((index for index, draft in enumerate(drafts) if draft.kind is None and draft.is_prose), len(drafts))
    for index in _ends(drafts):
        draft = drafts[index]
        if draft.kind is not None or draft.end - draft.start > MAX_BYLINE_CHARS:
            continue
        names = _byline_names(draft) if not _INTERVIEW_LABEL.match(draft.text) or _names_interviewer(drafts, index) else None
        signed = _SIGNED.match(draft.text) if names is None else None
        if signed is not None:
            names = signed["name"]
            masthead.publisher = masthead.publisher or signed["publication"]
        if names is not None:
            draft.label("byline", "by_line")
            masthead.byline = masthead.byline or names
            masthead.publisher = masthead.publisher or _byline_publication(draft)
            masthead.published_at = masthead.published_at or find_date(draft.text)
        elif _is_date_line(draft):
            draft.label("byline", "date_line")
            if not _UPDATED_MARK.search(draft.text) or _PUBLISHED_MARK.search(draft.text):
                masthead.published_at = masthead.published_at or find_date(draft.text)
        elif 0 < index < HEAD_BLOCKS and (imprint := _imprint(draft)) is not None:
            # Where nothing that may be the title stands above, "Budget speech, 12 May 2025" is rather that itself.
            if imprint.publication is not None or (index < body and any(map(_may_be_title, drafts[:index]))):
                draft.label("byline", "imprint_line")
                masthead.published_at = masthead.published_at or find_date(draft.text)
                masthead.publisher = masthead.publisher or imprint.publication
        elif 0 < index < body and _PLACE_AND_DAY.match(draft.text):
            draft.label("byline", "dateline")
        elif index and _CONTRIBUTED.match(draft.flat):
            draft.label("byline", "contribution_line")
    for index, draft in enumerate(drafts[: min(body, HEAD_BLOCKS)]):
        if draft.kind is None and _is_outlet(draft) and _is_beside_masthead(drafts, index, body):
            draft.label("byline", "outlet_line")
            masthead.publisher = masthead.publisher or draft.text
    _label_bios(drafts, masthead)


def _label_bios(drafts: list[Draft], masthead: Masthead) -> None:
    """Label lines at head and tail that say who the author is: "*Jane Doe is a columnist of The Daily Post.*".

    The line is set off by emphasis and calls somebody a writer, or it is about whom the byline names.
    """
    for index in _ends(drafts):
        draft = drafts[index]
        bare = draft.text.strip("*_ ")
        match = _BIO.match(bare) if draft.kind is None and index and draft.end - draft.start <= MAX_BYLINE_CHARS else None
        if match is None:
            continue
        mark = draft.text[:1]
        is_set_off = mark in {"*", "_"} and draft.text.endswith(mark) and mark not in bare
        is_authors = masthead.byline is not None and match["name"] in masthead.byline
        is_writer = _WRITERS.search(match["office"]) is not None
        # A plain line about the author closes a text: within it, it may be what the text tells.
        is_last = all(later.kind is not None for later in drafts[index + 1 :])
        if not (is_set_off and (is_writer or is_authors)) and not (is_authors and is_writer and is_last):
            continue
        draft.label("byline", "bio_line")
        masthead.byline = masthead.byline or match["name"]
        publication = _WRITES_FOR.search(match["office"])
        if publication is not None and not _FREELANCES.search(match["office"]):
            masthead.publisher = masthead.publisher or publication["publication"]


def _names_interviewer(drafts: list[Draft], index: int) -> bool:
    """Say whether "Interview: Jane Doe" says who asks: below what may be the title, and nobody of that name is spoken of."""
    above = [draft for draft in drafts[:index] if _may_be_title(draft)]
    surname = (_byline_names(drafts[index]) or "").split(" ")[-1]
    others = [*above, *drafts[index + 1 : index + 9]]
    return bool(above) and not any(surname in other.text[:MAX_RULE_CHARS] for other in others)


def read_late_date(drafts: list[Draft], masthead: Masthead) -> None:
    """Take, where no line gives a date, that of the first paragraph's dateline, or the one set off behind the headline."""
    if masthead.published_at is not None:
        return
    first = next((draft for draft in drafts if draft.kind == "paragraph"), None)
    dateline = DATELINE.match(first.text[:MAX_TITLE_CHARS]) if first is not None else None
    dated = _DATED_AFTER_MARK.search(masthead.title.text) if masthead.title is not None else None
    for match in (dateline, dated):
        if match is not None:
            masthead.published_at = masthead.published_at or find_date(match.group())


def label_contributors(drafts: list[Draft], masthead: Masthead) -> None:
    """Label lines that list who contributed, with their offices, and bare names of authors; the title must be known."""
    for index in _ends(drafts):
        draft = drafts[index]
        if draft.kind is not None or draft.end - draft.start > MAX_BYLINE_CHARS:
            continue
        people = _contributors(draft)
        if people:
            draft.label("byline", "contributor_line")
            masthead.contributors.extend(people)
        elif 0 < index < HEAD_BLOCKS and _is_name_line(drafts, index):
            draft.label("byline", "name_line")
            masthead.byline = masthead.byline or draft.text
            if drafts[index - 1].folded.rstrip(":") in _AUTHOR_HEADINGS:
                drafts[index - 1].label("boilerplate", "author_heading")
        elif index and drafts[index - 1].kind == "byline" and drafts[index - 1].reason != "date_line" and _is_office(draft):
            draft.label("byline", "office_line")
    if masthead.byline is None and masthead.contributors:
        masthead.byline = " and ".join(dict.fromkeys(person.name for person in masthead.contributors))


def _ends(drafts: list[Draft]) -> list[int]:
    """Return the indices of the blocks at a document's head and tail, in order."""
    positions = range(len(drafts))
    return sorted({*positions[:HEAD_BLOCKS], *positions[-TAIL_BLOCKS:]})


def find_date(text: str) -> date | None:
    """Return the first date that a text gives in full and without doubt about day and month, or None."""
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        match = pattern.search(text)
        if match is not None:
            month = MONTHS[match["month"].casefold().rstrip(".")]
            return _date(int(match["year"]), month, int(match["day"]))
    match = _ISO.search(text)
    if match is not None:
        return _date(int(match["year"]), int(match["month"]), int(match["day"]))
    match = _NUMERIC.search(text)
    if match is not None:
        one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
        if one > 12 or one == two:
            return _date(year, two, one)
        if two > 12:
            return _date(year, one, two)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    """Return a date, or None where the calendar has no such day or nothing was published in such a year."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _front_matter_end(drafts: list[Draft]) -> int:
    """Return how many of the first blocks are front matter or header lines."""
    if not drafts:
        return 0
    if drafts[0].text == "---":
        for index, draft in enumerate(drafts[1:100], start=1):
            if draft.text in {"---", "..."}:
                return index + 1
            if not draft.is_short:
                return 0
        return 0
    count = 0
    known = 0
    for draft in drafts[:20]:
        match = _FRONT_MATTER_KEY.match(draft.text) if draft.is_short and "\n" not in draft.text else None
        if match is None or match["value"] is None or match["key"].strip().casefold() not in _HEADER_KEYS:
            break
        count += 1
        known += match["key"].strip().casefold() in _TITLE_KEYS | _BYLINE_KEYS | _DATE_KEYS | _PUBLISHER_KEYS
    starts_with_title = count and drafts[0].text.casefold().startswith(("title", "headline"))
    return count if known >= 2 or (starts_with_title and count) else 0


def _unquoted(draft: Draft, match: re.Match[str]) -> tuple[int, int]:
    """Return where a front matter value stands in the document, without the quotation marks and white space around it.

    An empty stretch where the value says nothing (``author: ""``).
    """
    start = draft.start + match.start("value")
    value = match["value"].rstrip()
    if len(value) >= 2 and value[0] in "\"'" and value[-1] == value[0]:
        start, value = start + 1, value[1:-1]
    if not re.search(r"[^\W_]", value):
        return start, start
    start += len(value) - len(value.lstrip())
    return start, start + len(value.strip())


def _label_glued(drafts: list[Draft], index: int, masthead: Masthead) -> int:
    """Label lines that hold the title together with a menu or the site's name; return where the title is to be looked for.

    Where a clean title line follows, the glued line is page furniture. Where none does, the menu is cut off.
    """
    top = drafts[index]
    if not top.is_short or len(top.text) > 2 * MAX_TITLE_CHARS:
        return index
    folded = top.folded
    for offset, later in enumerate(drafts[index + 1 : index + 1 + TITLE_LOOKAHEAD], start=1):
        if later.kind is not None or not later.is_short or len(later.words) < MIN_GLUED_WORDS:
            continue
        glue = _glue(folded, later.folded)
        if glue is None:
            continue
        if not _is_title(later, drafts[index + offset + 1 :], markdown=False):
            continue
        site = _SITE_SUFFIX.search(top.text)
        if glue == "page_title" and site is not None:
            masthead.publisher = masthead.publisher or site["site"].strip()
        top.label("boilerplate", glue)
        return _next_open(drafts, index + 1)
    match = _GLUED.match(top.text) or _BREADCRUMB.match(top.text)
    if match is not None and top.kind is None:
        menu = top.part(top.start, top.start + match.start("title"))
        title = top.part(top.start + match.start("title"), top.end)
        if menu is not None and title is not None and _is_title(title, drafts[index + 1 :], markdown=False):
            menu.label("boilerplate", "glued_menu")
            drafts[index : index + 1] = [menu, title]
            return index + 1
    return index


def _glue(line: str, title: str) -> str | None:
    """Say how a line holds a title and more, a menu before it or a site's name after a separator; None if it does not.

    What stands before the title must touch it or be cut off by a separator: a sentence that ends in the same words is no
    menu.
    """
    if len(title) < 0.4 * len(line) or line == title:
        return None
    if line.endswith(title):
        before = line[: -len(title)]
        return "glued_menu" if not before[-1].isspace() or before.rstrip()[-1:] in "|>»›/•·–—:→" else None
    if line.startswith(title):
        return "page_title" if line[len(title) :].lstrip()[:1] in set("|-–—•·»:/") else None
    return None


def _next_open(drafts: list[Draft], index: int) -> int:
    """Return the first block from ``index`` on that has no label, else ``index``'s predecessor."""
    return next((i for i in range(index, len(drafts)) if drafts[i].kind is None), index - 1)


def _is_title(draft: Draft, following: list[Draft], *, markdown: bool) -> bool:
    """Say whether a block is built like a title: one short line that is no sentence, with the document below it."""
    text = draft.text
    n_words = len(draft.words)
    if not draft.is_short or len(text) > MAX_TITLE_CHARS or not 1 <= n_words <= MAX_TITLE_WORDS or "\n" in text:
        return False
    if not markdown and re.match(r"[-*•‣▪●–—]\s", text):
        return False
    first_letter = next((character for character in text if character.isalpha()), "")
    above_byline = bool(following) and following[0].kind == "byline" and not draft.ends_sentence
    if first_letter.islower() and text[:2].casefold() == text[:2] and not above_byline:
        return False
    if draft.folded.lstrip("0123456789. ") in _SECTION_NAMES:
        return False
    below = [later for later in following[:HEAD_BLOCKS] if later.kind is None]
    if not any(later.is_prose for later in below) and not (len(below) >= 2 and n_words >= 3):
        return False
    if _SENTENCE_BREAK.search(text) or text.endswith((",", ";", ":", "…", "...")):
        return False
    if draft.asks:
        return not _is_answer_label(below[:1]) and not (
            re.search(r"\byou(?:r)?\b", draft.folded) and not _is_title_case(draft)
        )
    if text.rstrip("\"'”’)").endswith("."):
        return n_words >= 3 and (_is_title_case(draft) or _is_told_again(draft, below))
    return True


def _is_told_again(draft: Draft, below: list[Draft]) -> bool:
    """Say whether the first two paragraphs below a line repeat most of its longer words, as they do a headline's."""
    told = {word[:STEM].casefold() for later in [b for b in below if b.is_prose][:2] for word in later.words}
    longer = [word[:STEM].casefold() for word in draft.words if len(word) > 3]
    n_told = sum(word in told for word in longer)
    return len(longer) >= MIN_TOLD_WORDS and len(draft.words) <= MAX_TOLD_WORDS and n_told >= MIN_TOLD_AGAIN * len(longer)


def _is_answer_label(below: list[Draft]) -> bool:
    """Say whether a block begins with a speaker's name and a colon, so that what stands above it is a question."""
    return bool(below and re.match(rf"[*_]{{0,2}}(?:{_NAME}|A|{_NAME_WORD})[*_]{{0,2}}\s?:", below[0].text[:100]))


def _is_title_case(draft: Draft) -> bool:
    """Say whether most longer words begin with a capital."""
    longer = [word for word in draft.words if len(word) > 3]
    return bool(longer) and sum(1 for word in longer if not word[0].islower()) >= MIN_TITLE_CASE * len(longer)


def _byline_names(draft: Draft) -> str | None:
    """Return the names that a byline gives, verbatim, or None where a line is no byline."""
    text = draft.text.strip("*_# ")
    match = _BY.match(text)
    if match is None or len(draft.words) > 30:
        return None
    rest = match["rest"].strip("*_ ")
    if rest.casefold().rstrip(".") in COLLECTIVE_BYLINES or _OUTLET_STAFF.match(rest):
        return rest.rstrip(".")
    link = re.match(r"\[(?P<name>[^\]\n]{2,80})\]\([^)\n]{0,500}\)", rest)
    if link is not None:
        return link["name"]
    names = _NAMES.match(rest)
    if names is None:
        is_label = re.match(r"(?:authors?|byline)\s?:", text, re.I)
        return rest if is_label and len(rest) <= 80 else None
    if any(word.casefold().rstrip(".") in _NOT_NAMES for word in names.group().split()):
        return None
    remainder = rest[names.end() :]
    if draft.ends_sentence and len(draft.words) > 14:
        return None
    if remainder and not re.match(r"\s?[,|•·–—(/\[-]|\s(?:in|for|at|on|of|and|with|\d)\b|\s?\.$|\s?\n", remainder):
        return None
    if any(word in FINITE_VERBS for word in re.findall(r"\w+", remainder)):  # "May 3" is no verb
        return None
    return _without_trailing_office(names.group(), is_dated=find_date(remainder) is not None)


def _without_trailing_office(names: str, *, is_dated: bool) -> str:
    """Cut offices and papers off the end of names ("Jane Doe, Reuters Correspondent", "Jane Doe, Leeds Weekly")."""
    parts = re.split(r"(,\s)", names)
    while len(parts) > 2 and (
        any(word.casefold() in ROLE_WORDS for word in parts[-1].split()) or _is_publication(parts[-1], is_dated=is_dated)
    ):
        parts = parts[:-2]
    return "".join(parts)


def _is_publication(name: str, *, is_dated: bool) -> bool:
    """Say whether a part of a byline is a paper's name: one that ends like a surname needs a date or an article."""
    is_surname = name.split()[-1] in _SURNAMES_TOO and not name.startswith("The ") and not is_dated
    return _OUTLET.match(name) is not None and not is_surname and not any(w.casefold() in ROLE_WORDS for w in name.split())


def _byline_publication(draft: Draft) -> str | None:
    """Return the paper that a byline names behind the author, set off by a mark."""
    parts = (match["part"].strip(" *_.") for match in _PART_OF_BYLINE.finditer(draft.text))
    is_dated = find_date(draft.text) is not None
    return next((part for part in parts if part and _is_publication(part, is_dated=is_dated)), None)


@dataclass(frozen=True, slots=True)
class _Imprint:
    """A line of names and a date."""

    publication: str | None
    """The one that is called as publications are."""


def _imprint(draft: Draft) -> _Imprint | None:
    """Read a line of names and a date with separators between: "The Daily Post, 14 March 2026", "Leeds | 3 May 2025"."""
    if len(draft.flat) > MAX_IMPRINT_CHARS or draft.text.endswith((".", "!", "?")) or not draft.flat:
        return None
    dated = next((match for pattern in _DATES if (match := pattern.search(draft.text)) is not None), None)
    if dated is None:
        return None
    names: list[str] = []
    for part in (draft.text[: dated.start()], draft.text[dated.end() :]):
        pieces = [piece.strip(" *_") for piece in _IMPRINT_SEPARATOR.split(f" {part} ".replace("\n", " | "))]
        pieces = [piece for piece in pieces if not _READING_TIME.match(piece)]
        names.extend(piece for piece in pieces if _DATE_FILLER.sub("", piece.casefold()).strip(" ,.:|·•–—-"))
    words = [word for name in names for word in name.split()]
    if not 1 <= len(names) <= MAX_IMPRINT_NAMES or any(len(name.split()) > MAX_NAME_WORDS for name in names):
        return None
    if any(word not in _IN_NAMES and (word in FINITE_VERBS or not word[0].isupper()) for word in words):
        return None
    if any(name.split()[0] in _IN_NAMES for name in names):  # "1 September 2012, for the Pirates" is a fact
        return None
    publication = next((name for name in names if _OUTLET.match(name)), None)
    beside = draft.text[: dated.start()].rstrip()[-1:] + draft.text[dated.end() :].lstrip()[:1]
    is_parted = not beside or any(mark in ",|·•–—-\n" for mark in beside)
    weekday = re.search(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*$", draft.text[: dated.start()], re.IGNORECASE)
    return _Imprint(publication) if is_parted or weekday or publication is not None else None


def _is_outlet(draft: Draft) -> bool:
    """Say whether a line is called as publications are, and nothing else."""
    text = draft.text.strip("*_# ")
    is_label = draft.folded in KICKERS or draft.folded in AGENCIES or len(draft.words) < 2
    return (
        not is_label
        and len(draft.words) <= MAX_NAME_WORDS + 1
        and bool(_OUTLET.match(text.title() if text.isupper() else text))
    )


def _is_beside_masthead(drafts: list[Draft], index: int, body: int) -> bool:
    """Say whether a publication's name stands where a masthead names it: below what may be the title, or beside a byline.

    ``body`` is where the prose begins.
    """
    around = [*drafts[max(0, index - 1) : index], *drafts[index + 1 : index + 2]]
    others = [draft for place, draft in enumerate(drafts[:body]) if place != index and _may_be_title(draft)]
    return bool(others) and (
        any(draft.kind == "byline" for draft in around) or (index + 1 == body and drafts[index - 1] is others[0])
    )


def _may_be_title(draft: Draft) -> bool:
    """Say whether a block is still open and no section's name or kind of piece ("OPINION")."""
    return draft.kind is None and draft.folded not in KICKERS and draft.folded not in MENU_WORDS


def masthead_lines(lines: list[Draft]) -> frozenset[int]:
    """Return which lines at a text's head and tail are bylines, dates or a publication's name: none goes on in the next.

    A line that only looks like one inside a broken paragraph ("By Jane Doe, the chief") has a sentence's end above it, or
    stands below the first empty line.
    """
    found: set[int] = set()
    in_prose = False
    for index, line in enumerate(lines):
        if not HEAD_BLOCKS <= index < len(lines) - TAIL_BLOCKS:
            in_prose = not line.gap_before and (in_prose or (index > 0 and lines[index - 1].is_prose))
            if not in_prose and not line.text[:1].islower() and _is_masthead_line(line):
                found.add(index)
            in_prose = in_prose or line.ends_sentence
    return frozenset(found)


def _is_masthead_line(line: Draft) -> bool:
    """Say whether a line is by its form a byline, a date, an imprint or a publication's name."""
    return line.end - line.start <= MAX_BYLINE_CHARS and (
        _byline_names(line) is not None or _is_date_line(line) or _imprint(line) is not None or _is_outlet(line)
    )


def _is_date_line(draft: Draft) -> bool:
    """Say whether a line holds a date or time of publication and nothing else."""
    folded = draft.folded
    if len(folded) > 120 or not re.search(r"\d{4}", folded):
        return False
    rest = folded
    found = False
    for pattern in _DATES:
        rest, n = pattern.subn(" ", rest)
        found = found or n > 0
    return found and not re.sub(r"[^\w]", "", _DATE_FILLER.sub(" ", rest)).strip("t")


def _contributors(draft: Draft) -> list[Contributor]:
    """Return the people whom a line lists with their offices, without a clause; empty where it is no such line."""
    match = _CONTRIBUTOR.match(draft.text)
    if match is None:
        return []
    words = [word.casefold().replace("’", "'") for word in draft.words]
    if not any(word in ROLE_WORDS for word in words) or any(word in FINITE_VERBS for word in words):
        return []
    longer = [word for word in draft.words if len(word) > 3]
    if sum(1 for word in longer if word[0].isupper()) < MIN_TITLE_CASE * len(longer) or re.search(r"\d{4}", draft.text):
        return []
    further = [
        other
        for other in _FURTHER_CONTRIBUTOR.finditer(match["role"])
        if any(word.casefold() in ROLE_WORDS for word in other["role"].split())
    ]
    names = [match["name"], *(other["name"] for other in further)]
    # An office goes on over commas ("Professor of Law, University of Oslo") until the next name.
    starts = [0, *(other.start("role") for other in further)]
    ends = [*(other.start() for other in further), len(match["role"])]
    offices = [match["role"][start:end].strip(" ,;\n") for start, end in zip(starts, ends, strict=True)]
    return [Contributor(_without_honorific(name), office) for name, office in zip(names, offices, strict=True)]


def _without_honorific(name: str) -> str:
    """Return a name without the title before it."""
    words = name.split()
    while len(words) > 2 and words[0].casefold().rstrip(".") in HONORIFICS:
        words = words[1:]
    return " ".join(words)


def _is_name_line(drafts: list[Draft], index: int) -> bool:
    """Say whether a line is a bare name that is an author's.

    It stands below an "Author" heading, above a line with an office, or right below the title without being named again in
    what follows: whom a text is about it mentions, who wrote it it does not.
    """
    draft, above = drafts[index], drafts[index - 1]
    is_name = re.fullmatch(_NAME, draft.text) and 2 <= len(draft.words) <= 5
    if not is_name or draft.text.isupper() or draft.text.endswith("."):
        return False
    if above.folded.rstrip(":") in _AUTHOR_HEADINGS:
        return True
    if above.kind != "title" or any(word.casefold() in _NOT_NAMES for word in draft.words):
        return False
    below = drafts[index + 1 : index + 9]
    if below and _is_office(below[0]):
        return True
    surname = draft.words[-1].casefold()
    own_title = above.text.casefold().split("(")[0]
    is_named = surname in own_title or any(surname in later.text[:2_000].casefold() for later in below)
    return not is_named and any(later.is_prose for later in below[:3])


def _is_office(draft: Draft) -> bool:
    """Say whether a line is somebody's office ("Professor of Transport, University of Leeds") and no clause."""
    words = [word.casefold() for word in draft.words]
    return (
        0 < len(words) <= 16
        and not draft.ends_sentence
        and any(word in ROLE_WORDS for word in words)
        and not any(word in FINITE_VERBS for word in words)
    )
