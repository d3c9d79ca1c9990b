"""The five documents that ship with the project, read as a careful person would read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.cleaning.clean import clean
from flows.cleaning.types import CleanDocument
from tests.unit.cleaning.conftest import make_document

SEEDS = Path(__file__).resolve().parents[3] / "seeds"


def seed(prefix: str) -> CleanDocument:
    (path,) = SEEDS.glob(f"{prefix}_*.txt")
    return clean(make_document(path.read_bytes().decode("utf-8")))


def labels(document: CleanDocument, *kinds: str) -> list[tuple[str, str]]:
    """Kind and first 60 characters of every block that is no paragraph, or of the kinds given."""
    text = document.document.text
    wanted = [block for block in document.blocks if (block.kind in kinds if kinds else block.kind != "paragraph")]
    return [(block.kind, text[block.start_char : block.end_char][:60]) for block in wanted]


def masthead(document: CleanDocument) -> dict[str, object]:
    fields = ("title", "byline", "publisher", "published_at", "language", "genre", "notice_kind", "notice_origin")
    return {field: getattr(document, field) for field in fields}


NOTHING = {
    "title": None, "byline": None, "publisher": None, "published_at": None, "language": "en", "notice_kind": None,
    "notice_origin": None,
}  # fmt: skip


def test_000_an_article_without_a_title_line() -> None:
    document = seed("000")
    assert masthead(document) == NOTHING | {"genre": "article"}
    assert labels(document) == [
        ("heading", "Cheap, widely used tools"),
        ("heading", "High-tech soft power"),
        ("heading", "The spread of the ‘Chinese model’"),
        ("heading", "A dilemma for third parties"),
    ]
    assert len(labels(document, "paragraph")) == 23


def test_001_its_spun_copy_with_a_republication_notice() -> None:
    document = seed("001")
    assert masthead(document) == NOTHING | {
        "genre": "article", "notice_kind": "republished", "notice_origin": "The Conversation",
    }  # fmt: skip
    assert labels(document) == [
        ("heading", "Low-cost, broadly used instruments"),
        ("heading", "Excessive-tech delicate energy"),
        ("heading", "The unfold of the ‘Chinese language mannequin’"),
        ("heading", "A dilemma for third events"),
        ("notice", "This text is republished from The Conversation below a Inven"),
    ]


def test_002_a_summary_in_sections() -> None:
    document = seed("002")
    assert masthead(document) == NOTHING | {
        "title": "How China is betting cheap AI will get the world hooked on its tech",
        "publisher": "AIssential",
        "genre": "summary",
        "notice_kind": "summary_of",
        "notice_origin": "Artificial intelligence (AI) – The Conversation",
    }
    assert labels(document) == [
        ("title", "How China is betting cheap AI will get the world hooked on i"),
        ("heading", "Summary"),
        ("heading", "Key takeaway"),
        ("heading", "Key insights"),
        ("heading", "Principles"),
        ("list_item", "- Ubiquity through affordability drives AI influence."),
        ("list_item", "- AI development serves national economic and strategic goal"),
        ("list_item", "- Soft power extends through technological adoption."),
        ("heading", "Method"),
        ("heading", "In practice"),
        ("list_item", "- Offer low-cost AI tools for rapid global adoption."),
        ("list_item", "- Integrate AI into national economic development plans."),
        ("list_item", "- Utilize AI for soft power projection."),
        ("heading", "Topics"),
        ("boilerplate", "- China AI Strategy"),
        ("boilerplate", "- Generative Video AI"),
        ("boilerplate", "- AI Geopolitics"),
        ("boilerplate", "- Algorithmic Governance"),
        ("boilerplate", "- AI Distillation Attacks"),
        ("boilerplate", "Best for: Investor, CTO, VP of Engineering/Data, Policy Make"),
        ("boilerplate", "Related on AIssential"),
        ("notice", "Editorial summary, takeaway, and curation by AIssential. Ori"),
    ]
    assert len(labels(document, "paragraph")) == 4


def test_003_a_long_article_with_page_furniture() -> None:
    document = seed("003")
    title = "DeepSeek: how China’s embrace of open-source AI caused a geopolitical earthquake"
    assert masthead(document) == NOTHING | {"title": title, "genre": "article"}
    assert document.title_start_char == document.document.text.index(title, 20)
    assert labels(document) == [
        ("boilerplate", "HomeNewsDeepSeek: how China’s embrace of open-source AI caus"),
        ("title", "DeepSeek: how China’s embrace of open-source AI caused a geo"),
        ("credit", "Iain Masterton/Alamy Stock Photo"),
        ("heading", "China’s open-source AI takeover"),
        ("credit", "Video: BBC."),
        ("heading", "AI with Chinese characteristics"),
        ("credit", "Video: CNBC."),
        ("caption", "Innovation Centre at Beijing's Tsinghua University"),
        ("caption", "Beijing’s Tsinghua University has emerged as a key innovatio"),
        ("credit", "Renaud Rebardy/Alamy Stock Photo"),
        ("caption", "Man in suit speaking at a conference"),
        ("caption", "DeepSeek founder and chief executive, Liang Wenfeng."),
        ("credit", "Weibo via Wikimedia"),
        ("heading", "The conflicted reactions of US big tech"),
        ("caption", "Meta founder Mark Zuckerberg, Amazon founder Jeff Bezos, Goo"),
        ("caption", "Meta founder Mark Zuckerberg, Amazon founder Jeff Bezos, Goo"),
        ("credit", "UPI/Alamy Stock Photo"),
        ("caption", "China's vice-premier Zhang Guoqing and France's president Em"),
        ("caption", "China’s vice-premier Zhang Guoqing and France’s president Em"),
        ("credit", "Abaca Press/Alamy Stock Photo"),
        ("heading", "End of the ‘Silicon Valley effect’?"),
        ("credit", "Video: CBS News."),
        ("heading", "A brand new era of geotechnopolitics"),
        ("credit", "Video: AP."),
        ("boilerplate", "LEAVE A REPLY"),
        ("boilerplate", "Please enter your comment!"),
        ("boilerplate", "Please enter your name here"),
        ("boilerplate", "Must Read"),
    ]


def test_004_an_interview_with_captions_credits_and_a_spanish_comment_form() -> None:
    document = seed("004")
    assert masthead(document) == NOTHING | {
        "title": "Can China Become the AI Superpower?",
        "byline": "Ben Horton and Jinghan Zeng",
        "genre": "interview",
        "notice_kind": "draws_on",
        "notice_origin": "International Affairs",
    }
    assert labels(document, "title", "caption", "credit", "byline", "notice", "boilerplate", "heading", "paragraph") == [
        ("title", "Can China Become the AI Superpower?"),
        ("caption", "Security cameras using facial recognition technology are dis"),
        ("caption", "Security cameras using facial recognition technology are dis"),
        ("byline", "Ben Horton, Communications Manager, Communications and Publi"),
        ("notice", "This interview draws on Jinghan Zeng’s article, ‘Artificial "),
        ("boilerplate", "Deja una respuesta"),
        ("boilerplate", "Tu dirección de correo electrónico no será publicada. Los ca"),
    ]
    assert labels(document, "question") == [
        ("question", "At what point did China decide that it wanted to invest heav"),
        ("question", "How successfully has this strategy been implemented?"),
        ("question", "Why does China’s socio-political context make it uniquely we"),
        ("question", "Can we expect to see China successfully exporting these new "),
        ("question", "What are the risks for the Chinese government in implementin"),
        ("question", "Looking ahead, do you think China will realize its ambition "),
    ]
    assert labels(document, "speaker_label") == [("speaker_label", "Jinghan Zeng:")] * 6
    answers = [block for block in document.blocks if block.kind == "answer"]
    assert len(answers) == 16
    text = document.document.text
    assert {block.speaker for block in answers} == {"Jinghan Zeng"}
    assert {text[block.speaker_start_char : block.speaker_end_char] for block in answers} == {"Jinghan Zeng"}


@pytest.mark.parametrize("prefix", ["000", "001", "002", "003", "004"])
def test_every_visible_character_of_a_seed_is_in_exactly_one_block(prefix: str) -> None:
    document = seed(prefix)
    text = document.document.text
    held = "".join(text[block.start_char : block.end_char] for block in document.blocks)
    assert "".join(held.split()) == "".join(text.split())
