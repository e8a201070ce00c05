"""The border to HTTP: requests under limits, checked hosts, decompression, validated responses."""
