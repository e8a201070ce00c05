"""Engines: answers composed by rule from several places, each place cited."""
