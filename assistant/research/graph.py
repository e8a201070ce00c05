"""Agent: a graph in which a chat model writes, and may first plan and look things up, for so many rounds and tokens."""

from __future__ import annotations

import json
import operator
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, TypedDict

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langgraph.config import get_stream_writer
from langgraph.graph import END, START, StateGraph

from assistant.events import Step
from assistant.evidence.citations import inert
from assistant.prompts.loader import FOLLOW_PLAN, NO_MORE_LOOK_UPS, PLAN, leaks, without_thoughts
from assistant.research.evidence_pack import EvidencePack
from assistant.research.model_calls import LONGEST_MESSAGE, Speaker
from assistant.research.replies.structured import ANSWER_SCHEMA, ANSWER_TOOL, as_plain_text
from assistant.research.tools import ToolBox, schemas
from assistant.verification.injection import obeys
from corpus.errors import ModelFailed
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

_CALLS = 6  # tool calls of one round
_LINE_SHOWN = 160  # characters of a line of a plan that a step shows
_DETAIL = 80  # characters of a call that a step names
_PLAN, _WRITE, _LOOK_UP = "plan", "write", "look up"
_LINES, _LONGEST_PLAN = 4, 3000  # lines of a plan that count, characters of the reply
_LONGEST_PLAN_LINE = 600  # characters of a line
_PLAN_LINE = lazy_regex(rf"^\s{{0,4}}(?:[-*•]|\(?\d{{1,2}}[.):])\s{{1,4}}(.{{1,{_LONGEST_PLAN_LINE}}})$")


class AgentState(TypedDict):
    """State of the graph: the conversation, and the rounds of look-ups so far."""

    messages: Annotated[list[BaseMessage], operator.add]
    rounds: int


class Agent:
    """Chat model with tools. `rounds` is how often it may look things up before it must write."""

    def __init__(
        self, speaker: Speaker, tools: ToolBox, rounds: int, *, structured: bool = False, plans: bool = False
    ) -> None:
        """With `structured` the answer may come as an object, by a tool of its own; with `plans` a plan comes first."""
        self.structured = structured
        self.speaker, self.tools, self.rounds = speaker, tools, rounds
        graph = StateGraph(AgentState)
        graph.add_node(_WRITE, self._write)
        graph.add_node(_LOOK_UP, self._look_up)
        graph.add_node(_PLAN, self._plan)
        graph.add_edge(START, _PLAN if plans else _WRITE)
        graph.add_edge(_PLAN, _WRITE)
        graph.add_conditional_edges(_WRITE, self._next, {_LOOK_UP: _LOOK_UP, END: END})
        graph.add_edge(_LOOK_UP, _WRITE)
        self.graph = graph.compile()

    def run(self, conversation: Sequence[BaseMessage]) -> Iterator[str | Step]:
        """Yield the pieces of the text that the model writes, and a step for each look-up, which ends its round.

        What was said before a look-up is no answer. Raise ModelFailed.
        """
        state: AgentState = {"messages": list(conversation), "rounds": 0}
        limit = 2 * self.rounds + 6
        events: Iterator[Any] = self.graph.stream(state, {"recursion_limit": limit}, stream_mode="custom")
        yield from events

    def _plan(self, state: AgentState) -> dict[str, Any]:
        send, asks = get_stream_writer(), HumanMessage(PLAN)
        reply = "".join(self.speaker.speak([*state["messages"], asks], longest=_LONGEST_PLAN))
        lines = list(_planned(reply, self.tools.pack))[:_LINES]
        for line in lines:
            send(Step("planning", line[:_LINE_SHOWN]))
        plan = "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
        return {"messages": [asks, AIMessage(plan), HumanMessage(FOLLOW_PLAN)] if plan else []}

    def _write(self, state: AgentState) -> dict[str, Any]:
        send = get_stream_writer()
        may_look = state["rounds"] < self.rounds and self.speaker.may_go_on()
        offered = [*schemas(), *([answer_tool()] if self.structured else [])]
        model: Any = self.speaker.model.bind_tools(offered) if may_look else self.speaker.model  # type: ignore[attr-defined]
        conversation = _told(state["messages"]) if state["rounds"] and not may_look else state["messages"]
        whole: AIMessageChunk | None = None
        said = 0
        for chunk in self.speaker.chunks(conversation, model=model):
            whole = chunk if whole is None else whole + chunk
            said += len(str(chunk.text)) + sum(len(c.get("args") or "") for c in chunk.tool_call_chunks)
            if chunk.text:
                send(str(chunk.text))
            if said > LONGEST_MESSAGE:
                self.speaker.cut_off()
                break
        if whole is None:
            raise ModelFailed("The chat model said nothing.", "Ask again, or set another LICET_MODEL.")
        handed_in = next((as_plain_text(c["args"]) for c in whole.tool_calls if c["name"] == ANSWER_TOOL), "")
        if self.structured and handed_in and not whole.invalid_tool_calls:
            send(f"\n\n{handed_in}" if str(whole.text).strip() else handed_in)
            return {"messages": [AIMessage(handed_in)]}
        return {"messages": [AIMessage(content=str(whole.text), tool_calls=list(whole.tool_calls)[:_CALLS])]}

    def _next(self, state: AgentState) -> str:
        last = state["messages"][-1]
        calls = isinstance(last, AIMessage) and bool(last.tool_calls)
        may_look = state["rounds"] < self.rounds and not self.speaker.is_held_back
        return _LOOK_UP if calls and may_look else END

    def _look_up(self, state: AgentState) -> dict[str, Any]:
        send = get_stream_writer()
        last = state["messages"][-1]
        assert isinstance(last, AIMessage)
        told: list[BaseMessage] = []
        for call in last.tool_calls:
            named = ", ".join(str(v) for v in call["args"].values() if v)
            send(Step("looking", f"{call['name']}: {one_line(named)[:_DETAIL]}"))
            told.append(ToolMessage(self.tools.use(call["name"], call["args"]), tool_call_id=call["id"] or ""))
        return {"messages": told, "rounds": state["rounds"] + 1}


