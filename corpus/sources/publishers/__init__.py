"""One module for each publisher: how it addresses its texts, their editions and their changes."""
