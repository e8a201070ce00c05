"""A brief for a document that was just added: written where it is due, kept with the edition, told in one line."""

from __future__ import annotations

from datetime import date

from assistant.briefs.writing import write_brief
from assistant.research.generation import Generator
from corpus.annotations.briefs import kept_brief, written_brief
from corpus.catalogue import Catalogue
from corpus.errors import FilledLine, Problem


def add_brief(generator: Generator, model: str, catalogue: Catalogue, source_id: str) -> str:
    """Write and keep the brief of the newest edition of a person's own document; return what came of it as one line.

    "" where none is due: there is one, or the text is its publisher's or ours. Whatever fails costs nothing but the
    brief.
    """
    held = next((h for h in catalogue.holdings() if h.source.id == source_id), None)
    if held is None or held.source.origin_class.is_own or kept_brief(catalogue, held.latest.number):
        return ""
    try:
        edition = (held.source, held.latest)
        brief = write_brief(generator, model, catalogue, edition, date.today())
        if not catalogue.keep_brief(held.latest.number, written_brief(brief)):
            return ""
    except Problem as problem:
        told = {"problem": FilledLine("{first} {others}", {"first": problem.message, "others": problem.remedy})}
        return FilledLine("{problem} No brief by a chat model is kept of it.", told)
    written = FilledLine("{model} wrote a brief of it.", {"model": model})
    if brief.read < brief.of:
        values = {"model": model, "read": f"{brief.read:,}", "whole": f"{brief.of:,}"}
        written = FilledLine("{model} wrote a brief of it, from {read} of its {whole} characters.", values)
    if not brief.left_out:
        return written
    left = FilledLine("{count} sentences did not pass the check.", {"count": brief.left_out})
    if brief.left_out == 1:
        left = FilledLine("1 sentence did not pass the check.", {})
    return FilledLine("{first} {others}", {"first": written, "others": left})
