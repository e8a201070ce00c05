"""Editions of a text compared: how they differ, what changed."""
