"""Alembic's migrations of a catalogue on a server; a catalogue in a file has its own (`sqlite`)."""
