from collections.abc import Callable

import pytest

from flows.extraction.extractor import Extractor
from tests.unit.extraction.documents import Said, article

Read = Callable[[str], list[Said]]


def only(rows: list[Said]) -> Said:
    assert len({row.statement_id for row in rows}) == 1, rows
    return rows[0]


@pytest.mark.parametrize(
    ("text", "who", "cue", "content"),
    [
        ("The minister Anna Berg said taxes will rise next year.", "Anna Berg", "said", "taxes will rise next year"),
        ("Taxes will rise next year, Anna Berg said.", "Anna Berg", "said", "Taxes will rise next year"),
        ("“Taxes will rise next year,” Anna Berg said on Monday.", "Anna Berg", "said", "“Taxes will rise next year,”"),
        ("“Taxes will rise next year,” said Anna Berg.", "Anna Berg", "said", "“Taxes will rise next year,”"),
        ('"Taxes will rise next year," said Anna Berg.', "Anna Berg", "said", '"Taxes will rise next year,"'),
        ("‘Taxes will rise next year,’ said Anna Berg.", "Anna Berg", "said", "‘Taxes will rise next year,’"),
        ("“Will taxes rise next year?” asked Anna Berg.", "Anna Berg", "asked", "“Will taxes rise next year?”"),
        ("Anna Berg wrote: “Taxes will rise next year.”", "Anna Berg", "wrote", "“Taxes will rise next year.”"),
        ("Anna Berg: “Taxes will rise next year.”", "Anna Berg", ":", "“Taxes will rise next year.”"),
        ("According to Anna Berg, taxes will rise next year.", "Anna Berg", "According to", "taxes will rise next year"),
        ("Taxes will rise next year, according to Anna Berg.", "Anna Berg", "according to", "Taxes will rise next year"),
        ("According to Anna Berg: “Taxes will rise.”", "Anna Berg", "According to", "“Taxes will rise.”"),
        ("Anna Berg urged the government to raise taxes.", "Anna Berg", "urged", "the government to raise taxes"),
        (
            "Anna Berg accused the government of hiding its debts.",
            "Anna Berg",
            "accused",
            "the government of hiding its debts",
        ),
        ("Anna Berg described the plan as a costly mistake.", "Anna Berg", "described", "the plan as a costly mistake"),
        (
            "Anna Berg said in an interview with the Post that taxes will rise.",
            "Anna Berg",
            "said",
            "that taxes will rise",
        ),
        ("Taxes will rise next year, said Anna Berg.", "Anna Berg", "said", "Taxes will rise next year"),
        ("Anna Berg denied taking money from the fund.", "Anna Berg", "denied", "taking money from the fund"),
        ("Anna Berg called for a ban on loans.", "Anna Berg", "called for", "a ban on loans"),
        ("Anna Berg promised to resign in May.", "Anna Berg", "promised", "to resign in May"),
    ],
)
def test_who_said_what(read: Read, text: str, who: str, cue: str, content: str) -> None:
    row = only(read(text))
    assert (row.who, row.cue, row.content, row.depth) == (who, cue, (content,), 0)


def test_a_quotation_broken_by_its_cue_is_one_statement_with_two_contents(read: Read) -> None:
    rows = read("“The model is very efficient,” Anna Berg told CNBC. “We should take it seriously.”")
    row = only(rows)
    assert row.content == ("“The model is very efficient,”", "“We should take it seriously.”")
    assert row.venue == "CNBC"
    assert [r.claim for r in rows] == ["The model is very efficient", "“We should take it seriously.”"]


def test_a_sentence_goes_on_after_who_said_it(read: Read) -> None:
    row = only(read("“By 2030,” one key policy document says, the country “should achieve world-leading levels”."))
    assert row.content == ("“By 2030,”", "the country “should achieve world-leading levels”")
    assert row.kind == "document"


def test_a_quotation_of_several_sentences_gives_each_its_claim(read: Read) -> None:
    rows = read("Anna Berg wrote on X: “This is a warning. Tighten the rules at once. Every advance was ours.”")
    assert len(rows) == 3
    assert only(rows).venue == "X"
    assert {row.quotation for row in rows} == {"direct"}


def test_a_quotation_without_cue_after_a_statement_continues_it(read: Read) -> None:
    rows = read("Anna Berg accused the government of hiding its debts. “They cheat and they steal from all of us.”")
    assert [(row.who, row.via, row.cue) for row in rows] == [
        ("Anna Berg", "explicit", "accused"),
        ("Anna Berg", "continued", None),
    ]


