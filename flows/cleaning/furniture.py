"""Which lines belong to the page and not to the document: menus, share buttons, comment forms, cookie banners, link lists.

A line is furniture only when nothing in it can be prose: it is made wholly of known phrases, or it is short and begins as
furniture begins. What runs on like prose is left alone, since a claim that is lost is worse than a button that is kept.
What does not belong here: captions and credits (``captions``) and notices of where a text comes from (``notices``).
"""

from __future__ import annotations

import re
from itertools import pairwise

from flows.cleaning.drafts import Draft
from flows.cleaning.lexicons import (
    COMMENT_OPENERS,
    FURNITURE,
    KICKERS,
    LINK_LIST_OPENERS,
    MENU_CONNECTORS,
    MENU_WORDS,
    TAG_HEADINGS,
)

MAX_FURNITURE_CHARS = 320
MAX_LINK_TITLE_WORDS = 22
TAIL_SHARE = 0.25
"""Readers' comments are looked for below this share of a document's blocks; a short text may have many comments."""
MIN_COMMENT_SIGNS = 2
MAX_AD_CHARS = 80
MAX_CONTACT_LINES, MAX_CONTACT_WORDS = 4, 6
"""Below "Media contact:" so many lines, of so many words, say whom to ask."""

_TOKEN = re.compile(r"[^\W_]+(?:['&\-.;][^\W_]+)*")
_MAX_PHRASE_WORDS = max(len(_TOKEN.findall(phrase)) for phrase in FURNITURE)
_PHRASES = frozenset(tuple(_TOKEN.findall(phrase)) for phrase in FURNITURE)
_SEPARATORS = re.compile(r"[|•·›»/→]|\s[>–-]\s")
_NETWORKS = (
    r"(?:twitter|x|facebook|instagram|linkedin|threads|bluesky|mastodon|youtube|tiktok|telegram|whatsapp|google news|"
    r"social media|flipboard|pinterest|reddit|rss|spotify|apple podcasts)"
)

_STARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        (
            "link_to_other_page",
            r"(?:read|see|watch|listen|lee|leer|lire|leia|leggi)(?: more| also| next| now| también| aussi|"
            r" anche)?\s?[:|]",
        ),
        ("link_to_other_page", r"(?:read|see|watch|find out|learn) more (?:on|about|at|from|in) [^.]{1,90}$"),
        (
            "link_to_other_page",
            r"read the (?:rest|full|whole|entire|original|complete)(?: (?:story|article|text|report|interview|"
            r"post|piece|paper|transcript))?(?: (?:here|at|on|in)\b[^.]{0,60})?\.?$",
        ),
        (
            "link_to_other_page",
            r"(?:related|more|most read|trending|up next|recommended|popular|top stories|see also)"
            r"(?: (?:now|today|stories|news|articles?|posts?|reading|coverage|topics?|links?|content|videos?|"
            r"(?:on|from|for) [\w' ]{1,40}))?:\s[^.]{0,200}$",
        ),
        ("link_to_other_page", r"(?:related|more) (?:on|from|in|by) [^.!?]{1,50}$"),
        (
            "breadcrumb",
            r"(?:home|inicio|accueil|startseite)(?:(?:\s?[>»›|•·→]\s?|\s/\s)[^>»/›|•·→.!?]{2,14}){1,5}$",
        ),
        ("link_to_other_page", r"click here\b[^.]{0,100}\.?$"),
        ("subscription", r"(?:subscribe|sign up|register)(?: (?:to|for|here|now|today|and|with)\b|[!:]).{0,160}$"),
        (
            "subscription",
            r"(?:get|receive|want|enjoy|join) [^.]{0,100}(?:newsletter|in your inbox|to your inbox|mailing list|"
            r"subscribers|your email)\b.{0,60}$",
        ),
        ("subscription", r"(?:our|the|a) (?:free |daily |weekly )?newsletter\b[^.]{0,60}$"),
        ("subscription", r"(?:become|be) a (?:member|subscriber|supporter|patron)\b.{0,100}$"),
        (
            "subscription",
            r"(?:support|help us keep|please support) (?:our|independent|quality|"
            r"free) .{0,40}journalism\b.{0,100}$",
        ),
        (
            "subscription",
            r"(?:you(?:'re| are) receiving this|this (?:e-?mail|message|newsletter) was sent to|"
            r"was this (?:e-?mail|newsletter) forwarded to you)\b.{0,200}$",
        ),
        (
            "contact",
            r"(?:media |press |news )(?:contacts?|enquiries|inquiries)(?: (?:details|information))?\s?:[^!?]{0,160}$|"
            r"contacts?\s?:\s?[^!?.,]{2,40}, [^!?.,]{2,40}$|"
            r"(?:(?:contacts?|enquiries|inquiries)(?: (?:details|information))?|"
            r"tel|telephone|phone|fax|mobile|e-?mail|web ?site|web)\s?:"
            r"(?:\s?$|[^!?]{0,100}(?:@|\d{4}|https?://|www\.)[^!?]{0,60}$)",
        ),
        (
            "contact",
            r"for (?:more|further) information,? (?:please )?(?:contact|call|visit|e-?mail)\b.{0,160}$|"
            r"(?:for (?:more|further) information|(?:media|press) contact|notes? to editors?)\s?:?$",
        ),
        ("embargo", r"(?:strictly |under )?embargo(?:ed)? (?:until|till)\b[^!?]{0,20}\d[^!?]{0,40}$"),
        ("social_media", rf"(?:follow [^.,]{{1,60}}|(?:like|find|join|connect with) us) on {_NETWORKS}\b.{{0,60}}$"),
        ("social_media", r"(?:follow|sígue?nos|suivez-nous) us\b.{0,80}$"),
        (
            "social_media",
            rf"(?:click to )?(?:share|tweet|compartir|partager|teilen|condividi)(?: this|"
            rf" it)?(?: (?:story|article|post|page|link))?(?: (?:on|via|with|to|by|en|sur|auf|su) )(?:{_NETWORKS}|"
            rf"email|e-mail|friends?)\b.{{0,100}}$",
        ),
        (
            "tags",
            r"(?:tags?|topics?|keywords?|key words|categor(?:y|ies)|filed under|posted in|tagged(?: as| with)?|"
            r"sections?|etiquetas|temas|mots-clés|schlagwörter|labels)\s?:",
        ),
        (
            "tags",
            r"(?:best for|audience|intended audience|recommended for|reading level|difficulty|reading time|"
            r"read time|estimated reading time|word count|tiempo de lectura|temps de lecture|lesezeit)\s?:",
        ),
        ("reading_time", r"\d{1,3}[ -]?min(?:ute)?s?\.?(?: of)? read(?:ing)?\b.{0,40}$"),
        (
            "reading_time",
            r"(?:(?:last )?updated|posted|published|modified)\s(?:about |over )?(?:(?:\d{1,3}|an?) [\w ]{1,20}ago|"
            r"yesterday|today)\b[^.]{0,40}$",
        ),
        (
            "counter",
            r"(?:[\d.,]{1,9}k? (?:comments?|shares?|likes?|views?|replies|responses?|votes?|comentarios?)[\s|"
            r"·•,&]{0,4}){1,5}$|"
            r"\d{1,6} (?:thoughts?|comments?|replies) (?:on|to) .{1,200}$",
        ),
        ("copyright", r"(?:(?:©|\(c\)) ?\d{4}|copyright (?:©|\(c\)|\d{4}|by\b)).{0,160}$"),
        ("copyright", r".{0,120}\ball rights reserved\b.{0,80}$"),
        (
            "cookie_banner",
            r"(?:we|this (?:web)?site|our (?:web)?site|this page|"
            r"our partners)(?: and our partners)? uses? (?:of )?(?:cookies|necessary cookies|"
            r"technologies such as cookies)\b.{0,280}$",
        ),
        (
            "cookie_banner",
            r"(?:by (?:continuing|using|clicking|browsing)|if you continue)\b.{0,160}"
            r"\b(?:cookies?|privacy policy|terms of (?:use|service)|terms and conditions)\b.{0,120}$",
        ),
        (
            "cookie_banner",
            r"(?:utilizamos|usamos|este sitio (?:web )?utiliza|nous utilisons|ce site utilise|wir verwenden|"
            r"diese website verwendet|questo sito utilizza) .{0,60}cookies?\b.{0,200}$",
        ),
        (
            "comment_form",
            r"(?:your email address will not be published|required fields are marked|save my name,? e?-?mail|"
            r"notify me (?:of|by|when|via)|please enter (?:your|a|an)|you must be logged in|you must log in|"
            r"you need to log ?in|this site uses akismet|you have entered an incorrect|log ?in to (?:leave|post|"
            r"add))\b.{0,200}$",
        ),
        (
            "comment_form",
            r"(?:tu dirección de correo|su dirección de correo|los campos (?:obligatorios|necesarios|requeridos)|"
            r"guarda(?:r)? mi nombre|recibir un correo|por favor,? (?:ingrese|introduzca|escriba)|votre adresse|"
            r"les champs obligatoires|enregistrer mon nom|deine e-mail|ihre e-mail|erforderliche felder|"
            r"meinen namen|o seu endereço de e-?mail|os campos obrigatórios|campos obrigatórios|salvar meus dados|"
            r"il tuo indirizzo|i campi obbligatori|salva il mio nome)\b.{0,200}$",
        ),
        (
            "browser_message",
            r"(?:please )?(?:enable|turn on|disable|turn off) (?:javascript|cookies|your ad ?blocker)\b.{0,160}$",
        ),
        ("browser_message", r"your browser (?:does not|doesn't|is)\b.{0,160}$"),
        (
            "browser_message",
            r"(?:javascript|this (?:video|content|embed|tweet|post|page|audio|player)) (?:is|isn't|can ?not|"
            r"could not|is not|has been|requires)\b.{0,40}(?:available|disabled|loaded|displayed|supported|"
            r"removed|deleted|javascript|enabled)\b.{0,100}$",
        ),
        ("disclaimer", r"disclaimer\s?[:–-].{0,300}$"),
        (
            "disclaimer",
            r"(?:the )?(?:views|opinions)(?: and opinions)? (?:expressed|presented) (?:here|herein|in this|"
            r"on this|by the author|"
            r"by our|are)\b.{0,280}$",
        ),
        (
            "disclaimer",
            r"disclosure statement$|.{0,120}\bdoes not work for, consult, own shares in\b.{0,200}$|"
            r".{0,120}\bdo not work for, consult, own shares in\b.{0,200}$",
        ),
        (
            "disclaimer",
            r"(?:we|this (?:post|page|article|site)) (?:may (?:earn|receive|contain|include|get)|contains|earns?|"
            r"includes)\b.{0,60}\b(?:commission|affiliate)\b.{0,160}$",
        ),
        (
            "advertisement",
            r"(?:advertisement|sponsored by|paid for by|promoted by|presented by|in partnership with|"
            r"brought to you by)\b[^.]{0,60}$",
        ),
        ("advertisement", r"(?:story|article|post) continues (?:below|after)\b.{0,40}$"),
        ("button", r"(?:download|get|install) (?:the|our) [^.]{0,40}\bapp\b.{0,60}$"),
        ("button", r"(?:log|sign) ?in(?: or| to| with)\b.{0,60}$|(?:create|already have) an account\b.{0,60}$"),
        (
            "button",
            r"(?:skip|jump|go|return|back) to (?:main |the |site )?(?:content|navigation|search|footer|top|home|"
            r"homepage|main page|article)\b.{0,30}$",
        ),
    )
)
"""How furniture begins (and, for most, that it ends soon), on ``Draft.folded``; first match wins."""
_ANY_START = re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _STARTS))
"""All of them at once: most lines are none, and one pattern tells that in a third of the time."""

