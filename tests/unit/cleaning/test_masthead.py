"""Titles, bylines, dates, publishers, and what is glued to them."""

from __future__ import annotations

from datetime import date

import pytest

from flows.cleaning.masthead import find_date

PROSE = (
    "The ministry of transport announced on Monday that it would close three stations in the north of the country by the "
    "end of the year. Officials said the decision followed months of talks."
)
MORE = (
    "Residents of the valley have protested against the plan, which they call a betrayal of promises made before the vote."
)
TITLE = "Rail stations to close in the north"


def test_a_short_first_line_above_prose_is_the_title_and_its_offsets_re_slice(cleaned) -> None:
    found = cleaned(f"\n  {TITLE}\n\n{PROSE}\n\n{MORE}\n")
    document = found.document
    assert document.title == TITLE
    assert found.text[document.title_start_char : document.title_end_char] == TITLE
    assert found.kind_of(TITLE) == "title"


def test_a_document_that_begins_with_prose_has_no_title(cleaned) -> None:
    found = cleaned(f"{PROSE}\n\nCheap, widely used tools\n\n{MORE}\n")
    assert found.document.title is None
    assert found.document.title_start_char is None
    assert found.kind_of("Cheap, widely used tools") == "heading"


@pytest.mark.parametrize(
    "title",
    [
        "Can the north keep its stations?",
        "‘We were never asked’: the valley after the trains",
        "US 'to raise TV indecency fines'",
        "iPhone maker to open plant in the north",
        "What the Closing of Three Stations Means.",  # some feeds put a full stop behind headlines
        "Three stations of the north to close by winter.",
    ],
)
def test_titles_come_with_question_marks_quotation_marks_and_small_letters(cleaned, title: str) -> None:
    assert cleaned(f"{title}\n\n{PROSE}\n\n{MORE}").document.title == title


@pytest.mark.parametrize(
    "first",
    [
        "The minister resigned.",
        "The baker had nothing to add to her story.",
        "The trains stopped. Nobody knows why",
        "There are three reasons for this:",
        "and then the trains stopped",
        "1. Introduction",
        "Summary",
    ],
)
def test_sentences_section_names_and_lead_ins_are_no_titles(cleaned, first: str) -> None:
    assert cleaned(f"{first}\n\n{PROSE}\n\n{MORE}").document.title is None


def test_a_question_above_a_named_answer_is_no_title(cleaned) -> None:
    found = cleaned(
        "Why did the stations close?\n\nJane Doe: Because nobody used them after 1990.\n\n"
        "What happens next?\n\nJane Doe: We wait for the ministry."
    )
    assert found.document.title is None


@pytest.mark.parametrize(
    "line",
    ["HomeNewsRail stations to close in the north", "Home > News > Rail stations to close in the north",
     "Inicio|Rail stations to close in the north"],
)  # fmt: skip
def test_a_menu_glued_to_a_title_line_that_follows_clean_is_boilerplate(cleaned, line: str) -> None:
    found = cleaned(f"{line}\n\n{TITLE}\n\n{PROSE}\n\n{MORE}")
    assert found.labels[:2] == [("boilerplate", line), ("title", TITLE)]


def test_byline_date_and_credit_may_stand_between_the_glued_line_and_the_title(cleaned) -> None:
    found = cleaned(
        f"HomeNews{TITLE}\nBy Staff Reporter\nUpdated 3 hours ago - 5 min read\nImage: Getty\n{TITLE}\n\n{PROSE}"
    )
    assert [kind for kind, _ in found.labels] == ["boilerplate", "byline", "boilerplate", "credit", "title", "paragraph"]


@pytest.mark.parametrize(
    ("line", "menu"),
    [(f"HomeNewsTech{TITLE}", "HomeNewsTech"), (f"Home > News > Transport > {TITLE}", "Home > News > Transport >")],
)
def test_a_glued_menu_is_cut_off_where_no_clean_title_follows(cleaned, line: str, menu: str) -> None:
    found = cleaned(f"{line}\n\n{PROSE}\n\n{MORE}")
    assert found.labels[:2] == [("boilerplate", menu), ("title", TITLE)]


