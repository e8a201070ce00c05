"""Addresses in Korean law: 제19조의2제1항제3호가목, and "article 19-2(1) of Korea's Foreign Trade Act".

Article, paragraph (항), item (호) and sub-item (목) follow one another without a space; 제19조의2 has a branch.
"""

from __future__ import annotations

import re

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HANGUL
from corpus.locators.address import Grammar, Locator, Mention, names_in_english

LETTERS = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허"
_KOREAN_ADDRESS = (
    r"제\s?(?P<article>\d{1,4})\s?조(?:의\s?(?P<branch>\d{1,3}))?(?:\s?제\s?(?P<paragraph>\d{1,3})\s?항)?"
    rf"(?:\s?제\s?(?P<item>\d{{1,3}})\s?호(?:의\s?(?P<item_branch>\d{{1,3}}))?(?:\s?(?P<sub>[{LETTERS}])\s?목)?)?"
)
_KOREAN_LAW = rf"(?:「(?P<quoted>[^「」\n]{{2,60}})」|(?P<name>(?<![{HANGUL}])[{HANGUL}]{{2,30}}법))"
_ADDRESSED = lazy_regex(rf"(?:{_KOREAN_LAW}\s?)?{_KOREAN_ADDRESS}")
_DIVIDED = lazy_regex(r"제\d{1,3}[편장](?:의\d{1,3})?(?:제\d{1,3}절(?:의\d{1,3})?)?(?:제\d{1,3}관(?:의\d{1,3})?)?")
_FAR = sorted(
    {n for i in instruments.known() if i.jurisdiction == "kr" for n in i.designations if n.isascii()},
    key=len,
    reverse=True,
)
_FAR_FOLDED = tuple(n.casefold() for n in _FAR)
_FAR_NAME = rf"(?P<far>{'|'.join(re.escape(n).replace(chr(92) + ' ', '[ ]') for n in _FAR)})"
_OWNER = r"(?:the\s+)?(?:(?:South\s+)?Korea(?:n|['’]s)?\s+)?"
_STEPS = r"(?P<number>\d{1,4})(?:[-‑](?P<dash>\d{1,3}))?(?P<steps>(?:\s?\(\w{1,4}\))*)"
_ENGLISH = (
    lazy_regex(rf"(?:Articles?|Art\.?)\s?{_STEPS}\s+(?:of|in)\s+{_OWNER}{_FAR_NAME}(?!\w)", re.IGNORECASE),
    lazy_regex(
        rf"{_OWNER}{_FAR_NAME}(?:\s+of\s+(?:South\s+)?Korea)?,?\s(?:Articles?|Art\.?)\s?{_STEPS}(?!\w)",
        re.I,
    ),
)


def parse(text: str) -> Locator | None:
    """Return the address that `text` as a whole is; None if it is none.

    Examples: "대외무역법 제19조의2 제1항", "제53조제2항제5호의2", "article 19-2(1) of Korea's Foreign Trade Act".
    """
    text = text.strip().rstrip(".")
    if found := _ADDRESSED.fullmatch(text):
        return _article(found)
    for english in _ENGLISH:
        if found := english.fullmatch(text):
            return _english(found)
    return Locator("kr", "", (text,), text) if _DIVIDED.fullmatch(text) else None


def mentions(text: str) -> list[Mention]:
    """Return every address of an article in running text; in English, of an article with its law."""
    found: list[Mention] = []
    if "조" in text:
        for m in _ADDRESSED.finditer(text):
            locator = _article(m)
            named = m["name"] and not locator.instrument
            found.append(Mention(m.end("name") if named else m.start(), m.end(), locator))
    if names_in_english(text, _FAR_FOLDED):
        found += [Mention(m.start(), m.end(), _english(m)) for english in _ENGLISH for m in english.finditer(text)]
    return sorted(found, key=lambda m: (m.start, -m.end))


def _article(found: re.Match[str]) -> Locator:
    name = found["quoted"] or found["name"] or ""
    known = instruments.find(name) if name else None
    # A name without brackets has no certain beginning: only a known law is taken.
    instrument = known.title if known else (found["quoted"] or "")
    path = [f"제{int(found['article'])}조" + (f"의{int(found['branch'])}" if found["branch"] else "")]
    if found["paragraph"]:
        path.append(f"제{int(found['paragraph'])}항")
    if found["item"]:
        path.append(f"제{int(found['item'])}호" + (f"의{int(found['item_branch'])}" if found["item_branch"] else ""))
    if found["sub"]:
        path.append(f"{found['sub']}목")
    return Locator("kr", instrument, tuple(path), "".join(path))


def _english(found: re.Match[str]) -> Locator:
    """Return an address written in English: in Article 19-2(1)(3) the 1 is a paragraph (항), the 3 an item (호)."""
    instrument = instruments.find(found["far"])
    path = [f"제{int(found['number'])}조" + (f"의{int(found['dash'])}" if found["dash"] else "")]
    for step, word in zip(re.findall(r"\((\w+)\)", found["steps"] or ""), ("항", "호"), strict=False):
        if not step.isdecimal():
            break
        path.append(f"제{int(step)}{word}")
    return Locator("kr", instrument.title if instrument else "", tuple(path), "".join(path))


GRAMMAR = Grammar("kr", parse, mentions)
