"""Figures, dates and addresses of an annotation stand in its pinned text, in any language; a wrong one is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.verification.annotation_checks import check_annotations
from corpus.annotations.model import AnnotatedSource, Annotation, Pin
from corpus.annotations.pins import pinned
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder

ENGLISH = (
    "(a) Keep records for seven years from September 29, 2025. A civil penalty of $300,000 may be imposed "
    "within 30 days. See § 744.21(f) and paragraph (b) of this section."
)
CHINESE = (
    "第四十二条 违法经营额50万元以上的，并处违法经营额3倍以上5倍以下罚款；"
    "没有违法经营额的，并处30万元以上300万元以下罚款。"
    "自处罚决定生效之日起5年内不受理其申请。应当自受理之日起四十五个工作日内审查。自2024年12月1日起施行。"
)
JAPANESE = (
    "一六の項 三〇〇キロメートル以上、百分の十以上、二〇〇万円以下、令和九年四月十三日まで、"
    "別表第三の二に掲げる地域を除く。"
)

TEXTS = {
    "us": ("us-15-cfr-744", "15 CFR Part 744", "15 CFR 744.90(a)", ENGLISH),
    "cn": ("cn-dual-use-export-control-regulations", "两用物项出口管制条例", "第四十二条", CHINESE),
    "jp": ("jp-324CO0000000378", "輸出貿易管理令", "別表第一の一六の項", JAPANESE),
}
EDITION = date(2025, 1, 1)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    made = Catalogue(tmp_path_factory.mktemp("checks") / "catalogue.sqlite")
    for jurisdiction, (source_id, title, locator, text) in TEXTS.items():
        tree = TreeBuilder()
        tree.add(text, locator=locator, role=Role.PARAGRAPH)
        reading = tree.reading(Source(source_id, title, Kind.LAW, jurisdiction), valid_from=EDITION)
        made.publish(made.stage(reading, []))
    return made


@pytest.fixture
def annotated(catalogue: Catalogue) -> Callable[..., Annotation]:
    """Return a function that makes a stamped annotation of a jurisdiction's text, with the given answer and fields."""

    def made(jurisdiction: str, answer: str, **fields: object) -> Annotation:
        source_id, title, locator, _ = TEXTS[jurisdiction]
        source = AnnotatedSource(source_id, title, jurisdiction, EDITION)
        bare = Annotation(source, "x", ("a?", "b?", "c?"), answer, (Pin(locator),), file=f"{jurisdiction}/x.toml")
        pin = Pin(locator, pinned(bare, bare.pins[0], catalogue).digest)
        return replace(bare, pins=(pin,), **fields)  # type: ignore[arg-type]

    return made


RIGHT = [
    ("us", "Records are kept for 7 years, from 29 September 2025."),
    ("us", "The fine is USD 300,000 within thirty days; see § 744.21(f) and paragraph (b)."),
    ("us", "One rule of 15 CFR 744.90(a)."),  # its own address
    ("cn", "The fine is 3 to 5 times the turnover from RMB 500,000, else RMB 300,000 to RMB 3 million."),
    ("cn", "The fine is RMB 300,000 to 3 million."),  # the currency stands once
    ("cn", "For five years no application is taken; review takes 45 working days, from 1 December 2024."),
    ("cn", "Article 42 of the Chinese Dual-Use Regulations sets the fine."),
    ("jp", "Row 16 covers rockets of 300 kilometres, stakes of 10 % or ten per cent, fines of 2 million yen."),
    ("jp", "It runs until 13 April 2027 (令和九年四月十三日まで), but for the areas of table 3-2."),
]


@pytest.mark.parametrize("jurisdiction, answer", RIGHT)
def test_what_stands_in_the_text_passes(
    catalogue: Catalogue, annotated: Callable[..., Annotation], jurisdiction: str, answer: str
) -> None:
    assert check_annotations([annotated(jurisdiction, answer)], catalogue).faults == ()


