"""Figures are drawn where they apply, in the order of the page, and say why not."""

from __future__ import annotations

import polars as pl
import pytest

from cornered import catalogs
from cornered.core.errors import InputError, UnknownName
from cornered.core.figure import Figure
from cornered.report.drawn import SOURCES, drawable, drawing, drawn_from, drawn_one
from cornered.scoring.tables import acts_table
from cornered.tabled import Tables
from tests.figures.tables import rollouts

ALWAYS = {"heatmap", "ladder"}


def tables(of: pl.DataFrame) -> Tables:
    """The tables of these rollouts."""
    return Tables(rollouts=of, acts=acts_table([]))


def test_figures_come_in_the_order_of_the_page_or_with_a_reason() -> None:
    found = drawing(tables(rollouts()))
    drawn = [each.id for each in found.drawn]
    assert drawn == [name for name in SOURCES if name in drawn]
    assert set(drawn) >= ALWAYS
    left_out = dict(found.left_out)
    assert left_out.keys() | set(drawn) == set(catalogs.figures())
    assert "order" in left_out["dose"]
    for each in found.drawn:
        assert each.figure.needs <= set(each.table.columns)
        assert each.title.endswith("?")
        assert each.caption == each.figure.caption


def test_what_is_not_there_is_not_drawn() -> None:
    one = rollouts().filter(
        pl.col("factor_threat") == "none",
        pl.col("agent") == "simulated/gpt-4.1",
        pl.col("outcome") != "unscored",
    )
    bare = one.with_columns(
        study=pl.lit("someone/else"),
        belief_stated=pl.lit(None, dtype=pl.String),
        input_tokens=pl.lit(None, dtype=pl.Int64),
        output_tokens=pl.lit(None, dtype=pl.Int64),
    )
    left_out = dict(drawing(tables(bare)).left_out)
    why = {
        "forest": "planned no contrast",
        "effects": "does not cross two factors",
        "interaction": "does not cross threat",
        "belief": "no agent stated",
        "ranks": "one agent only",
        "unscored": "every rollout was scored",
        "cost": "no rollout reported",
    }
    for name, words in why.items():
        assert words in left_out[name]
        with pytest.raises(InputError, match=words):
            drawn_one(name, tables(bare))


def test_what_must_not_merge_is_a_reason_and_no_crash() -> None:
    mixed = rollouts().with_columns(
        base=pl.when(pl.col("draw") == 0).then(pl.lit("other")).otherwise("base")
    )
    left_out = dict(drawing(tables(mixed)).left_out)
    assert "base" in left_out["ladder"]


def test_without_rollouts_nothing_is_drawn() -> None:
    found = drawing(tables(rollouts().clear()))
    assert not found.drawn
    assert {why for _, why in found.left_out} == {"there are no rollouts"}


def test_a_figure_of_a_package_is_drawn_from_what_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theirs = Figure(
        module="harbor.figures.berths",
        summary="Berths",
        needs=frozenset({"agent", "turns"}),
        draw=catalogs.figures()["heatmap"].draw,
        caption="Berths.",
    )
    never = Figure(
        module="harbor.figures.tides",
        summary="Tides",
        needs=frozenset({"moon"}),
        draw=theirs.draw,
        caption="Tides.",
    )
    known = {**catalogs.figures(), "harbor/berths": theirs, "harbor/tides": never}
    monkeypatch.setattr(catalogs, "figures", lambda: known)
    found = drawing(tables(rollouts()))
    assert found.drawn[-1].id == "harbor/berths"
    assert found.drawn[-1].title == "Berths"
    assert "moon" in dict(found.left_out)["harbor/tides"]


def test_a_table_that_was_made_is_drawn_as_it_is() -> None:
    heat = next(each for each in drawable(tables(rollouts())) if each.id == "heatmap")
    assert drawn_from("heatmap", heat.table).table.equals(heat.table)
    with pytest.raises(InputError, match="'rate'"):
        drawn_from("heatmap", heat.table.drop("rate"))
    with pytest.raises(UnknownName, match="available: belief"):
        drawn_from("heat", heat.table)
