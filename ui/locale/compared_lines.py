"""A comparison in the reader's language: its points, its columns, and what its cells say of the table itself."""

from __future__ import annotations

from dataclasses import replace

from assistant.engines.comparison.cells import SEE_ABOVE
from assistant.model import Comparison
from corpus.lexicon.jurisdictions import country_name
from corpus.trust.gaps import fitted_line
from ui.language import SOURCE_LANGUAGE, _, reader_language
from ui.locale.names import jurisdiction


def told_comparison(compared: Comparison) -> Comparison:
    """Return a comparison with its points, and with what cells say of other cells, in the reader's language."""
    if reader_language() == SOURCE_LANGUAGE:
        return compared
    return replace(
        compared,
        rows=tuple(
            (_(point), tuple(tuple(replace(s, text=cell_told(s.text)) for s in cell) for cell in cells))
            for point, cells in compared.rows
        ),
    )


def cell_told(text: str) -> str:
    """Return a sentence of a cell, in the reader's language where it is about the table itself."""
    if reader_language() == SOURCE_LANGUAGE:
        return text
    above = fitted_line(text, (SEE_ABOVE,))
    return _(above.template).format(point=_(str(above.values["point"]))) if above else _(text)


def columns_told(compared: Comparison) -> list[str]:
    """Return the names of the jurisdictions compared, in the reader's language."""
    if reader_language() == SOURCE_LANGUAGE:
        return [country_name(code) or code for code in compared.columns]
    return [jurisdiction(code) for code in compared.columns]
