"""Tests of the definitions of harm."""
