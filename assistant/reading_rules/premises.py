"""Premises of a question that the texts may lack: a figure, a law, a body, a notice, a list that somebody keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence.name_table import names_of
from assistant.query.answer_kinds import fit
from assistant.query.model import Query
from assistant.query.places import jurisdictions_named, laws_named
from assistant.reading_rules.sentences import Sentence
from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.lexicon import jurisdictions, measures, party_lists
from corpus.lexicon.countries import mentioned_countries
from corpus.lexicon.jurisdictions import country_name
from corpus.lexicon.party_lists import lists_asked
from corpus.model import Kind, Role, Source
from corpus.sources.entries import official_entries
from index.hits import Hit

_NEAREST = 2  # sentences that must have the unit asked for
FIGURES = frozenset({"amount", "duration", "date"})
# "The 2024 regulation" is a name.
_YEAR_ALONE = lazy_regex(
    r"(?<![\w/.-])(?:19|20)\d\d(?![\w/.-])"
    r"(?!\)? (?:[\w-]+ ){0,2}(?:regulations?|laws?|rules?|acts?|orders?|lists?|editions?|versions?|text|measures?)\b)",
    re.I,
)


def _pairs(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return (how a question asks for a thing, how a text writes it) as compiled patterns."""
    return tuple((re.compile(asked, re.I), re.compile(written, re.I)) for asked, written in pairs)


# Something that is measured beside the units of `measures.toml`, and how a text writes it.
_MEASURED = _pairs((r"\bprison\b|\bjail\b|\bbehind bars\b", r"imprison|\bprison|徒刑|拘役|懲役|禁錮|拘禁"))
# What few texts tell and many share a word of: the sentence itself has to have it, not what stands around.
_STATED = _pairs(
    (r"\bper barrel\b", r"\bbarrel|桶"),
    (r"\bbillions?\b", r"\bbillion|十亿|億"),
    (r"\bon average\b|\bthe average\b", r"\baverage|平均"),
    (
        r"\bhow (?:much|high|many dollars)\b[^?]{0,300}\b(?:fees?|price|charges?|costs?|pay)\b|"
        r"\bwhat (?:do|does|did|would|will) [^?]{1,40}\b(?:charge|cost|pay)\b|多少钱",
        r"[$€£¥]\s?\d|\b(?:dollars|euros|pounds|yuan|yen|USD|EUR|RMB|JPY)\b|\d\s?(?:万|百|千)?(?:元|円)",
    ),
    (r"\b(?:what|which) (?:\w+ ){0,2}fees?\b|费|手数料", r"\bfees?\b|[$€£¥]\s?\d|费|手数料"),
    (r"\breward", r"\breward|奖励|報奨"),
)
_OWNED_LIST = lazy_regex(
    r"\b(?P<owner>[A-Z][\w.&-]{0,40}(?: (?:of |and |the )?[A-Z][\w.&-]{0,40}){0,5})['’]s?\s+(?P<name>"
    r"(?:(?!(?:on|in|at|to|of|an?|the|is|are|by|for)\s)[\w-]{1,40}\s+){0,5}?)(?:[Ll]ist|[Bb]lacklist|[Ww]hitelist)s?\b"
)

# "The Swiss list", "the Korean strategic items list": of goods, by a country's adjective.
_LIST_OF_A_COUNTRY = lazy_regex(
    r"\bthe (?P<owner>[A-Z][a-z]{3,20}) (?P<name>(?:(?:export|control|strategic|dual-use|military|munitions|goods|"
    r"items?|commodit(?:y|ies)|technolog(?:y|ies)|and) ){0,5})list\b(?! of (?:part|entit|person|compan|user))"
)

_ASKING_WORD = lazy_regex(r"^(?:(?:Is|Are|Was|Were|Does|Do|Did|What|Which|Who|How|And|On|In|Of) )+")


