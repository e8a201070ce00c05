"""A brief for a document that was just added: written where it is due, kept with the edition, told in one line."""

from __future__ import annotations

from datetime import date

from assistant.briefs.writing import write_brief
from assistant.research.generation import Generator
from corpus.annotations.briefs import kept_brief, written_brief
from corpus.catalogue import Catalogue
from corpus.errors import Problem


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
        return f"{problem} No brief by a chat model is kept of it."
    part = f", from {brief.read:,} of its {brief.of:,} characters" if brief.read < brief.of else ""
    left = f"; {brief.left_out} sentence{'s' * (brief.left_out != 1)} did not pass the check" if brief.left_out else ""
    return f"{model} wrote a brief of it{part}{left}."
