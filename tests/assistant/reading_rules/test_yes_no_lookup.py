"""A leading yes or no: only where a list, an entry or a row is looked up."""

from __future__ import annotations

import pytest

from assistant.query.parser import understand
from assistant.reading_rules.yes_no_lookup import SentenceInContext, listed_word
from corpus.catalogue import Catalogue
from corpus.filters import Filters

ELEMENTS = "稀土，指镧、铈、镨、钕、钷、钪等元素的总称。"
COUNTRIES = "Chad; Cuba; France; Italy; Japan; Peru"
PERMITS = "A general license is issued for any country listed in § 9."


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return Catalogue(tmp_path_factory.mktemp("empty") / "catalogue.sqlite")


@pytest.mark.parametrize(
    ("asked", "text", "more", "word"),
    [
        ("Is the GBS exception open for 9X001?", "GBS: Yes, for 9X001.h", {}, "Yes"),
        ("Is the GBS exception open for 9X001?", "9X001 GBS: N/A", {}, "No"),
        ("Is the GBS exception open for 9X001?", "GBS: Yes, for 9X001.h", {"own": 0.1}, ""),  # of what was asked before
        ("Do we need a licence for 9X001?", "9X001 GBS: N/A", {}, ""),  # an exception is not asked after
        ("Is the lamp office named in the list?", "Main Lamp Office (MLO).", {}, "Yes"),
        ("Is the lamp office one of the entities?", "Wick Works; Lamp Office; Oil Board", {}, "Yes"),
        ("Is scandium a rare earth there?", ELEMENTS, {"covered": 0.9}, "Yes"),
        ("Is copper a rare earth there?", ELEMENTS, {"covered": 0.9}, "No"),
        ("May we ship oil to Peru?", PERMITS, {"in_list": False}, "No"),
        ("May we ship oil to Peru?", PERMITS, {"in_list": True}, ""),  # other conditions may stand there
        ("Do we need a licence for oil to Peru?", PERMITS, {"in_list": False}, ""),
        ("Is Norway in the group of lantern countries?", COUNTRIES, {"covered": 0.6}, "No"),
        ("Is Japan still in the group of lantern countries?", COUNTRIES, {"covered": 0.6}, "Yes"),
        ("Is Japan still in the group of lantern countries?", COUNTRIES, {"covered": 0.1}, ""),
        ("Is Japan still in the group of lantern countries?", "Chad; Japan", {"covered": 0.6}, ""),
        ("Is Japan covered?", COUNTRIES, {"covered": 0.6, "listed": True}, "Yes"),
        ("Is Japan covered?", f"None of {COUNTRIES}", {"covered": 0.6, "listed": True}, ""),
        ("May we sell soap to Freedonia?", "It is prohibited to sell soap.", {"covered": 0.9}, ""),
    ],
)
def test_a_word_is_looked_up(asked: str, text: str, more: dict, word: str, catalogue: Catalogue) -> None:
    question = understand(asked, (), Filters(), catalogue)
    found = listed_word(question, SentenceInContext(text, **({"covered": 0.3} | more)))
    assert (found.text.split()[0].strip(".,") if found else "") == word
