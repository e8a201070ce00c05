"""Cells of a comparison: what notes and provisions say on a point, on the texts held, or that they are not held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.engines.comparison.fixed_points import CellReference, ComparedTopic, patterns_beside, topics
from assistant.engines.model import Finding, Span
from assistant.model import StatementRole, Verdict
from assistant.verification.annotation_checks import unsupported
from corpus.annotations import Annotation, PinnedText, PinState, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from corpus.language.lazy_regex import lazy_regex
from corpus.language.sentences import sentence_spans
from corpus.locators import parse
from corpus.lookup import resolve
from corpus.model import Kind
from corpus.passages import clipped
from corpus.sources.entries import Entry, official_entries

_CELL_SHOWN = 600  # characters of a provision that a cell shows in its own words
_CORE = 2  # texts that are named for a jurisdiction of which no cell is written
# What a yes is said under stands without it where it leads to a sentence: "Yes, if you know of the use: …".
_SAID_UNDER = lazy_regex(r"\w{2,3}, [^.]{1,120}: ")
_IN_BRACKETS = lazy_regex(r"\(([A-Z][a-z][^()]{3,80})\)")
_NUMBERED = lazy_regex(r"^[^/]{1,60}\b\d{1,4}/\d{1,4}\b")
_ENDS = (".", "!", "?", "。", ".)", ".”")  # of a sentence
BRINGS = "licet sync "  # and the id of an official source
SEE_ABOVE = "See “{point}”, above."
NOTHING_PINNED = "No provision is pinned for this point in the texts held."


class CellState(StrEnum):
    """State of a cell: what it holds, or why it holds nothing."""

    HELD = "held"
    STAYED = "stayed"
    CHANGED = "changed"
    NOT_HELD = "not_held"

    NOTHING_PINNED = "nothing_pinned"


@dataclass(frozen=True, slots=True)
class CellFinding(Finding):
    """Statement of a cell. `words` are those of a note or of a provision alone, `locator` the address behind them."""

    words: str = ""
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One point of one jurisdiction."""

    state: CellState
    findings: tuple[CellFinding, ...]
    notes: tuple[str, ...] = ()

    @property
    def bring(self) -> tuple[str, ...]:
        """Return the commands that bring what is not held."""
        return _commands(s for f in self.findings for s in f.brings)


@dataclass(frozen=True, slots=True)
class CellTexts:
    """What cells are filled from: the texts held on a day, and the notes by id. `brief` keeps one sentence of each."""

    catalogue: CatalogueReader
    notes: Mapping[str, Annotation]
    filters: Filters = Filters()
    brief: bool = False
    question: str = ""  # as it is asked in words

    @property
    def day(self) -> date | None:
        """Return the day asked for, None for today."""
        return self.filters.as_of


def cell(topic: ComparedTopic, jurisdiction: str, point: str, texts: CellTexts) -> Cell:
    """Return one cell of a topic, filled from the texts held."""
    asked = _of_question(topic.references(jurisdiction, point), texts)
    found = [said for reference in asked for said in _said(reference, texts)]
    shown = [f for f in found if f.state is not CellState.NOT_HELD]
    missing = [f for f in found if f.state is CellState.NOT_HELD]
    if not found:
        return _empty(topic, jurisdiction, texts)
    told = tuple(finding for f in (shown[:1] if texts.brief else shown) for finding in f.findings)
    if missing:
        told += (_not_held(missing),)
    worst = next((s for s in (CellState.CHANGED, CellState.STAYED) if any(f.state is s for f in shown)), CellState.HELD)
    return Cell(worst if shown else CellState.NOT_HELD, told, tuple(n for f in shown for n in f.notes))


def _of_question(references: Sequence[CellReference], texts: CellTexts) -> Sequence[CellReference]:
    """Return the references without those of a law beside the one compared that a question is not of."""
    if not texts.question:
        return references
    laws = patterns_beside()
    kept = [r for r in references if (p := laws.get(r.note.partition("/")[0])) is None or p.search(texts.question)]
    return kept or references


def once(found: Cell, said: dict[str, str], point: str) -> Cell:
    """Return a cell in which a sentence that stands higher in its column is not repeated. `said` keeps them by text."""
    findings = []
    for finding in found.findings:
        before = said.setdefault(finding.text, point) if finding.cites else point
        above = SEE_ABOVE.format(point=before)
        findings.append(finding if before == point else replace(finding, text=above, words="", locator=""))
    return replace(found, findings=tuple(findings))


