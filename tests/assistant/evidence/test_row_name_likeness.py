"""Likeness of names."""

from __future__ import annotations

from assistant.evidence.row_name_likeness import folded_name, likeness_of


def test_legal_forms_do_not_tell_names_apart() -> None:
    assert folded_name("Acme Rocket Works Co., Ltd.") == folded_name("ACME rocket works")


def test_a_number_tells_names_apart() -> None:
    assert likeness_of("example 3 works", "example 24 works") == 0.0
    assert likeness_of("example 3 works", "example 3 works of freedonia") > 90
