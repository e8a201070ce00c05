"""What practitioners call a rule ("the thermal camera rule", "the EU's coal ban"), and where it stands: `rule_names.toml`, read and applied."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from corpus.errors import BadRequest
from corpus.locators import Locator, mentions


@dataclass(frozen=True, slots=True)
class RuleName:
    """One entry: ways of naming the rule, each a conjunction of patterns, and its addresses."""

    ways: tuple[tuple[re.Pattern[str], ...], ...]
    at: tuple[Locator, ...]


@cache
def rule_names() -> tuple[RuleName, ...]:
    """All entries, in their order. Raises BadRequest when the file is damaged."""
    try:
        entries = tomllib.loads(files(__package__).joinpath("rule_names.toml").read_text("utf-8"))["rule"]
        return tuple(
            RuleName(
                tuple(tuple(re.compile(rf"\b(?:{p})(?![\w-])", re.I) for p in way) for way in e["when"]),
                tuple(m.locator for address in e["at"] for m in mentions(address)),
            )
            for e in entries
        )
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        raise BadRequest(f"The names of rules cannot be read: {error}.", "Install Licet again.") from error


@lru_cache(maxsize=512)
def rules_named(question: str) -> tuple[Locator, ...]:
    """The addresses of the rules that a question names in other words than by address."""
    plain = re.sub(r"(?<=\w)-(?=\w)", " ", question)
    return tuple(
        dict.fromkeys(
            at for r in rule_names() if any(all(p.search(plain) for p in way) for way in r.ways) for at in r.at
        )
    )
