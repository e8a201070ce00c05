"""Translations beside the quotes of an answer, by the chat model."""

from __future__ import annotations

from collections.abc import Generator as Generator_
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.events import Event, Step
from assistant.model import Answer
from assistant.pipeline.answer_assembly import noticed
from assistant.query.model import Query
from corpus.errors import ModelFailed

if TYPE_CHECKING:
    from assistant.research.generation import Generator


def with_translations(
    question: Query, answer: Answer, generator: Generator | None, name: str
) -> Generator_[Event, None, Answer]:
    """Return the answer with translations beside the quotes that are not in the question's language."""
    if generator is None:
        return answer  # before the languages are told apart, for which a model of some megabytes is read
    from assistant.research.translation import to_translate, translated

    language, wanted = to_translate(question.asked, question.standalone, answer.citations)
    if not wanted:
        return answer
    yield Step("translating", f"{len(wanted)} quote{'s' if len(wanted) > 1 else ''}, by {name}")
    try:
        cited = translated(answer.citations, wanted, language, generator.speak, name)
    except ModelFailed as failure:
        return noticed(answer, f"{failure.message} The quotes stand untranslated.")
    if not any(c.translation for c in cited):
        return noticed(answer, "The chat model gave no usable translation of the quotes.")
    return replace(answer, citations=cited)
