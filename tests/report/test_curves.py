"""The printed curve pools only rollouts of one place."""

from __future__ import annotations

import polars as pl

from cornered.report.curves import curve
from tests.figures.tables import rollouts


def test_protocols_are_kept_apart() -> None:
    table = rollouts().filter(pl.col("scenario") == "blackmail")
    assert [each.place for each in curve(table).panels] == ["blackmail"]
    both = [
        table.with_columns(protocol=pl.lit(name), cell=pl.col("cell") + name)
        for name in ("none", "veto")
    ]
    found = curve(pl.concat(both)).panels
    assert [each.place for each in found] == ["blackmail, none", "blackmail, veto"]
    assert {each.rollouts for each in found} == {table.height}
