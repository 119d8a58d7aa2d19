"""Blackmail: a director of a scale maker has something to hide from home."""
