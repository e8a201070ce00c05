"""HTML that is safe to show: text goes through `esc`, addresses through `href`, and only this package writes the tags."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from corpus.language.normal_form import without_unseen
from ui.exports.legal import unescaped

_MARKER = re.compile(r"(?<!\\)\[(\d{1,3})\]")


def esc(text: object) -> str:
    """Text as text: tags, quotes and characters that cannot be seen lose their power."""
    return html.escape(without_unseen(str(text)), quote=True)


def href(url: str) -> str:
    """An address for a link, escaped; empty for anything that is not plain http or https."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return esc(url.strip()) if parts.scheme in ("http", "https") and parts.hostname else ""


def link(url: str, words: str) -> str:
    """A link that opens beside the app, or nothing for an address that is not one."""
    target = href(url)
    return f'<a href="{target}" target="_blank" rel="noopener noreferrer">{esc(words)}</a>' if target else ""


def plain_markdown(text: str) -> str:
    """Text for Streamlit's Markdown elements (labels, captions) with every sign that Markdown knows escaped."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^])", r"\\\1", without_unseen(text).replace("\n", " "))


def paragraphs(text: str, cite: dict[int, str]) -> str:
    """An answer's text as escaped paragraphs, its [n] replaced by the buttons of `cite`; other Markdown stays as typed."""
    out = []
    for block in re.split(r"\n{2,}", text.strip()):
        pieces, at = [], 0
        for marker in _MARKER.finditer(block):
            pieces.append(esc(unescaped(block[at : marker.start()])))
            pieces.append(cite.get(int(marker.group(1)), esc(marker.group(0))))
            at = marker.end()
        pieces.append(esc(unescaped(block[at:])))
        out.append(f"<p>{''.join(pieces)}</p>")
    return "".join(out)
