"""Captions and credits, and the prose that looks like them."""

from __future__ import annotations

import pytest

PROSE = "The ministry announced on Monday that it would close three stations in the north of the country before June."
MORE = (
    "Residents of the valley have protested against the plan, which they call a betrayal of promises made before the vote."
)


@pytest.mark.parametrize(
    "line",
    [
        "Ina Marsh/Alamy Stock Photo",
        "UPI/Alamy Stock Photo",
        "Weibo via Wikimedia",
        "Getty Images",
        "REUTERS/John Roe",
        "AP Photo/Mike Row",
        "(AP Photo/Mike Row)",
        "Video: BBC.",
        "Photo: Jane Roe",
        "Image: Getty",
        "Photo by Jane Roe on Unsplash",
        "Picture: Tom Hill / Shutterstock",
        "Courtesy of the National Railway Museum",
        "© Jane Roe",
        "Shutterstock",
        "Wikimedia Commons, CC BY-SA",
        "“Old train” by Ian Mac is licensed under CC BY 2.0",
        "Source: NATO.",
        "Foto: EFE",
    ],
)
def test_credits_are_told_by_their_form(cleaned, line: str) -> None:
    assert cleaned(f"{PROSE}\n\n{line}\n\n{MORE}\n").kind_of(line) == "credit"


@pytest.mark.parametrize(
    "line",
    [
        "Security cameras are displayed at an exhibition in Bremen. Photo by JOHN ROE/AFP via Getty Images.",
        "The minister at a press conference in March. (Photo: Kim Lee/AFP via Getty Images)",
        "A train waits at the station. Photograph: Maria Lopez/Reuters",
        "Formica fusca, from file. Image: Mathias Doe.",
        "File photo of the minister at the station.",
        "FILE - The minister speaks in parliament, May 3, 2023.",
        "Figure 2. Estimated use of the northern line",
        "Police outside the station in Paris (AP)",
        "Video: Moment the bridge came down",
    ],
)
def test_captions_are_told_by_the_credit_at_their_end_or_by_how_they_begin(cleaned, line: str) -> None:
    assert cleaned(f"{PROSE}\n\n{line}\n\n{MORE}\n").kind_of(line) == "caption"


def test_alternative_text_caption_and_credit_of_one_picture(cleaned) -> None:
    alternative, caption, credit = (
        "Man in suit speaking",
        "Railway founder and chief executive, John Roe.",
        "Weibo via Wikimedia",
    )
    found = cleaned(f"{PROSE}\n\n{alternative}\n{caption}\n{credit}\n\n{MORE}\n")
    assert found.labels[1:4] == [("caption", alternative), ("caption", caption), ("credit", credit)]


def test_a_caption_that_stands_twice_is_a_caption_both_times(cleaned) -> None:
    line = "Railway founder John Roe, in the last picture taken of him."
    assert cleaned(f"{PROSE}\n\n{line}\n{line}\n\n{MORE}\n").of_kind("caption") == [line, line]


def test_alternative_text_that_the_caption_continues_is_a_caption(cleaned) -> None:
    first = "Ministers Jane Doe and John Roe at the opening of the line"
    found = cleaned(f"{PROSE}\n\n{first}\n{first}, January 2025.\n\n{MORE}\n")
    assert found.of_kind("caption") == [first, f"{first}, January 2025."]


def test_a_paragraph_above_a_credit_stays_a_paragraph(cleaned) -> None:
    found = cleaned(f"{PROSE}\n\nIna Marsh/Alamy Stock Photo\n\n{MORE}\n")
    assert found.kind_of(PROSE) == "paragraph"
    without_gaps = cleaned(f"{MORE}\n{PROSE}\nIna Marsh/Alamy Stock Photo\n{MORE} Too.\n")
    assert without_gaps.kind_of(PROSE) == "paragraph"


@pytest.mark.parametrize(
    "line",
    [
        "The yen fell 3 percent on Tuesday, traders said. (Reuters)",
        "He had one goal for the film: win.",
        "Credit growth slowed in March.",
        "The mission is run jointly by NASA/ESA.",
        "The model is licensed under the MIT licence, the company said.",
        "The minister told Reuters.",
        "Figure 3 shows that the line was used less and less.",
        "Pictures by women hang beside those of their husbands, and nobody had noticed until she did.",
    ],
)
def test_prose_with_the_words_of_credits_stays_prose(cleaned, line: str) -> None:
    assert cleaned(f"{PROSE}\n\n{line}\n\n{MORE}\n").kind_of(line) == "paragraph"


def test_a_markdown_image_is_a_caption(cleaned) -> None:
    found = cleaned(f"{PROSE}\n\n![A train](train.png)\n\n{MORE}\n", "text/markdown")
    assert found.kind_of("![A train](train.png)") == "caption"
