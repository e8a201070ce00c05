"""Nothing that the tables of `corpus/lexicon` hold stands in Python: every literal of the source is read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from corpus.lexicon import countries, jurisdictions, measures, party_lists, reference_tables
from tests.source import ROOT, modules

# Places in the source that may hold what looks like a piece of a table, each with its reason.
LISTS_NAMED = {
    "assistant/pipeline/assistant.py": "an example of a question",
}
AGENCIES_NAMED = {
    "corpus/locators/eu.py": "a German word between articles, and a Latin numeral",
    "corpus/locators/links.py": "the host of a publisher's pages",
    "corpus/parsers/ecfr/document.py": "a department, as a file of its own names it",
    "corpus/parsers/lists/screening.py": "publishers of a list, in its title",
    "corpus/references/identifiers.py": "numbers of dangerous goods",
    "corpus/sources/publishers/screening_list.py": "publishers of a list, in its title",
    "index/text/tokens.py": "a word that the stemmer would cut",
}
CURRENCIES_NAMED = {
    "assistant/reading_rules/premises.py": "a rule that is to be replaced, and is not extended",
}
CODES_HELD = {
    "corpus/language/detection.py": "codes and names of languages",
    "corpus/references/finding.py": "kinds of address, by the grammar that reads them",
    "corpus/sources/entries.py": "names of sets of official sources",
    "assistant/evidence/definitions.py": "words that stand before a term that is asked of",
}


def _literals(name: str) -> Iterator[ast.AST]:
    """Yield every literal of a module but its docstrings."""
    tree = modules()[name]
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(n.body[0].value) for n in ast.walk(tree) if isinstance(n, described) and isinstance(n.body[0], ast.Expr)
    }
    yield from (n for n in ast.walk(tree) if id(n) not in docstrings)


def _strings(node: ast.AST) -> list[str]:
    """Return the strings that a literal with several parts holds; none for other nodes."""
    if isinstance(node, ast.Dict):
        parts = [*node.keys, *node.values]
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        parts = list(node.elts)
    else:
        return []
    return [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]


def test_no_list_of_parties_is_named_in_the_source() -> None:
    entries = party_lists.table().entries
    found = {
        name
        for name in modules()
        for node in _literals(name)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if any(n.name.casefold() in node.value.casefold() or n.named.search(node.value) for n in entries)
    }
    assert found == set(LISTS_NAMED)


def test_no_agency_is_named_in_the_source() -> None:
    table = jurisdictions.table()
    agencies = {name.casefold() for j in table.entries for name in (*j.agencies, *filter(None, j.offices.split("|")))}
    found = {
        name
        for name in modules()
        for node in _literals(name)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        # The "b" of a pattern's word boundary would hide the word behind it.
        if agencies.intersection(re.findall("[a-z]+", node.value.replace(r"\b", " ").casefold()))
    }
    assert found == set(AGENCIES_NAMED)


def test_no_table_of_months_or_currencies_stands_in_the_source() -> None:
    table = measures.table()
    codes = {code.casefold() for c in table.currencies for code in c.codes}
    few = 2
    found = {
        name
        for name in modules()
        for node in _literals(name)
        if any(
            len(known.intersection(s.casefold() for s in _strings(node))) > few
            for known in (set(table.month_names), codes)
        )
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and len(_codes(node.value, codes)) > few)
    }
    assert found == set(CURRENCIES_NAMED)


def _codes(pattern: str, codes: set[str]) -> set[str]:
    """Return the codes of currencies that stand as words in a pattern."""
    return codes.intersection(re.findall("[a-z]+", pattern.replace(r"\b", " ").casefold()))


def test_no_table_of_jurisdictions_or_countries_stands_in_the_source() -> None:
    codes = set(jurisdictions.table().by_code)
    written = {word.casefold() for c in countries.table().entries for word in c.written}
    few = 2  # of a table; more are one
    found = {
        name
        for name in modules()
        for node in _literals(name)
        if len(codes.intersection(_strings(node))) > few
        or len(written.intersection(s.casefold() for s in _strings(node))) > few
    }
    assert found == set(CODES_HELD)


def test_no_engine_holds_a_country_to_be_its_own() -> None:
    """Check that whose lists and tables are held is a field of theirs: no engine compares a country with its code."""
    own = party_lists.table().countries | reference_tables.reference_tables().countries
    found = {
        name
        for name in modules()
        if name.startswith("assistant/engines/")
        for node in _literals(name)
        if isinstance(node, ast.Constant) and node.value in own
    }
    assert own
    assert found == set()


def test_the_ranges_of_han_and_kana_stand_in_one_place() -> None:
    han, kana = chr(0x4E00), chr(0x3040)
    ranges = (f"{han}-", f"{chr(0x3400)}-", f"{kana}-", r"\u4e00-", r"\u3400-", r"\u3040-")
    found = {name for name in modules() if any(r in (ROOT / name).read_text("utf-8").casefold() for r in ranges)}
    assert found == {"corpus/language/scripts.py"}
