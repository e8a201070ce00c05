"""Words of tables in patterns: signs in them mean themselves, and a table without words matches nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.engines.lists import places
from corpus.lexicon import countries
from corpus.lexicon.countries import Countries
from corpus.lexicon.jurisdictions import Jurisdiction, Jurisdictions
from corpus.lexicon.tables import any_of


@pytest.mark.parametrize(("words", "text", "found"), [(("u.k",), "uxk u.k", ["u.k"]), ((), "any text", [])])
def test_words_are_alternatives_as_they_are_written(words: tuple[str, ...], text: str, found: list[str]) -> None:
    assert re.findall(any_of(words), text) == found


def test_a_short_form_with_a_sign_is_found_as_it_is_written() -> None:
    [germany] = [c for c in countries.table().entries if c.code == "DE"]
    table = Countries((replace(germany, small_forms=("g.r",)),), (), {})
    assert [m[0] for m in places._named(table).finditer("gxr g.r Germany")] == ["g.r", "Germany"]


def test_a_table_without_short_or_shared_names_names_nothing_with_them() -> None:
    [germany] = [c for c in countries.table().entries if c.code == "DE"]
    table = Countries((replace(germany, small_forms=()),), (), {})
    assert [m[0] for m in places._named(table).finditer("a lamp for Germany, please")] == ["Germany"]
    assert places._shared_name(table).search("a lamp for Korea") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from the us to the uae", ["US", "AE"]),
        ("papers in usa, a buyer in uk or the prc", ["US", "GB", "CN"]),
        ("tell us what the use is", []),
        ("the usual rules at legislation.gov.uk", []),
        ("a chip made in usa, from the usa to uk", ["US", "US", "GB"]),
        ("El chip que usa nuestro cliente", []),
        ("il componente che si usa", []),
        ("write to x@usa.com or a@uk.com", []),
    ],
)
def test_short_forms_that_mean_nothing_else_count_in_small_letters(text: str, found: list[str]) -> None:
    assert [code for _, _, code in countries.mentioned_countries(text)] == found
    assert [code for _, _, code in places.find(text)] == found


def test_jurisdictions_without_homonyms_have_none_in_capitals() -> None:
    assert Jurisdictions((Jurisdiction("xx"),)).homonyms_in_capitals.search("US or EAR") is None
    table = Jurisdictions((Jurisdiction("xx", homonyms=("u.s",)),))
    assert [m[0] for m in table.homonyms_in_capitals.finditer("UXS U.S")] == ["U.S"]


def test_laws_are_found_by_their_short_names_in_any_case() -> None:
    table = Jurisdictions((Jurisdiction("xx", laws=("ABC", "Def")), Jurisdiction("yy", laws=("ghi",))))
    assert table.of_law == {"abc": "xx", "def": "xx", "ghi": "yy"}
    assert table.of_law is table.of_law
