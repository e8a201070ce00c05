"""From a question to an answer: understood, searched, read, composed, checked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant import extractive, outcomes, render
from assistant.declines import declined, greeting
from assistant.evidence import Unit, provision_units, units
from assistant.glossary import synonyms, translated
from assistant.model import Answer, Citation, Event, Outcome, Piece, Statement, Step, Verdict
from assistant.places import places_named
from assistant.question import Understood, Wants, understand
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import BadRequest, Problem
from corpus.filters import Filters
from corpus.lookup import nearest, resolve
from index.collection import Collection
from index.hits import Hit

READ = 14  # passages that are read for an answer
SHOWN = 10  # passages that an answer lists


@dataclass(frozen=True, slots=True)
class _Draft:
    """An answer before it has its numbers: units in order, each with its note."""

    outcome: Outcome
    picked: tuple[tuple[Unit, str], ...] = ()
    lead: str = ""
    looked_at: tuple[str, ...] = ()
    asks_for: str = ""


class Assistant:
    """Answers questions over one collection, with the extractive engine or a chat model (`settings.model`)."""

    def __init__(self, collection: Collection, catalogue: Catalogue, settings: Settings) -> None:
        self.collection, self.catalogue, self.settings = collection, catalogue, settings

    def ask(self, question: str, history: Sequence[str] = (), filters: Filters = Filters()) -> Answer:
        """The answer to one question. Raises BadRequest, StoreUnavailable, ModelFailed (of the encoder)."""
        answer = None
        for event in self.stream(question, history, filters):
            if isinstance(event, Answer):
                answer = event
        assert answer is not None
        return answer

    def stream(
        self, question: str, history: Sequence[str] = (), filters: Filters = Filters(), *, simply: bool = False
    ) -> Iterator[Event]:
        """Progress, pieces of text, and last the answer. `simply` asks a chat model for plain words; quotes stay as they are."""
        self._check(question, filters)
        begun = time.perf_counter()
        if words := greeting(question):
            yield from _whole(Answer(question, question, Outcome.ANSWERED, words, engine="plain", filters=filters))
            return
        asked = understand(question, history, filters)
        yield Step("understood", asked.standalone)
        hits = self._search(asked)
        found = time.perf_counter()
        yield Step("searched", f"{len(hits)} passages")
        draft = self._draft(asked, hits)
        yield Step("reading", ", ".join(dict.fromkeys(h.passage.locator for h in hits[:3])))
        answer = self._answer(asked, hits, draft)
        if self.settings.model and answer.outcome is Outcome.ANSWERED and Wants.PROVISION not in asked.wants:
            answer = yield from self._generated(asked, hits, answer, simply)
        else:
            yield from (Piece(p + "\n\n") for p in answer.text.split("\n\n"))
        yield Step("checking", f"{len(answer.citations)} quotes")
        self._verify(answer)
        done = time.perf_counter()
        yield replace(
            answer, timings_ms={"retrieve": (found - begun) * 1e3, "compose": (done - found) * 1e3, "total": (done - begun) * 1e3}
        )

    def _check(self, question: str, filters: Filters) -> None:
        if not question.strip():
            raise BadRequest("The question is empty.", "Ask in plain words, or give an address such as 744.21(f).")
        if len(question) > self.settings.max_question_chars:
            raise BadRequest(
                f"The question has {len(question):,} characters; the limit is {self.settings.max_question_chars:,}.",
                "Shorten it, or add the text as a document.",
            )
        self.catalogue.check(filters)

    # --- searching ----------------------------------------------------------------------------------------------

    def _search(self, asked: Understood) -> list[Hit]:
        """Passages for the question as understood; the field's other words and languages ride along."""
        more = synonyms(asked.standalone)[:6]
        query = asked.standalone if not more else f"{asked.standalone} ({' '.join(more)})"
        lists = [self.collection.search(query, READ, asked.filters)]
        if asked.follows:
            lists.append(self.collection.search(asked.own, READ // 2, asked.filters))
        for language in self._wide_languages(asked.filters):
            words = translated(asked.standalone, language)
            if len(words) >= 2:
                narrowed = replace(asked.filters, languages=(language,))
                lists.append(self.collection.search(" ".join(words) + " " + asked.standalone, READ // 2, narrowed))
        return _merged(lists)

    def _wide_languages(self, filters: Filters) -> list[str]:
        held = {source.language for source, _ in self.catalogue.in_force(filters).values()}
        return [
            language for language in ("zh", "ja") if language in held and (not filters.languages or language in filters.languages)
        ]

    # --- drafting -----------------------------------------------------------------------------------------------

    def _draft(self, asked: Understood, hits: list[Hit]) -> _Draft:
        if asked.addresses and Wants.PROVISION in asked.wants:
            return self._provision(asked)
        candidates = units(hits)
        if asked.addresses:
            candidates = self._within(asked, candidates) or candidates
        scored = extractive.score_units(asked, candidates, self.collection.idf, self.collection.encode)
        evidence = outcomes.strength(asked, scored, self.collection.idf, self.collection.frequency)
        outcome = outcomes.decide(
            asked, evidence, names_place=bool(places_named(asked.standalone)), names_item=bool(asked.addresses)
        )
        looked = tuple(dict.fromkeys(s.unit.passage.locator for s in scored[:5]))
        if outcome is not Outcome.ANSWERED:
            missing = (
                ""
                if outcome is not Outcome.NEEDS_FACT
                else ("the destination" if not places_named(asked.standalone) else "the item's ECCN")
            )
            return _Draft(
                outcome,
                looked_at=looked,
                asks_for=missing,
                picked=tuple((s.unit, "nearest") for s in scored[:1]) if outcome is Outcome.SILENT else (),
            )
        chosen = extractive.with_items(extractive.choose(scored), candidates)
        return _Draft(Outcome.ANSWERED, tuple((s.unit, "") for s in chosen), looked_at=looked)

    def _provision(self, asked: Understood) -> _Draft:
        """The provision at each address itself, or what stands there instead."""
        picked: list[tuple[Unit, str]] = []
        lead: list[str] = []
        looked: list[str] = []
        for address in asked.addresses:
            found = resolve(self.catalogue, address, asked.filters)
            if found:
                for held in found[:1]:
                    looked.append(held.locator)
                    picked.extend((u, "") for u in provision_units(self.catalogue, held))
                    if held.provision.reserved:
                        lead.append(f"{held.locator} is reserved.")
                continue
            above, siblings = nearest(self.catalogue, address, asked.filters)
            if above is None:
                continue
            names = [s.locator for s in siblings if s.provision.role.value not in ("note", "meta", "continuation")]
            lead.append(
                f"There is no {address.text} in {above.source.title}."
                + (f" {above.locator} ends at {names[-1]}." if names else "")
            )
            looked.extend(names[-8:] or [above.locator])
            last = next((s for s in reversed(siblings) if s.locator in names), above)
            picked.extend((u, "nearest") for u in provision_units(self.catalogue, last, 2))
        if not picked and not lead:
            return _Draft(Outcome.NOT_IN_CORPUS, looked_at=tuple(a.text for a in asked.addresses))
        return _Draft(Outcome.ANSWERED, tuple(picked), " ".join(lead), tuple(looked))

    def _within(self, asked: Understood, candidates: list[Unit]) -> list[Unit]:
        """Of the candidates those below an address that the question names, and that provision's own units."""
        out: list[Unit] = []
        for address in asked.addresses:
            for held in resolve(self.catalogue, address, asked.filters)[:2]:
                own = provision_units(self.catalogue, held, 60)
                out.extend(replace(u, score=0.9) for u in own)
        seen = {u.key for u in out}
        return [*out, *(replace(u, score=0.5 * u.score) for u in candidates if u.key not in seen)] if out else []

    # --- composing ----------------------------------------------------------------------------------------------

    def _answer(self, asked: Understood, hits: list[Hit], draft: _Draft) -> Answer:
        citations: list[Citation] = []
        statements: list[Statement] = []
        for unit, note in draft.picked:
            number = len(citations) + 1
            locator = self.catalogue.at(unit.version.number, unit.start).locator
            citations.append(
                Citation(
                    number,
                    unit.passage.id,
                    unit.source,
                    unit.version,
                    locator,
                    unit.text,
                    unit.start,
                    unit.end,
                    unit.passage.page,
                )
            )
            statements.append(Statement(render.inert(unit.text), (number,), Verdict.VERBATIM, note=note))
        if draft.lead:
            numbers = tuple(c.number for c in citations[:1])
            statements.insert(0, Statement(render.inert(draft.lead), numbers, Verdict.SUPPORTED, note="found by address"))
        text = render.composed(statements)
        if draft.outcome is not Outcome.ANSWERED:
            text = declined(draft.outcome, asked, self.catalogue, draft.looked_at, draft.asks_for, text)
        return Answer(
            asked.question,
            asked.standalone,
            draft.outcome,
            text,
            tuple(statements),
            tuple(citations),
            tuple(hits[:SHOWN]),
            filters=asked.filters,
            implied=asked.implied,
            looked_at=draft.looked_at,
            asks_for=draft.asks_for,
            covers=tuple(h.source.title for h in self.catalogue.holdings()[:8]) if draft.outcome is Outcome.NOT_IN_CORPUS else (),
            vintage=_vintage(citations),
        )

    def _generated(self, asked: Understood, hits: list[Hit], quoted: Answer, simply: bool) -> Iterator[Event]:  # type: ignore[misc]
        from assistant import generative

        try:
            return (yield from generative.answer(self.settings, self.catalogue, asked, hits, quoted, simply=simply))
        except Problem as problem:
            yield from (Piece(p + "\n\n") for p in quoted.text.split("\n\n"))
            return replace(
                quoted,
                notices=(
                    *quoted.notices,
                    f"The chat model gave no usable answer ({problem.message}); these are the texts' own sentences.",
                ),
            )

    def _verify(self, answer: Answer) -> None:
        """The invariant: every quote is the text at its offsets."""
        for c in answer.citations:
            if self.catalogue.slice(c.version.number, c.start, c.end) != c.quote:
                raise AssertionError(f"quote {c.number} is not the text of {c.locator}")


def _whole(answer: Answer) -> Iterator[Event]:
    yield Piece(answer.text)
    yield answer


def _merged(lists: list[list[Hit]]) -> list[Hit]:
    """The lists of several searches as one: by the best relative score that a passage has in any."""
    best: dict[str, Hit] = {}
    for found in lists:
        top = max((h.score for h in found), default=1.0) or 1.0
        for hit in found:
            relative = replace(hit, score=hit.score / top)
            if hit.passage.id not in best or best[hit.passage.id].score < relative.score:
                best[hit.passage.id] = relative
    ordered = sorted(best.values(), key=lambda h: -h.score)
    return [replace(h, rank=n) for n, h in enumerate(ordered, 1)]


def _vintage(citations: Sequence[Citation]) -> tuple[date, date] | None:
    days = [c.version.valid_from or c.version.retrieved_at.date() for c in citations]
    return (min(days), max(days)) if days else None
