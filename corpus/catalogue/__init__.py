"""The catalogue: sources, editions, provisions and passages in one database, from which the index can be rebuilt.

`database` is the border to SQLite and PostgreSQL, `named_values` opens it, `seals` tells what was altered;
`editions`, `provisions` and `passages` read, `history` reads the log; `writing` stages and publishes; `snapshot` reads
for one question. Each class builds on the one before it. `identity` says which place in it a text takes.
"""

from corpus.catalogue.history import Action, KeptEdition, LogEntry, UndoLimits
from corpus.catalogue.passages import CatalogueReader
from corpus.catalogue.snapshot import CatalogueSnapshot
from corpus.catalogue.writing import Catalogue

__all__ = ["Action", "Catalogue", "CatalogueReader", "CatalogueSnapshot", "KeptEdition", "LogEntry", "UndoLimits"]
