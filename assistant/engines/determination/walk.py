"""The walk: from an item and a destination to what the texts held require, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.engines.determination.checks.chart import Destination, named_though_excluded, reasons_at, requires
from assistant.engines.determination.checks.deemed import deemed_step
from assistant.engines.determination.checks.embargoes import embargo_steps
from assistant.engines.determination.checks.end_users import address_step, end_user_steps
from assistant.engines.determination.checks.end_uses import end_use_steps
from assistant.engines.determination.checks.exceptions import asked_exceptions_step, exception_step
from assistant.engines.determination.checks.jurisdiction import foreign_law_step, moved_entry_step, other_agency_steps
from assistant.engines.determination.checks.named_bodies import named_body_steps
from assistant.engines.determination.checks.reason_steps import either_step, either_way, reason_step
from assistant.engines.determination.checks.review import excludes_exceptions, review_steps
from assistant.engines.determination.checks.scope import Applies
from assistant.engines.determination.facts.asked import Transaction, of_text
from assistant.engines.determination.facts.candidates import EntryWords
from assistant.engines.determination.facts.places import Place, places, without_places
from assistant.engines.determination.held.asked_facts import AskedFact, FactField
from assistant.engines.determination.held.countries import CHART, Geography, name_of
from assistant.engines.determination.held.entries import ListEntry, entry_at
from assistant.engines.determination.held.listings import THE_ADDRESS, Listings
from assistant.engines.determination.held.rules import asked_fact, pattern, regions, said, table
from assistant.engines.determination.held.texts import Texts, missing, quoted
from assistant.engines.determination.sample_shipments import sample_step
from assistant.engines.determination.steps import Effect, Reason, Walk, WalkStep
from assistant.engines.model import MissingText, Span
from assistant.query.candidate_names import LEGAL_FORM
from corpus.held import HeldProvision
from corpus.lexicon import party_lists
from corpus.lexicon.towns import plain
from corpus.model import Role

_COLUMN_LABEL = re.compile(r"\b([A-Z]{2} [1-3]): ([^;.]+)")
_BRIEF_ROW = 70  # characters of a row
_OF_HEADING = 110  # characters of a heading
_A_LICENCE_IS_REQUIRED = re.compile(r"\blicense is (?:still )?required\b")
_LETTERS = re.compile(r"\b[A-Z]{2}\b")
_AT = re.compile(r"\b(?:in|from|at|near|via|through)\s{1,3}$", re.I)
_A_NAME = 3  # words from which on a name with a word for an armed force is a party's


def walked(texts: Texts, geography: Geography, listings: Listings, words: EntryWords, asked: Transaction) -> Walk:
    """Return the walk: whose law decides, what is lacking, and where nothing is, every check for one place."""
    walk = Walk()
    place = asked.to[0] if len(asked.codes) == 1 else None
    if foreign := foreign_law_step(texts, asked):
        walk.add(foreign)
    elif elsewhere := other_agency_steps(texts, asked, place):
        walk.add(*elsewhere)
    elif place is None or not asked.has_item:
        walk.add(*_lacking(texts, geography, words, asked, place))
        if place is not None:
            walk.add(*_party_steps(texts, geography, listings, asked, place, None))
            walk.add(*review_steps(texts, asked, walk.steps))
    else:
        _all_checks(walk, texts, geography, listings, asked, place)
    return walk


def _all_checks(
    walk: Walk, texts: Texts, geography: Geography, listings: Listings, asked: Transaction, place: Place
) -> None:
    entry = entry_at(texts, asked.number) if asked.number else None
    to = destination(geography, place)
    if asked.number and entry is None:
        walk.add(moved_entry_step(texts, asked) or _not_held(texts, asked))
    elif entry is not None:
        _chart_steps(walk, texts, geography, asked, entry, to)
    else:
        walk.add(WalkStep(CHART, said("unlisted_item"), quoted([texts.span("15 CFR 774.1(a)")])))
    walk.add(deemed_step(texts, asked, place))
    walk.add(*embargo_steps(texts, geography, asked, place, entry, walk.reasons))
    doubtful = not place.town or plain(place.town) in table()["doubtful"]["towns"]
    if place.code in {r.country for r in regions()} and not place.region and doubtful:
        walk.add(_region_step(place, to))
    walk.add(*_party_steps(texts, geography, listings, asked, place, entry))
    walk.add(*review_steps(texts, asked, walk.steps))
    excluded = walk.status == "required" and excludes_exceptions(texts, walk.steps)
    if not excluded:
        walk.add(asked_exceptions_step(texts, geography, asked, entry, to, walk.status))
    if walk.status == "required" and not excluded:
        walk.add(exception_step(texts, geography, asked, entry, to))


def _party_steps(
    texts: Texts, geography: Geography, listings: Listings, asked: Transaction, place: Place, entry: ListEntry | None
) -> list[WalkStep]:
    """Return the steps of part 744: parties on the lists, kinds of end user, end uses."""
    named = " ; ".join((asked.text, asked.end_user))
    found = listings.named(texts, named, [(p.start, p.end) for p in places(named)])
    names = [n for n in asked.names if not any(p.written == n for p in places(n)) and _is_name(n)]
    names = [n for n in names if not _is_where(n, asked.text) and _stands_as_party(n, asked.text)]
    near = [] if found else listings.near(texts, names, geography.codes(place.code))
    found, near = found or [n for n in near if n.whole], [n for n in near if not n.whole]
    streets = listings.on_street(texts, names)
    names = [n for n in names if not any(n == street for street, _ in streets)]
    if not found and not near and names:
        near = listings.misspelt(texts, names)
    told = [(m.start(), m.end()) for n in found for m in re.finditer(re.escape(n.written), named)]
    cut = listings.shortened(
        texts, named, geography.codes(place.code), [*((p.start, p.end) for p in places(named)), *told]
    )
    there = [*listings.neighbours(texts, named, found), *(n for _, n in streets)]
    by_name = any(n.whole and n.written != THE_ADDRESS for n in found)
    found = [*found, *(n for n in there if not n.neighbour)]
    beside = address_step([n for n in there if n.neighbour], settled=by_name)
    name = place.region or name_of(place.code)
    screened = end_user_steps(texts, asked, found, ([] if found else near) or cut, entry) or _unnamed_step(texts, asked)
    return [
        *(screened or _not_named(listings, names)),
        *filter(None, (beside,)),
        *([_no_parties_held(names)] if not listings.titles and (names or asked.end_user) else []),
        *named_body_steps(texts, geography, asked, place),
        *end_use_steps(texts, geography, asked, place, name, entry),
    ]


def _is_name(words: str) -> bool:
    """Return whether words may name a party: no place, no figure with a unit, no word of the law or of items.

    Nor an armed force, which no list has by that word.
    """
    force = pattern(str(table()["words"]["military"])).search(words)
    bare = without_places(words).strip()
    if not bare or pattern(str(table()["party"]["nobody"])).fullmatch(bare):
        return False
    if all(LEGAL_FORM.fullmatch(w.strip(".,")) for w in bare.split()):
        return False  # "our parent (GmbH, Munich)"
    return not (any(c.isdigit() for c in words) or of_text(words).has_item or (force and len(words.split()) < _A_NAME))


def _stands_as_party(name: str, text: str) -> bool:
    """Return whether words stand where a party's name does; "California" of a wine and "ROV" are words of the goods.

    A name of several words does, unless an armed force is named by it ("Vietnam People's Navy"); a single word where
    the question says that somebody is called so, or hands something to it.
    """
    shapes = table()["party"]
    force = pattern(str(table()["words"]["military"]))
    for m in re.finditer(re.escape(name), text):
        before, behind = text[max(0, m.start() - 60) : m.start()], text[m.end() : m.end() + 40]
        if pattern(shapes["force_behind"]).match(behind) or force.search(name):
            continue
        if " " in name or pattern(shapes["before"]).search(before) or pattern(shapes["behind"]).match(behind):
            return True
    return False


def _is_where(name: str, text: str) -> bool:
    """Return whether a single word stands only where a place does: "from Texas", "in Johor, Malaysia"."""
    return " " not in name and all(_AT.search(text, 0, m.start()) for m in re.finditer(re.escape(name), text))


def _unnamed_step(texts: Texts, asked: Transaction) -> list[WalkStep]:
    """Return the step that asks who it is where a party, or an owner of one, is said to be listed."""
    if not asked.says(pattern(str(table()["owner"]["listed"]))):
        return []
    cites = quoted([texts.span("15 CFR 744.11(a)")])
    return [WalkStep("listed party", said("unnamed_listed"), cites, Effect.UNKNOWN, (asked_fact("ask_listed"),))]


def _no_parties_held(names: Sequence[str]) -> WalkStep:
    """Return the step that says that a party cannot be screened, as no list of parties is held."""
    compiled = MissingText("the Consolidated Screening List", (party_lists.table().compiled_official,))
    lists = (missing("Supplement No. 4 to Part 744"), compiled)
    return WalkStep(
        "screening",
        said("no_parties_held", names="”, “".join(names) or said("the_party")),
        effect=Effect.UNKNOWN,
        lacks=lists,
    )


def _not_named(listings: Listings, names: Sequence[str]) -> list[WalkStep]:
    """Return the step that says that no list held has a name that was given."""
    if not names or not listings.titles:
        return []
    words = said("screened", lists="; ".join(listings.titles), names="”, “".join(names))
    return [WalkStep("screening", words)]


def _lacking(
    texts: Texts, geography: Geography, words: EntryWords, asked: Transaction, place: Place | None
) -> Iterator[WalkStep]:
    """Yield what is to be asked for, with the entries that the item's words may mean."""
    procedure = quoted([texts.span(f"{CHART} > procedure, step 1")])
    if len(asked.codes) > 1:
        names = " or ".join(name_of(c) for c in asked.codes)
        written = ", ".join(dict.fromkeys(p.written for p in asked.to))
        key = "which_place" if any(len(p.codes) > 1 for p in asked.to) else "several_places"
        question = said(key, written=written, names=names)
        yield WalkStep(
            "destination", question, procedure, Effect.UNKNOWN, (asked_fact("ask_which_place", names=names),)
        )
    elif place is None:
        asks = (asked_fact("ask_place"), asked_fact("ask_end"))
        yield WalkStep("destination", said("no_place"), procedure, Effect.UNKNOWN, asks)
    if not asked.has_item:
        yield WalkStep(
            "item", said("no_item"), procedure, Effect.UNKNOWN, (asked_fact("ask_item"), asked_fact("ask_end"))
        )
        if munitions := words.like_munitions(without_places(asked.text)):
            yield _munitions_step(munitions)
        yield _candidates(texts, geography, words, asked, place)
        if place is not None and (by := geography.row(place.code)[1]) is not None:
            row = said("row_read_for", place=name_of(place.code), row=by.stands_for)
            yield WalkStep(f"{CHART}: territory", row, (by.span,), names_place=True)
    elif asked.number:
        entry = entry_at(texts, asked.number)
        if entry is None:
            yield moved_entry_step(texts, asked) or _not_held(texts, asked)
            return
        lacks = tuple(missing(t) for t in _references(entry))
        ask = () if asked.paragraph else (asked_fact("ask_paragraph", number=asked.number),)
        rows = "; ".join(f"{_cut(c.applies_to)}: {_cut(c.rule)}" for c in entry.controls)
        finding = said("entry_says", number=asked.number, rows=rows)
        yield WalkStep(asked.number, finding, tuple(c.span for c in entry.controls), Effect.UNKNOWN, ask, lacks)


