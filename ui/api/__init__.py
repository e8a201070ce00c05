"""HTTP API: search, questions, determinations, lists and provisions for other programs, read-only."""
