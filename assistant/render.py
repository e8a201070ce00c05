"""Statements to the Markdown of an answer. Whatever comes from a document or a model is made inert here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.model import Statement, Verdict

NOT_LEGAL_ADVICE = "Quoted from the texts as held; not legal advice."
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!$])")
_LINE_START = re.compile(r"^(\s*)([-+>]|\d+[.)])(?=\s)", re.M)


def inert(text: str) -> str:
    """`text` with every character escaped that Markdown, HTML or LaTeX would act on; links do not become links."""
    text = _MARKDOWN.sub(r"\\\1", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    return text.replace("://", ":\u2060//").replace("www.", "www\u2060.")


def plain(text: str) -> str:
    """One line of `text`."""
    return " ".join(text.split())


def composed(statements: Sequence[Statement]) -> str:
    """The answer's Markdown: a paragraph a statement, each with its [n] markers; removed statements are left out."""
    return "\n\n".join(
        f"{plain(s.text)} {''.join(f'[{n}]' for n in s.citations)}".strip()
        for s in statements
        if s.verdict is not Verdict.REMOVED
    )
