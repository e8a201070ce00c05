"""Turns HTML-like tables into rows that can be read by themselves, each addressed by what it lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line
from corpus.model import Role
from corpus.parsers.ecfr.labels import without_italics
from corpus.parsers.ecfr.markup import marked
from corpus.parsers.ecfr.writing import Writer

Cells = tuple[tuple[str, str], ...]

# What follows a comma and still belongs to a firm's name.
_FIRM = lazy_regex(
    r"(?:Co|Ltd|Inc|LLC|L\.L\.C|LLP|Limited|Corp|Corporation|Company|GmbH|S\.?A|AG|B\.?V|N\.?V|Pte|Pty|Pvt|PJSC|JSC"
    r"|OJSC|AO|OOO|ZAO|PAO|"
    r"FZE|FZC|FZCO|FZ-LLC|W\.?L\.?L|S\.?R\.?L|S\.?L|K\.?K|Bhd|Sdn|d\.o\.o|s\.r\.o|L\.P|PLC"
    r"|P\.?C)\b\.?(?:\s*\(?[\w&.-]*\)?\.?)?"
)
_ALIAS_LEAD = lazy_regex(r",?(?<!\s)\s*+(?:a\.k\.a\.|f\.k\.a\.|also known as|formerly known as)", re.IGNORECASE)
_ALIAS_LIST = lazy_regex(
    r"(?:a\.k\.a\.|f\.k\.a\.|alias)[^—]{0,300}?:[^\S\n]*(?P<list>(?:\n\s*+—[^\n]*)+)", re.IGNORECASE
)
_ALIAS_ONE = lazy_regex(
    r"(?:a\.k\.a\.|f\.k\.a\.|also known as|formerly known as),?\s+(?P<name>[^:;\n(]+?)(?=[;.]|,\s|\n|\)|$)",
    re.IGNORECASE,
)
_ENDS_IN_AND = lazy_regex(r"(?<![\s;,.])[\s;,.]*$|[;,.]?(?<!\s)\s*+\b(?:and|or)\b[\s;,.]*$")
_ADDRESSES_FOLLOW = lazy_regex(r",? and to include\b.*")  # behind the last of several aliases
_CITATION_COLUMN = lazy_regex(r"federal register citation", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell's text as printed, with line breaks and without italics, and the footnote marks in it."""

    text: str  # as printed, line breaks kept, italics unmarked
    marks: tuple[str, ...]  # footnote marks in it


def write(writer: Writer, element: etree._Element, base: str, parent: int, counts: dict[str, int]) -> None:
    """Add a table below `parent`: its heading row as `base > table`, then its rows, then its footnotes."""
    for table in [element] if element.tag == "TABLE" else list(element.iter("TABLE")):
        counts[f"table {base}"] = number = counts.get(f"table {base}", 0) + 1
        _write_one(writer, table, base, parent, f"{base} > table" + (f" {number}" if number > 1 else ""))


def _write_one(writer: Writer, table: etree._Element, base: str, parent: int, locator: str) -> None:
    head, body, foot = _parts(table)
    columns = _columns(head)
    footnotes = _footnotes(foot)
    caption = table.find("CAPTION")
    title = one_line(without_italics(marked(caption))) if caption is not None else ""
    lines = [title, *(one_line(" ".join(without_italics(marked(cell)) for cell in _row_cells(row))) for row in head)]
    top = writer.add("\n".join(line for line in lines if line), locator, Role.HEADING, parent, heading=title)
    by_country = bool(columns) and columns[0].casefold() == "country" and len(columns) > 1
    carried = ""
    open_rows: dict[int, tuple[int, str]] = {}
    for row in body:
        cells = [_read(cell, footnotes) for cell in _row_cells(row)]
        grid = _grid(row, cells, open_rows)
        text = one_line(" ".join(cell.text for cell in cells))
        if not text:
            continue
        first = one_line(grid[0]) if grid else ""
        carried = first or carried
        if by_country and len(grid) > 1:
            name = _free_name(writer, f"{base}, Country: {carried}, ", grid[1])
            address = f"{base}, Country: {carried}, {name}"
            values = _entity_cells(columns, carried, grid)
        else:
            name = carried
            address = f"{locator}, {_short(carried or text)}"
            values = tuple(
                (columns[i] if i < len(columns) else "", one_line(v) or (carried if i == 0 else ""))
                for i, v in enumerate(grid)
            )
        # A small figure in a name or an address is a fraction, no mark.
        marked_cells = cells[2:] if by_country and len(grid) > 1 else cells
        marks = dict.fromkeys(mark for cell in marked_cells for mark in cell.marks)
        values += tuple((f"Footnote {mark}", footnotes[mark]) for mark in marks)
        reserved = text.replace(carried, "").split() in (["[Reserved]"], ["[Reserved]"] * 2)
        writer.add(text, address, Role.ROW, top, heading=name, cells=values, reserved=reserved)
    for row in foot:
        text = without_italics(marked(row))
        mark = one_line(without_italics(marked(sup))) if (sup := row.find(".//sup")) is not None else ""
        writer.add(one_line(text), f"{base} > footnote {mark}" if mark else f"{locator} > note", Role.NOTE, top)


