"""Text to terms: tokens, scripts, and figures as East Asian law writes them."""
