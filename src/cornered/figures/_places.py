"""Places: the panels of a figure, each a scenario and what else must not merge."""

from __future__ import annotations

import polars as pl

from cornered.figures._look import readable

BESIDE = ("surface", "preset", "protocol", "base", "definition", "source")
"""What tells places apart beside the scenario, where a table has it; named in a panel's
title only where a scenario has several."""


def with_place(table: pl.DataFrame) -> pl.DataFrame:
    """`table` with `place`: the scenario in words, and what else tells its rows apart.

    Args:
        table: Has `scenario`, and any of `BESIDE`.

    Examples:
        >>> of = {"scenario": ["blackmail"] * 2, "surface": ["letter", "tools"]}
        >>> with_place(pl.DataFrame(of))["place"].to_list()
        ['blackmail, letter', 'blackmail, tools']
    """
    beside = [name for name in BESIDE if name in table.columns]
    several = table.group_by("scenario").agg(pl.col(beside).n_unique())
    told = {
        row["scenario"]: [name for name in beside if row[name] > 1]
        for row in several.iter_rows(named=True)
    }
    return table.with_columns(
        place=pl.Series(
            [
                ", ".join(
                    [
                        readable(row["scenario"]),
                        *(str(row[name]) for name in told[row["scenario"]]),
                    ]
                )
                for row in table.select("scenario", *beside).iter_rows(named=True)
            ],
            dtype=pl.String,
        )
    )


def places(table: pl.DataFrame) -> tuple[str, ...]:
    """The places of a table that `with_place` made, in order."""
    return tuple(table["place"].unique().sort())
