"""Periods and deadlines: the last day, or the length, of a period that a held text sets.

`periods.toml` has the periods, which `table` reads; `lengths` tells how long one is where a question gives no date,
`deadlines` counts its last day from the dates given (`counting`), by quarters (`quarters`), forward from a notice
(`earliest_days`), or tells the end that a question names itself (`told_ends`); `period_engine` asks the one that is
meant, and `plain_days` counts where no law is named.
"""