def test_a_line_that_merely_ends_in_the_words_of_a_later_line_is_no_menu(cleaned) -> None:
    title = "Interview with the activist and philosopher Noam Doe"
    found = cleaned(f"{title}\n\nActivist and philosopher Noam Doe\n\n{PROSE}\n\n{MORE}")
    assert found.document.title == title


def test_a_page_title_names_the_publisher_when_the_title_follows_alone(cleaned) -> None:
    found = cleaned(f"{TITLE} | The Daily Post\n{TITLE}\n\n{PROSE}\n\n{MORE}")
    assert found.document.publisher == "The Daily Post"
    assert found.labels[0] == ("boilerplate", f"{TITLE} | The Daily Post")


def test_a_second_copy_of_the_title_and_the_kicker_above_it_are_boilerplate(cleaned) -> None:
    found = cleaned(f"OPINION\n\n{TITLE}\n\n{TITLE}\n\n{PROSE}\n\n{MORE}")
    assert [kind for kind, _ in found.labels] == ["boilerplate", "title", "boilerplate", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("BY JANE DOE", "JANE DOE"),
        ("By Jane Doe and John Roe", "Jane Doe and John Roe"),
        ("By Miri Forbes, Nicholas Eaton, and Robert Krueger", "Miri Forbes, Nicholas Eaton, and Robert Krueger"),
        ("by Jane Doe | May 3, 2024 | News | 0 comments", "Jane Doe"),
        ("By Jane Doe, Reuters Correspondent", "Jane Doe"),
        ("By Ludwig van der Berg in Berlin", "Ludwig van der Berg"),
        ("Written by Anna O’Neill", "Anna O’Neill"),
        ("Por María López", "María López"),
        ("Par Claire Dubois", "Claire Dubois"),
        ("Von Peter Müller", "Peter Müller"),
        ("Von Peter Müller und Karin Ebert, Berlin", "Peter Müller und Karin Ebert"),
        ("Di Marco Rossi", "Marco Rossi"),
        ("By The Daily Post staff", "The Daily Post staff"),
        ("By Staff Reporter", "Staff Reporter"),
        ("Author: Jane Doe", "Jane Doe"),
    ],
)
def test_bylines_are_read_as_names(cleaned, line: str, byline: str) -> None:
    found = cleaned(f"{TITLE}\n\n{line}\n\n{PROSE}\n\n{MORE}")
    assert found.document.byline == byline
    assert found.kind_of(line) == "byline"


@pytest.mark.parametrize(
    "line",
    [
        "By 2030, China will have built more lines than any other country.",
        "By Friday Night Lights had gone out across the valley.",
        "By Donald Trump’s account, the call was perfect.",
        "By all accounts the valley is a lonely place.",
        "Von Peter Müller stammt der Plan, den das Ministerium am Montag vorstellte.",
    ],
)
def test_prose_that_begins_with_by_is_no_byline(cleaned, line: str) -> None:
    found = cleaned(f"{TITLE}\n\n{line}\n\n{PROSE}")
    assert found.document.byline is None
    assert found.kind_of(line) == "paragraph"


def test_a_name_below_the_title_is_the_author_unless_the_text_is_about_them(cleaned) -> None:
    written = cleaned(f"{TITLE}\n\nMaria Lopez\n\nTransport correspondent, The Daily Post\n\n{PROSE}\n\n{MORE}")
    assert written.document.byline == "Maria Lopez"
    assert written.kind_of("Transport correspondent, The Daily Post") == "byline"
    about = cleaned(f"The long road north\n\nMaria Lopez\n\nLopez ran the railway for years. {PROSE}\n\n{MORE}")
    assert about.document.byline is None


def test_a_line_of_contributors_with_their_offices_is_a_byline(cleaned) -> None:
    line = "Mary Hill, Communications Manager, and Dr John Roe, Professor of Rail Studies, University of Leeds."
    found = cleaned(f"{TITLE}\n\n{PROSE}\n\n{MORE}\n\n{line}\n")
    assert found.kind_of(line) == "byline"
    assert found.document.byline == "Mary Hill and John Roe"
    assert [(person.name, person.office) for person in found.document.contributors] == [
        ("Mary Hill", "Communications Manager"),
        ("John Roe", "Professor of Rail Studies, University of Leeds"),
    ]