def _said(reference: CellReference, texts: CellTexts) -> Iterator[Cell]:
    """Yield what one reference says, on its provisions, and what of them is not held."""
    if reference.address:
        yield _provision(reference, texts)
        return
    note = texts.notes.get(reference.note)
    if note is None:
        yield Cell(CellState.NOTHING_PINNED, ())
        return
    pins = pinned_texts(note, texts.catalogue, texts.day)
    if absent := [p.pin.locator for p in pins if p.state is PinState.MISSING]:
        # What a note says first stands in its own words, where only what the note says besides is not held.
        if pins[0].state is not PinState.MISSING:
            is_changed = pins[0].state is PinState.CHANGED
            words = tuple(_as_it_reads(pins[0], is_changed=is_changed))
            yield Cell(CellState.CHANGED if is_changed else CellState.HELD, words, (note.id,))
        yield _missing(note.source.id, note.source.title, "; ".join(absent))
    elif any(p.state is PinState.CHANGED for p in pins) or _is_not_borne_out(note, pins, texts):
        yield Cell(CellState.CHANGED, tuple(_as_it_reads(pins[0])), (note.id,))
    else:
        yield _of_note(note, pins, reference, texts)


def _is_not_borne_out(note: Annotation, pins: Sequence[PinnedText], texts: CellTexts) -> bool:
    """Return whether a note written from general knowledge says what the texts that came since do not."""
    return not note.source.held and bool(unsupported(note, pins, texts.catalogue))


def _of_note(note: Annotation, pins: Sequence[PinnedText], reference: CellReference, texts: CellTexts) -> Cell:
    """Return what a note says whose provisions are all held as it supposes."""
    stay = next((p.stay for p in pins if p.state is PinState.STAYED and p.stay), None)
    except_for = (f"Except: {_closed(e)}" for e in note.exceptions)
    under = () if texts.brief else (*map(_condition, note.conditions), *except_for)
    said = " ".join((_sentences(note, reference.words, brief=texts.brief), *under))
    text = said + _of_which_text(pins[0])
    spans = tuple(map(Span.pinned, pins))
    at = pins[0].provisions[0].locator
    findings = [CellFinding(text, spans, verdict=Verdict.ANNOTATED, words=said, locator=at)]
    if stay:
        until = f" until {stay.until.isoformat()}" if stay.until else ""
        findings.append(CellFinding(f"Stayed{until} by a note in the text.", spans[:1], StatementRole.STAY))
    return Cell(CellState.STAYED if stay else CellState.HELD, tuple(findings), (note.id,))


def _condition(words: str) -> str:
    """Return a condition of a note as a sentence; one that is none itself is named as what it is."""
    return words if words.rstrip().endswith(_ENDS) else f"Condition: {_closed(words)}"


def _closed(words: str) -> str:
    return words if words.rstrip().endswith(_ENDS) else f"{words.rstrip()}."


def _provision(reference: CellReference, texts: CellTexts) -> Cell:
    """Return a provision in its own words."""
    locator = parse(reference.address)
    filters = Filters(sources=(reference.source,), as_of=texts.day)
    found = resolve(texts.catalogue, locator, filters) if locator else texts.catalogue.find(reference.address, filters)
    if not found:
        return _missing(reference.source, reference.source, reference.address)
    words, at = clipped(found[0].text, _CELL_SHOWN), found[0].locator
    told = CellFinding(words, (Span.of(found[0]),), verdict=Verdict.VERBATIM, words=words, locator=at)
    return Cell(CellState.HELD, (told,))


def _as_it_reads(pinned: PinnedText, *, is_changed: bool = True) -> Iterator[CellFinding]:
    """Yield the words of a provision that no note explains as it is held, and that it was changed where it was."""
    yield CellFinding(clipped(pinned.text, _CELL_SHOWN), (Span.pinned(pinned),), verdict=Verdict.VERBATIM)
    if is_changed:
        yield CellFinding(
            "The text has changed since our note on it was written; these are its own words.", (), StatementRole.STATUS
        )


