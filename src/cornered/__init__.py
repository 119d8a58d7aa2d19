"""A test range for LLM agents as insider threats."""