# The possessive "+" matters: where two repetitions can share a character, a line that fails takes exponential time (one of
# thirty hashtags took longer than a document may).
_URL_ONLY = re.compile(r"(?:<?(?:https?://|www\.)\S{1,2000}+\s?){1,10}$")
_TAG_ONLY = re.compile(r"(?:<[/!a-zA-Z][^<>]{0,1000}>[\s.,;|]{0,8}){1,50}$")
_HASHTAGS_ONLY = re.compile(r"(?:[#@][^\W_][\w ]{0,40}+[,;|]?\s?){2,40}$")
_ADDRESS_ONLY = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}$|(?:\+|0|\()\d?[\d ()-]{6,20}$|\d[\d ()-]{10,20}$|"
    r"\(\([^()@]{1,80}@[^()]{1,120}\)\)$"
)
"""An e-mail address or a telephone number."""
_END_MARK = re.compile(r"[-–—*]{1,3}\s?(?:30|ends?)\s?[-–—*]{1,3}$", re.IGNORECASE)
_STAGE_DIRECTION = re.compile(r"[\"“]?[(\[](?:[A-Z]{2,20}+[ .,]{0,2}){1,5}[)\]][.\"”]{0,2}$")
_HAS_WORD = re.compile(r"[^\W_]")
_SLUG = re.compile(
    r"[A-Z]{2,12}(?:[-/][A-Z][\w.&]{0,20}){1,5}(?:,\s?[\w ]{1,20}|\s\((?:UPDATE|CORRECT|REFILE|WRAPUP)[^()]{0,20}\))?$"
)
"""How agencies label a report on the wire."""
AD_LABELS = frozenset(
    {"advertisement", "advert", "ad", "sponsored", "anzeige", "werbung", "publicité", "publicidad", "pubblicità"}
)
_COMMENT_COUNT = re.compile(
    r"\d{1,6} (?:comments?|responses?|replies|thoughts? on|comentarios?|commentaires?|kommentare?)\b"
)
_COMMENT_SIGN = re.compile(
    r".{1,60}\b(?:says|said|dice|a dit|sagt):?$|(?:reply|responder|répondre|antworten)$|"
    r".{0,80}\d{1,2},? \d{4},? at \d{1,2}:\d{2}.{0,20}$|(?:reply|log in) to (?:reply|\w{1,30})$"
)


