"""Words and phrases that page furniture, credits and mastheads are made of: data, no rules.

Everything is in small letters with plain apostrophes, as ``Draft.folded`` gives it. Phrases come from the default texts of
widespread publishing systems (WordPress and its comment form in several languages, share buttons, cookie banners) and from
the conventions of picture agencies; none is the wording of one site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text that white space separates."""
    return frozenset(text.split())


def either(phrases: Iterable[str]) -> str:
    """Return a pattern that matches any of some phrases, the longest first."""
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


# --- Page furniture -------------------------------------------------------------------------------------------------

FURNITURE: frozenset[str] = frozenset(
    phrase.strip()
    for phrase in """
    skip to content; skip to main content; skip to navigation; jump to content; toggle navigation; open menu; close menu;
    menu; main menu; search; search for; search this site; sign in; log in; login; sign up; log out; my account;
    register; subscribe; subscribe now; subscribe today; my profile; newsletter; newsletters; sign up for our newsletter;
    back to top; go to top; scroll to top; advertisement; advertisements; advert; ad; ads; sponsored; sponsored content;
    sponsored links; promoted; promoted content; paid content; partner content; story continues below; story continues
    below advertisement; article continues below; article continues after ad; article continues after advertisement;
    continue reading; continue reading below; continue reading the main story; read more; read next; read also; see also;
    learn more; find out more; show more; show less; load more; view all; see all; view more; more; more info; click
    here; watch now; listen now; listen to this article; listen to this story; share; share this; share it; share on;
    share via; share to; share this on; share this article; share this story; share this page; share this post; share
    with; tweet; tweet this; retweet; post; pin; pin it; like; like this; loading; email; e-mail; mail; print; print
    this; print page; copy link; copy url; link copied; save; save article; bookmark; facebook; twitter; x; instagram;
    linkedin; whatsapp; telegram; pinterest; reddit; tumblr; flipboard; youtube; tiktok; threads; bluesky; mastodon;
    messenger; rss; rss feed; google news; email this; email this page; opens in new window; opens in new tab; click to
    share; click to email; click to print; click to share on; click to email a link to a friend; follow us; follow;
    follow us on; find us on; join us; must read; must reads; most read; most popular; most viewed; most shared; most
    commented; popular; popular now; popular posts; popular stories; trending; trending now; top stories; latest; latest
    news; latest stories; latest posts; recent posts; recent articles; recent comments; related; related articles;
    related content; related links; related news; related posts; related stories; related topics; related reading; more
    stories; more news; more articles; more from this author; more from the author; more by this author; more like this;
    recommended; recommended for you; recommended reading; recommended articles; recommended stories; suggested;
    suggested for you; you may also like; you may like; you might also like; you might like; you may be interested in;
    you might be interested in; editor's picks; editors' picks; editor's choice; don't miss; up next; next; previous;
    next article; previous article; next post; previous post; next story; previous story; next page; previous page; older
    posts; newer posts; older; newer; what to read next; around the web; from around the web; from our partners; from the
    web; comments; no comments; no comments yet; view comments; show comments; hide comments; comment; add comment; add a
    comment; post a comment; post comment; leave a reply; leave a comment; leave comment; leave your comment; write a
    comment; reply; cancel reply; join the conversation; join the discussion; be the first to comment; comments are
    closed; log in to comment; log in to leave a comment; log in to reply; login to leave a comment; you must be logged
    in to post a comment; please enter your comment; please enter your name here; please enter your email address here;
    you have entered an incorrect email address; name; website; submit; submit comment; send; your name; your email;
    your comment; your email address; your email address will not be published; required fields are marked;
    notify me of follow-up comments by email; notify me of new posts by email; notify me of followup comments via e-mail;
    save my name email and website in this browser for the next time i comment; this site uses akismet to reduce spam;
    learn how your comment data is processed; privacy; privacy policy; privacy notice; privacy settings; terms;
    terms of use; terms of service; terms and conditions; terms & conditions; conditions of use; cookies; cookie policy;
    cookie notice; cookie settings; cookie preferences; manage cookies; manage preferences; accept; accept all;
    accept cookies; accept all cookies; reject all; decline; got it; i agree; ok; about; about us; contact; contact us;
    contact the author; advertise; advertise with us; careers; jobs; help; help center; help centre; faq; sitemap; site map;
    accessibility; accessibility statement; imprint; legal; legal notice; disclaimer; disclosure; feedback; donate;
    donate now; support us; support our work; become a member; become a subscriber; get the app; download the app;
    download our app; all rights reserved; powered by wordpress; do not sell my personal information; do not sell my info;
    your privacy choices; go to homepage; return to homepage; back to home; back to news; all news; home; homepage;
    close; dismiss; play; pause; mute; unmute; play video; watch video; full screen; fullscreen; gallery; view gallery;
    open image in gallery; enlarge image; enlarge this image; toggle caption; hide caption; view image in fullscreen;
    republish this article; republish our articles; republish; cite this article; download pdf; print this article;
    follow the author; follow this author; follow topics; add to favorites; add to favourites; report this ad; report ad;
    report a typo; report an error; suggest a correction; submit a correction; send us a tip; get alerts; set alerts;
    turn on notifications; allow notifications; not now; no thanks; free newsletter; back; top; thank you for reading;
    thanks for reading; discover more; explore more; explore; topics; sections; categories; archives; tags; meta; search
    results; language; languages; english; select language; edition; breaking news; live updates;
    view this email in your browser; view in browser; view online; unsubscribe; update your preferences; forward to a friend;
    end of release; ends; end of text;
    this article was tagged; filed under; posted in; written by; published by; edited by;

    deja una respuesta; deja un comentario; cancelar la respuesta; cancelar respuesta; tu dirección de correo electrónico no
    será publicada; los campos obligatorios están marcados con; los campos necesarios están marcados; comentario;
    comentarios; no hay comentarios; sin comentarios; publicar el comentario; publicar comentario; enviar comentario;
    nombre; correo electrónico; web; sitio web; guarda mi nombre correo electrónico y web en este navegador para la próxima
    vez que comente; por favor ingrese su comentario; por favor ingrese su nombre aquí; debes iniciar sesión para comentar;
    compartir; compartir en; compartir en facebook; compartir en twitter; compartir por correo; comparte; comparte esto;
    comparte este artículo; suscríbete; suscribirse; suscríbete a nuestro boletín; síguenos; síguenos en; leer más;
    lee también; leer también; seguir leyendo; te puede interesar; te puede gustar; también te puede interesar;
    quizás te interese; artículos relacionados; noticias relacionadas; entradas relacionadas; más noticias; más leídas;
    lo más leído; lo más visto; últimas noticias; publicidad; política de privacidad; política de cookies; aviso legal;
    términos y condiciones; términos de uso; aceptar; aceptar todo; rechazar; todos los derechos reservados; inicio;
    iniciar sesión; regístrate; buscar; menú; volver arriba; ver más; etiquetas; contacto; imprimir;

    laisser un commentaire; laissez un commentaire; laisser une réponse; annuler la réponse; votre adresse e-mail ne sera pas
    publiée; votre adresse de messagerie ne sera pas publiée; les champs obligatoires sont indiqués avec; commentaire;
    commentaires; publier le commentaire; nom; site web; partager; partager sur; partager sur facebook; partager cet article;
    lire aussi; lire plus; à lire aussi; lire la suite; articles similaires; articles liés; abonnez-vous; s'abonner;
    inscrivez-vous; se connecter; connexion; publicité; politique de confidentialité; mentions légales;
    conditions générales; tous droits réservés; accueil; rechercher; suivez-nous; imprimer; les plus lus; à la une;

    schreibe einen kommentar; schreiben sie einen kommentar; kommentar schreiben; antwort abbrechen; antworten abbrechen;
    deine e-mail-adresse wird nicht veröffentlicht; ihre e-mail-adresse wird nicht veröffentlicht; erforderliche felder sind
    mit markiert; erforderliche felder sind markiert; kommentar; kommentare; keine kommentare; kommentar abschicken; teilen;
    artikel teilen; auf facebook teilen; mehr lesen; weiterlesen; lesen sie auch; auch interessant; das könnte sie auch
    interessieren; das könnte dich auch interessieren; ähnliche beiträge; ähnliche artikel; verwandte artikel; meistgelesen;
    anzeige; werbung; newsletter abonnieren; jetzt abonnieren; anmelden; registrieren; abonnieren; datenschutz;
    datenschutzerklärung; impressum; agb; nutzungsbedingungen; alle rechte vorbehalten; startseite; suche; suchen; drucken;

    deixe um comentário; deixe uma resposta; deixe o seu comentário; cancelar resposta; o seu endereço de e-mail não será
    publicado; o seu endereço de email não será publicado; campos obrigatórios são marcados com; campos obrigatórios marcados
    com; comentário; comentários; publicar comentário; compartilhar; compartilhe; compartilhe isso; compartilhe este artigo;
    partilhar; leia também; leia mais; saiba mais; veja também; artigos relacionados; notícias relacionadas; assine;
    assine nossa newsletter; siga-nos; publicidade; política de privacidade; termos de uso; todos os direitos reservados;

    lascia un commento; lascia una risposta; annulla risposta; il tuo indirizzo email non sarà pubblicato; i campi
    obbligatori sono contrassegnati; commento; commenti; invia commento; condividi; condividi su; condividi su facebook;
    leggi anche; leggi tutto; leggi di più; articoli correlati; potrebbe interessarti; iscriviti; iscriviti alla newsletter;
    accedi; registrati; pubblicità; informativa sulla privacy; note legali; tutti i diritti riservati; cerca; seguici;
    seguici su
    """.replace("\n", " ").split(";")
    if phrase.strip()
)
"""Phrases that are page furniture when a line is made of nothing else (several in a row, too: "Menu Search Sign in")."""
FURNITURE = frozenset(" ".join(phrase.split()) for phrase in FURNITURE)

