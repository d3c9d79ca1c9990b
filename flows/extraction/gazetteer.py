"""Names and nouns that tell what kind of source somebody is: outlets, platforms, governments, roles, kinds of people.

General lists only; nothing here comes from a particular document. What does not belong here: how they are used
(``sources``).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from flows.extraction.wordlists import names, words

PLATFORMS = names(
    "x|twitter|facebook|threads|instagram|linkedin|weibo|wechat|tiktok|youtube|truth social|telegram|bluesky|"
    "mastodon|reddit|substack|medium|snapchat|whatsapp|vk|periscope|tumblr|quora|github|discord|clubhouse|parler|"
    "gab|douyin"
)

OUTLETS = names(
    "reuters|ap|associated press|the associated press|afp|agence france-presse|bloomberg|bloomberg news|cnn|cnbc|"
    "bbc|abc|abc news|nbc|nbc news|cbs|cbs news|msnbc|fox|fox news|fox business|npr|pbs|c-span|al jazeera|sky news|"
    "itv|channel 4|rt|dpa|xinhua|xinhua news agency|tass|interfax|kyodo|yonhap|anadolu|ansa|efe|deutsche welle|"
    "euronews|politico|axios|vox|slate|salon|buzzfeed|buzzfeed news|breitbart|breitbart news|huffpost|"
    "huffington post|the huffington post|the hill|the verge|wired|techcrunch|ars technica|the atlantic|"
    "the economist|time|newsweek|forbes|fortune|the guardian|guardian|the independent|the telegraph|the sun|"
    "the mirror|the times|le monde|le figaro|der spiegel|die zeit|bild|el país|el pais|la repubblica|"
    "corriere della sera|nikkei|asahi shimbun|global times|people's daily|china daily|caixin|the conversation|"
    "propublica|the intercept|the information|semafor|punchbowl news|quartz|mother jones|the nation|"
    "national review|the new yorker|vanity fair|rolling stone|usa today|wall street journal|"
    "the wall street journal|new york times|the new york times|washington post|the washington post|"
    "los angeles times|chicago tribune|boston globe|miami herald|financial times|south china morning post|"
    "the daily beast|daily caller|the daily caller|infowars|drudge report|univision|telemundo|wikinews|"
    "business insider|insider|marketwatch|barron's|nature|science|the lancet|lancet"
)

_OUTLET_TAIL = re.compile(
    r"\b(?:Times|Post|Journal|Herald|Tribune|Gazette|Chronicle|Globe|Observer|Telegraph|Courier|Inquirer|Examiner|Sentinel|"
    r"Daily|Weekly|Magazine|Review|News|Radio|TV|Television|Broadcasting|Press|Mail|Mirror|Express|Standard|Register|Dispatch|"
    r"Bulletin|Bee|Record|Reporter|Today|Wire|Podcast)$"
)

GOVERNMENT_NAMES = names(
    "white house|the white house|pentagon|the pentagon|kremlin|the kremlin|congress|senate|house|"
    "house of representatives|supreme court|state department|justice department|treasury|fbi|cia|nsa|fda|epa|cdc|"
    "nasa|irs|fcc|ftc|sec|fed|federal reserve|the fed|doj|dhs|ice|tsa|downing street|whitehall|parliament|"
    "european commission|european union|eu|european parliament|united nations|un|u.n.|nato|imf|world bank|who|"
    "world health organization|state council|politburo|knesset|bundestag|bundesbank|bank of england|bank of japan|"
    "european central bank|ecb|élysée|taliban|beijing|washington|moscow|brussels|tokyo|london|paris|berlin|kyiv|"
    "tehran|pyongyang|seoul|new delhi|ankara|number 10|administration|cabinet"
)

TRADES = names("silicon valley|wall street|hollywood|big tech|fleet street|madison avenue|broadway")
"""Places and words that stand for a trade: who says so is many firms, no body."""

_GOVERNMENT_WORDS = re.compile(
    r"\b(?:government|ministry|department|administration|bureau|commission|court|police|parliament|congress|senate|"
    r"authority|authorities|embassy|army|military|navy|coast guard|treasury|regulator|regulators|legislature|cabinet|"
    r"municipality|prosecutors?)\b",
    re.IGNORECASE,
)

DETERMINERS = words("the a an this that these those its his her their our my your some any each every another one")

TITLES = words(
    "mr mr. mrs mrs. ms ms. miss dr dr. prof prof. professor president vice-president senator sen. sen rep. rep "
    "representative congressman congresswoman gov. gov governor mayor minister secretary chancellor judge justice "
    "general gen. gen colonel col. captain capt. lieutenant lt. lt sergeant sgt. sgt major maj. admiral sir lord lady "
    "dame king queen prince princess pope bishop archbishop cardinal rabbi imam pastor reverend rev. rev father "
    "sister officer detective sheriff chief chairman chairwoman chair ambassador commissioner councillor councilman "
    "councilwoman premier director coach attorney agent speaker deputy former ex- sens. reps. messrs. hon. saint st."
)
"""Words before a name that are not part of it."""

FORMS_OF_ADDRESS = words("mr mrs ms miss sir dr")
"""Those of them that say nothing of who somebody is."""

PARENTS = {
    "mother": words("mom mum mommy mummy mama mamma ma"),
    "father": words("dad daddy papa pa pop"),
    "grandmother": words("grandma gran granny nana"),
    "grandfather": words("grandpa granddad grandad gramps"),
}
"""What they are called as if by name."""

TITLE_ROLES = {
    "sen.": "senator",
    "sen": "senator",
    "rep.": "representative",
    "rep": "representative",
    "gov.": "governor",
    "gov": "governor",
    "gen.": "general",
    "gen": "general",
    "col.": "colonel",
    "capt.": "captain",
    "lt.": "lieutenant",
    "sgt.": "sergeant",
    "prof.": "professor",
    "prof": "professor",
    "dr.": "doctor",
    "dr": "doctor",
}
"""What a shortened title before a name calls somebody."""

MALE_TITLES = frozenset(
    ["mr", "mr.", "sir", "lord", "king", "prince", "congressman", "chairman", "councilman", "father", "pope"]
)
FEMALE_TITLES = frozenset(
    [
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "miss",
        "lady",
        "dame",
        "queen",
        "princess",
        "congresswoman",
        "chairwoman",
        "councilwoman",
        "sister",
    ]
)

ROLES = words(
    "spokesman spokeswoman spokesperson president senator governor mayor minister secretary chancellor judge justice "
    "general colonel captain officer official director manager chief executive ceo cfo cto coo founder co-founder "
    "cofounder chairman chairwoman chair analyst economist professor researcher scientist expert scholar fellow "
    "lecturer historian author writer journalist reporter editor columnist commentator correspondent critic lawyer "
    "attorney prosecutor doctor physician nurse teacher student engineer developer designer investor entrepreneur "
    "capitalist strategist adviser advisor consultant aide lawmaker legislator congressman congresswoman politician "
    "candidate nominee leader head boss premier speaker envoy ambassador diplomat commissioner activist campaigner "
    "organizer advocate supporter voter resident neighbour neighbor farmer worker employee owner coach player actor "
    "actress singer artist musician producer pastor priest bishop pope king queen prince princess psychologist "
    "philosopher physicist biologist chemist sociologist anthropologist epidemiologist pollster witness victim "
    "defendant plaintiff suspect detective sheriff policeman person man woman boy girl father mother son daughter "
    "brother sister husband wife friend colleague pioneer veteran operative insider whistleblower billionaire mogul "
    "tycoon vice-president chairperson co-author coauthor principal superintendent trustee representative spokesmen "
    "photographer painter poet novelist filmmaker presenter broadcaster soldier sailor pilot monk nun clerk banker "
    "chef waiter waitress firefighter paramedic surgeon dentist pharmacist therapist librarian curator architect "
    "composer dancer translator interpreter spy bodyguard inspector constable sergeant lieutenant admiral commander "
    "fisherman survivor refugee delegate organiser comedian wrestler boxer athlete swimmer cyclist goalkeeper "
    "midfielder referee umpire uncle aunt niece nephew cousin grandfather grandmother grandson granddaughter mom mum "
    "dad guy lady gentleman teenager stranger passenger patient customer tourist"
)
"""Heads of noun phrases that stand for a person."""

MALE_ROLES = words(
    "spokesman chairman congressman councilman policeman fireman salesman businessman statesman clergyman frontman "
    "man boy father dad daddy son brother husband uncle nephew grandfather grandpa grandson widower boyfriend fiancé "
    "king prince pope priest monk lord duke gentleman guy sir actor waiter emperor abbot bridegroom landlord"
)
FEMALE_ROLES = words(
    "spokeswoman chairwoman congresswoman councilwoman policewoman businesswoman woman girl mother mom mum mommy mama "
    "daughter sister wife aunt niece grandmother grandma granddaughter widow girlfriend fiancée queen princess lady "
    "duchess nun actress waitress empress heroine goddess ballerina bride landlady housewife midwife"
)
"""Roles and kin that only men, or only women, are called."""

GROUP_NOUNS = words(
    "people analysts experts critics observers scientists researchers economists officials executives lawmakers "
    "policymakers politicians supporters opponents voters residents activists campaigners leaders members aides "
    "advisers advisors investors developers journalists commentators scholars academics historians lawyers doctors "
    "workers employees users consumers americans democrats republicans conservatives liberals students teachers women "
    "men children parents families others many some most majority minority public community team crowd staff "
    "protesters protestors firms companies businesses giants banks countries nations states organisations "
    "organizations groups unions authorities pundits strategists insiders westerners half percent few several both "
    "all"
)

ANONYMOUS_NOUNS = frozenset(
    [
        "source",
        "sources",
        "insider",
        "insiders",
        "official",
        "officials",
        "person",
        "someone",
        "somebody",
        "anyone",
        "everyone",
        "one",
    ]
)
"""Heads that hide who speaks."""

ORGANISATION_NOUNS = words(
    "company firm startup start-up corporation group organisation organization agency institute institution "
    "university college school bank foundation charity union association committee council board party campaign "
    "think-tank tank lab laboratory team maker giant retailer manufacturer carrier airline network platform publisher "
    "ngo nonprofit coalition alliance federation league club church hospital centre center operator developer "
    "consultancy consortium conglomerate chain studio contractor supplier insurer lender utility shipyard"
)

GOVERNMENT_NOUNS = words(
    "government administration ministry department regulator parliament congress senate court police military army "
    "navy commission legislature cabinet state country nation authority bureau embassy treasury prosecutor "
    "prosecutors"
)

_COMPANIES = words("company firm startup start-up corporation business giant conglomerate")
"""What any company can be called."""
_NO_COMPANIES = words(
    "agency inspectorate office ministry department government council committee board commission authority bureau court "
    "police army navy military parliament congress senate union association federation league alliance coalition party "
    "campaign club charity foundation university college school institute institution academy church hospital museum "
    "society trust ngo nonprofit think-tank embassy treasury regulator service directorate administration"
)
"""Words in a body's name or description by which it is no company."""
_ANY_BODY = words("group organisation organization institution")
_GOVERNS = words("government administration state country nation")
_BY_LETTERS = words("agency regulator department commission bureau authority alliance")
"""Bodies that are often called by their letters alone: ``EPA``."""
_ALIKE = {
    "union": words("federation"),
    "club": words("fc"),
    "charity": words("foundation trust nonprofit ngo"),
    "nonprofit": words("charity foundation ngo"),
    "ngo": words("charity foundation nonprofit"),
    "agency": words("inspectorate office administration authority bureau directorate"),
    "regulator": words("agency inspectorate office administration authority commission board"),
    "ministry": words("office"),
    "department": words("treasury pentagon"),
    "military": words("army pentagon"),
    "army": words("military"),
    "bank": words("banking bancorp"),
    "lender": words("bank banking bancorp"),
    "insurer": words("insurance assurance"),
    "airline": words("airlines airways air"),
    "carrier": words("airline airlines airways air"),
    "manufacturer": words("maker motors works steel"),
    "operator": words("line lines railways ferries tramways"),
    "retailer": words("stores supermarkets"),
    "publisher": words("publishing books"),
    "lab": words("laboratory labs laboratories"),
    "laboratory": words("lab labs laboratories"),
    "institute": words("centre center"),
    "centre": words("center"),
    "center": words("centre"),
    "network": words("television tv"),
}
"""Words in a body's name by which it can be called something else."""

