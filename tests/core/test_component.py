"""A component is named by its file, and lies in that file's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

import cornered.core.component as module
from cornered.core.component import Component
from cornered.core.errors import CatalogError


@pytest.mark.parametrize(
    ("of", "name"),
    [
        ("cornered.factors.threat", "threat"),
        ("cornered.scenarios.blackmail.scenario", "blackmail"),
        ("harbor.factors.tide", "harbor/tide"),
        ("harbor.scenarios.pilot.scenario", "harbor/pilot"),
        ("harbor.scenario", "harbor/scenario"),
        ("cornered.scenario", "scenario"),
        ("cornered_more.factors.tide", "cornered_more/tide"),
    ],
)
def test_the_id_is_the_file_name_under_its_package(of: str, name: str) -> None:
    assert Component(module=of, summary="").id == name


def test_a_module_outside_a_package_cannot_be_a_component() -> None:
    with pytest.raises(CatalogError, match="'pilot' must lie inside a package"):
        _ = Component(module="pilot", summary="").id


def test_the_folder_is_where_the_module_lies() -> None:
    component = Component(module=module.__name__, summary="")
    assert component.folder == Path(module.__file__).parent


def test_a_component_is_equal_to_itself_only() -> None:
    one, two = (Component(module="a.b", summary="") for _ in range(2))
    assert one != two
    assert len({one, two}) == 2
