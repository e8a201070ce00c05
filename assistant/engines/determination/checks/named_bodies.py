"""Part 744 by end user: the bodies that a section names in its own paragraphs, each under its country."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.places import Place, places
from assistant.engines.determination.law_texts.asked_facts import AskedFact
from assistant.engines.determination.law_texts.countries import Geography, code_of
from assistant.engines.determination.law_texts.listings import stands_as_name
from assistant.engines.determination.law_texts.rules import rule_table, said
from assistant.engines.determination.law_texts.texts import Texts, found_spans, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.model import Span
from assistant.evidence.row_name_likeness import folded_name
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex

_OF_COUNTRY = lazy_regex(r"^\(\w{1,6}\) (?P<country>[^.]{3,60})\. (?P<bodies>[^.]{5,400})\.$")
_NEXT_BODY = lazy_regex(r"(?<=\))(?:,| and) ")  # a name may have an "and" of its own: the next one follows its letters
_LETTERS_BEHIND = lazy_regex(r"\s?\((?P<letters>[A-Z][A-Z0-9-]{1,11})\)$")
_WORDS_OF_NAME, _LETTERS_OF_NAME = 3, 3  # from which on they may tell whose name it is
_LETTERS_THAT_TELL = 4  # … and do, wherever they stand: "RGB" may be of a lamp


@dataclass(frozen=True, slots=True)
class NamedBody:
    """Body that a paragraph names, with the code of the country under which it does."""

    name: str
    letters: str
    code: str
    held: HeldProvision

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of its name as names are compared."""
        return tuple(folded_name(self.name).split())


def named_body_steps(texts: Texts, geography: Geography, asked: Transaction, place: Place) -> list[WalkStep]:
    """Return a step for each body that a section names and the question does too.

    Where nothing says that it is the body of that country, or only a part of its name is told, it stays open.
    """
    text = " ; ".join((asked.text, asked.end_user))
    steps: list[WalkStep] = []
    for rule in rule_table()["named_bodies"]:
        named = {c for p in places(text) for c in p.codes} | geography.codes(place.code)
        found = [(b, is_told(b, text)) for b in bodies(texts, rule)]
        for body, whole in found:
            if whole is None:
                continue
            steps.append(_step(texts, rule, body, sure=whole and body.code in named))
        if any(s.effect is Effect.REQUIRED for s in steps):
            steps = [s for s in steps if s.effect is Effect.REQUIRED]
    return steps


def bodies(texts: Texts, rule: Mapping[str, Any]) -> Iterator[NamedBody]:
    """Yield the bodies that the paragraphs below an address name, country by country."""
    top = texts.at(rule["locator"])
    for held in texts.catalogue.subtree(top) if top is not None else ():
        line = _OF_COUNTRY.match(" ".join(held.text.split()))
        code = code_of(line["country"], line["country"].split(",")[0]) if line else ""
        if line is None or not code:
            continue
        for written in _NEXT_BODY.split(line["bodies"]):
            letters = _LETTERS_BEHIND.search(written)
            name = _LETTERS_BEHIND.sub("", written).removeprefix("the ").removeprefix("The ")
            yield NamedBody(name, letters["letters"] if letters else "", code, held)


def is_told(body: NamedBody, text: str) -> bool | None:
    """Return whether a text tells a body by its whole name or letters; False for a part of its name, None for nothing.

    A part is what stands before its last "of the": "Main Directorate" of "Main Directorate of the General Staff".
    """
    if stands_as_name(text, body.words):
        return True
    part = tuple(folded_name(body.name.partition(" of the ")[0]).split())
    if _WORDS_OF_NAME <= len(part) < len(body.words) and stands_as_name(text, part):
        return False
    if len(body.letters) < _LETTERS_OF_NAME:
        return None
    small = stands_as_name(text, (body.letters.casefold(),))
    if re.search(rf"(?<![\w-]){re.escape(body.letters)}(?![\w-])", text):
        return small or len(body.letters) >= _LETTERS_THAT_TELL
    return False if small else None


def _step(texts: Texts, rule: Mapping[str, Any], body: NamedBody, *, sure: bool) -> WalkStep:
    section = body.held.locator.removeprefix("15 CFR ")
    stands = texts.span(rule["at"], rule["words"])
    cites = found_spans([Span.of(body.held), texts.span(rule["at"]), stands])
    name = f"{body.name} ({body.letters})" if body.letters else body.name
    if stands is None:
        words, lacks = said("rule_changed", locator=rule["at"]), (missing_text(rule["at"]),)
        return WalkStep(f"§ {section}", words, cites, Effect.UNKNOWN, (), lacks)
    values = {"name": name, "section": section}
    if sure:
        says, short = str(rule["says"]).format(**values), said("short_body", **values)
        return WalkStep(section, says, cites, Effect.REQUIRED, (), (), short)
    ask = AskedFact(said("ask_body", **values))
    return WalkStep(section, said("like_body", **values), cites, Effect.UNKNOWN, (ask,))
