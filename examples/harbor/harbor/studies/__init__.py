"""Studies of the port: one module each, with one constant `STUDY`."""
