"""Parties on shipping papers: names behind "consignee", "notify party" and other labels."""

from __future__ import annotations

import re

from corpus.lexicon.row_questions import RowQuestions

_LABELLED = 2  # labels of shipping papers from which a text is one


def with_quoted_parties(text: str, known: RowQuestions) -> str:
    """Return a text with the parties of shipping papers in quotes, and without what stands behind other labels."""
    out: list[str] = []
    labelled = 0
    for piece in re.split(r"\s?[/|;\n•]\s?|,\s", text):
        head, rest = "", piece.strip()
        party, other = _label(known.handed, rest, known), _label(known.beside, rest, known)
        if not (party or other) and ":" in rest:  # "Please screen: Consignee Acme"
            head, _, rest = rest.partition(":")
            rest = rest.strip()
            party, other = _label(known.handed, rest, known), _label(known.beside, rest, known)
        if not (party or other):
            out.append(piece)
            continue
        labelled += 1
        name = rest[party.end() :].strip(" :.-") if party else ""
        out += [f"{head}:" if head else "", f"“{name}”" if name else ""]
    return " ; ".join(filter(None, out)) if labelled >= _LABELLED else text


def _label(labels: re.Pattern[str], text: str, known: RowQuestions) -> re.Match[str] | None:
    """Return the label that a line of shipping papers begins with; None in a sentence: "seller says …"."""
    match = labels.match(text)
    behind = re.match(r"\s*([a-z][\w']*)", text[match.end() :]) if match else None
    return None if behind and behind[1] in known.words else match
