"""Tests of `cornered.surfaces`."""
