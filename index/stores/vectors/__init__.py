"""Vectors of passages: in Chroma, read beside a process that writes, and checked before they are read."""