def test_front_matter_gives_title_byline_date_and_publisher(cleaned) -> None:
    found = cleaned(
        f'---\ntitle: "{TITLE}"\nauthor: Jane Doe\ndate: 2024-05-12\npublisher: The Daily Post\n---\n\n{PROSE}\n',
        "text/markdown",
    )
    document = found.document
    assert (document.title, document.byline, document.publisher) == (TITLE, "Jane Doe", "The Daily Post")
    assert document.published_at == date(2024, 5, 12)
    assert found.text[document.title_start_char : document.title_end_char] == TITLE
    assert found.kind_of(TITLE) == "title"


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("The Harbour Gazette, 14 March 2026", "The Harbour Gazette"),
        ("Daily Post | March 14, 2026", "Daily Post"),
        ("Reuters – Saturday, 14 March 2026", "Reuters"),
        ("March 14, 2026 | The Harbour Gazette | Business", "The Harbour Gazette"),
        ("Le Courrier du Rhône, 14 mars 2026", "Le Courrier du Rhône"),
        ("El Diario del Sur, 14 de marzo de 2026", "El Diario del Sur"),
        ("Neue Talzeitung | 14.03.2026", "Neue Talzeitung"),
        ("Oslo, 14 March 2026", None),
        ("The Daily Post | 14 March 2026 | 4 min read", "The Daily Post"),
    ],
)
def test_a_line_of_publication_and_date_below_the_title_is_the_imprint(cleaned, line: str, publisher: str | None) -> None:
    found = cleaned(f"{TITLE}\n\n{line}\n\n{PROSE}\n\n{MORE}")
    assert found.kind_of(line) == "byline"
    assert (found.document.publisher, found.document.published_at) == (publisher, date(2026, 3, 14))


@pytest.mark.parametrize(
    "line", ["It was first told in The Harbour Gazette, 14 March 2026.", "14 March 2026, for the Harbour Pirates"]
)
def test_a_sentence_that_names_a_paper_and_a_date_is_no_imprint(cleaned, line: str) -> None:
    assert cleaned(f"{TITLE}\n\n{line}\n\n{PROSE}").document.publisher is None


@pytest.mark.parametrize(
    "lines", ["By Jane Doe\nThe Harbour Gazette\n14 March 2026", "The Harbour Gazette\nBy Jane Doe\n14 March 2026"]
)
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
def test_a_publication_that_stands_alone_beside_the_byline_is_the_publisher(cleaned, lines: str, media_type: str) -> None:
    found = cleaned(f"{TITLE}\n{lines}\n\n{PROSE}\n\n{MORE}", media_type)
    document = found.document
    assert [kind for kind, _ in found.labels] == ["title", "byline", "byline", "byline", "paragraph", "paragraph"]
    assert (document.title, document.byline, document.publisher) == (TITLE, "Jane Doe", "The Harbour Gazette")
    assert document.published_at == date(2026, 3, 14)


def test_a_headline_without_capitals_above_a_byline_is_the_title(cleaned) -> None:
    assert cleaned(f"inspectors find cracks\nBy Jane Doe\n{PROSE}\n{MORE}").document.title == "inspectors find cracks"
    assert cleaned(f"and then they left.\nBy Jane Doe\n{PROSE}\n{MORE}").document.title is None


def test_a_publication_right_below_the_title_is_the_publisher_and_no_author(cleaned) -> None:
    found = cleaned(f"{TITLE}\n\nThe Harbour Gazette\n\n{PROSE}\n\n{MORE}")
    assert (found.document.byline, found.document.publisher) == (None, "The Harbour Gazette")


def test_a_line_called_like_a_publication_that_is_the_only_title_is_the_title(cleaned) -> None:
    assert cleaned(f"The last post\n\n{PROSE}\n\n{MORE}").document.title == "The last post"
    assert cleaned(f"The Last Post\n\n{PROSE}\n\n{MORE}").document.title == "The Last Post"


def test_a_title_that_ends_in_a_date_is_no_imprint(cleaned) -> None:
    title = "Budget Speech, 12 May 2025"
    assert cleaned(f"OPINION\n\n{title}\n\n{PROSE}\n\n{MORE}").document.title == title


def test_a_dateline_alone_on_its_line_is_no_heading(cleaned) -> None:
    assert cleaned(f"{TITLE}\nBy Jane Doe\nVIENNA, May 18\n\n{PROSE}\n\n{MORE}").kind_of("VIENNA, May 18") == "byline"


