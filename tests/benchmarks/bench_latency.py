"""Latency of a warm search and of a warm extractive answer over a made-up collection of any size.

    python tests/benchmarks/bench_latency.py [--passages 2000] [--questions 20] [--home HOME]

HOME keeps the collection for another run, or names an existing one, whose own passages are then searched. Each question
is asked once, so that no cache answers it. CPU time counts all threads; on a busy machine it says more than the wall
clock.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.settings import Settings
from assistant.wiring import Application, open_application
from corpus.model import Kind, Reading, Role, Source
from corpus.structure import TreeBuilder

_WHAT = [
    "pumps",
    "valves",
    "lasers",
    "sensors",
    "centrifuges",
    "drones",
    "radars",
    "encryption",
    "furnaces",
    "alloys",
    "isotopes",
    "software",
    "wafers",
    "masks",
    "gyroscopes",
    "lenses",
]
_WHERE = [
    "Norway",
    "Japan",
    "China",
    "Korea",
    "Canada",
    "India",
    "Turkey",
    "Brazil",
    "Kenya",
    "Poland",
    "Chile",
    "Egypt",
]
_DUTY = (
    "A licence is required to export {what} to {where} when the value exceeds {n} dollars and the exporter knows of a "
    "military end use.",
    "No licence exception applies to the reexport of {what} to {where} unless the consignee gave a statement within "
    "{n} days.",
    "The exporter shall keep records of each shipment of {what} to {where} for {n} years from the date of the last "
    "transfer.",
    "Applications for {what} that are destined for {where} are reviewed within {n} days with a presumption of "
    "approval.",
)
_ASKED = (
    "Do I need a licence to ship {what} to {where}?",
    "How long must I keep the records of {what} that went to {where}?",
    "Which licence exception covers the reexport of {what} to {where}?",
    "Within how many days are applications for {what} to {where} reviewed?",
)


def law(number: int, sections: int, chance: random.Random) -> Reading:
    """Return a regulation of made-up sections, two paragraphs each."""
    tree = TreeBuilder()
    for n in range(1, sections + 1):
        section = tree.add(
            f"§ {number}.{n} Scope.", locator=f"15 CFR {number}.{n}", role=Role.SECTION, heading=f"Scope {n}."
        )
        for letter in "ab":
            text = " ".join(_filled(sentence, chance) for sentence in chance.sample(_DUTY, 3))
            tree.add(
                f"({letter}) {text}", locator=f"15 CFR {number}.{n}({letter})", role=Role.PARAGRAPH, parent=section
            )
    return tree.reading(
        Source(f"made-up-{number}", title=f"15 CFR Part {number} (made up)", kind=Kind.LAW, jurisdiction="us")
    )


def _filled(pattern: str, chance: random.Random) -> str:
    return pattern.format(what=chance.choice(_WHAT), where=chance.choice(_WHERE), n=chance.randrange(2, 90))


def fill(licet: Application, passages: int) -> None:
    """Add regulations until `passages` are held."""
    chance, number = random.Random(7), 900
    while (held := sum(licet.catalogue.sizes().values())) < passages:
        licet.collection.add(law(number, min(200, max(1, (passages - held) // 2)), chance))
        number += 1


def timed(run: Callable[[str], object], questions: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return the milliseconds of CPU and of the wall clock for each question, each sorted."""
    cpu, wall = [], []
    for question in questions:
        begun, busy = time.perf_counter(), time.process_time()
        run(question)
        cpu.append(1000 * (time.process_time() - busy))
        wall.append(1000 * (time.perf_counter() - begun))
    return sorted(cpu), sorted(wall)


def main() -> None:
    """Run the benchmark that the module describes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        licet = open_application(Settings.load().model_copy(update={"home": options.home or Path(made)}))
        if not (options.home and licet.catalogue.sizes()):
            fill(licet, options.passages)
        chance = random.Random(11)
        texts = [_filled(chance.choice(_ASKED), chance) + f" Case {n}." for n in range(2 * options.questions + 3)]
        for text in texts[-3:]:
            licet.assistant.ask(text)
        print(f"{sum(licet.catalogue.sizes().values())} passages, {options.questions} questions, milliseconds")
        print("| | cpu p50 | cpu p95 | wall p50 | wall p95 |\n|---|---|---|---|---|")
        runs = (
            ("search", licet.collection.search, texts[: options.questions]),
            ("ask", licet.assistant.ask, texts[options.questions : -3]),
        )
        for name, run, asked in runs:
            cells = [
                f"{row[min(len(row) - 1, int(len(row) * p))]:.1f}" for row in timed(run, asked) for p in (0.5, 0.95)
            ]
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        licet.catalogue.close()


if __name__ == "__main__":
    main()
