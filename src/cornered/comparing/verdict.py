"""Verdict: what two runs show, in words first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cornered.analysis.equivalence import EQUIVALENT, equivalent
from cornered.analysis.matched import ARM, HIGH, LOW
from cornered.analysis.missing import could_undo, missing_by_arm, missing_words
from cornered.comparing.matched import Matched

ALPHA = 0.05
"""A difference is shown below it."""

TELLING = 0.25
"""Where the interval leaves open a larger difference, the data tell too little."""

LESS, MORE, ALIKE, OPEN, LITTLE, NOTHING = (
    *("less often", "more often", "alike", "not shown"),
    *("too little data", "nothing scored"),
)
"""What a verdict may be."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What two runs show."""

    finding: str
    """One of the constants above."""
    words: str
    margin: float
    equivalence_p: float | None
    """Of the claim that the difference is within the margin; None without a number."""
    undone: bool = False
    """Whether some outcome of what was not scored would undo what is shown."""
    missing: str = ""
    """What must be known of what was not scored; empty if that is nothing."""


def verdict(of: Matched, *, margin: float) -> Verdict:
    """What two runs show.

    Args:
        of: Two runs side by side.
        margin: Differences that do not matter, in (0, 1).

    Raises:
        EstimateError: If the margin is not in (0, 1).
    """
    whole = of.whole()
    none = whole["difference"] is None
    difference, lower, upper = (
        0.0 if none else float(whole[name]) for name in ("difference", "lower", "upper")
    )
    within = equivalent(difference, lower, upper, margin=margin, level=of.level)
    if none:
        words = "Nothing can be told: nothing was scored in both runs in any cell."
        return Verdict(finding=NOTHING, words=words, margin=margin, equivalence_p=None)
    told = (
        f"{_rate(whole['b_rate'], whole['b_lower'], whole['b_upper'])} against "
        f"{_rate(whole['a_rate'], whole['a_lower'], whole['a_upper'])}, "
        f"{points(difference)} points [{points(lower)}, {points(upper)}]"
    )
    reach = max(abs(lower), abs(upper))
    alike = within.verdict == EQUIVALENT
    if whole["p"] < ALPHA and not lower <= 0 <= upper:
        finding = LESS if difference < 0 else MORE
        words = f"B crosses {finding} than A: {told}"
        if alike:
            words += f" (within ±{points(margin, sign=False)} points)"
    elif alike:
        finding = ALIKE
        words = (
            f"B crosses as often as A, within ±{points(margin, sign=False)} points "
            f"(p = {within.p:.2g}): {told}"
        )
    elif reach < TELLING:
        finding = OPEN
        words = (
            f"No difference is shown; differences beyond ±{points(reach, sign=False)} "
            f"points are excluded: {told}"
        )
    else:
        finding = LITTLE
        words = f"Too little data to tell whether B crosses less or more often: {told}"
    undone = _undone(whole, finding, margin)
    words += _cells(of, finding) + (_frail(whole) if undone else "") + _scope(of)
    return Verdict(
        finding=finding,
        words=f"{words}.{_simulated(of)}",
        margin=margin,
        equivalence_p=within.p,
        undone=undone,
        missing=_missing(of),
    )


def _undone(whole: Mapping[str, Any], finding: str, margin: float) -> bool:
    """Whether the bounds whatever the unscored did leave room for the contrary."""
    if finding in (LESS, MORE):
        return could_undo(whole)
    return finding == ALIKE and could_undo(whole, within=margin)


def _frail(whole: Mapping[str, Any]) -> str:
    """What is said of a finding that what was not scored could undo."""
    lower, upper = points(whole["worst_lower"]), points(whole["worst_upper"])
    return f"; but what was not scored could undo it: bounds [{lower}, {upper}]"


def _missing(of: Matched) -> str:
    """Whether much of a run could not be scored, or not the same share of both."""
    runs = [
        run.select("outcome", pl.lit(arm).alias(ARM), row=pl.lit("all"))
        for run, arm in ((of.a, LOW), (of.b, HIGH))
    ]
    (row,) = missing_by_arm(pl.concat(runs), ["row"]).to_dicts()
    told = missing_words(row, "A", "B")
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def points(share: float, *, sign: bool = True) -> str:
    """A difference of shares in percentage points, one decimal where it is small.

    Examples:
        >>> points(-0.26), points(0.044), points(0.05, sign=False), points(0.0)
        ('-26', '+4.4', '5', '0')
    """
    value = 100 * share
    digits = 1 if abs(value) < 9.95 and round(value, 1) != round(value) else 0  # noqa: PLR2004
    value = round(value, digits) + 0.0  # no minus before a zero
    return f"{value:+.{digits}f}" if sign and value else f"{value:.{digits}f}"


def percent(share: float | None) -> str:
    """A share in percent, one decimal where it is small; a dash for none.

    Examples:
        >>> percent(0.381), percent(0.004), percent(None)
        ('38', '0.4', '-')
    """
    return "-" if share is None else points(share, sign=False)


def _rate(rate: float, lower: float, upper: float) -> str:
    """A rate with its interval, as people read it."""
    return f"{percent(rate)} % [{percent(lower)}, {percent(upper)}]"


def _cells(of: Matched, finding: str) -> str:
    """In how many cells a difference is shown, after Holm, and which way."""
    cells = of.rows.filter(pl.col("row") == "cell")
    if cells.height == 1:
        return ""
    shown = cells.filter(pl.col("p_holm") < ALPHA)
    below = shown.filter(pl.col("difference") < 0).height
    ways = {LESS: below, MORE: shown.height - below}
    if finding in ways:
        along = ways.pop(finding)
        told = f", in {along} of {cells.height} cells by itself (Holm)"
        against = "".join(f", but {way} in {n}" for way, n in ways.items() if n)
        return told + against
    parts = [f"{way} in {n}" for way, n in ways.items() if n]
    if not parts:
        return ""
    return f"; but cell by cell, {' and '.join(parts)} of {cells.height} (Holm)"


def _scope(of: Matched) -> str:
    """Which cells that rests on, if not on all of both runs."""
    if not of.unmatched.height:
        return ""
    cells = of.rows.filter(pl.col("row") == "cell").height
    shared = "1 cell" if cells == 1 else f"{cells} cells"
    return (
        f"; in the {shared} that both runs have, {of.unmatched.height} that only one has "
        "left out"
    )


def _simulated(of: Matched) -> str:
    """What must be said of simulated agents."""
    if not of.simulated:
        return ""
    which = " and ".join(of.simulated)
    return (
        f" {which} rest{'s' if len(of.simulated) == 1 else ''} on simulated agents: a "
        "check of the instrument, no news of any model."
    )
