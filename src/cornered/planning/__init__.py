"""Planning: what a study will cost and show, before it is run; and what was promised."""
