"""Editions of a text compared: how fresh they are, how they differ, what changed."""
