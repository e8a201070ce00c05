"""The pipeline as a LangChain Runnable, whose callbacks see the searches and the chat model."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.runnables import RunnableLambda

from assistant.events import Step
from assistant.model import Answer, Outcome
from assistant.pipeline.runnable import RunnableAssistant
from assistant.settings import Settings
from corpus.errors import BadRequest
from corpus.filters import Filters
from index.blas_threads import openblas
from index.collection import Collection
from index.retriever import Retriever

T = TypeVar("T")
QUESTION = "How long must an exporter keep widget sales records?"


class Seen(BaseCallbackHandler):
    """Handler that keeps what happened under a question, in order."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.queries: list[str] = []
        self.found = 0

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        self.names.append("chain")

    def on_retriever_start(self, serialized: Any, query: str, **kwargs: Any) -> None:
        self.names.append("retriever")
        self.queries.append(query)

    def on_retriever_end(self, documents: Any, **kwargs: Any) -> None:
        self.found += len(documents)

    def on_chat_model_start(self, serialized: Any, messages: list[list[BaseMessage]], **kwargs: Any) -> None:
        self.names.append("model")


@pytest.fixture
def assistant(collection: Collection) -> RunnableAssistant:
    return RunnableAssistant(collection, collection.catalogue, Settings(home=collection.home))


def test_invoke_answers_as_ask_does(assistant: RunnableAssistant) -> None:
    answer = assistant.invoke(QUESTION)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text == assistant.ask(QUESTION).text
    assert [a.text for a in assistant.batch([QUESTION, QUESTION])] == [answer.text] * 2


def test_callbacks_see_the_search_of_a_question(assistant: RunnableAssistant) -> None:
    seen = Seen()
    assistant.invoke({"question": QUESTION}, {"callbacks": [seen]})
    assert seen.names[:2] == ["chain", "retriever"]
    assert seen.queries[0].startswith("How long must an exporter")
    assert seen.found > 0


def test_callbacks_and_context_variables_reach_the_model(assistant: RunnableAssistant) -> None:
    tag = contextvars.ContextVar("tag", default="")
    tags: list[str] = []

    class Model(GenericFakeChatModel):
        def _stream(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
            tags.append(tag.get())
            yield from super()._stream(*args, **kwargs)

    model = Model(messages=iter(AIMessage("Seven years from the date of the export. [1]") for _ in range(9)))
    written = RunnableAssistant(assistant.collection, assistant.catalogue, assistant.settings, model)
    seen = Seen()
    tag.set("desk 7")
    written.invoke(QUESTION, {"callbacks": [seen]})
    assert "model" in seen.names
    assert seen.names.index("retriever") < seen.names.index("model")
    assert set(tags) == {"desk 7"}


def test_a_stream_has_steps_and_ends_with_its_answer(assistant: RunnableAssistant) -> None:
    events = list(assistant.stream(QUESTION))
    assert isinstance(events[0], Step)
    assert isinstance(events[-1], Answer)


def _awaited(work: Coroutine[Any, Any, T]) -> T:
    # On a thread of its own: a browser that other tests of this process hold leaves an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def test_the_same_awaited(assistant: RunnableAssistant) -> None:
    async def both() -> tuple[Answer, list[Any]]:
        return await assistant.ainvoke(QUESTION), [e async for e in assistant.astream(QUESTION)]

    answer, events = _awaited(both())
    assert events[-1].text == answer.text == assistant.ask(QUESTION).text


def test_history_is_chat_messages(assistant: RunnableAssistant) -> None:
    said = [
        HumanMessage("what does 744.90(b) say"),
        AIMessage("It lists two."),
        HumanMessage("what about paragraph (a)?"),
    ]
    expected = assistant.ask("what about paragraph (a)?", ["what does 744.90(b) say"])
    assert assistant.invoke(said).text == expected.text
    pairs = [{"question": "what does 744.90(b) say", "answer": "It lists two."}]
    assert assistant.ask("what about paragraph (a)?", pairs).text == expected.text


def test_filters_travel_with_the_input(assistant: RunnableAssistant) -> None:
    with pytest.raises(BadRequest):
        assistant.invoke({"question": "widgets", "filters": Filters(jurisdictions=("xx",))})


@pytest.mark.parametrize("given", [{}, {"query": "x"}, [], [AIMessage("No question.")]])
def test_what_is_no_question_is_told(assistant: RunnableAssistant, given: Any) -> None:
    with pytest.raises(BadRequest, match="question"):
        assistant.invoke(given)


def test_it_is_a_step_of_other_peoples_chains(assistant: RunnableAssistant) -> None:
    chain = assistant | RunnableLambda(lambda answer: answer.text)
    assert "seven years" in chain.invoke(QUESTION)


def test_a_chain_streams_what_stands_behind_the_answer(assistant: RunnableAssistant) -> None:
    chain = assistant | RunnableLambda(lambda answer: answer.text)
    pieces = list(chain.stream(QUESTION))
    assert "".join(pieces) == assistant.ask(QUESTION).text


def test_a_parser_of_messages_cannot_read_an_answer(assistant: RunnableAssistant) -> None:
    with pytest.raises(ValueError, match="text"):
        (assistant | StrOutputParser()).invoke(QUESTION)  # type: ignore[operator]


def test_questions_are_answered_at_once_and_each_as_alone(assistant: RunnableAssistant) -> None:
    asked = [QUESTION, "What does 744.90(b) say?"]
    answers = _awaited(assistant.abatch(asked))
    assert (
        [a.text for a in answers] == [a.text for a in assistant.batch(asked)] == [assistant.ask(q).text for q in asked]
    )


def test_astream_events_tells_of_searches_and_ends_with_the_answer(assistant: RunnableAssistant) -> None:
    async def followed() -> list[Any]:
        return [event async for event in assistant.astream_events(QUESTION, version="v2")]

    events = _awaited(followed())
    kinds = [e["event"] for e in events]
    assert kinds[0] == "on_chain_start"
    assert kinds.index("on_retriever_start") < kinds.index("on_retriever_end") < kinds.index("on_chain_end")
    streamed = [e["data"]["chunk"] for e in events if e["event"] == "on_chain_stream" and e["name"] == "licet"]
    assert isinstance(streamed[0], Step)
    last = events[-1]
    assert (last["name"], last["data"]["output"].text) == ("licet", assistant.ask(QUESTION).text)


def test_it_is_a_tool(assistant: RunnableAssistant) -> None:
    tool = assistant.as_tool(name="ask_export_control_law", description="Answers from the texts.")
    assert "question" in tool.args
    assert "seven years" in str(tool.invoke({"question": QUESTION}))


def test_the_retriever_is_a_tool_and_says_where_its_documents_are_from(assistant: RunnableAssistant) -> None:
    retriever = Retriever(collection=assistant.collection, k=3)
    documents = retriever.invoke(QUESTION)
    assert all(d.metadata["source"] and d.metadata["locator"] for d in documents)
    tool = retriever.as_tool(name="search_export_control_law", description="Finds passages.")
    assert "744.90" in str(tool.invoke(QUESTION))


def test_blas_has_one_thread_while_a_question_is_answered_in_a_process_of_a_strangers(assistant, monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    before = [number() for number, _ in openblas()]
    for _, to_have in openblas():
        to_have(2)
    try:
        seen = [number() for _ in assistant.events("How long must sales records be kept?") for number, _ in openblas()]
        assert set(seen) == {1}
        assert {number() for number, _ in openblas()} == {2}
    finally:
        for (_, to_have), number in zip(openblas(), before, strict=True):
            to_have(number)
