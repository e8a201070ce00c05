"""Facts of a transaction: what a question or a command says of item, place, parties and use."""