def test_a_quotation_over_two_paragraphs_is_one_statement(read: Read) -> None:
    rows = read("“The first part is long,” said Anna Berg. “And it goes on here.\n\n“It ends in this paragraph.”")
    assert only(rows).content[-1] == "“It ends in this paragraph.”"


def test_a_colon_at_a_paragraphs_end_introduces_the_next_one(read: Read) -> None:
    row = only(read("Anna Berg told reporters on Monday:\n\n“Taxes will rise next year and the year after.”"))
    assert (row.who, row.cue) == ("Anna Berg", "told")


def test_words_in_marks_that_nobody_says_are_no_quotation(read: Read) -> None:
    assert read("The so-called “silicon ceiling” stays. Critics of “big tech” abound.") == []


def test_the_verb_after_a_quoted_phrase_belongs_to_its_own_sentence(read: Read) -> None:
    rows = read(
        "The think-tank Freedom Watch describes the country as having the “worst record”, and suggests others follow."
    )
    assert {row.who for row in rows} == {"Freedom Watch"}
    assert [row.content[0] for row in rows if row.cue == "suggests"] == ["others follow"]


ANSWER = (
    "The lawyer Anna Berg spoke on Monday. Elon Musk replied with a plain “{}” to Berg’s earlier claims on CNBC that the "
    "firm had secretly bought 50,000 chips."
)
CHIPS = "that the firm had secretly bought 50,000 chips"


def test_a_response_is_only_the_words_it_consists_of_and_what_it_answers_stays_the_others(read: Read) -> None:
    said = [(row.who, row.depth, row.content, row.quotation, row.venue) for row in read(ANSWER.format("nonsense"))]
    assert said == [
        ("Elon Musk", 0, ("“nonsense”",), "direct", None),
        ("Anna Berg", 0, (CHIPS,), "indirect", "CNBC"),
    ]


def test_who_assents_to_anothers_claims_stands_before_them(read: Read) -> None:
    said = [(row.who, row.depth, row.content, row.venue) for row in read(ANSWER.format("obviously"))]
    assert said == [("Elon Musk", 0, ("“obviously”", CHIPS), None), ("Anna Berg", 1, (CHIPS,), "CNBC")]


def test_what_somebody_refuses_to_sign_is_nothing_that_they_say(read: Read) -> None:
    assert read("Anna Berg refused to sign a pledge to “keep every river clean”.") == []
    assert read("Anna Berg declined to support the ban.") == []


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Anna Berg called the plan “a mistake”, and “a shame”.", "called", "the plan “a mistake”, and “a shame”"),
        (
            "Anna Berg described the plan as “a mistake”, and “a shame”.",
            "described",
            "the plan as “a mistake”, and “a shame”",
        ),
        ("Anna Berg pledged over 40 million in farm aid.", "pledged", "over 40 million in farm aid"),
        ("The firm presented the van as a cheap bus.", "presented", "the van as a cheap bus"),
        ("The firm positioned itself as a leader in rail.", "positioned", "itself as a leader in rail"),
        ("Engineers have speculated for years about the old dam.", "have speculated for years about", "the old dam"),
        ("Anna Berg called on the mayor to resign.", "called", "on the mayor to resign"),
    ],
)
def test_views_and_pledges_reach_as_far_as_they_go(read: Read, text: str, cue: str, content: str) -> None:
    row = only(read(text))
    assert (row.cue, row.content) == (cue, (content,))


def test_whoever_sees_things_going_one_way_also_calls_them_so(read: Read) -> None:
    rows = read(
        "Anna Berg spoke on Monday. She sees rail driving “green growth” and modernising towns, calling its “pull effect” a "
        "boon for trade."
    )
    assert [(row.who, row.cue, row.content) for row in rows] == [
        ("Anna Berg", "sees", ("rail driving “green growth” and modernising towns",)),
        ("Anna Berg", "calling", ("its “pull effect” a boon for trade",)),
    ]


def test_an_event_that_was_seen_is_no_view(read: Read) -> None:
    assert read("Anna Berg saw the dog leaving the house.") == []


def test_considering_a_measure_to_some_end_describes_nothing(read: Read) -> None:
    assert read("Norway’s government is considering stricter limits on fishing to stop boats from emptying the fjord.") == []


