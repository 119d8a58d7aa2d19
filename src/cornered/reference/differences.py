"""Differences between published cells: independent counts, so never paired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import fisher_exact

MARGIN = 0.10
"""Differences within this are called equivalent (rates, both ways)."""
ALPHA = 0.05

HIGHER, LOWER = "higher", "lower"
EQUIVALENT, UNDECIDED = "equivalent", "undecided"


@dataclass(frozen=True, kw_only=True)
class Difference:
    difference: float
    lower: float
    upper: float
    p: float


def difference(low_k, low_n, high_k, high_n, level=0.95) -> Difference:
    from statsmodels.stats.proportion import confint_proportions_2indep

    lower, upper = confint_proportions_2indep(
        high_k, high_n, low_k, low_n, method="newcomb", alpha=1 - level
    )
    return Difference(
        difference=high_k / high_n - low_k / low_n,
        lower=lower,
        upper=upper,
        p=fisher_exact([[high_k, high_n - high_k], [low_k, low_n - low_k]]).pvalue,
    )
