"""Sizes: what a plan's cells and contrasts will show, and how large they must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil

from cornered.analysis.sequential import levels
from cornered.analysis.spending import ALPHA
from cornered.core.cell import condition, condition_text
from cornered.core.errors import InputError
from cornered.core.study import Contrast
from cornered.planning.assumed import Assumed
from cornered.planning.compared import Arms, arms, compared
from cornered.planning.power import (
    Design,
    detectable,
    expected_halfwidth,
    power,
)
from cornered.plans import Plan

RATES = (0.02, 0.1, 0.3, 0.5)
"""True rates at which widths are told beside the assumed one."""

MOST = 20_000
"""Most rollouts of a cell that are looked for (count)."""

LARGER = 8
"""At how many larger sizes one that seems enough is checked (count)."""

TWO_CELLS = Contrast(
    id="two cells", question="Do two cells on the same draws differ?", low={}, high={}
)
"""What is told where a study plans no contrast."""


@dataclass(frozen=True, kw_only=True)
class Width:
    """What the planned size shows at one true rate."""

    rate: float
    halfwidth: float
    """Mean half-width of the 95 % interval of one cell."""
    detectable: float | None
    """Smallest difference that each planned contrast finds; None if none is found."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the planned size shows of one contrast."""

    contrast: Contrast
    scenarios: tuple[str, ...]
    """Where both its arms are played; empty if nowhere."""
    detectable: float | None


def level(plan: Plan, agents: int, given: Assumed) -> float:
    """What the p-value of one comparison must not exceed at the end of the study.

    Holm's strictest step; what earlier looks spend is spent.
    """
    share = ALPHA / compared(plan, agents)
    return share if given.looks is None else levels(given.looks, share)[-1]


def widths(plan: Plan, agents: int, given: Assumed) -> tuple[Width, ...]:
    """What the planned size shows, at the assumed rate first."""
    designs = _designs(plan, arms(plan), given)
    alpha = level(plan, agents, given)
    rates = (given.rate, *(each for each in RATES if each != given.rate))
    return tuple(
        Width(
            rate=rate,
            halfwidth=expected_halfwidth(_cell(plan, given), rate, seed=given.seed),
            detectable=_largest(designs, rate, alpha, given),
        )
        for rate in rates
    )


def contrasts(plan: Plan, agents: int, given: Assumed) -> tuple[Found, ...]:
    """What the planned size shows of each contrast, at the assumed rate."""
    every = arms(plan)
    alpha = level(plan, agents, given)
    return tuple(
        Found(
            contrast=contrast,
            scenarios=tuple(dict.fromkeys(each.scenario for each in mine)),
            detectable=_largest(_designs(plan, mine, given), given.rate, alpha, given)
            if mine
            else None,
        )
        for contrast in plan.study.contrasts
        for mine in [[each for each in every if each.contrast is contrast]]
    )


def arm_text(levels: Mapping[str, str]) -> str:
    """An arm in words."""
    return condition_text(condition(levels))


def _cell(plan: Plan, given: Assumed) -> Design:
    """How often one cell is played."""
    return given.design(draws=plan.draws, replicates=plan.rollouts // plan.draws)


def _designs(
    plan: Plan, of: Sequence[Arms], given: Assumed
) -> tuple[tuple[Design, Design], ...]:
    """The different designs among contrasts: how often either arm is played."""
    one = _cell(plan, given)
    pairs = [(len(each.low), len(each.high)) for each in of] or [(1, 1)]
    return tuple(
        (
            replace(one, replicates=one.replicates * low),
            replace(one, replicates=one.replicates * high),
        )
        for low, high in dict.fromkeys(pairs)
    )


def _largest(
    designs: Sequence[tuple[Design, Design]], rate: float, alpha: float, given: Assumed
) -> float | None:
    """The difference that all designs find; None if one of them finds none."""
    found = [
        detectable(*pair, rate=rate, alpha=alpha, wanted=given.power, seed=given.seed)
        for pair in designs
    ]
    known = [each for each in found if each is not None]
    return max(known) if len(known) == len(found) else None


def for_halfwidth(
    target: float, *, draws: int | None, given: Assumed
) -> tuple[int, int]:
    """Rollouts and draws of a cell whose interval is, on average, narrow enough.

    Args:
        target: Half-width, in (0, 0.5).
        draws: How many draws there must be; None for one to each rollout.
        given: What is assumed.

    Raises:
        InputError: If no size within reach is enough.
    """

    def enough(count: int, over: int) -> bool:
        design = given.design(draws=over, replicates=count // over)
        found = expected_halfwidth(design, given.rate, seed=given.seed)
        return found <= target

    return _smallest(enough, draws, f"a half-width of {target:g}")


def for_detection(
    difference: float, *, draws: int | None, plan: Plan, agents: int, given: Assumed
) -> tuple[int, int]:
    """Rollouts and draws of a cell with which every planned contrast is found.

    Args:
        difference: The true difference of the two arms, in (0, 1).
        draws: How many draws there must be; None for one to each rollout.
        plan: Which cells there are; its sizes are disregarded.
        agents: How many agents play it.
        given: What is assumed.

    Raises:
        InputError: If no size within reach is enough, or there is no such difference.
    """
    # As `power.detectable` has it: away from the nearer end.
    up = given.rate <= 0.5  # noqa: PLR2004
    other = given.rate + (difference if up else -difference)
    if not 0 <= other <= 1:
        message = (
            f"a difference of {difference:g} from a rate of {given.rate:g}; allowed: one "
            "that leaves the other rate between 0 and 1"
        )
        raise InputError(message)
    alpha = level(plan, agents, given)

    def enough(count: int, over: int) -> bool:
        sized = replace(plan, rollouts=count, draws=over)
        return all(
            power(*pair, rates=(given.rate, other), alpha=alpha, seed=given.seed)
            >= given.power
            for pair in _designs(sized, arms(sized), given)
        )

    return _smallest(enough, draws, f"a difference of {difference:g}")


def _smallest(
    enough: Callable[[int, int], bool], draws: int | None, what: str
) -> tuple[int, int]:
    """The smallest size that is enough, and that larger ones are enough after.

    Neither widths nor power change evenly with size: exact tests step, simulated studies
    scatter. A size stands if those up to twice as large are enough too, as far as tried.
    """
    step = draws or 1
    most = MOST // step

    @cache
    def fits(times: int) -> bool:
        return enough(times * step, draws or times)

    below, above = 0, 1
    while above <= most:
        if not fits(above):
            below, above = above, 2 * above
            continue
        while above - below > 1:
            middle = (below + above) // 2
            below, above = (below, middle) if fits(middle) else (middle, above)
        larger = [above + ceil(above * part / LARGER) for part in range(LARGER, 0, -1)]
        failed = next((each for each in larger if not fits(each)), None)
        if failed is None:
            return above * step, draws or above
        below, above = failed, failed + 1
    told = "rollouts" if draws is None else f"rollouts over {draws} draws"
    message = (
        f"{what} is not reached with {MOST:,} {told} in each cell; "
        "allowed: a larger target, or more draws"
    )
    raise InputError(message)
