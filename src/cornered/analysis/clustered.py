"""Clustered: rates of draws that were sampled from a population of draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cornered.analysis.intervals import LEVEL, effective_count, exact_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sampled:
    """Rates, each with what its interval rests on; all of shape (n,)."""

    rate: Floats
    """In [0, 1]; NaN where nothing was scored."""
    count: Floats
    """Scored rollouts."""
    draws: Floats
    """Over how many draws."""
    spread: Floats
    """Sum over draws of the squared influence of each on the rate: its variance but for
    the factor draws / (draws - 1)."""

    def worth(self, level: float | Floats = LEVEL) -> Floats:
        """Independent rollouts that would tell as much, as `effective_count` says."""
        known = np.nan_to_num(self.rate)
        return effective_count(
            known * self.count,
            self.count,
            self.draws,
            self.spread * self.count**2,
            level=level,
        )

    def interval(self, level: float | Floats = LEVEL) -> tuple[Floats, Floats]:
        """Exact interval at the effective count; NaN where nothing was scored."""
        worth = np.where(self.count > 0, self.worth(level), 0.0)
        return exact_interval(np.nan_to_num(self.rate) * worth, worth, level=level)
