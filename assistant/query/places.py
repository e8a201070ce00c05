"""Countries that a question names, those whose law it asks of, and the jurisdictions that it speaks of."""

from __future__ import annotations

import re

from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import countries, country_names

# "Swiss export rules", "Brazil's law", "the law of Brazil"; "the Cuban Assets Control Regulations" are American.
_LAW_BEHIND = re.compile(
    r"(?P<of>['’]s)?\s+(?:(?:export|import|trade|customs|dual-use|arms|control|national|domestic)\s+){0,2}"
    r"(?:(?:open|general|individual|global)\s+){0,3}"
    r"(?:export\s+)?(?:laws?|legislation|statutes?|regulations?|rules?|export controls?|licen[cs]es?|permits?)\b|"
    r"(?P<of_act>['’]s)\s+(?:[A-Z(][\w()]*\s+|and\s+|of\s+|the\s+){1,7}(?:Acts?|"
    r"Ordinances?|Regulations?|Orders?|Laws?|Codes?|Decrees?|Controls?|Permits?|Licen[cs]es?|Authori[sz]ations?)\b"
)
_LAW_WITHIN = 60  # characters in front of a country in which a law is looked for
_LAW_BEFORE = re.compile(r"\b(?:laws?|legislation|regulations?|rules?)\s+(?:of|in)\s+(?:the\s+)?$", re.I)


def countries_named(text: str) -> tuple[tuple[str, str], ...]:
    """Return (code, name as written) of the countries in a question.

    Small letters count where no country is named with a capital ("is turkey …").
    """
    named = [(code, text[s:e]) for s, e, code in countries(text)]
    if not named:
        named = [
            (code, word)
            for word in re.findall(r"[a-z]{4,}", text)
            for s, e, code in countries(word.capitalize())
            if (s, e) == (0, len(word))
        ]
    return tuple(dict.fromkeys(named))


def laws_named(text: str) -> tuple[tuple[str, str], ...]:
    """Return (code of the country, words) of the laws that a question calls by their country ("Swiss law")."""
    found = []
    for start, end, code in countries(text):
        behind = _LAW_BEHIND.match(text, end)
        if behind and (behind["of"] or behind["of_act"] or text[start:end] not in country_names().values()):
            found.append((code, text[start : behind.end()]))
        elif before := _LAW_BEFORE.search(text, max(0, start - _LAW_WITHIN), start):
            found.append((code, text[before.start() : end]))
    return tuple(found)


def jurisdictions_named(text: str) -> frozenset[str]:
    """Return whose law a question names by law, agency or adjective; a destination alone names nobody's law."""
    return frozenset(j.code for j in jurisdictions.table().entries if j.about and j.about.search(text))
