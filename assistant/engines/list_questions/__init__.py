"""Questions about the rows of lists of parties: how many, which, where, since when, what changed between editions.

`reading` reads one question, `clauses` one of several clauses, both the rows that are meant by `row_choice`; `engine`
finds these in the lists held. `row_counts` is what they say and `row_words` how it is worded; `answers` and
`edition_answers` bring it together.
"""
