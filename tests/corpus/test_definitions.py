"""The terms that a text defines, as each law phrases it; ordinary quotes define none."""

from __future__ import annotations

import pytest

from corpus.definitions import definitions
from corpus.model import Role

# fmt: off
CASES = [
    ("(f) Military end use. In this section, 'military end use' means: Incorporation into a military item.",
     ["military end use"], "US, single quotes"),
    ("“Foreign person” means any natural person who is not a citizen.", ["Foreign person"], "double quotes"),
    ("In this section, the phrase `military end use' means incorporation into: a military item.",
     ["military end use"], "a grave accent as quote"),
    ("The term 'third party' refers to a party that is not listed.", ["third party"], "refers to"),
    ("For the purposes of this section, “unmanned aerial vehicles” include, but are not limited to, target drones.",
     ["unmanned aerial vehicles"], "includes"),
    ("For the purposes of 3A001.b.12, a 'transmit/receive module' is a multifunction assembly.",
     ["transmit/receive module"], "is, behind a purpose"),
    ("(1) ‘dual-use items’ means items, including software and technology;", ["dual-use items"], "EU"),
    ("“Item” means “commodities, software, and technology.”", ["Item"], "what it means is quoted too"),
    ("No “U.S. person” may, without a license from BIS, 'support':", [], "ordinary quotes"),
    ("you have “knowledge,” as defined in § 772.1 of the EAR, that the item is intended", [], "defined elsewhere"),
    ("the 'military end user' is a party to the transaction", [], "is, without a purpose"),
    ("destroyed by 'heating' means of the trade", [], "'means of' is a noun"),
]
CHINESE = [
    ("本法所称两用物项，是指既有民事用途，又有军事用途的货物。", ["两用物项"], "本法所称…是指"),
    ("前款所称管制物项，包括物项相关的技术资料等数据。", ["管制物项"], "前款所称…包括"),
    ("稀土，指镧、铈等元素的总称。", ["稀土"], "in a list of terms"),
    ("国务院有关部门（以下统称国家出口管制管理部门）负责", ["国家出口管制管理部门"], "a short name"),
    ("任何组织和个人不得指使他人违反本法。", [], "指使 is a verb"),
]
JAPANESE = [
    ("「本邦」とは、本州、北海道、四国、九州をいう。", ["本邦"], "とは"),
    ("使用に係る技術（以下「特定技術」という。）を提供する", ["特定技術"], "以下…という"),
    ("同項中「三月」とあるのは「六月」とする。", [], "a rewriting"),
]
# fmt: on


@pytest.mark.parametrize(
    ("language", "text", "expected", "comment"),
    [("en", *c) for c in CASES] + [("zh", *c) for c in CHINESE] + [("ja", *c) for c in JAPANESE],
)
def test_terms(language: str, text: str, expected: list[str], comment: str) -> None:
    found = definitions(text, language=language)
    assert [d.term for d in found] == expected, comment
    for d in found:
        assert d.term in text[d.start : d.end]


def test_a_definition_provision_defines_its_heading() -> None:
    text = "Natural uranium means uranium as found in nature."
    found = definitions(text, Role.DEFINITION, "Natural uranium", offset=100)
    assert [(d.term, d.start, d.end) for d in found] == [("Natural uranium", 100, 100 + len(text))]


def test_a_note_explains_its_quoted_term() -> None:
    text = "Technical Note: 'Continuous throughput' is the fastest data rate that can be recorded."
    assert [d.term for d in definitions(text, Role.NOTE)] == ["Continuous throughput"]


def test_the_span_is_the_sentence() -> None:
    text = "Some words before. In this part, “export” means a shipment. Some after."
    (found,) = definitions(text)
    assert text[found.start : found.end] == "In this part, “export” means a shipment."
