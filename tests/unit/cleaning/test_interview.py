"""Questions, labels, answers, and who speaks."""

from __future__ import annotations

import pytest

PROSE = "The ministry announced on Monday that it would close three stations in the north of the country before June."


def turns(found) -> list[tuple[str, str | None, str]]:
    kinds = {"question", "speaker_label", "answer"}
    return [(b.kind, b.speaker, found.slice(b)) for b in found.document.blocks if b.kind in kinds]


def test_unlabelled_questions_and_labelled_answers_with_paragraphs_that_continue_them(cleaned) -> None:
    found = cleaned(
        "Can the north keep its trains?\n\nWhy did the stations close?\n\nJane Doe: Because nobody used them.\n\n"
        "It took years to notice.\n\nWhat happens next?\n\nJane Doe: We wait.\n\nAnd we hope.\n\n"
        "Ben Hill, Communications Manager, and Professor Jane Doe, Professor of Rail, University of Leeds.\n"
    )
    assert found.document.genre == "interview"
    assert turns(found) == [
        ("question", None, "Why did the stations close?"),
        ("speaker_label", None, "Jane Doe:"),
        ("answer", "Jane Doe", "Because nobody used them."),
        ("answer", "Jane Doe", "It took years to notice."),
        ("question", None, "What happens next?"),
        ("speaker_label", None, "Jane Doe:"),
        ("answer", "Jane Doe", "We wait."),
        ("answer", "Jane Doe", "And we hope."),
    ]
    assert found.document.byline == "Ben Hill and Jane Doe"


def test_an_answers_speaker_span_is_the_label_before_its_turn(cleaned) -> None:
    found = cleaned("Why?\n\nJane Doe: Because.\n\nMore of it.\n\nAnd now?\n\nJane Doe: Nothing at all.\n")
    answers = [block for block in found.document.blocks if block.kind == "answer"]
    first, second = found.text.index("Jane Doe"), found.text.rindex("Jane Doe")
    assert [block.speaker_start_char for block in answers] == [first, first, second]
    assert all(found.text[b.speaker_start_char : b.speaker_end_char] == "Jane Doe" for b in answers)


def test_letters_and_the_name_that_title_or_opening_give(cleaned) -> None:
    found = cleaned(
        f"Q&A with Minister Jane Doe, author of The Long Line\n\n{PROSE}\n\n"
        f"Q: Why did you write it?\nA: I wanted to know.\n\n"
        "Q: And?\nA: Nobody had planned it.\n"
    )
    assert [(kind, speaker) for kind, speaker, _ in turns(found)] == [
        ("speaker_label", None), ("question", "Q"), ("speaker_label", None), ("answer", "Jane Doe"),
        ("speaker_label", None), ("question", "Q"), ("speaker_label", None), ("answer", "Jane Doe"),
    ]  # fmt: skip
    answer = next(block for block in found.document.blocks if block.kind == "answer")
    assert found.text[answer.speaker_start_char : answer.speaker_end_char] == "A"


def test_who_answers_under_a_letter_is_unnamed_where_nothing_says_who_that_is(cleaned) -> None:
    found = cleaned("Talking trains\n\nQ: Why close them?\nA: We had to.\nQ: Who decided?\nA: The board did.\n")
    answers = [block for block in found.document.blocks if block.kind == "answer"]
    assert {(block.speaker, block.speaker_start_char) for block in answers} == {(None, None)}


def test_who_answers_under_a_letter_is_whom_the_opening_presents(cleaned) -> None:
    found = cleaned(
        "# “I would take it myself”\n\nInterview: Mary Tan, Harbour Weekly, 21 March 2024\n\n"
        "Jane Doe, 52, has run Harbour Tramways since 2020. Before that she worked for John Poe.\n\n"
        "**Q: When did you hear of it?**\n\nA: On Tuesday night. I drove there straight away.\n\n"
        "**Q: How long will it take?**\n\nA: We hope to have them back by May.\n",
        "text/markdown",
    )
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"Jane Doe"}


def test_who_explains_in_questions_and_answers_is_not_the_person_whom_the_opening_is_about(cleaned) -> None:
    found = cleaned(
        "The budget\n\nJane Doe has cut the budget of the railway by half.\n\n"
        "Q: What was cut?\n\nA: The ministry closed three stations.\n\nQ: Who is hurt?\n\nA: Most of those who commute.\n"
    )
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {None}


def test_interviewer_labels_and_requests_without_a_question_mark_are_questions(cleaned) -> None:
    found = cleaned(
        "Talking trains\n\nInterviewer: Why did the stations close?\nJane Doe: Nobody used them.\n"
        "Interviewer: Tell us about the valley.\nJane Doe: It is a lonely place.\nInterviewer: And now?\nDoe: We wait.\n"
    )
    assert [(speaker, text) for kind, speaker, text in turns(found) if kind == "question"] == [
        ("Interviewer", "Why did the stations close?"),
        ("Interviewer", "Tell us about the valley."),
        ("Interviewer", "And now?"),
    ]
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"Jane Doe"}


