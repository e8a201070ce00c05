"""Parser of questions: follow-ups, addresses, implied filters and the kind of answer wanted. It needs no model."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection as Names
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.lexicon.glossary import expansions
from assistant.lexicon.named_texts import names_law
from assistant.model import Implied
from assistant.query.answer_kinds import MEASURED, wants
from assistant.query.as_of_dates import day_named, without_day
from assistant.query.candidate_names import candidates
from assistant.query.chitchat import small_talk, without_courtesy
from assistant.query.follow_ups import addressed, standalone, without_simply
from assistant.query.news_articles import articles
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.normal_form import one_line
from corpus.language.scripts import WIDE
from corpus.lexicon import jurisdictions
from corpus.lexicon.party_lists import PartyList, lists_asked
from corpus.locators import Locator, mentions
from corpus.model import Kind

_KIND_OF = {
    Kind.NEWS: r"\b(?:according to|acc\.? to|in|does|per|from) the (?:news )?(?:article\b(?! \d)|(?:news )?(?:story|"
    r"piece)\b)|\bthe article(?:'s)? (?:say|claim|report|state|mention|call|name|quote)",
    Kind.GUIDANCE: r"\baccording to (?:(?:{offices}|agency) )?(?:guidance|FAQs?)\b",
}
_COMPARES = re.compile(
    r"\b(?:compare|comparison|differ(?:ence|s|ent)?|versus|vs\.?|both|how do|same as|disagree|contrast)\b", re.I
)
_AUX = r"(?:is|are|was|were|do|does|did|can|could|may|must|should|shall|will|would|has|have)"
_SPLIT = re.compile(
    r"(?<=[?？])\s*(?=\S)|[,;]?\s+(?:and|&|also|additionally,)(?:\s+also)?\s+"
    rf"(?=(?:what|which|who|whom|when|where|why|how(?: \w+){{0,3}})(?: \w+)? {_AUX}\b|(?:what|who) \w+s\b)",
    re.I,
)


@dataclass(frozen=True)
class Query:
    """Question as understood.

    `standalone` can be read without earlier questions. `core` is what is asked now, and `before` what it depends on
    (empty where it stands alone). `also` are further search words of the field. `compares` are the jurisdictions to
    compare, and `parts` the questions where several are asked at once.
    """

    asked: str
    standalone: str
    core: str
    before: str
    also: str
    wants: frozenset[str]
    filters: Filters
    addresses: tuple[Locator, ...] = ()
    implied: tuple[Implied, ...] = ()
    compares: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    small_talk: str = ""
    simply: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the words asked now that may name a company or a person."""
        return tuple(candidates(self.core))

    @cached_property
    def lists(self) -> tuple[PartyList, ...]:
        """Return the lists that it asks of by name, those of what it leans on where it names none itself."""
        return lists_asked(self.core) or lists_asked(self.standalone)

    @cached_property
    def bare_address(self) -> bool:
        """Return whether the question is hardly more than an address: the provision itself is the answer."""
        return bool(self.addresses) and not _subject(self.core)

    @cached_property
    def nearly_bare(self) -> bool:
        """Return whether it is an address with a word or two, and asks for no figure.

        An example is "10 CFR 110.28 - which places?".
        """
        return bool(self.addresses) and len(_subject(self.core)) <= _A_WORD and not self.wants & MEASURED


