"""What kind of claim a stretch of text makes, how firmly, and how well it could be checked.

Rules over the parse. Kinds follow AVeriTeC's claim types and QuanTemp's taxonomy, modality the certainty axis of
FactBank (certain, probable or possible, and future). The two scores are sums of the features listed beside their
weights, cut to [0, 1]: they rank claims against each other and mean nothing as probabilities.

What does not belong here: who makes the claim (attribution), and whether it is true, which nothing in this project
says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from flows.extraction.quantities import Quantity
from flows.extraction.statements import Stance
from flows.extraction.time_references import TimeReference
from flows.extraction.tokens import Span, Token

ClaimKind = Literal[
    "event", "state", "statistic", "comparison", "causal", "plan_target", "prediction", "evaluation", "normative"
]
Modality = Literal["asserted", "hedged", "conditional", "predicted"]
Voice = Literal["document", "attributed"]


@dataclass(frozen=True, slots=True)
class ClaimFacets:
    """The judgements about one claim; scores are rankings in [0, 1], never filters."""

    kind: ClaimKind
    modality: Modality
    is_negated: bool
    """Whether the main predicate is denied; "not only" and "no doubt" deny nothing."""
    verifiability_score: float
    check_worthiness_score: float
    needs_context: bool
    """Whether the claim points at something said outside it: a pronoun, "this approach", "the company"."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NORMATIVE_MODALS = _words("should must ought")
_NORMATIVE_ADJECTIVES = _words("vital essential necessary imperative crucial important urgent")
_POSSIBILITY = _words("may might could")
_FUTURE = _words("will 'll ’ll wo shall")
_HEDGES = _words(
    "perhaps maybe possibly probably likely unlikely apparently reportedly allegedly seemingly presumably arguably "
    "supposedly potentially conceivably"
)
_HEDGING_VERBS = _words("seem appear suggest suspect speculate believe think guess imagine assume")
_EXPECTATION_VERBS = _words("expect forecast predict project anticipate poise tip bind")
_PLAN_VERBS = _words("plan aim intend pledge vow promise commit seek strive aspire propose target hope")
_PLAN_NOUNS = _words("goal aim target ambition objective intention aspiration mission plan step priority")
_CAUSAL_VERBS = _words("cause trigger prompt drive spur explain stem spark fuel provoke derive ensure enable")
_CAUSAL_PHRASES = re.compile(
    r"(?<![^\W_])(?:because|due to|as a result|thanks to|owing to|led to|leads? to|leading to|result(?:s|ed|ing)? in"
    r"|result(?:s|ed) from|the reasons? (?:why|for|is|was)|key reasons? (?:why|for)|that is why|this is why|which is why"
    r"|therefore|thereby"
    r"|contribut(?:e|es|ed) to|as a consequence|helps? (?:to )?(?:explain|determine)"
    r"|gives? rise to|brought about|so that)(?![^\W_])",
    re.IGNORECASE,
)
_COMPARISON_PHRASES = re.compile(
    r"(?<![^\W_])(?:compared (?:with|to)|in comparison|relative to|unlike|whereas|in contrast|by contrast|as opposed to"
    r"|ahead of|behind only|outperform\w{0,3}|outpac\w{1,3}|surpass\w{0,3}|lags? behind|twice as"
    r"|times (?:as|more|larger|higher|bigger|faster)"
    r"|than (?:in|that|those|the|its|their|any|other))(?![^\W_])",
    re.IGNORECASE,
)
_CHANGE_AND_LEVEL_VERBS = _words(
    "account total amount number reach rise fall grow drop decline increase decrease cost average exceed stand "
    "comprise represent make climb shrink double triple hit earn generate be have contain include"
)
_STATIVE_VERBS = _words(
    "be have know want remain contain include consist believe own belong exist need prefer mean seem appear matter "
    "depend like love hate see understand face lack stand possess deserve represent involve rest"
)
_EVALUATIVE = _words(
    "good bad great terrible best worst better worse excellent poor impressive remarkable dangerous safe fair "
    "unfair wrong right important significant crucial critical vital unhelpful helpful harmful beneficial "
    "attractive alarming worrying troubling disappointing promising unwelcome welcome difficult hard easy wise "
    "foolish reckless misguided effective ineffective successful exciting boring beautiful ugly ridiculous absurd "
    "shameful brilliant superb awful cavalier darker dark heavy unparalleled unprecedented genuine considerable "
    "powerful weak strong strategic ambitious pivotal misleading dilemma headache threat triumph disaster failure "
    "success tragedy scandal mistake blessing curse joke nonsense weapon impediment pity shame virtue disgrace powerhouse "
    "correct crazy vulnerable amazing incredible wonderful horrible stupid useless unfit smart nice lovely tough"
)
_NOT_ONLY = _words("only just merely simply least necessarily")
_NEGATIVE_DETERMINERS = _words("no neither few")
_NEGATIVE_WORDS = _words("not n't n’t never hardly scarcely barely nor neither")
_NO_COMMANDS = _words("am are is was were have had do does thank please")
"""Verbs at the beginning of a sentence that ask, greet or leave the subject out rather than command."""
_NO_DENIAL = _words("doubt wonder fewer less sooner later matter question")
_CONDITIONAL_MARKS = _words("if unless provided providing once lest")
_POINTING_PRONOUNS = _words(
    "he she it they him her them his hers its their theirs himself herself itself themselves this that these those"
)
_POINTING_DETERMINERS = _words("this that these those such")
_POINTING_ADJECTIVES = _words("former latter same similar aforementioned previous next final second first third")
_UNIQUE_NOUNS = _words(
    "world west east north south internet public future past sun moon earth president pope economy market climate "
    "environment web universe number majority rest pandemic"
)
_LEVELS = _words("federal national central local regional")
"""Adjectives that tell one body of a country from another, not one country from another."""
_LIKENESS = _words("similar comparable")
_TIME_PREPOSITIONS = _words("by since until till before from")
_TIME_NOUNS = _words("day week month quarter year decade century morning afternoon evening weekend time")
_FIRST_PERSON = _words("i we my our me us mine ours myself ourselves")
_NAMED = _words("PERSON ORG GPE NORP LAW EVENT PRODUCT FAC LOC WORK_OF_ART")
_SUBJECTS = _words("nsubj nsubjpass csubj expl")

