"""A rival asks the mail assistant of a cooling firm for a process specification."""
