"""What may be concluded from more harm where the model said that it was real?"""

from __future__ import annotations

import polars as pl

from cornered.interop.published import published_beliefs
from cornered.reference.counts import with_rates
from cornered.reference.differences import compared
from cornered.reference.section import SOURCE, Numbers, Section
from cornered.reference.words import row_points, row_share

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
    return Section(
        id="stated_belief",
        question="Does the model do more harm where it says that it is real?",
        answer=(
            f"Where Claude Opus 4 said that it was real it crossed in {row_share(real)} "
            f"of {real['count']} rollouts, where it said that it was a test in "
            f"{row_share(test)} of {test['count']}: {row_points(gap.row(0, named=True))}. That is an association. With "
            "nothing assumed, the effect of belief that these counts allow lies anywhere "
            f"from {100 * low:+.0f} to {100 * high:+.0f} points: zero is not excluded."
        ),
        source=f"{SOURCE}, stated in the text as shares of 500",
        reading=(
            "May be concluded: in this one model and this one setting, saying `real` and "
            "crossing go together, far beyond chance.",
            "May not be concluded: that believing it real makes the model cross. What it "
            "says comes after the prompt and in the same answer as the act: the same "
            "reasoning may bring about both, or the resolve to act may bring the words.",
            "May not be concluded: that the rate in earnest use is the higher one, or that "
            "a test understates harm by the gap. Those who say `real` are selected by "
            "what they say; nobody was assigned to it.",
            "What a model writes of its belief need not be its belief.",
            "How often the 69 rollouts crossed that stated neither is not published, so the "
            "overall rate lies between 16 % and 30 %.",
            "The bounds: had every rollout that stated one belief the other one instead, "
            "it might have crossed or not (Manski 1990). Only randomized arms narrow them: "
            "study `belief` tells the agent that it is real, that it is a test, nothing, "
            "or to think about it, on the same draws, and contrasts the arms.",
        ),
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
    ).drop("inner_lower", "inner_upper")


def effect_bounds() -> tuple[float, float]:
    """What the average effect of belief may be if nothing is assumed, in [-1, 1].

    Of the rollouts that stated a belief, those that stated `real` show what `real` does,
    the others might each have gone either way; the same for `test`.

    References:
        Manski 1990, American Economic Review 80, 319-323.
    """
    rows = {row.stated: row for row in published_beliefs()}
    real, test = rows[REAL], rows[TEST]
    both = real.rollout_count + test.rollout_count
    if_real = (real.crossed_count or 0) / both
    if_test = (test.crossed_count or 0) / both
    return (
        if_real - (if_test + real.rollout_count / both),
        (if_real + test.rollout_count / both) - if_test,
    )
