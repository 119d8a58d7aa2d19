"""Tests of `cornered.core`."""
