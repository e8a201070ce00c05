"""Our own small documents in every format give the trees stored beside them as `NAME.tree`.

`pytest --regen-golden tests/corpus/parsers/test_goldens.py` (`make golden`) writes the trees anew: read the difference
before it is committed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.enrichment import annotate
from corpus.model import Provision, Reading
from corpus.parsers.dispatch import PARSER_MODULES, chosen, parsers, read
from corpus.parsers.file import File
from corpus.parsers.pdf import ocr

DATA = Path(__file__).resolve().parents[2] / "data"
DOCUMENTS = sorted(str(p.relative_to(DATA)) for p in DATA.rglob("*") if p.is_file() and p.suffix != ".tree")


def drawn(reading: Reading) -> str:
    """Return a reading as lines: source, dates, claims and warnings, then each provision with its references and
    definitions.
    """
    s = reading.source
    lines = [
        f"{s.id} | {s.title}",
        f"  {s.kind} {s.jurisdiction or '-'} {s.language} | {s.issuer or s.author or '-'} | {s.url or '-'}",
        f"  published {s.published} | valid from {reading.valid_from} to {reading.valid_to}",
        *(f"  claims {name}: {value}" for name, value in s.claims),
        *(f"  warning: {warning}" for warning in reading.warnings),
    ]
    for i, p in enumerate(reading.provisions):
        indent = "  " * len(list(reading.ancestors(i)))
        text = reading.own_text(i).replace("\n", " / ")
        lines.append(f"{indent}[{p.role}] {p.locator}{_marks(p)} | {text}")
        lines += [f"{indent}      {name or '-'} = {value}" for name, value in p.cells]
        lines += [
            f"{indent}      -> {reading.text[r.start : r.end]!r} = "
            f"{r.instrument + ' ' if r.instrument else ''}{r.locator}"
            for r in p.references
        ]
        lines += [f"{indent}      defines {d.term}" for d in p.defines]
    return "\n".join(lines) + "\n"


def _marks(p: Provision) -> str:
    marks = [f"p. {p.page}"] if p.page else []
    marks += ["RECOGNISED"] * p.recognised + ["RESERVED"] * p.reserved + ([p.language] if p.language else [])
    marks += [f"STAYED {p.stay.since} until {p.stay.until}"] if p.stay else []
    return f" ({', '.join(marks)})" if marks else ""


@pytest.mark.parametrize("name", DOCUMENTS)
def test_tree(name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)  # what is recognised depends on the machine
    golden = DATA / f"{name}.tree"
    tree = "\n".join(drawn(annotate(reading)) for reading in read(DATA / name))
    if request.config.getoption("--regen-golden"):
        golden.write_text(tree, "utf-8")
    assert golden.exists(), "no golden file: pytest --regen-golden writes it; read it before it is committed"
    assert tree == golden.read_text("utf-8")


def test_every_parser_has_a_document() -> None:
    used = {chosen(File(Path(name).name, (DATA / name).read_bytes())).name for name in DOCUMENTS}
    assert {parser.name for parser in parsers()} == used
    assert len(parsers()) == len(PARSER_MODULES)


def test_every_golden_file_has_its_document() -> None:
    assert [p.name for p in DATA.rglob("*.tree") if not p.with_suffix("").exists()] == []
