"""Add a document, ask of it alone, and see which searches and passages the answer came from.

python examples/watch_an_answer.py FILE QUESTION [HOME]
"""

from __future__ import annotations

import sys
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler

import licet


class Searches(BaseCallbackHandler):
    """Prints every search of a question, and where the first passages stand."""

    def on_retriever_start(self, serialized: Any, query: str, **kwargs: Any) -> None:
        """Print what is searched for."""
        print(f"searched: {query}")

    def on_retriever_end(self, documents: Any, **kwargs: Any) -> None:
        """Print where the best passages stand."""
        print("found:", "; ".join(d.metadata["locator"] for d in documents[:3]))


def main(file: str, question: str, home: str | None = None) -> None:
    """Ask `question` of the document in `file` alone."""
    with licet.open(home=home) as desk:
        added = desk.add(file)[0]
        if added.problem:
            sys.exit(str(added.problem))
        asked = {"question": question, "filters": licet.Filters(sources=(added.source_id,))}
        print(desk.assistant.invoke(asked, {"callbacks": [Searches()]}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
