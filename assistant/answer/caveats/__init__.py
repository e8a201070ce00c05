"""Caveats of an answer: how old its texts are, what of them is stayed or changed, and where texts disagree."""
