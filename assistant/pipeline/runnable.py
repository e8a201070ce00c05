"""The pipeline from a question to an answer, as a LangChain Runnable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from collections.abc import Collection as Names
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor
from pydantic import BaseModel

from assistant.answer.freshness import Vintages
from assistant.engines.determination.command import GivenFacts
from assistant.evidence.annotations import AnnotationMatcher
from assistant.evidence.name_table import NameTables
from assistant.evidence.retriever import Gatherer
from assistant.model import Answer, Event
from assistant.pipeline.consultation import Consultation
from assistant.pipeline.finishing import without_altered
from assistant.query.conversation import Earlier, QuestionInput, earlier_questions, earlier_turns, question_input
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.errors import AlteredText
from corpus.filters import Filters
from index.collection import Collection
from index.crosslingual.bilingual_lexicon import asked_language
from index.encoders.any_language import AnyLanguageEncoder
from index.encoders.embeddings import Encoder
from index.encoders.question_encoder import QuestionEncoder

if TYPE_CHECKING:  # a question without a chat model does not wait for what is done with one
    from langchain_core.language_models import BaseChatModel

    from assistant.research.generation import Generator

Asked = str | Mapping[str, Any] | Sequence[BaseMessage] | QuestionInput

# One for the rows of lists, one for countries and their lists, one for the other languages, two for the engines.
_REHEARSED = (
    "Is Acme on the Entity List?",
    "Is Turkey one of the countries that need a licence?",
    "出口管制法规定什么？",
    "Do I need a licence to send 3A001 to Germany?",
    "Compare penalties in the US and China",
)


class Assistant(Runnable[Asked, Answer]):
    """Pipeline from a question to an answer over one collection, as a LangChain Runnable.

    It keeps no conversation: history is given with each question. `invoke` takes a question, `{question, history,
    filters}`, or chat messages that end with the question; `stream` yields what `events` does. Callbacks of a
    `RunnableConfig` see the searches and the chat model. `model` takes the place of the one that the settings name.
    """

    def __init__(
        self, collection: Collection, catalogue: Catalogue, settings: Settings, model: BaseChatModel | None = None
    ) -> None:
        self.collection, self.catalogue, self.settings = collection, catalogue, settings
        self._model = model
        self.name = "licet"
        self.tables, self.vintages = NameTables(catalogue), Vintages()

    @cached_property
    def annotations(self) -> AnnotationMatcher | None:
        """Return the annotated law that questions are matched with; None where the settings leave it out."""
        if not self.settings.annotations:
            return None
        encoder: Encoder = QuestionEncoder(self.settings.home, self.settings.threads)
        if len(self.collection.encoders) > 1:  # an encoder that the settings name has taken the place of both
            encoder = AnyLanguageEncoder(encoder, self.collection.encoders[1], asked_language)
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
        return Generator(model, s.model_timeout, verifying_model(s, model), abilities(model, s), s.prices)

    def warm(self) -> None:
        """Answer questions that nobody asked, so that the first one does not wait for name tables and cold pages.

        The chat model is not asked. Raise what `ask` raises.
        """
        for question in _REHEARSED:
            self._consultation().rehearse(question)

    def gatherer(self, without: Names[int] = ()) -> Gatherer:
        """Return a gatherer of evidence for one question, over the collection as it is now but for some editions."""
        return Gatherer(self.collection.snapshot(without), self.tables, self.annotations)

    def _consultation(self, without: Names[int] = (), *, writes: bool = True) -> Consultation:
        generator = (lambda: self.generator) if writes else (lambda: None)
        return Consultation(self.gatherer(without), self.settings, self.vintages, generator)

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
        return _answer_of(self.events(question, history, filters, simply=simply, without=without))

    def events(
        self,
        question: str,
        history: Sequence[Earlier] = (),
        filters: Filters = Filters(),
        *,
        simply: bool = False,
        without: Names[str] = (),
    ) -> Iterator[Event]:
        """Yield steps, pieces of text, and last the Answer. `without` names implied filters that the user took away.

        A text that was altered since it was added is left out of the answer, which says so.
        """
        earlier, turns = earlier_questions(history), earlier_turns(history)
        return self._with_whole_texts(lambda c: c.events(question, earlier, filters, simply, without, turns))

    def by_texts(self, question: str, history: Sequence[Earlier] = (), filters: Filters = Filters()) -> Answer:
        """Return the answer that the texts give by themselves: as `ask` does, and no chat model is asked.

        Raise what `ask` raises.
        """
        earlier, turns = earlier_questions(history), earlier_turns(history)
        return _answer_of(
            self._with_whole_texts(lambda c: c.events(question, earlier, filters, False, (), turns), writes=False)
        )

    def summary(self, question: str, answers: Sequence[Answer], filters: Filters = Filters()) -> Iterator[Event]:
        """Yield steps, pieces of text, and last the summary of a memo whose sections are `answers`, where one stands.

        Every claim of it is checked against what the answers cite. Raise BadRequest, ModelFailed.
        """
        return self._with_whole_texts(lambda c: c.summary(question, answers, filters))

    def _with_whole_texts(
        self, work: Callable[[Consultation], Iterator[Event]], *, writes: bool = True
    ) -> Iterator[Event]:
        """Yield the events of a consultation; of another one without it where an altered text was met."""
        met: dict[int, AlteredText] = {}
        while True:
            consultation = self._consultation(met, writes=writes)
            try:
                for event in work(consultation):
                    yield without_altered(event, met, consultation.catalogue) if isinstance(event, Answer) else event
            except AlteredText as problem:
                if problem.number in met:
                    raise
                met[problem.number] = problem
            else:
                return

    # --- as LangChain calls it ------------------------------------------------------------------------------------

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Return the answer to a question, as `ask` does, under a RunnableConfig."""
        return self._call_with_config(self._invoked, input, config, run_type="chain")

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:
        """Yield events, as `events` does, under a RunnableConfig; the last one is the Answer."""
        # Runnable's types know only chunks of the output; ours are events, the last of which is the output.
        events = cast("Callable[[Iterator[Asked]], Iterator[Answer]]", self._streamed)
        yield from self._transform_stream_with_config(iter((input,)), events, config, run_type="chain")

    async def astream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> AsyncIterator[Any]:
        """Yield events, as `stream` does. Each is awaited on a thread, so that the event loop goes on meanwhile."""
        events = self.stream(input, config)
        done = object()
        while (event := await run_in_executor(config, next, events, done)) is not done:
            yield event

    def get_input_schema(self, config: RunnableConfig | None = None) -> type[BaseModel]:
        """Return the model of the input, from which `as_tool` makes the arguments of the tool."""
        return QuestionInput

    def _invoked(self, input: Asked) -> Answer:
        return _answer_of(self._streamed(iter((input,))))

    def _streamed(self, inputs: Iterator[Asked]) -> Iterator[Event]:
        for one in inputs:
            asked = question_input(one)
            yield from self.events(asked.question, asked.history, asked.filters or Filters())

    def compare(self, topic: str, jurisdictions: Sequence[str], filters: Filters = Filters()) -> Answer:
        """Return the comparison of a topic between jurisdictions (codes): a table with cited cells.

        Raise BadRequest as `ask` does, and when there are fewer than two jurisdictions.
        """
        return _answer_of(self._with_whole_texts(lambda c: iter((c.compare(topic, jurisdictions, filters),))))

    def determine(self, facts: GivenFacts, filters: Filters = Filters()) -> Answer:
        """Return the determination on facts that are given one by one, as a form has them.

        Raise BadRequest for a destination that is no place, and for facts that are too long.
        """
        return _answer_of(self._with_whole_texts(lambda c: iter((c.determine(facts, filters),))))


def _answer_of(events: Iterator[Event]) -> Answer:
    for event in events:
        if isinstance(event, Answer):
            return event
    raise AssertionError("a stream of events ends with its answer")
