"""Questions about the rows of lists of parties: how many, which, where, since when, what changed between editions.

`questions` reads one question, `clauses` one of several clauses; `engine` chooses the rows of the lists held that are
asked for, `answers` says what they are, `edition_answers` what two editions do not share.
"""