# A wrong figure, unit, date or address, and the words that are told.
WRONG = [
    ("us", "Records are kept for 5 years.", "number '5 years'"),
    ("us", "Records are kept for seven months.", "number 'seven months'"),
    ("us", "The rule runs from 30 September 2025.", "date '30 September 2025'"),
    ("us", "The fine is USD 500,000.", "amount 'USD 500,000'"),
    ("us", "See § 744.22(f).", "address '§ 744.22(f)'"),
    ("us", "See paragraph (c).", "address 'paragraph (c)'"),
    ("cn", "The fine begins at RMB 5 million.", "amount 'RMB 5 million'"),
    ("cn", "The fine is 30 yuan.", "amount '30 yuan'"),  # 30万元 is no 30 yuan
    ("cn", "The fine is 4 times the turnover.", "number '4 times'"),
    ("cn", "For three years no application is taken.", "number 'three years'"),  # 3倍 is no 3 years
    ("cn", "Review takes 45 days.", "number '45 days'"),  # working days
    ("cn", "It applies from 1 October 2024.", "date '1 October 2024'"),
    ("jp", "Row 15 covers rockets.", "number '15'"),
    ("jp", "Rockets of 30 kilometres are covered.", "number '30 kilometres'"),
    ("jp", "The fine is 200 million yen.", "amount '200 million yen'"),
    ("jp", "It runs until 13 April 2026.", "date '13 April 2026'"),
    ("jp", "Stakes of 16 % count.", "number '16 %'"),  # the row is 16, the stake 10 percent
]


@pytest.mark.parametrize("jurisdiction, answer, told", WRONG)
def test_what_does_not_stand_in_the_text_is_told(
    catalogue: Catalogue, annotated: Callable[..., Annotation], jurisdiction: str, answer: str, told: str
) -> None:
    (fault,) = check_annotations([annotated(jurisdiction, answer)], catalogue).faults
    assert str(fault) == f"{jurisdiction}/x.toml x: answer: the {told} does not stand in the pinned texts"


FIELDS = [
    ({"conditions": ("Within 31 days.",)}, "conditions"),
    ({"exceptions": ("Not for 31 days.",)}, "exceptions"),
    ({"status": "Ends in 31 days."}, "status"),
    ({"who_decides": "A board of 31."}, "who_decides"),
]


@pytest.mark.parametrize("fields, told", FIELDS, ids=[told for _, told in FIELDS])
def test_every_statement_is_checked(
    catalogue: Catalogue, annotated: Callable[..., Annotation], fields: dict[str, object], told: str
) -> None:
    (fault,) = check_annotations([annotated("us", "Records are kept.", **fields)], catalogue).faults
    assert fault.message.startswith(f"{told}: ")


def test_what_to_check_next_points_beyond_the_text(catalogue: Catalogue, annotated: Callable[..., Annotation]) -> None:
    assert (
        check_annotations([annotated("us", "Records are kept.", check_next=("See 22 CFR 121.1.",))], catalogue).faults
        == ()
    )


def test_a_status_may_name_the_edition_that_was_read(
    catalogue: Catalogue, annotated: Callable[..., Annotation]
) -> None:
    right = annotated("us", "Records are kept.", status="As of the text of January 2025.")
    wrong = annotated("us", "Records are kept.", status="As of the text of May 2025.")
    assert check_annotations([right], catalogue).faults == ()
    assert "May 2025" in check_annotations([wrong], catalogue).faults[0].message


def test_pins_that_are_not_there_changed_or_not_stamped_are_told(
    catalogue: Catalogue, annotated: Callable[..., Annotation]
) -> None:
    right = annotated("us", "Records are kept for 7 years.")
    address = right.pins[0].locator
    cases = {
        Pin("15 CFR 744.90(z)"): "nothing stands at the pin '15 CFR 744.90(z)'",
        Pin(address, "0" * 12): f"the text at {address!r} has changed since it was pinned",
        Pin(address): f"the pin {address!r} has no digest: stamp it",
    }
    for pin, told in cases.items():
        assert [f.message for f in check_annotations([replace(right, pins=(pin,))], catalogue).faults] == [told]


def test_what_is_not_held_is_named_and_not_checked(tmp_path: Path, annotated: Callable[..., Annotation]) -> None:
    right = annotated("us", "Kept for 99 years.")
    general = replace(right, source=replace(right.source, id="uk-general", held=False))
    checked = check_annotations([right, right, general], Catalogue(tmp_path / "empty.sqlite"))
    assert (checked.faults, checked.unchecked) == ((), ("us-15-cfr-744",))
