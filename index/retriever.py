"""The collection as a LangChain retriever, for other people's chains."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from corpus.filters import Filters
from index.collection import Collection
from index.stores.documents import document


class LicetRetriever(BaseRetriever):
    """`LicetRetriever(collection=…, k=5).invoke("…")` gives documents with locators, best first."""

    collection: Collection
    k: int = 10
    filters: Filters = Filters()

    model_config = ConfigDict(arbitrary_types_allowed=True)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [document(hit) for hit in self.collection.search(query, self.k, self.filters)]
