"""What a chat model writes: drafts, translations, follow-ups in its words."""
