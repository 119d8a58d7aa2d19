"""Tests of `cornered.hardcases`."""