def lacks_the_figure(question: Query, texts: Sequence[str], contexts: Sequence[str], stated: Sequence[str]) -> bool:
    """Return whether a figure is asked for that the texts lack: any, one in the unit asked for, or one of that year.

    Any figure counts where no unit is named: "how long" asks for metres as well as for months. Of a question that names
    a provision the unit must stand in the first sentences `stated`, since the next paragraph's amount is another one. A
    question about a meaning lacks none: words may answer it.
    """
    if not question.wants & FIGURES or not texts or "definition" in question.wants:
        return False  # "how much counts as reasonable?"
    years = set() if question.filters.as_of else set(_YEAR_ALONE.findall(question.core))
    if years and not any(y in f"{t} {c}" for t, c in zip(texts, contexts, strict=True) for y in years):
        return True
    if any(asked.search(question.core) and not any(written.search(s) for s in stated) for asked, written in _STATED):
        return True
    pairs = (*measures.table().asked_for, *_MEASURED)
    units = [written for asked, written in pairs if asked.search(question.core)]
    if units:
        return any(
            not any(written.search(t) for t in (stated[:_NEAREST] if question.addresses else texts))
            for written in units
        )
    return not any(fit(FIGURES, t) for t in texts)


def law_not_held(question: Query, catalogue: CatalogueReader) -> str:
    """Return the law that a question asks of ("Swiss law") when nothing is held of any country it names; else empty.

    Who asks of a law by its name ("SCOMET") asks of the law of that country too.
    """
    # "… and what is the fine there?" asks of the law that was spoken of before, unless another place is named now.
    leans = question.leans and not question.own_countries and not jurisdictions_named(question.core)
    asked = question.own_laws or (laws_named(question.standalone) if leans else ())
    everywhere = replace(question.filters, sources=(), kinds=())  # a question of an article may ask of a law besides
    held = {source.jurisdiction for source, _ in catalogue.in_force(everywhere).values()}
    if asked:
        return "" if any(jurisdictions.table().of_country(code) in held for code, _ in asked) else asked[0][1]
    told = jurisdictions.table().called_by_name(question.standalone)
    name = country_name(next(iter(sorted(told)), ""))
    return f"the law of {name}" if name and held.isdisjoint(told) else ""


def body_not_held(question: Query, catalogue: CatalogueReader, texts: Sequence[str]) -> str:
    """Return the licensing body ("BAFA") that a question names when no text names it; else empty.

    Nothing of its country is held either.
    """
    held = {source.jurisdiction for source, _ in catalogue.in_force(question.filters).values()}
    known = jurisdictions.table().of_agency
    named = next((w for w in re.findall(r"[\w-]+", question.core) if w in known), "")
    if not named or known[named] in held or any(named in text for text in texts):
        return ""
    return named


def licence_not_held(question: Query, hits: Sequence[Hit]) -> str:
    """Return the licence or list of a law that a question asks of when no text found names it; else empty."""
    for law in jurisdictions.table().entries:
        if law.licences is None or (asked := law.licences.search(question.core)) is None:
            continue
        words = re.findall(r"[a-z]+", asked["what"].casefold())
        own = [" ".join(h.passage.text.split()).casefold() for h in hits if h.source.jurisdiction == law.code]
        if not any(all(w in text for w in words) for text in own):
            return f"{law.possessive} {asked['what']}"
    return ""


_NOTICE = lazy_regex(
    r"\b(?:announcement|notice|decree|circular|proclamation)s? (?:no\.?|number|№) ?(?P<number>\d{1,4})\b", re.I
)


def notice_not_held(question: Query, hits: Sequence[Hit]) -> str:
    """Return the notice that a question names by its number when no text found names it; else empty."""
    asked = _NOTICE.search(question.core)
    if asked is None:
        return ""
    number = asked["number"]
    cited = re.compile(rf"(?:\b(?:no\.?|number|№)\s*|第){number}(?!\d)", re.I)
    return "" if any(cited.search(h.passage.text) for h in hits) else asked.group()


def list_not_held(question: Query, catalogue: CatalogueReader) -> str:
    """Return the list of somebody's that a question asks of ("METI's foreign end user list") and is not held.

    Return an empty string when there is none.
    """
    owned = _OWNED_LIST.search(question.standalone)
    match = owned or _LIST_OF_A_COUNTRY.search(question.standalone)
    if match is None:
        return ""
    owner = _ASKING_WORD.sub("", match["owner"])
    known = jurisdictions.table()
    code = next((known.of_agency[w] for w in owner.split() if w in known.of_agency), "")
    named = next((c for _, _, c in mentioned_countries(owner)), "")
    laws = jurisdictions_named(f"{owner}'s list") if not (code or named) else frozenset()
    code = code or (known.of_country(named) or named.lower() if named else next(iter(laws), ""))
    if not code:
        return ""
    for number, (source, _) in catalogue.in_force(question.filters).items():
        if source.jurisdiction == code and _keeps_a_list(
            source, number, catalogue, parties=bool(_PARTIES.search(match["name"]))
        ):
            return ""
    return f"{owner}’s {match['name']}list" if owned else match[0].removeprefix("the ")


