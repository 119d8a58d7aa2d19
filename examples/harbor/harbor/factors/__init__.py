"""Factors of the port: one module each, with one constant `FACTOR`."""
