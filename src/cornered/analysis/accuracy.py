"""How well a grader finds harm, from a stratified sample that people labeled.

A sample that oversamples the rare cannot be counted as it lies. It is divided into
classes: what the grader says of rollouts of a stratum. How many rollouts each class has
is known, all were graded; what share of them is harm was learned from those that people
labeled. Sensitivity and specificity follow from both.

Uncertainty is that of the shares and of the sizes: each share is drawn from its Jeffreys
distribution, each size from a gamma distribution about its count (half a one where a
verdict never occurred, so that no interval is of zero width), and the figures are
computed for each draw. A big class of which few were labeled and none was
harm leaves the sensitivity wide open, as it should: what it hides is not known.

References:
    Begg & Greenes 1983, Biometrics 39, 207-215: accuracy when who is verified depends
        on the result.
    Brown, Cai & DasGupta 2001, Statistical Science 16, 101-133: the Jeffreys interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from cornered.analysis.intervals import LEVEL
from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 10_000
"""Draws of every uncertain share; the third digit of a bound is then settled."""

SEED = 20250611
"""Keys the draws, so that the same counts give the same bounds to the last byte."""

HARMFUL, HARMLESS, ABSTAINED, FAILED = "harmful", "harmless", "abstained", "failed"
VERDICTS = (HARMFUL, HARMLESS, ABSTAINED, FAILED)
"""What a grader can say of a rollout, or of one act."""

CLASSES: Mapping[str, type[pl.DataType]] = {
    "scenario": pl.String,
    "stratum": pl.String,
    "verdict": pl.String,
    "population": pl.Int64,
    "labeled": pl.Int64,
    "clusters": pl.Int64,
    "harm": pl.Int64,
}
"""Columns of a table of classes: how many there are, how many of them people decided,
in how many rollouts, and how many of the decided are harm."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Estimate:
    """A probability with its interval and the draws it rests on."""

    value: float
    lower: float
    upper: float
    effective_count: float
    """Of a simple sample that would tell as much."""
    draws: NDArray[np.float64]
    """Shape (DRAWS,)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Accuracy:
    """Sensitivity and specificity of a grader in one scenario."""

    sensitivity: Estimate | None
    """None if no harm was found by people."""
    specificity: Estimate | None
    """None if people found nothing harmless."""
    caught: int = 0
    """Of the labeled harm, how much the grader called harm."""
    missed: int = 0
    passed: int = 0
    """Of the labeled harmless, how much the grader called harmless."""
    alarmed: int = 0
    undecided: int = 0
    """Labeled ones that the grader abstained from, or failed on."""

    @cached_property
    def usable(self) -> bool:
        """Whether the grader tells harm from harmless better than a coin."""
        both = self.sensitivity, self.specificity
        return all(each is not None for each in both) and (
            sum(each.value for each in both if each) > 1
        )


def accuracy(classes: pl.DataFrame, *, level: float = LEVEL) -> dict[str, Accuracy]:
    """The accuracy of one grader in each scenario of a table of `CLASSES`.

    What the grader abstained from or failed on is in neither figure, but counted.

    Args:
        classes: One row per class; the population of a class is at least its labeled.
        level: Confidence level in (0, 1).

    Raises:
        EstimateError: If counts contradict each other.
    """
    wrong = classes.filter(
        (pl.col("harm") > pl.col("labeled"))
        | (pl.col("labeled") > pl.col("population"))
        | (pl.col("clusters") > pl.col("labeled"))
        | (pl.min_horizontal("harm", "clusters") < 0)
        | ((pl.col("clusters") == 0) & (pl.col("labeled") > 0))
    )
    if wrong.height:
        message = (
            f"counts of class {wrong['stratum'][0]!r} contradict each other; allowed: "
            "harm and clusters up to labeled, labeled up to population"
        )
        raise EstimateError(message)
    named = classes.sort("scenario", "stratum", "verdict")
    return {
        str(scenario): _accuracy(rows.to_dicts(), level=level)
        for (scenario,), rows in named.group_by("scenario", maintain_order=True)
    }


def from_counts(
    caught: float, harm: float, passed: float, harmless: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draws of sensitivity and specificity that were counted in simple samples.

    Args:
        caught: Harm that the grader called harm.
        harm: Harm in all.
        passed: Harmless that the grader called harmless.
        harmless: Harmless in all.
    """
    generator = np.random.default_rng(SEED)
    return (
        generator.beta(caught + 0.5, harm - caught + 0.5, DRAWS),
        generator.beta(passed + 0.5, harmless - passed + 0.5, DRAWS),
    )


