"""Cross-references in Korean law: 제19조의2제1항, 제1항제3호, 같은 조 제2항, 「관세법」 제2조.

Precision comes first: what is relative is left alone where two places could be meant, and so is an article of a law
that is named without its brackets 「」 and is not known, or is only called "the law" (법, 영, 동법).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus import instruments
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HANGUL
from corpus.locators.korea import LETTERS
from corpus.model import Reference
from corpus.references.context import ReferenceContext

_KOREAN_REFERENCE = lazy_regex(
    r"(?=[「(같제])(?:(?:「(?P<quoted>[^「」\n]{2,60})」\s?)?제\s?(?P<article>\d{1,4})\s?조(?:의\s?(?P<branch>\d{1,3}))?"
    r"|같은 (?P<same>[조항호]))?(?:\s?제\s?(?P<paragraph>\d{1,3})\s?항)?"
    rf"(?:\s?제\s?(?P<item>\d{{1,3}})\s?호(?:의\s?(?P<item_branch>\d{{1,3}}))?)?(?:\s?(?P<sub>[{LETTERS}])\s?목)?"
)
_TOKEN = lazy_regex(
    rf"[()]|「(?P<named>[^「」\n]{{2,60}})」(?!\s?제\s?\d{{1,4}}\s?조)|(?<![{HANGUL}])(?P<bare>[{HANGUL}]{{0,30}}법)"
    rf"|{_KOREAN_REFERENCE.pattern}"
)
_KOREAN_PLACE = lazy_regex(r"제\d{1,4}조(?:의\d{1,3})?")
# What may stand between two addresses of which the second goes on from the first.
_KOREAN_JOINER = lazy_regex(
    r"\s?(?:(?:본문|단서|전단|후단|각 호|각 목|까지)\s?){0,3}(?P<word>[ㆍ·,]|및|또는|과|와|이?나|부터|내지)\s?"
)
_ON_IN_THE_SAME_LAW = ("ㆍ", "·", "부터", "내지")
_ONLY_A_PART = lazy_regex(r"\s?(?:(?:본문|단서|전단|후단|각 호|각 목|까지)\s?){0,3}")
_THIS_LAW = lazy_regex(r"(?<![가-힣])이 (?:법|영|규칙|규정|고시)\s?$")
_THE_SAME_LAW = lazy_regex(r"(?<![가-힣])(?:같은 |동)법\s?$")
_KOREAN_LAW_BEFORE = lazy_regex(rf"(?<![{HANGUL}])([{HANGUL}]{{1,30}}법)\s?$")
# The law, annex or address that the word before an address is, or an opened quotation, which rewrites another text.
_OTHER_TEXT = lazy_regex(
    r"(?:법|법률|[가-힣]령|(?<![가-힣])영|규칙|부칙|규정|조약|협약|협정|의정서|고시|공고|조례|예규|지침|정관"
    r"|(?:별표|서식)\s?\d{0,3}|[조항호목」』)\"“”'‘’])\s?$"
)
_CHARACTERS_BETWEEN = 34  # characters before an address that are looked at
_BRACKETS_WITHIN = 9  # brackets within brackets that are looked at
_THIS_ARTICLE = lazy_regex(r"(?<![가-힣])이 조\s$")


@dataclass(frozen=True, slots=True)
class _At:
    """An address step by step. `law` is "" for the text's own law, None where it cannot be told."""

    law: str | None
    article: str = ""
    paragraph: str = ""
    item: str = ""
    sub: str = ""

    @property
    def locator(self) -> str:
        return f"{self.article}{self.paragraph}{self.item}{self.sub}"


_UNCERTAIN = _At(None)


def find(text: str, place: ReferenceContext) -> Iterator[Reference]:
    """Yield the references of a provision's own text, except the printed number of its own article."""
    found = _KOREAN_PLACE.match(place.locator)
    own = found[0] if found else ""
    heading = re.match(rf"{own}(?:\([^()]{{0,200}}\))?", text) if own else None
    return _Text(text, own, heading.end() if heading else 0).references()


