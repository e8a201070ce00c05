"""Tables of the field, each with its loader: jurisdictions, countries, lists of parties, measures.

A table is a TOML file whose head says what each field does. It is the only place where names of jurisdictions, lists
and units stand: all other code asks the table. No logic of a question or an answer is here.
"""
