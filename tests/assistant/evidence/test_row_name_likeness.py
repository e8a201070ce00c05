"""Likeness of names."""

from __future__ import annotations

from assistant.evidence.row_name_likeness import alike, plain


def test_legal_forms_do_not_tell_names_apart() -> None:
    assert plain("Acme Rocket Works Co., Ltd.") == plain("ACME rocket works")


def test_a_number_tells_names_apart() -> None:
    assert alike("example 3 works", "example 24 works") == 0.0
    assert alike("example 3 works", "example 3 works of freedonia") > 90