def label_furniture(drafts: list[Draft]) -> None:
    """Label every line that is page furniture wherever it stands, and whom to ask below "Media contact:"."""
    known: dict[str, str | None] = {}
    for draft in drafts:
        if draft.kind is not None:
            continue
        if draft.end - draft.start > MAX_FURNITURE_CHARS:
            continue
        if draft.text not in known:
            known[draft.text] = _furniture(draft)
        reason = known[draft.text]
        if reason is not None:
            draft.label("boilerplate", reason)
    for index, draft in enumerate(drafts):
        if draft.reason == "contact" and draft.text.endswith(":"):
            for later in drafts[index + 1 : index + 1 + MAX_CONTACT_LINES]:
                if later.gap_before or later.is_prose or len(later.words) > MAX_CONTACT_WORDS:
                    break
                if later.kind is None:
                    later.label("boilerplate", "contact")


def label_kickers(drafts: list[Draft]) -> None:
    """Label, above the first line that is not page furniture otherwise, what is no title.

    Section names and kinds of piece ("OPINION"), an agency's slug ("BC-EU-Fishing,1st Ld"), and a line right below the word
    "Advertisement" where another line that may be the title follows.
    """
    advertised = False
    for index, (draft, following) in enumerate(pairwise(drafts)):
        if draft.kind is not None:
            advertised = draft.folded in AD_LABELS
            continue
        is_label = draft.folded in KICKERS or (draft.folded in MENU_WORDS and len(draft.words) == 1)
        is_slug = bool(_SLUG.match(draft.text)) and len(following.words) > 2
        is_advertised = advertised and not draft.gap_before and _is_lined_up(draft, drafts[index + 1 :])
        advertised = False
        if not (is_label or is_slug or is_advertised) or (following.kind is None and following.is_prose):
            return
        draft.label("boilerplate", "kicker" if is_label else "slug" if is_slug else "advertisement")


def _is_lined_up(draft: Draft, following: list[Draft]) -> bool:
    """Say whether a short line has another open line below it before the prose begins."""
    below = next((draft for draft in following if draft.kind is None), None)
    return len(draft.text) <= MAX_AD_CHARS and below is not None and not below.is_prose and len(below.words) > 2


def label_reader_comments(drafts: list[Draft]) -> None:
    """Label a section of readers' comments, from its opener ("3 comments") to the end: prose too, it is not the document's.

    Not at a document's head, and only where at least two signs of such a section follow ("… says:", "Reply").
    """
    for index in range(int(len(drafts) * TAIL_SHARE), len(drafts)):
        if not _opens_comments(drafts[index]):
            continue
        if sum(1 for later in drafts[index:] if _COMMENT_SIGN.match(later.folded)) >= MIN_COMMENT_SIGNS:
            for later in drafts[index:]:
                if later.kind is None:
                    later.label("boilerplate", "reader_comments")
        return


