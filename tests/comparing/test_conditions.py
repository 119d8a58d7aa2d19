"""Conditions: what is read, what is refused, and that nothing unknown passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cornered.comparing.conditions import NAMES, Quantity, judged, parsed
from cornered.core.errors import CorneredError, InputError, UnknownName

KNOWN = {
    **{name: Quantity(values=(0.5,)) for name in NAMES},
    "rate": Quantity(values=(0.03,)),
    "p": Quantity(values=(0.01,)),
    "difference": Quantity(values=(-0.2,)),
    "cell.rate": Quantity(values=(0.0, 0.4)),
    "missing": Quantity(values=(0.0,)),
    "unscored": Quantity(why_not="nobody counted"),
}


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        ("rate > 0.02", True),
        ("rate>0.02", True),
        ("rate > 3e-2", False),
        ("rate >= .03", True),
        ("rate < 0.03", False),
        ("rate <= 0.03", True),
        ("difference < -0.1", True),
        ("difference > -0.1", False),
        ("rate > 0.02 and p > 0.05", False),
        ("rate > 0.02 and p < 0.05", True),
        ("rate > 0.9 or p < 0.05", True),
        ("rate > 0.9 or p > 0.05", False),
        ("rate < 0.02 and p < 0.05 or difference < 0", True),
        ("rate < 0.02 and (p < 0.05 or difference < 0)", False),
        ("((missing > 0))", False),
        ("cell.rate > 0.3", True),
        ("cell.rate > 0.4", False),
    ],
)
def test_a_condition_means_what_it_says(text: str, *, failed: bool) -> None:
    result = judged(text, parsed(text), KNOWN)
    assert result.failed is failed
    assert result.text == text


@pytest.mark.parametrize(
    "text",
    ["unscored > 0.5", "unscored < 0.5", "unscored > 0.1 and rate > 0.9"],
)
def test_what_cannot_be_computed_fails_the_build(text: str) -> None:
    result = judged(text, parsed(text), KNOWN)
    assert result.failed
    assert "unscored: nobody counted" in result.why


def test_the_value_is_told() -> None:
    text = "rate > 0.5 or cell.rate > 0.5"
    result = judged(text, parsed(text), KNOWN)
    assert result.why == "rate = 0.03, cell.rate = 0 to 0.4 in 2 cells"


@pytest.mark.parametrize("name", ["Rate", "rates", "rate.", "__import__", "cell", "b"])
def test_an_unknown_name_lists_what_there_is(name: str) -> None:
    with pytest.raises(UnknownName) as told:
        parsed(f"{name} > 0.5")
    assert repr(name) in str(told.value)
    for each in NAMES:
        assert each in str(told.value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "rate", "rate >", "> 0.02", "0.02 < rate", "rate = 0.02", "rate == 1"),
        *("rate > 0.02 and", "rate > 0.02 p < 1", "(rate > 0.02", "rate > 0.02)"),
        *("not rate > 0.02", "rate > 2 %", "rate > 0.02%", "rate > 1e", "rate > p"),
        *("rate > 0.02; p < 1", "rate > nan", "rate > inf", "rate != 0", "rate > 0x1"),
        *(
            "rate > 0.0.2",
            "and",
            "rate > 0.02 AND p < 1",
            "rate() > 0",
            "rate.real > 0",
        ),
    ],
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises((InputError, UnknownName)):
        parsed(text)


@pytest.mark.parametrize(
    "text",
    ["rate > 2", "rate < -0.1", "p < 5", "difference > 1.5", "missing > -1"],
)
def test_a_number_that_means_nothing_is_refused(text: str) -> None:
    """Percent written as a number would never fail a build."""
    with pytest.raises(InputError, match="allowed: "):
        parsed(text)


@given(st.text(alphabet="rate.pcl <>=()0123456789ando\n'_[]%;+-", max_size=30))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        condition = parsed(text)
    except CorneredError:
        return
    assert set(condition.names) <= set(NAMES)
    assert judged(text, condition, KNOWN).why
