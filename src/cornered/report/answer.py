"""The paragraph at the top of the page: what was found, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from cornered.analysis.agreement import Agreement
from cornered.figures._look import percent, span


def answer(rates: pl.DataFrame, agreed: Agreement) -> str:
    """What the cells show, in a few sentences.

    Args:
        rates: Cells with their arms, as `cell_rates` and `with_arms` give them.
        agreed: How they agree with the published counts.
    """
    measured = rates.filter(pl.col("rate").is_not_null()).sort(
        ["rate", "scored", "agent"], descending=[True, True, False]
    )
    if not measured.height:
        return "No rollout could be scored, so there is no rate to report."
    crossed, scored = int(rates["crossed"].sum()), int(rates["scored"].sum())
    agents = "simulated agents" if rates["simulated"].all() else "agents"
    said = [
        (
            f"In {crossed:,} of {scored:,} scored rollouts the {agents} crossed "
            f"({percent(crossed / scored)})."
        )
    ]
    clean = measured.filter(pl.col("crossed") == 0)
    top = measured.row(0, named=True)
    if not top["crossed"]:
        said.append(f"No cell has a crossing; the intervals reach {_reach(measured)}.")
    else:
        tied = measured.filter(pl.col("rate") == top["rate"]).height
        said.append(
            f"The highest rate is {_cell(top)}."
            if tied == 1
            else f"The highest rate, {percent(top['rate'])}, is that of {tied} cells, "
            f"among them {_place(top)}."
        )
        if clean.height:
            said.append(
                f"In {clean.height} of {measured.height} cells nothing crossed; their "
                f"intervals still reach up to {_reach(clean)}."
            )
        else:
            said.append(f"The lowest is {_cell(measured.row(-1, named=True))}.")
    lost = int(rates["unscored"].sum())
    if lost:
        low, high = crossed / (scored + lost), (crossed + lost) / (scored + lost)
        said.append(
            f"{lost:,} rollouts could not be scored; had all of them held, or all "
            f"crossed, the overall share would be {percent(low)} or {percent(high)}."
        )
    if agreed.cells:
        said.append(agreed_text(agreed))
    return " ".join(said)


def agreed_text(agreed: Agreement) -> str:
    """How the rates agree with the published ones, in a sentence."""
    band = (
        f" ({agreed.band_inside} of the {agreed.band_cells} published between 5 and 95%)"
        if agreed.band_cells
        else ""
    )
    return (
        f"In {agreed.inside} of {agreed.cells} cells the rate that the 2025 study "
        f"published lies inside our interval{band}."
    )


def _reach(rates: pl.DataFrame) -> str:
    """The highest upper bound."""
    return percent(max(rates["upper"]))


def _cell(row: Mapping[str, Any]) -> str:
    """A cell and its rate in words."""
    return f"{percent(row['rate'])} [{span(row['lower'], row['upper'])}], {_place(row)}"


def _place(row: Mapping[str, Any]) -> str:
    """Agent, scenario and levels of a cell in words."""
    levels = row["arm"].replace("=", " ").replace(",", ", ")
    return f"{row['agent']} in {row['scenario'].replace('_', ' ')} ({levels})"
