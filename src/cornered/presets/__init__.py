"""Presets: one module each, with one constant `PRESET`."""
