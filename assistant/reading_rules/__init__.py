"""Rules, written by hand, that read a sentence of the law in the light of a question."""