def _of_which_text(pinned: PinnedText) -> str:
    """Return the name of the text and the address, in brackets; an address that names its text stands alone."""
    held = pinned.provisions[0]
    if held.locator[:1].isdigit():
        return f" ({held.locator})"
    english, number = _IN_BRACKETS.search(held.source.title), _NUMBERED.match(held.source.title)
    name = english[1] if english else number[0] if number else held.source.title
    return f" ({name}, {held.locator})"


def _sentences(note: Annotation, words: str, *, brief: bool) -> str:
    """Return the sentences of a note's answer that have `words`; the first alone where it is brief.

    Its yes or no is left out: it replies to the note's own question, which no cell asks.
    """
    answer = note.without_word(leaning=_SAID_UNDER.match(note.answer) is not None)
    said = [answer[start:end].strip() for start, end in sentence_spans(answer)]
    chosen = [s for s in said if words in s] if words else said
    kept = " ".join((chosen or said)[: 1 if brief else None])
    return kept[:1].upper() + kept[1:]


def _missing(source: str, title: str, addresses: str) -> Cell:
    """Return what stands for provisions that are not held: their addresses, and what brings them."""
    official = source in {e.id for e in official_entries()}
    told = CellFinding(addresses if official else f"{addresses}, {title}", brings=(source,) if official else ())
    return Cell(CellState.NOT_HELD, (told,))


def _not_held(missing: list[Cell]) -> CellFinding:
    places = "; ".join(dict.fromkeys(f.text for m in missing for f in m.findings))
    sources = tuple(dict.fromkeys(s for m in missing for f in m.findings for s in f.brings))
    return CellFinding(f"Not held here: {places}. {_remedy(_commands(sources))}", brings=sources)


def _commands(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the commands that bring official sources, by their ids."""
    return tuple(f"{BRINGS}{source}" for source in dict.fromkeys(sources))


def _empty(topic: ComparedTopic, jurisdiction: str, texts: CellTexts) -> Cell:
    """Return a cell that nothing fills: which texts would say it, where they are not held."""
    official = {e.id: e for e in official_entries()}
    wanted = topic.texts.get(jurisdiction, ())
    if not wanted and not any(jurisdiction in t.cells for t in (topic, *topics())):
        wanted = tuple(e.id for e in _core(jurisdiction))
    missing = [official[w] for w in wanted if w in official and not _is_held(official[w], texts)]
    if not missing:
        return Cell(CellState.NOTHING_PINNED, (CellFinding(NOTHING_PINNED),))
    sources = tuple(e.id for e in missing)
    told = f"Not in the texts held. What {' and '.join(_commands(sources))} brings may say it."
    if own := _handed_in(missing, texts):
        told += f" “{own}” was added as a document of a person's own and names it: law is not taken from that."
    return Cell(CellState.NOT_HELD, (CellFinding(told, brings=sources),))


def _handed_in(missing: list[Entry], texts: CellTexts) -> str:
    """Return the title of a person's own document that names one of the laws that are not held; "" for none."""
    names = [name for e in missing if (name := e.title.split(" (")[0].strip())]
    for number, (source, _) in texts.catalogue.in_force(texts.filters).items():
        if source.kind is Kind.USER and any(name in texts.catalogue.text(number) for name in names):
            return source.title
    return ""


def core_sources(jurisdiction: str) -> tuple[str, ...]:
    """Return the ids of the core laws of a jurisdiction; nothing where no official source is known."""
    return tuple(e.id for e in _core(jurisdiction))


def _core(jurisdiction: str) -> list[Entry]:
    of_it = [e for e in official_entries() if e.jurisdiction == jurisdiction and e.kind is Kind.LAW]
    return sorted(of_it, key=lambda e: "core" not in e.sets)[:_CORE]


def _is_held(entry: Entry, texts: CellTexts) -> bool:
    """Return whether a text is held, as its own source or as a part of another: titles begin with the address."""
    if any(source.id == entry.id for source, _ in texts.catalogue.in_force(texts.filters).values()):
        return True
    address = entry.title.partition(" — ")[0]
    return parse(address) is not None and bool(texts.catalogue.find(address, texts.filters))


def _remedy(commands: tuple[str, ...]) -> str:
    if not commands:
        return "Add that text with licet add."
    return f"{' and '.join(commands)} {'brings it' if len(commands) == 1 else 'bring them'}."
