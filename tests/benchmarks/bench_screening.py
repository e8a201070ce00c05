"""Measures the screening of 1,000 made-up names against 30,000 made-up rows, the reading of the lists apart.

Usage: python tests/benchmarks/bench_screening.py [NAMES [ROWS]]
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from assistant.engines.screening.name_index import name_index
from assistant.engines.screening.screen import screened
from corpus.catalogue import Catalogue
from corpus.model import Kind, Role, Source
from corpus.structure import TreeBuilder

SYLLABLES = ("ka", "lo", "mi", "ru", "te", "sha", "ven", "dor", "pi", "zu", "gan", "hel", "tor", "mar", "ska", "wen")
TRADES = ("Trading", "Technology", "Electronics", "International", "Shipping", "Aviation", "Machinery", "Optics")
FORMS = ("Co., Ltd.", "LLC", "GmbH", "OOO", "Limited", "")


def main(names: int, rows: int) -> None:
    """Print how long the lists take to read, and how long the names take to screen."""
    chance = random.Random(20260731)
    stems = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).title() for _ in range(rows)]

    def made() -> str:
        return " ".join([*chance.choices(stems, k=chance.randint(1, 3)), chance.choice(TRADES), chance.choice(FORMS)])

    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder) / "catalogue.sqlite")
        tree = TreeBuilder()
        base = "U.S. Consolidated Screening List"
        top = tree.add(base, locator=base, role=Role.ANNEX)
        listed = [made() for _ in range(rows)]
        for number, name in enumerate(listed):
            cells = (("Name", name), ("Alias", made()), ("List", "Made-up List (MUL) - Nobody"), ("Country", "Cuba"))
            tree.add(f"{name}.", locator=f"{base} > {number}", role=Role.ROW, parent=top, heading=name, cells=cells)
        source = Source(id="made-up", title=base, kind=Kind.LIST)
        catalogue.publish(catalogue.stage(tree.reading(source, valid_from=date(2026, 7, 31)), []))
        # A third are listed, a third are listed with a slip, a third are strangers.
        asked = [
            n if k == 0 else n[:3] + n[4:] if k == 1 else made()
            for n, k in ((chance.choice(listed), number % 3) for number in range(names))
        ]
        begun = time.perf_counter()
        index = name_index(catalogue)
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        found = list(screened(asked, catalogue))
        took = time.perf_counter() - begun
        one = []
        for name in asked[:100]:
            begun = time.perf_counter()
            list(screened([name], catalogue))
            one.append(time.perf_counter() - begun)
        catalogue.close()
    print(f"{rows:,} rows, {len(index.names):,} names read and indexed: {read:.1f} s")
    print(f"{names:,} names screened: {took:.2f} s; one name, median: {1000 * sorted(one)[len(one) // 2]:.1f} ms")
    kinds = (sum(f.is_listed for f in found[k::3]) for k in range(3))
    near = sum(bool(f.matches) for f in found[1::3])
    exact, slipped, strange = kinds
    print(f"found as listed: {exact} of those listed, {slipped} of those with a slip, {strange} of the strangers")
    print(f"found near or as listed: {near} of those with a slip")


if __name__ == "__main__":
    main(*(int(a) for a in [*sys.argv[1:], "1000", "30000"][:2]) if len(sys.argv) < 3 else map(int, sys.argv[1:3]))
