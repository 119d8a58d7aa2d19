"""A factor knows its levels by name."""

from __future__ import annotations

import pytest

from cornered.core.errors import UnknownName
from cornered.core.factor import Factor, Level

FACTOR = Factor(
    module="cornered.factors.tide",
    summary="",
    levels=(Level(id="low", summary=""), Level(id="high", summary="")),
    default="low",
)


def test_a_level_is_found_by_its_name() -> None:
    assert [FACTOR.level(name).id for name in ("low", "high")] == ["low", "high"]


@pytest.mark.parametrize("name", ["", "Low", "flood"])
def test_an_unknown_level_is_told_with_what_there_is(name: str) -> None:
    with pytest.raises(UnknownName, match=f"'tide': {name!r}; available: high, low"):
        FACTOR.level(name)
