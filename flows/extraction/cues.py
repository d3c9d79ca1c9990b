"""Words that introduce what somebody said, thought, showed, promised or asked for, by the construction they take.

Lemmas, lower case. The lists follow the classes of Levin (1993) and VerbNet for verbs of communication, conjecture and
judgement; which doubtful verbs stay was decided on the training articles of PolNeAR by how often the construction is an
attribution there. What does not belong here: how the constructions are recognised (``attributions``).
"""

from __future__ import annotations

from flows.extraction.wordlists import words

SAY = words(
    "say tell add write argue claim state note explain report announce declare insist warn suggest acknowledge admit "
    "confirm deny reply respond answer continue conclude assert contend maintain observe remark reveal disclose "
    "predict forecast testify tweet post blog stress emphasize emphasise reiterate repeat recall remind inform advise "
    "allege assure boast caution comment concede counter elaborate exclaim hint imply indicate interject joke lament "
    "mention muse opine pledge proclaim promise propose quip rant recount reckon recommend retort scoff shout signal "
    "speculate swear tease urge vow whisper yell complain grumble specify clarify summarize summarise text email "
    "e-mail affirm attest avow bemoan brag chide chime confess confide decry demand deadpan declaim dispute "
    "estimate expound fume gripe gush hail intone posit postulate preach profess protest quote read recite rejoin "
    "relate remonstrate snap snarl stipulate surmise theorize theorise threaten underline underscore utter vent voice "
    "volunteer weigh cite certify tout reason project calculate find determine rule order"
)
"""Take a clause or a quotation as what is said."""

THINK = words(
    "think believe feel hope expect fear worry doubt assume suspect imagine agree disagree realize realise recognize "
    "recognise consider suppose bet anticipate envision envisage decide wish intend guess figure presume regret know "
    "learn understand hear accept"
)
"""Take a clause as what is held to be so."""

SHOW = words("show find suggest indicate reveal demonstrate confirm prove conclude estimate project illustrate imply state")
"""Take a clause as what a document, a study or a body of figures says."""

ASK = words("ask wonder inquire enquire question demand query")
"""Take an indirect question."""

COMMIT = words(
    "vow promise pledge threaten agree offer swear plan propose hope ask demand intend decide volunteer expect claim request"
)
"""Take a to-infinitive: what the subject undertakes or wants. What somebody refuses to do is nothing that they say."""

DIRECT = words(
    "urge ask tell order call advise warn encourage press beg instruct implore invite command request require exhort "
    "direct remind challenge expect believe forbid persuade recommend"
)
"""Take a person and a to-infinitive: what the person is to do."""

CHARACTERISE = words(
    "describe frame portray characterize characterise call dub label brand depict paint view see regard cast denounce "
    "dismiss hail praise condemn criticize criticise decry define tout deride term pronounce declare deem consider "
    "perceive present position"
)
"""Take an object and ``as …`` or an object predicate: what somebody or something is said to be."""

CALL = words("call dub label brand term deem consider declare pronounce name")
"""Take an object and a second noun phrase or adjective, without ``as``."""

ACCUSE = words(
    "accuse blame criticize criticise praise thank credit fault chide mock condemn applaud attack slam blast rebuke "
    "commend denounce ridicule lambaste scold deride assail lash hammer rip"
)
"""Take an object and ``of``/``for …``."""

ENVISAGE = words("see view envisage envision")
"""Take an -ing clause with its own subject, of what is going on: ``She sees trade growing``."""

OBJECT = words(
    "announce deny emphasize emphasise stress reject oppose endorse support back criticize criticise praise condemn "
    "denounce dismiss propose outline acknowledge note cite question express reiterate repeat underline underscore "
    "highlight applaud welcome dispute refute rebut advocate predict voice concede admit confirm mention recount "
    "recall blast slam attack mock decry lament deplore assail rebuke request demand tout favor favour hail discuss "
    "detail explain describe promise pledge recommend suggest forecast allege disavow tweet state"
)
"""Take a noun phrase as what is said, judged or wanted."""

NOTHING_SAID = words("refuse decline ensure enable guarantee prove goal attitude")
"""No cues, whatever else looks like one: what somebody refuses to do, brings about or is after. Of the last six PolNeAR's
training articles mark one in eight at most, of “ensure” and “enable” none."""

ANSWER = words("respond reply answer return")
NEGATIONS = words("not n't n’t never decline declined declines refuse refused refuses")
"""In a cue: nothing is said, where that is to “comment”."""

MEASURED = words(
    "number figure toll death count total share rate cost price bill damage loss value worth turnout attendance crowd size "
    "estimate chance probability level majority lead deficit budget debt population it"
)
"""What somebody puts at so much: a train put back into service at 11 is none."""

NO_EVIDENCE = words(
    "law act bill policy rule plan strategy regulation resolution treaty agreement guideline release record investigation"
)
"""Documents' nouns that are cited as a reason, rather than for what they say."""

