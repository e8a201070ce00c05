"""Command that tells what a text holds."""
