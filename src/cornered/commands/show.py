"""Command `show`: what an agent reads."""

from __future__ import annotations

from typing import Any

import click

from cornered.commands._options import as_json, seed_option
from cornered.core.cell import parse_condition
from cornered.core.errors import InputError


@click.command()
@click.argument("scenario")
@click.option("--condition", default="", help="Levels: goal=explicit,threat=none.")
@click.option("--draw", default=0, show_default=True, help="Which surface.")
@click.option("--preset", default="clean", show_default=True)
@click.option("--surface", default="letter", show_default=True)
@seed_option
@as_json
def show(scenario: str, condition: str, *, as_json: bool, **given: Any) -> None:  # noqa: ANN401 - the options above
    """Print what an agent reads in SCENARIO."""
    from cornered.printing import print_stage
    from cornered.setups import Card

    if given["draw"] < 0:
        message = f"draw {given['draw']}; allowed: 0 or more"
        raise InputError(message)
    card = Card(scenario=scenario, condition=parse_condition(condition), **given)
    print_stage(card, as_json=as_json)


COMMAND = show
