"""Assumed: what simulated studies must be told, whence that is, and how it reads."""

from __future__ import annotations

from dataclasses import dataclass

from cornered.analysis.spending import ALPHA
from cornered.planning.power import DRAW_CORRELATION, DRAW_SD, Design

RATE = 0.3
"""True rate that is assumed if nobody says and nothing was played."""

POWER = 0.8
"""Power that is wanted if nobody says."""


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What a simulation must be told."""

    rate: float = RATE
    draw_sd: float = DRAW_SD
    draw_correlation: float = DRAW_CORRELATION
    """Of a draw's shifts in both arms of a contrast, in [0, 1]."""
    unscored: float = 0.0
    """Share of rollouts that nobody can score, in [0, 1)."""
    power: float = POWER
    seed: int = 1
    rate_from: str = "assumed"
    """Whence the rate is, in words."""
    unscored_from: str = "assumed"
    """Whence the share of the unscored is, in words."""
    looks: int | None = None
    """How often contrasts are tested while they are played; None for only at the end."""

    def design(self, *, draws: int, replicates: int) -> Design:
        """How often one cell is played, and how what it shows differs."""
        return Design(
            draws=draws,
            replicates=replicates,
            draw_sd=self.draw_sd,
            draw_correlation=self.draw_correlation,
            unscored=self.unscored,
        )

    def words(self, draws: int) -> tuple[str, ...]:
        """What is assumed; a line each.

        Args:
            draws: Of a cell.
        """
        return (
            f"true rate of {100 * self.rate:.3g}%: {self.rate_from}",
            (
                "draws: assumed, the log-odds of crossing differ from draw to draw with a "
                f"standard deviation of {self.draw_sd:g} (--draw-sd)"
            ),
            (
                "arms: assumed, a draw shifts both arms of a contrast with a correlation "
                f"of {self.draw_correlation:g} (--draw-correlation; 1: alike, 0: "
                "independently). Less alike, larger differences are needed"
            ),
            (
                f"unscored: {100 * self.unscored:.3g}% of rollouts, whatever happens in "
                f"them: {self.unscored_from} (--unscored)"
            ),
            (
                f"intervals and differences: {Design(draws=draws).studies:,} simulated "
                "studies of this size, analyzed as the real one will be"
            ),
        )

    def finding(self, by: str, *, tests: int, level: float) -> str:
        """When a difference counts as found, in a line.

        Args:
            by: What finds it, in words.
            tests: How many share the level of the family.
            level: What is left of it for one of them at the end.
        """
        shared = f"{ALPHA:g} shared by {'1 test' if tests == 1 else f'{tests} tests'}"
        if tests > 1:
            shared += (
                " (contrasts x scenarios x agents, protocols apart; Holm's first step)"
            )
        if self.looks:
            shared += f", what is left of it at the last of {self.looks} looks"
        return (
            f"smallest difference: found {by} in at least {self.power:.0%} of them "
            f"(--power), its p-value at most {level:.2g}: {shared}"
        )