_REACH = 60
"""Words that a pronoun looks back for its antecedent; also keeps hostile text linear."""

_VERIFIABILITY_BASE = 0.40
_VERIFIABILITY = {
    "quantity": 0.15,  # an amount can be looked up
    "time": 0.10,
    "name": 0.15,  # somebody or something in particular
    "past_event": 0.15,
    "statistic": 0.10,
    "hedged": -0.10,
    "conditional": -0.15,
    "predicted": -0.15,  # not yet
    "plan": -0.05,  # that somebody plans it can be checked
    "evaluation": -0.25,
    "normative": -0.25,
    "first_person": -0.10,
    "generic_you": -0.15,
    "needs_context": -0.05,
    "short": -0.10,
}
_CHECK_WORTHINESS_BASE = 0.10
_CHECK_WORTHINESS = {
    "verifiability": 0.50,  # times the score above
    "statistic": 0.20,
    "share_or_money": 0.10,
    "comparison": 0.10,
    "causal": 0.10,
    "event": 0.05,
    "public_actor": 0.10,  # a person, organisation, country or people is named
    "attributed": 0.05,  # somebody stands behind it who can be asked
    "first_person": -0.10,
}


def claim_facets(
    span: Span,
    *,
    voice: Voice,
    quantities: Sequence[Quantity],
    times: Sequence[TimeReference],
    stance: Stance = "holds",
    is_reported: bool = False,
) -> ClaimFacets:
    """Judge one claim by the parse of ``span``, a sentence or a clause of one.

    ``quantities`` and ``times`` are those that lie inside ``span``. ``stance`` is that of the source cited for it, and
    ``is_reported`` whether that source's words are given without quotation marks. Both scores are rounded to three
    decimals. Linear in the length of the span.
    """
    root = _main_verb(span)
    modality = _modality(span, root)
    is_foretold = is_reported and modality == "asserted" and _is_future_in_past(span, root)
    if is_foretold:
        modality = "predicted"
    if stance == "wants" or _is_command(span, root):
        kind: ClaimKind = "normative"
    else:
        kind = _kind(span, root, modality, quantities)
        if is_foretold and kind not in {"normative", "plan_target"}:
            kind = "prediction"
    needs_context = _needs_context(span)
    verifiability = _verifiability(span, kind, modality, needs_context, quantities, times)
    return ClaimFacets(
        kind=kind,
        modality=modality,
        is_negated=_is_negated(span, root) != (stance == "denies"),
        verifiability_score=verifiability,
        check_worthiness_score=_check_worthiness(span, kind, voice, verifiability, quantities),
        needs_context=needs_context,
    )