def test_who_signs_at_the_end_with_their_paper_wrote_it(cleaned) -> None:
    found = cleaned(f"{TITLE}\n\n{PROSE}\n\n{MORE}\n\nJane Doe, Argyll Gazette\n19 May 2025")
    document = found.document
    assert found.kind_of("Jane Doe, Argyll Gazette") == "byline"
    assert (document.byline, document.publisher, document.published_at) == ("Jane Doe", "Argyll Gazette", date(2025, 5, 19))


@pytest.mark.parametrize("blank", ['""', "''", "[]", '" "', "—"])
def test_front_matter_that_says_nothing_is_nothing(cleaned, blank: str) -> None:
    found = cleaned(f"---\ntitle: {blank}\nauthor: {blank}\ndate: 0202-05-12\npublisher: {blank}\n---\n\n{PROSE}\n")
    document = found.document
    assert (document.title, document.byline, document.publisher, document.published_at) == (None, None, None, None)


def test_a_heading_that_repeats_the_front_matter_title_is_the_title(cleaned) -> None:
    found = cleaned(f"---\ntitle: {TITLE}\n---\n\n# {TITLE}\n\n{PROSE}\n", "text/markdown")
    document = found.document
    assert document.title_start_char == found.text.rindex(TITLE)
    assert found.of_kind("title") == [TITLE]


def test_header_lines_are_front_matter_too(cleaned) -> None:
    found = cleaned(f"Title: {TITLE}\nAuthor: Jane Doe\nDate: 12 May 2024\nURL: https://example.org/x\n\n{PROSE}\n\n{MORE}")
    assert found.document.title == TITLE
    assert found.document.byline == "Jane Doe"
    assert found.document.published_at == date(2024, 5, 12)
    assert found.kind_of("URL: https://example.org/x") == "boilerplate"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("12 May 2024", date(2024, 5, 12)),
        ("Wednesday, October 9, 2013", date(2013, 10, 9)),
        ("Published: May 12, 2024 1.02pm BST", date(2024, 5, 12)),
        ("Posted on 2024-05-12", date(2024, 5, 12)),
        ("3 de mayo de 2024", date(2024, 5, 3)),
        ("Published 25/12/2023", date(2023, 12, 25)),
        ("MARCH 3, 2021 PRESS RELEASE", date(2021, 3, 3)),
    ],
)
def test_a_date_line_says_when_it_was_published(cleaned, line: str, day: date) -> None:
    found = cleaned(f"{TITLE}\n\n{line}\n\n{PROSE}\n\n{MORE}")
    assert found.document.published_at == day
    assert found.kind_of(line) == "byline"


@pytest.mark.parametrize("line", ["Updated 12 May 2024", "03/04/2024", "May 2024"])
def test_an_update_or_an_unclear_date_is_no_date_of_publication(cleaned, line: str) -> None:
    assert cleaned(f"{TITLE}\n\n{line}\n\n{PROSE}\n\n{MORE}").document.published_at is None


def test_dates_in_prose_are_not_when_the_document_was_published(cleaned) -> None:
    assert cleaned(f"{TITLE}\n\nOn 12 May 2024 the ministry closed three stations. {PROSE}").document.published_at is None


def test_a_day_that_the_calendar_lacks_is_no_date() -> None:
    assert find_date("31 February 2024") is None
    assert find_date("2024-13-45") is None


def test_weekday_and_date_behind_a_headline_say_when_it_was_published(cleaned) -> None:
    assert cleaned(f"{TITLE} Tuesday, March 3, 2026\n\n{PROSE}").document.published_at == date(2026, 3, 3)
    assert cleaned(f"{TITLE} as they did on March 3, 2026\n\n{PROSE}").document.published_at is None


@pytest.mark.parametrize(
    "lines",
    [
        "FOR IMMEDIATE RELEASE",
        "PRESS RELEASE\n\nFor immediate release",
        "ADVERTISEMENT",
        "ADVERTISEMENT\nBuy one tyre, get one free!\n",
        "Breaking news",
        "EILMELDUNG",
        "Share this article",
        "Home > News > Region",
        "BC-EU-Rail,1st Ld",
        "Contact: Jane Doe, Northern Rail\nTel: +44 1632 960000\nEmail: press@rail.example\n",
        "Embargoed until 6 a.m. on Monday",
    ],
)
def test_what_stands_above_a_title_and_says_nothing_is_not_the_title(cleaned, lines: str) -> None:
    found = cleaned(f"{lines}\n{TITLE}\n\n{PROSE}\n\n{MORE}")
    assert found.document.title == TITLE
    kinds = [kind for kind, _ in found.labels]
    assert kinds == ["boilerplate"] * (len(kinds) - 3) + ["title", "paragraph", "paragraph"]


