"""A fruit store whose rescue call can be withdrawn."""
