"""Questions that are offered only once the texts held now have answered them, which is tried behind the page."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from assistant.model import Answer
from assistant.query.conversation import Earlier, earlier_questions
from assistant.wiring import Application
from corpus.errors import Problem
from corpus.filters import Filters
from ui.offers.candidates import Candidate, starters_of
from ui.offers.suggestions import next_questions

log = logging.getLogger("licet")
OFFERED = 3  # questions of one audience, and after one answer
_OFFERS_KEPT = 200  # states of pages
_ANSWERS_KEPT = 2000
_LONGEST_WAIT = 30.0  # seconds for which a trial stands back behind readers' questions
NEXT = ""  # name of the group of what is asked after an answer


@dataclass(frozen=True, slots=True)
class Offered:
    """Questions that were found to be answered, by group in the groups' order, and whether all have been tried."""

    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_complete: bool = False


@dataclass(eq=False)
class _Trial:
    """Candidates that are asked one after another, and which of them the texts answer."""

    generation: int
    made: Callable[[], Mapping[str, Sequence[Candidate]]]
    filters: Filters
    history: Sequence[Earlier] = ()
    found: dict[str, list[str]] = field(default_factory=dict)
    is_complete: bool = False

    @property
    def offered(self) -> Offered:
        groups = tuple((name, tuple(questions)) for name, questions in list(self.found.items()) if questions)
        return Offered(groups, self.is_complete)


class Offers:
    """What the pages of a desk offer to ask. Everything is kept for one state of the collection.

    A question is tried as a reader would ask it, without the chat model, on one thread; while a reader's own question
    is answered nothing is tried. Safe to use from several threads.
    """

    def __init__(self, licet: Application, is_ready: Callable[[float], bool]) -> None:
        """Keep the application. `is_ready` waits so many seconds for its start, and returns whether that has ended."""
        self._licet, self._is_ready = licet, is_ready
        self._trials: OrderedDict[object, _Trial] = OrderedDict()
        self._stands_on: OrderedDict[object, tuple[str, ...] | None] = OrderedDict()
        self._changed = threading.Condition()
        self._waiting: list[_Trial] = []
        self._readers, self._ended = 0, False
        self._thread: threading.Thread | None = None

    def starters(self, filters: Filters) -> Offered:
        """Return what may be asked first under these filters, as far as it has been tried."""
        catalogue = self._licet.catalogue
        return self._offered("first", lambda: starters_of(catalogue), filters, ())

    def after(self, answer: Answer, filters: Filters, history: Sequence[Earlier]) -> Offered:
        """Return what may be asked after the last answer of a conversation, as far as it has been tried."""
        catalogue = self._licet.catalogue
        asked = (answer.question, answer.standalone_question, answer.text, len(history))
        return self._offered(asked, lambda: {NEXT: next_questions(catalogue, answer)}, filters, history)

    @contextmanager
    def standing_back(self) -> Iterator[None]:
        """Try nothing while a reader's question is answered."""
        with self._changed:
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    def end(self, seconds: float) -> bool:
        """Give up what is not tried yet; wait for the end of what is being tried, and return whether it has ended."""
        with self._changed:
            self._ended = True
            self._waiting.clear()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _offered(
        self,
        what: object,
        made: Callable[[], Mapping[str, Sequence[Candidate]]],
        filters: Filters,
        history: Sequence[Earlier],
    ) -> Offered:
        generation = self._licet.catalogue.generation
        key = (generation, filters, what)
        with self._changed:
            trial = self._trials.get(key)
            if trial is None:
                trial = self._trials[key] = _Trial(generation, made, filters, history)
                self._waiting.append(trial)
                while len(self._trials) > _OFFERS_KEPT:
                    _, old = self._trials.popitem(last=False)
                    with suppress(ValueError):  # it is being asked already
                        self._waiting.remove(old)
                if self._thread is None and not self._ended:
                    self._thread = threading.Thread(target=self._try_all, name="licet-offers", daemon=True)
                    self._thread.start()
                self._changed.notify_all()
            else:
                self._trials.move_to_end(key)
            return trial.offered

    def _try_all(self) -> None:
        while not self._is_ready(1.0):
            if self._ended:
                return
        while True:
            with self._changed:
                while not self._waiting and not self._ended:
                    self._changed.wait()
                if self._ended:
                    return
                trial = self._waiting.pop()  # the newest: its page is being looked at
            try:
                self._try_one_by_one(trial)
            except Problem:
                pass  # of a collection that cannot be read the page's own line tells
            except Exception:  # nothing above this thread would report it, and the next page is tried nevertheless
                log.exception("questions could not be tried")
            trial.is_complete = True

    def _try_one_by_one(self, trial: _Trial) -> None:
        """Ask the candidates, each group's first one first, until each group has enough."""
        self._stand_back()
        groups = trial.made()
        trial.found = {name: [] for name in groups}
        for rank in range(max(map(len, groups.values()), default=0)):
            for name, candidates in groups.items():
                if rank >= len(candidates) or len(trial.found[name]) >= OFFERED:
                    continue
                self._stand_back()
                if self._ended or self._licet.catalogue.generation != trial.generation:
                    return
                with suppress(Problem):  # one that cannot be asked is not offered
                    if self._is_answered(candidates[rank], trial):
                        trial.found[name].append(candidates[rank].question)

    def _stand_back(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._ended or not self._readers, _LONGEST_WAIT)

    def _is_answered(self, candidate: Candidate, trial: _Trial) -> bool:
        """Return whether the texts answer a question whole, its first sentence from the texts that it is meant for."""
        before = earlier_questions(trial.history)
        key = (trial.generation, candidate.question, trial.filters, before)
        if key not in self._stands_on:
            answer = self._licet.assistant.by_texts(candidate.question, trial.history, trial.filters)
            self._stands_on[key] = answer.stands_on if answer.is_whole else None
            while len(self._stands_on) > _ANSWERS_KEPT:
                self._stands_on.popitem(last=False)
        cited = self._stands_on[key]
        return cited is not None and (not candidate.cites or any(id.startswith(candidate.cites) for id in cited))
