"""The vocabulary of the range as types; standard library and pydantic only."""
