"""Text as language: one normal form, which language it is in, where its sentences end."""
