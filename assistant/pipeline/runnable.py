"""The pipeline as a LangChain Runnable, for chains, agents and callbacks.

It stands apart since LangChain's runnables and retrievers take a third of a second to import.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor
from pydantic import BaseModel

from assistant.events import Event
from assistant.evidence.evidence_gathering import Search
from assistant.model import Answer
from assistant.pipeline.assistant import Assistant, answer_of
from assistant.query.conversation import QuestionInput, question_input
from assistant.settings import Settings
from corpus.catalogue import Catalogue
from corpus.filters import Filters
from index.collection import Collection
from index.retriever import Retriever
from index.snapshot import CollectionSnapshot

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Askable = str | Mapping[str, Any] | Sequence[BaseMessage] | QuestionInput


class RunnableAssistant(Assistant, Runnable[Askable, Answer]):
    """Assistant as a LangChain Runnable, which searches through a LangChain retriever.

    `invoke` takes a question, `{question, history, filters}`, or chat messages that end with the question; `stream`
    yields what `events` does. Callbacks of a `RunnableConfig` see the searches and the chat model.

    >>> chain = desk.assistant | (lambda answer: answer.text)  # doctest: +SKIP
    """

    def __init__(
        self, collection: Collection, catalogue: Catalogue, settings: Settings, model: BaseChatModel | None = None
    ) -> None:
        super().__init__(collection, catalogue, settings, model)
        self.name = "licet"

    def _search(self, snapshot: CollectionSnapshot) -> Search:
        return Retriever(collection=snapshot).hits

    def invoke(self, input: Askable, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Return the answer to a question, as `ask` does, under a RunnableConfig."""
        return self._call_with_config(self._invoked, input, config, run_type="chain")

    def stream(self, input: Askable, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:
        """Yield events, as `events` does, under a RunnableConfig; the last one is the Answer."""
        # Runnable's types know only chunks of the output; ours are events, the last of which is the output.
        events = cast("Callable[[Iterator[Askable]], Iterator[Answer]]", self._streamed)
        yield from self._transform_stream_with_config(iter((input,)), events, config, run_type="chain")

    async def astream(self, input: Askable, config: RunnableConfig | None = None, **kwargs: Any) -> AsyncIterator[Any]:
        """Yield events, as `stream` does. Each is awaited on a thread, so that the event loop goes on meanwhile."""
        events = self.stream(input, config)
        done = object()
        while (event := await run_in_executor(config, next, events, done)) is not done:
            yield event

    def get_input_schema(self, config: RunnableConfig | None = None) -> type[BaseModel]:
        """Return the model of the input, from which `as_tool` makes the arguments of the tool."""
        return QuestionInput

    def _invoked(self, input: Askable) -> Answer:
        return answer_of(self._streamed(iter((input,))))

    def _streamed(self, inputs: Iterator[Askable]) -> Iterator[Event]:
        for one in inputs:
            asked = question_input(one)
            yield from self.events(asked.question, asked.history, asked.filters or Filters())
