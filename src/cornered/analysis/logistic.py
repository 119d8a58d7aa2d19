"""Logistic regression of counts that stays finite, with errors that allow for clusters.

The likelihood is penalized by Jeffreys' prior (Firth), as statsmodels' GLM fitted to
augmented counts: each condition gets half its leverage as a crossing and half as a
holding, until nothing moves. A model with one parameter per condition thereby adds half a
crossing and half a holding to each, so a condition of 0 or 100 % has a finite estimate.

The errors are the sandwich over clusters with the correction C / (C - 1). What was added
is part of it, as independent halves of an observation: without that, a table of nothing
but zeros would look certain.

References:
    Firth 1993, Biometrika 80, 27-38; Heinze & Schemper 2002, Statistics in Medicine 21,
        2409-2419: the penalty, and why it answers separation.
    Kosmidis & Firth 2021, Biometrika 108, 71-82: that the estimates are always finite.
    Liang & Zeger 1986, Biometrika 73, 13-22: errors that allow for clusters.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cornered.core.errors import EstimateError

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS, TOLERANCE = 200, 1e-9
"""Most rounds of augmentation, and the change of a leverage that ends them."""

FEWEST_CLUSTERS = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts:
    """What was counted per cluster and condition, zeros where a cluster has none."""

    crossed: NDArray[np.float64]
    """Shape (clusters, conditions)."""
    count: NDArray[np.float64]
    """Shape (clusters, conditions)."""

    @property
    def freedom(self) -> int:
        """Clusters of the condition that has fewest, less one: degrees of freedom."""
        return int((self.count > 0).sum(axis=0).min()) - 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """Coefficients with a covariance that allows for clusters."""

    coefficients: NDArray[np.float64]
    """Log odds, shape (terms,)."""
    covariance: NDArray[np.float64]
    """Shape (terms, terms)."""
    freedom: int
    """Degrees of freedom of Student's t for what is made of them."""


def fit(design: NDArray[np.float64], counts: Counts) -> Fit:
    """The penalized fit of `design` to `counts`.

    Args:
        design: A row per condition, of full column rank; shape (conditions, terms).
        counts: Each condition counted in two clusters or more.

    Raises:
        EstimateError: If a condition was counted in fewer than two clusters.
    """
    if counts.freedom < FEWEST_CLUSTERS - 1:
        message = (
            f"{counts.freedom + 1} clusters with a scored rollout in some condition; "
            f"allowed: {FEWEST_CLUSTERS} or more in each"
        )
        raise EstimateError(message)
    crossed, count = counts.crossed.sum(axis=0), counts.count.sum(axis=0)
    coefficients, added = _augmented(design, crossed, count)
    chance = 1 / (1 + np.exp(-(design @ coefficients)))
    weight = (count + added) * chance * (1 - chance)
    bread = np.linalg.inv(design.T @ (weight[:, None] * design))
    clusters = int((counts.count.sum(axis=1) > 0).sum())
    scores = (counts.crossed - counts.count * chance) @ design
    meat = clusters / (clusters - 1) * scores.T @ scores
    # Half a crossing and half a holding each, as far as they were added.
    halves = added * (chance**2 + (1 - chance) ** 2) / 2
    meat += design.T @ (halves[:, None] * design)
    return Fit(
        coefficients=coefficients,
        covariance=bread @ meat @ bread,
        freedom=counts.freedom,
    )


def _augmented(
    design: NDArray[np.float64],
    crossed: NDArray[np.float64],
    count: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients, and what was added to each condition's count (its leverage)."""
    conditions, terms = design.shape
    if terms == conditions:
        half = crossed + 0.5
        odds = np.log(half / (count + 1 - half))
        return np.asarray(np.linalg.solve(design, odds)), np.ones(conditions)
    added, start = np.full(conditions, terms / conditions), None
    for _ in range(STEPS):
        start, chance = _glm(design, crossed + added / 2, count + added, start)
        root = np.sqrt(count * chance * (1 - chance))[:, None] * design
        inverse = np.linalg.inv(root.T @ root)
        fresh = np.einsum("ij,jk,ik->i", root, inverse, root)
        if np.abs(fresh - added).max() < TOLERANCE:
            return start, added
        added = fresh
    message = (
        f"the penalized fit of {terms} terms to {conditions} conditions did not settle "
        f"in {STEPS} rounds; allowed: fewer terms"
    )
    raise EstimateError(message)


def _glm(
    design: NDArray[np.float64],
    crossed: NDArray[np.float64],
    count: NDArray[np.float64],
    start: NDArray[np.float64] | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients and fitted rates of a logistic regression of counts."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    both = np.column_stack([crossed, count - crossed])
    with warnings.catch_warnings():
        # Augmented counts that are met exactly are no separation: none is 0 or all.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        found = GLM(both, design, family=Binomial()).fit(start_params=start, tol=1e-12)
    return np.asarray(found.params), np.asarray(found.fittedvalues)
