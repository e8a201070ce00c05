"""Pages in columns are read column by column, however they were drawn, without hyphens and running headers."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from itertools import chain, zip_longest

import pytest
from fpdf import FPDF

from corpus.model import Reading
from corpus.parsers.dispatch import read_bytes
from corpus.parsers.file import File

Drawn = tuple[float, float, str]  # x, y from the top, text

EXPORTER = (
    "The exporter shall keep records of every consignment of paper for five years after the end of the year in which "
    "it left the mill. Records name the end user, the place of use and the quantity in tonnes. They are shown to the "
    "office on demand, and copies are handed over where the office asks for them. A record that is lost is made anew "
    "from the papers of the carrier."
)
IMPORTER = (
    "An importer of card declares the end user before the goods cross the border. The declaration is corrected within "
    "ten days when the end user has changed in the meantime. Whoever declares what is not true loses the licence for "
    "three years, and the office makes the loss public. Card that is meant for schools needs no declaration at all, "
    "whatever its weight may be."
)
CARRIER = (
    "Carriers hand the papers of each journey to the office at the border. They keep a copy until the goods have "
    "reached the end user. A carrier that finds the papers wanting stops the journey, tells the office and waits for "
    "its word before it goes on. Goods that wait are kept under lock at the cost of the carrier, who may ask the "
    "exporter to bear the half of it."
)


def broken(text: str, width: int) -> list[str]:
    """Return lines of at most that many letters; a word that does not fit is broken with a hyphen."""
    lines = [""]
    for word in text.split():
        room = width - len(lines[-1]) - 1
        if len(word) <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
        elif 3 <= room - 1 <= len(word) - 3 and word.isalpha():
            lines[-1] += f" {word[: room - 1]}-"
            lines.append(word[room - 1 :])
        else:
            lines.append(word)
    return lines


def column(text: str, x: float, width: int, top: float = 120) -> list[Drawn]:
    return [(x, top + 13 * n, line) for n, line in enumerate(broken(text, width))]


def by_lines(*columns: list[Drawn]) -> Iterable[Drawn]:
    return (drawn for row in zip_longest(*columns) for drawn in row if drawn)


def last_first(*columns: list[Drawn]) -> Iterable[Drawn]:
    return chain(*reversed(columns))


def first_first(*columns: list[Drawn]) -> Iterable[Drawn]:
    return chain(*columns)


def made(pages: list[list[Drawn]], size: float = 10) -> bytes:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    for page in pages:
        pdf.add_page()
        pdf.set_font("Courier", "", size)
        for x, y, text in page:
            pdf.text(x, y, text)
    return bytes(pdf.output())


def reading(data: bytes) -> Reading:
    (found,) = read_bytes(File("columns.pdf", data))
    return found


ORDERS: list[Callable[..., Iterable[Drawn]]] = [by_lines, last_first, first_first]


@pytest.mark.parametrize("order", ORDERS)
def test_two_columns_under_a_running_title(order: Callable[..., Iterable[Drawn]]) -> None:
    titles = [
        f"{name} rules of the year, under a title as wide as the whole page" for name in ("First", "Other", "Last")
    ]
    pages = [
        [(60, 40, "The Paper Gazette"), (480, 40, f"No. {n}"), (290, 815, str(n)), (60, 90, title),
         *order(column(EXPORTER, 60, 37), column(IMPORTER, 310, 34))]
        for n, title in enumerate(titles)
    ]  # fmt: skip
    found = reading(made(pages))
    assert len(found.provisions) == 3
    for n, title in enumerate(titles):
        first, body = found.own_text(n).split("\n", 1)
        assert first == title
        assert body.replace("\n", " ") == f"{EXPORTER} {IMPORTER}"
    assert "Gazette" not in found.text
    assert any(line.endswith("-") for line in broken(EXPORTER, 37) + broken(IMPORTER, 34))


@pytest.mark.parametrize("order", ORDERS)
def test_three_columns(order: Callable[..., Iterable[Drawn]]) -> None:
    columns = [column(text, x, 26, 60) for text, x in ((EXPORTER, 40), (IMPORTER, 215), (CARRIER, 390))]
    found = reading(made([list(order(*columns))]))
    assert found.text.replace("\n", " ") == f"{EXPORTER} {IMPORTER} {CARRIER}"


def test_a_title_between_two_parts_of_a_page_parts_the_columns() -> None:
    upper = by_lines(column(EXPORTER, 60, 36, 80), column(IMPORTER, 310, 36, 80))
    lower = by_lines(column(CARRIER, 60, 36, 400), column(EXPORTER, 310, 36, 400))
    found = reading(
        made([[*upper, *lower, (60, 370, "Second part, whose title is as wide as the whole of the page is")]])
    )
    order = [
        found.text.replace("\n", " ").index(start)
        for start in ("The exporter", "An importer", "Second part", "Carriers")
    ]
    assert order == sorted(order)


def test_rows_of_a_table_are_no_columns() -> None:
    """Check that two columns of words whose rows begin at the same heights are read row by row."""
    sentences = re.split(r"(?<=\.) ", EXPORTER), re.split(r"(?<=\.) ", IMPORTER)
    page: list[Drawn] = []
    top = 60.0
    for left, right in zip(*sentences, strict=True):
        cells = textwrap.wrap(left, 36), textwrap.wrap(right, 36)
        page += by_lines(
            *(
                [(x, top + 13 * n, line) for n, line in enumerate(cell)]
                for x, cell in zip((60, 310), cells, strict=True)
            )
        )
        top += 13 * max(map(len, cells)) + 12
    text = reading(made([page])).text.replace("\n", " ")
    assert text.index("An importer") < text.index("Records name") < text.index("copies are handed")
    assert text.index("The declaration") < text.index("They are shown")


def test_a_page_drawn_from_its_foot_is_read_from_its_head() -> None:
    lines = column(EXPORTER, 60, 70, 60)
    assert reading(made([lines[::-1]])).text.replace("\n", " ") == EXPORTER
