"""Replies of chat models: citation markers, blocks of claims, and words that are shown as they come."""
