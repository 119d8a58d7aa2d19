"""Whatever the unscored did lies within the bounds, and both ends can be reached."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from cornered.analysis.bounds import worst_difference, worst_rate

ARM = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)).filter(
    lambda counts: sum(counts) > 0
)
"""(crossed, held, unscored)."""


def bounds(low: tuple[int, int, int], high: tuple[int, int, int]) -> dict[str, float]:
    """Bounds of both rates and of their difference."""
    frame = pl.DataFrame(
        {
            f"{arm}_{name}": [value]
            for arm, (crossed, held, unscored) in (("low", low), ("high", high))
            for name, value in (
                ("k", crossed),
                ("n", crossed + held),
                ("all", crossed + held + unscored),
            )
        }
    )
    arms = [
        worst_rate(*(pl.col(f"{arm}_{name}") for name in ("k", "n", "all")))
        for arm in ("low", "high")
    ]
    ends = worst_difference(arms[0], arms[1])
    names = ("low_lower", "low_upper", "high_lower", "high_upper", "lower", "upper")
    named = zip(names, (*arms[0], *arms[1], *ends), strict=True)
    return frame.select(**dict(named)).row(0, named=True)


@given(ARM, ARM, st.floats(0, 1), st.floats(0, 1))
def test_whatever_the_unscored_did_lies_within(
    low: tuple[int, int, int], high: tuple[int, int, int], one: float, other: float
) -> None:
    found = bounds(low, high)
    rates = [
        (crossed + round(share * unscored)) / (crossed + held + unscored)
        for (crossed, held, unscored), share in ((low, one), (high, other))
    ]
    assert found["low_lower"] <= rates[0] <= found["low_upper"]
    assert found["lower"] - 1e-12 <= rates[1] - rates[0] <= found["upper"] + 1e-12


def test_nothing_missing_leaves_no_room() -> None:
    found = bounds((2, 8, 0), (5, 5, 0))
    assert found["lower"] == found["upper"] == 0.3


def test_everything_missing_leaves_all_room() -> None:
    found = bounds((0, 0, 4), (0, 0, 9))
    assert (found["lower"], found["upper"]) == (-1, 1)