def _munitions_step(found: Sequence[HeldProvision]) -> WalkStep:
    lines = "; ".join(f"{p.locator}: {' '.join(p.text.split())[:_OF_HEADING]}" for p in found)
    cites = tuple(Span.of(p) for p in found)
    lacks = (missing("22 CFR part 123 (licences under the ITAR)"),)
    return WalkStep("munitions list", said("munitions", list=lines), cites, Effect.NOTE, (), lacks)


def _candidates(
    texts: Texts, geography: Geography, words: EntryWords, asked: Transaction, place: Place | None
) -> WalkStep:
    """Return the step that names entries to choose from, with what each would mean at the destination."""
    if not words.entries:
        lacks = (missing("Supplement No. 1 to Part 774"),)
        return WalkStep("candidate entries", said("no_list_held"), effect=Effect.UNKNOWN, lacks=lacks)
    found, spans = [], []
    for number, heading in words.like(without_places(asked.text)):
        entry = entry_at(texts, number)
        short = heading if len(heading) <= _OF_HEADING else f"{heading[:_OF_HEADING].rsplit(' ', 1)[0]} …"
        line = said("candidate_unmarked", number=number, heading=short)
        if entry is not None:
            spans.append(entry.span)
        if entry is not None and place is not None:
            to = destination(geography, place)
            reasons = reasons_at(texts, geography, entry, (), to)
            certain = next((r for r in reasons if r.effect is Effect.REQUIRED and r.applies is True), None)
            if certain is not None:
                why = certain.column or certain.words
                line = said("candidate_required", number=number, heading=short, place=to.name, why=why)
            elif held := [r for r in reasons if r.mark and r.applies and r.column]:
                why = "; ".join(f"{r.column} (“{_cut(r.condition or r.words)}”)" for r in held)
                line = said("candidate_depends", number=number, heading=short, place=to.name, why=why)
            elif reasons and all(r.effect is Effect.NONE and r.mark is False for r in reasons):
                columns = ", ".join(r.column for r in reasons)
                line = said("candidate_no_mark", number=number, heading=short, place=to.name, columns=columns)
        found.append(line)
    said_of = said("candidates", list="; ".join(found)) if found else said("no_candidate")
    return WalkStep("candidate entries", said_of, tuple(spans), Effect.NOTE)


