"""Answers that are put together by rule from many places."""
