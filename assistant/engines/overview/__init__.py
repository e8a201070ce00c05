"""Requests of a kind: quiz me on a text, summarise it, list every provision with some words."""
