"""Documents that are no law and tell of changes to one: by their day, the countries in their titles, and addresses."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.catalogue import CatalogueReader
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.lexicon import jurisdictions
from corpus.lexicon.countries import mentioned_countries
from corpus.locators import mentions
from corpus.model import Kind, Role, Source, Standing, Version

_DATED = frozenset(("published", "date"))  # claims of a document with its own day
_CHARACTERS_READ = 4000  # characters of such a document in which the law is looked for
_TELLS_OF_CHANGE = lazy_regex(
    r"\b(?:amend|revis|relax|remov|suspend|rescind|rescission|repeal|revok|revoc|eas(?:e|es|ed|ing)\b|lift|delay|"
    r"postpon|replac|supersed|chang|correct|updat)",
    re.I,
)

Section = tuple[str, str]  # the text and the section of an address: ("15 CFR", "746.9")


@dataclass(frozen=True, slots=True)
class LaterDocument:
    """Document that is no law, with its day, and where its own words begin and end.

    `countries` are those in its title, `sections` those of which a sentence of it tells a change.
    """

    source: Source
    version: Version
    day: date
    countries: frozenset[str]
    text: str
    start: int
    end: int
    sections: frozenset[Section] = frozenset()

    def is_about(self, locator: str, title: str, countries: Collection[str]) -> bool:
        """Return whether it tells of a change to a provision, by its address, or for countries by its text's title."""
        if self.sections & sections_named(locator):
            return True
        return not self.countries.isdisjoint(countries) and jurisdictions.table().titled(self.text, title)


def later_documents(catalogue: CatalogueReader) -> Sequence[LaterDocument]:
    """Return the dated documents held that are no law and name countries or changed sections, oldest first."""

    def made() -> tuple[LaterDocument, ...]:
        out = []
        for number, (source, version) in catalogue.editions().items():
            day = source.published or _own_day(source)
            named = frozenset(code for *_, code in mentioned_countries(source.title))
            if source.kind.standing is Standing.BINDING or source.kind is Kind.EXPLAINER or day is None:
                continue
            paragraphs = catalogue.with_role(number, Role.TEXT)
            body = next((p for p in paragraphs if p.locator.startswith("Summary")), None) or next(
                iter(paragraphs), None
            )
            if body is None:
                continue
            text = f"{source.title} {body.text}"[:_CHARACTERS_READ]
            start = body.provision.start
            changed = _sections_changed(f"{source.title}. {body.text}"[:_CHARACTERS_READ])
            if named or changed:
                ends = start + len(body.text)
                out.append(LaterDocument(source, version, day, named, text, start, ends, changed))
        return tuple(sorted(out, key=lambda d: d.day))

    return catalogue.once("later documents", made)


def sections_named(text: str) -> frozenset[Section]:
    """Return the sections of texts that a text gives the addresses of."""
    return frozenset((m.locator.instrument, m.locator.path[0]) for m in mentions(text) if m.locator.instrument)


def _sections_changed(text: str) -> frozenset[Section]:
    """Return the sections that stand in sentences of a text which tell of a change."""
    sentences = (text[start:end] for start, end in sentence_spans(text))
    return frozenset(section for s in sentences if _TELLS_OF_CHANGE.search(s) for section in sections_named(s))


def _own_day(source: Source) -> date | None:
    told = next((value for name, value in source.claims if name in _DATED), "")
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None