def test_initials_stand_for_the_names_in_the_opening(cleaned) -> None:
    found = cleaned(
        "Interview: Jane Doe on trains\n\nJane Doe is professor of rail. She spoke to Mary Tan about policy.\n\n"
        "MT: Why does it matter?\n\nJD: It matters because of scale.\n\nMT: What next?\n\nJD: More investment.\n"
    )
    assert {(kind, speaker) for kind, speaker, _ in turns(found) if speaker} == {
        ("question", "Mary Tan"),
        ("answer", "Jane Doe"),
    }


def test_a_transcript_in_capitals_merges_surname_and_full_name(cleaned) -> None:
    found = cleaned(
        "Partial transcript\n\nJAKE ROE: Why close them?\n\nANN SMITH: We had no choice.\n\nROE: None?\n\n(CROSSTALK.)\n\n"
        "SMITH: None that I could see.\n"
    )
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"ANN SMITH"}
    assert {speaker for kind, speaker, _ in turns(found) if kind == "question"} == {"JAKE ROE"}
    assert found.kind_of("(CROSSTALK.)") == "boilerplate"


def test_a_label_alone_on_its_line_speaks_the_paragraph_below(cleaned) -> None:
    found = cleaned("Talking trains\n\nWhy?\n\nJane Doe:\n\nBecause.\n\nReally?\n\nJane Doe:\n\nReally.\n")
    assert ("answer", "Jane Doe", "Because.") in turns(found)
    assert ("speaker_label", None, "Jane Doe:") in turns(found)


def test_bold_labels_and_questions_of_markdown(cleaned) -> None:
    found = cleaned(
        "# A talk about trains\n\n**Why did they close?**\n\n**Jane Doe:** Nobody used them.\n\n**And now?**\n\n"
        "**Jane Doe:** We wait.\n",
        "text/markdown",
    )
    assert found.document.genre == "interview"
    assert ("speaker_label", None, "**Jane Doe:**") in turns(found)
    assert ("answer", "Jane Doe", "We wait.") in turns(found)
    assert ("question", None, "**And now?**") in turns(found)


@pytest.mark.parametrize("mark", ["**{}:**", "**{}**:", "__{}:__", "_{}_:", "***{}:***", "**_{}:_**", "*{}*:"])
def test_labels_in_any_emphasis_are_speakers_and_no_part_of_what_is_said(cleaned, mark: str) -> None:
    ask, answer = mark.format("Roe"), mark.format("Doe")
    found = cleaned(
        f"# Jane Doe on trains\n\nJane Doe is professor of rail. Ann Roe spoke to her.\n\n"
        f"{ask} Why did they close?\n\n{answer} Nobody used them.\n\n{ask} And now?\n\n{answer} We wait.\n",
        "text/markdown",
    )
    assert turns(found) == [
        ("speaker_label", None, ask),
        ("question", "Ann Roe", "Why did they close?"),
        ("speaker_label", None, answer),
        ("answer", "Jane Doe", "Nobody used them."),
        ("speaker_label", None, ask),
        ("question", "Ann Roe", "And now?"),
        ("speaker_label", None, answer),
        ("answer", "Jane Doe", "We wait."),
    ]


def test_emphasis_around_a_whole_turn_is_no_part_of_what_is_said(cleaned) -> None:
    found = cleaned(
        "# Talking trains\n\n**Q: Why did they close?**\n\nA: *Nobody used them.*\n\n**Q:** **And now?**\n\n"
        "A: We *really* wait. *All of us.*\n",
        "text/markdown",
    )
    assert [text for kind, _, text in turns(found) if kind != "speaker_label"] == [
        "Why did they close?",
        "Nobody used them.",
        "And now?",
        "We *really* wait. *All of us.*",
    ]
    assert "**" in found.of_kind("boilerplate")


def test_initials_and_offices_before_a_surname_are_the_same_speaker_as_the_full_name(cleaned) -> None:
    found = cleaned(
        "Transcript of the hearing\n\nCHAIRWOMAN MARY DOYLE: How many plants were closed?\n\n"
        "MR. TOM KESSLER: Seven plants were closed.\n\nCHAIRWOMAN DOYLE: How many jobs were lost?\n\n"
        "MR. KESSLER: About 1,900 jobs.\n\nMD: Is that all?\n\nMR. KESSLER: It is.\n"
    )
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"MR. TOM KESSLER"}
    assert {speaker for kind, speaker, _ in turns(found) if kind == "question"} == {"CHAIRWOMAN MARY DOYLE"}


