"""Figures: how well passages are found, answers given and support judged."""
