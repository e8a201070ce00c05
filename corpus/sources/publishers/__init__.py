"""One module a publisher: how it addresses its texts, their editions and their changes."""
