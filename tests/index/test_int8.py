"""Dense layers in int8: only where the processor has products of int8 numbers, and with nearly the same vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import index.encoders.minilm
from corpus.errors import ModelFailed
from index.encoders.activation_ranges import INPUTS, packed_ranges, ranges_file, read_ranges
from index.encoders.embeddings import EnglishEncoder
from index.encoders.minilm import MINILM_SHA256, MiniLM
from index.encoders.processor import flags_told

TEXTS = [
    "What needs a licence?",
    "may i ship my drone to turkey",
    "deemed export " * 60,
    "ACME TRADING FZE; a.k.a. ACME GENERAL; Office 1204, Deira, Dubai, U.A.E.; Linked To: LANTERN WORKS.",
    "(a) No person may export or reexport an item listed in paragraph (b) of this section to a destination in Country "
    "Group D:5 without a license, unless a License Exception in part 740 authorizes it. See § 742.6(a)(4)(i).",
]


def encoder(home: Path, int8: bool, monkeypatch: pytest.MonkeyPatch) -> EnglishEncoder:
    monkeypatch.setattr(index.encoders.minilm, "has_int8_products", lambda: int8)
    return EnglishEncoder(home, 1)


def test_vectors_are_nearly_those_of_the_published_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home moves between machines: both networks stand beside each other, and their vectors can be compared."""
    whole, int8 = encoder(tmp_path, False, monkeypatch), encoder(tmp_path, True, monkeypatch)
    alike = np.sum(whole.vectors(TEXTS) * int8.vectors(TEXTS), axis=1)
    assert alike.min() > 0.99
    assert alike.mean() > 0.997
    assert alike.mean() < 0.99999  # it is another network that runs
    assert whole.digest == int8.digest
    assert len(list((tmp_path / "encoder").glob("minilm-*"))) == 2


def test_a_text_has_nearly_the_same_vector_among_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    int8 = encoder(tmp_path, True, monkeypatch)
    together = int8.vectors(TEXTS)
    assert np.array_equal(together, int8.vectors(TEXTS))
    assert (np.sum(np.stack([int8.query(text) for text in TEXTS]) * together, axis=1) > 0.999).all()


@pytest.mark.parametrize(
    ("description", "flags"),
    [
        ("processor\t: 0\nflags\t\t: fpu avx2 amx_int8\n\nprocessor\t: 1\nflags\t: fpu amx_int8\n", "amx_int8 fpu"),
        ("flags\t\t: fpu avx2 avx_vnni\nflags\t\t: fpu avx2\nvmx flags\t: vnmi\n", "avx2 fpu"),  # what all cores have
        ("processor\t: 0\nFeatures\t: fp asimd i8mm\n", ""),  # another architecture
        ("", ""),
    ],
)  # fmt: skip
def test_flags_are_those_of_every_core(description: str, flags: str) -> None:
    assert sorted(flags_told(description)) == flags.split()


def test_the_shipped_ranges_say_how_they_were_read_and_hold_no_more() -> None:
    ranges, head = read_ranges(ranges_file(), MINILM_SHA256)
    assert head["texts"] > 10_000
    assert len(head["read"]) == 64
    assert ranges_file().stat().st_size <= 100_000
    assert ranges_file().read_bytes() == packed_ranges(ranges, head)
    assert [name for name, _ in INPUTS] == list(ranges)
    assert all((r.low <= r.high).all() and np.isfinite(r.largest).all() for r in ranges.values())


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "damaged"),  # one bit
        (lambda data: data[: len(data) // 2], "damaged"),  # cut off
        (lambda data: data.replace(MINILM_SHA256.encode(), b"0" * 64, 1), "damaged"),  # read with another model
        (lambda _: b"", "damaged"),
        (None, "cannot be read"),  # not there
    ],
)
def test_damaged_ranges_are_one_line_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: object, message: str
) -> None:
    file = tmp_path / "activation_ranges.bin"
    if callable(damage):
        file.write_bytes(damage(ranges_file().read_bytes()))
    monkeypatch.setattr(index.encoders.minilm, "has_int8_products", lambda: True)
    monkeypatch.setattr(index.encoders.minilm, "ranges_file", lambda: file)
    with pytest.raises(ModelFailed, match=message) as raised:
        MiniLM(tmp_path, 1).load()
    assert "\n" not in str(raised.value)
    assert "Install Licet again" in raised.value.remedy
    monkeypatch.setattr(index.encoders.minilm, "has_int8_products", lambda: False)
    MiniLM(tmp_path, 1).load()  # who does not need them does not read them
