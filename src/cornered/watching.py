"""Watching: a run as it goes on: rates so far, what was not scored, tokens, cost, time."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

import polars as pl
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from cornered.analysis.rates import cell_rates
from cornered.core.agent import PREFIX
from cornered.feed import Hear, Row, Watch
from cornered.tally import Clock, Tally

EVERY_S = 1.0
"""Least time between two drawings (s)."""

IDLE = 50
"""Rates are drawn again after this many times the work that it took last time."""

LINE_S, LINE_SHARE = 30.0, 0.1
"""A line is due when both have passed: time (s), and share of the rollouts."""

RATE_WIDTH, SCENARIO_WIDTH, CONDITION_WIDTH = 25, 18, 53
"""Columns that a rate, a scenario and a scenario with its condition take at most."""

AGENTS_IN_LINE = 6
"""Most agents whose rates a line gives."""

BAR_WIDTH = 40
"""Of the bar that shows how far a run is (columns)."""

VIEWS = (
    ("scenario", "condition", "protocol"),
    ("scenario", "condition"),
    ("scenario",),
)
"""What the rows of the table are, the finest first; the first that fits is shown."""


def _rate(row: dict[str, Any] | None) -> str:
    """A rate with its interval and counts; a dash before anything was scored."""
    if row is None or not row["scored"]:
        return "-"
    interval = f"[{row['lower']:.0%}, {row['upper']:.0%}]"
    return f"{row['rate']:.0%} {interval} {row['crossed']}/{row['scored']}"


def _name(agent: str, *, full: bool = False) -> str:
    """An agent's name where there is a remark that it is simulated."""
    return agent if full else agent.removeprefix(PREFIX)


def line(tally: Tally) -> str:
    """The run so far on one line."""
    rates = cell_rates(tally.rollouts, ("agent",)).to_dicts()
    told = [f"{each['agent']} crossed {_rate(each)}" for each in rates]
    if len(told) > AGENTS_IN_LINE:
        told[AGENTS_IN_LINE:] = [f"{len(told) - AGENTS_IN_LINE} more agents"]
    return "; ".join([tally.progress(), *told, tally.losses(), tally.use()])


def picture(tally: Tally, *, width: int, height: int) -> RenderableType:
    """Rates so far, unscored and use, as large as fits.

    Args:
        tally: What was seen.
        width: Of the room there is (columns).
        height: Of the room there is (lines).
    """
    below = Text(f"{tally.losses()}; {tally.use()}")
    if not tally.rollouts.height:
        return below
    title = Text(_title(tally.rollouts), no_wrap=True, overflow="ellipsis")
    return Group(title, _table(tally.rollouts, width, height - 2), below)


def _table(rollouts: pl.DataFrame, width: int, height: int) -> Table:
    """Rates so far; agents across where they fit, else down."""
    agents = sorted(rollouts["agent"].unique())
    frame = 5  # title, head and rules
    for view in VIEWS:
        rows = rollouts.select(view).unique().height
        named = CONDITION_WIDTH if "condition" in view else SCENARIO_WIDTH
        wide = len(agents) * RATE_WIDTH + named
        if wide <= width and rows + frame <= height:
            return _across(rollouts, view, agents)
    return _down(rollouts, agents, height - frame)


def _title(rollouts: pl.DataFrame) -> str:
    """What the numbers are, and that agents are simulated if they are."""
    told = "Share that crossed so far, 95 % intervals"
    return f"{told} (simulated agents)" if rollouts["simulated"].any() else told


def _across(
    rollouts: pl.DataFrame, view: Sequence[str], agents: Sequence[str]
) -> Table:
    """A column for each agent."""
    shown = [
        each
        for each in view
        if each != "protocol" or rollouts["protocol"].n_unique() > 1
    ]
    table = Table()
    for name in (*shown, *map(_name, agents)):
        table.add_column(escape(name), overflow="ellipsis", no_wrap=True)
    rates = cell_rates(rollouts, ("agent", *shown)).sort(shown)
    for place, rows in rates.group_by(shown, maintain_order=True):
        by = {row["agent"]: row for row in rows.to_dicts()}
        table.add_row(
            *(escape(str(each)) for each in place),
            *(escape(_rate(by.get(agent))) for agent in agents),
        )
    return table


def _down(rollouts: pl.DataFrame, agents: Sequence[str], most: int) -> Table:
    """A row for each agent, as many as fit."""
    table = Table()
    for name in ("agent", "crossed"):
        table.add_column(name, overflow="ellipsis", no_wrap=True)
    rates = {row["agent"]: row for row in cell_rates(rollouts, ("agent",)).to_dicts()}
    fit = len(agents) if len(agents) <= most else max(most - 1, 1)
    for agent in agents[:fit]:
        table.add_row(escape(_name(agent)), escape(_rate(rates[agent])))
    if fit < len(agents):
        table.add_row(f"and {len(agents) - fit} more", "")
    return table


def watched(*, as_json: bool) -> Watch:
    """What shows a run: a table on a terminal, else a line now and then.

    Args:
        as_json: Whether standard output is for JSON alone; then lines go to the
            standard error.
    """
    console = Console(file=sys.stdout)
    if as_json or not console.is_terminal:
        return lines_to(sys.stderr if as_json else sys.stdout)
    return drawn_on(console)


def lines_to(out: TextIO, clock: Clock = time.monotonic) -> Watch:
    """A watcher that writes a line to `out` now and then.

    Args:
        out: Where lines go.
        clock: Tells the time (s).
    """

    @contextmanager
    def watch(planned: int, earlier: Sequence[Row]) -> Iterator[Hear]:
        tally = Tally(planned, earlier, clock)
        last = [tally.count, tally.elapsed_s]

        def hear(row: Row) -> None:
            tally.add(row)
            few = tally.count - last[0] < LINE_SHARE * planned
            if few or tally.elapsed_s - last[1] < LINE_S:
                return
            last[:] = tally.count, tally.elapsed_s
            print(line(tally), file=out, flush=True)

        yield hear

    return watch


def drawn_on(console: Console, clock: Clock = time.monotonic) -> Watch:
    """A watcher that keeps a table on a terminal up to date, and clears it at the end.

    Args:
        console: The terminal.
        clock: Tells the time (s).
    """

    @contextmanager
    def watch(planned: int, earlier: Sequence[Row]) -> Iterator[Hear]:
        tally = Tally(planned, earlier, clock)
        shown = _Shown(tally, console, clock)
        with Live(
            console=console,
            get_renderable=shown.now,
            refresh_per_second=1 / EVERY_S,
            transient=True,
        ):
            yield tally.add

    return watch


class _Shown:
    """What a terminal shows of a run; rates are drawn anew when they are due."""

    def __init__(self, tally: Tally, console: Console, clock: Clock) -> None:
        self._tally, self._console, self._clock = tally, console, clock
        self._picture: RenderableType = ""
        self._due = 0.0

    def now(self) -> RenderableType:
        """The rates drawn last, and how far the run is at this moment."""
        tally, size = self._tally, self._console.size
        if self._clock() >= self._due:
            start = time.thread_time()
            self._picture = picture(tally, width=size.width, height=size.height - 2)
            self._due = self._clock() + IDLE * (time.thread_time() - start)
        bar = ProgressBar(
            total=max(tally.planned, 1), completed=tally.count, width=BAR_WIDTH
        )
        far = Table.grid(padding=(0, 1))
        far.add_row(bar, Text(tally.progress()))
        return Group(self._picture, far)
