"""Printed: a forecast as terminal tables, in words."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cornered.planning.amounts import Amounts
from cornered.planning.cost import Spent
from cornered.planning.forecast import Forecast
from cornered.planning.prices import Price
from cornered.planning.sizes import arm_text

MINUTE_S, HOUR_S = 60, 3600

FAR = 3
"""How many times the expected cost at which the most it may be is warned of."""


def print_forecast(found: Forecast, *, out: Path | None) -> None:
    """What a plan will cost and show, and whence each number is."""
    console = Console()
    console = console if console.is_terminal else Console(width=160)
    console.print(escape(_opening(found)), soft_wrap=True)
    if found.chosen:
        console.print(escape(f"Size chosen for {found.chosen}."), soft_wrap=True)
    console.print(_spending(found))
    console.print(_widths(found))
    if found.contrasts:
        console.print(_contrasts(found))
    for line in _remarks(found):
        console.print(escape(line), soft_wrap=True)
    console.print("Where the numbers are from:")
    for line in found.basis:
        console.print(escape(f"  {line}"), soft_wrap=True)
    if out is not None:
        console.print(f"plan      {escape(str(out))}", soft_wrap=True)


def _opening(found: Forecast) -> str:
    """What will be played."""
    plan = found.plan
    agents = "1 agent" if len(found.models) == 1 else f"{len(found.models)} agents"
    each = (
        f"{plan.rollouts} rollouts of each over {plan.draws} draws, "
        f"{plan.rollouts // plan.draws} on each draw"
    )
    if plan.rollouts == plan.draws:
        each = f"{plan.rollouts} rollouts of each, every one on a draw of its own"
    who = "each of " * (len(found.models) > 1) + agents
    simulated = [model.model for model in found.spent if model.simulated]
    told = f" Simulated: {', '.join(simulated)}." if simulated else ""
    return (
        f"Study {plan.study.id} on the {plan.setups[0].surface} surface: {found.cells} "
        f"cells ({len(plan.setups)} for {who}), {each}: "
        f"{found.rollouts:,} rollouts.{told}"
    )


def _spending(found: Forecast) -> Table:
    """What each model takes."""
    table = Table(
        title="What it will take: expected, and at most where that differs (k thousand, "
        "M million, B billion)",
        title_justify="left",
    )
    for name in ("model", "tokens read", "tokens written", "cost", "time", "price"):
        table.add_column(name, overflow="fold")
    for each in found.spent:
        table.add_row(
            escape(_name(each)),
            *_amount_texts(each.expected, each.at_most),
            _time(each.wall_s),
            escape(_price(each.price, simulated=each.simulated)),
        )
    table.add_section()
    whole = _amount_texts(found.expected, found.at_most)
    table.add_row("all", *whole, _time(found.wall_s), "")
    return table


def _name(spent: Spent) -> str:
    """A model and what it does."""
    if spent.role == "grader":
        return f"{spent.model} (grades)"
    return f"{spent.model} (simulated)" if spent.simulated else spent.model


def _amount_texts(expected: Amounts, at_most: Amounts) -> tuple[str, str, str]:
    """Tokens read, tokens written, cost."""
    pairs = (
        (_tokens(expected.input_tokens), _tokens(at_most.input_tokens)),
        (_tokens(expected.output_tokens), _tokens(at_most.output_tokens)),
        (_usd(expected.cost_usd), _usd(at_most.cost_usd)),
    )
    read, written, cost = (
        one if one == most else f"{one}, at most {most}" for one, most in pairs
    )
    return read, written, cost


def _price(price: Price | None, *, simulated: bool) -> str:
    """A price and its date."""
    if simulated:
        return "none: no model is asked"
    if price is None:
        return "unknown"
    return (
        f"${price.input_usd:g} read, ${price.output_usd:g} written, a million tokens "
        f"({price.date})"
    )


def _widths(found: Forecast) -> Table:
    """What the size shows, at several rates."""
    table = Table(
        title="What it will show, under the assumptions below",
        title_justify="left",
    )
    what = "that each planned contrast finds"
    if not found.contrasts:
        what = "between two cells that is found"
    for name in (
        "if the true rate is",
        "95 % interval of one cell's rate",
        f"smallest true difference {what}, {found.given.power:.0%} of the time",
    ):
        table.add_column(name, overflow="fold")
    for place, each in enumerate(found.widths):
        rate = f"{100 * each.rate:.3g}%{' (assumed)' if place == 0 else ''}"
        table.add_row(
            rate,
            f"± {100 * each.halfwidth:.1f} percentage points",
            _apart(each.detectable),
        )
    return table


def _contrasts(found: Forecast) -> Table:
    """What the size shows of each contrast."""
    table = Table(
        title=f"Planned contrasts, if the first arm's true rate is "
        f"{100 * found.given.rate:.3g}%",
        title_justify="left",
    )
    for name in (
        "question",
        "arms",
        "scenarios",
        f"smallest true difference found {found.given.power:.0%} of the time",
    ):
        table.add_column(name, overflow="fold")
    for each in found.contrasts:
        contrast = each.contrast
        table.add_row(
            escape(contrast.question),
            escape(f"{arm_text(contrast.low)} against {arm_text(contrast.high)}"),
            escape(", ".join(each.scenarios) or "nowhere: an arm is not played"),
            _apart(each.detectable),
        )
    return table


def _remarks(found: Forecast) -> tuple[str, ...]:
    """What a reader must be told beside the numbers."""
    lines = []
    if found.unpriced:
        lines.append(
            f"No price is known for {', '.join(found.unpriced)}, so there is no cost: "
            "add a row to a table of prices (--write-prices FILE, then --prices FILE)."
        )
    expected, most = found.expected.cost_usd, found.at_most.cost_usd
    if expected and most and most > FAR * expected:
        lines.append(
            f"The most that it may cost is {most / expected:.0f} times what is expected: "
            "--token-limit N bounds the tokens of each rollout, here and in the run."
        )
    if found.plan.left_out:
        count, first = len(found.plan.left_out), found.plan.left_out[0]
        lines.append(
            f"{count} cells are left out, since they cannot have what was asked for; the "
            f"first: {first}."
        )
    return tuple(lines)


def _apart(difference: float | None) -> str:
    """A difference of rates."""
    if difference is None:
        return "none, however large"
    return f"{100 * difference:.0f} percentage points"


def _tokens(count: float | None) -> str:
    """Tokens, in thousands or millions."""
    if count is None:
        return "unknown"
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if count >= size:
            return f"{count / size:.3g}{letter}"
    return f"{count:.0f}"


def _usd(amount: float | None) -> str:
    """Money."""
    return "unknown" if amount is None else f"${amount:,.2f}"


def _time(seconds: float) -> str:
    """Seconds in words."""
    if seconds >= HOUR_S:
        return f"{seconds / HOUR_S:.1f} h"
    if seconds >= MINUTE_S:
        return f"{seconds / MINUTE_S:.0f} min"
    return f"{seconds:.0f} s"
