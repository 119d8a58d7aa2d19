"""Benches: how well the parts that judge do, on what is known."""
