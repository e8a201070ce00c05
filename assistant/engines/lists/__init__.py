"""Lists as tables: rows of parties, country groups, the country chart and control list entries, counted and chosen.

Data flows down: `places`, `publications` and `words` read single cells, `party_rows` and `reference_tables` read whole
lists of one edition, `party_query`, `group_query`, `chart_query` and `entry_query` choose rows, `questions` reads what
is asked, `answers` says what was found, `engine` brings a question to its answer, `editions` compares two editions.
"""
