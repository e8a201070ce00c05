"""Text to terms: tokens, and numerals as Chinese and Japanese law writes them."""
