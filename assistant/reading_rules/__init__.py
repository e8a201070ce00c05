"""Hand-written rules that read a sentence of the law against a question."""