MENU_WORDS: frozenset[str] = word_set(
    "home homepage news world business tech technology sport sports entertainment politics opinion opinions culture science "
    "health travel video videos photos podcast podcasts live weather football money finance markets economy lifestyle life "
    "style arts books food education environment climate family fashion music film movies tv radio games gaming auto cars "
    "uk us usa europe asia africa americas australia canada china india international national local regional features "
    "analysis editorial editorials columns blogs blog magazine reviews review guides shop store events in-depth explainers"
)
"""Section names: furniture when three or more stand in a row without a verb, or when glued to a title ("HomeNewsMinister
…")."""

MENU_CONNECTORS: frozenset[str] = frozenset({"and", "of", "the", "for"})

GLUE_WORDS: tuple[str, ...] = (
    *("Home", "News", "World", "Business", "Technology", "Tech", "Sports", "Sport", "Entertainment", "Politics", "Opinion"),
    *("Culture", "Science", "Health", "Travel", "Economy", "Finance", "Markets", "Lifestyle", "Education", "Environment"),
    *("Blog", "Articles", "Latest", "Featured", "Analysis", "International", "Inicio", "Noticias", "Accueil", "Startseite"),
)
"""Breadcrumb words that a text extractor glues to what follows; the first must be a home page's name."""
HOME_WORDS: tuple[str, ...] = ("Home", "Inicio", "Accueil", "Startseite")