def _parts(table: etree._Element) -> tuple[list[etree._Element], list[etree._Element], list[etree._Element]]:
    """Return heading, body and foot rows; without a THEAD, leading rows of only TH cells are the heading."""
    head: list[etree._Element] = []
    body: list[etree._Element] = []
    foot: list[etree._Element] = []
    for row in table.iter("TR"):
        section = next((a.tag for a in row.iterancestors() if a.tag in ("THEAD", "TFOOT", "TBODY", "TABLE")), "")
        tags = {cell.tag for cell in row if isinstance(cell.tag, str)}
        if section == "THEAD" or (tags == {"TH"} and not body):
            head.append(row)
        elif section == "TFOOT":
            foot.append(row)
        else:
            body.append(row)
    return head, body, foot


def _row_cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in ("TD", "TH")]


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1")
    return min(int(value), 60) if value.isdigit() and value != "0" else 1


def _columns(head: list[etree._Element]) -> list[str]:
    """Return one heading for each column; names of several heading rows are joined by a colon, top down."""
    names: list[list[str]] = []
    open_rows: dict[int, tuple[int, str]] = {}
    for row in head:
        cells = [_Cell(one_line(without_italics(marked(cell))), ()) for cell in _row_cells(row)]
        for column, name in enumerate(_grid(row, cells, open_rows)):
            while len(names) <= column:
                names.append([])
            if name and name not in names[column]:
                names[column].append(name)
    return [": ".join(levels) for levels in names]


def _grid(row: etree._Element, cells: list[_Cell], open_rows: dict[int, tuple[int, str]]) -> list[str]:
    """Return the text in each column of one row, with column spans and the row spans from above filled in."""
    result: list[str] = []

    def fill() -> None:
        while len(result) in open_rows:
            left, text = open_rows[len(result)]
            if left > 1:
                open_rows[len(result)] = (left - 1, text)
            else:
                del open_rows[len(result)]
            result.append(text)

    for element, cell in zip(_row_cells(row), cells, strict=True):
        fill()
        rows = _span(element, "rowspan")
        for _ in range(_span(element, "colspan")):
            if rows > 1:
                open_rows[len(result)] = (rows, cell.text)
                left, text = open_rows[len(result)]
                open_rows[len(result)] = (left - 1, text)
            result.append(cell.text)
    fill()
    return result


def _read(cell: etree._Element, footnotes: dict[str, str]) -> _Cell:
    marks: list[str] = []
    if footnotes:
        for sup in cell.iter("sup"):
            marks += [mark for mark in re.split(r"[\s,]+", "".join(map(str, sup.itertext()))) if mark in footnotes]
    return _Cell(without_italics(marked(cell)), tuple(marks))


def _footnotes(foot: list[etree._Element]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in foot:
        sup = row.find(".//sup")
        if sup is not None:
            mark = "".join(map(str, sup.itertext())).strip()
            found[mark] = one_line(without_italics(marked(row))).removeprefix(mark).strip()
    return found


def _short(text: str, limit: int = 90) -> str:
    text = one_line(text)
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"


def entity_name(cell: str, more: int = 0) -> str:
    """Return the name that a list prints first: up to its aliases and address, with what belongs to a firm's name.

    `more` adds that many of the following parts, to tell apart entries that begin with the name of one parent body.
    """
    line = one_line(cell if more else cell.split("\n", 1)[0])
    alias = _ALIAS_LEAD.search(line)
    if alias and not more:
        line = line[: alias.start()]
    head, *rest = line.split(", ")
    while rest:
        firm = _FIRM.match(rest[0])
        if not firm or firm.end() != len(rest[0]):
            if not more:
                break
            more -= 1
        head += f", {rest.pop(0)}"
    return _short(head.strip(" ,;:"), 160)


def _free_name(writer: Writer, prefix: str, cell: str) -> str:
    """Return the shortest beginning of an entry that no earlier entry has."""
    for more in range(7):
        name = entity_name(cell, more)
        if prefix + name not in writer.addresses:
            return name
    return entity_name(cell)


def aliases(cell: str) -> list[str]:
    """Return the other names of a listed entity, as printed."""
    found: list[str] = []
    for group in _ALIAS_LIST.finditer(cell):
        for line in group["list"].split("\n"):
            name = _ENDS_IN_AND.sub("", _ADDRESSES_FOLLOW.sub("", one_line(line).lstrip("—– ")))
            if name:
                found.append(name)
    if not found:
        found = [
            _ENDS_IN_AND.sub("", one_line(match["name"]))
            for match in _ALIAS_ONE.finditer(cell)
            if "following" not in match["name"]
        ]
    return list(dict.fromkeys(name for name in found if name))


def _entity_cells(columns: list[str], country: str, grid: list[str]) -> Cells:
    cells: list[tuple[str, str]] = [(columns[0], country), (columns[1], one_line(grid[1]))]
    cells += [("Alias", name) for name in aliases(grid[1])]
    for column, text in zip(columns[2:], grid[2:], strict=False):
        cells.append(("Federal Register citation" if _CITATION_COLUMN.search(column) else column, one_line(text)))
    return tuple(cells)
