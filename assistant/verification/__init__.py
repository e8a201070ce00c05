"""Verification: whether a sentence is supported by what it cites, and text that must not be obeyed."""
