"""E-mail addresses in a text, as people and extraction write them."""

from __future__ import annotations

import re

from corpus.language.lazy_regex import lazy_regex

# What may be shown as a link: whatever a renderer of Markdown takes for an address, so with letters of every script.
LINKED_MAIL = r"\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,190}"
_AT = lazy_regex(r"＠|\s?[\[(]at[\])]\s?", re.IGNORECASE)
_MAIL = lazy_regex(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:[@＠]|\s?[\[(]at[\])]\s?)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}",
    re.IGNORECASE | re.ASCII,
)
_NEXT_SENTENCE = lazy_regex(r"(?<=[a-z])\.[A-Z][a-z]{0,62}$")  # "bis.doc.gov.The office …", where a space was lost


def mail_addresses(text: str) -> list[tuple[str, re.Match[str]]]:
    """Return the e-mail addresses of a text in small letters, each with its place."""
    found = ((_AT.sub("@", m[0]), m) for m in _MAIL.finditer(text))
    return [(_NEXT_SENTENCE.sub("", mail).casefold(), m) for mail, m in found]
