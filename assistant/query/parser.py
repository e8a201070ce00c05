"""Parser of questions: follow-ups, addresses, implied filters and the kind of answer wanted. It needs no model."""

from __future__ import annotations

import re
from collections.abc import Collection as Names
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.lexicon.named_texts import names_law
from assistant.model import Implied
from assistant.query.answer_kinds import kinds_wanted
from assistant.query.as_of_dates import as_of_named, asks_of_the_present, day_of_follow_up
from assistant.query.asked_at_once.cutting import questions_in
from assistant.query.chitchat import small_talk_kind, without_courtesy
from assistant.query.follow_ups import SIDE_BY_SIDE, addressed, standalone, without_simply
from assistant.query.model import Query
from assistant.query.places import (
    countries_named,
    jurisdictions_named,
    laws_in,
    laws_of_own_places,
    places_compared,
    places_left_out,
    stand_side_by_side,
)
from assistant.query.reworks import asks_grounds
from assistant.query.texts_meant import articles, text_meant
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.lexicon import jurisdictions
from corpus.lexicon.party_lists import lists_asked
from corpus.locators import Locator, mentions
from corpus.lookup import in_law_of
from corpus.model import Kind
from index.text.tokens import STOP

_KIND_OF = {
    Kind.NEWS: r"\b(?:according to|acc\.? to|in|does|per|from) the (?:news )?(?:article\b(?! \d)|(?:news )?(?:story|"
    r"piece)\b)|\bthe article(?:'s)? (?:say|claim|report|state|mention|call|name|quote)",
    Kind.GUIDANCE: r"\baccording to (?:(?:{offices}|agency) )?(?:guidance|FAQs?)\b",
}
_COMPARES = lazy_regex(
    r"\b(?:compare|comparison|differ(?:ence|s|ent)?|versus|vs\.?|both|how do|same as|disagree|contrast)\b", re.I
)
_THIN = 4  # words besides those of asking
# An entry of a control list that is written in two pieces: "5A 992", "3A-001".
_CUT_NUMBER = lazy_regex(r"(?<![\w.-])(\d[A-Ea-e])[ -](\d{3})(?![\w-]|,\d| ?%)")


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
    asked = _CUT_NUMBER.sub(r"\1\2", one_line(asked))
    history = [one_line(h) for h in history if h.strip()]
    found = _as_understood(asked, history, filters, catalogue, without, rewritten)
    if not history or not asks_grounds(asked):
        return found
    earlier = list(history)
    while earlier and asks_grounds(earlier[-1]):
        earlier.pop()
    last = _as_understood(earlier[-1], earlier[:-1], filters, catalogue, without, "") if earlier else None
    return replace(found, grounds_of=last, parts=())


def _as_understood(
    asked: str,
    history: Sequence[str],
    filters: Filters,
    catalogue: CatalogueReader,
    without: Names[str],
    rewritten: str,
) -> Query:
    talk = "" if history and asks_grounds(asked) else small_talk_kind(asked)
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
    found = _of_law_spoken_of(found, whole, catalogue)
    implied, merged = _implied(asked, whole, history, filters, catalogue, without)
    named = tuple(Implied("address", a.text, a.text) for a in found)
    return Query(
        asked=asked,
        standalone=whole,
        core=asked if asked in whole else whole,
        before=whole.removesuffix(asked).strip() if asked in whole else "",
        wants=kinds_wanted(asked) or (_inherited(asked, whole) if whole != asked else frozenset()),
        filters=merged,
        addresses=found,
        implied=(*named, *implied),
        compares=_compared(whole) if _COMPARES.search(asked) or whole != asked else (),
        parts=questions_in(rewritten or asked),
        small_talk=talk,
        law_spoken_of=_law_spoken_of(history),
        asked_before=history[-1] if history else "",
    )


def _law_spoken_of(history: Sequence[str]) -> frozenset[str]:
    """Return the jurisdictions of the law of which a conversation is: that of its last question which tells one."""
    known = jurisdictions.table()
    for earlier in reversed(history):
        of_addresses = {code for m in mentions(earlier) for code in known.of_locator.get(m.locator.system, ())}
        told = laws_in(earlier) or of_addresses or laws_of_own_places(earlier) or known.by_own_words(earlier)
        if told or lists_asked(earlier):
            return frozenset(told)
    return frozenset()


