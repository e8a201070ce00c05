"""Answers given earlier: one whose texts have changed since, and one that was shared by a link."""
