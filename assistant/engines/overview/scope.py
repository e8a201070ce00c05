"""Scope of a request: the provision or the text that it names, where it is held."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.engines.model import Computed, Finding
from assistant.model import Form, Outcome
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.held import HeldProvision
from corpus.instruments import find, names
from corpus.locators import Locator, mentions, parse
from corpus.locators.address import key
from corpus.lookup import resolve
from corpus.model import Source, Version
from corpus.sources.entries import entries
from index.text.tokens import terms

_LONG_NAME = 5  # characters above which a name inside a sentence is one
_FILLER = frozenset(terms("article text document law regulation rule news piece story paper about please whole"))
_OFFICIAL = re.compile(r"^(\d+ CFR) (?:Part )?(\d+)")


@dataclass(frozen=True, slots=True)
class TextScope:
    """A provision with all below it, or a whole text where `root` is None."""

    name: str
    source: Source
    version: Version
    root: HeldProvision | None = None

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
    source = _named(words, [s for s, _ in held_texts])
    if source is None:
        return None
    return next(TextScope(s.title, s, version) for s, version in held_texts if s.id == source.id)


def _named(words: str, sources: list[Source]) -> Source | None:
    """Return the one text that words name: by a known name, or by words that its title alone has."""
    known = find(words.strip(" .?!"))
    if known and (own := next((s for s in sources if s.id == known.id), None)):
        return own
    folded = words.casefold()
    by_name = [
        (len(n), s) for s in sources for n in names(s) if len(n) > _LONG_NAME and re.search(
            rf"(?<!\w){re.escape(n.casefold())}(?!\w)", folded)
    ]  # fmt: skip
    if by_name:
        return max(by_name, key=lambda pair: pair[0])[1]
    asked = frozenset(terms(words)) - _FILLER
    fitting = [s for s in sources if asked and asked <= frozenset(terms(s.title))]
    return fitting[0] if len(fitting) == 1 and len(asked) > 1 else None


def not_held(form: Form, address: Locator) -> Computed:
    """Return that an address is not held, with the command that brings its text."""
    official = {e.id for e in entries()}
    at = _OFFICIAL.match(address.text)
    wanted = f"us-{at[1].replace(' ', '-').lower()}-{at[2]}" if at else ""
    remedy = f"licet sync {wanted} brings it." if wanted in official else "Add that text, and ask again."
    finding = Finding(f"The text of {address.text} is not held here. {remedy}")
    return Computed(form, (finding,), outcome=Outcome.NOT_IN_CORPUS, missing_texts=(address.text,))
