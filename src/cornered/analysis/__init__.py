"""Table to table, one module per estimator; no input or output, no ink."""
