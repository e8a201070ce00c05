"""Prompts as Markdown files; their placeholders are checked when they are loaded."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from string import Template

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.model import Citation
from corpus.text import one_line

NO_ANSWER = "NO ANSWER"
SIMPLY = "Explain it in everyday words, as to a newcomer; keep every citation."
_PLACEHOLDERS = {"answer": set(), "evidence": {"style", "evidence", "question"}, "repair": {"failed"}}
_QUOTE = 1500  # characters of one piece of evidence


@cache
def prompt(name: str) -> Template:
    """The prompt `name`. Raises ValueError when its placeholders are not those that the code fills."""
    template = Template(files("assistant").joinpath("prompts", f"{name}.md").read_text("utf-8"))
    if set(template.get_identifiers()) != _PLACEHOLDERS[name]:
        raise ValueError(f"prompts/{name}.md has the placeholders {sorted(template.get_identifiers())}")
    return template


def messages(question: str, citations: list[Citation], *, simply: bool = False) -> list[BaseMessage]:
    """The conversation that asks for an answer."""
    lines = []
    for c in citations:
        # A document must not be able to close its own delimiter.
        quote = one_line(c.quote).replace("<", "‹").replace(">", "›")[:_QUOTE]
        lines.append(f"[{c.number}] {c.standing.value} · {c.locator} · {quote}".replace("\n", " "))
    filled = prompt("evidence").substitute(style=SIMPLY if simply else "", evidence="\n".join(lines), question=one_line(question))
    return [SystemMessage(prompt("answer").template), HumanMessage(filled.strip())]