def test_a_quotation_that_ends_what_is_stressed_belongs_to_it(read: Read) -> None:
    row = only(read("The ministry has emphasised training, new rules and oversight to steer fishing “responsibly”."))
    assert row.content == ("training, new rules and oversight to steer fishing “responsibly”",)


def test_who_is_quoted_with_as_stands_nearest_and_their_name_is_no_part_of_what_is_said(read: Read) -> None:
    rows = read("The new report says that rail is slow, as Anna Berg noted in May.")
    assert [(row.who, row.depth, row.claim) for row in rows] == [
        ("Anna Berg", 0, "rail is slow"),
        ("new report", 1, "rail is slow"),
    ]


def test_after_but_the_writer_speaks_again(read: Read) -> None:
    row = only(read("Some argue that rail will create towns where nobody drives, but even if it is built costs remain."))
    assert row.content == ("that rail will create towns where nobody drives",)


@pytest.mark.parametrize(
    ("phrase", "source"),
    [("Even the minister", "minister"), ("Only Anna Berg", "Anna Berg"), ("Just two ministers", "two ministers")],
)
def test_an_adverb_before_the_whole_phrase_is_no_part_of_the_source(extractor: Extractor, phrase: str, source: str) -> None:
    tables = extractor.extract([article(f"{phrase} said that taxes will rise next year.")])
    written = tables["attributions"]["source_text"].drop_nulls().to_list()
    assert [text.removeprefix("the ") for text in written] == [source]


def test_a_name_may_begin_with_an_adverb(extractor: Extractor) -> None:
    tables = extractor.extract([article("The news came late. Just Stop Oil said that taxes will rise next year.")])
    assert tables["attributions"]["source_text"].drop_nulls().to_list() == ["Just Stop Oil"]


def test_what_many_hold_is_held_by_somebody_unnamed(read: Read) -> None:
    row = only(read("The merger was widely seen as an effort to save the bank."))
    assert (row.who, row.content) == ("unnamed source", ("The merger", "as an effort to save the bank"))
    assert read("The merger was seen as an effort to save the bank.") == []


@pytest.mark.parametrize("noun", ["revelation", "narrative"])
def test_a_revelation_and_a_narrative_say_something(read: Read, noun: str) -> None:
    row = only(read(f"The {noun} that the dam was built too fast has angered farmers."))
    assert (row.cue, row.content) == (noun, ("that the dam was built too fast",))


def test_what_a_speaker_says_of_themself_is_not_a_second_source(read: Read) -> None:
    rows = read("Anna Berg said she believes that taxes will rise.")
    assert {(row.who, row.depth) for row in rows} == {("Anna Berg", 0)}


def test_the_author_is_not_cited_for_their_own_belief(read: Read) -> None:
    assert read("I think that the moment may be a turning point.") == []


def test_a_report_speaks_for_who_wrote_it(read: Read) -> None:
    row = only(read("A recent McKinsey report predicted that 400 million people will have to find new work."))
    assert (row.who, row.kind, row.via) == ("McKinsey", "organisation", "document_reference")


def test_a_statement_speaks_for_the_committee_that_made_it(read: Read) -> None:
    row = only(
        read(
            "A 2019 statement of “governance principles” from a national expert committee argues that the technology "
            "should enhance “the common well-being of humanity”."
        )
    )
    assert (row.who, row.via, row.quotation) == ("national expert committee", "document_reference", "mixed")


def test_things_do_not_speak(read: Read) -> None:
    assert read("The rapid rise underscores a growing realisation. This highlights the failure of the attempts.") == []


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("“It is late,” Anna Berg said on CNN's “State of the Union.”", "CNN"),
        ("Anna Berg told MSNBC’s “Morning Joe” that it is late.", "MSNBC"),
        ("According to Politico, the firm said that it is late.", None),
    ],
)
def test_a_programme_is_told_by_its_station_and_a_source_is_no_venue(read: Read, text: str, venue: str | None) -> None:
    assert {row.venue for row in read(text)} == {venue}


def test_a_paper_is_where_it_was_said(read: Read) -> None:
    row = only(read("As economist Liu Gang told the Party’s Morning Times newspaper: “The growth is fast in the south.”"))
    assert (row.who, row.description, row.venue) == ("Liu Gang", "economist", "Morning Times")


