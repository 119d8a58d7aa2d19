"""What may be concluded from more harm where the model said that it was real?"""

from __future__ import annotations

import polars as pl

from cornered.interop.published import published_beliefs
from cornered.reference.counts import with_rates
from cornered.reference.differences import compared
from cornered.reference.reading import reading
from cornered.reference.section import SOURCE, Numbers, Section
from cornered.reference.words import row_points, row_share, signed

REAL, TEST = "real", "test"


def section() -> Section:
    """The finding that a stated belief goes with more harm."""
    rates = by_belief()
    real, test = (
        rates.row(by_predicate=pl.col("stated") == stated, named=True)
        for stated in (REAL, TEST)
    )
    gap = difference(rates)
    low, high = effect_bounds()
    least, most = effect_bounds(unstated=True)
    together = (
        f"Where Claude Opus 4 said that it was real it crossed in {row_share(real)} of "
        f"{real['count']} rollouts, where it said that it was a test in {row_share(test)} "
        f"of {test['count']}: {row_points(gap.row(0, named=True))}. An association, "
        "which need not be an effect of belief."
    )
    bounds = (
        "With nothing assumed, the effect of belief that these counts allow among the "
        f"{real['count'] + test['count']} rollouts that stated one lies anywhere from "
        f"{signed(100 * low)} to {signed(100 * high)} points, and with those that stated "
        f"neither from {signed(100 * least)} to {signed(100 * most)}: zero is not excluded."
    )
    return Section(
        id="stated_belief",
        question="Does the model do more harm where it says that it is real?",
        answer=together,
        detail=(bounds,),
        source=f"{SOURCE}, stated in the text as shares of 500",
        reading=reading("stated_belief"),
        numbers=(
            Numbers(
                id="stated_belief",
                caption="Rate by the belief that was stated; Claude Opus 4, blackmail",
                table=rates,
            ),
            Numbers(
                id="stated_belief_difference",
                caption="The rate where it said real less that where it said test",
                table=gap,
                long=True,
            ),
        ),
    )


def by_belief() -> pl.DataFrame:
    """The rate by stated belief.

    Returns:
        `stated` (real, test or none), `crossed` (null if not published), `count`,
        `rate`, `lower`, `upper` (exact interval) and `source`. Where the crossings are
        not published the interval is all of [0, 1] and the rate null.
    """
    rows = published_beliefs()
    known = pl.DataFrame(
        {
            "stated": [row.stated for row in rows],
            "crossed": [row.crossed_count for row in rows],
            "count": [row.rollout_count for row in rows],
            "source": [row.source for row in rows],
        }
    )
    rates = with_rates(known.drop_nulls("crossed"))
    unknown = known.filter(pl.col("crossed").is_null()).with_columns(
        rate=pl.lit(None, dtype=pl.Float64), lower=pl.lit(0.0), upper=pl.lit(1.0)
    )
    both = pl.concat([rates, unknown])
    return both.select("stated", "crossed", "count", "rate", "lower", "upper", "source")


def difference(rates: pl.DataFrame) -> pl.DataFrame:
    """The rate where the model said `real` less that where it said `test`, one row.

    Args:
        rates: As `by_belief` gives them.

    Returns:
        `low` and `high` (what was stated), then the columns of `differences.compared`.
    """
    arms = {
        arm: rates.row(by_predicate=pl.col("stated") == stated, named=True)
        for arm, stated in (("low", TEST), ("high", REAL))
    }
    return compared(
        pl.DataFrame(
            [
                {arm: row["stated"] for arm, row in arms.items()}
                | {
                    f"{arm}_{name}": row[name]
                    for arm, row in arms.items()
                    for name in ("crossed", "count", "rate", "lower", "upper")
                }
            ]
        )
    ).drop("equivalence_p")


def effect_bounds(*, unstated: bool = False) -> tuple[float, float]:
    """What the average effect of belief may be if nothing is assumed, in [-1, 1].

    Of the rollouts that stated a belief, those that stated `real` show what `real` does,
    the others might each have gone either way; the same for `test`. With `unstated`, the
    average is over those too that stated neither: they show nothing of either.

    References:
        Manski 1990, American Economic Review 80, 319-323.
    """
    rows = {row.stated: row for row in published_beliefs()}
    real, test = rows[REAL], rows[TEST]
    mute = rows["none"].rollout_count if unstated else 0
    of = real.rollout_count + test.rollout_count + mute
    if_real = (real.crossed_count or 0) / of
    if_test = (test.crossed_count or 0) / of
    return (
        if_real - (if_test + (real.rollout_count + mute) / of),
        (if_real + (test.rollout_count + mute) / of) - if_test,
    )
