"""Stays of paragraphs of a long section, whose note is another piece: the checks and the second look know of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.model import Statement, StatementRole, Verdict
from assistant.prompts.loader import prompt
from assistant.research.evidence_pack import EvidencePack
from assistant.research.generation import Generator, Request
from corpus.catalogue import Catalogue
from corpus.enrichment import annotate
from corpus.model import Kind, Role, Source, Stay
from corpus.structure import TreeBuilder

DAY = date(2026, 7, 2)
STAY = Stay("Paragraph (b) was stayed, effective until Dec. 9, 2027.", date(2026, 1, 5), date(2027, 12, 9))
STAYED = 'Gear makers must report each sale [1 "must report each gear"].'
TOLD = 'The duty to report each gear is stayed until 9 December 2027 [1 "must report each gear"].'


@pytest.fixture
def pack(tmp_path: Path) -> EvidencePack:
    """Return a pack of (b), which is stayed, and of (c), which is not."""
    tree = TreeBuilder()
    s = tree.add("§ 9.2 Reports.", locator="9 CFR 9.2", role=Role.SECTION, heading="Reports")
    tree.add("(a) A wheel is a round thing. " * 250, locator="9 CFR 9.2(a)", role=Role.PARAGRAPH, parent=s)
    tree.add(
        "(b) The gear maker must report each gear that is sold abroad.",
        locator="9 CFR 9.2(b)", role=Role.PARAGRAPH, parent=s, stay=STAY,
    )  # fmt: skip
    tree.add("(c) Reports may be sent by mail.", locator="9 CFR 9.2(c)", role=Role.PARAGRAPH, parent=s)
    tree.add(STAY.note, locator="9 CFR 9.2 > Effective Date Note", role=Role.NOTE, parent=s)
    source = Source(id="gears", title="Gear rules", kind=Kind.LAW, jurisdiction="us")
    catalogue = Catalogue(tmp_path / "catalogue.sqlite")
    catalogue.publish(catalogue.stage(annotate(tree.reading(source, valid_from=date(2026, 1, 1))), []))
    pack = EvidencePack(catalogue, 5000, DAY)
    for locator in ("9 CFR 9.2(b)", "9 CFR 9.2(c)"):
        pack.add_provision(catalogue.find(locator)[0])
    assert STAY.note not in pack.pieces[0].text
    return pack


def checked(pack: EvidencePack, scripted: Any, draft: str, verdict: str = "supported", span: str = "") -> Any:
    looked = json.dumps({"sentence": 1, "verdict": verdict, "span": span or "must report each gear"})
    model = scripted(script=[looked, "1. DROP"])
    request = Request("Must I report the gears that I sell?", DAY)
    return Generator(model, 10, model).checked(request, draft, pack).statements, model


def test_the_second_look_is_shown_the_stay(pack: EvidencePack, scripted: Any) -> None:
    _, model = checked(pack, scripted, STAYED)
    assert str(model.asked[0][0].content) == prompt("verify").template
    assert "9 CFR 9.2(b) IS STAYED since 2026-01-05 until 2027-12-09" in str(model.asked[0][1].content)


def test_a_stay_in_a_text_too_long_to_be_read_whole_is_shown(pack: EvidencePack, scripted: Any) -> None:
    piece = pack.pieces[0]
    assert piece.unit is not None
    long = EvidencePack(pack.catalogue, 9000, DAY)
    long._add(piece.kind, piece.heading, f"{piece.text} {'Wheels turn. ' * 900}", "Reports. " * 90, piece.unit)
    _, model = checked(long, scripted, STAYED)
    assert "9 CFR 9.2(b) IS STAYED" in str(model.asked[0][1].content)


def test_a_claim_that_ignores_the_stay_may_be_refuted_by_it(pack: EvidencePack, scripted: Any) -> None:
    (statement,), _ = checked(pack, scripted, STAYED, "contradicted", "9 CFR 9.2(b) IS STAYED since 2026-01-05")
    assert statement.verdict is Verdict.REMOVED


def test_a_claim_that_tells_the_stay_has_its_date(pack: EvidencePack, scripted: Any) -> None:
    (statement,), _ = checked(pack, scripted, TOLD)
    assert (statement.verdict, statement.reason) == (Verdict.SUPPORTED, "")
    (wrong,), _ = checked(pack, scripted, TOLD.replace("2027", "2028"))
    assert wrong.verdict is Verdict.UNCONFIRMED
    assert "2028" in wrong.reason


def notices(statements: tuple[Statement, ...]) -> list[Statement]:
    return [s for s in statements if s.note is StatementRole.STAY]


def test_a_stay_that_no_claim_tells_is_told(pack: EvidencePack, scripted: Any) -> None:
    (notice,) = notices(checked(pack, scripted, STAYED)[0])
    assert notice.text.startswith("9 CFR 9.2(b) stands in the text and is stayed until 9 December 2027")
    assert notices(checked(pack, scripted, TOLD)[0]) == []


def test_the_stay_of_another_paragraph_is_no_matter(pack: EvidencePack, scripted: Any) -> None:
    said = 'Reports may be sent by mail [2 "may be sent by mail"].'
    assert notices(checked(pack, scripted, said, span="may be sent by mail")[0]) == []