KICKERS: frozenset[str] = word_set(
    "opinion analysis explainer explained feature features interview exclusive comment commentary editorial review op-ed "
    "perspective essay report investigation factcheck news breaking live q&a longread column blog research insight insights"
) | frozenset(
    {
        *("special report", "fact check", "news analysis", "breaking news", "long read", "guest post", "guest essay"),
        *(
            "for immediate release",
            "immediate release",
            "news release",
            "media release",
            "media statement",
            "press statement",
        ),
        *("news alert", "just in", "developing story", "eilmeldung", "pressemitteilung", "medienmitteilung"),
        *(
            "nota de prensa",
            "comunicado de prensa",
            "communiqué de presse",
            "comunicato stampa",
            "última hora",
            "dernière minute",
        ),
        *("press release", "in depth", "big read", "the big read", "expert comment", "special feature"),
    }
)
"""What stands above a title and says what sort of piece follows."""

COMMENT_OPENERS: frozenset[str] = frozenset(
    {
        *("leave a reply", "leave a comment", "leave comment", "leave your comment", "post a comment", "add a comment"),
        *("write a comment", "join the conversation", "join the discussion", "comments", "view comments", "show comments"),
        *("deja una respuesta", "deja un comentario", "comentarios", "laisser un commentaire", "laissez un commentaire"),
        *("laisser une réponse", "commentaires", "schreibe einen kommentar", "schreiben sie einen kommentar", "kommentare"),
        *("kommentar schreiben", "deixe um comentário", "deixe uma resposta", "deixe o seu comentário", "comentários"),
        *("lascia un commento", "lascia una risposta", "commenti", "log in to comment"),
    }
)
LINK_LIST_OPENERS: frozenset[str] = frozenset(
    {
        *("must read", "must reads", "most read", "most popular", "most viewed", "most shared", "popular posts"),
        *("popular stories", "popular now", "trending", "trending now", "top stories", "latest news", "latest stories"),
        *("latest posts", "recent posts", "recent articles", "recent comments", "related", "related articles"),
        *("related content", "related links", "related news", "related posts", "related stories", "related topics"),
        *("related reading", "more stories", "more news", "more articles", "more from this author", "more from the author"),
        *("more by this author", "more like this", "recommended", "recommended for you", "recommended reading"),
        *("recommended articles", "recommended stories", "suggested for you", "you may also like", "you may like"),
        *("you might also like", "you might like", "you may be interested in", "you might be interested in"),
        *("editor's picks", "editors' picks", "editor's choice", "don't miss", "up next", "what to read next"),
        *("around the web", "from around the web", "from our partners", "from the web", "sponsored content", "read more"),
        *("read next", "read also", "see also", "artículos relacionados", "noticias relacionadas", "entradas relacionadas"),
        *("más noticias", "más leídas", "lo más leído", "lo más visto", "últimas noticias", "te puede interesar"),
        *(
            "también te puede interesar",
            "articles similaires",
            "articles liés",
            "à lire aussi",
            "lire aussi",
            "les plus lus",
        ),
        *("ähnliche beiträge", "ähnliche artikel", "verwandte artikel", "meistgelesen", "das könnte sie auch interessieren"),
        *(
            "artigos relacionados",
            "notícias relacionadas",
            "leia também",
            "veja também",
            "articoli correlati",
            "leggi anche",
        ),
        *("potrebbe interessarti",),
    }
)
"""After these, titles of other pages follow."""

