"""Words of a question that may name a company or a person, before any list is searched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import countries, jurisdictions, measures, party_lists
from index.text.tokens import STOP

# Forms of companies; `company_words.toml` has those that lists write behind names, `rules.toml` those of parties.
COMPANY_FORMS = (
    "co|company|corp|corporation|inc|incorporated|ltd|limited|llc|llp|plc|gmbh|ag|sa|srl|spa|bv|nv|oy|ab|jsc|ojsc|pjsc|"
    "ooo|oao|zao|pte|pvt|sdn|bhd|fze|fzco|fzc|lp|kg"
)
LEGAL_FORM = lazy_regex(rf"\b(?:{COMPANY_FORMS}|as|the|and|of|a\.?k\.?a|group|grp|holdings?)\b", re.I)
# A name in small letters stands where a list is asked after it: "is acme on the entity list".
_SMALL_NAME = lazy_regex(
    r"\b(?:is|are|was|were|has|have|did)\s+(?:the\s+)?(?P<name>[^\W\d_][\w&.'’() -]{1,80}?)"
    r"\s+(?:(?:still|now|already|been|ever|get|really)\s+)*"
    r"(?:(?:put|placed|added|taken|removed|struck|dropped|come|gone|fallen)\s+)?"
    r"(?:on|in|to|off|from)\s+(?:(?:the|a|any|which|what)\s+)?(?:[\w-]{1,40}\s+){0,3}"
    r"(?:(?!munitions|control)[\w-]{1,40}\s+lists?|[\w-]{0,20}blacklists?)\b|"
    r"\b(?:says?|said|hear|heard|claims?|think|believe|read)\s+(?:that\s+)?(?P<told>[^\W\d_][\w&.'’() -]{1,60}?)"
    r"\s+(?:is|are|was|were)\s+(?:now\s+|still\s+)?(?:on\s+(?:the|a|an|some)\b|listed\b|blacklisted\b|sanctioned\b)|"
    r"\b(?:is|are|was|were|has|have)\s+(?:the\s+)?(?P<other>[^\W\d_][\w&.'’() -]{1,80}?)"
    r"\s+(?:(?:still|now|already|been|ever)\s+)*(?:listed|blacklisted|sanctioned)\b|"
    r"^\W*(?P<bare>[^\W\d_][\w&.'’-]{1,40}(?: [\w&.'’-]{1,40}){0,4}) (?:listed|blacklisted|sanctioned)\W*$"
)
# "took acme off the list", "did they remove acme from the list": whoever is taken off is the one that is asked after.
_TAKEN_OFF = lazy_regex(
    r"\b(?:took|takes?|taking|removed?|removes|removing|struck|strikes?|pulled|pulls?|dropped|drops?|deleted?|kicked|"
    r"delisted?)\s+(?:the\s+)?(?P<name>[^\W\d_][\w&.'’() -]{1,80}?)\s+(?:off|from|out of)\s+"
    r"(?:(?:the|a|an|any|its|their)\s+)?(?:[\w-]{1,40}\s+){0,3}lists?\b"
)
# Words that begin with a capital in questions without naming a company.
# fmt: off
_SHORT_FORMS = frozenset(
    [
        "i'm", "i’m", "i've", "i’ve", "i'd", "i’d", "we're", "we’re", "we've", "we’ve", "it's", "it’s", "what's",
        "what’s", "i", "is", "are", "was", "were", "do", "does", "did", "can", "could", "may", "must", "should",
        "shall", "will", "would", "has", "have", "what", "which", "who", "whom", "whose", "when", "where", "how",
        "why", "and", "or", "but", "if", "in", "on", "at", "the", "a", "an", "for", "of", "to", "from", "by", "with",
        "list", "lists", "federal", "register", "commerce", "state", "defense", "energy", "department",
        "department's", "license", "licence", "licenses", "article", "section", "supplement", "part", "category",
        "annex", "regulation", "council", "commission", "ministry", "wto", "export", "control", "law", "dual-use",
        "new", "am", "my", "our", "we", "they", "it", "its", "this", "that", "these", "those", "there", "any", "some",
        "no", "not", "yes", "also", "please", "tell", "me", "give", "show", "hs", "gov", "freight", "customer",
        "customers", "buyer", "client", "supplier", "vendor", "consignee", "shipper", "seller", "distributor",
        "forwarder", "somebody", "someone", "selling", "buying", "pacific", "atlantic", "arctic", "baltic",
        "mediterranean", "caribbean", "asia", "africa", "europe", "shipping", "sending", "plain", "secretary",
        "presumption", "denial", "rule", "put", "placed",
        "added", "listed", "anybody", "anyone", "whoever", "bureau", "commodity", "classification", "justice",
        "since", "although", "though", "because", "while", "whereas", "after", "before", "until", "unless", "once",
        "despite", "given", "assuming", "suppose", "supposing", "considering", "now", "then", "good", "great", "so",
        "whats",
    ]
)
# fmt: on


@dataclass(frozen=True, slots=True)
class _Usual:
    """Words, in small letters, that may begin with a capital without naming a company."""

    asking: frozenset[str]  # of questions and of the field
    countries: frozenset[str]  # with which a company's name may begin all the same
    leading: frozenset[str]  # of those, the ones that are never taken off such a name


def _usual() -> _Usual:
    return _usual_of(countries.table(), jurisdictions.table(), party_lists.table())


@lru_cache(maxsize=2)
def _usual_of(places: countries.Countries, laws: jurisdictions.Jurisdictions, lists: party_lists.PartyLists) -> _Usual:
    words = (w.casefold() for name in places.names.values() for w in re.findall(r"\w+", name))
    return _Usual(
        _SHORT_FORMS.union(measures.table().month_number, places.no_name, laws.no_name, lists.no_name),
        frozenset(w for w in words if w not in STOP) | places.begins_name,
        places.leads_name,
    )


def no_names() -> frozenset[str]:
    """Return the words, in small letters, that name no company by themselves though they may begin with a capital."""
    usual = _usual()
    return usual.asking | usual.countries


def is_list_code(word: str) -> bool:
    """Return whether a word is the short form of a list of parties, in capitals: nobody is called so."""
    return word.isupper() and any(word.casefold() in one.short for one in party_lists.table().entries)


def is_country_code(words: str) -> bool:
    """Return whether words are codes of countries, in capitals: "ship to FR and NL" names no company."""
    codes = re.split(r" (?:and|or|&) ", words)
    return all(code.isupper() and code in countries.table().names for code in codes)


# "Young's modulus", "Poisson's ratio": a quantity is called by somebody's name, and nobody is meant.
_QUANTITY_OF_NAME = lazy_regex(
    r"\s+(?:modul(?:us|i)|ratio|constant|number|law|effect|equation|theorem|formula|coefficient|transform|algorithm|"
    r"test|method|scale|distribution|distance|length|temperature|disease|syndrome)\b"
)
_WORD_OF_NAME = lazy_regex(r"[^\W_][\w&'’./-]*")
_OF_A_BODY = lazy_regex(
    r",? (?:[A-Z][\w&-]{1,30} ){0,2}(?:Co|Corp|Corporation|Inc|Ltd|Limited|LLC|PLC|GmbH|BV|SA|JSC|AG)\b(?!-)"
)
_FIGURE_OR_CODE = lazy_regex(r"\d[\w-]*|[A-Z]?\d+")
# "US-origin parts", "a Liberian-flagged ship", "Acme-style": how or where something is made is nobody's name.
_HOW_MADE = "style|type|like|origin|made|built|based|owned|flagged|registered|chartered|controlled|produced|approved"
_MADE_SO = lazy_regex(rf"-(?:{_HOW_MADE})$")


_ENDS_IN_FORM = lazy_regex(rf"\b(?-i:[A-Z][\w&-]{{0,40}}) (?:{COMPANY_FORMS})\.$", re.I)


def asking(text: str) -> str:
    """Return the sentences of `text` that ask, or all of it when none does. What comes before may name other things.

    A single word that asks for assent ("Agree?") names nothing itself.
    """
    sentences: list[str] = []
    for piece in re.split(r"(?<=[.!?？])\s+", text):
        if sentences and piece[:1].islower() and _ENDS_IN_FORM.search(sentences[-1]):
            sentences[-1] += f" {piece}"  # "Are Acme Ltd. and Beta Inc. listed?"
        else:
            sentences.append(piece)
    asked = [s for s in sentences if s.endswith(("?", "？"))]
    if asked and all(s.isascii() and len(s.split()) == 1 for s in asked):
        asked = [s for s in sentences if s not in asked]
    return " ".join(asked) or text


@lru_cache(maxsize=1)
def _nationalities() -> frozenset[str]:
    return frozenset(word for country in countries.table().entries for word in country.adjectives)


def without_asking(name: str) -> str:
    """Return a name without the words of a question before it: "Is Acme Lamps"; its last word always stays."""
    usual = _usual()
    words = name.split()
    while len(words) > 1 and words[0].casefold() in usual.asking and words[0].casefold() not in usual.leading:
        words.pop(0)
    return " ".join(words)


def candidates(asked: str) -> list[str]:
    """Return the names that a question may have of companies or people: quoted ones, and runs of capitalised words."""
    usual = _usual()
    out = list(re.findall(r"[“\"]([^”\"]{2,80})[”\"]", asked))
    run: list[str] = []
    for match in _WORD_OF_NAME.finditer(asked):
        word = match.group().rstrip(".,'’")
        owner = re.search(r"['’]s$", word)
        word = re.sub(r"['’]s$", "", word)
        joins = word in ("of", "and", "for", "the", "&", "de") and bool(run)
        leads = word.casefold() in usual.countries and re.match(r"\s+[A-Z][a-z]", asked[match.end() :])  # "Iran Air"
        named = (
            word[:1].isupper()
            and not (owner and _QUANTITY_OF_NAME.match(asked, match.end()))
            and (word.casefold() not in usual.asking or bool(run) or bool(leads))
            and not re.fullmatch(r"[0-9].*|[A-Z]?\d[\w.()]*", word)
        )
        # "3D Lamps GmbH", "L2C Limited": a figure that begins the name of a body.
        named = named or bool(re.search(r"\d[A-Z]|[A-Z]\d", word) and _OF_A_BODY.match(asked, match.end()))
        # A number belongs to the name that it stands in: "Example 3 Works", "Factory 404".
        if named or joins or (run and _FIGURE_OR_CODE.fullmatch(word)):
            run.append(word)
            if owner and re.match(r"\s+[A-Z]", asked[match.end() :]):
                out.append(" ".join(run))  # "Acme's London office": the owner, where nobody has the longer name
            if (named and re.match(r"\s*[,;:?!]|\s+[-–—]", asked[match.end() :])) or _ends_sentence(
                match.group(), asked[match.end() :]
            ):
                out.append(" ".join(run))
                run = []
        else:
            if run:
                out.append(" ".join(run))
            run = []
    if run:
        out.append(" ".join(run))
    cleaned = []
    for name in out:
        words = name.split()
        while words and (words[-1].casefold() in usual.asking or words[-1] in ("of", "and", "for", "the")):
            words.pop()
        if len(words) > 2 or (len(words) == 2 and words[0].casefold() in usual.countries):
            cleaned.append(" ".join(words))  # "Iran Air", before it is read as a word about Iran
        words = without_asking(" ".join(words)).split()
        if len(words) == 1 and words[0] in _nationalities():
            continue  # "how many Finnish companies"
        tells = any(w.casefold() not in usual.asking and not _FIGURE_OR_CODE.fullmatch(w) for w in words)
        tells = tells and not (len(words) == 1 and is_list_code(words[0]))
        if tells and " ".join(words).casefold() not in usual.asking and not (len(words) == 1 and len(words[0]) < 3):
            cleaned.append(" ".join(words))
    # "a CPU designer", "which OGEL" name none
    cleaned = [n for n in cleaned if " " in n or not re.search(rf"\b(?:an?|[Ww]hich)\s+{re.escape(n)}\b", asked)]
    # "A Huawei-style rule" asks of no company.
    cleaned = [n for n in cleaned if not re.search(rf"\b{re.escape(n)}[\s-](?:style|type|like)\b", asked)]
    cleaned = [n for n in cleaned if not _MADE_SO.search(n)]
    # "Was Changhe …": a sentence's first word is capital by its place.
    return [
        n
        for n in dict.fromkeys(cleaned)
        if not (
            len(n.split()) == 1
            and re.search(rf"(?:^|[.!?]\s+){re.escape(n)}\b", asked)
            and n[1:].islower()
            and not _known_case(n, asked)
        )
    ]


def _known_case(name: str, asked: str) -> bool:
    """Return whether a capitalised first word is a name: a verb or a dash follows it at once."""
    return bool(re.match(re.escape(name) + r"\s*(?:[-–—,:?]|is\b|was\b|are\b|has\b)", asked))


_NAME_WORDS = 10
_APPOSITION = lazy_regex(r",\s+(?:the|a|an)\s+[^,?]{3,60},\s*", re.I)  # "baykar, the turkish drone company, on a list"


def small_names(asked: str) -> list[str]:
    """Return the name in small letters before a question about a list ("is acme on the entity list"), or nothing."""
    usual = _usual()
    said = _APPOSITION.sub(" ", asked)
    found = _TAKEN_OFF.search(said) or _SMALL_NAME.search(said)
    words = next(filter(None, found.groups()), "").split() if found else []
    plain_words = [w.casefold() for w in words]
    sensible = 0 < len(words) <= _NAME_WORDS and not any(
        w in STOP and w not in ("of", "and", "for") for w in plain_words
    )
    return [" ".join(words)] if sensible and not all(w in usual.asking for w in plain_words) else []


def opening(asked: str) -> str:
    """Return the first word of a question where it may be a name, else an empty string.

    It may be where it begins with a capital, is no usual word of questions, and stands as a name does: "Mirsystems in
    Nicosia, on a list?" speaks of somebody, "Fuel for a ship" begins with a capital as every sentence does.
    """
    usual = _usual()
    found = re.match(r"\W*([A-Z][\w&-]{3,})", asked)
    if not found or found[1].casefold() in usual.asking or found[1].casefold() in STOP:
        return ""
    return found[1] if _SUBJECT.match(asked, found.end()) else ""


# What follows a name that a question begins with: a verb, a pause, a place, the rest of the name.
_SUBJECT = lazy_regex(
    r"['’]s\b|\s*[-–—,:?]|"
    r"\s+(?:is|was|are|were|has|have|had|got|in|on|and|or|still|now|the|isn['’]t|wasn['’]t|[A-Z][\w&.'’-]*)(?!\w)"
)


def _ends_sentence(word: str, rest: str) -> bool:
    """Return whether a sentence ends after a word: "… called Feiteng. Under what name", but not "Trading Co. Ltd"."""
    return (
        word.endswith(".")
        and len(word) > 4
        and bool(re.match(r"\s+[A-Z]", rest))
        and not LEGAL_FORM.fullmatch(word.rstrip("."))
    )


_NAME_OR_FIGURE = lazy_regex(r"\b(?:[A-Z]{2,}[\w.-]*|[A-Z][a-z]+(?:[A-Z]\w*)?|\d[\w.,%-]*)")
_BEGINS = lazy_regex(r"(?:^|[.?!:]\s+|[“\"(])\S")


def naming_words(question: str) -> list[str]:
    """Return the words of a question that name something: capitals inside a sentence, acronyms, figures."""
    begins = {m.end() - 1 for m in _BEGINS.finditer(question)}
    found = (m for m in _NAME_OR_FIGURE.finditer(question) if m.start() not in begins and len(m.group()) > 1)
    return [m.group() for m in found if m.group().casefold() not in STOP]
