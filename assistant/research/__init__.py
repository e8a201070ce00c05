"""Work of a chat model: drafts of answers, translations of quotes, follow-ups rewritten to stand alone."""
