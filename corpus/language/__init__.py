"""Text as language: its alphabets, its normal form, the language it is in, its sentences."""
