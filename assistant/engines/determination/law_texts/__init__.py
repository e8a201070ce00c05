"""What is held: provisions, entries, chart and groups, lists of parties; and the table of rules checked against it."""
