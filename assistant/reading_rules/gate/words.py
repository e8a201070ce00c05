"""What a text shares with a question, and what of the question it lacks: names, countries, the rarest words."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.query.candidate_names import naming_words
from assistant.query.model import Query
from assistant.reading_rules.term_weights import Weigher
from corpus.lexicon.countries import mentioned_countries
from index.text.tokens import terms

_RAREST = 3  # words that a text which answers should have
_MISSING_NAMES_COUNTED = 3  # missing names that count


def shared_words(question: Query, weigher: Weigher, text: str, around: str, jurisdiction: str) -> Mapping[str, float]:
    """Return how much of a question's names, countries and rarest words a text has, with what stands `around` it."""
    whole = f"{text} {around}"
    held = frozenset(terms(whole))
    weights = {t: weigher.weights.get(t, 0.0) for t in weigher.content}
    rarest = sorted(weights.values(), reverse=True)[:_RAREST]
    found = sum(w for w, t in sorted(((w, t) for t, w in weights.items()), reverse=True)[:_RAREST] if t in held)
    named = naming_words(question.core)
    folded = whole.casefold()
    missing = [n for n in named if n.casefold().rstrip(".,") not in folded]
    asked = {code for code, _ in question.countries}
    told = {code for *_, code in mentioned_countries(whole)}
    return {
        "heavy": found / sum(rarest) if sum(rarest) else 0.0,
        "lack_max": max((w for t, w in weights.items() if t not in held), default=0.0),
        "names_missing": float(min(len(missing), _MISSING_NAMES_COUNTED)),
        "names_share": (len(named) - len(missing)) / len(named) if named else 1.0,
        "country_missing": float(bool(asked - told - {jurisdiction.upper()})),
    }
