"""Ranking: features of candidates, rank fusion, the learned ranker, an optional cross-encoder."""
