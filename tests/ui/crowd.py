"""Readers who speak Streamlit's protocol with a real server, as many at once as wanted, without a browser."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_OUTCOME = 'class="lc-outcome"'
_PATIENCE = 90.0  # seconds that an answer may take on a busy machine
_TURNS = 4  # of a conversation, then a new reader comes
_SYLLABLES = ("bra", "cen", "dor", "fli", "gan", "hol", "jat", "kev", "lum", "mok", "nar", "pil", "quo", "ros", "sut")


def things(count: int) -> list[str]:
    """Return made-up names of things, none of which is a part of another."""
    pairs = [a + b for a in _SYLLABLES for b in _SYLLABLES if a != b]
    return [pair + "in" for pair in pairs[:count]]


def mark(thing: str) -> str:
    """Return what only the rule of this thing says."""
    return f"mark of {thing[::-1]}"


def rules(names: Sequence[str]) -> str:
    """Return Markdown with a rule for each thing; none answers for another."""
    return "---\ntitle: Widget Rules\n---\n" + "\n\n".join(
        f"# The {name} rule\n\nA {name} widget is a widget that bears the {mark(name)}." for name in names
    )


class Reader:
    """One reader with one conversation, in a session of its own."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._composer = ""  # the id of the field for questions
        self.turns = 0

    async def __aenter__(self) -> Reader:
        headers = {"Cookie": f"licet_reader={secrets.token_hex(16)}", "Origin": self._base}
        self._line = await websockets.connect(
            self._base.replace("http", "ws") + "/_stcore/stream", additional_headers=headers,
            subprotocols=["streamlit"], max_size=None, ping_interval=None, open_timeout=_PATIENCE,
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._line.close()

    async def ask(self, question: str) -> tuple[str, str]:
        """Ask; return the finished answer as HTML, and all that the page showed with it."""
        message = BackMsg()
        if self._composer:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.chat_input_value.data = self._composer, question
        else:
            message.rerun_script.query_string = urlencode({"q": question})
        await self.send(message.SerializeToString())
        self.turns += 1
        async with asyncio.timeout(_PATIENCE):
            return await self._answer()

    async def send(self, message: bytes) -> None:
        """Send a message as it is."""
        await self._line.send(message)

    async def receive(self) -> bytes:
        """Return the next message as it is."""
        received = await self._line.recv()
        assert isinstance(received, bytes)
        return received

    async def _answer(self) -> tuple[str, str]:
        shown: list[str] = []
        before: list[str] = []
        while True:
            forward = ForwardMsg.FromString(await self.receive())
            kind = forward.WhichOneof("type")
            if kind == "new_session":
                before, shown = shown, []
            elif kind == "delta":
                element = forward.delta.new_element
                self._composer = element.chat_input.id or self._composer
                shown.append(element.html.body or str(element))
            elif kind == "script_finished":
                outcomes = [body for body in shown if _OUTCOME in body]
                if forward.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY and len(outcomes) == self.turns:
                    return outcomes[-1], "\n".join(shown)
                if forward.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
                    shown = [*before, *shown]  # a part of the page was drawn anew, which leaves the rest as it is
                elif forward.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:  # questions to offer were tried
                    assert len(outcomes) < self.turns, "\n".join(shown)


@dataclass
class Told:
    """What a crowd has found: seconds of each answer, and what was wrong."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


async def crowd(base: str, own: Sequence[Sequence[str]], lasting: float) -> Told:
    """Let a reader for each list of things ask about these things and no others, for so many seconds."""
    told, until = Told(), time.monotonic() + lasting
    every = {name for names in own for name in names}
    await asyncio.gather(*(_reads(base, names, every - set(names), until, told) for names in own))
    return told


async def _reads(base: str, names: Sequence[str], others: set[str], until: float, told: Told) -> None:
    number = 0
    while time.monotonic() < until:
        try:
            async with Reader(base) as reader:
                while reader.turns < _TURNS and time.monotonic() < until:
                    name, number = names[number % len(names)], number + 1
                    begun = time.monotonic()
                    answer, page = await reader.ask(f"What is a {name} widget?")
                    told.seconds.append(time.monotonic() - begun)
                    if mark(name) not in answer:
                        told.faults.append(f"{name}: not answered: {answer}")
                    if mixed := [other for other in others if mark(other) in answer or f"a {other} widget?" in page]:
                        told.faults.append(f"{name}: mixed with {mixed}: {answer}")
        except Exception as error:  # every other reader goes on
            told.faults.append(f"{names}: {type(error).__name__}: {error}")
            return


def memory(process: int) -> float:
    """Return the MB that a process holds in memory."""
    return _kilobytes(process, "VmRSS") / 1024


def _kilobytes(process: int, name: str) -> int:
    lines: Any = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(name + ":")))
