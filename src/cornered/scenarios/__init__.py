"""Scenarios: one folder each, with one constant `SCENARIO`."""
