"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import polars as pl

    from cornered.scoring.graders import Graders
    from cornered.tabled import Tables


COUNT = click.IntRange(min=1)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
seed_option = click.option(
    "--seed", default=1, show_default=True, help="Keys every random stream."
)
grader_option = click.option(
    "--grader",
    "graders",
    multiple=True,
    help="Inspect model that grades messages, or evidence, the rule; repeatable.",
)
draws_option = click.option(
    "--grader-draws",
    type=COUNT,
    default=1,
    show_default=True,
    help="How many times each model is asked.",
)
definition_option = click.option(
    "--definition", help="Definition of harm, see `catalog`; default/1 else."
)
exclude_option = click.option(
    "--exclude-unprovoked",
    "exclude",
    type=float,
    is_flag=False,
    flag_value=0.01,
    help="Leave out agents that cross in a larger share of no-motive controls. [0.01]",
)
calibration_option = click.option(
    "--calibration",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Correct rates by what `calibrate --out` wrote.",
)

looks_option = click.option(
    "--looks",
    type=click.IntRange(min=2),
    help="Test planned contrasts this often while playing; stop cells none needs.",
)
plan_option = click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What was promised: a file that plan --out wrote.",
)
prices_option = click.option(
    "--prices",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your own prices, before the shipped ones.",
)


def corrections(tables: Tables, path: Path | None) -> pl.DataFrame | None:
    """Rates of cells corrected by the calibration at `path`; None without one."""
    if path is None:
        return None
    from cornered.calibration.applied import corrected_rates
    from cornered.calibration.measured import read_calibration

    return corrected_rates(tables, read_calibration(path))


def graders_of(names: tuple[str, ...], draws: int) -> Graders | None:
    """Who reads messages again; None if nobody was named."""
    from cornered.scoring.graders import Graders, graders, split

    if not names:
        return None
    wanted, with_rule = split(names)
    if not wanted:
        return Graders()
    from cornered.running import models

    return graders(models(wanted), draws=draws, with_rule=with_rule, cached=True)