def _inside(span: Span, tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if span.start <= token.i < span.end]


def _children(span: Span, token: Token) -> list[Token]:
    return _inside(span, list(token.children))


def _auxiliaries(span: Span, token: Token) -> set[str]:
    return {child.lower_ for child in _children(span, token) if child.dep_ in {"aux", "auxpass"}}


def _complement(span: Span, token: Token) -> Token | None:
    """Return the verb or adjective that carries the content: "is likely to rise" -> rise, "said it would" -> None."""
    return next((child for child in _children(span, token) if child.dep_ in {"xcomp", "acomp", "attr"}), None)


def _main_verb(span: Span) -> Token:
    """Return what governs a span; beside a condition that the parser puts on its own level, what it is the condition of."""
    root = span.root
    if not any(child.dep_ == "mark" and child.lower_ in {"if", "unless"} for child in _children(span, root)):
        return root
    beside = span.doc[root.i + 1 : span.end]
    return next((token for token in beside if token.head.i == root.head.i and token.dep_ == root.dep_), root)


def _sets_condition(span: Span, clause: Token) -> bool:
    """Whether an adverbial clause is a condition; "even if that is realised, questions remain" concedes and sets none."""
    first = clause.left_edge.i
    if any(span.doc[at].lower_ == "even" for at in (first - 1, first) if span.start <= at < span.end):
        return False
    return any(
        child.dep_ in {"mark", "advmod"}
        and child.lower_ in _CONDITIONAL_MARKS
        and (child.lower_ != "once" or child.i == first)
        for child in _children(span, clause)
    )


def _modality(span: Span, root: Token) -> Modality:
    children = _children(span, root)
    auxiliaries = _auxiliaries(span, root)
    first = span[0]
    if first.lower_ in {"if", "unless"} and first.dep_ == "mark" and first.head.i < root.i:
        return "conditional"
    for child in children:
        if child.dep_ == "advcl" and _sets_condition(span, child):
            return "conditional"
    # The small model hangs "if" on the main verb where it misreads the clause's own verb ("if the dam breaks") as a noun.
    if root.dep_ == "ROOT" and any(child.dep_ == "mark" and child.lower_ in {"if", "unless"} for child in children):
        return "conditional"
    hedged = bool(auxiliaries & _POSSIBILITY) or ("must" in auxiliaries and "have" in auxiliaries)
    hedged = hedged or any(child.lower_ in _HEDGES for child in children)
    complement = _complement(span, root)
    if complement is not None:
        hedged = hedged or complement.lower_ in {
            "possible",
            "likely",
            "unlikely",
            "probable",
            "conceivable",
            "plausible",
            "unclear",
            "uncertain",
        }
    hedged = hedged or (root.lemma_ in _HEDGING_VERBS and root.tag_ != "VBN")
    if hedged:
        return "hedged"
    if _is_future(span, root):
        return "predicted"
    return "asserted"


def _is_future(span: Span, root: Token) -> bool:
    if _auxiliaries(span, root) & _FUTURE:
        return True
    complement = _complement(span, root)
    has_infinitive = complement is not None and complement.dep_ == "xcomp" and "to" in _auxiliaries(span, complement)
    if root.lemma_ == "go" and root.tag_ == "VBG" and has_infinitive:
        return True
    if root.lemma_ in _EXPECTATION_VERBS and root.tag_ == "VBN" and has_infinitive:
        return True
    if root.lemma_ == "set" and root.tag_ == "VBN" and has_infinitive:
        return True
    return root.lemma_ in {"predict", "forecast", "project", "expect", "anticipate"} and root.pos_ == "VERB"


