"""What holds of every figure there is."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from cornered import catalogs
from cornered.core.errors import InputError
from cornered.figures._look import LONGEST, SIMULATED_NOTE
from cornered.report.drawn import SOURCES
from tests.figures.tables import drawn_once, svg, table_of

FIGURES = sorted(SOURCES)
HOSTILE = "<script>alert('a')</script>\"&\x1b[31m\u202e" + "long/" * 80
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}

each_figure = pytest.mark.parametrize("name", FIGURES)


def test_the_page_knows_every_figure_of_ours() -> None:
    ours = {name for name in catalogs.figures() if "/" not in name}
    assert ours == set(SOURCES)


@each_figure
def test_simulated_agents_are_named_and_real_ones_are_not(name: str) -> None:
    figure, table = catalogs.figures()[name], table_of(name)
    assert "(simulated agents)" in drawn_once(name)
    assert SIMULATED_NOTE in drawn_once(name)
    real = svg(figure, table.with_columns(simulated=pl.lit(value=False)))
    assert "imulated agents" not in real


@each_figure
def test_some_simulated_agents_are_told_from_all(name: str) -> None:
    table = table_of(name)
    some = table.with_columns(simulated=pl.int_range(table.height) == 0)
    assert "(simulated agents among them)" in svg(catalogs.figures()[name], some)


@each_figure
def test_nothing_is_fetched_and_it_is_the_same_each_time(name: str) -> None:
    drawn = drawn_once(name)
    assert set(re.findall(r"https?://[^\"'<> ]+", drawn)) <= NAMESPACES
    assert "<image" not in drawn
    assert "@import" not in drawn
    assert drawn == svg(catalogs.figures()[name])


@each_figure
def test_hostile_names_are_text(name: str) -> None:
    table = table_of(name)
    names = [each for each in ("agent", "scenario", "grader") if each in table.columns]
    hostile = table.with_columns(
        pl.when(pl.col(each).is_not_null())
        .then(pl.lit(HOSTILE) + pl.col(each))
        .alias(each)
        for each in names
    )
    drawn = svg(catalogs.figures()[name], hostile)
    assert "<script" not in drawn
    assert "\u202e" not in drawn
    root = ET.fromstring(drawn)  # noqa: S314 - our own output, which must be XML
    assert root.tag.endswith("svg")
    assert float(root.attrib["width"]) < 3_000


@pytest.mark.parametrize("name", sorted(set(FIGURES) - {"published", "specification"}))
def test_no_name_is_cut(name: str) -> None:
    drawn = re.sub(r"</?tspan[^>]*>", "", drawn_once(name))
    for agent in table_of(name)["agent"].drop_nulls().unique():
        assert agent in drawn


@each_figure
def test_wrong_tables_raise(name: str) -> None:
    figure, table = catalogs.figures()[name], table_of(name)
    for column in sorted(figure.needs):
        with pytest.raises(InputError, match=f"lacks {column!r}"):
            figure.draw(table.drop(column))
    with pytest.raises(InputError, match="lacks 'rows'"):
        figure.draw(table.clear())
    with pytest.raises(InputError, match="allowed: true or false"):
        figure.draw(table.with_columns(simulated=pl.lit("perhaps")))


@each_figure
def test_what_went_through_a_file_is_drawn_alike(name: str) -> None:
    figure, table = catalogs.figures()[name], table_of(name)
    flat = table.select(pl.exclude(pl.List(pl.String)))
    read = pl.read_csv(flat.write_csv().encode(), infer_schema_length=None)
    assert svg(figure, read) == drawn_once(name)


@each_figure
def test_captions_tell_what_is_seen(name: str) -> None:
    caption = catalogs.figures()[name].caption
    assert 1 <= caption.count(".") <= 4
    assert caption.endswith(".")
    told = ("interval", "probability")
    assert any(word in caption for word in told)


def test_long_names_keep_their_ends() -> None:
    drawn = svg(
        catalogs.figures()["cost"],
        table_of("cost").with_columns(agent=pl.lit("a" * 200) + pl.col("agent")),
    )
    assert "…" in drawn
    assert "claude-opus-4" in drawn
    assert "a" * LONGEST not in drawn
