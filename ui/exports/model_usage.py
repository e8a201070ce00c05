"""What a chat model took for an answer or a memo, as one line: calls, tokens, and their price where it is known."""

from __future__ import annotations

from assistant.model import Usage
from ui.language import _, figure, ngettext

_LEAST_COST = 0.0001  # US dollars that are told


def usage_line(used: Usage | None) -> str:
    """Return what chat models took as one line; "" where none was asked."""
    if used is None or not used.calls:
        return ""
    calls = ngettext("{count} call of the chat model", "{count} calls of the chat model", used.calls)
    told = [
        calls.format(count=figure(used.calls)),
        _("{read} tokens read, {written} written").format(
            read=figure(used.input_tokens), written=figure(used.output_tokens)
        ),
    ]
    if used.cost is not None:
        told.append(_("US$ {cost} by the prices of the settings").format(cost=_dollars(used.cost)))
    return " · ".join(told)


def _dollars(cost: float) -> str:
    """Return a sum with the digits that tell something of it: 1.25, 0.0123."""
    return f"< {figure(_LEAST_COST, 4)}" if 0 < cost < _LEAST_COST else figure(cost, 2 if cost >= 1 else 4)