def _is_future_in_past(span: Span, root: Token) -> bool:
    """Whether "would" is the "will" of a report: "said that prices would rise"; not of a wish or of what never came."""
    auxiliaries = _auxiliaries(span, root)
    return "would" in auxiliaries and "have" not in auxiliaries and root.lemma_ not in {"like", "love", "prefer", "want"}


def _is_command(span: Span, root: Token) -> bool:
    """Whether the span begins with a verb that commands: "Use tools", "Offer help"; the small model takes some for nouns."""
    first = next((token for token in span if token.is_alpha), None)
    if first is not None and first.lower_ == "do" and first.dep_ == "aux":
        first = first.head
    if first is None or first.tag_ not in {"VB", "VBP"} or first.lower_ in _NO_COMMANDS:
        return False
    if any(
        child.dep_ in _SUBJECTS or (child.dep_ == "aux" and child.lower_ != "do") for child in islice(first.children, _REACH)
    ):
        return False
    if first.dep_ in {"conj", "xcomp", "ccomp", "relcl", "acl", "pcomp"}:
        return False
    return first.i == root.i or not any(token.tag_ in {"VBZ", "VBP", "VBD", "MD"} for token in span if token.i > first.i)


def _kind(span: Span, root: Token, modality: Modality, quantities: Sequence[Quantity]) -> ClaimKind:
    auxiliaries = _auxiliaries(span, root)
    if _is_normative(span, root, auxiliaries):
        return "normative"
    if _is_plan(span, root, quantities):
        return "plan_target"
    if _is_future(span, root) or (auxiliaries & _POSSIBILITY and root.tag_ == "VB" and root.lemma_ not in {"be", "have"}):
        return "prediction"
    if _is_comparison(span):
        return "comparison"
    if _is_statistic(root, quantities):
        return "statistic"
    if _is_causal(span, root):
        return "causal"
    if modality in {"hedged", "conditional"} and "would" in auxiliaries:
        return "prediction"
    if _is_evaluation(span, root):
        return "evaluation"
    return "event" if _is_event(span, root, auxiliaries) else "state"


def _is_normative(span: Span, root: Token, auxiliaries: set[str]) -> bool:
    if root.lower_ == "ought" or (auxiliaries & _NORMATIVE_MODALS and "have" not in auxiliaries):
        return True
    if (
        root.lemma_ in {"have", "need"}
        and "to" in {word for child in _children(span, root) if child.dep_ == "xcomp" for word in _auxiliaries(span, child)}
        and root.tag_ in {"VBP", "VBZ", "VB"}
    ):
        return True
    return any(child.dep_ == "acomp" and child.lower_ in _NORMATIVE_ADJECTIVES for child in _children(span, root)) and any(
        child.lower_ == "it" and child.dep_ in {"nsubj", "expl"} for child in _children(span, root)
    )


def _is_plan(span: Span, root: Token, quantities: Sequence[Quantity]) -> bool:
    children = _children(span, root)
    if span[0].lower_ == "to" and span[0].dep_ == "aux" and span[0].head.i == root.i and root.lemma_ not in {"be", "have"}:
        return True  # what somebody agreed, vowed or seeks "to do"
    if root.lemma_ == "target" and not quantities and any(child.dep_ == "dobj" for child in children):
        return False  # whom an action is aimed at; what is to be reached is a figure
    if root.lemma_ in _PLAN_VERBS and any(child.dep_ in {"xcomp", "ccomp", "prep", "dobj"} for child in children):
        return True
    if root.lemma_ == "be":
        subject = next((child for child in children if child.dep_ in {"nsubj", "csubj"}), None)
        to_do = any(
            child.dep_ == "xcomp" or (child.dep_ in {"attr", "ccomp"} and child.pos_ == "VERB") for child in children
        )
        if subject is not None and subject.lemma_.casefold() in _PLAN_NOUNS and to_do:
            return True
    return root.lemma_ == "set" and any(
        child.dep_ == "dobj" and child.lemma_.casefold() in {"goal", "target", "aim", "deadline", "objective"}
        for child in children
    )


