"""A yes or no for a sentence in its place: with its lead-in, its list, what it lifts, and the exceptions beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.direct import FORBIDS, direct_word
from assistant.entities import names_of
from assistant.question import Question
from assistant.sentences import Sentence
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from corpus.held import HeldProvision
from corpus.model import Kind, Role

_LISTING = re.compile(r"\b(?:Supplement No\.|Annex|Appendix|Category|別表)")
_NOT_APPLY = re.compile(r"\bparagraphs? [^.;:]{1,80}? (?:shall|do|does|will) not apply\b", re.I)
_EXCEPTS = re.compile(
    r"\b(?:shall|do|does|will) not apply\b|\bby way of derogation\b|\bmay authori[sz]e\b|\bexcept(?:ions?|ed)?\b", re.I
)
_BESIDE, _SEE = 60, 3  # paragraphs of an article that are looked through for exceptions, and those that are named
_ALIKE = 0.6  # a cosine from which a sentence speaks of what is asked …
_SAME_SENSE = 0.5  # … as one does that has this share of the question's weight


class YesNo:
    """Reads the leading word of an answer from the texts of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def word(self, question: Question, s: Sentence) -> tuple[str, str] | None:
        """A yes or no that a rule reads from a sentence and from what it completes."""
        if "yes_no" not in question.wants:
            return None
        held = self.catalogue.at(s.hit.version.number, s.start)
        if held.provision.role is Role.ROW and names_of(held):
            return None  # names are looked up: a row that shares a word with the one asked after is another's
        above = self.catalogue.ancestors(held)
        lead_in = above[-1].text.strip() if above and above[-1].text.rstrip().endswith((":", "—", "–", "：")) else ""
        # A row that has some of a question's words is not the row of what is asked after: names are looked up.
        entry = held.source.kind is Kind.LIST or held.provision.role in (Role.ENTRY, Role.ITEM)
        listed = held.provision.role is not Role.ROW and (entry or bool(_LISTING.search(held.locator)))
        covered = s.features.get("joint", 0.0)
        if listed:  # a list names things in its own words: "additive manufacturing" is 3D printing
            covered = max(covered, _SAME_SENSE * (s.features.get("meaning", 0.0) >= _ALIKE))
        lifted = self._lifts(s, [held, *above[-1:]] if lead_in else [held])
        word = direct_word(question, s.text, lead_in=lead_in, listed=listed, covered=covered, lifted=lifted)
        if word == ("No.", "the text forbids it") and (where := self._excepted(held)):
            return f"No, unless an exception applies: see {', '.join(where)}.", "the text forbids it, others name exceptions"
        return word

    def _excepted(self, held: HeldProvision) -> list[str]:
        """Where the paragraphs beside a prohibition stand that name it and make exceptions from it."""
        above = self.catalogue.ancestors(held)
        unit = next((p for p in reversed(above) if p.provision.role is Role.SECTION), None)
        if unit is None:
            return []
        mine = {p.locator for p in (*above, held) if p.position > unit.position}
        out = []
        for p in self.catalogue.children(unit)[:_BESIDE]:
            if p.locator not in mine and _EXCEPTS.search(p.text) and any(r.locator in mine for r in p.provision.references):
                out.append(p.locator)
        return out[:_SEE]

    def _lifts(self, s: Sentence, texts: Sequence[HeldProvision]) -> bool:
        """Whether a sentence, or its lead-in, says that paragraphs do not apply which prohibit something."""
        for held in texts:
            for found in _NOT_APPLY.finditer(held.text):
                start, end = held.provision.start + found.start(), held.provision.start + found.end()
                if held is texts[0] and not s.start <= start < s.end:
                    continue
                named = [r for r in held.provision.references if start <= r.start < end and not r.instrument]
                filters = Filters(sources=(held.source.id,), as_of=held.version.valid_from)
                targets = [t for r in named for t in self.catalogue.find(r.locator, filters)[:1]]
                if targets and all(FORBIDS.search(t.text) for t in targets):
                    return True
        return False
