"""Comparing: two runs made comparable, a verdict in words, conditions a build fails by."""
