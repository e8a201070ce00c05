"""Licensing authorities of other countries that a question names: it asks of their law."""

from __future__ import annotations

from assistant.engines.determination.law_texts.rules import pattern, rule_table


def countries_of_authorities(text: str) -> tuple[str, ...]:
    """Return the codes of the countries whose licensing authority a text names."""
    return tuple(code for code, words in rule_table()["authority"].items() if pattern(words).search(text))


def is_of_foreign_authority(text: str) -> bool:
    """Return whether a text asks of another country's authority, and nowhere speaks of the law that the walk reads."""
    own = pattern(str(rule_table()["exporter"]["but_of_own_law"]))
    return bool(countries_of_authorities(text)) and own.search(text) is None
