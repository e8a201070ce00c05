"""Cross-references in Korean law: 제19조의2제1항, 제1항제3호, 「관세법」 제2조.

Precision comes first: what is relative and has no article around it (같은 항, 같은 조) is left alone.
"""

from __future__ import annotations

import re

from corpus.locators import korea
from corpus.model import Reference
from corpus.references.context import ReferenceContext

_OF_THIS_ARTICLE = re.compile(
    r"(?<![조항호의\d])제(?P<paragraph>\d{1,3})항(?:제(?P<item>\d{1,3})호(?:의(?P<branch>\d{1,3}))?)?"
)
_ARTICLE = re.compile(r"제\d{1,4}조(?:의\d{1,3})?")


def find(text: str, place: ReferenceContext) -> list[Reference]:
    """Return the references of a provision's own text, by position: whole addresses, and paragraphs of its article."""
    found = [
        Reference(m.start, m.end, m.locator.text, m.locator.instrument) for m in korea.mentions(text) if "조" in text
    ]
    own = _ARTICLE.match(place.locator)
    for m in _OF_THIS_ARTICLE.finditer(text) if own else ():
        address = f"{own[0] if own else ''}제{int(m['paragraph'])}항"
        if m["item"]:
            address += f"제{int(m['item'])}호" + (f"의{int(m['branch'])}" if m["branch"] else "")
        if not any(r.start <= m.start() < r.end for r in found) and text[max(0, m.start() - 3) : m.start()] != "같은 ":
            found.append(Reference(m.start(), m.end(), address, ""))
    return sorted(found, key=lambda r: r.start)