def test_a_hyphenated_title_is_no_slug(cleaned) -> None:
    assert cleaned(f"Spider-Man returns\n\n{PROSE}\n\n{MORE}").document.title == "Spider-Man returns"
    assert cleaned(f"X-Men\n\n{PROSE}\n\n{MORE}").document.title == "X-Men"


def test_whom_to_ask_is_no_prose_and_what_is_asked_stays(cleaned) -> None:
    found = cleaned(f"{TITLE}\n\n{PROSE}\n\n{MORE}\n\nMedia contact:\nJane Doe\npress@rail.example\n\n-ENDS-")
    assert [kind for kind, _ in found.labels[3:]] == ["boilerplate"] * 4
    assert cleaned(f"{TITLE}\n\n{PROSE}\n\n((jane.doe@example.com; +44 1632 960000;))").labels[-1][0] == "boilerplate"
    line = "Contact: the two trains touched near the old bridge. Nobody was hurt."
    assert cleaned(f"{TITLE}\n\n{PROSE}\n\n{line}\n\n{MORE}").kind_of(line) == "paragraph"


def test_the_head_of_an_e_mail_gives_title_and_date(cleaned) -> None:
    found = cleaned(
        f"From: The Ledger <news@ledger.example>\nDate: Tue, 13 May 2025 06:00:12 +0000\nTo: me@example.com\n"
        f"Subject: {TITLE}\n\nView this email in your browser\n\n{PROSE}\n\n{MORE}\n\nUnsubscribe\n"
    )
    assert (found.document.title, found.document.published_at) == (TITLE, date(2025, 5, 13))
    assert found.of_kind("paragraph") == [PROSE, MORE]


def test_authors_that_front_matter_lists_are_the_byline(cleaned) -> None:
    found = cleaned(
        f'---\ntitle: {TITLE}\nauthor:\n  - Jane Doe\n  - "John Roe"\ntags:\n  - rail\n---\n\n{PROSE}', "text/markdown"
    )
    assert found.document.byline == "Jane Doe, John Roe"


@pytest.mark.parametrize(
    "dateline",
    [
        "LEEDS, England – 14 May 2025 –",
        "LEEDS, 14 May 2025 –",
        "LEEDS, May 14, 2025 (Reuters) -",
        "**LEEDS**, May 14, 2025 —",
    ],
)
def test_a_dateline_says_when_it_was_published_where_no_line_does(cleaned, dateline: str) -> None:
    assert cleaned(f"{TITLE}\n\n{dateline} {PROSE}\n\n{MORE}").document.published_at == date(2025, 5, 14)
    dated = cleaned(f"{TITLE}\n\n15 May 2025\n\n{dateline} {PROSE}\n\n{MORE}")
    assert dated.document.published_at == date(2025, 5, 15)


def test_a_date_set_off_behind_a_headline_counts_where_nothing_else_says(cleaned) -> None:
    title = "Minutes of the rail council, 6 March 2025"
    assert cleaned(f"{title}\n\n{PROSE}\n\n{MORE}").document.published_at == date(2025, 3, 6)
    assert cleaned(f"{title}\n\n8 March 2025\n\n{PROSE}\n\n{MORE}").document.published_at == date(2025, 3, 8)
    assert cleaned(f"Stations to close on 6 March 2025\n\n{PROSE}\n\n{MORE}").document.published_at is None


@pytest.mark.parametrize(
    "line",
    ["AP writer Marie Toussaint in Paris contributed to this report.", "(Reporting by Jane Doe; Editing by John Roe)"],
)
def test_who_else_wrote_it_is_no_prose(cleaned, line: str) -> None:
    assert cleaned(f"{TITLE}\n\n{PROSE}\n\n{MORE}\n\n{line}").kind_of(line) == "byline"


