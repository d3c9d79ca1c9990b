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
from flows.cleaning.lexicons import ANSWERERS, HONORIFICS, NOT_SPEAKERS, PROMPT_OPENERS, QUESTIONERS, ROLE_WORDS, word_set

MAX_QUESTION_CHARS = 900
MAX_PROMPT_CHARS = 300
MIN_EVIDENCE = 2
MIN_UNLABELLED_QUESTIONS = 2
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
        if draft.kind in {None, "title"}
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
    interviewee = _interviewee(drafts, turns[0].index)
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


def _split_turn(draft: Draft, turn: _Turn, questioners: set[str], names: dict[str, str]) -> list[Draft]:
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


def _label_spoken(draft: Draft, turn: _Turn, questioners: set[str], names: dict[str, str], reason: str) -> None:
    """Label words that belong to a turn."""
    draft.label("question" if turn.key in questioners else "answer", reason)
    draft.speaker = names[turn.key]
    draft.speaker_start, draft.speaker_end = turn.name_start, turn.name_end


def _label_answer(draft: Draft, person: _Person | None) -> None:
    """Label words below an unlabelled question, or below one of a document that labels questions only."""
    draft.label("answer", "below_question")
    if person is not None:
        draft.speaker, draft.speaker_start, draft.speaker_end = person.name, person.start, person.end


def _full_names(drafts: list[Draft], turns: list[_Turn], questioners: set[str]) -> dict[str, str]:
    """Return how each speaker is named: as labelled, or, for letters ("A", "JZ"), by the name that the opening gives."""
    names: dict[str, str] = {}
    people = _people(drafts[: turns[0].index])
    interviewee = _interviewee(drafts, turns[0].index)
    for turn in turns:
        if turn.key in names:
            continue
        name = max((re.sub(r"\s?\([^()]*\)$", "", other.name) for other in turns if other.key == turn.key), key=len)
        if turn.key in ANSWERERS and turn.key not in questioners:
            name = interviewee.name if interviewee is not None else name
        elif re.fullmatch(r"[A-Z](?:\.?[A-Z]){1,3}\.?", name):
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


def _interviewee(drafts: list[Draft], first_turn: int) -> _Person | None:
    """Return the person whom title or opening say is interviewed, or None where they do not."""
    people = _people(drafts[:first_turn])
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
    return None


def _label_unlabelled(drafts: list[Draft]) -> bool:
    """Label an interview whose turns bear no names: questions that say "you" above answers that say "I".

    Returns whether the document is one. An explainer in questions and answers is none: nobody speaks there but its author.
    """
    open_drafts = [(i, d) for i, d in enumerate(drafts) if d.kind is None]
    asked = [i for i, d in open_drafts if _is_plain_question(d)]
    questions = set(asked)
    followed = sum(1 for i in asked if (below := _below(drafts, i)) > 0 and below not in questions)
    if followed < MIN_UNLABELLED_QUESTIONS or not _has_interview_cue(drafts[: asked[0] + 1]):
        return False
    announced = any(draft.kind == "title" and _INTERVIEW_CUE.search(draft.text) for draft in drafts[: asked[0]])
    answers = [d for i, d in open_drafts if i > asked[0] and i not in questions and d.is_prose]
    to_you = sum(1 for i in asked if _YOU.search(drafts[i].flat))
    by_me = sum(1 for d in answers if _I.search(d.text[:2_000].replace("’", "'")))
    if to_you < MIN_ADDRESSING_SHARE * len(asked) or not answers:
        return False
    if by_me < MIN_ADDRESSING_SHARE * len(answers) and not announced:
        return False
    person = _interviewee(drafts, asked[0])
    for index, draft in open_drafts:
        if index in questions or (index > asked[0] and _is_prompt(draft)):
            draft.label("question", "asks")
        elif index > asked[0] and not _is_section_name(draft, drafts[index + 1 : index + 2], {}, index):
            _label_answer(draft, person)
    return True