def test_a_colon_after_a_verb_of_doing_introduces_a_quotation(read: Read) -> None:
    row = only(read("The general secretary, António Guterres, outlined his vision: “We must seize this opportunity.”"))
    assert (row.who, row.cue) == ("António Guterres", "outlined")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Taxes, Anna Berg said, will rise next year.", ("Taxes", "will rise next year")),
        ("The plan was described by Anna Berg as a costly mistake.", ("The plan", "as a costly mistake")),
    ],
)
def test_pieces_that_say_nothing_alone_are_one_claim(read: Read, text: str, content: tuple[str, ...]) -> None:
    row = only(read(text))
    assert (row.who, row.content, row.claim) == ("Anna Berg", content, text)


def test_others_words_between_two_quotations_part_them(read: Read) -> None:
    rows = read("“I know him,” Anna Berg told CNN, noting that he “has often called her”. It was late.")
    assert rows[0].content == ("“I know him,”",)


def test_a_document_without_quotation_marks_still_has_speakers(read: Read) -> None:
    rows = read("We will fight this in court, said the lawyer Anna Berg. The court opens in May, Peter Hall said.")
    assert [(row.who, row.quotation) for row in rows] == [("Anna Berg", "indirect"), ("Peter Hall", "indirect")]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("“That report sat in a drawer for years,” Anna Berg said.", "That report sat in a drawer for years"),
        ("Anna Berg said that report sat in a drawer for years.", "that report sat in a drawer for years"),
        ("Anna Berg said that the report sat in a drawer for years.", "the report sat in a drawer for years"),
    ],
)
def test_a_claim_is_without_the_conjunction_that_and_with_the_pronoun(read: Read, text: str, claim: str) -> None:
    assert only(read(text)).claim == claim


@pytest.mark.parametrize(
    ("text", "who", "content"),
    [
        ("Police put the death toll at 11 on Saturday.", "police", "the death toll at 11"),
        ("The coast guard put the toll at 11 on Saturday.", "coast guard", "the toll at 11"),
        ("The report puts the cost at $4 million.", "report", "the cost at $4 million"),
        ("Anna Berg put the number of cracks at 14.", "Anna Berg", "the number of cracks at 14"),
    ],
)
def test_who_puts_a_number_at_so_much_says_so(read: Read, text: str, who: str, content: str) -> None:
    row = only(read(text))
    assert (row.who, row.content) == (who, (content,))


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg put the book at the window.",
        "The latest death puts the toll at 11.",
        "Officials put the train back into service at 11 on Saturday.",
        "The council put the lights on at 5 on Friday.",
        "Ministers put the project at the top of 10 priorities.",
    ],
)
def test_what_is_put_somewhere_or_adds_up_is_not_said(read: Read, text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The firm did not respond to a request for comment.",
        "Berg has not replied to the newspaper’s questions.",
        "The ministry declined to comment.",
        "An official asked not to be named.",
        "Asked whether she would resign, Anna Berg left the room.",
        "Anna Berg spoke to reporters on Monday.",
    ],
)
def test_being_asked_and_not_answering_is_nothing_said(read: Read, text: str) -> None:
    assert read(text) == []


def test_a_source_that_asked_not_to_be_named_is_the_one_who_told(read: Read) -> None:
    row = only(read("Most ambulances use the bridge, a hospital official who asked not to be named told the Courier."))
    assert (row.who, row.cue, row.content) == ("hospital official", "told", ("Most ambulances use the bridge",))


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg will resign, the Harbour Daily reported, citing two officials with knowledge of the matter.",
        "The Harbour Daily reported, citing two officials with knowledge of the matter, that Anna Berg will resign.",
        "The Harbour Daily, citing two officials with knowledge of the matter, reported that Anna Berg will resign.",
    ],
)
def test_who_is_cited_for_a_report_stands_behind_whoever_reports_it(read: Read, text: str) -> None:
    rows = read(text)
    assert [(row.depth, row.who) for row in rows] == [
        (0, "Harbour Daily"),
        (1, "two officials with knowledge of the matter"),
    ]
    assert {row.claim for row in rows} == {"Anna Berg will resign"}


def test_a_reason_that_is_cited_is_no_source(read: Read) -> None:
    assert {row.who for row in read("Anna Berg said that she will leave, citing health reasons.")} == {"Anna Berg"}
