"""What an answer may stand on: passages, rows and definitions, and citations of them."""
