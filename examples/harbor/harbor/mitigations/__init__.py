"""Mitigations of the port: one module each, with one constant `MITIGATION`."""
