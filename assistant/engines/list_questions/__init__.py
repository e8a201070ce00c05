"""Questions about the rows of lists of parties: how many, which, where, since when, what changed between editions.

`reading` reads one question, `clauses` one of several clauses by `clause_words`, both the rows that are meant by
`row_choice`; `engine` and `in_clauses` find these in the lists held, within `question_scope` and by `rows_meant`.
`row_counts` is what they say and `row_words` how it is worded; `answers` and `edition_answers` bring it together.
"""
