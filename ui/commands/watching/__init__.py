"""Commands about what changes: `watch`, `changes` and `diff`."""