def _planned(reply: str, pack: EvidencePack) -> Iterator[str]:
    """Yield the lines of a plan; what reads as an instruction of a document, or repeats the prompt, is none."""
    for listed in map(_PLAN_LINE.match, without_thoughts(reply).splitlines()):
        line = one_line(inert(listed[1])) if listed else ""
        if line and not obeys(line, pack.words) and not leaks(line):
            yield line


def told_besides(*, structured: bool, plans: bool) -> tuple[str, ...]:
    """Return all that an agent reads besides its conversation: its tools, and of a plan the prompts and most lines."""
    tools = json.dumps([*schemas(), *([answer_tool()] if structured else [])])
    plan = (PLAN, "word " * (_LINES * _LONGEST_PLAN_LINE // len("word ")), FOLLOW_PLAN) if plans else ()
    return (tools, *plan, NO_MORE_LOOK_UPS)


def answer_tool() -> dict[str, Any]:
    """Return the tool with which an answer is handed in, as clients of chat models take it."""
    parameters = {key: value for key, value in ANSWER_SCHEMA.items() if key not in ("title", "description")}
    described = {"name": ANSWER_TOOL, "description": ANSWER_SCHEMA["description"], "parameters": parameters}
    return {"type": "function", "function": described}


def _told(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Return a conversation with its look-ups as plain messages.

    A server that is told of no tools may refuse calls and results of tools in a conversation.
    """
    out: list[BaseMessage] = []
    for message in messages:
        if isinstance(message, ToolMessage):
            out.append(HumanMessage(f"A look-up brought:\n{message.content}"))
        elif not (isinstance(message, AIMessage) and message.tool_calls):
            out.append(message)
    return [*out, HumanMessage(NO_MORE_LOOK_UPS)]
