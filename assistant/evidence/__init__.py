"""Evidence of an answer: passages, table rows and definitions, and citations of them."""
