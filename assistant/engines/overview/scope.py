"""Scope of a request: the provision or the text that it names, where it is held."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from assistant.engines.model import Computed, Finding, MissingText
from assistant.model import Form, Outcome
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.instruments import designations, find
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.lexicon import countries
from corpus.locators import Locator, mentions, parse
from corpus.locators.address import key
from corpus.lookup import resolve
from corpus.model import Kind, Source, Version
from corpus.sources.entries import official_entries
from index.text.tokens import terms

WHICH_TEXT = (
    "Which text? Name it by its title or address, or add a document and ask again; `licet sources` lists what is held."
)
_LONG_NAME = 5  # characters above which a name inside a sentence is one
_FILLER = frozenset(terms("article text document law regulation rule news piece story paper about please whole"))
_MOST_OF_IT = 0.6  # of the words that name a law, which its title has
_OFFICIAL = lazy_regex(r"^(\d+ CFR) (?:Part )?(\d+)")


@dataclass(frozen=True, slots=True)
class TextScope:
    """A provision with all below it, or a whole text where `root` is None."""

    name: str
    source: Source
    version: Version
    root: HeldProvision | None = None
    is_last: bool = False  # meant as the document that was added last

    def provisions(self, catalogue: CatalogueReader) -> list[HeldProvision]:
        """Return all of its provisions, in order."""
        if self.root:
            return [self.root, *(p for p in catalogue.subtree(self.root) if p.position != self.root.position)]
        return catalogue.provisions_between(self.version.number, 0, 10**9)


def place(locator: str) -> tuple[str, ...]:
    """Return an address as its steps, the same for every way in which it is written, with its instrument or without."""
    found = parse(locator)
    return found.path if found else (key(locator),)


def scope_of(question: Query, words: str, catalogue: CatalogueReader) -> TextScope | Locator | None:
    """Return what a request is about; the address itself where nothing is held at it; None where it names no text.

    `words` are those that name it in the question.
    """
    address = next(iter(question.addresses), None) or next((m.locator for m in mentions(question.standalone)), None)
    if address:
        held = resolve(catalogue, address, question.filters)
        if not held:
            return address
        return TextScope(held[0].locator, held[0].source, held[0].version, held[0])
    held_texts = list(catalogue.in_force(question.filters).values())
    sources = [s for s, _ in held_texts]
    source = _by_name(words, sources) or _of_law(question, words, sources) or _by_title(words, sources)
    if source is None:
        return None
    return next(TextScope(s.title, s, version) for s, version in held_texts if s.id == source.id)


def entitled(title: str, question: Query, catalogue: CatalogueReader) -> TextScope | None:
    """Return the one text that has a title, as it is held; None where there is none, or more than one."""
    wanted = title.casefold()
    held = catalogue.in_force(question.filters).values()
    found = [TextScope(s.title, s, version) for s, version in held if one_line(s.title).casefold() == wanted]
    return found[0] if len(found) == 1 else None


def texts_meant(question: Query, catalogue: CatalogueReader) -> list[TextScope]:
    """Return the texts that the filters of a question name, those that follow from its words among them."""
    held = catalogue.in_force(question.filters)
    everything = catalogue.in_force(replace(question.filters, sources=()))
    last = max((n for n, (source, _) in everything.items() if not source.origin_class.is_own), default=0)
    return [TextScope(s.title, s, version, is_last=number == last) for number, (s, version) in held.items()]


def _by_name(words: str, sources: list[Source]) -> Source | None:
    """Return the one text that words name by a known name."""
    known = find(words.strip(" .?!"))
    if known and (own := next((s for s in sources if s.id == known.id), None)):
        return own
    folded = words.casefold()
    by_name = [
        (len(n), s) for s in sources for n in designations(s) if len(n) > _LONG_NAME and re.search(
            rf"(?<!\w){re.escape(n.casefold())}(?!\w)", folded)
    ]  # fmt: skip
    return max(by_name, key=lambda pair: pair[0])[1] if by_name else None


def _by_title(words: str, sources: list[Source]) -> Source | None:
    """Return the one text whose title alone has all the words."""
    asked = frozenset(terms(words)) - _FILLER
    fitting = [s for s in sources if asked and asked <= frozenset(terms(s.title))]
    return fitting[0] if len(fitting) == 1 and len(asked) > 1 else None


def _of_law(question: Query, words: str, sources: list[Source]) -> Source | None:
    """Return the one law of a jurisdiction that the question names whose title has the other words that name it."""
    own = frozenset(question.jurisdictions)
    asked = [t for t in frozenset(terms(words)) - _FILLER - _of_countries() if not any(c.isdigit() for c in t)]
    fitting: dict[str, tuple[float, Source]] = {}
    for source in sources:
        if source.jurisdiction not in own or source.kind is not Kind.LAW:
            continue
        title = frozenset(terms(source.title))
        share = sum(t in title for t in asked) / len(asked) if asked else 0.0
        if share >= _MOST_OF_IT:
            fitting[source.id] = (share, source)
    best = max((share for share, _ in fitting.values()), default=0.0)
    named = [s for share, s in fitting.values() if share == best]
    return named[0] if len(named) == 1 else None


@cache
def _of_countries() -> frozenset[str]:
    return frozenset(terms(" ".join(form for c in countries.table().entries for form in c.written)))


def address_not_held(form: Form, address: Locator) -> Computed:
    """Return that an address is not held, with the command that brings its text."""
    official = {e.id for e in official_entries()}
    at = _OFFICIAL.match(address.text)
    wanted = f"us-{at[1].replace(' ', '-').lower()}-{at[2]}" if at else ""
    sources = (wanted,) if wanted in official else ()
    remedy = f"licet sync {wanted} brings it." if sources else "Add that text, and ask again."
    finding = Finding(f"The text of {address.text} is not held here. {remedy}")
    return Computed(
        form, (finding,), outcome=Outcome.NOT_IN_CORPUS, missing_texts=(MissingText(address.text, sources),)
    )
