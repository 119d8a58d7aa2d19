"""Scenarios of the port: one folder each, with one constant `SCENARIO`."""