MUNICIPALITIES = words("city town county municipality borough")
"""What speaks by its government; “the town” stands for no other government named before."""

PUBLICATION_NOUNS = words(
    "newspaper magazine paper journal outlet website blog broadcaster network agency tabloid weekly daily programme "
    "podcast station channel site"
)


def is_platform(name: str) -> bool:
    """Whether a name is a platform on which people post."""
    return name.lower() in PLATFORMS


def is_outlet(name: str) -> bool:
    """Whether a name is that of a news outlet: a known one, or one whose last word newspapers and broadcasters use."""
    bare = name[4:] if name[:4].lower() == "the " else name
    lowered = bare.lower().replace("’", "'")
    return (
        lowered in OUTLETS
        or name.lower() in OUTLETS
        or bool(" " in bare and bare[:1].isupper() and _OUTLET_TAIL.search(bare))
    )


def can_be_called(noun: str, name: str, kind: str, described: Collection[str]) -> bool:
    """Whether “the union”, “the company” can stand for a named body; ``described`` are words that tell what it is.

    Whoever is named last may be the adversary of the body that is meant: a noun that its name and description do not fit
    stands for another.
    """
    known = {*re.findall(r"[\w-]+", name.lower()), *described}
    if noun in known or not known.isdisjoint(_ALIKE.get(noun, ())) or (noun in _BY_LETTERS and name.isupper()):
        return True
    if noun in _COMPANIES or noun in _ANY_BODY:
        return kind == "organisation" and (noun in _ANY_BODY or known.isdisjoint(_NO_COMPANIES))
    if noun in _GOVERNS:
        return kind == "government" and known.isdisjoint(_NO_COMPANIES - _GOVERNS)
    return kind == "publication" and noun in PUBLICATION_NOUNS and noun != "agency"


def is_government(name: str) -> bool:
    """Whether a name is that of a government or one of its bodies, or of a body of governments."""
    bare = name[4:] if name[:4].lower() == "the " else name
    return bare.lower() in GOVERNMENT_NAMES or bool(" " in bare and _GOVERNMENT_WORDS.search(bare))