def _is_comparison(span: Span) -> bool:
    for token in span:
        if token.tag_ not in {"JJR", "RBR"} and not _looks_comparative(token, span):
            continue
        following = span.doc[token.i + 1 : min(token.i + 9, span.end)]
        than = next((word for word in following if word.lower_ == "than"), None)
        # "more than 20 cities" is a bound, "rather than" an alternative.
        if than is not None and not (
            than.i == token.i + 1
            and than.i + 1 < span.end
            and (span.doc[than.i + 1].like_num or span.doc[than.i + 1].is_currency)
        ):
            return True
    return _COMPARISON_PHRASES.search(span.text) is not None


def _looks_comparative(token: Token, span: Span) -> bool:
    """Spot a comparative that the tagger took for a noun: "quieter than"."""
    followed = token.i + 1 < span.end and span.doc[token.i + 1].lower_ == "than"
    return followed and token.lower_.endswith("er") and token.lower_ not in {"rather", "other", "another"}


def _is_statistic(root: Token, quantities: Sequence[Quantity]) -> bool:
    if any(quantity.unit_kind in {"ratio", "money"} for quantity in quantities):
        return True
    return root.lemma_ in _CHANGE_AND_LEVEL_VERBS and any(
        quantity.unit_kind in {"count", "measure", "number"} and quantity.value >= 5 for quantity in quantities
    )


def _is_causal(span: Span, root: Token) -> bool:
    return root.lemma_ in _CAUSAL_VERBS or _CAUSAL_PHRASES.search(span.text) is not None


def _is_evaluation(span: Span, root: Token) -> bool:
    if root.lemma_ in {"think", "believe", "feel", "hope"} and any(
        child.lower_ in {"i", "we"} for child in _children(span, root)
    ):
        return True
    judged = [child for child in _children(span, root) if child.dep_ in {"acomp", "attr", "oprd"}]
    if root.lemma_ in {"be", "remain", "become", "seem", "appear", "prove"}:
        judged += [other for head in judged for other in islice(head.conjuncts, _REACH) if span.start <= other.i < span.end]
        return any(
            token.lower_ in _EVALUATIVE or _is_superlative(span, token)
            for head in judged
            for token in [head, *(child for child in _children(span, head) if child.dep_ in {"amod", "compound"})]
        )
    return root.pos_ in {"ADJ", "NOUN"} and root.lower_ in _EVALUATIVE


def _is_superlative(span: Span, adjective: Token) -> bool:
    return adjective.tag_ == "JJS" or (
        adjective.pos_ == "ADJ" and any(child.lower_ in {"most", "least"} for child in _children(span, adjective))
    )


def _is_event(span: Span, root: Token, auxiliaries: set[str]) -> bool:
    if root.lemma_ in _STATIVE_VERBS or root.pos_ not in {"VERB", "AUX"}:
        return False
    if root.tag_ == "VBD":
        return True
    passive_present = any(
        child.dep_ == "auxpass" and child.lower_ in {"is", "are", "am", "'s", "’s", "be"} for child in _children(span, root)
    )
    if root.tag_ == "VBN":
        return not passive_present and bool(auxiliaries & {"has", "have", "had", "was", "were", "'ve", "been", "got"})
    return bool(auxiliaries & {"did"}) or root.lemma_ in {"say", "tell", "announce", "report"}


