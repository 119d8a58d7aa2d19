"""Tests of cornered.calibration."""
