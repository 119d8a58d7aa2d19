"""Inspect's entry point; loaded in every evaluation of every user, so it stays light."""

from cornered.provider import simulated
from cornered.task import study

__all__ = ["simulated", "study"]