def _is_negated(span: Span, root: Token) -> bool:
    heads = [root, *(child for child in _children(span, root) if child.dep_ in {"acomp", "attr"})]
    for head in heads:
        for child in _children(span, head):
            if child.dep_ == "neg" or child.lower_ in _NEGATIVE_WORDS:
                following = span.doc[child.i + 1 : min(child.i + 3, span.end)]
                if not any(word.lower_ in _NOT_ONLY for word in following):
                    return True
            if child.lower_ == "no" and head.lower_ not in _NO_DENIAL and head.dep_ in {"attr", "acomp"}:
                return True
    for child in _children(span, root):
        if child.dep_ not in {"nsubj", "nsubjpass", "dobj", "attr"}:
            continue
        if child.lower_ in {"nobody", "nothing", "none", "no-one"}:
            return True
        for grandchild in _children(span, child):
            if grandchild.lower_ in _NEGATIVE_DETERMINERS | {"not"} and child.lower_ not in _NO_DENIAL:
                if child.i + 1 < span.end and span.doc[child.i + 1].lower_ == "but":
                    continue  # "had no choice but to act" acts
                following = span.doc[grandchild.i + 1 : min(grandchild.i + 2, span.end)]
                is_a_few = (
                    grandchild.lower_ == "few"
                    and grandchild.i > span.start
                    and span.doc[grandchild.i - 1].lower_ in {"a", "the"}
                )
                if not is_a_few and not any(word.lower_ in _NOT_ONLY | _NO_DENIAL for word in following):
                    return True
    return any(child.lower_ == "longer" and child.nbor(-1).lower_ == "no" for child in _children(span, root) if child.i > 0)


def _needs_context(span: Span) -> bool:
    if (
        span[0].tag_ in {"VBZ", "VBD"}
        and span[0].i == span.root.i
        and not any(c.dep_ in _SUBJECTS for c in span[0].children)
    ):
        return True  # "Ranges from ten to 32 pages": what does is left out
    for token in span:
        word = token.lower_
        if word in _POINTING_PRONOUNS and token.pos_ in {"PRON", "DET"}:
            if token.dep_ == "det" or (token.pos_ == "DET" and word in _POINTING_DETERMINERS):
                if token.head.lemma_.casefold() in _TIME_NOUNS:
                    continue  # "this week" points at the day of writing, which is known elsewhere
                return True
            if word in {"that", "this", "these", "those"}:
                # Relative and conjunction "that" are not pronouns of this kind; "those who" explains itself.
                if (
                    token.tag_ in {"WDT", "IN"}
                    or token.dep_ in {"mark"}
                    or any(child.dep_ in {"relcl", "prep", "acl"} for child in token.children)
                ):
                    continue
                return True
            if word == "it" and _is_expletive(token):
                continue
            if not _has_antecedent(span, token):
                return True
        elif word == "then" and token.i > 0 and token.nbor(-1).lower_ in _TIME_PREPOSITIONS:
            if not any(earlier.ent_type_ in {"DATE", "TIME"} for earlier in span.doc[span.start : token.i]):
                return True
        elif (
            (word == "such" and token.dep_ in {"amod", "predet"} and not _is_such_as(span, token))
            or (
                word in _POINTING_ADJECTIVES
                and token.dep_ == "amod"
                and token.head.dep_ in _SUBJECTS
                and _is_bare_definite(span, token.head)
            )
            or (word in _LIKENESS and token.dep_ == "amod" and token.head.dep_ in _SUBJECTS and _is_unlike(span, token))
            or (token.dep_ in _SUBJECTS and _is_bare_definite(span, token) and token.i - span.start < 12)
        ):
            return True
    return False


def _is_expletive(token: Token) -> bool:
    if token.dep_ == "expl":
        return True
    head = token.head
    if head.lemma_ not in {"be", "become", "seem", "appear", "remain", "make", "take"} and head.pos_ != "ADJ":
        return False
    children = list(islice(head.children, _REACH))
    grandchildren = (grandchild for child in children for grandchild in islice(child.children, _REACH))
    return any(child.dep_ in {"acomp", "attr", "oprd"} for child in children) and any(
        child.dep_ in {"ccomp", "xcomp", "csubj", "advcl"} and child.i > head.i for child in (*children, *grandchildren)
    )


def _is_such_as(span: Span, token: Token) -> bool:
    return token.i + 1 < span.end and token.doc[token.i + 1].lower_ == "as"


def _is_unlike(span: Span, likeness: Token) -> bool:
    """Whether "similar changes" leave open to what they are similar."""
    return not any(
        child.lower_ in {"to", "with", "among", "between", "across"}
        for head in (likeness, likeness.head)
        for child in _children(span, head)
    )