def test_an_interview_without_labels_is_told_by_its_announcement_and_by_you_and_i(cleaned) -> None:
    found = cleaned(
        "Interview with the union leader Maria Lopez\n\nMaria Lopez has led the union since 1990.\n\n"
        "How did you become a driver?\n\nI was seventeen and I needed the money.\n\nWhat would you change?\n\n"
        "My first act would be to open the stations.\n\nDo you regret anything?\n\nNo, I do not.\n"
    )
    assert found.document.genre == "interview"
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"Maria Lopez"}
    answer = next(block for block in found.document.blocks if block.kind == "answer")
    assert found.text[answer.speaker_start_char : answer.speaker_end_char] == "Maria Lopez"


def test_an_explainer_in_questions_is_an_article_with_headings(cleaned) -> None:
    found = cleaned(
        f"Rail closures: what to know\n\nWhich stations will close?\n\n{PROSE}\n\n"
        f"When will it happen?\n\n{PROSE} Soon.\n\n"
        f"Can I get a refund?\n\n{PROSE} Yes.\n"
    )
    assert found.document.genre == "article"
    assert found.of_kind("heading") == ["Which stations will close?", "When will it happen?", "Can I get a refund?"]


@pytest.mark.parametrize(
    "lines",
    [
        "Population: 600\n\nPopulation: 700 in the summer.",
        "Subs: Marshall, McGeady.\n\nSubs: Hutton, Malcolm.",
        "South Africa: Paulse, Fleck.\n\nNew Zealand: Gear, Smith.",
        "Note: prices rise in May.\n\nNote: trains are full.",
    ],
)
def test_labels_without_any_sign_of_talk_are_no_speakers(cleaned, lines: str) -> None:
    assert turns(cleaned(f"Harbour town guide\n\n{PROSE}\n\n{lines}\n\n{PROSE} Again.\n")) == []


def test_options_of_a_test_are_no_answers(cleaned) -> None:
    options = "A. Norway\n\nB. Sweden\n\nC. Finland"
    found = cleaned(f"The railways\n\n{PROSE}\n\nWho closed the line?\n\n{options}\n\nWho opened it?\n\n{options} too\n")
    assert found.document.genre == "article"
    assert turns(found) == []


def test_a_rhetorical_question_does_not_make_an_article_an_interview(cleaned) -> None:
    found = cleaned(
        f"Stations to close\n\n{PROSE}\n\nSo, is the north losing, and what could the ministry do about it?\n\n{PROSE} No."
    )
    assert found.document.genre == "article"
    assert turns(found) == []


def test_quoted_questions_in_a_report_of_an_interview_stay_paragraphs(cleaned) -> None:
    found = cleaned(
        f"Minister attacked over trains\n\n{PROSE} She said so in an interview with the BBC.\n\n"
        f"“Why would you close them?”\n\n"
        f"{PROSE} I doubt it.\n\nShe asked: “What would you do?”\n\n{PROSE} We know.\n"
    )
    assert found.document.genre == "article"


def test_what_follows_a_passage_of_a_transcript_in_an_article_is_not_spoken(cleaned) -> None:
    body = "\n\n".join(f"{PROSE} Part {n}." for n in range(6))
    found = cleaned(
        f"Minister grilled on trains\n\n{body}\n\nROE: Why close them?\n\nSMITH: We had no choice.\n\nROE: None?\n\n"
        f"SMITH: None.\n\n{body} End.\n"
    )
    assert found.document.genre == "article"
    assert ("answer", "SMITH", "None.") in turns(found)
    assert found.kind_of(f"{PROSE} Part 5. End.") == "paragraph"


LEAD = "Jane Doe has run Harbour Tramways since 2020. Before that she was in charge of maintenance at the port railway."
ANSWERS = (
    "On the Tuesday night. I drove there straight away.",
    "We hope to have 20 trams back by the middle of April.",
    "The estimate is now 22 million crowns.",
)
QUESTIONS = ("Ms Doe, when did you hear about the cracks?", "How long will it take you?", "And who is going to pay?")


def marked(form: str, questions=QUESTIONS, answers=ANSWERS) -> str:
    return "".join(f"{form.format(question)}\n\n{answer}\n\n" for question, answer in zip(questions, answers, strict=True))


@pytest.mark.parametrize("form", ["**{}**", "__{}__", "*{}*", "_{}_", "***{}***", "## {}", "### {}"])
def test_paragraphs_below_questions_set_off_by_a_mark_are_the_interviewees_answers(cleaned, form: str) -> None:
    found = cleaned(f"# The tram chief on cracked axles\n\n{LEAD}\n\n{marked(form)}", "text/markdown")
    assert found.document.genre == "interview"
    expected = [
        turn
        for question, answer in zip(QUESTIONS, ANSWERS, strict=True)
        for turn in (("question", None, form.format(question)), ("answer", "Jane Doe", answer))
    ]
    assert turns(found) == expected
    answer = next(block for block in found.document.blocks if block.kind == "answer")
    assert found.text[answer.speaker_start_char : answer.speaker_end_char] == "Jane Doe"


