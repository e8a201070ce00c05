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
    "assistant/query/asked_at_once/cutting.py": "a German word of asking, “until”",
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
}
COUNTRIES_NAMED = {
    "assistant/engines/lists/list_lookup.py": "an example of a name, in a remedy",
    "assistant/engines/lists/reference/listing.py": "an example of a name, in a remedy",
    "assistant/engines/overview/quiz.py": "an example of a text, in a question back",
    "assistant/engines/screening/asked/parties_asked.py": "the number of a general authorisation",
    "assistant/pipeline/assistant.py": "examples of questions",
    "assistant/reading_rules/stances.py": "words of a ban on persons of one country, as its law has them",
    "assistant/settings.py": "whose texts a publisher's account is for",
    "corpus/instruments.py": "marks behind and before the numbers of the Union's acts",
    "corpus/language/detection.py": "names of languages",
    "ui/components/page/frame.py": "the name of a font",
    "ui/exports/legal.py": "a country that is no member of a convention",
    "ui/exports/pdf.py": "the name of a font",
    "ui/exports/word.py": "the name of a font",
    "ui/json_documents/list_documents.py": "an example of a name, in a remedy",
    "ui/locale/document_lines.py": "what parsers say of files, for its translators",
    "ui/locale/fact_lines.py": "facts that tables ask for, for their translators",
    "ui/locale/given_words.py": "titles of texts, for their translators",
    "ui/locale/look_up_lines.py": "an example of a name, in a remedy",
    "ui/views/research.py": "an example of a question",
}
# Rooms whose modules read what one country publishes, each the one that its name says.
ROOMS_OF_COUNTRIES = ("corpus/locators/", "corpus/parsers/", "corpus/references/", "corpus/sources/publishers/")


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


def test_no_country_is_named_in_the_source() -> None:
    """Check that no pattern or sentence has a name, a short form or an adjective of a country: the tables hold them."""
    pattern = _countries_pattern()
    assert [
        m[0] for m in pattern.finditer(_without_ids(r"\brussian?\b|from the U.S. to korea|chinese|U\.S\. persons"))
    ] == [*("russian", "U.S.", "korea", "chinese", "U.S.")]
    assert not pattern.search(_without_ids("give us US dollars"))
    assert not pattern.search(_without_ids("china-content"))
    found = {
        name
        for name in modules()
        if not name.startswith(ROOMS_OF_COUNTRIES)
        for node in _literals(name)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.search(_without_ids(node.value))
    }
    assert found == set(COUNTRIES_NAMED)


def _countries_pattern() -> re.Pattern[str]:
    """Return a pattern of what the table calls countries and what is of them; short forms count in capitals alone."""
    table = countries.table()
    forms = {word for c in table.entries for word in (*c.written, *c.law_adjectives)}
    forms -= set(jurisdictions.table().by_code)  # "uk" in small letters is the code of a jurisdiction
    forms |= {word.capitalize() for word in table.unclear}
    shortest = 4  # letters of a form that counts in small letters too
    forms |= {word.casefold() for word in forms if len(word) >= shortest}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})(?!\w)")


def _without_ids(literal: str) -> str:
    """Return a literal without marks of a pattern that hide a word, US dollars and U.S.C.; empty for an entry's id."""
    if re.fullmatch(r"[a-z\d]+(?:-[a-z\d]+)+", literal):
        return ""
    return re.sub(r"\bUS dollars?\b|US\$|\bU\.S\.C\.", "", re.sub(r"\\[bsw]", " ", literal.replace(r"\.", ".")))


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
