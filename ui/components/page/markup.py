"""Safe HTML: text goes through `esc`, addresses through `href`, and only this package writes tags."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from corpus.language.detection import language_of
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import without_unseen
from corpus.language.scripts import EAST_ASIAN
from ui.exports.legal import unescaped
from ui.language import SOURCE_LANGUAGE, _, reader_language
from ui.locale.names import language

# Commands of a remedy; in a quote they are only set in other letters.
_COMMAND = lazy_regex(r"`((?:licet|pip install) [^`<>\n]{1,300})`")
_UNFOLDED = 280  # characters that are shown at once
_EAST_ASIAN_LANGUAGES = ("zh", "ja", "ko")
_MARKER = lazy_regex(r"(?<!\\)\[(\d{1,3})\]")


def esc(text: object) -> str:
    """Return a text escaped for HTML, without invisible characters."""
    return html.escape(without_unseen(str(text)), quote=True)


def with_commands(text: object) -> str:
    """Return a text escaped for HTML, in which the commands of its remedies are set as code."""
    return _COMMAND.sub(r"<code>\1</code>", esc(text))


def lang(code: str) -> str:
    """Return the attribute that names the language of words, where it is not the page's: readers aloud go by it."""
    return f' lang="{esc(code)}"' if code and code != reader_language() else ""


def original_html(code: str) -> str:
    """Return the mark in front of a quote in a language that is not the page's: it is the original; else ""."""
    if not code or code == reader_language():
        return ""
    return f'<span class="lc-note">{esc(_("Original, in {language}").format(language=language(code)))}</span> '


def spoken(text: str) -> str:
    """Return the attribute of the language of a name or a cell, which its script tells; "" where that is the page's."""
    found = language_of(text, "") if EAST_ASIAN.search(text) else ""  # other letters are not told by a script
    return lang(found) if found in _EAST_ASIAN_LANGUAGES else ""


def marked_english(text: str) -> str:
    """Return a sentence that an engine made, escaped, with its commands as code and the mark of its language.

    Engines make them in English, or in the language of a question in another script.
    """
    if reader_language() == SOURCE_LANGUAGE:
        return with_commands(text)
    found = language_of(text) if EAST_ASIAN.search(text) else SOURCE_LANGUAGE
    mark = lang(found if found in _EAST_ASIAN_LANGUAGES else SOURCE_LANGUAGE)  # names alone look like any language
    return f"<span{mark}>{with_commands(text)}</span>" if mark else with_commands(text)


def markdown_with_commands(text: str) -> str:
    """Return a text for Markdown as it is, in which the commands of its remedies are set as code."""
    parts = _COMMAND.split(text)  # every second one is a command
    return "".join(f"`{without_unseen(part)}`" if n % 2 else plain_markdown(part) for n, part in enumerate(parts))


def href(url: str) -> str:
    """Return an address escaped for a link; "" for anything but plain http or https."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return esc(url.strip()) if parts.scheme in ("http", "https") and parts.hostname else ""


def link(url: str, words: str) -> str:
    """Return a link that opens in another tab; "" for an address that is not http or https."""
    target = href(url)
    return f'<a href="{target}" target="_blank" rel="noopener noreferrer">{esc(words)}</a>' if target else ""


def folded(text: str) -> str:
    """Return a text escaped; of a long one the beginning, with the rest behind a click."""
    if len(text) <= _UNFOLDED:
        return esc(text)
    head = text[:_UNFOLDED].rpartition(" ")[0]
    rest = f"<details><summary>{esc(_('All of it'))}</summary><p>{esc(text)}</p></details>"
    return f'<i class="lc-head">{esc(head)} …</i>{rest}'


def plain_markdown(text: str) -> str:
    """Return a text for Streamlit's Markdown elements (labels, captions), with the signs of Markdown escaped."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^])", r"\\\1", without_unseen(text).replace("\n", " "))


def paragraphs(text: str, cite: dict[int, str]) -> str:
    """Return the text of an answer as escaped paragraphs, with [n] replaced by the buttons of `cite`.

    Other Markdown is shown as typed.
    """
    out = []
    for block in re.split(r"\n{2,}", text.strip()):
        pieces, at = [], 0
        for marker in _MARKER.finditer(block):
            pieces.append(with_commands(unescaped(block[at : marker.start()])))
            pieces.append(cite.get(int(marker.group(1)), esc(marker.group(0))))
            at = marker.end()
        pieces.append(with_commands(unescaped(block[at:])))
        out.append(f"<p>{''.join(pieces)}</p>")
    return "".join(out)
