"""The pipeline from a question to an answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Collection as Names
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.answer.caveats.freshness import Vintages
from assistant.engines.determination.command import GivenFacts
from assistant.events import Event
from assistant.evidence.annotations import AnnotationMatcher
from assistant.evidence.evidence_gathering import Gatherer, Search
from assistant.evidence.name_table import NameTables
from assistant.model import Answer
from assistant.pipeline.answer_assembly import without_altered
from assistant.pipeline.consultation import Consultation
from assistant.query.conversation import Earlier, earlier_questions, earlier_turns
from assistant.settings import Settings
from assistant.tracing import NO_TRACE, Trace, trace_of
from corpus.catalogue import Catalogue
from corpus.errors import AlteredText
from corpus.filters import Filters
from index.blas_threads import one_at_work
from index.collection import Collection
from index.crosslingual.bilingual_lexicon import asked_language
from index.crosslingual.gloss import gloss
from index.encoders.any_language import AnyLanguageEncoder
from index.encoders.embeddings import Encoder
from index.encoders.question_encoder import QuestionEncoder
from index.snapshot import CollectionSnapshot

if TYPE_CHECKING:  # a question without a chat model does not wait for what is done with one
    from langchain_core.language_models import BaseChatModel

    from assistant.research.generation import Generator

# One for the rows of lists, one for countries and their lists, one for the other languages, two for the engines.
_REHEARSED = (
    "Is Acme on the Entity List?",
    "Is Turkey one of the countries that need a licence?",
    "出口管制法规定什么？",
    "Do I need a licence to send 3A001 to Germany?",
    "Compare penalties in the US and China",
)


class Assistant:
    """Pipeline from a question to an answer over one collection.

    It keeps no conversation: history is given with each question. `model` takes the place of the chat model that the
    settings name. `assistant.pipeline.runnable` has the same as a LangChain Runnable.
    """

    def __init__(
        self, collection: Collection, catalogue: Catalogue, settings: Settings, model: BaseChatModel | None = None
    ) -> None:
        self.collection, self.catalogue, self.settings = collection, catalogue, settings
        self._model = model
        self.tables, self.vintages = NameTables(catalogue), Vintages()

    @cached_property
    def annotations(self) -> AnnotationMatcher | None:
        """Return the annotated law that questions are matched with; None where the settings leave it out."""
        if not self.settings.annotations:
            return None
        encoder: Encoder = QuestionEncoder(self.settings.home, self.settings.threads)
        if len(self.collection.encoders) > 1:  # an encoder that the settings name has taken the place of both
            encoder = AnyLanguageEncoder(encoder, self.collection.encoders[1], asked_language, gloss)
        return AnnotationMatcher(encoder, self.settings.home)

    @cached_property
    def generator(self) -> Generator | None:
        """Return the generator over the chat model, None when there is none. Raise BadRequest for an unusable model."""
        if self._model is None and not self.settings.model:
            return None
        from assistant.research.chat_models import abilities, chat_model, verifying_model
        from assistant.research.generation import Generator

        s = self.settings
        model = self._model or chat_model(s)
        if model is None:
            return None
        verifier = verifying_model(s, model)
        able = abilities(model, s, verifier)
        return Generator(model, s.model_timeout, verifier, able, s.prices, verifier_prices=s.prices_of_verifier)

    def share(self, other: Assistant) -> None:
        """Take what another assistant over the same collection has read, so that it is not read twice."""
        self.tables, self.vintages = other.tables, other.vintages
        self.__dict__["annotations"] = other.annotations

    def warm(self, between: Callable[[], None] = lambda: None) -> None:
        """Answer questions that nobody asked, so that the first one does not wait for name tables and cold pages.

        `between` is called before each, and may let others by. The chat model is not asked. Raise what `ask` raises.
        """
        for question in _REHEARSED:
            between()
            self._consultation().rehearse(question)

    def gatherer(self, without: Names[int] = ()) -> Gatherer:
        """Return a gatherer of evidence for one question, over the collection as it is now but for some editions."""
        snapshot = self.collection.snapshot(without)
        return Gatherer(snapshot, self.tables, self._search(snapshot), self.annotations)

    def _search(self, snapshot: CollectionSnapshot) -> Search:
        """Return what searches a snapshot for a question."""
        return snapshot.search

    def _consultation(
        self,
        without: Names[int] = (),
        *,
        writes: bool = True,
        trace: Trace = NO_TRACE,
        stop: threading.Event | None = None,
    ) -> Consultation:
        generator = (lambda: self.generator) if writes else (lambda: None)
        return Consultation(self.gatherer(without), self.settings, self.vintages, generator, trace, stop)

    # --- asking ---------------------------------------------------------------------------------------------------

    def ask(
        self,
        question: str,
        history: Sequence[Earlier] = (),
        filters: Filters = Filters(),
        *,
        simply: bool = False,
        without: Names[str] = (),
    ) -> Answer:
        """Return the answer to a question.

        Raise BadRequest for an empty or overlong question or history, for one that asks too much at once
        (`assistant.query.budget`), and for unknown filter values.
        """
        return answer_of(self.events(question, history, filters, simply=simply, without=without))

    def events(
        self,
        question: str,
        history: Sequence[Earlier] = (),
        filters: Filters = Filters(),
        *,
        simply: bool = False,
        without: Names[str] = (),
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Yield steps, pieces of text, and last the Answer. `without` names implied filters that the user took away.

        A text that was altered since it was added is left out of the answer, which says so. Once `stop` is set, from
        whatever thread, the chat model is left at once and Stopped is raised.
        """
        earlier, turns = earlier_questions(history), earlier_turns(history)
        return self._traced(question, lambda c: c.events(question, earlier, filters, simply, without, turns), stop)

    def by_texts(self, question: str, history: Sequence[Earlier] = (), filters: Filters = Filters()) -> Answer:
        """Return the answer that the texts give by themselves: as `ask` does, and no chat model is asked.

        Raise what `ask` raises.
        """
        earlier, turns = earlier_questions(history), earlier_turns(history)
        return answer_of(
            self._with_whole_texts(lambda c: c.events(question, earlier, filters, False, (), turns), writes=False)
        )

    def section(
        self, question: str, sections: Sequence[Answer], filters: Filters, stop: threading.Event | None = None
    ) -> Iterator[Event]:
        """Yield what `events` does for a question of a memo; the chat model reads its `sections` so far.

        They are no evidence. Raise what `events` raises.
        """
        return self._traced(question, lambda c: c.events(question, (), filters, False, (), sections=sections), stop)

    def summary(
        self,
        question: str,
        answers: Sequence[Answer],
        filters: Filters = Filters(),
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Yield steps, pieces of text, and last the summary of a memo whose sections are `answers`, where one stands.

        Every claim of it is checked against what the answers cite. Raise BadRequest, ModelFailed, and Stopped once
        `stop` is set.
        """
        return self._with_whole_texts(lambda c: c.summary(question, answers, filters), stop=stop)

    def _traced(
        self, question: str, work: Callable[[Consultation], Iterator[Event]], stop: threading.Event | None
    ) -> Iterator[Event]:
        """Yield the events of a question under a span, where somebody traces."""
        trace = trace_of(self.settings)
        with trace.span("question") as tell:
            tell(model=self.settings.model, characters=len(question), **trace.told_texts(question=question))
            for event in self._with_whole_texts(work, trace=trace, stop=stop):
                if isinstance(event, Answer):
                    tell(outcome=event.outcome.value, engine=event.engine, citations=len(event.citations))
                    tell(**trace.told_texts(answer=event.text))
                yield event

    def _with_whole_texts(
        self,
        work: Callable[[Consultation], Iterator[Event]],
        *,
        writes: bool = True,
        trace: Trace = NO_TRACE,
        stop: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Yield the events of a consultation; of another one without it where an altered text was met."""
        met: dict[int, AlteredText] = {}
        while True:
            consultation = self._consultation(met, writes=writes, trace=trace, stop=stop)
            try:
                with one_at_work():
                    for event in work(consultation):
                        if isinstance(event, Answer):
                            event = without_altered(event, met, consultation.catalogue)
                        yield event
            except AlteredText as problem:
                if problem.number in met:
                    raise
                met[problem.number] = problem
            else:
                return

    def compare(self, topic: str, jurisdictions: Sequence[str], filters: Filters = Filters()) -> Answer:
        """Return the comparison of a topic between jurisdictions (codes): a table with cited cells.

        Raise BadRequest as `ask` does, and when there are fewer than two jurisdictions.
        """
        return answer_of(self._with_whole_texts(lambda c: iter((c.compare(topic, jurisdictions, filters),))))

    def determine(self, facts: GivenFacts, filters: Filters = Filters()) -> Answer:
        """Return the determination on facts that are given one by one, as a form has them.

        Raise BadRequest for a destination that is no place, and for facts that are too long.
        """
        return answer_of(self._with_whole_texts(lambda c: iter((c.determine(facts, filters),))))


def answer_of(events: Iterator[Event]) -> Answer:
    """Return the answer that ends a stream of events."""
    for event in events:
        if isinstance(event, Answer):
            return event
    raise AssertionError("a stream of events ends with its answer")
