"""Looks: planned contrasts tested while a run plays, and what that stops."""
