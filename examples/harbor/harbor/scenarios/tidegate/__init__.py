"""A tide gate that an agent can shut, and a changeover that this would call off."""
