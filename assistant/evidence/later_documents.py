"""Documents that are no law and tell of changes to one: by their day and the countries in their titles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.catalogue import CatalogueReader
from corpus.lexicon.countries import mentioned_countries
from corpus.model import Kind, Role, Source, Standing, Version

_DATED = frozenset(("published", "date"))  # claims of a document with its own day
_CHARACTERS_READ = 4000  # characters of such a document in which the law is looked for


@dataclass(frozen=True, slots=True)
class LaterDocument:
    """Document that is no law, with its day, the countries in its title, and where its own words begin and end."""

    source: Source
    version: Version
    day: date
    countries: frozenset[str]
    text: str
    start: int
    end: int


def later_documents(catalogue: CatalogueReader) -> Sequence[LaterDocument]:
    """Return the dated documents held that name countries in their titles and are no law, oldest first."""

    def made() -> tuple[LaterDocument, ...]:
        out = []
        for number, (source, version) in catalogue.editions().items():
            day = source.published or _own_day(source)
            named = frozenset(code for *_, code in mentioned_countries(source.title))
            if source.kind.standing is Standing.BINDING or source.kind is Kind.EXPLAINER or day is None or not named:
                continue
            paragraphs = catalogue.with_role(number, Role.TEXT)
            body = next((p for p in paragraphs if p.locator.startswith("Summary")), None) or paragraphs[0]
            text = f"{source.title} {body.text}"[:_CHARACTERS_READ]
            start = body.provision.start
            out.append(LaterDocument(source, version, day, named, text, start, start + len(body.text)))
        return tuple(sorted(out, key=lambda d: d.day))

    return catalogue.once("later documents", made)


def _own_day(source: Source) -> date | None:
    told = next((value for name, value in source.claims if name in _DATED), "")
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None