def _has_antecedent(span: Span, pronoun: Token) -> bool:
    """Whether a name or noun stands earlier in the span that the pronoun may mean."""
    word = pronoun.lower_
    plural = word.startswith("the")
    for token in span.doc[max(span.start, pronoun.i - _REACH) : pronoun.i]:
        if token.pos_ not in {"NOUN", "PROPN"} or token.ent_type_ in {
            "DATE",
            "TIME",
            "CARDINAL",
            "ORDINAL",
            "PERCENT",
            "MONEY",
        }:
            continue
        if word in {"he", "him", "his", "himself", "she", "her", "hers", "herself"}:
            if token.ent_type_ == "PERSON" or (
                token.pos_ == "NOUN" and token.ent_type_ == "" and token.dep_ in _SUBJECTS and token.tag_ == "NN"
            ):
                return True
        elif plural:
            if (
                token.tag_ in {"NNS", "NNPS"}
                or token.lower_ == "people"
                or token.ent_type_ in {"ORG", "NORP"}
                or token.conjuncts
            ):
                return True
        elif token.tag_ in {"NN", "NNP"} and token.ent_type_ != "PERSON":
            return True
    return False


def _is_bare_definite(span: Span, noun: Token) -> bool:
    """Whether a subject is just "the company": definite, with nothing in the span that says which."""
    if noun.pos_ != "NOUN" or noun.lemma_.casefold() in _UNIQUE_NOUNS:
        return False
    if noun.head.tag_ == "VB" and "to" in _auxiliaries(span, noun.head):
        return False  # an object in truth: "has the resources to compete"
    children = _children(span, noun)
    possessor = next((child for child in children if child.dep_ == "poss" and child.pos_ == "NOUN"), None)
    if possessor is not None:
        return _is_bare_definite(span, possessor)  # "the company's rise" is no clearer than "the company"
    if not any(child.dep_ == "det" and child.lower_ == "the" for child in children):
        return False
    names_it = any(
        child.dep_ in {"prep", "relcl", "acl", "appos", "poss", "compound", "nmod", "ccomp"}
        or (child.dep_ == "nummod" and child.text.isdigit())  # "the 2017 plan", but not "the two women"
        or (child.dep_ == "amod" and child.lower_ not in _POINTING_ADJECTIVES | _LEVELS)
        for child in children
    )
    return not names_it


def _verifiability(
    span: Span,
    kind: ClaimKind,
    modality: Modality,
    needs_context: bool,
    quantities: Sequence[Quantity],
    times: Sequence[TimeReference],
) -> float:
    words = {token.lower_ for token in span}
    present = {
        "quantity": bool(quantities),
        "time": bool(times),
        "name": any(token.ent_type_ in _NAMED for token in span),
        "past_event": kind == "event",
        "statistic": kind == "statistic",
        "hedged": modality == "hedged",
        "conditional": modality == "conditional",
        "predicted": modality == "predicted" or kind == "prediction",
        "plan": kind == "plan_target",
        "evaluation": kind == "evaluation",
        "normative": kind == "normative",
        "first_person": bool(words & _FIRST_PERSON),
        "generic_you": bool(words & {"you", "your"}),
        "needs_context": needs_context,
        "short": sum(token.is_alpha for token in span) < 5,
    }
    return _cut(_VERIFIABILITY_BASE + sum(_VERIFIABILITY[name] for name, holds in present.items() if holds))


def _check_worthiness(
    span: Span, kind: ClaimKind, voice: Voice, verifiability: float, quantities: Sequence[Quantity]
) -> float:
    present = {
        "statistic": kind == "statistic",
        "share_or_money": any(quantity.unit_kind in {"ratio", "money"} for quantity in quantities),
        "comparison": kind == "comparison",
        "causal": kind == "causal",
        "event": kind == "event",
        "public_actor": any(token.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"} for token in span),
        "attributed": voice == "attributed",
        "first_person": any(token.lower_ in {"i", "my", "me"} for token in span),
    }
    total = _CHECK_WORTHINESS_BASE + _CHECK_WORTHINESS["verifiability"] * verifiability
    return _cut(total + sum(_CHECK_WORTHINESS[name] for name, holds in present.items() if holds))


def _cut(score: float) -> float:
    return round(min(max(score, 0.0), 1.0), 3)
