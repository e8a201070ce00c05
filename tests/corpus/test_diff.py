"""The differences between two editions, by provision."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engines.news.changed_words import told_change
from corpus.editions.diff import Change, ChangeKind, changes_of, marks, unlabelled
from corpus.model import Reading, Role, Source, Stay
from corpus.structure import TreeBuilder

SHIPS = "(a) No person may export controlled ships to a listed port without a licence."
PLANES = "(b) Spare parts for aircraft in distress are exempt from the requirement of this section."
RECORDS = "(c) Records of each transaction must be kept for five years after its end."


def law(*paragraphs: tuple[str, str]) -> Reading:
    tree = TreeBuilder()
    top = tree.add("§ 1.1 Ships and planes.", locator="99 CFR 1.1", role=Role.SECTION, heading="Ships and planes")
    for label, text in paragraphs:
        tree.add(text, locator=f"99 CFR 1.1({label})", role=Role.PARAGRAPH, parent=top)
    return tree.reading(Source(id="us-test", title="Test"))


OLD = law(("a", SHIPS), ("b", PLANES), ("c", RECORDS))


def kinds(changes: tuple[Change, ...]) -> list[tuple[ChangeKind, str, str]]:
    return [(c.kind, c.old.removeprefix("99 CFR 1.1"), c.new.removeprefix("99 CFR 1.1")) for c in changes]


def test_nothing_changed() -> None:
    assert changes_of(OLD, OLD) == ()


def test_added_and_removed() -> None:
    shorter = law(("a", SHIPS), ("c", RECORDS))
    assert kinds(changes_of(OLD, shorter)) == [(ChangeKind.REMOVED, "(b)", "")]
    assert kinds(changes_of(shorter, OLD)) == [(ChangeKind.ADDED, "", "(b)")]


def test_changed_words_are_marked() -> None:
    new = law(("a", SHIPS), ("b", PLANES), ("c", RECORDS.replace("five", "seven")))
    (change,) = changes_of(OLD, new)
    assert (change.kind, change.new) == (ChangeKind.CHANGED, "99 CFR 1.1(c)")
    assert [(m.kind, m.text.strip()) for m in change.marks if m.kind != "equal"] == [
        ("delete", "five"),
        ("insert", "seven"),
    ]
    assert change.description == "99 CFR 1.1(c) changed: “five” became “seven”."


def test_an_inserted_paragraph_renumbers_what_follows() -> None:
    new = law(
        ("a", SHIPS),
        ("b", "(b) A new rule on drones and their payloads applies from July."),
        ("c", "(c)" + PLANES[3:]),
        ("d", "(d)" + RECORDS[3:]),
    )
    found = kinds(changes_of(OLD, new))
    assert found == [
        (ChangeKind.ADDED, "", "(b)"),
        (ChangeKind.RENUMBERED, "(b)", "(c)"),
        (ChangeKind.RENUMBERED, "(c)", "(d)"),
    ]


def test_what_only_has_another_number_is_no_substance_and_what_stands_elsewhere_is() -> None:
    def act(*articles: tuple[str, ...]) -> Reading:
        tree = TreeBuilder()
        for number, (heading, *points) in enumerate(articles, 1):
            at = f"Article {number}"
            top = tree.add(f"{at}\n{heading}", locator=at, role=Role.SECTION, heading=heading)
            for letter, words in zip("abc", points, strict=False):
                tree.add(f"({letter}) {words}", locator=f"{at}({letter})", role=Role.PARAGRAPH, parent=top)
        return tree.reading(Source(id="eu-test", title="Test"))

    ships, lamps = ("Of ships", "Ships;", "Boats."), ("Of lamps", "Lamps;", "Wicks.")
    found = changes_of(act(ships, lamps), act(ships, ("Of oil", "Oil is free."), lamps))
    told = [(c.kind, c.old, c.new) for c in found if not c.is_substance]
    assert told == [(ChangeKind.RENUMBERED, f"Article 2{p}", f"Article 3{p}") for p in ("", "(a)", "(b)")]
    assert [c.new for c in found if c.is_substance] == ["Article 2", "Article 2(a)"]
    assert [c.heading for c in found] == ["Of oil", "Of oil", "Of lamps", "Of lamps", "Of lamps"]
    long = "Lanterns that burn whale oil for more than ten hours;"
    (moved,) = (c for c in changes_of(act((*ships, long), lamps), act(ships, (*lamps, long))) if c.new)
    assert (moved.kind, moved.is_substance) == (ChangeKind.RENUMBERED, True)  # under another article: another rule


def test_renumbered_and_changed() -> None:
    new = law(("a", SHIPS), ("b", PLANES), ("d", "(d)" + RECORDS[3:].replace("five", "seven")))
    (change,) = changes_of(OLD, new)
    assert change.kind is ChangeKind.RENUMBERED
    assert change.description == "99 CFR 1.1(c) is now 99 CFR 1.1(d) and its words changed."


def test_only_typography() -> None:
    new = law(("a", SHIPS.replace("licence.", "licence;")), ("b", PLANES), ("c", RECORDS.replace("its", "its ")))
    assert kinds(changes_of(OLD, new)) == [(ChangeKind.TYPOGRAPHY, "(a)", "(a)")]


def test_a_number_is_never_typography() -> None:
    pairs = (
        ("at 1.5 kg", "at 15 kg"), ("below -40 °C", "below 40 °C"), ("744.21(b)", "744.2(b)"), ("of .5 mm", "of 5 mm"),
        ("below - 40 °C", "below 40 °C"), ("under 1, 5", "under 15"), ("≥ 10 mm", "≤ 10 mm"), ("$ 500", "€ 500"),
        ("±2 µm", "2 µm"), ("1,5 mm", "15 mm"), ("is not required", "is required"), ("50 %", "50"), ("x > 3", "x < 3"),
        ("5(a) and", "5 a and"), ("Fe(II)", "FeII"),
    )  # fmt: skip
    for before, after in pairs:
        (change,) = changes_of(law(("a", f"Items {before} and more.")), law(("a", f"Items {after} and more.")))
        assert (change.kind, change.is_substance) == (ChangeKind.CHANGED, True), (before, after)


def test_white_space_quotes_and_the_sort_of_dash_are_typography() -> None:
    for before, after in (
        ("5 %", "5%"), ("10–40 °C", "10 - 40 °C"), ("a, b", "a b"), ("“x”", '"x"'), ("U.A.E.", "UAE"),
        ("points (b)–(f)", "points (b) - (f)"), ("Article 9(1)(2)", "Article 9(1) (2)"), ("10³ Pa", "10^3 Pa"),
        ("lamps – wicks", "lamps, wicks"), ("CO₂", "CO2"), ("of 534411(See note)", "of 534411. (See note)"),
    ):  # fmt: skip
        (change,) = changes_of(law(("a", f"Items {before} and more.")), law(("a", f"Items {after} and more.")))
        assert (change.kind, change.is_substance) == (ChangeKind.TYPOGRAPHY, False), (before, after)


def test_a_range_a_power_and_a_chain_of_labels_are_no_typography() -> None:
    for before, after in (
        ("points (b)–(f)", "points (b), (f)"), ("points b – f", "points b, f"), ("items (i) - (iv)", "items (i), (iv)"),
        ("10³ Pa", "103 Pa"), ("10⁻³ Pa", "10-3 Pa"), ("Article 9(1)(2)", "Article 9(12)"),
        ("Article 9(1)(2)", "Article 9(1), (2)"), ("Article 9(a)(b)", "Article 9(a), (b)"),
        ("Annex I – IV", "Annex I, IV"), ("A1 – A4", "A1, A4"), ("points aa – ff", "points aa, ff"),
    ):  # fmt: skip
        (change,) = changes_of(law(("a", f"Items {before} and more.")), law(("a", f"Items {after} and more.")))
        assert (change.kind, change.is_substance) == (ChangeKind.CHANGED, True), (before, after)


@pytest.mark.parametrize(("first", "second"), [("one year", "five years"), (SHIPS[4:], RECORDS[4:])])
def test_provisions_that_exchange_their_words_are_changed_and_not_renumbered(first: str, second: str) -> None:
    old, new = law(("a", f"(a) {first}"), ("b", f"(b) {second}")), law(("a", f"(a) {second}"), ("b", f"(b) {first}"))
    found = changes_of(old, new)
    assert kinds(found) == [(ChangeKind.CHANGED, "(a)", "(a)"), (ChangeKind.CHANGED, "(b)", "(b)")]
    assert [(c.before, c.after, c.is_substance) for c in found] == [
        (f"(a) {first}", f"(a) {second}", True), (f"(b) {second}", f"(b) {first}", True)
    ]  # fmt: skip
    round_of_three = law(("a", PLANES), ("b", f"(b) {first}"), ("c", f"(c) {second}"))
    turned = law(("a", f"(a) {first}"), ("b", f"(b) {second}"), ("c", "(c)" + PLANES[3:]))
    assert {c.kind for c in changes_of(round_of_three, turned)} == {ChangeKind.CHANGED}


def test_a_day_and_a_count_at_the_head_are_no_labels() -> None:
    for before, after in (("1. Januar 2026 gilt", "15. Januar 2026 gilt"), ("100. units here", "200. units here")):
        (change,) = changes_of(law(("a", f"(a) {before}")), law(("a", f"(a) {after}")))
        assert (change.kind, change.is_substance) == (ChangeKind.CHANGED, True)
        assert unlabelled(f"(a) {before}", "Article 2(a)") != unlabelled(f"(b) {after}", "Article 2(b)")
    for text, locator in (("3. Lamps", "Annex > 3"), ("(3) Lamps", "Article 2(3)"), ("3. Lamps", "제2조제3호"),
                          ("3. Lamps", "1A004 > note > 3 [2]"), ("3. Lamps", "Article 2(3)")):  # fmt: skip
        assert unlabelled(text, locator) == "Lamps", locator


def test_a_stay_is_a_change_of_the_same_words() -> None:
    stayed = tuple(
        replace(p, stay=Stay("stayed", until=date(2026, 11, 9))) if p.locator.endswith("(c)") else p
        for p in OLD.provisions
    )
    (change,) = changes_of(OLD, replace(OLD, provisions=stayed))
    assert change.description == "99 CFR 1.1(c) is stayed until 2026-11-09; its words stand unchanged."
    (back,) = changes_of(replace(OLD, provisions=stayed), OLD)
    assert back.description == "99 CFR 1.1(c) is no longer stayed."


def test_a_stay_that_begins_with_another_change_is_told_beside_it() -> None:
    def stayed(*paragraphs: tuple[str, str]) -> Reading:
        reading = law(*paragraphs)
        *others, last = reading.provisions
        return replace(reading, provisions=(*others, replace(last, stay=Stay("stayed", until=date(2026, 11, 9)))))

    others = (("a", SHIPS), ("b", PLANES))
    same = "99 CFR 1.1(c) reads the same; only its typography or punctuation differs."
    moved, seven = "(d)" + RECORDS[3:], RECORDS.replace("five", "seven")
    for now, is_told in (
        (("c", RECORDS.replace("years after", "years, after")), f"{same} 99 CFR 1.1(c) is stayed until 2026-11-09."),
        (("c", seven), "99 CFR 1.1(c) changed: “five” became “seven”. 99 CFR 1.1(c) is stayed until 2026-11-09."),
        (("d", moved), "99 CFR 1.1(c) is now 99 CFR 1.1(d). 99 CFR 1.1(d) is stayed until 2026-11-09."),
    ):
        (change,) = changes_of(OLD, stayed(*others, now))
        assert (change.description, change.is_substance) == (is_told, True)
        assert told_change(change).text.endswith("is stayed until 9 November 2026")
    (added,) = changes_of(law(*others), stayed(*others, ("c", RECORDS)))
    assert added.description == "99 CFR 1.1(c) was added. 99 CFR 1.1(c) is stayed until 2026-11-09."
    (ended,) = changes_of(stayed(*others, ("c", RECORDS)), law(*others, ("c", seven)))
    assert ended.description.endswith("“five” became “seven”. 99 CFR 1.1(c) is no longer stayed.")


@given(st.text(alphabet="ab 第条.\n", max_size=60), st.text(alphabet="ab 第条.\n", max_size=60))
def test_marks_give_back_both_texts(before: str, after: str) -> None:
    found = marks(before, after)
    assert "".join(m.text for m in found if m.kind != "delete") == after
    # what is equal is shown as it is now: before is given back but for white space
    assert "".join("".join(m.text for m in found if m.kind != "insert").split()) == "".join(before.split())


def test_part_744_at_its_two_dates(shared: Path) -> None:
    from corpus.parsers.ecfr.parser import PARSER
    from corpus.parsers.file import File

    folder = shared / "data/us/ecfr"
    names = ("2026-03-25_title-15_part-744.xml", "2026-07-23_title-15_part-744.xml")
    old, new = (PARSER.read(File(n, (folder / n).read_bytes()))[0] for n in names)
    began = time.process_time()
    found = changes_of(old, new)
    assert time.process_time() - began < 5
    assert found
    for change in found:
        assert change.old_index is None or old.own_text(change.old_index) == change.before
        assert change.new_index is None or new.own_text(change.new_index) == change.after
    changed = {c.new_index for c in found}
    assert all(new.own_text(i) in old.text for i in range(len(new.provisions)) if i not in changed)
