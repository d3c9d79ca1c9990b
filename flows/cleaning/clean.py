"""A document's text to labelled blocks and a masthead: the order in which the rules speak.

Nothing is deleted, moved or repaired. The first rule that labels a block decides, so surer rules come first: the form of the
file, notices, page furniture, title and byline, pictures, turns of talk, lists and headings. What no rule claims is a
paragraph.
"""

from __future__ import annotations

from flows.cleaning.captions import label_captions, label_credits
from flows.cleaning.drafts import Draft, join_wrapped, split_lines
from flows.cleaning.furniture import (
    label_furniture,
    label_kickers,
    label_reader_comments,
    label_tag_lists,
    label_trailing_lists,
)
from flows.cleaning.headings import is_summary_structure, is_summary_title, label_structure
from flows.cleaning.interview import label_interview
from flows.cleaning.language import detect_language
from flows.cleaning.masthead import (
    Masthead,
    find_title,
    label_bylines,
    label_contributors,
    masthead_lines,
    read_front_matter,
    read_late_date,
)
from flows.cleaning.notices import Notice, label_notices
from flows.cleaning.types import CONTENT_KINDS, Block, CleanDocument, Genre
from flows.sources.types import SourceDocument

MARKDOWN = "text/markdown"
MAX_LANGUAGE_CHARS = 20_000


def clean(document: SourceDocument) -> CleanDocument:
    """Label every block of a document and read its title, byline, date, publisher, language, genre and notice of origin.

    Offsets count code points of ``document.text``, half open. Never raises for what a text holds; takes time in proportion
    to its length.
    """
    text = document.text
    markdown = document.media_type == MARKDOWN
    masthead = Masthead()
    lines = split_lines(text)
    first = read_front_matter(lines, masthead)
    body = lines[first:]
    drafts = [*lines[:first], *join_wrapped(body, markdown=markdown, apart=masthead_lines(body))]

    notice = label_notices(drafts)
    label_furniture(drafts)
    label_reader_comments(drafts)
    label_bylines(drafts, masthead)
    label_credits(drafts)
    label_kickers(drafts)
    find_title(drafts, first, masthead, markdown=markdown)
    label_contributors(drafts, masthead)
    label_captions(drafts)
    label_trailing_lists(drafts)
    is_interview = label_interview(drafts)
    label_structure(drafts)
    label_tag_lists(drafts)
    for draft in drafts:
        if draft.kind is None:
            draft.label("paragraph", "prose")
    read_late_date(drafts, masthead)

    title = masthead.title
    return CleanDocument(
        document=document,
        blocks=tuple(_to_block(draft) for draft in drafts),
        title=None if title is None else title.text,
        title_start_char=None if title is None else title.start,
        title_end_char=None if title is None else title.end,
        byline=masthead.byline,
        publisher=masthead.publisher or (notice.curator if notice is not None else None),
        published_at=masthead.published_at,
        language=detect_language(_prose(drafts)),
        genre=_genre(drafts, notice, is_interview=is_interview),
        notice_kind=None if notice is None else notice.kind,
        notice_origin=None if notice is None else notice.origin,
        contributors=tuple(masthead.contributors),
    )


def _to_block(draft: Draft) -> Block:
    """Return a draft as the block that cleaning hands on; everything has its label by now."""
    return Block(
        start_char=draft.start,
        end_char=draft.end,
        kind=draft.kind or "paragraph",
        reason=draft.reason,
        speaker=draft.speaker,
        speaker_start_char=draft.speaker_start,
        speaker_end_char=draft.speaker_end,
    )


def _prose(drafts: list[Draft]) -> str:
    """Return the document's content, as much of it as telling the language takes."""
    parts: list[str] = []
    size = 0
    for draft in drafts:
        if draft.kind in CONTENT_KINDS:
            parts.append(draft.text[:MAX_LANGUAGE_CHARS])
            size += len(parts[-1])
            if size >= MAX_LANGUAGE_CHARS:
                break
    return "\n".join(parts)


def _genre(drafts: list[Draft], notice: Notice | None, *, is_interview: bool) -> Genre:
    """Say what sort of document it is; ``other`` where there is no prose."""
    if is_interview:
        return "interview"
    titles = (draft.text for draft in drafts if draft.kind == "title")
    says_so = (notice is not None and notice.kind == "summary_of") or any(map(is_summary_title, titles))
    if says_so or is_summary_structure(drafts):
        return "summary"
    if any(draft.kind in CONTENT_KINDS and draft.is_prose for draft in drafts):
        return "article"
    return "other"
