"""The catalogue: sources, editions, provisions and passages in one SQLite file, from which the index can be rebuilt.

`file` is the border to SQLite; `editions`, `provisions` and `passages` read; `writing` stages and publishes; `snapshot`
reads for one question. Each class builds on the one before it.
"""

from corpus.catalogue.passages import CatalogueReader
from corpus.catalogue.snapshot import CatalogueSnapshot
from corpus.catalogue.writing import Catalogue

__all__ = ["Catalogue", "CatalogueReader", "CatalogueSnapshot"]
