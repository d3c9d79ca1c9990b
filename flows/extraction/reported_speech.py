"""What is said, held, shown, wanted or judged, by the verbs and nouns that govern it.

What does not belong here: quotations that stand by themselves (``direct_speech``), the words that govern (``cues``).
"""

from __future__ import annotations

from flows.extraction import cues
from flows.extraction.gazetteer import is_government
from flows.extraction.parsing import Sentence, TextSpan
from flows.extraction.search import SPEAKING_NOUNS, SUBJECTS, TRIM, WORDS, Draft, Search, can_speak, has_word, trimmed
from flows.extraction.statements import Stance
from flows.extraction.tokens import Token
from flows.extraction.wordlists import words

_LIGHT_VERBS = words(
    "make issue release give express voice repeat reiterate offer deliver publish have raise share post send reject dismiss"
)
_BEFORE_NUMBER = words("about around nearly almost over just roughly some least more than only a an perhaps under no")
_CLAUSE_WORDS = 4
_FINITE = frozenset({"MD", "VBD", "VBP", "VBZ"})
_BY_MANY = words("widely generally commonly broadly universally often frequently popularly traditionally")
"""``is widely seen as``: somebody holds it, though none is named."""
_SETTING_PREPOSITIONS = frozenset({"in", "on", "at", "during", "via", "through", "after", "before", "with"})


