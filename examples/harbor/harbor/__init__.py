"""Components of a small port, added to cornered from outside."""
