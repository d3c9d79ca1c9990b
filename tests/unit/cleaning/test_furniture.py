"""Page furniture goes, prose stays."""

from __future__ import annotations

import pytest

PROSE = "The ministry announced on Monday that it would close three stations in the north of the country before June."
MORE = (
    "Residents of the valley have protested against the plan, which they call a betrayal of promises made before the vote."
)

FURNITURE = [
    "LEAVE A REPLY",
    "Please enter your comment!",
    "Please enter your name here",
    "Must Read",
    "Deja una respuesta",
    "Tu dirección de correo electrónico no será publicada. Los campos obligatorios están marcados con *",
    "Laisser un commentaire",
    "Deine E-Mail-Adresse wird nicht veröffentlicht. Erforderliche Felder sind mit * markiert",
    "Your email address will not be published. Required fields are marked *",
    "Save my name, email, and website in this browser for the next time I comment.",
    "Share this on Facebook Share on Twitter Share via Email",
    "Click to share on Twitter (Opens in new window)",
    "Menu Search Sign in",
    "Home | News | World | Business | Tech | Sport | Entertainment",
    "Privacy policy Terms of use Contact us",
    "All rights reserved.",
    "© 2024 The Daily Post. All rights reserved.",
    "Copyright 2023 Rail Media Ltd",
    "Skip to main content",
    "Advertisement",
    "Story continues below advertisement",
    "Subscribe to our newsletter for daily updates",
    "Want to receive this in your inbox? Sign up for our newsletter",
    "Follow us on social media for more updates",
    "Follow Jane Doe on Twitter @janedoe.",
    "Read more: Stations to close in the north",
    "Read the full story here.",
    "More from The Daily Post",
    "Tags: rail, north, ministry",
    "Filed under: Transport",
    "Best for: Investor, CTO, Policy Maker, Tech Journalist",
    "5 min read",
    "Updated 3 hours ago",
    "12 comments",
    "We use cookies to make our site better. By continuing you agree.",
    "By continuing to browse the site you are agreeing to our use of cookies.",
    "Please enable JavaScript to view the comments",
    "Disclaimer: the views expressed are those of the author.",
    "Jane Doe does not work for, consult, own shares in or receive funding from any company that would benefit.",
    "#rail, #north, #ministry",
    "https://example.org/stations",
    "* * *",
    "<div class='ad'></div>",
    "(CROSSTALK)",
]

PROSE_TRAPS = [
    "More importantly: the deal failed.",
    "Copyright law is a mess, she argued.",
    "Like many others on Twitter, she was angry about the decision.",
    "1,000 shares were sold on Monday, the company said.",
    "Share prices fell sharply on Monday.",
    "Search for survivors went on through the night.",
    "Comments by the minister drew anger from unions.",
    "Advertising revenue fell sharply last year.",
    "Views expressed by voters in the poll were harsher still.",
    "Read more books, the minister told pupils on Friday.",
    "Click on the second button to see the plan.",
    "The post was deleted by the minister on Tuesday.",
    "Published figures do not support the claim.",
    "Updated rules came into force in May.",
    "By using the terms of the deal against it, the union won.",
    "Home news is all that people read, he said.",
    "Related industries lost 400 jobs in 2023.",
    "Tags cost 3 euros each, shops said.",
    "Instagram and Facebook.",
    "I agree.",
    "That comment is a lie.",
    "Follow the money, she said on Tuesday.",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_is_boilerplate_in_the_middle_of_a_text(cleaned, line: str) -> None:
    assert cleaned(f"{PROSE}\n\n{line}\n\n{MORE}\n").kind_of(line) == "boilerplate"


@pytest.mark.parametrize("line", PROSE_TRAPS)
def test_prose_that_begins_like_furniture_stays_a_paragraph(cleaned, line: str) -> None:
    assert cleaned(f"{PROSE}\n\n{line}\n\n{MORE}\n").kind_of(line) == "paragraph"


def test_titles_of_other_pages_below_their_opener_are_boilerplate_to_the_end(cleaned) -> None:
    found = cleaned(f"{PROSE}\n\n{MORE}\n\nRelated\n\nOther stations may follow\n\nMinister resigns over rail plan\n")
    assert found.of_kind("boilerplate") == ["Related", "Other stations may follow", "Minister resigns over rail plan"]


def test_an_opener_in_the_middle_takes_what_is_right_below_it_and_no_prose(cleaned) -> None:
    found = cleaned(f"{PROSE}\n\nRead more\nOther stations may follow\n\nA dilemma for the valley\n\n{MORE}\n")
    assert found.kind_of("Other stations may follow") == "boilerplate"
    assert found.kind_of("A dilemma for the valley") == "heading"
    assert found.kind_of(MORE) == "paragraph"


def test_readers_comments_are_not_the_documents_prose(cleaned) -> None:
    comment = "This is a terrible idea, and I will write to my representative about it this very day."
    found = cleaned(
        f"Stations to close\n\n{PROSE}\n\n{MORE}\n\n2 comments\n\nBob says:\n\nMay 4, 2024 at 9:12 am\n\n"
        f"{comment}\n\nReply\n"
    )
    assert found.kind_of(comment) == "boilerplate"
    assert found.document.published_at is None


def test_prose_after_the_word_comments_stays_where_no_sign_of_readers_follows(cleaned) -> None:
    found = cleaned(f"{PROSE}\n\n{MORE}\n\nComments\n\n{PROSE} Again.\n")
    assert found.kind_of(f"{PROSE} Again.") == "paragraph"


def test_catchwords_below_their_heading_are_boilerplate_and_sentences_are_not(cleaned) -> None:
    found = cleaned(f"{PROSE}\n\nTopics\n- Rail strategy\n- Northern valleys\n\nMethod\n- Close three stations.\n{MORE}\n")
    assert found.kind_of("Topics") == "heading"
    assert found.kind_of("- Rail strategy") == "boilerplate"
    assert found.kind_of("- Close three stations.") == "list_item"
