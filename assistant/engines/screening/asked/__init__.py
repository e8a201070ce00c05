"""What a question about parties asks: whom it names, in which places, and what of their rows."""