def asked_beside(part: Query, first: Query) -> Query:
    """Return a question in another language that is asked beside a first one, whose law it is of where it names none.

    It leans on the first one where no more than a few of its words, whose English is known, tell what it is about.
    """
    of_no_law = any(not a.instrument and a.system != "eccn" for a in part.addresses)
    told = part.addresses or part.lists or len(frozenset(part.english_terms) - STOP) > _THIN
    if part.language != "en" and told and not of_no_law:
        return replace(part, law_spoken_of=first.jurisdictions_meant)
    whole = f"{first.standalone} {part.asked}"
    spoken_of = first.jurisdictions_meant
    return replace(part, standalone=whole, before=first.standalone, law_spoken_of=spoken_of, is_thin=True)


def _of_law_spoken_of(found: Sequence[Locator], whole: str, catalogue: CatalogueReader) -> tuple[Locator, ...]:
    """Return the addresses, an article without a law as one of the law that is spoken of.

    "Article 48(3)" is written as articles of the Union are; where only Japan is spoken of, it is 第四十八条第三項, and
    where no held law of Japan has one, it is none.
    """
    known = jurisdictions.table()
    spoken_of = jurisdictions_named(whole) | {code for c, _ in countries_named(whole) if (code := known.of_country(c))}
    if len(spoken_of) != 1:
        return tuple(found)
    (law,) = spoken_of
    if law not in known.by_code or not known.by_code[law].language:  # its articles are written in Latin letters
        return tuple(found)
    out: list[Locator] = []
    for at in found:
        out += in_law_of(catalogue, at, law) if at.system == "eu" and not at.instrument else [at]
    return tuple(dict.fromkeys(out))


def _inherited(asked: str, whole: str) -> frozenset[str]:
    """Return the kinds of answer that a follow-up takes over from earlier questions.

    A yes or no is not taken over by one that asks what, who, when, where, why or how.
    """
    return kinds_wanted(whole) - {"yes_no"} if _OPENS.match(asked) else kinds_wanted(whole)


_OPENS = lazy_regex(
    r"^\W*(?:and |but |so |then )*"
    r"(?:what(?!\s+about\b|\s+if\b)|which|who|whom|whose|when|where|why|how(?!\s+about\b))\b",
    re.I,
)


def _implied(
    asked: str,
    whole: str,
    history: Sequence[str],
    filters: Filters,
    catalogue: CatalogueReader,
    without: Names[str],
) -> tuple[tuple[Implied, ...], Filters]:
    """Return the filters that the words of a question imply, and all filters together.

    What the user chose is never overridden. The date also holds for a follow-up: "and for Russia?" asks of the same
    date. `whole` is the question with what it depends on.
    """
    implied: list[Implied] = []
    if "source" not in without and (meant := text_meant(asked, history, filters, catalogue)):
        implied += meant[0]
        filters = meant[1]
    sources = [source for source, _ in catalogue.editions().values()]
    if (
        "as_of" not in without
        and filters.as_of is None
        and (day := as_of_named(asked) or _as_of_before(asked, whole)) is not None
    ):
        implied.append(Implied("as_of", day[0].isoformat(), day[1]))
        filters = replace(filters, as_of=day[0])
    if "jurisdiction" not in without and not filters.jurisdictions and not _COMPARES.search(asked):
        found = [
            (code, m.group()) for code, pattern in jurisdictions.table().under.items() if (m := pattern.search(asked))
        ]
        if len(found) == 1 and any(s.jurisdiction == found[0][0] for s in sources):
            implied.append(Implied("jurisdiction", *found[0]))
            filters = replace(filters, jurisdictions=(found[0][0],))
    if "kind" not in without and not filters.kinds and not filters.sources and not _COMPARES.search(asked):
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


def _as_of_before(asked: str, whole: str) -> tuple[date, str] | None:
    """Return the day whose law the earlier question of a follow-up asks for; that of the follow-up where it has one."""
    before = as_of_named(whole)
    if before is None or asked == whole:
        return before
    return day_of_follow_up(asked, date.today()) or (None if asks_of_the_present(asked) else before)


def _compared(text: str) -> tuple[str, ...]:
    """Return the jurisdictions that a question compares, in its order; nothing when it compares none.

    "How do US firms ship to China?" names two and compares nothing: without a word such as "versus" the names must
    stand side by side.
    """
    named = places_compared(text)
    without = places_left_out(text, named)
    codes = tuple(dict.fromkeys(m.code for m in named if m.code not in without))
    if len(codes) < 2:
        return ()
    return codes if SIDE_BY_SIDE.search(text) or (stand_side_by_side(named) and _COMPARES.search(text)) else ()
