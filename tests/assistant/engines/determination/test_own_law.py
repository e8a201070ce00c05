"""A question about another country's licence is answered from that country's law, or it is said that it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.engines.determination import determination_engine
from assistant.engines.determination.command import determination
from assistant.engines.determination.law_texts.own_laws import noted_steps, own_laws
from assistant.engines.determination.steps import Effect
from assistant.engines.model import Computed
from assistant.pipeline import Assistant
from assistant.query.parser import understand
from corpus.annotations import load_annotations
from corpus.catalogue import Catalogue, CatalogueSnapshot
from corpus.errors import BadRequest
from corpus.filters import Filters
from corpus.lexicon import jurisdictions

Ask = Callable[..., Computed | None]


def test_every_step_is_a_note_of_its_law() -> None:
    notes = load_annotations().by_id
    for code in own_laws():
        assert code in jurisdictions.table().by_code
        steps = noted_steps(code)
        assert len(steps) > 3
        for step in steps:
            for id in filter(None, (step.note, step.listed, step.unlisted)):
                assert notes[id].jurisdiction == code, f"{code}, {step.name}: {id}"
            assert Effect(step.effect) in (Effect.REQUIRED, Effect.UNKNOWN, Effect.NOTE)
            # What is required without a condition on the facts would be required of everything.
            assert step.effect != "required" or step.when or step.places, step.name


@pytest.mark.parametrize(
    "asked",
    [
        "Under Chinese law, do I need a licence to export gallium to Japan?",
        "Do I need a Japanese export licence for machine tools going to South Korea?",
        "Under UK law do I need a licence to export body armour to Turkey?",
        "Do I need a licence under EU law to send lasers to Brazil?",
        "Do I need a licence to ship lathes from Canada to Turkey?",
    ],
)
def test_no_list_of_another_country_answers(asked: str, assistant: Assistant) -> None:
    """Check, where nothing of that law is held, that nothing is concluded and the law is named."""
    found = determination_engine.computed(understand(asked, (), Filters(), assistant.catalogue), assistant.catalogue)
    assert found is not None
    assert found.payload["status"] == "indeterminate"
    assert "It cannot be said whether a licence of" in found.findings[0].text
    assert "ECCN" not in found.findings[0].text


def test_a_jurisdiction_that_is_none_is_refused(assistant: Assistant) -> None:
    with pytest.raises(BadRequest, match="'xx' is no jurisdiction"):
        determination(assistant.catalogue, "pumps", "Iran", jurisdiction="xx")


# (law, item, destination, end use, status, words of the answer): written from the texts.
CASES = [
    ("kr", "vacuum pumps", "Vietnam", "", "indeterminate", "strategic item"),
    ("kr", "vacuum pumps", "Vietnam", "making nuclear weapons", "required", "Article 19-3"),
    ("kr", "vacuum pumps", "Vietnam", "not for making nuclear weapons", "indeterminate", "strategic item"),
    ("cn", "drone engines", "Pakistan", "making nuclear weapons", "required", "Article 12"),
    ("cn", "drone engines", "Pakistan", "not for nuclear weapons", "indeterminate", "control list"),
    ("cn", "drones", "Iran", "cruise missiles", "required", "Article 12"),
    ("cn", "graphite", "India", "design of nuclear warheads", "required", "Article 12"),
    ("cn", "graphite", "India", "用于研制弹道导弹", "required", "Article 12"),
    ("cn", "graphite", "India", "不用于弹道导弹", "indeterminate", "control list"),
    ("cn", "sensors off the list", "India", "it may go in a missile", "required", "Article 12"),
    ("cn", "graphite", "India", "a museum of missiles", "indeterminate", "control list"),
    ("cn", "graphite", "India", "pencils", "indeterminate", "a temporary control; who will use it."),
    ("jp", "row 1 helmets", "France", "", "required", "Row 1 of appended table 1"),
    ("jp", "1の項", "Peru", "", "required", "Article 1(1)"),
    ("jp", "七の項", "Peru", "", "indeterminate", "whether it is of the ordinance's specification"),
    ("jp", "row 16 tools", "Peru", "", "indeterminate", "most of them only to the specifications of an ordinance"),
    ("jp", "military satellites", "Peru", "", "indeterminate", "which row of appended table 1 has the item;"),
    ("cn", "gallium", "Japan", "", "indeterminate", "cn-mofcom-2023-23"),
    ("jp", "numerically controlled machine tools", "India", "", "indeterminate", "is not among the areas"),
    (
        "jp",
        "numerically controlled machine tools",
        "South Korea",
        "",
        "indeterminate",
        "South Korea is among the areas",
    ),
    ("jp", "pumps", "Iran", "", "indeterminate", "Iran, Iraq and North Korea"),
    ("jp", "shampoo", "North Korea", "", "required", "13 April 2027"),
    ("jp", "shampoo", "Korea", "", "indeterminate", "North Korea or South Korea"),  # nothing is said of either
    ("eu", "violins worth EUR 2 000", "Russia", "", "prohibited", "Article 3h(1)"),
    ("eu", "pumps", "Brazil", "", "indeterminate", "2021/821"),
    ("uk", "pumps", "Turkey", "", "indeterminate", "United Kingdom"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("law", "item", "to", "use", "status", "words"), CASES)
def test_a_law_is_walked_as_far_as_its_texts_go(
    law: str, item: str, to: str, use: str, status: str, words: str, real_catalogue: Catalogue
) -> None:
    found = determination(CatalogueSnapshot(real_catalogue), item, to, end_use=use, jurisdiction=law)
    told = found["text"] + " ".join(found["asks_for"]) + " ".join(found["missing_texts"])
    assert (found["status"], words in told) == (status, True), told[:1500]
    if law in own_laws():
        assert "Commerce Country Chart" not in found["text"]


@pytest.mark.slow
def test_what_ends_by_its_own_words_is_not_required_after_that(real_catalogue: Catalogue) -> None:
    later = Filters(as_of=date(2027, 6, 1))
    found = determination(CatalogueSnapshot(real_catalogue), "shampoo", "North Korea", filters=later, jurisdiction="jp")
    assert found["status"] == "indeterminate"


@pytest.mark.slow
def test_a_question_names_the_law_by_its_licence(real_catalogue: Catalogue) -> None:
    catalogue = CatalogueSnapshot(real_catalogue)
    asked = "Does Japan require a licence to export machine tools to Iran?"
    found = determination_engine.computed(understand(asked, (), Filters(), catalogue), catalogue)
    assert isinstance(found, Computed)
    assert found.findings[0].text.startswith("Under Japanese law")
    assert all(s.source.jurisdiction == "jp" for f in found.findings for s in f.cites)


@pytest.mark.parametrize(
    "question",
    [
        "We, a company in Munich, ship 5A002 to India. Do we need a licence?",
        "Our plant in Eindhoven exports 3B001 to Taiwan. Licence?",
        "From our warehouse in Rotterdam we send 5A002 to India. Licence?",
        "Exporter: Siemens, Munich. Item 5A002, destination India. Licence?",
        "Wir liefern 3A001 aus Deutschland nach China. Brauchen wir eine Genehmigung?",
        "Wir, eine Firma aus München, exportieren 5A002 nach Indien. Genehmigung nötig?",
        "As a Belgian exporter, may we send 5A002 to Vietnam?",
        "Als deutscher Exporteur: 3A001 nach Taiwan, Genehmigung?",
        "Notre société de Lyon exporte 5A002 au Brésil. Faut-il une licence ?",
        "Nous exportons 5A002 de France vers le Brésil, licence ?",
        "Somos una empresa de Madrid y exportamos 3A001 a México. ¿Necesitamos licencia?",
        "Nuestra fábrica en Barcelona envía 2B001 a Turquía. ¿Necesitamos licencia?",
        "La nostra azienda di Milano esporta 5A002 in India. Serve una licenza?",
        "Ons bedrijf in Eindhoven exporteert 3B001 naar Taiwan. Is een vergunning nodig?",
    ],
)
def test_an_exporter_of_a_member_state_is_told_of_the_law_of_the_union(ask_real: Ask, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert found.payload["status"] == "indeterminate"
    assert "It cannot be said whether a licence of the European Union is required" in found.lead
    assert "Regulation (EU) 2021/821" in found.payload["text"]


@pytest.mark.parametrize(
    "question",
    [
        "Ship 5A002 to a company in Munich: licence?",
        "We ship 5A002 to our plant in Munich and from there to India: US licence?",
        "Our customer, a company in Munich, wants 5A002 for India. Licence?",
        "Eine Firma in München bestellt 5A002 bei uns in Texas. Genehmigung?",
        "Notre client, une société de Lyon, achète du 5A002 pour le Brésil. Licence ?",
        "We sell 5A002 to our distributor in Madrid and another in Mexico. Licence?",
    ],
)
def test_who_gets_the_goods_in_a_member_state_is_no_exporter(ask_real: Ask, question: str) -> None:
    found = ask_real(question)
    assert found is not None
    assert "European Union" not in found.lead
