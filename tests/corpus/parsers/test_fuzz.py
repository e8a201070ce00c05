"""Every parser on damaged copies of its own documents: a reading whose offsets hold, or a problem in one line."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import Problem
from corpus.model import Reading
from corpus.parsers.dispatch import chosen, read_bytes
from corpus.parsers.file import File
from corpus.parsers.pdf import ocr

DATA = Path(__file__).resolve().parents[2] / "data"
DOCUMENTS = {p.name: p.read_bytes() for p in sorted(DATA.rglob("*")) if p.is_file() and p.suffix != ".tree"}
DAMAGE = st.one_of(
    st.binary(max_size=8),
    st.sampled_from(
        (
            b"<",
            b">",
            b"</",
            b'"',
            b"\x00",
            b"\xff\xfe",
            b"(a)(1)(i)",
            b"\n\n",
            b"|",
            b"---",
            b"[[",
            b"{",
            b"&x;",
            "第".encode(),
            b"a" * 5000,
        )
    ),
)
SECONDS = 20.0


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.sampled_from(sorted(DOCUMENTS)),
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 60), DAMAGE), min_size=1, max_size=5),
    cut=st.floats(0.05, 1),
)
def test_damaged_documents(name: str, places: list[tuple[float, int, bytes]], cut: float) -> None:
    data = bytearray(DOCUMENTS[name][: int(len(DOCUMENTS[name]) * cut) + 1])
    for place, length, junk in places:
        at = int(place * len(data))
        data[at : at + length] = junk
    begun = time.monotonic()
    problem: Problem | None = None
    readings: list[Reading] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "installed", lambda: False)
        try:
            readings = read_bytes(File(name, bytes(data)))
        except Problem as raised:
            problem = raised
    assert problem is None or (problem.message and problem.remedy and "\n" not in str(problem))
    assert time.monotonic() - begun < SECONDS
    for reading in readings:
        spans = [(p.start, p.end) for p in reading.provisions]
        assert all(0 <= start <= end <= len(reading.text) for start, end in spans)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
        assert all(p.parent is None or p.parent < i for i, p in enumerate(reading.provisions))


def test_every_parser_is_among_them() -> None:
    from corpus.parsers.dispatch import parsers

    assert {chosen(File(name, data)).name for name, data in DOCUMENTS.items()} == {parser.name for parser in parsers()}