def understand(
    asked: str,
    history: Sequence[str],
    filters: Filters,
    catalogue: CatalogueReader,
    without: Names[str] = (),
    rewritten: str = "",
) -> Query:
    """Return a question as understood, in the light of the earlier questions in `history`.

    `without` are the fields of implied filters that the user took away. `rewritten` is a chat model's version of the
    question that stands alone; it takes the place of the one made by rule.
    """
    asked = one_line(asked)
    history = [one_line(h) for h in history if h.strip()]
    talk = small_talk(asked)
    if not talk and (bare := without_courtesy(asked)) != asked:
        return replace(understand(bare, history, filters, catalogue, without, rewritten), asked=asked)
    plain = "" if talk else without_simply(asked)
    if plain != asked and not talk:
        # "Explain it simply" asks the last question again, "explain X simply" asks of X.
        again = understand(
            plain or (history[-1] if history else asked),
            history if plain else history[:-1],
            filters,
            catalogue,
            without,
        )
        return replace(again, asked=asked, simply=True)
    whole = asked if talk else rewritten or standalone(asked, history)
    found = tuple(dict.fromkeys(m.locator for m in mentions(rewritten or asked)))
    if not found and history:
        relative = addressed(asked, history)
        if relative is not None:
            found = (relative,)
    implied, merged = _implied(asked, whole, filters, catalogue, without)
    named = tuple(Implied("address", a.text, a.text) for a in found)
    extra = expansions(whole)
    return Query(
        asked=asked,
        standalone=whole,
        core=asked if asked in whole else whole,
        before=whole.removesuffix(asked).strip() if asked in whole else "",
        also=" ".join(extra),
        wants=wants(asked) or (_inherited(asked, whole) if whole != asked else frozenset()),
        filters=merged,
        addresses=found,
        implied=(*named, *implied),
        compares=_compared(whole) if _COMPARES.search(asked) or whole != asked else (),
        parts=_parts(rewritten or asked),
        small_talk=talk,
    )


def _inherited(asked: str, whole: str) -> frozenset[str]:
    """Return the kinds of answer that a follow-up takes over from earlier questions.

    A yes or no is not taken over by one that asks what, who, when, where, why or how.
    """
    return wants(whole) - {"yes_no"} if _OPENS.match(asked) else wants(whole)


_OPENS = re.compile(
    r"^\W*(?:and |but |so |then )*"
    r"(?:what(?!\s+about\b|\s+if\b)|which|who|whom|whose|when|where|why|how(?!\s+about\b))\b",
    re.I,
)


def _implied(
    asked: str, whole: str, filters: Filters, catalogue: CatalogueReader, without: Names[str]
) -> tuple[tuple[Implied, ...], Filters]:
    """Return the filters that the words of a question imply, and all filters together.

    What the user chose is never overridden. The date also holds for a follow-up: "and for Russia?" asks of the same
    date. `whole` is the question with what it depends on.
    """
    implied: list[Implied] = []
    sources = [source for source, _ in catalogue.editions().values()]
    if "as_of" not in without and filters.as_of is None and (day := day_named(asked) or day_named(whole)) is not None:
        implied.append(Implied("as_of", day[0].isoformat(), day[1]))
        filters = replace(filters, as_of=day[0])
    if "jurisdiction" not in without and not filters.jurisdictions and not _COMPARES.search(asked):
        found = [
            (code, m.group()) for code, pattern in jurisdictions.table().under.items() if (m := pattern.search(asked))
        ]
        if len(found) == 1 and any(s.jurisdiction == found[0][0] for s in sources):
            implied.append(Implied("jurisdiction", *found[0]))
            filters = replace(filters, jurisdictions=(found[0][0],))
    if "kind" not in without and not filters.kinds and not _COMPARES.search(asked):
        for kind, pattern in _KIND_OF.items():
            # "Does it say what they are?" goes on with the article; "and by China's own law?" leaves it.
            by_kind = re.compile(pattern.replace("{offices}", jurisdictions.table().joined("offices")), re.I)
            match = by_kind.search(asked) or (asked != whole and by_kind.search(whole))
            if not match or names_law(asked):
                continue
            if kind is not Kind.NEWS and any(s.kind is kind for s in sources):
                implied.append(Implied("kind", kind.value, match.group()))
                filters = replace(filters, kinds=(kind.value,))
            elif kind is Kind.NEWS and (written := articles(catalogue, filters)):
                implied.append(Implied("kind", Kind.NEWS.value, match.group()))
                filters = replace(filters, sources=written)
            break
    return tuple(implied), filters


