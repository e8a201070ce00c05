"""Text to vectors: the encoders, their networks, and vectors that are kept."""
