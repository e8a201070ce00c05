"""Reply in the provider's own structured form, put into the plain form that all replies are read in.

So a reply is checked, repaired and shown alike whichever way it came. An object is untrusted like any reply: what has
another form than the schema's is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.utils.json import parse_partial_json

from assistant.model import BlockKind, ClaimType
from assistant.prompts.loader import OUTCOME
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

ANSWER_TOOL = "answer"
_MOST_BLOCKS, _MOST_CLAIMS, _MOST_SUPPORT = 80, 120, 12  # of a reply, of a block, of a claim
_LONGEST_WORDS_OF_CLAIM = 3000  # characters of a sentence or a row
_STOP = lazy_regex(r"[.。!！]$")
_OUTCOMES = ("answered", "in part", "silent", "needs")


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def _list_of(items: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


_TEXT: Mapping[str, Any] = {"type": "string"}
_SUPPORT = _object(
    {
        "piece": {"type": "integer", "description": "number of a piece of the evidence"},
        "words": {"type": "string", "description": "three to thirty words that decide it, copied exactly from it"},
    }
)
_CLAIM = _object(
    {
        "text": {"type": "string", "description": "one sentence; the text of a bullet; empty for a table's row"},
        "cells": _list_of(_TEXT, "cells of a table's row; empty otherwise"),
        "type": {"type": "string", "enum": [kind.value for kind in ClaimType]},
        "support": _list_of(_SUPPORT, "what it stands on; empty for a gap and for advice"),
    }
)
_BLOCK = _object(
    {
        "kind": {"type": "string", "enum": [kind.value for kind in BlockKind]},
        "heading": {"type": "string", "description": "words of a heading; empty otherwise"},
        "columns": _list_of(_TEXT, "heads of a table's columns; empty otherwise"),
        "claims": _list_of(_CLAIM, "sentences of a paragraph, bullets or steps of a list, rows of a table"),
    }
)
ANSWER_SCHEMA: dict[str, Any] = {
    "title": ANSWER_TOOL,
    "description": "The answer, as claims with the words of the evidence that they stand on.",
    **_object(
        {
            "outcome": {"type": "string", "enum": [*_OUTCOMES]},
            "fact": {
                "type": "string",
                "description": "the missing fact where the outcome is needs, else empty",
            },
            "blocks": _list_of(_BLOCK),
        }
    ),
}


def whole_reply(said: str) -> str:
    """Return a reply in the schema's form as plain text; "" for half an object, and for what is none."""
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return ""
    return as_plain_text(told)


def reply_so_far(said: str) -> str:
    """Return as plain text what is complete of an object that is still coming: all but its last block."""
    try:
        told = parse_partial_json(said)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(told, dict) or not isinstance(told.get("blocks"), list):
        return ""
    return as_plain_text({**told, "blocks": told["blocks"][:-1]}) if len(told["blocks"]) > 1 else ""


def as_plain_text(told: object) -> str:
    """Return an object of the schema's form as a reply in plain text; "" for one that is none or says nothing."""
    if not isinstance(told, Mapping):
        return ""
    outcome = _words(told.get("outcome"))
    fact = f" {_words(told.get('fact'))}" if outcome == "needs" else ""
    blocks = [text for block in _listed(told.get("blocks"), _MOST_BLOCKS) if (text := _block(block))]
    if not blocks and outcome not in ("silent", "needs"):
        return ""
    return "\n\n".join([f"{OUTCOME}: {outcome}{fact}", *blocks])


def _block(block: object) -> str:
    if not isinstance(block, Mapping):
        return ""
    kind = block.get("kind")
    claims = [c for c in _listed(block.get("claims"), _MOST_CLAIMS) if isinstance(c, Mapping)]
    if kind == BlockKind.HEADING:
        return f"## {_words(block.get('heading'))}" if _words(block.get("heading")) else ""
    if kind == BlockKind.TABLE:
        return _table(_listed(block.get("columns"), _MOST_SUPPORT), claims)
    said = [text for claim in claims if (text := _claim(claim))]
    if kind in (BlockKind.BULLETS, BlockKind.STEPS):
        return "\n".join(f"{'-' if kind == BlockKind.BULLETS else f'{n}.'} {text}" for n, text in enumerate(said, 1))
    return " ".join(said)


def _claim(claim: Mapping[str, Any]) -> str:
    text = _words(claim.get("text")) or " – ".join(map(_words, _listed(claim.get("cells"), _MOST_SUPPORT)))
    if not text:
        return ""
    stop = _STOP.search(text)
    return f"{text[: stop.start()] if stop else text}{_marker(claim)}{stop[0] if stop else '.'}"


def _table(columns: Sequence[object], claims: Sequence[Mapping[str, Any]]) -> str:
    head = [_cell(c) for c in columns]
    rows = [[_cell(c) for c in _listed(claim.get("cells"), _MOST_SUPPORT)] for claim in claims]
    width = max([len(head), *map(len, rows)], default=0)
    if not width or not rows:
        return ""
    lines = [[*head, *[""] * (width - len(head))], ["---"] * width]
    for row, claim in zip(rows, claims, strict=True):
        filled = [*row, *[""] * (width - len(row))]
        lines.append([*filled[:-1], f"{filled[-1]}{_marker(claim)}"])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _marker(claim: Mapping[str, Any]) -> str:
    kind = claim.get("type") if claim.get("type") in [k.value for k in ClaimType] else ""
    named = kind if kind and kind != ClaimType.STATES else ""
    support = "; ".join(_supports(_listed(claim.get("support"), _MOST_SUPPORT)))
    inside = " ".join(part for part in (named, support) if part)
    return f" [{inside}]" if inside else ""


def _supports(support: Sequence[object]) -> Iterator[str]:
    for one in support:
        piece = one.get("piece") if isinstance(one, Mapping) else None
        if isinstance(one, Mapping) and isinstance(piece, int) and 0 <= piece < 1000:
            words = _words(one.get("words")).replace('"', "'")
            yield f'{piece} "{words}"' if words else str(piece)


def _listed(value: object, most: int) -> list[Any]:
    return value[:most] if isinstance(value, list) else []


def _words(value: object) -> str:
    return one_line(value)[:_LONGEST_WORDS_OF_CLAIM] if isinstance(value, str) else ""


def _cell(value: object) -> str:
    return _words(value).replace("|", "/")


class StructuredForm:
    """Way to ask one chat model for the schema's form; `is_refused` once its server would not have it."""

    def __init__(self, model: Any) -> None:
        self._model, self.is_refused = model, False
        self._bound: Any = None

    def refuse(self) -> None:
        """Ask for the form no more: the model's server would not have it."""
        self.is_refused = True

    def bound(self) -> Any:
        """Return the model that replies in the form, None where its client cannot ask for it."""
        if self._bound is None and not self.is_refused:
            self._bound = _bound(self._model.with_structured_output)
            self.is_refused = self._bound is None
        return None if self.is_refused else self._bound


def _bound(structured: Callable[..., Any]) -> Any:
    """Return the model within LangChain's structured output, whose pieces come as they are written."""
    for options in ({"method": "json_schema"}, {}):
        try:
            made = structured(ANSWER_SCHEMA, include_raw=True, **options)
            return made.first.steps__["raw"]
        except (NotImplementedError, TypeError, ValueError, AttributeError, KeyError):
            continue
    return None