BODY = "The ministry announced on Monday that it would close three stations in the north of the country before June."


@pytest.mark.parametrize(
    ("line", "byline", "publisher"),
    [
        ("By Jane Doe, Harbour Weekly, 23 March 2024", "Jane Doe", "Harbour Weekly"),
        ("By Jane Doe | The Harbour Post | 23 March 2024", "Jane Doe", "The Harbour Post"),
        ("By Jane Doe, Harbour Post, 23 March 2024", "Jane Doe", "Harbour Post"),
        ("By Jane Doe, John Roe and Ann Poe, The Harbour Gazette", "Jane Doe, John Roe and Ann Poe", "The Harbour Gazette"),
        ("By Jane Doe, Reuters, 23 March 2024", "Jane Doe", "Reuters"),
        ("By Jane Doe, Emily Post", "Jane Doe, Emily Post", None),
        ("By Jane Doe, Staff Reporter, 23 March 2024", "Jane Doe", None),
    ],
)
def test_a_paper_behind_the_authors_is_the_publisher_and_no_author(cleaned, line: str, byline: str, publisher) -> None:
    found = cleaned(f"Stations to close in the north\n\n{line}\n\n{BODY}\n").document
    assert (found.byline, found.publisher) == (byline, publisher)


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Calder Broadcasting, 6 November 2023", "Calder Broadcasting"),
        ("Radio Calder, 6 November 2023", "Radio Calder"),
        ("Nordkurier am Abend, 6. November 2023", "Nordkurier am Abend"),
        ("Port Ellering, 6 November 2023", None),
    ],
)
def test_broadcasters_and_evening_papers_beside_a_date_are_publishers_and_places_are_not(cleaned, line, publisher) -> None:
    found = cleaned(f"Stations to close in the north\n\nBy Jane Doe\n{line}\n\n{BODY}\n")
    assert (found.document.publisher, str(found.document.published_at)) == (publisher, "2023-11-06")
    assert found.kind_of(line) == "byline"


@pytest.mark.parametrize(
    "text",
    [
        "# We knew\n\n*Jane Doe is a columnist of The Harbour Post.*\n\n{0}\n",
        "# We knew\n\n{0}\n\n{0} Again.\n\n*Jane Doe is a columnist of The Harbour Post.*\n",
        "# We knew\n\nBy Jane Doe\n\n{0}\n\n{0} Again.\n\nJane Doe is a reporter at The Harbour Post.\n",
    ],
)
def test_a_line_about_the_author_is_no_claim_and_names_author_and_paper(cleaned, text: str) -> None:
    found = cleaned(text.format(BODY), "text/markdown")
    assert (found.document.byline, found.document.publisher) == ("Jane Doe", "The Harbour Post")
    assert not any("Jane Doe is" in paragraph for paragraph in found.of_kind("paragraph"))


@pytest.mark.parametrize(
    "line",
    [
        "*Jane Doe is the head of the harbour and of its railway.*",
        "Jane Doe is a reporter at The Harbour Post.",
    ],
)
def test_a_line_that_may_be_about_somebody_else_than_the_author_stays_a_paragraph(cleaned, line: str) -> None:
    found = cleaned(f"# We knew\n\n{BODY}\n\n{line}\n\n{BODY} Again.\n\n{BODY} More.\n", "text/markdown")
    assert line in found.of_kind("paragraph")
    assert found.document.byline is None


def test_a_former_columnists_paper_is_not_taken_for_the_publisher(cleaned) -> None:
    bio = "*Jane Doe is a former columnist of The Harbour Post.*"
    found = cleaned(f"# We knew\n\n{BODY}\n\n{BODY} Again.\n\n{bio}\n", "text/markdown").document
    assert (found.byline, found.publisher) == ("Jane Doe", None)


def test_interview_and_a_name_below_the_headline_is_who_asked_unless_the_text_is_about_that_person(cleaned) -> None:
    asked = cleaned(f"“We regret it”\n\nInterview: Mary Tan, Harbour Weekly, 21 March 2024\n\n{BODY}\n").document
    assert (asked.byline, asked.publisher) == ("Mary Tan", "Harbour Weekly")
    spoken = cleaned(f"“We regret it”\n\nInterview: Jane Doe\n\n{BODY} Jane Doe has run it since 2020.\n").document
    assert spoken.byline is None
