"""Tests of `cornered.scoring`."""
