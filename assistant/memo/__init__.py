"""Deep research: sub-questions, their checked answers, and a memo made of them, kept on disk at every step."""
