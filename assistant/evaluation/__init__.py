"""Measuring Licet on labelled questions, passages and claims."""
