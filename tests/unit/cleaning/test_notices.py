"""Where a document says it comes from."""

from __future__ import annotations

import pytest

from flows.cleaning.notices import read_notice

PROSE = "The ministry announced on Monday that it would close three stations in the north of the country before June."


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        (
            "This article is republished from ProPublica under a Creative Commons license. Read the original article.",
            "ProPublica",
        ),
        (
            "This text is reprinted from ProPublica beneath a Artistic Commons licence. Study the unique article.",
            "ProPublica",
        ),
        ("The post Stations to close in the north appeared first on Rail Daily.", "Rail Daily"),
        ("This story originally appeared on Grist and is part of the Climate Desk collaboration.", "Grist"),
        ("Originally published in the Guardian on 3 May 2024.", "Guardian"),
        ("This article was first published by openDemocracy.", "openDemocracy"),
        ("Republished with permission from Project Syndicate.", "Project Syndicate"),
        ("Their article first appeared in The Atlantic.", "The Atlantic"),
        ("Este artículo fue publicado originalmente en El País. Lea el original.", "El País"),
        ("Cet article est republié à partir de The Conversation sous licence Creative Commons.", "The Conversation"),
        ("Dieser Artikel erschien zuerst auf netzpolitik.org.", "netzpolitik.org"),
        ("Original article: https://example.org/stations", "https://example.org/stations"),
        ("This article is republished under a Creative Commons license. Read the original article.", None),
    ],
)
def test_a_republication_notice_names_its_origin_verbatim(text: str, origin: str | None) -> None:
    notice = read_notice(text)
    assert notice is not None
    assert (notice.kind, notice.origin) == ("republished", origin)
    assert origin is None or origin in text


@pytest.mark.parametrize(
    ("text", "origin", "curator"),
    [
        (
            "Editorial summary and curation by Briefly. Original article published by Tech – The Daily Post.",
            "Tech – The Daily Post",
            "Briefly",
        ),
        ("Summary by BriefBot. Original source: Financial Times.", "Financial Times", "BriefBot"),
        ("This is an AI-generated summary of an article published by Reuters.", "Reuters", None),
        ("Summarized by AI from the original article in The New York Times.", "The New York Times", None),
    ],
)
def test_a_summary_notice_names_origin_and_maker(text: str, origin: str, curator: str | None) -> None:
    notice = read_notice(text)
    assert notice is not None
    assert (notice.kind, notice.origin, notice.curator) == ("summary_of", origin, curator)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("This interview draws on Jane Doe’s article, ‘Rail and state’, published in the May issue of Transport Affairs.",
         "Transport Affairs"),
        ("This is an edited extract from Empire of Rail by Karen Roe, published by Penguin.", "Penguin"),
        ("This essay is adapted from her book Rail War.", "Rail War"),
        ("This article draws on the author’s lecture “The last train”.", "The last train"),
    ],
)  # fmt: skip
def test_a_notice_of_what_a_text_draws_on_names_the_work_or_where_it_appeared(text: str, origin: str) -> None:
    notice = read_notice(text)
    assert notice is not None
    assert (notice.kind, notice.origin) == ("draws_on", origin)


@pytest.mark.parametrize(
    "text",
    [
        "The study was originally published in Nature in 2019.",
        "He said this report was republished by Xinhua on Tuesday.",
        "In 2023 the story was republished by Xinhua.",
        "The figures were republished by the Treasury in March.",
        "The report summarised findings from three studies.",
        "Welcome to the Business Report, a weekly digest of news from the capital’s arts and entertainment industries.",
    ],
)
def test_sentences_about_other_peoples_texts_are_no_notices(text: str) -> None:
    assert read_notice(text) is None


def test_notices_are_looked_for_at_head_and_tail_only(cleaned) -> None:
    line = "This story first appeared in the Herald."
    body = "\n\n".join(f"{PROSE} Number {n}." for n in range(20))
    assert cleaned(f"{body}\n\n{line}\n").document.notice_origin == "Herald"
    assert cleaned(f"{line}\n\n{body}\n").document.notice_kind == "republished"
    assert cleaned(f"{body}\n\n{line}\n\n{body}\n").document.notice_kind is None


def test_prose_before_a_notice_in_the_same_paragraph_stays_prose(cleaned) -> None:
    notice = "This article was originally published in Le Monde."
    author = "Jane Doe is a lecturer in rail policy at the University of Leeds and a former driver."
    found = cleaned(f"Stations to close\n\n{PROSE}\n\n{author} {notice}")
    assert found.of_kind("notice") == [notice]
    assert found.of_kind("paragraph") == [PROSE, author]


def test_the_most_telling_notice_counts(cleaned) -> None:
    found = cleaned(
        f"Stations to close\n\n{PROSE}\n\nThis article is republished under a Creative Commons license.\n\n"
        "Summary by BriefBot. Original source: Financial Times.\n"
    )
    assert found.document.notice_kind == "summary_of"
    assert found.document.genre == "summary"
    assert found.document.publisher == "BriefBot"


def test_an_editing_note_is_a_notice_without_an_origin(cleaned) -> None:
    line = "This interview has been edited for length and clarity."
    found = cleaned(f"Stations to close\n\n{PROSE}\n\n{line}")
    assert found.kind_of(line) == "notice"
    assert found.document.notice_kind is None
