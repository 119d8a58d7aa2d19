"""Tests of cornered.looks."""
