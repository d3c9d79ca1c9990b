import pytest

from flows.extraction.sentences import sentence_is_question
from tests.unit.extraction.documents import parsed


def sentences(text: str) -> list[str]:
    document = parsed(text)
    return [document.text[sentence.start : sentence.end] for sentence in document.sentences]


@pytest.mark.parametrize(
    "text",
    [
        "“Why now?” he asked the panel. “Nobody knows.”",
        "“We won!” Maria Smith said after the vote. It was late.",
        "Mr. Jones met Dr. Smith in the U.S. Senate. They left.",
        "Prices rose by 2.5 percent in the year. Wages fell.",
        "It was “the worst record”, and the end. Then it rained.",
        "The firm (see p. 4) grew fast. It then shrank.",
        "The risk rose by 17 per cent. *That* is a lot.",
        "The line is late. **It will open in 2028.**",
    ],
)
def test_two_sentences_stay_two(text: str) -> None:
    assert len(sentences(text)) == 2


def test_a_quotation_of_three_sentences_is_three() -> None:
    assert sentences("He wrote on X: “It is a call. Tighten the rules. Every advance was ours.”") == [
        "He wrote on X: “It is a call.",
        "Tighten the rules.",
        "Every advance was ours.”",
    ]


def test_a_closing_mark_ends_a_sentence_that_ended_inside_it() -> None:
    assert sentences("“This is over.” The crowd went home.") == ["“This is over.”", "The crowd went home."]


def test_a_line_broken_by_hand_does_not_end_a_sentence() -> None:
    assert sentences("The committee met on\nMonday to vote. It\r\nagreed.") == [
        "The committee met on\nMonday to vote.",
        "It\r\nagreed.",
    ]


def test_two_single_marks_belong_to_their_sentence() -> None:
    assert sentences("''It works,'' she said. ''It always did.''") == ["''It works,'' she said.", "''It always did.''"]


@pytest.mark.parametrize("text", ["Is it?", "He asked: “Is it?”", "What (if any)?!"])
def test_a_question_ends_with_its_mark(text: str) -> None:
    assert sentence_is_question(text)


@pytest.mark.parametrize("text", ["“Why?” he asked.", "It is.", "He wondered why"])
def test_a_sentence_about_a_question_is_none(text: str) -> None:
    assert not sentence_is_question(text)
