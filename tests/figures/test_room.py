"""Text keeps room where the reader's font is wider than the one that was measured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from cornered import catalogs
from cornered.report.drawn import SOURCES
from cornered.report.edges import roomy
from tests.figures.tables import svg, table_of

CHARACTER = 0.6 * 1.15
"""Width of a character over its font's size."""

MIDDLE, END = "middle", "end"
ONE = ("vendor/a",)
LONG = tuple(f"simulated/a-model-number-{number:02}"[:26] for number in (10, 20, 30, 4))


def called(name: str, agents: tuple[str, ...]) -> pl.DataFrame:
    """The table of a figure, of these agents."""
    table = table_of(name)
    if "agent" not in table.columns:
        return table
    mine = table.filter(pl.col("agent") == "simulated/gpt-4.1")
    if "condition" in table.columns:
        mine = mine.filter(pl.col("condition").is_in(mine["condition"].unique()[:2]))
    return pl.concat([mine.with_columns(agent=pl.lit(agent)) for agent in agents])


def lines(element: ET.Element, at: float = 0) -> Iterator[tuple[ET.Element, float]]:
    """Each text and where it is anchored."""
    found = re.match(r"translate\((-?[\d.]+)", element.get("transform", ""))
    at += float(found[1]) if found else 0
    if element.tag.endswith("}text"):
        yield element, at
    for child in element:
        yield from lines(child, at)


def wide(text: ET.Element) -> float:
    """How wide the longest line of a text may be."""
    words = [text.text or "", *(part.text or "" for part in text)]
    size = float(text.attrib["font-size"].removesuffix("px"))
    return max(map(len, words)) * size * CHARACTER


@pytest.mark.parametrize("agents", [ONE, LONG], ids=["one", "four"])
@pytest.mark.parametrize("name", sorted(SOURCES))
def test_titles_and_names_end_within_the_figure(
    name: str, agents: tuple[str, ...]
) -> None:
    root = ET.fromstring(svg(catalogs.figures()[name], called(name, agents)))  # noqa: S314 - our own output
    left, _, width, _ = map(float, root.attrib["viewBox"].split())
    assert width == float(root.attrib["width"])
    found = list(lines(root))
    titles = [each for each in found if each[0].get("font-size") == "17px"]
    assert titles
    assert all(at + wide(text) <= left + width for text, at in titles)
    named = [each for each in found if each[0].get("text-anchor") == END]
    assert all(at - wide(text) >= left for text, at in named)
    back = root[0]
    assert (back.tag.rpartition("}")[2], back.get("fill")) == ("rect", "#ffffff")
    assert float(back.attrib["width"]) == width
    assert float(back.get("x", "0")) == left


def test_neighboring_levels_stay_apart() -> None:
    names = {"none": "nothing at all", "restriction": "some_of_it_now"}
    names["replacement"] = "everything_now"
    table = called("interaction", ONE)
    table = table.filter(pl.col("scenario") == "blackmail").with_columns(
        pl.col("first").replace(names)
    )
    root = ET.fromstring(svg(catalogs.figures()["interaction"], table))  # noqa: S314 - our own output
    rows: dict[int, list[tuple[float, float]]] = {}
    for text, at in lines(root):
        words = [text.text or "", *(part.text or "" for part in text)]
        if text.get("text-anchor") == MIDDLE and len(words[-1]) == len(
            "everything now"
        ):
            half = wide(text) / 2
            rows.setdefault(len(words), []).append((at - half, at + half))
    assert sorted(map(len, rows.values())) == [1, 2]
    for row in rows.values():
        assert all(one[1] <= other[0] for one, other in pairwise(sorted(row)))


def drawing(start: int, width: int, at: int) -> str:
    """A drawing of ten characters, 60 pixels of text."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="9" '
        f'viewBox="{start} 0 {width} 9"><g transform="translate({at},5)">'
        '<text font-size="10px">0123456789</text></g></svg>'
    )


def test_only_what_lacks_room_gets_more() -> None:
    assert roomy(drawing(0, 80, 10)) == drawing(0, 80, 10)
    assert roomy(drawing(0, 40, 10)) == drawing(0, 74, 10)
    assert roomy(drawing(0, 80, -6)) == drawing(-10, 90, -6)
    assert roomy("<svg/>") == "<svg/>"
