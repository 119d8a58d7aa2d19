"""Sequential looks: published bounds, errors that peeking does not raise."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy.stats import binom, norm

from cornered.analysis.contrasts import contrasts
from cornered.analysis.sequential import (
    RECORD,
    bounds,
    decided,
    fractions,
    levels,
    repeated,
    repeated_p,
)
from cornered.analysis.spending import ALPHA, spent
from cornered.catalogs import studies
from cornered.core.errors import EstimateError
from tests.analysis.synthetic import study

PATHS = 200_000


@pytest.mark.parametrize(
    ("looks", "known"),
    [
        (3, (3.710, 2.511, 1.993)),
        (4, (4.333, 2.963, 2.359, 2.014)),
        (5, (4.877, 3.357, 2.680, 2.290, 2.031)),
    ],
)
def test_published_bounds(looks: int, known: tuple[float, ...]) -> None:
    assert bounds(looks) == pytest.approx(known, abs=5e-4)


def test_one_look_is_the_plain_test() -> None:
    assert bounds(1) == pytest.approx((norm.isf(0.025),))
    assert levels(1) == pytest.approx((ALPHA,))


@cache
def paths(at: tuple[float, ...], drift: float = 0.0) -> np.ndarray:
    """Z at each look of studies with an effect, shape (PATHS, looks)."""
    generator = np.random.default_rng(8)
    steps = np.diff((0.0, *at))
    moves = generator.normal(size=(PATHS, len(at))) * np.sqrt(steps) + drift * steps
    return np.asarray(np.cumsum(moves, axis=1) / np.sqrt(at))


UNEQUAL = ((0.1, 0.3, 0.35, 0.9, 1.0), (0.5, 0.6), (0.02, 0.97, 1.0))


@pytest.mark.parametrize("at", [*map(fractions, (2, 5, 10)), *UNEQUAL])
@pytest.mark.parametrize("alpha", [0.05, 0.005])
def test_peeking_costs_nothing(at: tuple[float, ...], alpha: float) -> None:
    """False claims come as often as was spent: not more, nor much less."""
    claimed = (np.abs(paths(at)) >= bounds(at, alpha)).any(axis=1).mean()
    spread = np.sqrt(alpha / PATHS)
    assert claimed == pytest.approx(spent(at[-1], alpha), abs=4 * spread)


@pytest.mark.parametrize(("looks", "known"), [(5, 0.136), (10, 0.194)])
def test_naive_looks_do_cost(looks: int, known: float) -> None:
    """What the bounds are for: 1.96 at each look."""
    z = paths(fractions(looks))
    naive = (np.abs(z) >= norm.isf(0.025)).any(axis=1).mean()
    assert naive == pytest.approx(known, abs=0.01)


def test_an_effect_is_found_early() -> None:
    z = np.abs(paths(fractions(4), drift=4.5))
    beyond = z >= bounds(4)
    assert beyond.any(axis=1).mean() > 0.98
    assert beyond[:, :3].any(axis=1).mean() > 0.8


def test_repeated_intervals_cover_at_all_looks_together() -> None:
    at, drift = fractions(5), 2.0
    z = paths(at, drift=drift)
    reach = np.array(bounds(at)) / np.sqrt(at)
    inside = np.abs(z / np.sqrt(at) - drift) <= reach
    assert inside.all(axis=1).mean() == pytest.approx(0.95, abs=0.003)


def test_exact_tests_keep_alpha_too() -> None:
    """McNemar's p at each of five looks of 100 pairs, half of them discordant."""
    generator = np.random.default_rng(2)
    discordant = generator.random((4000, 100)) < 0.5
    won = generator.random((4000, 100)) < 0.5
    claimed = np.zeros(4000, dtype=bool)
    for draws, level in zip((20, 40, 60, 80, 100), levels(5), strict=True):
        n = discordant[:, :draws].sum(axis=1)
        k = (discordant & won)[:, :draws].sum(axis=1)
        p = np.minimum(2 * binom.cdf(np.minimum(k, n - k), n, 0.5), 1.0)
        claimed |= p <= level
    assert claimed.mean() <= ALPHA


def test_a_repeated_p_is_the_alpha_at_which_the_look_decides() -> None:
    for p, look, looks in ((0.02, 1, 4), (0.0001, 0, 3), (0.3, 4, 5), (0.9, 0, 2)):
        adjusted = repeated_p(p, look, looks)
        assert adjusted >= p
        if adjusted < 1:
            assert levels(looks, adjusted)[look] == pytest.approx(p, rel=1e-3)
            assert decided(p, look, looks, min(adjusted * 1.01, 0.999))
            assert not decided(p, look, looks, adjusted * 0.99)
    assert repeated_p(0.5, 0, 5) > 0.99
    assert repeated_p(0.0, 3, 4) > 0


@pytest.mark.parametrize("looks", [0, (0.5, 0.5), (0.2, 1.2), (0.0, 1.0), ()])
def test_looks_that_cannot_be_are_said(looks: int | tuple[float, ...]) -> None:
    with pytest.raises(EstimateError, match="fractions that rise"):
        bounds(looks)


def test_a_stopped_contrast_has_a_wider_interval_and_a_larger_p() -> None:
    table = study(draws=24, models=("claude-opus-4", "gpt-4.1"), unscored=0.0)
    planned = studies()["paper"].contrasts
    plain = contrasts(table, planned)
    first = plain.row(0, named=True)
    one = {name: first[name] for name in RECORD if name in plain.columns}
    record = pl.DataFrame(
        [{**one, "looks": 4, "fractions": [0.25, 0.5, 0.75, 1.0], "tests": 9}],
        schema=dict(RECORD),
    ).with_columns(taken=3, look=pl.lit(2, dtype=pl.Int64))

    found = repeated(table, planned, record)

    assert found.select(plain.columns).equals(plain)
    looked = found.filter(pl.col("looks").is_not_null()).row(0, named=True)
    assert looked["contrast"] == first["contrast"]
    assert looked["repeated_lower"] < first["lower"]
    assert looked["repeated_upper"] > first["upper"]
    assert looked["repeated_p"] >= first["p"]
    assert looked["bound"] == pytest.approx(2.963, abs=5e-4)
    assert looked["looked"] == "decided at look 2 of 4; bound 2.963"
    rest = found.filter(pl.col("looks").is_null())
    assert rest["repeated_lower"].to_list() == rest["lower"].to_list()
    assert rest["repeated_p"].to_list() == rest["p"].to_list()


def test_nothing_looked_at_is_the_plain_table() -> None:
    table = study(draws=6, models=("gpt-4.1",))
    planned = studies()["paper"].contrasts
    found = repeated(table, planned, pl.DataFrame(schema=dict(RECORD)))
    assert found["repeated_p_holm"].to_list() == found["p_holm"].to_list()
    assert found["looked"].null_count() == found.height
