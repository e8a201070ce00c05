"""What the page "Read" shows: texts held, the reader's place, a text's pages, notes in its margin, who cites it."""
