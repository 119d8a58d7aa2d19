"""The published study, analyzed: its own counts, with the intervals it did not give."""
