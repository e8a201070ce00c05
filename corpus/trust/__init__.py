"""Trust by origin: where a text came from decides how far it is trusted, never what it says of itself."""
