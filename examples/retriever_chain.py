"""Put the collection into a LangChain chain of your own.

    python examples/retriever_chain.py [HOME]

Any LangChain chat model does. This one needs no key: it repeats what it was given, which shows what a model reads.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable, RunnableLambda, RunnablePassthrough

import licet


def numbered(documents: Sequence[Document]) -> str:
    """Return documents as numbered passages with their addresses."""
    return "\n\n".join(f"[{n}] {d.metadata['locator']}: {d.page_content}" for n, d in enumerate(documents, 1))


def chain_over(desk: licet.Licet, model: BaseChatModel | Runnable) -> Runnable:
    """Return a chain from a question to a model's words over the four best passages."""
    prompt = ChatPromptTemplate.from_template("Answer from these, with their numbers.\n\n{passages}\n\n{question}")
    return (
        {"passages": desk.retriever(k=4) | numbered, "question": RunnablePassthrough()}
        | prompt
        | model
        | StrOutputParser()
    )


def main(home: str | None = None) -> None:
    """Ask one question of the collection in `home`."""
    repeats = RunnableLambda(lambda prompt: AIMessage(prompt.to_string()))
    with licet.open(home=home) as desk:
        print(chain_over(desk, repeats).invoke("What is a deemed export?"))


if __name__ == "__main__":
    main(*sys.argv[1:2])
