"""Measures `licet check`: verdicts on sentences whose verdict is known, as a table of what is so and what was said.

    LICET_HOME=HOME python tests/benchmarks/measure_drafts.py tests/benchmarks/draft_sentences.jsonl

HOME holds the real documents. Prints each miss, the table, and the share of wrongly supported sentences.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

from assistant.drafts.checking import check_draft_text
from assistant.drafts.model import DraftVerdict
from assistant.wiring import open_application
from corpus.parsers.drafts.reading import typed_draft


def main() -> None:
    """Check all sentences of a file as one draft and print how they were judged."""
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    text = "\n\n".join(row["text"] for row in rows)
    licet = open_application()
    begun = time.perf_counter()
    found = check_draft_text("draft.md", typed_draft(text), licet.catalogue)
    seconds = time.perf_counter() - begun
    table: Counter[tuple[str, str]] = Counter()
    at = 0
    for row in rows:
        at = text.index(row["text"], at)
        own = [s for s in found.sentences if at <= s.start < at + len(row["text"])]
        said = "+".join(dict.fromkeys(s.verdict.value for s in own))
        table[row["want"], said] += 1
        if said != row["want"]:
            print(f"{row['id']} {row['kind']}: {row['want']}, said {said}: {own[0].reason if own else ''}")
    wrong = sum(n for (want, said), n in table.items() if said == DraftVerdict.SUPPORTED and want != said)
    print(f"\n{len(rows)} sentences in {seconds:.1f} s; {'wanted':14} said")
    for (want, said), n in sorted(table.items()):
        print(f"{n:4} {want:14} {said}")
    print(f"wrongly supported: {wrong} of {len(rows)}")


if __name__ == "__main__":
    main()
