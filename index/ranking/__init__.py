"""Candidates in order: features, fusion, the learned ranker, a cross-encoder."""
