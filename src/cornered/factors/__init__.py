"""Factors: one module each, with one constant `FACTOR`."""
