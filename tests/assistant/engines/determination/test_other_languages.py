"""Tests of shipments asked in German, French and Spanish: the country is read where the entry is given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.engines.model import Computed

Ask = Callable[..., Computed | None]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Brauche ich eine Genehmigung, um 3A001 nach Russland auszuführen?", "Russia has an X"),
        ("Brauche ich eine Lizenz für 3A001 nach Brasilien?", "Brazil has an X"),
        ("Ai-je besoin d'une licence pour exporter 3A001 vers la Russie ?", "Russia has an X"),
        ("¿Necesito una licencia para exportar 3A001 a Brasil?", "Brazil has an X"),
    ],
)
def test_a_country_in_its_own_words_is_where_the_entry_goes(ask_real: Ask, question: str, words: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == "required"
    assert words in found.lead


@pytest.mark.parametrize(
    "question",
    [
        "Sind Uhren der KN-Position 9102 nach Russland verboten?",
        "Les montres du code NC 9102 sont-elles interdites à l'exportation vers la Russie ?",
    ],
)
def test_a_code_of_the_nomenclature_is_looked_up(ask_real: Ask, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert "Annex XVIII has the code 9102" in found.lead


def test_where_somebody_is_from_is_no_destination(ask_real: Ask) -> None:
    found = ask_real("Braucht eine deutsche Firma eine Genehmigung für 3A001 nach Russland?")
    assert found is None or "Germany" not in found.lead


@pytest.mark.parametrize(
    ("question", "comes_from"),
    [
        ("Ich exportiere 3A001.a.7 aus Deutschland nach Frankreich. Genehmigung nötig?", "Germany"),
        ("Darf ich 3A001.a.7 aus den Niederlanden nach Iran liefern?", "Netherlands"),
        ("Nous exportons 3A001.a.7 de France en Chine. Faut-il une licence ?", "France"),
        ("Exporto 5A992.c desde España a Irán. ¿Necesito licencia?", "Spain"),
    ],
)
def test_the_country_that_goods_leave_is_no_destination(ask_real: Ask, question: str, comes_from: str) -> None:
    found = ask_real(question)
    assert found is None or f"to {comes_from}" not in found.lead.replace("the ", "")
