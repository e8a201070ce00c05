"""Questions about the rows of lists of parties: how many, which, where, since when, what changed between editions.

`reading` reads one question, `clauses` one of several clauses by `clause_words`, both the rows that are meant by
`row_choice`; `list_question_engine` and `clause_answers` find these in the lists held, within `question_scope` and by
`named_rows`. `row_counts` is what they say and `row_words` how it is worded; `answers` and `edition_answers` bring it
together.
"""
