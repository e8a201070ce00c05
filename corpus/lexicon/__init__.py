"""Tables of the field, one a subject, each with its loader: jurisdictions, countries, lists of parties, measures.

A table is a TOML file whose head says what each field does. What a jurisdiction, a list or a unit is called stands
there and nowhere else: the rooms above ask the table. No logic of a question or an answer stands here.
"""