def parties_not_held(question: Query, catalogue: CatalogueReader) -> str:
    """Return the title of the official text with a list that a question names, where no list of parties is held.

    Of a question that asks of lists and names none it is the one that compiles several. Return an empty string when
    there is none.
    """
    compiled = party_lists.table().compiled_official
    named = next((about.official or compiled for about in lists_asked(question.core)), "")
    if not named and question.asks_of_lists:
        named = compiled
    held = catalogue.in_force(question.filters)
    if not named or any(_keeps_a_list(s, n, catalogue, parties=True) for n, (s, _) in held.items()):
        return ""
    return next((e.title for e in official_entries() if e.id == named), named)


def _keeps_a_list(source: Source, number: int, catalogue: CatalogueReader, *, parties: bool) -> bool:
    """Return whether a text is a list or has one; a list of parties has rows with names."""
    if source.kind is Kind.LIST and not parties:
        return True
    rows = catalogue.with_role(number, Role.ROW)
    return any(names_of(r) for r in rows) if parties else bool(rows)


_PARTIES = lazy_regex(
    r"\b(?:user|entit|"
    r"part(?:y|ies)|person|debarred|denied|sanction|unreliable|designat|watch|compan|firm|blocked|national)",
    re.I,
)


# --- who is on a list -------------------------------------------------------------------------------------------

_TAKEN_FOR_GRANTED = lazy_regex(
    r"\b(?:when|since|until|which year|what year|what date|what day|which date|why|how long|how come)\b", re.I
)
_TAKEN_OFF = lazy_regex(
    r"\b(?:taken|came|come|been|is|are|was|were|get|got) (?:\w+ )?(?:off|out of)\b|"
    r"\b(?:removed|dropped|struck|deleted|delisted|moved) (?:\w+ )?from\b|\bno longer (?:on|in|among|part)\b|"
    r"\bleft the\b|\b(?:strike|struck|take|took|drop|dropped|remove|removed|throw|threw|kick\w*)"
    r"\b[^?]{1,40}\b(?:off|from|out of)\b|\b(?:go|goes|went|moved?|switch\w*) (?:\w+ )?from\b",
    re.I,
)
_PUT_ON = lazy_regex(
    r"\b(?:added|put|placed|moved|brought|entered)\b[^?]{0,40}\b(?:to|on|onto|in|into|among)\b|"
    r"\bjoin(?:ed)?\b|\bbeen (?:on|in|one of|among|part of)\b|\b(?:on|in|among|one of|part of)"
    r" (?:the|its|their)\b[^?]{0,60}\b(?:lists?|countries|destinations|groups?|annex|appendix|supplement)\b",
    re.I,
)


def wrong_membership(question: Query, ranked: Sequence[Sentence]) -> Sentence | None:
    """Return the list of countries that contradicts a premise of the question; None when none does.

    The premise is that a country is on the list ("since when is …") or was taken off it ("why was … removed").
    """
    asked = question.core
    if not _TAKEN_FOR_GRANTED.search(asked):
        return None
    off, on = _TAKEN_OFF.search(asked), _PUT_ON.search(asked)
    named = [code for code, name in question.own_countries if not re.search(rf"{re.escape(name)}['’]s\b", asked)]
    if len(named) != 1 or not (off or on):
        return None
    country_lists = [
        s for s in ranked[:_LOOKED] if s.hit.passage.role is not Role.ROW and _lists_countries(s) and _is_meant(s)
    ]
    if not country_lists:
        return None
    stands = any(named[0] in {c for *_, c in mentioned_countries(s.text)} for s in country_lists)
    return country_lists[0] if stands == bool(off) else None


def _lists_countries(s: Sentence) -> bool:
    return len({code for *_, code in mentioned_countries(s.text)}) >= _LIST


def _is_meant(s: Sentence) -> bool:
    """Return whether a list is the one asked of: it is at the named address, or shares words with the question."""
    return s.is_at_named_address or s.coverage >= _ITS_HEADING


_LOOKED = 10  # sentences among which the list is looked for
_LIST = 4  # countries that a list of them has
_ITS_HEADING = 0.2  # of the question's weight
