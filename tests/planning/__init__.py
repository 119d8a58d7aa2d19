"""Tests of cornered.planning."""
