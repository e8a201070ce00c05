"""Words that a reader sees of an answer before anything is unfolded, by part: `python -m tests.ui.answer_length FILE`.

FILE holds questions as `licet eval users` reads them; `LICET_HOME` names the texts.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from lxml import html

from assistant.model import Answer, Outcome
from ui.components.chat.answer_display.answer import answer_parts

_WORD = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]{1,2}|[^\W_][\w’'.,:/()-]*")  # of two signs where no space parts words


def shown_parts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield (part, text) of what the page shows of an answer at first sight: its outcome, lead, sections, notices."""
    tree = html.fromstring("<div>" + "".join(answer_parts(answer, 0, fields=True)) + "</div>")
    for hidden in tree.xpath(".//details/*[not(self::summary)] | .//*[@data-cite]"):
        hidden.drop_tree()
    for summary in tree.xpath(".//details/summary"):
        summary.tail = ""
    for element in tree.xpath("./div/*"):
        kind = str(element.get("class") or element.tag).split()[-1]
        heading = element.find("h3")
        part = kind.removeprefix("lc-") if heading is None else str(heading.text_content())
        yield part, " ".join(element.text_content().split())


def words(text: str) -> int:
    """Return the number of words of a text."""
    return len(_WORD.findall(text))


def length(answer: Answer) -> dict[str, int]:
    """Return the words of each part of an answer that is shown at first sight, without the line of the outcome."""
    found: Counter[str] = Counter()
    for part, text in shown_parts(answer):
        if part != "outcome":
            found[part] += words(text)
    return dict(found)


def _asked(file: Path, every: int, most: int) -> Iterator[tuple[str, Answer]]:
    import licet

    with licet.open() as desk:
        for line in file.read_text("utf-8").splitlines()[::every][:most]:
            asked = json.loads(line)
            yield asked["id"], desk.ask(asked["question"], history=asked["history"])


def main() -> None:
    """Ask every fifth question of a file, thirty at most, and print the words of each answer and their medians."""
    file, *given = sys.argv[1:]
    every, most = (*map(int, given), *(5, 30)[len(given) :])
    totals: dict[str, list[int]] = defaultdict(list)
    for name, answer in _asked(Path(file), every, most):
        found = length(answer)
        totals[answer.outcome.value].append(sum(found.values()))
        for part, count in found.items():
            totals[f"  {part}"].append(count)
        print(f"{name:8} {answer.outcome.value:13} {answer.form.value:13} {sum(found.values()):4}  {found}", flush=True)
    everything = [n for outcome in Outcome for n in totals[outcome.value]]
    print(f"all answers: median {median(everything):g} words, most {max(everything)}")
    for part, counts in sorted(totals.items(), key=lambda item: -sum(item[1])):
        print(f"{part}: {len(counts)} answers, median {median(counts):g} words, {sum(counts)} in all")


if __name__ == "__main__":
    main()
