"""Agents: one module each, with one constant `AGENT`."""