PREPOSITIONAL = {
    "warn": words("of about against"),
    "call": words("for"),
    "speak": words("of about against"),
    "complain": words("about of"),
    "talk": words("about of"),
    "speculate": words("about"),
    "respond": words("with"),
    "reply": words("with"),
    "agree": words("with on to"),
    "disagree": words("with on"),
    "argue": words("for against"),
    "boast": words("of about"),
    "worry": words("about"),
    "joke": words("about"),
    "apologize": words("for"),
    "apologise": words("for"),
    "insist": words("on"),
    "hint": words("at"),
    "object": words("to"),
    "focus": words("on"),
    "point": words("to"),
    "plead": words("for"),
    "comment": words("on"),
    "ask": words("for about"),
    "advocate": words("for"),
}
"""Verbs that take what is said as the object of one of these prepositions."""

PASSIVE_INFINITIVE = words(
    "expect say believe think report estimate predict project forecast allege rumor rumour know consider claim "
    "understand anticipate ask"
)
"""``X is expected to …``, ``X was said to …``."""

SPEECH_NOUNS = words(
    "statement claim suggestion assertion argument allegation accusation announcement warning report remark comment "
    "belief view fear concern hope prediction forecast promise pledge complaint charge notion contention insistence "
    "acknowledgment acknowledgement admission speculation criticism proposal testimony conclusion finding assurance "
    "rumor rumour demand call conviction recommendation revelation narrative"
)
"""Take ``that …``: what the statement, claim or report says."""

DOCUMENT_NOUNS = words(
    "report study statement survey poll paper document letter memo memorandum book article column editorial essay "
    "release analysis review filing lawsuit complaint indictment ruling affidavit transcript email e-mail post tweet "
    "blog bill law act resolution plan strategy declaration communique communiqué manifesto white-paper briefing "
    "brief dossier brochure website site page account readout agreement treaty guideline index census data dataset "
    "figure record research finding newsletter advisory bulletin audit assessment petition speech op-ed policy "
    "regulation roadmap message note chapter investigation text polling paperwork rule "
    "evidence statistic estimate"
)
"""Things that are read: the one who wrote or issued it stands behind it, where the text names them."""


def _forms(lemma: str) -> list[str]:
    """Regular inflections of a verb, and the irregular ones of the verbs that report speech."""
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma]]
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    if lemma in _DOUBLING:
        return [lemma, lemma + "s", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"]
    plural = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return [lemma, plural, lemma + "ed", lemma + "ing"]


_DOUBLING = words("admit quip rebut refer blog snap brag rip slam plan nod")
_IRREGULAR = {
    "hear": ["hears", "heard", "hearing"],
    "sing": ["sings", "sang", "sung", "singing"],
    "say": ["says", "said", "saying"],
    "tell": ["tells", "told", "telling"],
    "write": ["writes", "wrote", "written", "writing"],
    "begin": ["begins", "began", "beginning"],
    "swear": ["swears", "swore", "swearing"],
    "read": ["reads", "reading"],
    "think": ["thinks", "thought", "thinking"],
}

QUOTE_VERBS = (
    SAY | ASK | {"begin", "think", "believe", "call", "urge", "sing", "cry", "laugh", "smile", "nod", "recall", "hear"}
) - {
    "find",
    "determine",
    "rule",
    "order",
    "project",
    "calculate",
}
"""May introduce or follow words in quotation marks."""

QUOTE_VERB_FORMS = frozenset(form for lemma in QUOTE_VERBS for form in _forms(lemma))
"""Their written forms: used where there is no parse yet, and where the tagger takes the verb for something else."""

FORM_TO_LEMMA = {form: lemma for lemma in sorted(QUOTE_VERBS) for form in _forms(lemma)}

DENY = words("deny reject refute rebut dispute disavow oppose doubt dismiss")
"""What they take is denied or turned down."""

WANT = words(
    "urge advocate recommend demand request exhort implore beg beseech press order command instruct direct require advise "
    "encourage plead call ask tell invite warn argue"
)
"""What they take as an infinitive, or after ``for``, is what is to be done."""

WANT_A_THING = words("urge advocate recommend demand request")
"""What they take in any construction is what is to be done."""

GERUND = words("say report admit deny suggest recommend acknowledge propose recall mention describe announce")
"""Take an -ing clause: ``He reported earning …``."""

CLAUSE = SAY | THINK | SHOW | ASK
"""May govern a finite clause that is what is said, held, shown or asked."""

CLAUSE_MARKS = words("because if when while although though unless since so as whether until once whereas")

UNMISTAKABLE_FORMS = frozenset(
    [
        "said",
        "says",
        "told",
        "tells",
        "wrote",
        "writes",
        "added",
        "argued",
        "asked",
        "replied",
        "insisted",
        "explained",
        "warned",
        "tweeted",
        "acknowledged",
        "admitted",
        "announced",
        "denied",
        "recalled",
        "declared",
        "vowed",
        "asserted",
        "contended",
        "quipped",
        "noted",
    ]
)
"""Forms that are the verb even where the tagger says otherwise."""

TALK = words(
    "say tell add write argue claim announce declare insist warn acknowledge admit deny reply respond answer assert "
    "contend tweet post state testify vow quip"
)
"""Verbs of speaking proper: whatever is their subject speaks."""

PRESENT = words(
    "detail outline describe announce cite reveal highlight criticize criticise recommend suggest predict forecast propose"
)
"""What a document does as well as a person."""