class ReportedSpeech(Search):
    """The rules for verbs and nouns of speech, thought and judgement."""

    # --- reported speech, thought, judgement ------------------------------------------------------------------------

    def indirect(self, sentence: Sentence) -> None:
        """Add the statements of one sentence whose cue no quotation has taken."""
        self.noun_clauses(sentence)
        self.viewpoint(sentence)
        self.verbless(sentence)
        for token in sentence.tokens:
            if (sentence.index, token.i) in self.taken:
                continue
            if token.lower_ == "according":
                self.according_to(sentence, token)
            elif token.pos_ in {"VERB", "AUX"} or token.lower_ in cues.UNMISTAKABLE_FORMS:
                draft = self.verb_statement(sentence, token)
                if draft is not None and draft.content:
                    self.taken.add((sentence.index, token.i))
                    draft.last_index = sentence.index
                    self.drafts.append(draft)
        trailing = self.trailing_cue(sentence)
        if trailing is not None:
            self.drafts.append(trailing)

    def viewpoint(self, sentence: Sentence) -> None:
        """``For Maria Smith, the fund's director, the bill is …``: how a person sees it."""
        doc, first = sentence.tokens.doc, sentence.tokens.start
        opener = doc[first]
        if opener.lower_ not in {"for", "to"} or opener.dep_ != "prep":
            return
        person = next((c for c in opener.children if c.dep_ == "pobj"), None)
        root = opener.head
        if person is None or person.ent_type_ != "PERSON" or root.pos_ not in {"VERB", "AUX"} or root.lemma_ != "be":
            return
        subject = next((c for c in root.children if c.dep_ in SUBJECTS), None)
        if subject is None or subject.pos_ == "PRON" or subject.i <= person.i:
            return
        commas = [t.i for t in doc[person.i + 1 : root.i] if t.text == ","]
        if not commas:
            return
        begin = commas[-1] + 1
        source = self.span_of(sentence, doc[first + 1 : begin])
        content = trimmed(self.text, sentence.place(doc[begin]).start, sentence.end, TRIM + ".")
        if source is not None and content is not None:
            self.drafts.append(
                Draft(
                    source,
                    sentence.place(opener),
                    [content],
                    "viewpoint",
                    cue_index=sentence.index,
                    last_index=sentence.index,
                )
            )

    def verbless(self, sentence: Sentence) -> None:
        """Read a sentence for which the parser finds no verb, because what stands between name and verb is long."""
        doc, root = sentence.tokens.doc, sentence.tokens.root
        if root.pos_ != "PROPN" or any(t.dep_ in SUBJECTS and t.head.i == root.i for t in root.children):
            return
        for token in sentence.tokens:
            if (
                token.i > root.i + 1
                and token.tag_ in {"VBD", "VBN", "VBZ"}
                and doc[token.i - 1].text in {",", "–", "—", "-", ")"}
                and token.lemma_.lower() in cues.SAY | cues.CHARACTERISE
                and not any(c.dep_ in SUBJECTS and c.i < token.i for c in token.children)
            ):
                source = self.span_of(sentence, doc[sentence.tokens.start : token.i])
                content = trimmed(self.text, sentence.place(token).end, sentence.end, TRIM + " .")
                if source is not None and content is not None and self.substantial(content):
                    self.taken.add((sentence.index, token.i))
                    draft = self.draft(sentence, token, source, "verbless")
                    draft.content = [content]
                    self.drafts.append(draft)
                return

    def verb_statement(self, sentence: Sentence, verb: Token) -> Draft | None:
        """Try the constructions in turn; the first that fits wins."""
        lemma = self.lemma(verb)
        passive = any(child.dep_ in {"nsubjpass", "auxpass"} for child in verb.children)
        if passive:
            return self.passive(sentence, verb, lemma)
        if lemma == "put":
            return self.as_parenthesis(sentence, verb, lemma) or self.put_at(sentence, verb)
        for construction in (self.clause, self.as_parenthesis, self.parenthesis, self.infinitive, self.characterised,
                             self.accused, self.prepositional, self.object):  # fmt: skip
            draft = construction(sentence, verb, lemma)
            if draft is not None:
                return draft
        return None

    def clause(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """``X said (that) …``; ``X wondered whether …``; also fronted: ``Rates will rise, analysts said``."""
        if lemma not in cues.CLAUSE:
            return None
        clauses = [
            c
            for c in verb.children
            if not self.clause_taken(sentence, c)
            and (c.dep_ == "ccomp" or (c.dep_ == "xcomp" and c.tag_ == "VBG" and c.i > verb.i and lemma in cues.GERUND))
        ]
        if not clauses:
            stray = self.stray_clause(sentence, verb) if lemma in cues.SAY else None
            return stray if stray is not None or lemma not in cues.SAY else self.closing_cue(sentence, verb)
        before = [c for c in clauses if c.i < verb.i]
        if before and not self.fronted(verb, before[-1]):
            return self.coordinated_after_clause(sentence, verb, lemma, before[-1])
        clause = min(clauses, key=lambda c: c.i) if not before else before[-1]
        if self.is_infinitive(clause) and lemma not in cues.SAY | cues.THINK:
            return None
        source = self.subject(sentence, verb)
        if (
            lemma not in cues.TALK
            and source is not None
            and not self.speaks(verb, lemma, strict=lemma in cues.THINK - cues.SAY)
        ):
            return None
        content = self.clause_content(sentence, verb, clause)
        if content is None:
            return None
        if source is None and verb.dep_ not in {"ROOT", "conj"}:
            return None
        rule = "say_clause" if lemma in cues.SAY else "think_clause" if lemma in cues.THINK else "show_clause"
        draft = self.draft(sentence, verb, source, rule)
        draft.content = content
        return draft

    def put_at(self, sentence: Sentence, verb: Token) -> Draft | None:
        """``Police put the death toll at 11``: how much or how many somebody says that something is."""
        target = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
        source = self.subject(sentence, verb)
        if target is None or source is None or self.is_infinitive(verb):
            return None
        if not self.speaks(verb, "put", strict=False) and not is_government(self.text[source.start : source.end]):
            return None
        at = next((c for host in (verb, target) for c in host.children if c.lower_ == "at" and c.i > target.i), None)
        if at is None or target.lemma_.lower() not in cues.MEASURED:
            return None
        doc, end = sentence.tokens.doc, at.i + 1
        while end < sentence.tokens.end and (doc[end].lower_ in _BEFORE_NUMBER or doc[end].is_currency):
            end += 1
        if end == sentence.tokens.end or not doc[end].like_num:
            return None
        while end < sentence.tokens.end and (doc[end].like_num or doc[end].is_currency):
            end += 1  # “at 11 on Saturday”: the parser may hang the number on what follows
        end = max(end, min(at.right_edge.i + 1, sentence.tokens.end))
        span = self.span_of(sentence, doc[target.left_edge.i : end])
        if span is None:
            return None
        draft = self.draft(sentence, verb, source, "put_at")
        draft.content = [span]
        return draft

    def trailing_cue(self, sentence: Sentence) -> Draft | None:
        """``Rents will fall, a broker who asked not to be named told the Post``: a clause parts the source from its verb."""
        tokens = list(sentence.tokens)
        place = max((n for n, token in enumerate(tokens) if token.lower_ in {"said", "told"}), default=0)
        who = max((n for n, token in enumerate(tokens[:place]) if token.lower_ == "who"), default=0)
        verb = tokens[place]
        if who < 2 or (sentence.index, verb.i) in self.taken or any(t.pos_ in {"VERB", "AUX"} for t in tokens[place + 1 :]):
            return None
        noun = tokens[who - 1] if tokens[who - 1].text != "," else tokens[who - 2]
        comma = max((n for n in range(tokens.index(noun)) if tokens[n].text == ","), default=0)
        clause = any(t.pos_ in {"VERB", "AUX"} for t in tokens[who:place])
        if not clause or not can_speak(noun, strict=True) or any(t.pos_ == "VERB" for t in tokens[comma:who]):
            return None
        source, content = self.span_of(sentence, tokens[comma:place]), self.span_of(sentence, tokens[:comma])
        if source is None or content is None or self.quotations_in(content) or not self.is_clause(tokens[:comma]):
            return None
        draft = self.draft(sentence, verb, source, "trailing_cue")
        draft.content = [content]
        return draft

    def is_clause(self, tokens: list[Token]) -> bool:
        """Whether a stretch of some length has a noun and behind it a finite verb, whatever the parser hangs on what."""
        noun = next((n for n, token in enumerate(tokens) if token.pos_ in {"NOUN", "PROPN", "PRON"}), len(tokens))
        return len(tokens) >= _CLAUSE_WORDS and any(token.tag_ in _FINITE for token in tokens[noun:])

    def cited_sources(self) -> None:
        """Put behind a report whom or what it cites for it: ``Berg will resign, the Post reported, citing two officials``.

        Reasons that are cited stay what somebody says: ``citing high costs``.
        """
        by_sentence: dict[int, list[Draft]] = {}
        for draft in self.drafts:
            by_sentence.setdefault(draft.cue_index, []).append(draft)
        replaced: set[int] = set()
        found: list[Draft] = []
        for sentence in self.sentences:
            citing = next((token for token in sentence.tokens if token.lower_ == "citing"), None)
            evidence = self.evidence(sentence, citing) if citing is not None else None
            if citing is None or evidence is None:
                continue
            drafts = by_sentence.get(sentence.index, [])
            report = self.report_of(sentence, citing, drafts)
            if report is None:
                continue
            place = sentence.place(citing)
            content = [kept for piece in report.content for kept in self.outside(piece, TextSpan(place.start, evidence.end))]
            replaced.update(id(draft) for draft in drafts if draft.cue is not None and draft.cue.overlaps(place))
            if content:
                report.content = content
                cited = Draft(evidence, place, list(content), "cited", cue_index=sentence.index)
                cited.last_index = report.last_index
                found.append(cited)
        self.drafts = [*(draft for draft in self.drafts if id(draft) not in replaced), *found]

    def evidence(self, sentence: Sentence, citing: Token) -> TextSpan | None:
        """Span what is cited where it is people, a body or a document."""
        cited = next((c for c in citing.children if c.dep_ == "dobj" and c.i > citing.i), None)
        if cited is None or cited.lemma_.lower() in cues.NO_EVIDENCE:
            return None
        named = cited.ent_type_ in {"PERSON", "ORG"}
        listed = {cited.lower_, cited.lemma_.lower()} & (SPEAKING_NOUNS | cues.DOCUMENT_NOUNS) and cited.pos_ == "NOUN"
        if not named and not listed:
            return None
        doc = sentence.tokens.doc
        right = cited.right_edge.i
        for child in citing.children:  # “citing two people | with knowledge of the matter”
            if child.dep_ == "prep" and child.i == right + 1:
                right = child.right_edge.i
        return self.span_of(sentence, doc[cited.left_edge.i : min(right + 1, sentence.tokens.end)])

    def report_of(self, sentence: Sentence, citing: Token, drafts: list[Draft]) -> Draft | None:
        """Find the statement of the verb on which “citing” hangs, or behind which it stands: ``reported, citing``."""
        doc, before = sentence.tokens.doc, citing.i - 2
        behind = [doc[before]] if before >= sentence.tokens.start and doc[before + 1].text == "," else []
        verb = next((verb for verb in [citing.head, *behind] if verb.lemma_.lower() in cues.SAY), None)
        if verb is None:
            return None
        place = sentence.place(verb)
        return next(
            (
                draft for draft in drafts
                if draft.source is not None and draft.cue is not None and draft.cue.overlaps(place)
            ),
            None,
        )  # fmt: skip

    def outside(self, piece: TextSpan, cut: TextSpan) -> list[TextSpan]:
        """Return what of a piece lies before and behind a stretch."""
        parts = (
            (piece.start, min(piece.end, cut.start)),
            (max(piece.start, cut.end), piece.end),
        )
        return [span for start, end in parts if (span := trimmed(self.text, start, end)) is not None]

    def stray_clause(self, sentence: Sentence, verb: Token) -> Draft | None:
        """Read ``said in an interview with the paper that …``, where the parser hangs the clause on a noun in between."""
        doc = sentence.tokens.doc
        for token in doc[verb.i + 1 : min(verb.right_edge.i + 1, sentence.tokens.end)]:
            if token.pos_ in {"VERB", "AUX"} or token.text in {":", ";"}:
                return None
            if token.lower_ != "that" or token.dep_ not in {"mark", "nsubj", "dobj", "det"} or token.i == verb.i + 1:
                continue
            clause = token.head
            if clause.pos_ not in {"VERB", "AUX"} or clause.i < token.i or self.clause_taken(sentence, clause):
                return None
            source = self.subject(sentence, verb)
            span = self.span_of(sentence, doc[token.i : min(clause.right_edge.i + 1, sentence.tokens.end)])
            if source is None or span is None:
                return None
            draft = self.draft(sentence, verb, source, "say_clause")
            draft.content = [span]
            return draft
        return None

    def closing_cue(self, sentence: Sentence, verb: Token) -> Draft | None:
        """Read ``Rates will rise, the bank said on Monday.``, where the parser does not see a clause in front."""
        doc = sentence.tokens.doc
        subject = self.subject_token(verb)
        if subject is None or subject.head.i != verb.i or verb.tag_ not in {"VBD", "VBZ", "VBP"}:
            return None
        start = min(subject.left_edge.i, verb.i)
        comma = start - 1
        if comma <= sentence.tokens.start or doc[comma].text != "," or any(c.dep_ == "dobj" for c in verb.children):
            return None
        if any(t.pos_ in {"VERB", "AUX"} and t.dep_ not in {"relcl", "acl"} for t in doc[verb.i + 1 : sentence.tokens.end]):
            return None
        content = self.span_of(sentence, doc[sentence.tokens.start : comma])
        source = self.subject(sentence, verb)
        if content is None or source is None or len(WORDS.findall(self.text[content.start : content.end])) < _CLAUSE_WORDS:
            return None
        draft = self.draft(sentence, verb, source, "say_clause")
        draft.content = [content]
        return draft

    def fronted(self, verb: Token, clause: Token) -> bool:
        """Whether a clause before a verb is what it reports: ``Rates rise, analysts said``, not ``A fell, and says B``."""
        if verb.tag_ in {"VBG", "VBN"} and not any(c.dep_ in SUBJECTS and c.i < verb.i for c in verb.children):
            return False
        position = verb.i - 1
        doc = verb.doc
        while position > clause.i and doc[position].pos_ in {"ADV", "AUX"}:
            position -= 1
        return doc[position].pos_ != "CCONJ"

    def coordinated_after_clause(self, sentence: Sentence, verb: Token, lemma: str, clause: Token) -> Draft | None:
        """``X describes A, and suggests B``, where the parser hangs the first clause on the second verb."""
        subject = self.subject_token(clause)
        right = min(verb.right_edge.i, sentence.tokens.end - 1)
        if subject is None or lemma not in cues.SAY or right <= verb.i:
            return None
        span = self.span_of(sentence, sentence.tokens.doc[verb.i + 1 : right + 1])
        if span is None or not has_word(self.text, span):
            return None
        draft = self.draft(sentence, verb, self.phrase(sentence, subject, stop=clause.i), "say_clause")
        draft.content = [span]
        return draft

    def clause_taken(self, sentence: Sentence, clause: Token) -> bool:
        """Whether a noun governs a clause that the parser hangs on a verb."""
        return (sentence.index, -clause.i - 1) in self.taken

    def clause_content(self, sentence: Sentence, verb: Token, clause: Token) -> list[TextSpan] | None:
        """Span a complement clause, and the clauses that are coordinated with it but hang on the verb."""
        doc = sentence.tokens.doc
        left, right = clause.left_edge.i, clause.right_edge.i
        if clause.i > verb.i:
            left = max(left, verb.i + 1)
            if clause.dep_ == "ccomp" and not any(c.dep_ in SUBJECTS for c in clause.children):
                # “suggests prices in the north are rising”: the parser takes the clause's subject for the verb's object.
                left = min([left, *(c.left_edge.i for c in verb.children if c.dep_ == "dobj" and verb.i < c.i < left)])
            closing = next((c for c in clause.children if c.dep_ == "cc" and c.i == right), None)
            if closing is not None:
                right = closing.i - 1
            for child in clause.children:
                # “says that rail is slow, as Berg noted”: who is quoted at the end is no part of what is said.
                if (
                    child.dep_ == "advcl"
                    and child.i > clause.i
                    and child.right_edge.i == right
                    and self.puts_as(child, self.lemma(child))
                ):
                    right = child.left_edge.i - 1
            for child in verb.children:
                if child.i <= clause.i:
                    continue
                if child.dep_ == "ccomp":
                    # Two complements: side by side, or joined by "and"; after "but" the writer speaks again.
                    between = [t.lower_ for t in doc[right + 1 : child.left_edge.i]]
                    if all(word in {",", "and", "or"} for word in between):
                        right = max(right, child.right_edge.i)
                    continue
                # "said that A, and that B"; adverbial clauses after the complement mostly belong to what is said.
                if child.dep_ in {"advcl", "conj"} and child.left_edge.i > right and (
                    (child.dep_ == "conj" and not self.has_own_report(child)) or
                    (child.dep_ == "advcl" and self.marked_clause(child))
                ):  # fmt: skip
                    right = max(right, child.right_edge.i)
        else:
            right = min(right, verb.i - 1)
            subject = self.subject_token(verb)
            if subject is not None and left <= subject.left_edge.i <= right and subject.i > clause.i:
                right = subject.left_edge.i - 1
        left, right = max(left, sentence.tokens.start), min(right, sentence.tokens.end - 1)
        if left > right:
            return None
        span = self.span_of(sentence, doc[left : right + 1])
        return [span] if span is not None else None

    def has_own_report(self, token: Token) -> bool:
        """Whether a coordinated verb reports or has a subject of its own."""
        return token.lemma_.lower() in cues.CLAUSE or any(c.dep_ in SUBJECTS for c in token.children)

    def marked_clause(self, token: Token) -> bool:
        """Whether an adverbial clause begins with a conjunction."""
        return any(c.dep_ in {"mark", "advmod"} and c.lower_ in cues.CLAUSE_MARKS for c in token.children)

    def parenthesis(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """Read ``The bill, he said, will pass``: the verb is hung on the clause that it reports."""
        if verb.dep_ not in {"parataxis", "advcl"} or lemma not in cues.SAY | cues.THINK:
            return None
        if verb.dep_ == "advcl" and any(c.dep_ in {"mark", "advmod"} and c.i < verb.i for c in verb.children):
            return None
        if any(c.dep_ in {"dobj", "ccomp", "xcomp"} and c.i > verb.i for c in verb.children):
            return None
        subject = self.subject_token(verb)
        if subject is None or subject.head.i != verb.i:
            return None
        host = verb.head
        doc = sentence.tokens.doc
        own = [verb.left_edge.i, verb.right_edge.i]
        if host.i > verb.i:
            own[1] = min(own[1], host.i - 1)
        before = self.span_of(sentence, doc[max(host.left_edge.i, sentence.tokens.start) : own[0]])
        after = self.span_of(sentence, doc[own[1] + 1 : min(host.right_edge.i + 1, sentence.tokens.end)])
        content = [span for span in (before, after) if span is not None and has_word(self.text, span)]
        if not content:
            return None
        draft = self.draft(sentence, verb, self.subject(sentence, verb), "parenthesis")
        draft.content = content
        return draft

    def as_parenthesis(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """``…, as the minister put it``; ``As Smith noted, …``: what the clause hangs on is what was said."""
        if not self.puts_as(verb, lemma):
            return None
        subject = self.subject_token(verb)
        if subject is None or verb.head.i == verb.i:
            return None
        doc = sentence.tokens.doc
        host = verb.head
        left = max(host.left_edge.i, sentence.tokens.start)
        right = min(host.right_edge.i, sentence.tokens.end - 1)
        start, end = verb.left_edge.i, verb.right_edge.i
        pieces = [doc[left:start] if left < start else None, doc[end + 1 : right + 1] if end < right else None]
        content = [s for p in pieces if p is not None and (s := self.span_of(sentence, p)) and has_word(self.text, s)]
        if not content:
            return None
        draft = self.draft(sentence, verb, self.subject(sentence, verb), "as_put")
        draft.content = content
        return draft

    def puts_as(self, verb: Token, lemma: str) -> bool:
        """Whether a verb stands in ``as the minister put it``, ``as Smith noted``."""
        if not any(c.lower_ == "as" and c.i < verb.i and c.dep_ in {"mark", "advmod", "prep"} for c in verb.children):
            return False
        if lemma == "put":
            return any(c.lower_ == "it" and c.i > verb.i for c in verb.children)
        return lemma in cues.SAY and not any(c.dep_ in {"ccomp", "dobj", "xcomp"} and c.i > verb.i for c in verb.children)

    def lemma(self, verb: Token) -> str:
        """Lemma of a verb, by its form where that is plain: the small model takes some for other words."""
        return cues.FORM_TO_LEMMA[verb.lower_] if verb.lower_ in cues.UNMISTAKABLE_FORMS else verb.lemma_.lower()

    def infinitive(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """``X vowed to …``; ``X urged Y to …``; ``X called on Y to …``."""
        if self.is_conditional(verb) or not self.speaks(verb, lemma, strict=True):
            return None
        if lemma not in cues.COMMIT | cues.DIRECT:
            return None
        complement = next(
            (c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and c.i > verb.i and self.is_infinitive(c)), None
        )
        if complement is None:
            return None
        objects = [c for c in verb.children if c.dep_ in {"dobj", "dative"} and verb.i < c.i < complement.i]
        objects += [c for c in complement.children if c.dep_ == "nsubj" and verb.i < c.i < complement.i]
        if lemma == "call":
            objects += [c for c in verb.children if c.lower_ in {"on", "upon", "for"} and verb.i < c.i < complement.i]
        if objects and lemma not in cues.DIRECT:
            return None
        if not objects and lemma not in cues.COMMIT:
            return None
        source = self.subject(sentence, verb)
        if source is None:
            return None
        doc = sentence.tokens.doc
        left = min([complement.left_edge.i, *(c.left_edge.i for c in objects)])
        span = self.span_of(sentence, doc[max(left, verb.i + 1) : min(complement.right_edge.i + 1, sentence.tokens.end)])
        if span is None:
            return None
        draft = self.draft(sentence, verb, source, "infinitive")
        draft.content = [span]
        return draft

    def characterised(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """``X described Y as Z``; ``X called Y a Z``."""
        if self.is_infinitive(verb) or not self.speaks(verb, lemma, strict=lemma not in cues.PRESENT):
            return None
        if lemma not in cues.CHARACTERISE:
            return None
        target = next((c for c in verb.children if c.dep_ in {"dobj", "nsubj"} and c.i > verb.i), None)
        as_phrase = self.as_phrase(verb, target)
        predicate = as_phrase
        if predicate is None and lemma in cues.CALL:
            predicate = self.object_predicate(verb, target)
        if predicate is None and target is None:
            predicate = next((c for c in verb.children if self.is_view(c)), None)
        if predicate is None:
            return None
        source = self.subject(sentence, verb)
        if source is None:
            return None
        doc = sentence.tokens.doc
        left = verb.i + 1
        if target is not None:
            left = target.left_edge.i
        right = min(predicate.right_edge.i + 1, sentence.tokens.end)
        if self.is_view(predicate):
            judging = (
                t.left_edge.i
                for t in doc[predicate.i + 1 : right]
                if t.dep_ == "advcl" and t.tag_ == "VBG" and t.lemma_.lower() in cues.SAY | cues.CHARACTERISE
            )
            right = min(judging, default=right)
        span = self.span_of(sentence, doc[max(left, verb.i + 1) : right])
        if span is None:
            return None
        draft = self.draft(sentence, verb, source, "characterised")
        draft.content = [self.with_quotations(sentence, span, listed=True)]
        return draft

    def object_predicate(self, verb: Token, target: Token | None) -> Token | None:
        """Find what an object is called: ``called the plan a mistake``; not what is done ``to stop`` somebody."""
        for child in verb.children:
            if child.i <= verb.i or child.dep_ not in {"oprd", "ccomp", "xcomp", "acomp", "attr"}:
                continue
            if not self.is_infinitive(child) or child.lemma_ == "be":
                return child
        if target is None:
            return None
        # The parser may take it for an apposition, but those stand behind a comma.
        return next(
            (
                c for c in target.children
                if c.dep_ == "appos" and c.i > target.i
                and not any(t.text in {",", "(", "–", "—", "-"} for t in verb.doc[target.i + 1 : c.left_edge.i])
            ),
            None,
        )  # fmt: skip

    def as_phrase(self, verb: Token, target: Token | None) -> Token | None:
        """Find the ``as …`` that says what the object is held to be."""
        hosts = [verb] if target is None else [verb, target]
        return next(
            (
                c
                for host in hosts
                for c in host.children
                if c.lower_ == "as" and c.i > verb.i and c.dep_ in {"prep", "mark"} and (target is None or c.i > target.i)
            ),
            None,
        )

    def accused(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """``X accused Y of …``; ``X blamed Y for …``."""
        if self.is_infinitive(verb) or not self.speaks(verb, lemma, strict=lemma not in cues.PRESENT):
            return None
        if lemma not in cues.ACCUSE:
            return None
        target = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
        if target is None:
            return None
        reason = next(
            (
                c
                for host in (verb, target)
                for c in host.children
                if c.dep_ == "prep" and c.lower_ in {"of", "for"} and c.i > target.i and (host is verb or lemma != "attack")
            ),
            None,
        )
        if reason is None and (lemma not in cues.OBJECT or target.pos_ in {"PRON", "DET"}):
            return None
        source = self.subject(sentence, verb)
        if source is None:
            return None
        right = max(target.right_edge.i, reason.right_edge.i if reason is not None else 0)
        span = self.span_of(sentence, sentence.tokens.doc[target.left_edge.i : min(right + 1, sentence.tokens.end)])
        if span is None:
            return None
        draft = self.draft(sentence, verb, source, "accused")
        draft.content = [span]
        return draft

    def prepositional(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """``X warned of …``; ``X called for …``; ``X responded to … with …``; ``X speculated for years about …``."""
        if self.is_infinitive(verb) or not self.speaks(verb, lemma, strict=lemma not in cues.PRESENT):
            return None
        prepositions = cues.PREPOSITIONAL.get(lemma)
        if prepositions is None:
            return None
        phrases = [c for c in self.phrases_after(verb) if c.lower_ in prepositions]
        source = self.subject(sentence, verb)
        if not phrases or source is None:
            return None
        doc = sentence.tokens.doc
        first, last = phrases[0], phrases[-1]
        stop = min(last.right_edge.i + 1, sentence.tokens.end)
        left = first.i if lemma in {"agree", "vote", "argue", "speak", "talk"} else first.i + 1
        span = self.span_of(sentence, doc[left:stop])
        if span is None:
            return None
        span = self.with_quotations(sentence, span)
        if not self.substantial(span):
            return None
        if lemma not in {"respond", "reply"}:
            span = self.with_noun_clause(sentence, span)
        elif (quoted := self.in_quotation(span.end - 1)) is not None:
            # “replied with a plain ‘no’”: the words before the quotation are the writer's.
            span = TextSpan(self.quotations[quoted].start, span.end)
        draft = self.draft(sentence, verb, source, "prepositional")
        if left > first.i and draft.cue is not None:
            draft.cue = TextSpan(draft.cue.start, max(draft.cue.end, sentence.place(first).end))
        draft.content = [span]
        return draft

    def phrases_after(self, verb: Token) -> list[Token]:
        """Return the prepositions after a verb, and those that the parser hangs on a time between: ``for years about``."""
        phrases = [c for c in verb.children if c.dep_ in {"prep", "agent", "dative"} and c.i > verb.i]
        times = [p for c in phrases for p in c.children if p.dep_ == "pobj" and p.ent_type_ in {"DATE", "TIME"}]
        return sorted(
            [*phrases, *(c for time in times for c in time.children if c.dep_ == "prep")], key=lambda token: token.i
        )

    def with_noun_clause(self, sentence: Sentence, span: TextSpan) -> TextSpan:
        """``warned of claims that …``: the clause belongs to the noun, wherever the parser hangs it."""
        for draft in self.drafts:
            if (
                draft.rule == "noun_clause"
                and draft.cue_index == sentence.index
                and draft.cue is not None
                and span.covers(draft.cue)
            ):
                return TextSpan(span.start, max(span.end, draft.content[0].end))
        return span

    def substantial(self, span: TextSpan) -> bool:
        """Whether a stretch says something: two words, or words in quotation marks."""
        words = WORDS.findall(self.text[span.start : span.end])
        return sum(len(word) > 2 for word in words) > 1 or self.in_quotation(span.end - 1) is not None

    def object(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """``X announced Y``; ``X rejected Y``."""
        if self.is_infinitive(verb) or not self.speaks(verb, lemma, strict=lemma not in cues.PRESENT):
            return None
        if lemma not in cues.OBJECT:
            return None
        target = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
        source = self.subject(sentence, verb)
        if target is None or source is None or target.pos_ == "PRON":
            return None
        span = self.phrase(sentence, target)
        if span is None:
            return None
        span = self.with_quotations(sentence, self.with_what_of(sentence, verb, target, span))
        if not self.substantial(span):
            return None
        draft = self.draft(sentence, verb, source, "object")
        draft.content = [span]
        return draft

    def with_what_of(self, sentence: Sentence, verb: Token, amount: Token, span: TextSpan) -> TextSpan:
        """``pledged 400 million in aid``: what an amount is of belongs to it, wherever the parser hangs it."""
        if amount.pos_ != "NUM":
            return span
        after = next((c for c in verb.children if c.dep_ == "prep" and c.i == amount.right_edge.i + 1), None)
        if after is None or any(c.dep_ == "pobj" and c.ent_type_ in {"DATE", "TIME"} for c in after.children):
            return span
        whole = self.phrase(sentence, after)
        return span if whole is None else TextSpan(span.start, whole.end)

    def is_conditional(self, verb: Token) -> bool:
        """Whether a verb stands in a condition: ``if they refuse``."""
        return any(c.dep_ == "mark" and c.lower_ in {"if", "whether", "unless"} for c in verb.children)

    def speaks(self, verb: Token, lemma: str, *, strict: bool) -> bool:
        """Whether a verb's subject can be the source of words: people, bodies, documents; ``strict`` for verbs of doing."""
        subject = self.subject_token(verb)
        if subject is None or (subject.lower_ == "it" and lemma not in cues.TALK):
            return False
        return can_speak(subject, strict=strict)

    def passive(self, sentence: Sentence, verb: Token, lemma: str) -> Draft | None:
        """``Y was described by X as Z``; ``Y is expected to …``; ``It was reported that …``."""
        agent = next((c for c in verb.children if c.dep_ == "agent"), None)
        by = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
        source = self.phrase(sentence, by) if by is not None else None
        subject = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
        doc = sentence.tokens.doc
        complement = next((c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and c.i > verb.i), None)
        as_phrase = self.as_phrase(verb, None)
        pieces: list[TextSpan | None] = []
        if complement is not None and lemma in cues.PASSIVE_INFINITIVE | cues.CLAUSE:
            stop = min(complement.right_edge.i + 1, sentence.tokens.end)
            if subject is not None and subject.lower_ != "it" and self.is_infinitive(complement):
                pieces.append(self.phrase(sentence, subject, stop=verb.i))
            pieces.append(self.span_of(sentence, doc[max(complement.left_edge.i, verb.i + 1) : stop]))
            rule = "passive_clause"
        elif (
            as_phrase is not None
            and subject is not None
            and lemma in cues.CHARACTERISE
            and (source is not None or any(c.lower_ in _BY_MANY for c in verb.children))
        ):
            pieces.append(self.phrase(sentence, subject, stop=verb.i))
            pieces.append(self.span_of(sentence, doc[as_phrase.i : min(as_phrase.right_edge.i + 1, sentence.tokens.end)]))
            rule = "passive_characterised"
        elif source is not None and subject is not None and lemma in cues.OBJECT | cues.ACCUSE | cues.PASSIVE_INFINITIVE:
            pieces.append(self.phrase(sentence, subject, stop=verb.i))
            rule = "passive_object"
        else:
            return None
        content = [span for span in pieces if span is not None and has_word(self.text, span)]
        if rule == "passive_object" and not any(map(self.substantial, content)):
            return None
        if not content:
            return None
        draft = self.draft(sentence, verb, source, rule)
        draft.content = sorted(content)
        return draft

    def according_to(self, sentence: Sentence, token: Token) -> None:
        """``According to X, …``; ``…, according to X``."""
        doc = sentence.tokens.doc
        to = next((c for c in token.children if c.lower_ == "to"), None)
        if to is None and token.i + 1 < sentence.tokens.end and doc[token.i + 1].lower_ == "to":
            to = doc[token.i + 1]
        if to is None:
            return
        head = next((c for c in to.children if c.dep_ in {"pobj", "pcomp"}), None)
        if head is None:
            return
        source = self.phrase(sentence, head)
        if source is None:
            return
        host = token.head
        while host.dep_ == "conj" and host.head.pos_ in {"VERB", "AUX"} and token.i > host.i:
            host = host.head
        left, right = host.left_edge.i, host.right_edge.i
        start, end = token.i, max(token.right_edge.i, head.right_edge.i)
        if host.pos_ not in {"VERB", "AUX"}:
            left, right = sentence.tokens.start, sentence.tokens.end - 1
        left, right = max(left, sentence.tokens.start), min(right, sentence.tokens.end - 1)
        before = self.span_of(sentence, doc[left:start]) if left < start else None
        after = self.span_of(sentence, doc[end + 1 : right + 1]) if end < right else None
        content = [s for s in (before, after) if s is not None and has_word(self.text, s)]
        if not content:
            return
        if len(content) == 2 and len(self.text[content[0].start : content[0].end].split()) < 2:
            content = content[1:]
        self.taken.add((sentence.index, token.i))
        draft = Draft(
            source, self.span_of(sentence, doc[token.i : to.i + 1]), content, "according_to",
            cue_index=sentence.index, last_index=sentence.index,
        )  # fmt: skip
        self.drafts.append(draft)

    def noun_clauses(self, sentence: Sentence) -> None:
        """``X's claim that …``; ``suggestions that …``; ``a report on CNBC that …``."""
        doc = sentence.tokens.doc
        for that in sentence.tokens:
            if that.lower_ != "that" or (that.dep_ != "mark" and that.tag_ != "IN") or that.i == sentence.tokens.start:
                continue
            clause = that.head
            noun = self.noun_before(sentence, that)
            if noun is None or clause.i < that.i:
                continue
            if noun.head.dep_ == "prep" or noun.dep_ == "pobj":
                preposition = noun.head
                governor = preposition.head
                if preposition.lower_ in _SETTING_PREPOSITIONS and governor.lemma_.lower() in cues.SAY:
                    continue
            content = self.span_of(sentence, doc[that.i : min(clause.right_edge.i + 1, sentence.tokens.end)])
            if content is None:
                continue
            source, stance = self.noun_owner(sentence, noun)
            self.taken.add((sentence.index, -clause.i - 1))
            venue = self.venue(sentence, noun)
            self.drafts.append(
                Draft(
                    source,
                    sentence.place(noun),
                    [content],
                    "noun_clause",
                    venue,
                    cue_index=sentence.index,
                    last_index=sentence.index,
                    stance=stance,
                )
            )

    def noun_before(self, sentence: Sentence, that: Token) -> Token | None:
        """Find the noun of speech that a ``that`` clause completes, at most a prepositional phrase away from it."""
        doc = sentence.tokens.doc
        position = that.i - 1
        steps = 0
        while position >= sentence.tokens.start and steps < 6:
            token = doc[position]
            if token.pos_ in {"VERB", "AUX", "PUNCT"}:
                return None
            if token.lemma_.lower() in cues.SPEECH_NOUNS and token.pos_ == "NOUN":
                return token
            position -= 1
            steps += 1
        return None

    def noun_owner(self, sentence: Sentence, noun: Token) -> tuple[TextSpan | None, Stance]:
        """Whose claim: possessive, ``of``/``by``/``from`` phrase, or the subject of ``made``, ``rejected the claim``."""
        for child in noun.children:
            if child.dep_ == "poss":
                span = self.phrase(sentence, child, stop=noun.i)
                return self.without_clitic(span), "holds"
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ in {"of", "by", "from", "among"}:
                owner = next((c for c in child.children if c.dep_ == "pobj"), None)
                if owner is not None:
                    return self.phrase(sentence, owner), "holds"
        verb = noun.head
        if noun.dep_ == "dobj" and verb.lemma_.lower() in _LIGHT_VERBS:
            return self.subject(sentence, verb), self.stance(verb, "noun_clause")
        return None, "holds"

    def without_clitic(self, span: TextSpan | None) -> TextSpan | None:
        """Cut the possessive ending off."""
        if span is None:
            return None
        text = self.text[span.start : span.end]
        for clitic in ("'s", "’s", "'", "’"):
            if text.endswith(clitic):
                return trimmed(self.text, span.start, span.end - len(clitic))
        return span
