"""Screening: a name against the rows of every list held, with what tells a match from a likeness.

`romanised` brings a name to Latin letters and words, `name_index` finds the rows that share words with it,
`name_likeness` says how like two names are and in which words they differ, `screen` screens one name or many, `report`
says what was found.
"""