def test_a_statement_in_the_questions_emphasis_is_put_to_the_interviewee_too(cleaned) -> None:
    questions = (*QUESTIONS, "The union says that it warned you in 2022.")
    found = cleaned(
        f"# The tram chief on cracked axles\n\n{LEAD}\n\n{marked('**{}**', questions, (*ANSWERS, 'I regret that.'))}",
        "text/markdown",
    )
    assert ("question", None, "**The union says that it warned you in 2022.**") in turns(found)
    assert turns(found)[-1] == ("answer", "Jane Doe", "I regret that.")


def test_whom_marked_questions_call_by_name_is_the_interviewee_though_the_opening_names_others(cleaned) -> None:
    lead = "John Poe, 61, is the union's leader. Jane Doe has run the trams since 2020. We met her at the depot."
    found = cleaned(f"# Cracked axles\n\n{lead}\n\n{marked('**{}**')}", "text/markdown")
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"Jane Doe"}


def test_whom_the_questions_call_by_title_and_surname_is_named_so_where_no_fuller_name_stands_above(cleaned) -> None:
    found = cleaned(
        f"# Cracked axles\n\nWe met her at the depot, where trams stand idle.\n\n{marked('**{}**')}", "text/markdown"
    )
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"Ms Doe"}


def test_a_note_below_the_last_answer_and_a_section_after_it_are_no_answers(cleaned) -> None:
    notes = "*This text was shortened.*\n\nThe interview was conducted at the depot.\n\n## Background\n\n" + PROSE
    found = cleaned(f"# Cracked axles\n\n{LEAD}\n\n{marked('**{}**')}{notes}\n", "text/markdown")
    assert [text for kind, _, text in turns(found) if kind == "answer"] == list(ANSWERS)


@pytest.mark.parametrize("form", ["**{}**", "## {}"])
@pytest.mark.parametrize(
    ("questions", "answers"),
    [
        (
            ("What is a heat pump?", "How does it work?", "What does it cost you?"),
            ("It moves heat.", "Like a fridge. “I love mine,” said Ann Roe.", "We found prices of 9,000 crowns."),
        ),
        (
            ("Can I return my ticket?", "How do you refund me?", "Where do I write to you?"),
            ("Yes, we refund it.", "We pay by card.", "Write to us. I answer each letter."),
        ),
    ],
)
def test_marked_questions_of_an_explainer_or_of_customers_are_headings(cleaned, form: str, questions, answers) -> None:
    found = cleaned(f"# What to know\n\n{PROSE}\n\n{marked(form, questions, answers)}", "text/markdown")
    assert found.document.genre == "article"
    assert turns(found) == []


def test_plain_questions_below_a_note_about_the_interview_are_answered_by_the_one_person_of_the_opening(cleaned) -> None:
    text = "".join(f"{question}\n\n{answer}\n\n" for question, answer in zip(QUESTIONS[1:], ANSWERS[1:], strict=True))
    found = cleaned(
        "The tram chief on cracked axles\n\nBy Mary Tan\nHarbour Weekly, 22 March 2024\n\n"
        f"Jane Doe has run the trams since 2020. The interview was conducted at the depot.\n\n{text}"
        "Would you ride in a tram?\n\nI would take line 7 myself.\n"
    )
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"Jane Doe"}


@pytest.mark.parametrize(
    "question",
    [
        "John Poe, the union's leader, says that you knew. Is that true?",
        "What did you tell the union's leader, John Poe, in March?",
    ],
)
def test_somebody_whom_a_question_is_about_is_not_who_is_asked(cleaned, question: str) -> None:
    lead = f"{LEAD} John Poe has led the union since 2019."
    text = marked("**{}**", (question, "How long will it take you?", "And who is going to pay?"))
    found = cleaned(f"# Cracked axles\n\n{lead}\n\n{text}", "text/markdown")
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"Jane Doe"}


@pytest.mark.parametrize("question", ["When did you, Ms Doe, hear of it?", "When did you hear of it, Jane?"])
def test_who_is_asked_is_called_by_name_in_the_middle_or_at_the_end_too(cleaned, question: str) -> None:
    lead = f"John Poe, 61, leads the union. {LEAD}"
    text = marked("**{}**", (question, "How long will it take you?", "And who is going to pay?"))
    found = cleaned(f"# Cracked axles\n\n{lead}\n\n{text}", "text/markdown")
    assert {speaker for kind, speaker, _ in turns(found) if kind == "answer"} == {"Jane Doe"}