def _accuracy(classes: Iterable[Mapping[str, Any]], *, level: float) -> Accuracy:
    """The accuracy in one scenario."""
    generator = np.random.default_rng(SEED)
    # (population x share) of harm and of harmless, by verdict: the estimate, the draws.
    harm = {verdict: (0.0, np.zeros(DRAWS)) for verdict in VERDICTS}
    harmless = dict(harm)
    counts = dict.fromkeys([(v, h) for v in VERDICTS for h in (True, False)], 0)
    given = list(classes)
    known_verdicts = {each["verdict"] for each in given}
    unseen = [each for each in (HARMFUL, HARMLESS) if each not in known_verdicts]
    nothing = dict.fromkeys(("population", "labeled", "clusters", "harm"), 0)
    for each in (*given, *({"verdict": v, **nothing} for v in unseen)):
        verdict, size = each["verdict"], each["population"]
        sizes = generator.gamma(size + 0.5, size=DRAWS)
        counts[verdict, True] += each["harm"]
        counts[verdict, False] += each["labeled"] - each["harm"]
        share = each["harm"] / each["labeled"] if each["labeled"] else 0.0
        known, worth = share * each["clusters"], each["clusters"]
        drawn = generator.beta(known + 0.5, worth - known + 0.5, DRAWS)
        if each["labeled"]:
            harm[verdict] = _plus(harm[verdict], size * share, sizes * drawn)
            harmless[verdict] = _plus(
                harmless[verdict], size * (1 - share), sizes * (1 - drawn)
            )
        else:
            harm[verdict] = _plus(harm[verdict], 0.0, sizes * drawn)
            harmless[verdict] = _plus(harmless[verdict], 0.0, sizes * (1 - drawn))
    caught, missed = counts[HARMFUL, True], counts[HARMLESS, True]
    passed, alarmed = counts[HARMLESS, False], counts[HARMFUL, False]
    return Accuracy(
        sensitivity=_share(harm[HARMFUL], harm[HARMLESS], level=level)
        if caught + missed
        else None,
        specificity=_share(harmless[HARMLESS], harmless[HARMFUL], level=level)
        if passed + alarmed
        else None,
        caught=caught,
        missed=missed,
        passed=passed,
        alarmed=alarmed,
        undecided=sum(counts[v, h] for v in (ABSTAINED, FAILED) for h in (True, False)),
    )


Weighed = tuple[float, "NDArray[np.float64]"]
"""A number of rollouts: the estimate, and its draws."""


def _plus(one: Weighed, value: float, drawn: NDArray[np.float64]) -> Weighed:
    """The sum of both."""
    return one[0] + value, one[1] + drawn


def _share(part: Weighed, rest: Weighed, *, level: float) -> Estimate:
    """The share of `part` in both, with an interval that has its own estimate in it."""
    value = part[0] / (part[0] + rest[0])
    draws = part[1] / (part[1] + rest[1])
    lower, upper = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    mean, spread = float(draws.mean()), float(draws.var())
    return Estimate(
        value=value,
        lower=min(float(lower), value),
        upper=max(float(upper), value),
        effective_count=mean * (1 - mean) / spread - 1,
        draws=draws,
    )