class _Text:
    """Reads a text from address to address, with what was named before each."""

    def __init__(self, text: str, own: str, start: int) -> None:
        self.text, self.own, self.start = text, own, start
        self.last: _At | None = None
        self.end = -1  # of the last address; -1 where nothing can go on from it
        self.around: list[tuple[_At | None, bool]] = []  # the last address before each open bracket; is it all of it?
        self.laws: set[str] = set()  # every law named so far, with what may be one: a word that ends in 법
        self.said: dict[str, set[_At]] = {"조": set(), "항": set(), "호": set()}  # what 같은 can stand for

    def references(self) -> Iterator[Reference]:
        for token in _TOKEN.finditer(self.text, self.start):
            if token[0] == "(":
                self._open(token.start())
            elif token[0] == ")" and self.around:
                self.last, whole = self.around.pop()
                self.end = token.end() if whole else -1
            elif token["named"] or token["bare"]:
                if not _THE_SAME_LAW.search(self._before(token.end())):
                    self.laws.add(_title(token["named"] or token["bare"]))
            elif token["article"] or token["paragraph"] or token["item"] or (token["same"] and token["sub"]):
                at = self._address(token)
                if at.law is not None:
                    yield Reference(token.start(), token.end(), at.locator, at.law)
                self._note(at, token)

    def _open(self, start: int) -> None:
        between = self.text[self.end : start] if self.end >= 0 and start - self.end <= _CHARACTERS_BETWEEN else None
        self.around.append((self.last, between is not None and _ONLY_A_PART.fullmatch(between) is not None))
        self.last, self.end = None, -1

    def _note(self, at: _At, token: re.Match[str]) -> None:
        self.last, self.end = at, token.end()
        self.said["조"].add(_At(at.law, at.article))
        self.said["항"].add(_At(at.law, at.article, at.paragraph))
        self.said["호"].add(_At(at.law, at.article, at.paragraph, at.item))
        if token["quoted"]:
            self.laws.add(_title(token["quoted"]))

    def _before(self, start: int) -> str:
        return self.text[max(self.start, start - _CHARACTERS_BETWEEN) : start]

    def _outside(self) -> _At | None:
        """Return the last address before the brackets that are open here."""
        return next((at for at, _ in reversed(self.around[-_BRACKETS_WITHIN:]) if at), None)

    def _address(self, token: re.Match[str]) -> _At:
        """Return the address that a token means; its law is None where that is not certain."""
        steps, before = _steps(token), self._before(token.start())
        goes_on = 0 <= self.end <= token.start() <= self.end + _CHARACTERS_BETWEEN
        joined = _KOREAN_JOINER.fullmatch(self.text[self.end : token.start()]) if goes_on else None
        if token["article"]:
            if token["quoted"]:
                return replace(steps, law=_title(token["quoted"]))
            return replace(steps, law=self._law(before, joined["word"] if joined else ""))
        if token["same"]:
            return self._same(token["same"], steps)
        if joined and self.last:
            return _further(steps, self.last)
        here = replace(steps, law="", article=self.own)
        if not steps.paragraph or not self.own:
            return _UNCERTAIN
        if _THIS_ARTICLE.search(before):
            return here
        outside = self._outside()
        elsewhere = outside is not None and (outside.law, outside.article) != ("", self.own)
        return _UNCERTAIN if elsewhere or _OTHER_TEXT.search(before) else here

    def _law(self, before: str, word: str) -> str | None:
        """Return the law of an article: "" for the text's own, None for one that cannot be told.

        `word` joins it to the address before, "" where none does.
        """
        if word and self.last:  # 「형법」 제129조부터 제132조까지; behind 및 or 또는 it may be an article of this law
            return self.last.law if self.last.law == "" or word in _ON_IN_THE_SAME_LAW else None
        if _THIS_LAW.search(before):
            return ""
        if _THE_SAME_LAW.search(before):
            return next(iter(self.laws)) if len(self.laws) == 1 else None
        if (named := _KOREAN_LAW_BEFORE.search(before)) and (known := instruments.find(named[1])):
            return known.title
        outside = self._outside()
        return None if _OTHER_TEXT.search(before) or (outside and outside.law != "") else ""

    def _same(self, step: str, steps: _At) -> _At:
        """Return what is below the article (같은 조), paragraph (같은 항) or item (같은 호) that alone was named."""
        (base, *others) = self.said[step] or {_UNCERTAIN}
        if others or not {"조": base.article, "항": base.paragraph, "호": base.item}[step]:
            return _UNCERTAIN
        if step == "조":
            return replace(steps, law=base.law, article=base.article)
        if steps.paragraph or (step == "호" and steps.item):
            return _UNCERTAIN
        return replace(base, item=steps.item or base.item, sub=steps.sub)


def _title(name: str) -> str:
    known = instruments.find(name)
    return known.title if known else name


def _steps(token: re.Match[str]) -> _At:
    """Return what a token says, whatever law it is of."""
    return _At(
        None,
        f"제{int(token['article'])}조{_branch(token['branch'])}" if token["article"] else "",
        f"제{int(token['paragraph'])}항" if token["paragraph"] else "",
        f"제{int(token['item'])}호{_branch(token['item_branch'])}" if token["item"] else "",
        f"{token['sub']}목" if token["sub"] else "",
    )


def _branch(number: str | None) -> str:
    return f"의{int(number)}" if number else ""


def _further(steps: _At, last: _At) -> _At:
    """Return the address that a further paragraph or item of an enumeration means: 제2조제1항제3호ㆍ제4호."""
    if last.law is None:
        return last
    if steps.paragraph:
        return replace(steps, law=last.law, article=last.article) if last.paragraph else _UNCERTAIN
    return replace(last, item=steps.item, sub=steps.sub) if last.item else _UNCERTAIN