TAG_HEADINGS: frozenset[str] = frozenset(
    {"topics", "tags", "keywords", "key words", "categories", "filed under", "subjects", "labels", "etiquetas", "temas"}
)
"""Headings of lists of catchwords."""

# --- Pictures and films ---------------------------------------------------------------------------------------------

PICTURE_AGENCIES: tuple[str, ...] = (
    *("getty images", "getty", "alamy stock photo", "alamy", "afp", "ap photo", "ap images", "associated press", "reuters"),
    *(
        "epa-efe",
        "epa",
        "upi",
        "pa images",
        "pa media",
        "pa wire",
        "shutterstock",
        "istock",
        "istockphoto",
        "unsplash",
        "pexels",
    ),
    *(
        "pixabay",
        "flickr",
        "wikimedia commons",
        "wikimedia",
        "xinhua",
        "anadolu",
        "anadolu agency",
        "dpa",
        "zuma press",
        "zuma",
    ),
    *(
        "sipa usa",
        "sipa",
        "nurphoto",
        "rex features",
        "adobe stock",
        "depositphotos",
        "dreamstime",
        "freepik",
        "imago images",
    ),
    *("imago", "kyodo", "yonhap", "ansa", "lusa", "belga", "keystone", "vcg", "visual china group", "cnsphoto", "corbis"),
    *("magnum photos", "polaris", "redux", "eyevine", "camera press", "lightrocket", "hulton archive", "stock photo"),
    *("stock image", "stock.adobe.com", "aapimage", "the canadian press"),
)
"""Whose pictures bear their name: after a slash or a comma it is a credit."""
AGENCIES: tuple[str, ...] = (
    *PICTURE_AGENCIES,
    *(
        "ap",
        "efe",
        "wikipedia",
        "bloomberg",
        "kyodo news",
        "tass",
        "sputnik",
        "ntb",
        "ritzau",
        "pti",
        "ani",
        "rex",
        "nasa",
        "esa",
    ),
    *("eso", "creative commons", "public domain", "author provided", "provided by author", "handout", "aap", "us navy"),
    *("u.s. navy", "library of congress", "national archives"),
)
"""Who pictures and films are credited to."""

MEDIA_LABELS = (
    r"photos?|photographs?|pictures?|pics?|images?|videos?|footage|film|clip|illustrations?|graphics?|"
    r"infographics?|charts?|maps?|"
    r"credits?|audio|listen|watch|screenshots?|screengrabs?|"
    r"fotos?|fotografía|imagen|imágenes|vídeo|crédito|ilustración|bild|grafik|foto-?credit|crédit|vidéo|immagine"
)
"""Labels before a credit or a caption, as a piece of a pattern."""

# --- Masthead -------------------------------------------------------------------------------------------------------

ROLE_WORDS: frozenset[str] = word_set(
    "professor lecturer fellow researcher reader scholar scientist economist historian analyst editor "
    "reporter correspondent "
    "journalist writer columnist contributor author producer manager director officer president chair chairman chairwoman "
    "head chief founder co-founder dean associate assistant candidate student adviser advisor consultant strategist "
    "partner lead coordinator secretary minister ambassador critic photographer broadcaster presenter host "
    "profesor profesora periodista investigador investigadora redactor redactora professeur journaliste chercheur "
    "chercheuse redakteur redakteurin journalistin"
)
"""What people are called beside a name in the lines that say who wrote."""

