"""Tests of cornered.comparing."""