def _cut(text: str) -> str:
    return text.rstrip(".") if len(text) <= _BRIEF_ROW else f"{text[:_BRIEF_ROW].rsplit(' ', 1)[0]} …"


def _references(entry: ListEntry) -> list[str]:
    rules_of = " ".join(c.rule for c in entry.controls)
    return [f"15 CFR {m}" for m in dict.fromkeys(re.findall(r"Refer to § (\d{3}\.\d{1,2})", rules_of))]


def destination(geography: Geography, place: Place) -> Destination:
    """Return a place as the chart sees it."""
    row, by = geography.row(place.code)
    return Destination(place.code, place.region or name_of(place.code), row, by, geography.codes(place.code))


def labels(texts: Texts) -> dict[str, str]:
    """Return what each column of the chart is called, by the chart's own legend."""
    legend = texts.at(f"{CHART} > table")
    return {cell: name.strip().lower() for cell, name in _COLUMN_LABEL.findall(legend.text)} if legend else {}


def _chart_steps(
    walk: Walk, texts: Texts, geography: Geography, asked: Transaction, entry: ListEntry, to: Destination
) -> None:
    if wrong := _wrong_paragraph(asked, entry):
        walk.add(wrong)
        return
    if elsewhere := _elsewhere(entry):
        walk.add(elsewhere)
        return
    uses = _uses(asked)
    every = reasons_at(texts, geography, entry, asked.paragraph, to, asked.given, asked.denied, uses)
    walk.reasons = [r for r in every if r.applies is not False]
    walk.add(everywhere := _everywhere_step(texts, asked, entry))
    walk.reasons += [] if everywhere else _unread(entry, every)
    walk.add(*_use_steps([r for r in every if r.applies is False], uses, asked, to))
    if not geography.rows:
        walk.add(WalkStep(CHART, said("no_chart_held"), effect=Effect.UNKNOWN, lacks=(missing(CHART),)))
    elif to.by is not None and to.row is not None:
        words = said("territory", place=to.name, row=to.row.country, basis="")
        walk.add(WalkStep(f"{CHART}: territory", words.strip(), (to.by.span,), names_place=True))
    elif to.row is None:
        note = texts.span(f"{CHART} > note territories")
        asks = (AskedFact(f"which row of the chart governs {to.name}", FactField.FURTHER),)
        walk.add(
            WalkStep(CHART, said("no_row", place=to.name), quoted([entry.span, note]), Effect.UNKNOWN, asks,
                     (missing("15 CFR 738.3(b)"),), names_place=True)
        )  # fmt: skip
    elif to.row.marks is None:
        words = said("not_graded", place=to.name, pointer=to.row.pointer)
        walk.add(WalkStep(CHART, words, (to.row.span,), names_place=True))
    either = list(either_way(walk.reasons))
    for pair in either:
        walk.add(either_step(asked, entry, pair, to))
    settled = [r for pair in either for r in pair]
    for reason in walk.reasons:
        step = reason_step(reason, entry, to)
        walk.add(replace(step, effect=Effect.NOTE, asks=(), lacks=()) if reason in settled else step)
    walk.add(*_named_apart(geography, walk.reasons, to))
    walk.add(_footnote_step(texts, asked, entry, to, walk.reasons))
    walk.add(sample_step(texts, geography, asked, entry, to.code))