COLLECTIVE_BYLINES: frozenset[str] = frozenset(
    {
        *("staff reporter", "staff reporters", "staff writer", "staff writers", "our correspondent", "our reporter"),
        *("news desk", "newsdesk", "web desk", "editorial board", "editorial team", "the editors", "the editorial board"),
        *("agencies", "staff", "admin", "editor", "guest author", "guest contributor", "special correspondent"),
        *("associated press", "the associated press", "reuters", "afp", "redacción", "la redacción", "la rédaction"),
    }
)
HONORIFICS: frozenset[str] = word_set(
    "mr mrs ms miss dr prof professor sir dame lord lady rev gen col maj capt sen rep gov president associate assistant "
    "emeritus herr frau doctor señor señora"
)

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero janvier januar janeiro gennaio",
            "february feb febrero février februar fevereiro febbraio",
            "march mar marzo mars märz março",
            "april apr abril avril aprile",
            "may mayo mai maio maggio",
            "june jun junio juin juni junho giugno",
            "july jul julio juillet juli julho luglio",
            "august aug agosto août",
            "september sep sept septiembre septembre setembro settembre",
            "october oct octubre octobre oktober outubro ottobre",
            "november nov noviembre novembre novembro",
            "december dec diciembre décembre dezember dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}

# --- Sections and turns ---------------------------------------------------------------------------------------------

SUMMARY_HEADINGS: frozenset[str] = frozenset(
    {
        *("summary", "executive summary", "in summary", "quick summary", "article summary", "ai summary", "tl;dr", "tldr"),
        *("key takeaway", "key takeaways", "takeaway", "takeaways", "main takeaways", "key insight", "key insights"),
        *("insights", "key point", "key points", "main points", "key ideas", "main ideas", "main idea", "key facts"),
        *("key findings", "highlights", "at a glance", "in brief", "in short", "the gist", "bottom line"),
        *("the bottom line", "why it matters", "in practice", "principles", "method", "core thesis", "key quotes"),
        *("resumen", "puntos clave", "ideas clave", "conclusiones clave", "résumé", "points clés", "zusammenfassung"),
        *("kernaussagen", "resumo", "pontos-chave", "riassunto", "punti chiave"),
    }
)
"""Headings of a document that sums another up. Alone they prove nothing: articles have some of them too."""
SUMMARY_TITLES: frozenset[str] = frozenset(
    {
        *("summary", "executive summary", "quick summary", "article summary", "ai summary", "tl;dr", "tldr", "resumen"),
        *("résumé", "zusammenfassung", "resumo", "riassunto"),
    }
)
"""Titles, or what stands before their colon, that say that the whole document sums another up."""

QUESTIONERS: frozenset[str] = word_set(
    "q question interviewer host moderator reporter journalist presenter anchor pregunta p frage"
)
ANSWERERS: frozenset[str] = word_set("a answer interviewee guest speaker respuesta r antwort")
NOT_SPEAKERS: frozenset[str] = word_set(
    "video photo image picture credit caption source sources note notes update updated correction "
    "clarification summary topics "
    "tags keywords figure table chart map step tip warning caution example subs team squad score result date time place "
    "location venue price cost contact email phone website address url read more watch listen related published author "
    "title subject to from cc re ps pros cons verdict rating ingredients method background conclusion introduction result "
    "results answer key best for disclaimer disclosure copyright editor's note editors' note via"
) | frozenset(
    {"editor's note", "editors' note", "read more", "best for", "see also", "key point", "key points", "fact check"}
)
"""Labels before a colon that name no speaker."""

PROMPT_OPENERS: tuple[str, ...] = (
    *("tell us", "tell me", "talk about", "talk us", "talk to us", "describe ", "explain ", "give us", "walk us", "walk me"),
    *("please ", "let's talk", "let us talk", "share with us", "cuéntanos", "háblanos", "parlez-nous", "erzählen sie"),
)
"""How an interviewer asks without a question mark."""

FINITE_VERBS: frozenset[str] = word_set(
    "is are was were be been being am has have had do does did will would can could may might must shall should "
    "said says say told tells wrote writes argues argued added adds claims claimed thinks believes believed made makes took "
    "takes gave gives got gets went goes came comes became becomes remains remained shows showed found finds uses used "
    "isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't won't can't couldn't wouldn't shouldn't"
)
"""Words that make a clause: a line without any, and short, is a label rather than prose."""
