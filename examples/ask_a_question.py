"""Ask a question, follow it up, and print each sentence with the paragraph that it stands on.

python examples/ask_a_question.py [HOME]
"""

from __future__ import annotations

import sys

import licet

FIRST = "What is a deemed export?"
THEN = "Who is a foreign person there?"


def main(home: str | None = None) -> None:
    """Ask two questions of the collection in `home`, the second in the light of the first."""
    with licet.open(home=home) as desk:
        answer = desk.ask(FIRST)
        print(answer)
        for statement in answer.statements:
            for number in statement.citations:
                citation = answer.citations[number - 1]
                print(f"- “{citation.quote}” ({citation.locator}, {citation.standing.value})")
        print(desk.ask(THEN, history=[{"question": FIRST, "answer": answer.text}]))


if __name__ == "__main__":
    main(*sys.argv[1:2])
