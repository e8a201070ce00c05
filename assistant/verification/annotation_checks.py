"""Check of annotations against their pinned texts: every figure, date and address must stand there.

Annotations are English and the texts need not be: figures of Chinese, Japanese and Korean law are compared as
English writes them. Names and countries are not compared, since a text names them in its own language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.facts.comparison import missing_facts
from assistant.facts.extraction import Fact, FactKind, facts
from assistant.verification.east_asian_figures import figures_in_english
from corpus.annotations.loader import Fault
from corpus.annotations.model import Annotation
from corpus.annotations.pins import PinnedText, PinState, pinned_texts, source_ids
from corpus.catalogue import Catalogue, CatalogueReader
from corpus.language.scripts import EAST_ASIAN

_COMPARED = frozenset((FactKind.ADDRESS, FactKind.DATE, FactKind.AMOUNT, FactKind.NUMBER))


@dataclass(frozen=True, slots=True)
class CheckedAnnotations:
    """Result of a check: the faults, and the ids of sources that are not held and were not checked."""

    faults: tuple[Fault, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Text in which facts are looked for.

    `text` is all of it, `measured` has only those figures that have a unit, `context` are its addresses and headings.
    """

    text: str
    measured: str
    context: str


def check_annotations(
    annotations: Iterable[Annotation], catalogue: Catalogue, as_of: date | None = None
) -> CheckedAnnotations:
    """Return the faults of annotations, in their pins and in the facts that they state, against held texts."""
    faults: list[Fault] = []
    unchecked: dict[str, None] = {}
    for annotation in annotations:
        if not annotation.source.held:
            continue
        if source_ids(annotation.source, catalogue):
            faults += annotation_faults(annotation, catalogue, as_of)
        else:
            unchecked[annotation.source.id] = None
    return CheckedAnnotations(tuple(faults), tuple(unchecked))


def annotation_faults(annotation: Annotation, catalogue: Catalogue, as_of: date | None = None) -> list[Fault]:
    """Return the faults of one annotation whose source is held."""
    texts = pinned_texts(annotation, catalogue, as_of)
    said = [fault for text in texts if (fault := _pin_fault(text))]
    if not any(text.state is PinState.MISSING for text in texts):
        said += unsupported(annotation, texts, catalogue)
    return [Fault(annotation.file, annotation.slug, fault, annotation.line) for fault in said]


def _pin_fault(text: PinnedText) -> str:
    if text.state is PinState.MISSING:
        return f"nothing stands at the pin {text.pin.locator!r}"
    if text.state is PinState.CHANGED:
        return f"the text at {text.pin.locator!r} has changed since it was pinned"
    return "" if text.pin.digest else f"the pin {text.pin.locator!r} has no digest: stamp it"


def unsupported(annotation: Annotation, texts: Sequence[PinnedText], catalogue: CatalogueReader) -> list[str]:
    """Return one line for each figure, date or address of an annotation that does not stand in its pinned texts."""
    evidence = _evidence(annotation, texts, catalogue)
    out = []
    for field, sentence in annotation.statements():
        sentence = figures_in_english(sentence) if EAST_ASIAN.search(sentence) else sentence
        claimed = [fact for fact in facts(sentence) if fact.kind in _COMPARED]
        if field == "status":
            claimed = [fact for fact in claimed if not _is_edition(fact, annotation.source.edition)]
        for fact in _missing(claimed, evidence):
            out.append(f"{field}: the {fact.kind.value} {fact.words!r} does not stand in the pinned texts")
    return out


def _evidence(annotation: Annotation, texts: Sequence[PinnedText], catalogue: CatalogueReader) -> _Evidence:
    words, context = [text.text for text in texts], [annotation.source.title]
    for provision in (provision for text in texts for provision in text.provisions):
        context.append(provision.locator)
        for above in catalogue.ancestors(provision):
            context += [above.locator, above.provision.heading or above.text[:600]]
    text, around = "\n".join(words), "\n".join(context)
    if not EAST_ASIAN.search(text):
        return _Evidence(text, text, around)
    # A row or an item has its number in its address only: 別表第一の一六の項.
    numbered = "\n".join((text, *(pin.pin.locator for pin in texts)))
    return _Evidence(figures_in_english(numbered), figures_in_english(text, bare=False), f"{around}\n{text}")


def _is_edition(fact: Fact, edition: date | None) -> bool:
    """Return whether a date is that of the edition that was read: "as of the text of January 2025"."""
    if fact.kind is not FactKind.DATE or edition is None:
        return False
    parts = (str(edition.year), str(edition.month), str(edition.day))
    return all(not said or said == held for said, held in zip(fact.value, parts, strict=True))


def _missing(claimed: Sequence[Fact], evidence: _Evidence) -> list[Fact]:
    """Return the claimed facts that the evidence lacks.

    This is `missing_facts` with two allowances: "RMB 20,000 to 50,000" writes the currency once, and "item 2" may be
    第二号.
    """
    measured = evidence.measured != evidence.text
    figures = [fact for fact in claimed if measured and fact.kind is FactKind.NUMBER and fact.value[1]]
    others = [fact for fact in claimed if fact not in figures]
    absent = missing_facts(figures, evidence.measured, evidence.context) + missing_facts(
        others, evidence.text, evidence.context
    )
    if not absent:
        return []
    held = facts(evidence.text)
    amounts = {fact.value[0] for fact in held if fact.kind is FactKind.AMOUNT}
    numbers = {fact.value[0] for fact in held if fact.kind is FactKind.NUMBER}

    def bare(fact: Fact) -> bool:
        if fact.kind is FactKind.NUMBER:
            return not fact.value[1] and fact.value[0] in amounts
        if fact.kind is not FactKind.ADDRESS or not measured:
            return False
        return fact.value[1:] == ("annex",) or (fact.value[0] == "…" and numbers.issuperset(fact.value[1:]))

    return sorted((fact for fact in absent if not bare(fact)), key=lambda fact: fact.start)
