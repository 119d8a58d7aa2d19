"""Tests of `cornered.workplace`."""
