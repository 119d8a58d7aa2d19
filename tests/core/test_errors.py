"""Errors share one root and say what, which value, and what is allowed."""

from __future__ import annotations

import inspect

import pytest

from cornered.core import errors
from cornered.core.errors import CorneredError, UnknownName

ERRORS = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, Exception)
]


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_the_root_and_stands_in_the_tree(error: type) -> None:
    assert issubclass(error, CorneredError)
    assert error.__doc__
    assert error.__name__ in str(errors.__doc__)


@pytest.mark.parametrize(
    ("name", "available", "told"),
    [
        ("b", ["c", "a"], "unknown level 'b'; available: a, c"),
        ("", [], "unknown level ''; available: none"),
        (None, ["a"], "unknown level None; available: a"),
        ("a\nb", {"x": 1}, "unknown level 'a\\nb'; available: x"),
    ],
)
def test_an_unknown_name_is_told_with_what_there_is(
    name: object, available: list[str], told: str
) -> None:
    assert str(UnknownName.among("level", name, available)) == told