def _named_apart(geography: Geography, reasons: Sequence[Reason], to: Destination) -> Iterator[WalkStep]:
    """Yield the step on a rule that names a destination and excludes a group that it is in."""
    for reason in reasons:
        groups = named_though_excluded(geography, reason.words, to) if not reason.column else []
        if not groups or reason.effect is not Effect.REQUIRED:
            continue
        section = re.search(r"§ ?\d{3}\.\d{1,2}(?:\(\w{1,4}\)){0,6}", reason.words)
        words = said(
            "named_apart", place=to.name, groups=" and ".join(groups), section=section[0] if section else "the section"
        )
        words = f"{words[:1].upper()}{words[1:]}"
        yield WalkStep("named apart from its group", words, reason.cites, Effect.NOTE, told_first=words)


def _uses(asked: Transaction) -> dict[str, bool]:
    """Return the uses that rows except, in their words, and whether the item is told to be for it."""
    out = {}
    for use in table()["use"]:
        meant, other = asked.says(pattern(str(use["when"]))), asked.says(pattern(str(use["unless"])))
        if meant or other:
            out[str(use["words"])] = meant and not other
    return out


def _use_steps(
    reasons: Sequence[Reason], uses: Mapping[str, bool], asked: Transaction, to: Destination
) -> Iterator[WalkStep]:
    """Yield a step for the rows that except the use which is told: they hold for every other use."""
    for use in table()["use"]:
        rows = [r for r in reasons if str(use["words"]) in r.condition]
        if not rows or not uses.get(str(use["words"])):
            continue
        columns = " and ".join(dict.fromkeys(r.column or r.reason for r in rows))
        mark = said("use_marked" if any(r.mark for r in rows) else "use_unmarked", place=to.name)
        words = said("use_excepted", use=use["words"], columns=columns, condition=rows[0].condition)
        first = said("use_excepted_first", use=use["words"], columns=columns, entry=asked.entry, mark=mark)
        cites = tuple(dict.fromkeys(s for r in rows for s in r.cites))
        yield WalkStep("use excepted", words, cites, Effect.NOTE, told_first=first, names_place=True)