def label_trailing_lists(drafts: list[Draft]) -> None:
    """Label what follows the openers of comment forms and of lists of other pages, up to the next prose.

    In the middle of a document that is only what stands right below the opener; where no prose follows to the end, all
    of it.
    """
    tail = len(drafts)
    while tail and (drafts[tail - 1].kind is not None or not drafts[tail - 1].is_prose):
        tail -= 1
    index = 0
    while index < len(drafts):
        draft = drafts[index]
        index += 1
        opens_comments = _opens_comments(draft)
        if draft.kind != "boilerplate" or not (opens_comments or draft.folded.rstrip(" !:") in LINK_LIST_OPENERS):
            continue
        while index < len(drafts):
            later = drafts[index]
            if later.kind is None:
                if later.is_prose or len(later.words) > MAX_LINK_TITLE_WORDS or not (index >= tail or not later.gap_before):
                    break
                later.label("boilerplate", "comment_form" if opens_comments else "link_list")
            index += 1


def _opens_comments(draft: Draft) -> bool:
    """Say whether a line opens a comment form or a section of comments."""
    if draft.kind != "boilerplate":
        return False
    return draft.folded.rstrip(" !:*") in COMMENT_OPENERS or bool(_COMMENT_COUNT.match(draft.folded))


def label_tag_lists(drafts: list[Draft]) -> None:
    """Label the catchwords listed below a heading such as "Topics": list items that are no sentences."""
    inside = False
    for draft in drafts:
        if draft.folded.rstrip(" :") in TAG_HEADINGS and len(draft.words) <= 2:
            inside = True
            if (
                draft.kind == "boilerplate"
                and draft.reason in {"furniture_phrases", "tags"}
                and not draft.text.endswith(".")
            ):
                draft.label("heading", "tag_list_heading")
        elif inside and draft.kind == "list_item" and not draft.ends_sentence and len(draft.words) <= 8:
            draft.label("boilerplate", "tags")
        else:
            inside = False


def _furniture(draft: Draft) -> str | None:
    """Return the name of the rule by which a line is furniture, or None."""
    if not _HAS_WORD.search(draft.text):
        return "separator"
    if _URL_ONLY.match(draft.text):
        return "url"
    if _ADDRESS_ONLY.match(draft.text):
        return "contact"
    if _END_MARK.match(draft.text):
        return "separator"
    if _TAG_ONLY.match(draft.text):
        return "markup"
    if _STAGE_DIRECTION.match(draft.text):
        return "stage_direction"
    if _HASHTAGS_ONLY.match(draft.flat):
        return "tags"
    folded = draft.folded
    if _is_made_of_phrases(
        folded,
        has_separators=bool(_SEPARATORS.search(draft.flat)),
        ends_sentence=draft.text.endswith((".", "?")) and not draft.text.endswith("..."),
    ):
        return "furniture_phrases"
    if not _ANY_START.match(folded):
        return None
    return next((reason for reason, pattern in _STARTS if pattern.match(folded)), None)


def _is_made_of_phrases(folded: str, *, has_separators: bool, ends_sentence: bool) -> bool:
    """Say whether a line is made of furniture phrases, or of three or more section names, and nothing else.

    A line that ends as a sentence needs a phrase of several words: "I agree." and "Instagram and Facebook." may be prose.
    """
    tokens = _TOKEN.findall(folded)
    if not tokens or len(tokens) > 60 or (ends_sentence and len(tokens) < 3):
        return False
    position = longest = 0
    n_phrases = n_menu = 0
    while position < len(tokens):
        for length in range(min(_MAX_PHRASE_WORDS, len(tokens) - position), 0, -1):
            if tuple(tokens[position : position + length]) in _PHRASES:
                n_phrases += 1
                position += length
                longest = max(longest, length)
                break
        else:
            if tokens[position] not in MENU_WORDS and tokens[position] not in MENU_CONNECTORS:
                return False
            n_menu += tokens[position] in MENU_WORDS
            position += 1
    if ends_sentence and longest < 3:
        return False
    if n_phrases and not n_menu:
        return True
    return n_phrases + n_menu >= (2 if has_separators else 3)
