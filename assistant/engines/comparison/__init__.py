"""Comparison of jurisdictions by fixed points: the same questions put to each law, a cited cell for each answer."""
