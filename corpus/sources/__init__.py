"""Official sources: which there are, how each publisher hands out its texts, and how they are brought here and kept fresh."""
