"""Editions of a text beside each other: how fresh they are, how they differ, what changed."""
