"""Who speaks in an interview or a transcript: questions, speaker labels and the turns that answer.

A label ("Jinghan Zeng:") counts only where the document shows that its labels are turns of talk: they follow questions, or
speakers alternate. So "Population: 600" or "Subs: Marshall, McGeady" stays what it is. What does not belong here: who is
quoted inside prose (``flows.extraction``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from flows.cleaning.drafts import Draft
from flows.cleaning.lexicons import (
    ANSWERERS,
    FINITE_VERBS,
    HONORIFICS,
    NOT_SPEAKERS,
    PROMPT_OPENERS,
    QUESTIONERS,
    ROLE_WORDS,
    word_set,
)

MAX_QUESTION_CHARS = 900
MAX_PROMPT_CHARS = 300
MIN_EVIDENCE = 2
MIN_UNLABELLED_QUESTIONS = 2
MIN_MARKED_QUESTIONS = 3
"""Paragraphs set in one emphasis, or headings of one level, that ask and have an answer below; at least half of their likes
do."""
MIN_ADDRESSING_SHARE = 0.3
"""Of unlabelled questions at least this share says "you", and of the answers "I" or "we" (unless the title speaks of an
interview): an explainer's do not."""
MIN_QUESTION_SHARE = 0.6
MIN_TRANSCRIPT_TURNS = 4
MIN_TRANSCRIPT_SHARE = 0.4
MIN_INTERVIEW_SHARE = 0.5
MIN_LABEL_SHARE = 0.15
"""Of the blocks between the first label and the last at least this share bears one; a long answer has six paragraphs or
so."""
INTRO_BLOCKS = 14
MAX_OPENING_BLOCKS = 6

