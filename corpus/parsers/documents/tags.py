"""Takes the HTML out of Markdown: tags, comments, and scripts and styles with what is in them."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex

_CLOSED_TAG = lazy_regex(r"</?[a-zA-Z][^<>]*>")
_OPENING = lazy_regex(r"<!--|<(script|style)\b[^<>]*>", re.IGNORECASE)
_CLOSING = {"script": lazy_regex(r"</script\s*>", re.IGNORECASE), "style": lazy_regex(r"</style\s*>", re.IGNORECASE)}
_COMMENT_END = lazy_regex("-->")


class Tags:
    """Goes through the pieces of a text in order and returns what is shown of each.

    `pieces` are those that are HTML: a script that begins in one may end in a later one, and what stands between is
    part of it. What is never closed is text, not a script: a sentence about `<script>` takes nothing with it.
    """

    def __init__(self, pieces: list[str]) -> None:
        self._closing = {name: sum(1 for p in pieces if pattern.search(p)) for name, pattern in _CLOSING.items()}
        self._inside = ""

    @property
    def hidden(self) -> bool:
        """Return whether the text that comes now is part of a script or style."""
        return bool(self._inside)

    def shown(self, html: str) -> str:
        """Return what is shown of the next piece."""
        for name, pattern in _CLOSING.items():
            self._closing[name] -= bool(pattern.search(html))
        parts: list[str] = []
        at, missing = 0, set[str]()
        if self._inside:
            closing = _CLOSING[self._inside].search(html)
            if closing is None:
                return ""
            self._inside, at = "", closing.end()
        for opening in _OPENING.finditer(html):
            if opening.start() < at:
                continue
            kind = (opening[1] or "").lower()
            closing = None if kind in missing else (_CLOSING.get(kind, _COMMENT_END)).search(html, opening.end())
            if closing is not None:
                parts.append(html[at : opening.start()])
                at = closing.end()
            elif kind and self._closing[kind]:
                parts.append(html[at : opening.start()])
                self._inside = kind
                return _CLOSED_TAG.sub("", "".join(parts))
            else:
                missing.add(kind)  # it is not looked for again
        return _CLOSED_TAG.sub("", "".join([*parts, html[at:]]))
