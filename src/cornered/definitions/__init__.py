"""Definitions of harm; the one in each module is a pure function of the stored record."""
