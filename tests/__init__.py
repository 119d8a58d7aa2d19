"""Tests of cornered."""
