"""Tests of the published study, analyzed."""
