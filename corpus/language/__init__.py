"""Text as language: its normal form, the language it is in, its sentences."""