_NAME_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž](?:[^\W_]|['’.-]){0,30})"
_PARTICLE = r"(?:de|da|di|del|della|du|des|van|von|der|den|ter|la|le|el|al|bin|ibn|ben|dos|das|of|and|the)"
_SPEAKER = rf"{_NAME_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_NAME_WORD}){{0,5}}(?:\s?\([^()\n]{{1,40}}\))?"
_EMPHASIS = r"[*_]{1,3}"
_LABEL = re.compile(
    rf"(?P<mark>(?:{_EMPHASIS}|\[|>\s?)?)(?P<name>{_SPEAKER}|[QA]\d{{1,3}}|Q|A)(?P<close>\]?(?:{_EMPHASIS})?)\s?[:：]"
    rf"(?P<after>(?:{_EMPHASIS}(?=\s|$))?)(?=\s|$)"
)
_LETTER_LABEL = re.compile(r"(?:\*\*|__)?(?P<name>[QA])(?:\*\*|__)?[.)](?:\*\*|__)?(?=\s)")
_CLOSING_EMPHASIS = re.compile(r"(?<=[^\s*_])[*_]{1,3}$")
_SECOND_OPTION = re.compile(r"B\s?[.)]\s.{1,60}$")
"""Where it stands, "A." is one of several options and no answer."""
_GLUED_LETTER = re.compile(r"(?P<name>[QA])(?=[A-Z][a-z’']{1,20}\s)")
"""A letter that lost its colon on the way ("QThere's no shortage"); believed beside letters that kept it."""
_WIKI_LABEL = re.compile(r"\(\((?P<name>[^()\n]{1,40})\)\)\s{0,2}:?")
_PERSON_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž](?:\.|[\w’'-]{1,30}))"
_PERSON = re.compile(
    rf"{_PERSON_WORD}(?:\s(?:(?:de|da|di|del|van|von|der|la|le|el|al|bin|ibn|ben|dos|das)\s)?{_PERSON_WORD}){{1,3}}"
)
_INTERVIEW_CUE = re.compile(
    r"\b(?:interview(?:s|ed|ing)?|q&a|q and a|(?:spoke|speaks|sat down|caught up) (?:to|with)|in conversation with|"
    r"entrevista|entretien|interviewt|im gespräch)\b",
    re.IGNORECASE,
)
_TITLE_CUE = re.compile(
    r"\b(?:tells?|talks? (?:to|with|about)|speaks (?:to|about)|answers|discusses|chats with|opens up|"
    r"in his own words|in her own words)\b",
    re.IGNORECASE,
)
_CUE_BEFORE_NAME = re.compile(
    r"\b(?:interview(?:s|ed|ing)?(?: with)?|(?:spoke|speaks|talks|sat down|caught up|conversation|q&a|"
    r"chat)(?: exclusively)? (?:to|with)|"
    r"entrevista (?:a|con)|entretien avec|gespräch mit)\s(?P<after>[^\n.!?]{3,90})",
    re.IGNORECASE,
)
_CUE_AFTER_NAME = re.compile(
    r"(?P<before>[^\n]{3,90}?)\s(?:tells?|talks|speaks|answers|discusses|explains|about|on why|on how)\b"
)
_YOU = re.compile(r"\b(?:you|your|yours|yourself|usted|ustedes|tu|su|vous|votre|sie|ihr|ihre)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|me|my|we|our|us|yo|mi|nosotros|je|nous|ich|wir)\b")
_MYSELF = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|me|my|yo|mi|je|moi|ich|mir|mich)\b")
"""One person's words: a company's or an office's "we" also stands in answers to what its customers ask."""
_QUOTED = re.compile(r"“[^”]{0,2000}”|\"[^\"]{0,2000}\"|„[^“”]{0,2000}[“”]|«[^»]{0,2000}»")
_MARKED = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?=[^\s*_]).*[^\s*_](?P=mark)$", re.DOTALL)
_HEADING_MARK = re.compile(r"(?P<mark>#{1,6})\s+\S")
_ABOUT_INTERVIEW = re.compile(
    r"\b(?:this|the) (?:interview|conversation|q&a|transcript) (?:was|has been|took place|is an?)\b", re.IGNORECASE
)
_HONORIFIC = rf"(?:{'|'.join(sorted(HONORIFICS, key=len, reverse=True))})"
_NAME_CALLED = rf"(?:(?i:{_HONORIFIC})\.?\s){{0,3}}{_NAME_WORD}(?:\s{_NAME_WORD}){{0,2}}"
_CALLED = re.compile(
    rf"^[*_#>\s]{{0,8}}(?:[^:\n]{{1,40}}:)?[*_\s]{{0,4}}(?P<first>{_NAME_CALLED}),"
    r"(?!\s(?:an?|the|who|whose|whom|which|\d+)\b)"
    rf"|\byou,\s(?P<middle>{_NAME_CALLED}),|,\s(?P<last>{_NAME_CALLED})(?=[?!*_]|$)"
)
"""Who is asked by name: "Ms Halvard, when …?", "And now, Ingrid?"; not who is explained ("John Poe, the leader, says …")."""
_AGE = re.compile(r",? (?:aged )?\d{2}(?:,|\s|$)|\s\(\d{2}\)")
_SENTENCE_START = re.compile(r"(?:^|[.!?][”\"]?\s)(?:[^\W\da-z]\S{0,30}\s){0,3}$")
_PLACES = word_set(
    "new north south east west united saint san los las el la great the in on at this that for how why what "
    "when where who a an "
    "and but as if after before since while during"
)
"""First words of runs of capitalised words that name no person."""
_OFFICES = word_set(
    "vice former prime minister secretary chancellor senator congressman congresswoman representative governor mayor actor "
    "actress singer musician doctor general captain libertarian republican democratic labour conservative "
    "deputy judge justice chairperson councillor councilman councilwoman commissioner sheriff"
)
"""What may stand in capitals before a name."""
_WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
_NOT_PEOPLE = _WEEKDAYS | word_set(
    "university institute city association brotherhood house street times news post journal council committee "
    "party company inc "
    "interview wikipedia prize award act party day week year street road center centre "
    "corporation society school college department ministry bank states kingdom wikinews initiative union "
    "international national "
    "tramways railways railway airlines ferries holdings group ltd limited plc gmbh association federation authority "
    "january february march april may june july august september october november december press president professor"
)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A labelled turn: which block, where its label and name end, and who speaks."""

    index: int
    label_end: int
    name_start: int
    name_end: int
    name: str
    key: str
    is_glued: bool

    @property
    def is_in_capitals(self) -> bool:
        """Whether the label is a name in capitals."""
        return len(self.name) > 2 and self.name.isupper()

    @property
    def is_alone(self) -> bool:
        """Whether nothing follows the label in its block."""
        return self.label_end < 0


@dataclass(frozen=True, slots=True)
class _Person:
    """A name as it stands in the text."""

    name: str
    start: int
    end: int


def label_interview(drafts: list[Draft]) -> bool:
    """Label questions, speaker labels and answers; return whether the document as a whole is an interview.

    Where labels are turns but make up less than half of the prose (a passage of a transcript in an article), only the
    labelled blocks are turns; in an interview, what follows a turn without a label belongs to it up to the next question.
    """
    turns = _accepted_turns(drafts)
    if turns:
        is_interview = _is_whole(drafts, turns)
        _apply_turns(drafts, turns, whole=is_interview)
        return is_interview
    return _label_unlabelled(drafts)


def _turns(drafts: list[Draft]) -> list[_Turn]:
    """Return every block that begins like a turn."""
    found: list[_Turn] = []
    for index, draft in enumerate(drafts):
        if draft.kind is not None:
            continue
        head = draft.text[:160]
        match = _LABEL.match(head) or _LETTER_LABEL.match(head) or _WIKI_LABEL.match(head) or _GLUED_LETTER.match(head)
        if match is None:
            continue
        name = match["name"].strip()
        key = _key(name)
        if key in NOT_SPEAKERS or key.split(" ")[0] in NOT_SPEAKERS - {"a", "r"}:
            continue
        label_end = match.end()
        rest = draft.text[label_end : label_end + 1_000].strip()
        found.append(
            _Turn(
                index,
                draft.start + label_end if rest else -1,
                draft.start + match.start("name"),
                draft.start + match.start("name") + len(name),
                name,
                key,
                match.re is _GLUED_LETTER,
            )
        )
    if any(_SECOND_OPTION.match(draft.text) for draft in drafts):
        found = [turn for turn in found if turn.key != "a"]
    clear = {turn.key for turn in found if not turn.is_glued}
    believed = [turn for turn in found if not turn.is_glued or clear & {"q", "a"}]
    return _with_full_keys(believed)


def _with_full_keys(turns: list[_Turn]) -> list[_Turn]:
    """Give labels that are a surname ("TAPPER", "MR. TAPPER") or initials the key of the one label that is the full name."""
    full: dict[str, set[str]] = {}
    for turn in turns:
        words = _without_titles(turn.key)
        if len(words) > 1:
            full.setdefault(words[-1], set()).add(turn.key)
            full.setdefault("".join(word[0] for word in words), set()).add(turn.key)
    found: list[_Turn] = []
    for turn in turns:
        words = _without_titles(turn.key)
        keys = full.get(words[0], set()) if len(words) == 1 else set()
        found.append(replace(turn, key=next(iter(keys))) if len(keys) == 1 else turn)
    return found


def _key(name: str) -> str:
    """Return what makes two labels the same speaker's: the name without brackets and case; "Q3" is "q"."""
    key = re.sub(r"\s?\([^()]*\)", "", name).casefold().strip(" .")
    return key[0] if re.fullmatch(r"[qa]\d{1,3}", key) else key


def _accepted_turns(drafts: list[Draft]) -> list[_Turn]:
    """Return the turns, or nothing where the labels do not show themselves to be turns of talk."""
    turns = _turns(drafts)
    if not turns:
        return []
    counts = Counter(turn.key for turn in turns)
    questioners = _questioners(drafts, turns, counts)
    if set(counts) <= questioners:
        return turns if _answers_follow(drafts, turns) >= max(MIN_EVIDENCE, len(turns) / 2) else []
    labelled = {id(drafts[turn.index]) for turn in turns}
    evidence: Counter[str] = Counter()
    previous: _Turn | None = None
    for turn in turns:
        above = _above(drafts, turn.index)
        if turn.key not in questioners:
            follows_labelled = previous is not None and previous.key in questioners and previous.key != turn.key
            follows_question = above is not None and id(above) not in labelled and _is_question(above)
            if follows_labelled or follows_question:
                evidence[turn.key] += 1
        previous = turn
    strength = sum(evidence.values())
    named = {key for key in evidence if key in ANSWERERS} and questioners & QUESTIONERS
    if strength >= MIN_EVIDENCE or (strength and (named or _has_interview_cue(drafts))):
        keep = questioners | set(evidence) | {key for key, n in counts.items() if n >= MIN_EVIDENCE and len(key) > 1}
        # In a transcript with names in capitals, whoever speaks once speaks too.
        if any(turn.key in keep and turn.is_in_capitals for turn in turns):
            keep |= {turn.key for turn in turns if turn.is_in_capitals}
        return [turn for turn in turns if turn.key in keep]
    repeated = {key for key, n in counts.items() if n >= MIN_EVIDENCE}
    spoken = [turn for turn in turns if turn.key in repeated and _is_spoken(drafts, turn)]
    if (
        len({turn.key for turn in spoken}) >= 2
        and len(spoken) >= MIN_TRANSCRIPT_TURNS
        and len(spoken) >= MIN_TRANSCRIPT_SHARE * sum(1 for draft in drafts if draft.kind is None)
    ):
        return [turn for turn in turns if turn.key in repeated]
    return []


def _answers_follow(drafts: list[Draft], turns: list[_Turn]) -> int:
    """Count the questions below which prose stands that bears no label."""
    labelled = {turn.index for turn in turns}
    count = 0
    for turn in turns:
        below = _below(drafts, turn.index + turn.is_alone)
        count += below > 0 and below not in labelled and drafts[below].kind is None and drafts[below].is_prose
    return count


def _questioners(drafts: list[Draft], turns: list[_Turn], counts: Counter[str]) -> set[str]:
    """Return the labels of those who ask: named so ("Q", "Interviewer"), or most of their turns end with a question."""
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        own[turn.key] += _turn_end(drafts, turn).asks
        whole[turn.key] += _last_words(drafts, turn, following).asks
    named = {key for key in counts if key in QUESTIONERS}
    if len(counts) < 2:
        (key, n), *_ = counts.items()
        return {key} if n >= MIN_EVIDENCE and own[key] >= MIN_QUESTION_SHARE * n else named
    # The block above the next label ends a turn, or it is an unlabelled question: that is so when everybody seems to ask.
    for asked in (whole, own):
        found = named | {key for key, n in counts.items() if n >= 2 and asked[key] >= MIN_QUESTION_SHARE * n}
        if not found >= set(counts):
            return found
    return named


def _last_words(drafts: list[Draft], turn: _Turn, following: _Turn | None) -> Draft:
    """Return the last open block before the next turn."""
    end = following.index if following is not None else turn.index + 1
    for index in range(min(end, len(drafts)) - 1, turn.index, -1):
        if drafts[index].kind is None:
            return drafts[index]
    return _turn_end(drafts, turn)


def _turn_end(drafts: list[Draft], turn: _Turn) -> Draft:
    """Return the block with a turn's words: its own, or the one below a label that stands alone."""
    if turn.is_alone and turn.index + 1 < len(drafts):
        return drafts[turn.index + 1]
    return drafts[turn.index]


def _is_spoken(drafts: list[Draft], turn: _Turn) -> bool:
    """Say whether what follows a label are sentences."""
    draft = _turn_end(drafts, turn)
    return draft.ends_sentence and (not draft.is_short or len(draft.words) >= 3)


def _is_question(draft: Draft) -> bool:
    """Say whether an unlabelled block may be an interviewer's question or request."""
    if draft.kind not in {None, "question"} or draft.end - draft.start > MAX_QUESTION_CHARS:
        return False
    return draft.asks or _is_prompt(draft)


def _is_plain_question(draft: Draft) -> bool:
    """Say whether a block asks, and is not a question that somebody is quoted with."""
    is_quoted = draft.text[:1] in '"“‘«' or draft.text.rstrip("*_ ").endswith(("”", '"', "’", "»"))
    return draft.asks and draft.end - draft.start <= MAX_QUESTION_CHARS and not is_quoted


def _is_prompt(draft: Draft) -> bool:
    """Say whether a block asks without a question mark."""
    return draft.end - draft.start <= MAX_PROMPT_CHARS and draft.folded.startswith(PROMPT_OPENERS)


def _above(drafts: list[Draft], index: int) -> Draft | None:
    """Return the nearest block above that is text of the document."""
    for draft in reversed(drafts[max(0, index - 6) : index]):
        if draft.kind not in {"caption", "credit", "boilerplate"}:
            return draft
    return None


def _has_interview_cue(drafts: list[Draft]) -> bool:
    """Say whether title or opening speak of an interview."""
    return any(
        _INTERVIEW_CUE.search(draft.text[:600]) or (draft.kind == "title" and _TITLE_CUE.search(draft.text))
        for draft in drafts[:INTRO_BLOCKS]
        if draft.kind in {None, "title", "byline"}
    )


def _is_whole(drafts: list[Draft], turns: list[_Turn]) -> bool:
    """Say whether the document is an interview, rather than holding a passage of one.

    It is when its turns are marked as questions and answers or its title speaks of an interview; when every other block from
    the first turn to the end bears a label; or when at least half of the prose lies between the first label and the
    last, and enough of it bears labels (:data:`MIN_LABEL_SHARE`).
    """
    if any(turn.key in QUESTIONERS | ANSWERERS for turn in turns):
        return True
    if any(draft.kind == "title" and _INTERVIEW_CUE.search(draft.text) for draft in drafts[: turns[0].index]):
        return True
    first = turns[0].index
    while first > 0 and (drafts[first - 1].kind is not None or _is_question(drafts[first - 1])):
        first -= 1
    open_drafts = [(i, d) for i, d in enumerate(drafts) if d.kind is None]
    total = sum(d.end - d.start for _, d in open_drafts)
    within = sum(d.end - d.start for i, d in open_drafts if first <= i <= turns[-1].index)
    n_within = sum(1 for i, _ in open_drafts if first <= i <= turns[-1].index)
    n_to_end = sum(1 for i, _ in open_drafts if i >= first)
    if len(turns) >= MIN_INTERVIEW_SHARE * n_to_end:
        return True
    return within >= MIN_INTERVIEW_SHARE * total and len(turns) >= MIN_LABEL_SHARE * n_within


def _apply_turns(drafts: list[Draft], turns: list[_Turn], *, whole: bool) -> None:
    """Split labels off their turns and label everything that is said."""
    by_index = {turn.index: turn for turn in turns}
    counts = Counter(turn.key for turn in turns)
    questioners = _questioners(drafts, turns, counts)
    names = _full_names(drafts, turns, questioners)
    interviewee = _interviewee(drafts, turns[0].index, *_asked_and_answered(drafts, turns, questioners))
    only_questions = set(counts) <= questioners
    last_turn = turns[-1].index
    result: list[Draft] = []
    current: _Turn | None = None
    for index, draft in enumerate(drafts):
        turn = by_index.get(index)
        if turn is not None:
            current = turn
            result.extend(_split_turn(draft, turn, questioners, names))
            continue
        result.append(draft)
        if draft.kind is not None:
            if draft.kind in {"notice", "byline"} and index > last_turn:
                current = None
            continue
        below = by_index.get(_below(drafts, index))
        if below is not None and below.key not in questioners and _is_question(draft):
            if current is not None and current.key in questioners:
                _label_spoken(draft, current, questioners, names, "continues_turn")
            else:
                draft.label("question", "above_answer")
        elif current is not None and (whole or current.is_alone):
            if whole and _is_section_name(draft, drafts[index + 1 : index + 2], by_index, index):
                continue
            if only_questions and not (current.is_alone and index == current.index + 1):
                _label_answer(draft, interviewee)
            else:
                _label_spoken(draft, current, questioners, names, "continues_turn")
            if not whole:
                current = None
    drafts[:] = result


def _below(drafts: list[Draft], index: int) -> int:
    """Return the index of the next block below that is text of the document, or -1."""
    for later in range(index + 1, min(len(drafts), index + 7)):
        if drafts[later].kind not in {"caption", "credit", "boilerplate"}:
            return later
    return -1


def _is_section_name(draft: Draft, following: list[Draft], by_index: dict[int, _Turn], index: int) -> bool:
    """Say whether a line inside an interview is the name of a section: short, no sentence, right above a question."""
    if draft.ends_sentence or not draft.is_short or len(draft.words) > 10 or draft.text[-1:] in {":", ",", ";"}:
        return False
    return bool(following) and (_is_question(following[0]) or index + 1 in by_index)


def _split_turn(draft: Draft, turn: _Turn, questioners: set[str], names: dict[str, str | None]) -> list[Draft]:
    """Return a turn's label and its words as two blocks."""
    if turn.is_alone:
        draft.label("speaker_label", "turn_label")
        return [draft]
    label = draft.part(draft.start, turn.label_end)
    start, end = _inside_emphasis(draft, turn.label_end)
    words = draft.part(start, end)
    if label is None or words is None:
        return [draft]
    label.label("speaker_label", "turn_label")
    marks = [mark for mark in (draft.part(turn.label_end, start), draft.part(end, draft.end)) if mark is not None]
    for mark in marks:
        mark.label("boilerplate", "emphasis_mark")
    _label_spoken(words, turn, questioners, names, "labelled_turn")
    return sorted([label, words, *marks], key=lambda part: part.start)


def _inside_emphasis(draft: Draft, start: int) -> tuple[int, int]:
    """Return where the words from ``start`` on begin and end without marks of emphasis around all of them.

    The opening mark stands right before them or before the label: ``**SQ: Why?**``.
    """
    end = draft.end
    closing = _CLOSING_EMPHASIS.search(draft.source, start, end)
    if closing is None:
        return start, end
    mark = closing.group()
    first = start + len(draft.source[start:end]) - len(draft.source[start:end].lstrip())
    inner = draft.source[first : closing.start()]
    if inner.startswith(mark) and mark not in inner[len(mark) :]:
        return first + len(mark), closing.start()
    label = draft.source[draft.start : start]
    return (
        (start, closing.start()) if label.startswith(mark) and label.count(mark) == 1 and mark not in inner else (start, end)
    )


def _label_spoken(draft: Draft, turn: _Turn, questioners: set[str], names: dict[str, str | None], reason: str) -> None:
    """Label words that belong to a turn."""
    draft.label("question" if turn.key in questioners else "answer", reason)
    draft.speaker = names[turn.key]
    if draft.speaker is not None:
        draft.speaker_start, draft.speaker_end = turn.name_start, turn.name_end


def _label_answer(draft: Draft, person: _Person | None) -> None:
    """Label words below an unlabelled question, or below one of a document that labels questions only."""
    draft.label("answer", "below_question")
    if person is not None:
        draft.speaker, draft.speaker_start, draft.speaker_end = person.name, person.start, person.end


def _asked_and_answered(drafts: list[Draft], turns: list[_Turn], questioners: set[str]) -> tuple[list[Draft], list[Draft]]:
    """Return the labelled questions, and what is open from the first of the turns on and is none."""
    asked = {turn.index for turn in turns if turn.key in questioners}
    answers = [draft for i, draft in enumerate(drafts) if i > turns[0].index and i not in asked and draft.kind is None]
    return [drafts[i] for i in sorted(asked)], answers


def _full_names(drafts: list[Draft], turns: list[_Turn], questioners: set[str]) -> dict[str, str | None]:
    """Return how each speaker is named: as labelled, or, for letters ("A", "JZ"), by the name that the opening gives.

    ``None`` is who answers ("A", "Guest") where nothing says who that is.
    """
    names: dict[str, str | None] = {}
    people = _people(drafts[: turns[0].index])
    interviewee = _interviewee(drafts, turns[0].index, *_asked_and_answered(drafts, turns, questioners))
    for turn in turns:
        if turn.key in names:
            continue
        name = max((re.sub(r"\s?\([^()]*\)$", "", other.name) for other in turns if other.key == turn.key), key=len)
        if turn.key in ANSWERERS and turn.key not in questioners:
            names[turn.key] = interviewee.name if interviewee is not None else None
            continue
        if re.fullmatch(r"[A-Z](?:\.?[A-Z]){1,3}\.?", name):
            initials = name.replace(".", "")
            name = _only({p.name for p in people if "".join(w[0] for w in _without_titles(p.name)) == initials}) or name
        if turn.key not in ANSWERERS | QUESTIONERS:
            words = name.casefold().split()
            name = _only({p.name for p in people if p.name.casefold().split()[-len(words) :] == words}) or name
        names[turn.key] = name
    return names


def _only(names: set[str]) -> str | None:
    """Return the one name of a set, or None where there are none or several."""
    return next(iter(names)) if len(names) == 1 else None


def _without_titles(name: str) -> list[str]:
    """Return a name's words without the titles before it."""
    words = name.split()
    while len(words) > 1 and words[0].casefold().rstrip(".") in HONORIFICS | ROLE_WORDS | _OFFICES:
        words = words[1:]
    return words


def _people(drafts: list[Draft]) -> list[_Person]:
    """Return what looks like the names of people in title and opening, in order."""
    found: list[_Person] = []
    for draft in drafts[-INTRO_BLOCKS:]:
        if draft.kind not in {None, "title", "paragraph", "byline", "caption"}:
            continue
        for match in _PERSON.finditer(draft.text[:2_000]):
            if draft.text[match.start() - 1 : match.start()] in set("'\"‘“") - {""}:
                continue
            person = _as_person(match.group(), draft.start + match.start())
            if person is not None:
                found.append(person)
    return found


def _as_person(words: str, start: int) -> _Person | None:
    """Return a run of capitalised words as a person's name, without title or trade before it, or None where it is none."""
    parts = words.split()
    while len(parts) > 2 and _is_before_name(parts[0]):
        start += len(parts[0]) + 1
        parts = parts[1:]
    while len(parts) > 2 and parts[-1].casefold() in _WEEKDAYS:
        parts = parts[:-1]
    name = " ".join(parts)
    if name.endswith(("'s", "’s")):
        name = name[:-2]
    folded = [re.sub(r"['’]s$", "", part.casefold()).strip(".") for part in parts]
    if len(parts) < 2 or folded[0] in _PLACES or any(part in _NOT_PEOPLE for part in folded):
        return None
    if any(part.endswith(("'s", "’s")) for part in parts[:-1]):
        return None
    return _Person(name, start, start + len(name))


def _is_before_name(word: str) -> bool:
    """Say whether a word before a name is not part of it: a title, a trade ("Biologist"), an abbreviation ("US")."""
    folded = word.casefold().rstrip(".")
    is_abbreviation = word.isupper() and len(word.rstrip(".")) > 1
    return folded in HONORIFICS or folded in ROLE_WORDS or folded in _OFFICES or folded.endswith("ist") or is_abbreviation


def _interviewee(drafts: list[Draft], first_turn: int, questions: list[Draft], answers: list[Draft]) -> _Person | None:
    """Return the person who is interviewed, or None where the document does not say who that is.

    It is whom the questions call by name, else whom title or opening say is interviewed, else whom the opening presents.
    """
    people = _people(drafts[:first_turn])
    called = _called(questions, people)
    if called is not None:
        return called
    opening = [draft for draft in drafts[:first_turn] if draft.kind in {None, "title", "paragraph"}][:MAX_OPENING_BLOCKS]
    title = next((draft for draft in opening if draft.kind == "title"), None)
    named = [person for person in people if title is not None and person.start == title.start]
    if named and title is not None and title.source[named[0].end : named[0].end + 1] == ":":
        return named[0]
    for pattern, group in ((_CUE_BEFORE_NAME, "after"), (_CUE_AFTER_NAME, "before")):
        for draft in opening if group == "after" else [draft for draft in opening if draft.kind == "title"]:
            for match in pattern.finditer(draft.text[:2_000]):
                start, end = draft.start + match.start(group), draft.start + match.end(group)
                inside = [person for person in people if start <= person.start and person.end <= end]
                if inside:
                    return inside[0] if group == "after" else inside[-1]
    in_title = [person for person in people if title is not None and title.start <= person.start < title.end]
    if len(in_title) == 1:
        return in_title[0]
    authors = {person.name for person in _people([draft for draft in drafts[:first_turn] if draft.kind == "byline"])}
    return _presented(opening, [person for person in people if person.name not in authors], questions, answers)


def _called(questions: list[Draft], people: list[_Person]) -> _Person | None:
    """Return whom the questions call by name: the fuller name that the opening gives, or title and surname as called."""
    named: list[str] = []
    titled: list[_Person] = []
    for draft in questions:
        for match in _CALLED.finditer(draft.text[:MAX_QUESTION_CHARS]):
            group = match.lastgroup or ""
            words = _without_titles(match[group])
            full = {p.name for p in people if p.name.split()[-len(words) :] == words or p.name.split()[:1] == words}
            if len(full) == 1:
                named.extend(full)
            elif match[group].split()[0].casefold().rstrip(".") in HONORIFICS and len(match[group].split()) > 1:
                titled.append(_Person(match[group], draft.start + match.start(group), draft.start + match.end(group)))
    if named:
        name = Counter(named).most_common(1)[0][0]
        return next(person for person in people if person.name == name)
    return titled[0] if len({person.name for person in titled}) == 1 else None


def _presented(opening: list[Draft], people: list[_Person], questions: list[Draft], answers: list[Draft]) -> _Person | None:
    """Return the one person whom the opening presents: with an age, at the head of a sentence, or as the only one.

    Only where somebody answers as "I", and nobody who is asked about: questions and answers by which a newspaper explains
    what a minister did are not the minister's.
    """
    if not any(_MYSELF.search(_unquoted(draft)) for draft in answers):
        return None
    asked_about = {word for draft in questions for word in draft.words}
    people = [person for person in people if person.name.split()[-1] not in asked_about]
    aged: list[_Person] = []
    leading: list[_Person] = []
    for draft in opening:
        for person in people:
            if not draft.start <= person.start < draft.end or draft.kind == "title":
                continue
            after = draft.source[person.end : min(draft.end, person.end + 40)]
            if _AGE.match(after):
                aged.append(person)
            first_word = re.match(r"\s([\w']+)", after)
            if _SENTENCE_START.search(draft.source[draft.start : person.start]) and (
                after.startswith(",") or (first_word is not None and first_word[1] in FINITE_VERBS)
            ):
                leading.append(person)
    for found in (aged, leading, people):
        if len({person.name for person in found}) == 1:
            return found[0]
    return None


def _unquoted(draft: Draft) -> str:
    """Return the beginning of a stretch without what somebody is quoted with in it."""
    return _QUOTED.sub(" ", draft.text[:2_000].replace("’", "'"))


def _label_unlabelled(drafts: list[Draft]) -> bool:
    """Label an interview whose turns bear no names: questions that say "you" above answers that say "I".

    Returns whether the document is one. An explainer in questions and answers is none: nobody speaks there but its author.
    """
    marked = _marked_questions(drafts)
    if marked:
        return _label_marked(drafts, marked)
    open_drafts = [(i, d) for i, d in enumerate(drafts) if d.kind is None]
    asked = [i for i, d in open_drafts if _is_plain_question(d)]
    questions = set(asked)
    followed = sum(1 for i in asked if (below := _below(drafts, i)) > 0 and below not in questions)
    if followed < MIN_UNLABELLED_QUESTIONS or not _has_interview_cue(drafts[: asked[0] + 1]):
        return False
    answers = [d for i, d in open_drafts if i > asked[0] and i not in questions and d.is_prose]
    to_you = sum(1 for i in asked if _YOU.search(drafts[i].flat))
    by_me = sum(1 for d in answers if _I.search(d.text[:2_000].replace("’", "'")))
    if to_you < MIN_ADDRESSING_SHARE * len(asked) or not answers:
        return False
    if by_me < MIN_ADDRESSING_SHARE * len(answers) and not _is_announced(drafts[: asked[0]]):
        return False
    person = _interviewee(drafts, asked[0], [drafts[i] for i in asked], answers)
    for index, draft in open_drafts:
        if index in questions or (index > asked[0] and _is_prompt(draft)):
            draft.label("question", "asks")
        elif (
            index > asked[0]
            and not _is_section_name(draft, drafts[index + 1 : index + 2], {}, index)
            and not (index > asked[-1] and _ABOUT_INTERVIEW.search(draft.flat))
        ):
            _label_answer(draft, person)
    return True


def _is_announced(above: list[Draft]) -> bool:
    """Say whether the title speaks of an interview."""
    return any(draft.kind == "title" and _INTERVIEW_CUE.search(draft.text) for draft in above)


def _mark(draft: Draft) -> str | None:
    """Return the mark that sets a whole block off, of emphasis or of a heading, or None where none does."""
    if draft.kind is not None or draft.end - draft.start > MAX_QUESTION_CHARS:
        return None
    match = _HEADING_MARK.match(draft.text) or _MARKED.match(draft.text)
    return match["mark"] if match is not None and match["mark"] not in draft.text[match.end("mark") :].rstrip("*_") else None


def _marked_questions(drafts: list[Draft]) -> list[int]:
    """Return the blocks that are questions by the mark which they share, or nothing where a document has no such.

    Several ask and have an unmarked block below, and they are most of those so marked. Among paragraphs in such an emphasis
    those that end a sentence are questions too, from the first that asks on ("**The union says it warned you.**"); headings
    are only where they ask.
    """
    marks = [_mark(draft) for draft in drafts]
    best: list[int] = []
    for mark in dict.fromkeys(mark for mark in marks if mark is not None):
        answered = [
            i
            for i, other in enumerate(marks)
            if other == mark and (below := _below(drafts, i)) > 0 and drafts[below].kind is None and marks[below] is None
        ]
        asked = [i for i in answered if _is_plain_question(drafts[i])]
        if len(asked) < MIN_MARKED_QUESTIONS or 2 * len(asked) < len(answered) or len(asked) <= len(best):
            continue
        best = asked if mark[0] == "#" else [i for i in answered if i >= asked[0] and drafts[i].ends_sentence]
    return best


def _label_marked(drafts: list[Draft], questions: list[int]) -> bool:
    """Label an interview whose questions are set off by a mark; return whether the document is one.

    Where nothing speaks of an interview, somebody answers as "I", and the questions do not say "I" as a customer's do.
    """
    first, last = questions[0], questions[-1]
    asked = [drafts[i] for i in questions]
    turns = [
        " ".join(_unquoted(draft) for draft in drafts[i + 1 : end] if draft.kind is None)
        for i, end in zip(questions, [*questions[1:], len(drafts)], strict=True)
    ]
    by_me = sum(1 for turn in turns if _I.search(turn))
    people = _people(drafts[:first])
    to_you = sum(1 for draft in asked if _YOU.search(draft.flat) or _called([draft], people) is not None)
    of_me = sum(1 for draft in asked if _I.search(draft.flat))
    if to_you < MIN_ADDRESSING_SHARE * len(asked):
        return False
    if by_me < MIN_ADDRESSING_SHARE * len(asked) and not _is_announced(drafts[:first]):
        return False
    if not _has_interview_cue(drafts[:first]) and (of_me >= to_you or not any(map(_MYSELF.search, turns))):
        return False
    asking = set(questions)
    answers = [draft for i, draft in enumerate(drafts) if i > first and i not in asking and draft.kind is None]
    person = _interviewee(drafts, first, asked, answers)
    after_questions = {_below(drafts, i) for i in questions}
    for index in range(first, len(drafts)):
        draft = drafts[index]
        if draft.kind is not None:
            continue
        mark = _mark(draft)
        if index in asking:
            draft.label("question", "marked_question")
        elif index > last and mark is not None and mark[0] == "#":
            break
        elif index in after_questions or not _is_aside(draft, mark, after_last=index > last):
            _label_answer(draft, person)
    return True


def _is_aside(draft: Draft, mark: str | None, *, after_last: bool) -> bool:
    """Say whether a block between the questions, or after the last, is nobody's answer: a section's name or a note."""
    if mark is not None:
        return mark[0] == "#" or after_last or not draft.ends_sentence
    return after_last and _ABOUT_INTERVIEW.search(draft.flat) is not None