def _everywhere_step(texts: Texts, asked: Transaction, entry: ListEntry) -> WalkStep | None:
    """Return the step of the chart's own note on entries that need a licence for all destinations."""
    note = texts.at(f"{CHART} > note all destinations")
    whole = rf"\b(?:{re.escape(asked.entry)}|{entry.number})(?![\w.]| \()"
    if note is None or not re.search(whole, note.text):
        return None
    finding, short = said("everywhere", entry=asked.entry), said("everywhere_short", entry=asked.entry)
    return WalkStep("all destinations", finding, (entry.span, Span.of(note)), Effect.REQUIRED, (), (), short)


def _unread(entry: ListEntry, read: Sequence[Reason]) -> list[Reason]:
    """Return the reasons that the entry names and that no row of the text held says anything of."""
    rows = {c.reason for c in entry.controls} | {w for c in entry.controls for w in _LETTERS.findall(c.applies_to[:3])}
    lost = [r for r in _LETTERS.findall(entry.reasons) if r not in rows]
    if entry.controls and not any(c.reason == r for r in lost for c in entry.controls):
        lost = [r for r in lost if r != "AT"] or lost
    if not lost and not entry.controls:
        lost = ["its reasons"]
    return [
        Reason(r, "", None, True, Effect.UNKNOWN, said("unread_reasons", reasons=r), (entry.span,), unread=True,
               lacks=(f"the license requirements of {entry.number} in Supplement No. 1 to Part 774",))
        for r in lost
    ]  # fmt: skip


