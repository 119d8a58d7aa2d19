"""Studies: one module each, with one constant `STUDY`."""