def _compared(text: str) -> tuple[str, ...]:
    """Return the jurisdictions that a question compares, in its order; nothing when it compares none.

    "How do US firms ship to China?" names two and compares nothing: without a word such as "versus" the names must
    stand side by side.
    """
    places = jurisdictions.table().compared
    found = sorted((m.start(), m.end(), code) for code, pattern in places.items() for m in pattern.finditer(text))
    codes = tuple(dict.fromkeys(code for _, _, code in found))
    if len(codes) < 2:
        return ()
    beside = any(a[2] != b[2] and _BETWEEN.fullmatch(text[a[1] : b[0]]) for a, b in itertools.pairwise(found))
    return codes if _SETS_SIDE_BY_SIDE.search(text) or (beside and _COMPARES.search(text)) else ()


_SETS_SIDE_BY_SIDE = re.compile(
    r"\b(?:compare[ds]?|comparison|differ(?:ence|ences|s|ent|ently)?|versus|vs\.?|contrast|stricter than|unlike)\b",
    re.I,
)
_BETWEEN = re.compile(r"\W*(?:(?:and|or|vs\.?|versus|with|the|in|both|law|rules?)\W*){0,4}", re.I)


def _parts(asked: str) -> tuple[str, ...]:
    """Return the questions in a question; nothing when it is only one.

    Words before the first question belong to it, and a remark belongs to the question before it.
    """
    pieces: list[str] = []
    for piece in (_LINKS.sub("", p.strip(" ,;")) for p in _SPLIT.split(asked) if p.strip(" ,;")):
        if pieces and not piece.endswith(("?", "？")) and not _ASKS.match(piece):
            pieces[-1] = f"{pieces[-1]} {piece}"  # "Ordinary case, not WMD."
        else:
            pieces.append(piece)
    listed = [piece for p in pieces for piece in _LISTED.split(p)]
    if all(_BEGINS.match(p) for p in listed):
        pieces = listed  # "What is X, what is Y, and who decides?"; but not "If I ship it, what is the fine?"
    if len(pieces) < 2 or any(len(p.split()) < _PART and not WIDE.search(p) for p in pieces):
        return ()
    pieces = [p[:1].upper() + p[1:] for p in pieces]
    return tuple(p if p.endswith(("?", "？", ".", "!")) else f"{p}?" for p in pieces)


# How a question begins, and how one begins that stands in a list of them.
_BEGINS = re.compile(rf"(?:(?:what|which|who|whom|when|where|why|how(?: \w+){{0,3}})(?: \w+)? )?{_AUX}\b", re.I)
_ASKS = re.compile(
    rf"(?:what|whats|which|who|whom|whose|when|where|why|how|{_AUX}|name|list|give|tell|show|explain|same)\b|"
    rf".*{WIDE.pattern}",
    re.I,
)
_LISTED = re.compile(rf"[,;]\s+(?=(?:what|which|who|whom|when|where|why|how(?: \w+){{0,3}})(?: \w+)? {_AUX}\b)", re.I)
_LINKS = re.compile(r"^(?:and|&|also|additionally|then)(?: also)?,?\s+", re.I)
_PART = 3  # words: "when?" behind a question belongs to it


_A_WORD = 12  # characters
_FILLER = re.compile(
    r"\([a-z0-9]{1,4}\)|"
    r"\b(?:what(?:'?s| is| are| does| do| did)?|whats|show(?: me)?|give me|read|text of|tell me(?: about)?|"
    r"the|say|says|said|in|is|are|does|of|about|please|full|did|paragraph|section|article|and|point|item|entry|"
    r"eccn|provision|usml|itar|ear|control(?:led|s)?|cover(?:s|ed)?|exactly|mean|means|list(?:ed|s)?|under|explain|"
    r"quote|about|contents?|contain|rules? out|requires?|allows?|permits?|forbids?|prohibits?|provides?|states?|there|"
    r"it|that|this|dual-use|munitions|now|currently|these days|nowadays|today|at present|subparagraph|what|how)\b|"
    r"说了什么|是什么|规定|什么|内容|的|了|请|讲|写|有哪些|是否|存在|[\W_]",
    re.I,
)


def _subject(asked: str) -> str:
    """Return what is left of a question without its addresses, its date and filler words."""
    asked = without_day(asked)
    rest, end = [], 0
    for m in mentions(asked):
        rest.append(asked[end : m.start])
        end = m.end
    return _FILLER.sub("", " ".join([*rest, asked[end:]]))
