"""Lists as tables: rows of parties of one edition, chosen and compared; groups, chart and entries beside them.

`places`, `publications` and `notices` read single cells, `held_lists` reads whole lists of one edition, `party_query`
and `list_lookup` choose rows, `editions` compares two editions, `payloads` is what programs read. `reference` answers
from tables that list no party.
"""
