"""Seconds to add a PDF of 1.6 MB to a home that has none, and to its brief. Run by `make bench`.

`python tests/benchmarks/bench_adding.py [PDF]`. Models are loaded before the clock starts, as they are behind a page.
The brief is timed in its steps: what the text itself tells, its names compared with the lists held, its questions.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SHARED = Path(os.environ.get("LICET_SHARED", ROOT.parent / "shared"))
PDF = SHARED / "data" / "pdf" / "eu-regulation-2022-576.pdf"


def main() -> None:
    """Print the seconds of each step, with how busy the machine is."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PDF
    if not path.is_file():
        print(f"left out: there is no {path}")
        return
    from assistant.settings import Settings
    from assistant.wiring import open_application
    from index.ingest.intake import Labels, take_in
    from ui.json_documents.brief import brief_in_steps, questions_answered

    with tempfile.TemporaryDirectory() as folder:
        licet = open_application(Settings(home=Path(folder) / "home"))
        small = Path(folder) / "first.md"
        small.write_text("# Lanterns\n\nA lantern needs a licence.\n", "utf-8")
        list(take_in(licet.collection, small, Labels()))  # loads the models
        begun = time.perf_counter()
        (done,) = take_in(licet.collection, path, Labels())
        if done.problem:
            raise SystemExit(f"{done.problem.message} {done.problem.remedy}")
        print(f"{path.name}, {path.stat().st_size:,} bytes: added after {time.perf_counter() - begun:.1f} s")
        begun = time.perf_counter()
        for step, told in enumerate(brief_in_steps(licet, done.source_id)):
            what = f"names compared with {len(told['screened']['lists'])} lists" if step else "what the text tells"
            print(f"brief, {what}: {time.perf_counter() - begun:.1f} s after it was added")
        found = [time.perf_counter() - begun for _ in questions_answered(licet, done.source_id)]
        if found:
            print(f"brief, questions: the first after {found[0]:.1f} s, {len(found)} after {found[-1]:.1f} s")
        licet.catalogue.close()
    print(f"load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
