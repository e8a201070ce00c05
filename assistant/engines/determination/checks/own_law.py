"""Walk through a law that has no chart: what its provisions say of the item, the destination and the use, by notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from assistant.engines.determination.facts.asked import Transaction
from assistant.engines.determination.facts.candidates import goods_terms
from assistant.engines.determination.facts.places import without_places
from assistant.engines.determination.law_texts.asked_facts import AskedFact, FactField
from assistant.engines.determination.law_texts.countries import answer_name, country_codes_in
from assistant.engines.determination.law_texts.own_laws import NotedStep, OwnLaw, noted_steps
from assistant.engines.determination.law_texts.rules import asked_facts, pattern
from assistant.engines.determination.law_texts.texts import Texts, missing_text
from assistant.engines.determination.steps import Effect, WalkStep
from assistant.engines.ledger import dates
from assistant.engines.model import MissingText, Span
from corpus.annotations import Annotation, PinState, kept_notes, pinned_texts
from corpus.locators.numerals import to_int, to_kanji
from corpus.sources.entries import official_entries
from index.text.tokens import terms

_ROWS_OF_ITEM = 5  # rows of a list that have words of the item


def own_law_steps(texts: Texts, asked: Transaction, law: OwnLaw) -> list[WalkStep]:
    """Return the steps through a law on the facts that are given; none where nothing of the law is held."""
    notes = kept_notes(texts.catalogue).by_id
    steps = [s for noted in noted_steps(law.code) if (s := _step(texts, asked, noted, notes)) is not None]
    if not any(s.cites for s in steps):
        return []
    if len(asked.codes) > 1:
        names = " or ".join(answer_name(c) for c in asked.codes)
        steps.insert(
            0,
            WalkStep(
                "destination",
                f"The place named may be {names}.",
                (),
                Effect.UNKNOWN,
                (AskedFact(f"whether {names} is meant"),),
            ),
        )
    if rows := _row_named(texts, asked, law) or _rows(texts, asked, law, notes):
        steps.insert(0, rows)
    if lacks := tuple(_titles(texts, asked, law)):
        titles = "; ".join(text.name for text in lacks)
        words = f"Announcements that are not held name this item or destination in their titles: {titles}."
        steps.append(WalkStep("announcements", words, (), lacks=lacks))
    first = next((n for n, s in enumerate(steps) if s.effect in (Effect.REQUIRED, Effect.UNKNOWN)), None)
    if first is None:
        return steps
    decided = next((s for s in steps if s.effect is Effect.REQUIRED), None)
    return [
        *(_leading(s, law.required) if s is decided else s for s in steps[:first]),
        *(
            _leading(s, law.required if decided else law.lead) if s is (decided or steps[first]) else s
            for s in steps[first:]
        ),
    ]


def _leading(step: WalkStep, short: str) -> WalkStep:
    return replace(step, short=short, leads=True)


def _step(texts: Texts, asked: Transaction, noted: NotedStep, notes: Mapping[str, Annotation]) -> WalkStep | None:
    """Return what one note says on these facts; None where the facts do not call for it."""
    codes = set(asked.codes) if len(asked.codes) == 1 else set()  # of a name that two countries share nothing is said
    if noted.when and not asked.says(pattern(noted.when)):
        return None
    if noted.places and not codes & set(noted.places):
        return None
    about = ""
    if address := noted.listed or noted.unlisted:
        listed = notes.get(address)
        if listed is None or not codes:
            return None
        within = codes & set(country_codes_in(listed.answer))
        if bool(within) is not bool(noted.listed):
            return None
        names = ", ".join(answer_name(c) for c in sorted(codes))
        about = f"{names} {'is' if noted.listed else 'is not'} among {_places(listed)}. "
    note = notes.get(noted.note)
    if note is None:
        return None
    pins = pinned_texts(note, texts.catalogue, texts.filters.as_of)
    if any(p.state in (PinState.MISSING, PinState.CHANGED) for p in pins):
        places = "; ".join(p.locator for p in note.pins)
        said = (
            f"What {places} says is not held here, or has changed since our note on it; nothing is concluded from it."
        )
        return WalkStep(
            noted.name, said, (), Effect.UNKNOWN, _still_asked(noted, asked), (MissingText(note.source.title),)
        )
    finding = about + note.without_word()
    effect = Effect(noted.effect)
    if effect is Effect.REQUIRED and any(day < texts.day for *_, day in dates.days(note.answer)):
        effect = Effect.UNKNOWN  # it ends by its own words before the day asked for
    return WalkStep(
        noted.name,
        finding,
        tuple(map(Span.pinned, pins)),
        effect,
        _still_asked(noted, asked),
        tuple(map(missing_text, noted.lacks)),
    )


def _still_asked(noted: NotedStep, asked: Transaction) -> tuple[AskedFact, ...]:
    """Return the facts that a step asks for, without the use or the user where that one is told."""
    left: list[str | Mapping[str, str]] = []
    for fact in noted.asks:
        if isinstance(fact, str) or not (asked.end_use or asked.end_user):
            left.append(fact)
        elif not (asked.end_use and asked.end_user):
            rest = fact.get("use_told" if asked.end_use else "user_told", fact["fact"])
            left.append({"fact": rest, "field": FactField.FURTHER if asked.end_user else fact["field"]})
    return asked_facts(left)


def _places(note: Annotation) -> str:
    return f"the areas of {note.pins[0].locator}"


def _rows(texts: Texts, asked: Transaction, law: OwnLaw, notes: Mapping[str, Annotation]) -> WalkStep | None:
    """Return the rows of the law's list whose notes have the item's words, to choose from; None where none has."""
    wanted = goods_terms(without_places(asked.text))
    near: list[tuple[int, Annotation]] = []
    for note in notes.values() if law.rows and wanted else ():
        if note.id.startswith(law.rows):
            shared = len(wanted & set(terms(" ".join((*note.questions, note.answer)))))
            near += [(shared, note)] if shared else []
    if not near:
        return None
    most = max(n for n, _ in near)
    found = [note for n, note in near if n == most][:_ROWS_OF_ITEM]
    pins = [pinned_texts(note, texts.catalogue, texts.filters.as_of) for note in found]
    held = [(note, p) for note, p in zip(found, pins, strict=True) if all(x.state is PinState.HELD for x in p)]
    if not held:
        return None
    told = " ".join(f"{note.pins[0].locator}: {note.answer}" for note, _ in held)
    cites = tuple(Span.pinned(p[0]) for _, p in held)
    asks = [AskedFact(law.row_asks, FactField.FURTHER)]
    if law.row_asks_more and any(law.row_condition in pin.text for _, found in held for pin in found):
        asks.append(AskedFact(law.row_asks_more, FactField.FURTHER))
    return WalkStep("rows with these words", told, cites, Effect.UNKNOWN, tuple(asks))


def _row_named(texts: Texts, asked: Transaction, law: OwnLaw) -> WalkStep | None:
    """Return what follows from a row of the law's list that the question names by its number; None where it names none.

    A row for every destination that leaves no specification to another text decides by itself.
    """
    named = pattern(law.row_named).search(asked.text) if law.row_named else None
    if named is None:
        return None
    number = int(named["number"] or named["ja"] or to_int(named["numeral"]))
    held = texts.all(law.row_at.format(numeral=to_kanji(number, zero=True)))
    row = next((h for h in held if law.row_everywhere in texts.catalogue.full_text(h)), None)
    words = texts.catalogue.full_text(row).rstrip() if row is not None else ""
    if row is None or not words.endswith(law.row_everywhere):
        return None
    if law.row_condition not in words:
        return WalkStep(f"row {number}", law.row_says.format(number=number), (Span.of(row),), Effect.REQUIRED)
    asks = (AskedFact(law.row_asks_more, FactField.FURTHER),)
    return WalkStep(f"row {number}", law.row_says_more.format(number=number), (Span.of(row),), Effect.UNKNOWN, asks)


def _titles(texts: Texts, asked: Transaction, law: OwnLaw) -> Iterator[MissingText]:
    """Yield the official texts of a law that are not held and name the item or the destination in their titles."""
    if not law.titles:
        return
    held = {source.id for source, _ in texts.catalogue.in_force(texts.filters).values()}
    wanted, codes = goods_terms(without_places(asked.text)), set(asked.codes)
    for e in official_entries():
        if e.jurisdiction != law.code or e.id in held:
            continue
        about = e.title.partition("(")[2] or e.title
        if wanted & set(terms(about)) or codes & set(country_codes_in(about)):
            yield missing_text({"name": e.title, "source": e.id})
