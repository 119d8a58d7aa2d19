"""Tests of `cornered.report`."""
