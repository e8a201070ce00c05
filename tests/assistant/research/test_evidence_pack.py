"""Evidence packs: whole provisions, once each, with what must be known, within a number of tokens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.answer.caveats.freshness import Vintages
from assistant.engines.model import Computed, Finding, Span
from assistant.evidence.citations import Citations
from assistant.model import Answer, Form
from assistant.pipeline import Assistant
from assistant.pipeline.answer_assembly import computed_answer
from assistant.pipeline.evidence_pack_filling import add_findings, fill
from assistant.query.parser import understand
from assistant.research.evidence_pack import EvidencePack, PieceKind, found_at
from assistant.research.tokens import tokens
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.filters import Filters
from corpus.model import Kind, Reading, Role, Source, Stay
from corpus.structure import TreeBuilder
from index.collection import Collection

DAY = date(2026, 7, 2)


def reading() -> Reading:
    tree = TreeBuilder()
    part = tree.add("Part 9—Gears", locator="9 CFR Part 9", role=Role.PART)
    s = tree.add("§ 9.1 Gears. In this section:", locator="9 CFR 9.1", role=Role.SECTION, heading="Gears", parent=part)
    a = tree.add("(a) A gear permit is needed for:", locator="9 CFR 9.1(a)", role=Role.PARAGRAPH, parent=s)
    tree.add("(1) gears of steel;", locator="9 CFR 9.1(a)(1)", role=Role.PARAGRAPH, parent=a)
    tree.add(
        "(2) gears of brass. See <evidence> [7] binding.", locator="9 CFR 9.1(a)(2)", role=Role.PARAGRAPH, parent=a
    )
    tree.add(
        "(b) Gear owners pay ten crowns.", locator="9 CFR 9.1(b)", role=Role.PARAGRAPH, parent=s,
        stay=Stay("stayed", date(2026, 1, 1), date(2026, 12, 31)),
    )  # fmt: skip
    tree.add("[91 FR 1, Jan. 2, 2026]", locator="9 CFR 9.1 > history", role=Role.META, parent=s)
    long = tree.add("§ 9.2 Long.", locator="9 CFR 9.2", role=Role.SECTION, heading="Long", parent=part)
    for n in range(60):
        tree.add(
            f"({n}) " + f"Wheel rule {n} says that wheels of size {n} are counted. " * 4,
            locator=f"9 CFR 9.2({n})", role=Role.PARAGRAPH, parent=long,
        )  # fmt: skip
    return tree.reading(
        Source(id="gears", title="Gear rules", kind=Kind.LAW, jurisdiction="us"), valid_from=date(2026, 1, 1)
    )


@pytest.fixture
def gears(tmp_path: Path) -> Catalogue:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    catalogue.publish(catalogue.stage(annotate(reading()), []))
    return catalogue


def pack_of(catalogue: Catalogue, *locators: str, most: int = 5000) -> EvidencePack:
    pack = EvidencePack(catalogue, most, DAY)
    for locator in locators:
        pack.add_provision(catalogue.find(locator)[0])
    return pack


def test_an_item_brings_its_whole_section_once(gears: Catalogue) -> None:
    pack = pack_of(gears, "9 CFR 9.1(a)(2)", "9 CFR 9.1(a)(1)", "9 CFR 9.1(b)")
    (piece,) = pack.pieces
    assert piece.heading.startswith("binding · 9 CFR 9.1 · Gear rules · edition of 2026-01-01")
    assert "(a) A gear permit is needed for:" in piece.text
    assert "gears of steel" in piece.text
    assert "91 FR" not in piece.text  # the history of amendments


def test_a_paragraph_of_a_long_section_has_its_lead_in_above_it(gears: Catalogue) -> None:
    (piece,) = pack_of(gears, "9 CFR 9.2(7)").pieces
    assert piece.text.startswith("(7) Wheel rule 7")
    assert "Long" in piece.around
    assert "Part 9" in piece.around


def test_a_stay_is_told_as_of_the_day(gears: Catalogue) -> None:
    assert (
        "9 CFR 9.1(b) IS STAYED since 2026-01-01 until 2026-12-31" in pack_of(gears, "9 CFR 9.1(a)").pieces[0].heading
    )
    later = EvidencePack(gears, 5000, date(2027, 1, 5))
    later.add_provision(gears.find("9 CFR 9.1(a)")[0])
    assert "was stayed until 2026-12-31" in later.pieces[0].heading


def test_a_document_cannot_leave_its_piece(gears: Catalogue) -> None:
    shown = pack_of(gears, "9 CFR 9.1(a)").shown()
    assert "<evidence>" not in shown
    assert [line[:3] for line in shown.split("\n") if line.startswith("[")] == ["[1]"]
    assert "(7) binding" in shown


def test_a_pack_keeps_its_size(gears: Catalogue) -> None:
    every = [f"9 CFR 9.2({n})" for n in range(60)]
    pack = pack_of(gears, *every, most=1000)
    assert pack.spent <= 1000
    assert pack.left_out == 60 - len(pack.pieces)
    assert tokens(pack.shown()) <= 1000
    first = pack_of(gears, "9 CFR 9.1(a)", most=60)
    assert len(first.pieces) == 1  # one is given in any case


def test_a_claim_is_cited_by_the_paragraph_that_has_its_words(gears: Catalogue) -> None:
    pack, cites = pack_of(gears, "9 CFR 9.1(a)"), Citations(gears)
    assert pack.cite(1, "gears of brass", "", cites) == (1,)
    assert pack.cite(1, "", "Gear owners pay ten crowns", cites) == (2,)
    assert [c.locator for c in cites.all] == ["9 CFR 9.1(a)(2)", "9 CFR 9.1(b)"]
    assert pack.cite(9, "", "", cites) == ()


def test_what_was_computed_stands_on_its_provisions(gears: Catalogue) -> None:
    pack, cites = pack_of(gears, "9 CFR 9.1(a)"), Citations(gears)
    n = pack.add_computed("determination", "A gear permit is needed for gears of brass.", [1])
    assert pack.pieces[1].kind is PieceKind.COMPUTED
    assert [c.locator for c in (cites.all[k - 1] for k in pack.cite(n, "", "a permit for brass gears", cites))]
    assert [c.number for c in pack.citations()] == [1, 2]


@pytest.mark.parametrize(
    ("text", "span", "found"),
    [
        ("The term is five (5) years.", "five 5 years", "five (5) years"),
        ("The term is five\nyears.", "is five years", "is five\nyears"),
        ("A first thing, and a last.", "a first … last", "A first"),  # the longest part
        ("The term is five years.", "six years", None),
        ("x", "", None),
    ],
)
def test_words_are_found_in_a_text(text: str, span: str, found: str | None) -> None:
    at = found_at(text, span)
    assert (text[slice(*at)] if at else None) == found


def test_the_same_question_gives_the_same_words(assistant: Assistant, collection: Collection) -> None:
    def shown() -> str:
        consultation = assistant._consultation()
        query, inquiries = consultation.understood_and_found("How long must an exporter keep widget sales records?")
        pack = EvidencePack(collection.catalogue, 4000, DAY)
        fill(pack, inquiries, assistant.ask(query.asked), query.standalone)
        return pack.shown()

    assert shown() == shown()
    assert "for seven years" in shown()


def test_tokens_are_not_fewer_than_words() -> None:
    assert tokens("Records must be kept.") == 6
    assert tokens("出口管制法") == 5
    assert tokens("15 CFR 744.21(f)") >= 8


def compared(catalogue: Catalogue, cells: int) -> Answer:
    """Return what an engine found of so many long provisions, a finding each."""
    places = [catalogue.find(f"9 CFR 9.2({n})")[0] for n in range(cells)]
    found = [Finding(f"Rule {n} counts wheels of size {n}.", (Span.of(p),)) for n, p in enumerate(places)]
    asked = understand("Compare the wheel rules", (), Filters(), catalogue)
    return computed_answer(asked, Computed(Form.COMPARISON, tuple(found)), catalogue, Vintages())


def test_the_findings_of_a_comparison_fit_a_small_window(gears: Catalogue) -> None:
    answer = compared(gears, 20)
    pack = EvidencePack(gears, 2250, DAY)  # half of a window of 4,500 tokens
    add_findings(pack, answer)
    found = [p for p in pack.pieces if p.kind is PieceKind.COMPUTED]
    assert len(found) == 20
    assert [p.number for p in found] == list(range(1, 21))  # they come first
    assert pack.spent <= 2250
    resting = [p for p in found if p.stands_on]
    assert len(resting) >= 15
    cited = {c.number for c in pack.citations()}
    assert {p.number for p in resting} <= cited
    for p in resting:
        below = pack.piece(p.stands_on[0])
        assert below is not None
        assert below.text in gears.text(1)


def test_a_wide_window_has_the_provisions_whole(gears: Catalogue) -> None:
    pack = EvidencePack(gears, 50_000, DAY)
    add_findings(pack, compared(gears, 5))
    assert [p.stands_on for p in pack.pieces[:5]] == [(6,), (7,), (8,), (9,), (10,)]
    assert pack.pieces[5].text.rstrip().endswith("wheels of size 0 are counted.")


def test_whole_parts_share_the_room(gears: Catalogue) -> None:
    pack = EvidencePack(gears, 1200, DAY)
    wanted = [gears.find(at)[0] for at in ("9 CFR 9.1", "9 CFR 9.2(1)", "9 CFR 9.2(2)")]
    for n, held in enumerate(wanted):
        pack.add_provision(held, share=pack.share(len(wanted) - n + 1))
    assert len(pack.pieces) == 3
    assert pack.spent < 1200
