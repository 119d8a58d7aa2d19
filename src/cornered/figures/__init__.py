"""Figures: one module each, numbers to ink."""
