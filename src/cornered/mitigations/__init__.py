"""Mitigations: one module each, with one constant `MITIGATION`."""
