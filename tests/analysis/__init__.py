"""Tests of `cornered.analysis`."""
