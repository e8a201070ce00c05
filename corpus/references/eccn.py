"""Finds entries and items of control lists: 3A001.b.2, and what follows one in a list ("3A001.b.2 and b.3")."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.language.lazy_regex import lazy_regex
from corpus.model import Reference
from corpus.references.context import ReferenceContext

_ECCN_STEPS = r"(?:\.[a-z]{1,2}(?:\.(?:\d{1,2}|[a-z]))*)?(?![a-zA-Z0-9])"
ECCN = lazy_regex(rf"(?<![\w.-])(?P<entry>[0-9][A-E]\d{{3}}){_ECCN_STEPS}")
# Only steps that cannot be words: "b.3", ".e". A bare letter may be an article.
_NEXT = lazy_regex(
    r"(?:\s*,\s*+(?:and|or)?|\s+(?:and|or|to|through))\s*+(?P<steps>\.[a-z](?:\.(?:\d{1,2}|[a-z]))*"
    r"|[a-z]\.\d{1,2}(?:\.(?:\d{1,2}|[a-z]))*)(?![\w-])"
)


def find(text: str, place: ReferenceContext) -> Iterator[Reference]:
    """Yield every entry or item named in `text`; it is of this source if the source holds the entry."""
    for match in ECCN.finditer(text):
        entry = match["entry"]
        if place.locator == entry and match.start() == 0:
            continue  # the entry's own heading
        instrument = "15 CFR" if place.system == "cfr" and entry not in place.known else ""
        yield Reference(match.start(), match.end(), match[0], instrument)
        following = _NEXT.match(text, match.end()) if "." in match[0] else None
        while following:
            steps = following["steps"].removeprefix(".")
            yield Reference(following.start("steps"), following.end(), f"{entry}.{steps}", instrument)
            following = _NEXT.match(text, following.end())
