"""Rows of labelled questions for `fit_outcomes.py`: what was found for each, its features, whether it is right."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answer.inquiry import Inquiry, inquire
from assistant.answer.sentence_selection import paragraph, select_sentences
from assistant.evaluation.answers import read_items, with_history
from assistant.evaluation.declining import index_readings, inquiries, load
from assistant.evaluation.matching import meets, shows_all
from assistant.evidence.annotation_gate import gate
from assistant.evidence.annotation_index import NearAnnotation
from assistant.evidence.annotation_places import same_place, same_section
from assistant.evidence.annotations import AnnotationMatch, AnnotationMatcher
from assistant.evidence.citations import Citations
from assistant.evidence.evidence_gathering import Evidence, Gatherer
from assistant.query.model import Query
from assistant.query.parser import understand
from assistant.reading_rules.gate.features import of_note, of_provision
from assistant.wiring import Application, open_application
from corpus.annotations import Annotation, pinned_texts
from corpus.catalogue import CatalogueReader
from corpus.filters import Filters
from index.hits import Hit


@dataclass(frozen=True, slots=True)
class Row:
    """What was found for one question: `of` a sentence or a note, its features, whether it is right.

    `asked` is "as it is" or the texts that were left out.
    """

    of: str
    set: str
    question: str
    asked: str
    right: bool
    answerable: bool
    features: Mapping[str, float]


class Without(Gatherer):
    """Finder of evidence that leaves out what stands in some places; nothing where `section` and `texts` are empty."""

    section: tuple[str, ...] = ()
    texts: frozenset[str] = frozenset()
    matcher: AnnotationMatcher
    _found: Sequence[Hit] = ()

    @classmethod
    def over(cls, application: Application) -> Without:
        """Return a finder over the collection as it is, which leaves out nothing yet."""
        whole = application.assistant
        snapshot = whole.collection.snapshot()
        found = cls(snapshot, whole.tables, snapshot.search, whole.annotations)
        found.matcher = whole.annotations
        return found

    def _search(self, question: Query) -> list[Hit]:
        self._found = [h for h in super()._search(question) if not self._is_left_out(h)]
        return list(self._found)

    def gather(self, question: Query) -> Evidence:
        """Return the evidence without what is left out, with the best annotation of what remains."""
        evidence = super().gather(question)
        if not self.section and not self.texts:
            return evidence
        hits = [h for h in evidence.hits if not self._is_left_out(h)]
        hits = [replace(h, rank=n) for n, h in enumerate(hits, 1)]
        match = None if evidence.rows or evidence.unlisted else self._match(question)
        return replace(evidence, hits=tuple(hits), annotation=match)

    def _match(self, question: Query) -> AnnotationMatch | None:
        if question.bare_address or question.compares:
            return None
        near = {
            note: found
            for note, found in self.matcher.candidates(question, self._found, self.catalogue).items()
            if not any(same_section(p.locator, s) for p in note.pins for s in self.section)
        }
        order = sorted(near, key=lambda note: -gate().score(near[note]))
        if not order:
            return None
        scores = [gate().score(near[note]) for note in order]
        features = (*near[order[0]], scores[0] - scores[1] if len(scores) > 1 else 0.0)
        all_near = tuple(NearAnnotation(n, near[n][0], s) for n, s in zip(order, scores, strict=True))
        alone = gate().probability(features)
        pins = pinned_texts(order[0], self.catalogue, question.filters.as_of)
        return AnnotationMatch(order[0], "", features, alone, pins, all_near, alone)

    def _is_left_out(self, hit: Hit) -> bool:
        return hit.source.id in self.texts or any(same_section(hit.passage.locator, s) for s in self.section)


def _bare(locator: str) -> str:
    return locator.rsplit(" > page ", 1)[0].split(" > ", 1)[-1] if locator.startswith("page ") else locator


def rows_of(item: Mapping[str, Any], name: str, application: Application, number: int) -> Iterator[Row]:
    """Yield the rows of one question: as it is asked, then without the texts that answer it."""
    asked = understand(item["question"], tuple(item.get("history") or ()), Filters(), application.catalogue)
    gatherer = Without.over(application)
    found = inquire(asked, gatherer)
    if not _weighed(found):
        return
    yield from _judged(found, item, name, "as it is", gatherer.catalogue)
    gold = [*item["gold"], *item.get("also_ok", [])] if item["answerable"] else []
    places = tuple(_bare(g["locator"]) for g in gold)
    texts = {h.source.id for h in found.evidence.hits[:10] if any(same_section(h.passage.locator, p) for p in places)}
    gatherer.section, gatherer.annotations = places, None
    if places and number % 2:
        yield from _judged(inquire(asked, gatherer), item, name, "without the sections", gatherer.catalogue)
    if places and texts and not number % 2:
        gatherer.texts = frozenset(texts)
        yield from _judged(inquire(asked, gatherer), item, name, "without the texts", gatherer.catalogue)


def _weighed(inquiry: Inquiry) -> bool:
    """Return whether the evidence was weighed: what a look-up settles says nothing of a regression."""
    e = inquiry.evidence
    return not (e.addressed or e.missing or e.rows or e.unlisted or e.defining)


def _judged(
    inquiry: Inquiry, item: Mapping[str, Any], name: str, asked: str, catalogue: CatalogueReader
) -> Iterator[Row]:
    evidence, ranked, must = inquiry.evidence, inquiry.ranked, item["must_contain"]
    gold = [*item["gold"], *item.get("also_ok", [])] if item["answerable"] else []
    as_it_is = asked == "as it is"
    if ranked:
        cites = Citations(catalogue)
        for s in select_sentences(ranked, inquiry.weigher):
            cites.cite(s.hit.source, s.hit.version, *paragraph(s, cites.catalogue))
        shown = bool(gold) and shows_all(" ".join(c.quote for c in cites.all), must)
        cited = any(meets(c.quote, c.locator, g) for c in cites.all for g in gold)
        if as_it_is or not shown:  # another text says the same: neither right nor wrong
            features = of_provision(inquiry.question, evidence, ranked, inquiry.weigher)
            right = as_it_is and (shown or (cited and not must))
            yield Row("provision", name, str(item["id"]), asked, right, bool(item["answerable"]), features)
    if match := evidence.annotation:
        note = match.annotation
        shown = bool(gold) and shows_all(" ".join((note.answer, *note.conditions)), must)
        if as_it_is or not shown:
            features = of_note(inquiry.question, match, ranked, inquiry.weigher)
            right = as_it_is and (shown or _is_pinned(note, [_bare(g["locator"]) for g in gold]))
            yield Row("note", name, str(item["id"]), asked, right, bool(item["answerable"]), features)


def _is_pinned(note: Annotation, places: Sequence[str]) -> bool:
    return any(same_place(pin.locator, place) for pin in note.pins for place in places)


def of_askings(application: Application, line: str) -> Iterator[Row]:
    """Yield a row for each labelled asking of a note: those that it answers, and near misses that it is taken for."""
    item = json.loads(line)
    name = f"askings in {item['language']}" if "language" in item else "askings"
    for kind in ("hits", "misses"):
        for number, asking in enumerate(item[kind]):
            asked = understand(*with_history(asking), Filters(), application.catalogue)
            found = inquire(asked, Without.over(application))
            match = found.evidence.annotation
            if match is None or not _weighed(found):
                continue
            is_it = match.annotation.id == item["id"]
            if kind == "hits" or is_it:  # of a near miss nothing is known but that this note does not answer it
                features = of_note(found.question, match, found.ranked, found.weigher)
                right = kind == "hits" and is_it
                yield Row("note", name, f"{item['id']} {kind} {number}", "as it is", right, True, features)


def of_conversations(file: Path) -> Iterator[Row]:
    """Yield a row for each labelled question of conversations; right is that the texts answer it."""
    with tempfile.TemporaryDirectory(prefix="licet-fit-") as home:
        asked, readings = load(file)
        collection = index_readings(readings, Path(home))
        for number, (a, i) in enumerate(zip(asked, inquiries(asked, collection), strict=True)):
            if i.ranked:
                features = of_provision(i.question, i.evidence, i.ranked, i.weigher)
                yield Row("provision", "conversations", str(number), "as it is", a.answerable, a.answerable, features)


def gathered(kept: Path, conversations: Path | None, questions: Sequence[Path], askings_of: Path) -> list[Row]:
    """Return the rows of all files, those that the file `kept` lacks added to it."""
    done: dict[str, list[Row]] = {}
    if kept.exists():
        for line in kept.read_text("utf-8").splitlines():
            told = json.loads(line)
            done[told["of"]] = [Row(**row) for row in told["rows"]]
    askings = [(f"{askings_of.stem} {n}", line) for n, line in enumerate(askings_of.read_text("utf-8").splitlines())]
    items = [(f"{f.parent.name}/{f.name}", n, item) for f in questions for n, item in enumerate(read_items(f))]
    with kept.open("a", encoding="utf-8") as stream:

        def keep(of: str, rows: list[Row]) -> None:
            done[of] = rows
            stream.write(json.dumps({"of": of, "rows": [asdict(r) for r in rows]}) + "\n")
            stream.flush()

        application = open_application()
        for name, number, item in items:
            if (of := f"{name} {item['id']}") not in done:
                keep(of, list(rows_of(item, name, application, number)))
        for of, line in askings:
            if of not in done:
                keep(of, list(of_askings(application, line)))
        if conversations and "conversations" not in done:
            keep("conversations", list(of_conversations(conversations)))
    wanted = {*(of for of, _ in askings), *(f"{name} {item['id']}" for name, _, item in items)}
    if conversations:
        wanted.add("conversations")
    return [row for of, rows in done.items() if of in wanted for row in rows]
