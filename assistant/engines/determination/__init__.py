"""Determination: the walk from an item and a destination to what the texts held say about a licence.

`facts` reads what is asked, `law_texts` the texts and the table of rules, whose words are checked against them;
`checks` has one module for each body of rules; `walk` goes through all of them, `report` says what was found, and
`determination_engine` and `command` are the two ways in.
"""
