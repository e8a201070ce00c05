"""Identifiers get one spelling each, whatever the text's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.references.identifiers import find, identifiers

# fmt: off
CASES = [
    ("items in 3A001.b.2 and EAR99", ["3A001.b.2", "EAR99"], "entries"),
    ("see § 744.21(b)(1) of the EAR", ["15 CFR 744.21(b)(1)"], "the EAR is title 15"),
    ("see § 744.21", ["744.21"], "a title that is not known is not invented"),
    ("§ 123.1 of the Atomic Energy Act", [], "a section of another law"),
    ("15 CFR § 744.21(f) and 22 C.F.R. 126.1", ["15 CFR 744.21(f)", "22 CFR 126.1"], "spellings"),
    ("89 FR 51652, 90 Fed. Reg. 50,857", ["89 FR 51652", "90 FR 50857"], "Federal Register"),
    ("50 U.S.C. 4801", ["50 U.S.C. 4801"], "statutes"),
    ("Article 3(2) of Regulation (EU) 2021/821", ["Article 3(2)", "Regulation (EU) 2021/821"], "EU"),
    ("Council Regulation (EU) No 833/2014", ["Regulation (EU) No 833/2014"], "without its adopter"),
    ("CELEX 32021R0821 and 02014R0833-20220413", ["32021R0821", "02014R0833-20220413"], "CELEX"),
    ("sarin (107-44-8), not 107-44-9", ["107-44-8"], "CAS numbers have a check digit"),
    ("UN 2814, UN No. 1234", ["UN 2814", "UN 1234"], "UN numbers"),
    ("the 'Military End-User' (MEU) List and the UVL", ["Military End-User List", "Unverified List"],
     "lists by their names"),
    ("Country Group D:5", ["Country Group D:5"], "country groups"),
    ("依照第十二条第二款列入管控名单", ["第十二条第二款", "管控名单"], "Chinese"),
    ("a call from +86 10-65-2", [], "no CAS number"),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected", "comment"), CASES)
def test_identifiers(text: str, expected: list[str], comment: str) -> None:
    assert list(identifiers(text)) == expected, comment


def test_the_title_of_a_bare_section_comes_from_its_place() -> None:
    assert identifiers("see § 110.42", "10") == ("10 CFR 110.42",)


@given(st.text(alphabet="§ 0123456789.()abAEFRCU-List第条", max_size=80))
def test_every_identifier_is_a_slice_of_the_text(text: str) -> None:
    for one in find(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == text[one.start : one.end].strip()
        assert one.name