def _footnote_step(
    texts: Texts, asked: Transaction, entry: ListEntry, to: Destination, reasons: Sequence[Reason]
) -> WalkStep | None:
    """Return the step of a footnote to the row that requires a licence whatever the columns show."""
    if to.row is None or any(r.footnote for r in reasons):
        return None
    told: WalkStep | None = None  # a footnote that names the entry, though not the item as it is described
    for mark, words in to.row.footnotes:
        applies = requires(words, entry.number, asked.paragraph, asked.given)
        column = re.search(r"\b[A-Z]{2} column [1-3]\b", words, re.I)
        span = texts.span(f"{CHART} > footnote {mark}") or to.row.span
        if column:
            continue
        if applies is Applies.NO:
            if entry.number in words and _A_LICENCE_IS_REQUIRED.search(words):
                finding = said("footnote_not_met", mark=mark, place=to.name, words=words)
                told = told or WalkStep(f"footnote {mark}", finding, (span,), Effect.NONE, names_place=True)
            continue
        effect = Effect.REQUIRED if applies is Applies.YES else Effect.UNKNOWN
        finding = f"Footnote {mark} to the row of {to.name}: “{words}”"
        asks = (asked_fact("ask_footnote", mark=mark),) if effect is Effect.UNKNOWN else ()
        return WalkStep(f"footnote {mark}", finding, (span,), effect, asks, footnote=mark, names_place=True)
    return told


def _elsewhere(entry: ListEntry) -> WalkStep | None:
    """Return the step of an entry that only points to another law, or to another entry."""
    if entry.controls or entry.reasons:
        return None
    return WalkStep(
        f"{entry.number} and other laws", f"{entry.number} has no reasons for control of its own: {entry.heading}",
        (entry.span,), Effect.UNKNOWN, (), _pointed_to(entry.heading),
    )  # fmt: skip


def _pointed_to(heading: str) -> tuple[MissingText, ...]:
    found = re.findall(r"\d{1,2} CFR (?:parts? )?\d{1,4}(?: through \d{1,4})?", heading)
    return tuple(missing(f.replace("parts ", "part ")) for f in dict.fromkeys(found))


def _wrong_paragraph(asked: Transaction, entry: ListEntry) -> WalkStep | None:
    """Return the step that says that a paragraph does not exist, where the text held has the entry's paragraphs."""
    label = ".".join(asked.paragraph)
    if not label or not entry.paragraphs or label in entry.paragraphs:
        return None
    if any(label.startswith(f"{p}.") or p.startswith(f"{label}.") for p in entry.paragraphs):
        return None
    named = " ".join(c.applies_to for c in entry.controls)
    if re.search(rf"(?:{re.escape(entry.number)}|\s)\.{re.escape(label)}\b", named):
        return None
    tops = sorted({p.split(".")[0] for p in entry.paragraphs})
    words = said("no_paragraph", number=entry.number, paragraph=label, near=", ".join(f".{t}" for t in tops))
    return WalkStep(
        entry.number, words, (entry.span,), Effect.UNKNOWN, (asked_fact("ask_paragraph", number=entry.number),)
    )


def _not_held(texts: Texts, asked: Transaction) -> WalkStep:
    near = neighbours(texts, asked.number)
    if not near:
        return WalkStep(
            asked.number, said("no_list_held"), effect=Effect.UNKNOWN, lacks=(missing("Supplement No. 1 to Part 774"),)
        )
    spans: list[Span | None] = [e.span for n in near[:2] if (e := entry_at(texts, n))]
    words = said("no_entry_held", number=asked.number, near=", ".join(near))
    return WalkStep(
        asked.number, words, quoted(spans), Effect.UNKNOWN, (asked_fact("ask_item"),),
        (missing(f"ECCN {asked.number} in Supplement No. 1 to Part 774"),),
    )  # fmt: skip


def neighbours(texts: Texts, number: str) -> list[str]:
    """Return the entries of the list that stand around a number, three before it and three after."""
    held = texts.all("3A001") or texts.all("0A501") or texts.all("1A004")
    if not held:
        return []
    all_of = [p.locator for p in texts.catalogue.with_role(held[-1].version.number, Role.ENTRY)]
    kind = [n for n in sorted(set(all_of)) if n[:2] == number[:2]] or sorted(set(all_of))
    before = [n for n in kind if n < number][-3:]
    return [*before, *[n for n in kind if n > number][:3]]


def _region_step(place: Place, to: Destination) -> WalkStep:
    names = ", ".join(r.name for r in regions() if r.country == place.code)
    spans = (to.row.span,) if to.row else ()
    words = f"Some regions of {to.name} are governed apart, by footnotes to its row: {names}."
    asks = (asked_fact("ask_region", place=to.name, names=names),)
    return WalkStep("region", words, spans, Effect.UNKNOWN, asks, names_place=True)
