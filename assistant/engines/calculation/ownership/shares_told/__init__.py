"""Shares as a question tells them: who owns how much of whom, clause by clause."""
