"""The page: whole in itself, true to the tables, and plain about whose numbers it shows."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from cornered.core.errors import InputError
from cornered.reference.analyzed import Analyzed, analyzed
from cornered.reference.beside import laid
from cornered.reference.compact import compact
from cornered.reference.drawn import PUBLISHED, Drawn, figures, together
from cornered.reference.page import page, prose
from cornered.reference.reading import reading
from cornered.reference.written import PAGE, write
from cornered.scoring.tables import acts_table
from cornered.tabled import Tables
from tests.analysis.synthetic import study

HOSTILE = "<script>alert(1)</script>"


@cache
def found() -> Analyzed:
    rollouts = study(models=("gpt-4.1",), draws=4)
    return analyzed(laid(Tables(rollouts=rollouts, acts=acts_table([])), HOSTILE))


@cache
def drawn() -> tuple[Drawn, ...]:
    return tuple(figures(found().cells, found().beside))


@cache
def text() -> str:
    return page(found(), drawn())


class Tags(HTMLParser):
    """What stands in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(str(value))
            if name in {"href", "src", "xlink:href"}:
                self.addresses.append(str(value))


@cache
def tags() -> Tags:
    parser = Tags()
    parser.feed(text())
    return parser


def test_it_needs_nothing_beside_it_and_runs_nothing() -> None:
    assert tags().tags.isdisjoint({"script", "link", "img", "iframe"})
    assert all(address.startswith("#") for address in tags().addresses)
    assert "url(http" not in text()
    assert "<script" not in text()
    assert "&lt;script&gt;" in text()


def test_every_section_is_there_and_answers_lead_to_it() -> None:
    for section in found().sections:
        assert tags().ids.count(section.id) == 1
        assert f"#{section.id}" in tags().addresses
        assert str(prose(section.answer)) in text()
    assert "#limits" in tags().addresses


def test_it_says_whose_numbers_these_are() -> None:
    assert "Nothing here was measured by us" in text()
    for section in found().sections:
        assert "Lynch et al. 2025" in section.source
    assert "simulated" in text()


def test_every_number_of_a_table_is_on_the_page() -> None:
    cells = next(each for each in found().sections if each.id == "cells")
    _, rows = compact(cells.numbers[0].table)
    assert len(rows) == 324
    for row in rows[:: len(rows) // 20]:
        assert all(str(prose(value)) in text() for value in row)


def test_every_figure_is_drawing_that_says_it_is_published() -> None:
    names = [each.id for each in drawn()]
    assert len(set(names)) == len(names)
    for each in drawn():
        root = ET.fromstring(each.svg)  # noqa: S314 - our own text
        words = "".join(root.itertext())
        assert each.caption
        if each.id == "beside":
            assert "published" in words
        else:
            assert PUBLISHED in words
    assert {each.section for each in drawn()} <= {each.id for each in found().sections}


def test_the_figure_of_the_interaction_has_the_means() -> None:
    table = together(found().cells)
    row = table.row(
        by_predicate=(pl.col("scenario") == "blackmail")
        & (pl.col("first") == "replacement")
        & (pl.col("second") == "none"),
        named=True,
    )
    assert row["rate"] == pytest.approx(533 / 1800)
    assert row["lower"] < row["rate"] < row["upper"]
    assert row["interaction"] is None
    assert table["interaction"].drop_nulls().len() == 3 * 2


def test_what_may_not_be_concluded_is_said() -> None:
    belief = next(each for each in found().sections if each.id == "stated_belief")
    points = " ".join(belief.reading)
    for what in ("May be concluded", "May not be concluded", "selected", "randomized"):
        assert what in points
    limits = " ".join(found().limits)
    for what in (
        "One prompt per cell",
        "judge",
        "Unscored",
        "No pairing",
        "100 rollouts",
    ):
        assert what in limits


def test_every_section_tells_how_to_read_it() -> None:
    for section in found().sections:
        if section.id != "cells":
            assert section.reading


def test_points_are_whole() -> None:
    for point in reading("limits", "suffices"):
        assert not point.startswith("-")
        assert point.endswith(".")
        assert "\n" not in point


def test_characters_of_the_study_are_not_in_it() -> None:
    folder = Path(str(__import__("cornered").__file__)).parent / "reference"
    prose_files = [*folder.rglob("*.md"), *folder.rglob("*.py"), *folder.rglob("*.j2")]
    whole = " ".join(each.read_text(encoding="utf-8") for each in prose_files)
    for name in ("Kyle", "Alex", "SummitBridge", "NovaStar", "Jessica", "affair"):
        assert not re.search(rf"\b{name}\b", whole)


def test_files_hold_what_the_page_shows(tmp_path: Path) -> None:
    files = write(found(), tmp_path)
    assert files["page"] == str(tmp_path / PAGE)
    assert (tmp_path / PAGE).read_text(encoding="utf-8") == text()
    for section in found().sections:
        for numbers in section.numbers:
            target = tmp_path / "tables" / numbers.id
            assert pl.read_parquet(f"{target}.parquet").equals(numbers.table)
            csv = pl.read_csv(f"{target}.csv", infer_schema_length=None)
            assert csv.shape == numbers.table.shape
    assert {Path(each).stem for each in files["figures"]} == {e.id for e in drawn()}


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="file"):
        write(found(), tmp_path / "file")
