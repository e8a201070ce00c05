"""The border to HTTP: requests under limits, checked hosts, decompression, and responses that are what they claim to be."""
