"""Names that practitioners give to rules ("the EU's coal ban"), with the addresses of the rules: `rule_names.toml`."""

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
    """Entry of `rule_names.toml`: ways of naming a rule, and the addresses where the rule stands.

    A way is a set of patterns that must all match.
    """

    ways: tuple[tuple[re.Pattern[str], ...], ...]
    at: tuple[Locator, ...]


@cache
def rule_names() -> tuple[RuleName, ...]:
    """Return all entries in the order of the file. Raise BadRequest when the file is damaged."""
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
    """Return the addresses of rules that a question calls by a name instead of an address."""
    plain = re.sub(r"(?<=\w)-(?=\w)", " ", question)
    return tuple(
        dict.fromkeys(
            at for r in rule_names() if any(all(p.search(plain) for p in way) for way in r.ways) for at in r.at
        )
    )
