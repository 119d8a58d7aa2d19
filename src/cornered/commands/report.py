"""Command `report`: the page of a folder of logs or of a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from cornered.commands._options import (
    as_json,
    calibration_option,
    definition_option,
    exclude_option,
    plan_option,
)


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help="[default: report.html in PATH]"
)
@click.option(
    "--trajectories",
    type=click.Choice(["examples", "crossed", "all"]),
    default="examples",
    show_default=True,
    help="Which rollouts can be read: some of each cell, on the page; or those that "
    "crossed, or all, in a folder beside it.",
)
@definition_option
@exclude_option
@calibration_option
@plan_option
@as_json
def report(
    path: Path,
    out: Path | None,
    calibration: Path | None,
    plan: Path | None,
    trajectories: str,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - the options above
) -> None:
    """Write the report of a folder of logs or of a table of rollouts."""
    from cornered.analysis.chosen import chosen
    from cornered.looks.record import noted
    from cornered.report.choice import Trajectories
    from cornered.report.gather import write_report
    from cornered.sources import tables_at

    folder = path if path.is_dir() else path.parent
    target = out or folder / "report.html"
    write_report(
        chosen(noted(tables_at(path), folder), **given),
        target,
        calibration=calibration,
        plan=plan,
        trajectories=Trajectories(trajectories),
    )
    click.echo(json.dumps({"report": str(target)}) if as_json else f"report  {target}")


COMMAND = report
