"""Tests of `cornered.interop`."""
