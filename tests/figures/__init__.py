"""Tests of `cornered.figures`."""
