"""Other people's rollouts and tables, read into our trajectories and counts."""
