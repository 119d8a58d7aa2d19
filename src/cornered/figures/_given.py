"""Given: what figures ask of the tables they are given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from cornered.core.errors import InputError

if TYPE_CHECKING:
    from cornered.core.figure import Figure

RATE = ("rate", "lower", "upper")
"""Columns of a rate and its interval."""


def checked(
    figure: Figure,
    table: pl.DataFrame,
    *,
    numbers: Iterable[str],
    flags: Iterable[str] = ("simulated",),
) -> pl.DataFrame:
    """`table`, fit to be drawn: its numbers are finite or null; it may be from a file.

    Args:
        figure: Which needs columns; those that are neither numbers nor flags are text.
        table: What it is drawn from.
        numbers: Columns that hold numbers, where there are such.
        flags: Columns that hold true or false.

    Raises:
        InputError: If it lacks a column or rows, or a column holds the wrong type.
    """
    missing = sorted(figure.needs - set(table.columns))
    if missing or not table.height:
        message = (
            f"{figure.id}: table lacks {missing[0] if missing else 'rows'!r}; "
            f"needs a row or more with {', '.join(sorted(figure.needs))}"
        )
        raise InputError(message)
    wanted: dict[str, pl.DataType] = dict.fromkeys(figure.needs, pl.String())
    wanted |= dict.fromkeys(numbers, pl.Float64())
    wanted |= dict.fromkeys(flags, pl.Boolean())
    return table.with_columns(
        _cast(figure, table[name], dtype)
        for name, dtype in wanted.items()
        if name in table.columns
    )


def _cast(figure: Figure, column: pl.Series, wanted: pl.DataType) -> pl.Series:
    """The column as the type that the figure draws."""
    if wanted == pl.Boolean() and column.dtype == pl.String:
        column = column.replace_strict(
            {"true": True, "false": False}, default=None, return_dtype=pl.Boolean
        )
    cast = column.cast(wanted, strict=False)
    lost = column.filter(cast.is_null() & column.is_not_null())
    if lost.len() or (wanted == pl.Boolean() and cast.has_nulls()):
        kind = {"Float64": "a number", "Boolean": "true or false"}.get(
            str(wanted), "text"
        )
        message = (
            f"{figure.id}: column {column.name!r} has "
            f"{lost[0] if lost.len() else None!r}; allowed: {kind}"
        )
        raise InputError(message)
    if wanted == pl.Float64():
        cast = pl.select(pl.when(cast.is_finite()).then(cast)).to_series()
    return cast.alias(column.name)
