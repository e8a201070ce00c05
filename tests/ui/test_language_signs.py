"""Signs, order and names that differ between languages: colons, commas, letters with accents, months, regimes."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from typing import Any

import pytest
from babel.messages import pofile
from playwright.sync_api import expect

from corpus.sources.entries import official_entries
from corpus.sources.freshness import Coverage
from ui import language
from ui.components.collection import coverage
from ui.components.page import labels
from ui.locale import names
from ui.locale.messages import catalogue_path


def test_labels_and_enumerations_have_the_signs_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for code, told, listed in (("en", "A: b", "A, b, c"), ("fr", "A : b", "A, b, c"), ("ja", "A：b", "A、b、c")):
        monkeypatch.setattr(language, "reader_language", lambda code=code: code)
        assert (labels.told("A", "b"), labels.listed(("A", "b", "c"))) == (told, listed)
    assert labels.listed(()) == ""


def test_regimes_are_sorted_and_months_told_as_the_language_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (language, names, labels):
        monkeypatch.setattr(module, "reader_language", lambda: "fr")
    told = [labels.jurisdiction(code) for code in labels.by_name(("us", "gb", "eu", "cn", "us"))]
    assert told == ["Chine", "États-Unis", "Royaume-Uni", "Union européenne"]
    assert labels.month(date(2026, 12, 1)) == "Décembre 2026"


def test_the_coverage_names_regimes_in_the_language_and_folds_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (language, names):
        monkeypatch.setattr(module, "reader_language", lambda: "de")
    missing = tuple(e for e in official_entries() if e.jurisdiction == "us")
    regimes = [Coverage("us", "United States", (), (), missing, ()), Coverage("no", "NO", (), (), (), ())]
    us, norway = coverage.regimes_html(regimes).split("</li>")[:2]
    assert "<b>Vereinigte Staaten</b>" in us
    assert us.index("<summary>") < us.index(escape(missing[0].title)) < us.index("</details>")
    assert "<b>Norwegen</b>" in norway
    assert "<details>" not in norway
    monkeypatch.undo()
    assert [names.jurisdiction(code) for code in ("tw", "nl", "no")] == ["Taiwan", "Netherlands", "Norway"]


def test_the_catalogue_in_french_has_one_form_of_apostrophe() -> None:
    with catalogue_path("fr").open("rb") as file:
        held = pofile.read_po(file, locale="fr")
    forms = [form for m in held if m.id for form in ([m.string] if isinstance(m.string, str) else m.string)]
    assert [form for form in forms if re.search(r"[^\W\d]'\w", form)] == []


@pytest.mark.browser
def test_what_streamlit_says_beneath_a_field_in_english_is_not_shown_in_another_language(
    served: Any, browse: Any
) -> None:
    for code in ("en", "fr"):
        page = browse(served).open(f"/inspect?lang={code}").page
        page.get_by_test_id("stTextInput").first.locator("input").press_sequentially("lantern")
        told = page.get_by_test_id("InputInstructions")
        expect(told).to_be_visible() if code == "en" else expect(told).to_be_hidden()
