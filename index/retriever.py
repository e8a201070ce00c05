"""The collection as a LangChain retriever, for use in other chains."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from corpus.filters import Filters
from index.collection import Collection
from index.encoders.embeddings import Encoder
from index.hits import Hit, Hits
from index.snapshot import CollectionSnapshot
from index.stores.documents import document

Embeddings.register(Encoder)


class PassageDocument(Document):
    """Document that still knows the hit it was made of; the hit is left out when the document is serialised."""

    hit: SkipValidation[Hit] = Field(exclude=True, repr=False)

    @classmethod
    def of(cls, hit: Hit) -> PassageDocument:
        """Return a hit as a document: the passage's verbatim text, and where it stands."""
        plain = document(hit)
        return cls(id=plain.id, page_content=plain.page_content, metadata=plain.metadata, hit=hit)


class Retriever(BaseRetriever):
    """LangChain retriever over a collection: passages with their locators, best first.

    `k` is how many passages come back, `filters` what may be searched; both can be given anew with each call. Where a
    text was left out since it was altered, a warning says so, and `left_out` in each document's metadata.

    >>> Retriever(collection=collection, k=5).invoke("military end use")  # doctest: +SKIP
    """

    collection: SkipValidation[Collection | CollectionSnapshot]
    k: int = 10
    filters: Filters = Filters()

    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        k: int | None = None,
        filters: Filters | None = None,
        also: str = "",
    ) -> list[Document]:
        """Search as `Collection.search` does; `also` holds words that join the search at half weight."""
        found = self.collection.search(query, k or self.k, self.filters if filters is None else filters, also=also)
        documents: list[Document] = [PassageDocument.of(hit) for hit in found]
        if isinstance(found, Hits) and found.left_out:
            found.warn()
            left_out = [str(problem) for problem in found.left_out]
            for document in documents:
                document.metadata["left_out"] = left_out
        return documents

    def hits(self, query: str, k: int, filters: Filters, *, also: str = "") -> list[Hit]:
        """Return the hits behind the documents, for parts that need offsets and scores; callbacks see the search."""
        found = self.invoke(query, k=k, filters=filters, also=also)
        return [d.hit for d in found if isinstance(d, PassageDocument)]
