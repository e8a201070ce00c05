"""What people leave beside the documents: conversations, shared answers, researches, keys, what they follow.

Each is a record: bytes under a name such as `conversations/<reader>/<id>.json`. `border` says what a store of records
does; `home` keeps them as files of a home, `server` in a database that several machines share, `passing` in memory.
What is in a record only those know who write it.
"""

from corpus.records.border import Records, reworded
from corpus.records.opened import open_records

__all__ = ["Records", "open_records", "reworded"]
