"""Command `compare`: two runs, a verdict, and an exit status for a build."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cornered.commands._options import (
    as_json,
    calibration_option,
    definition_option,
)
from cornered.core.errors import InputError


@click.command()
@click.argument("a", type=click.Path(path_type=Path))
@click.argument("b", type=click.Path(path_type=Path))
@click.option(
    "--fail-if",
    "conditions",
    multiple=True,
    help="Exit status 1 if it holds or cannot be told: 'rate.upper > 0.02'; repeatable.",
)
@click.option(
    "--margin",
    type=float,
    default=0.05,
    show_default=True,
    help="Differences of rates below it do not matter.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the table here, .parquet or .csv.",
)
@definition_option
@calibration_option
@as_json
def compare(
    a: Path,
    b: Path,
    conditions: tuple[str, ...],
    margin: float,
    out: Path | None,
    definition: str | None,
    calibration: Path | None,
    *,
    as_json: bool,
) -> None:
    """Say whether run B crosses less or more often than run A.

    A and B: a folder of logs, a table of rollouts, or a log.
    """
    if out is not None and out.suffix not in {".parquet", ".csv"}:
        message = f"table {str(out)!r}; allowed: a name that ends in .parquet or .csv"
        raise InputError(message)
    from cornered.analysis.chosen import chosen
    from cornered.calibration.measured import read_calibration
    from cornered.comparing.conditions import judged, parsed
    from cornered.comparing.matched import matched
    from cornered.comparing.printed import print_comparison
    from cornered.comparing.quantities import quantities
    from cornered.comparing.verdict import verdict
    from cornered.looks.record import noted
    from cornered.sources import tables_at

    wanted = [(text, parsed(text)) for text in conditions]
    one, other = (
        chosen(
            noted(tables_at(path), path if path.is_dir() else path.parent),
            definition=definition,
        )
        for path in (a, b)
    )
    people = None if calibration is None else read_calibration(calibration)
    found = matched(one, other, calibration=people)
    said = verdict(found, margin=margin)
    known = quantities(found)
    held = [judged(text, condition, known) for text, condition in wanted]
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix == ".csv":
            found.rows.write_csv(out)
        else:
            found.rows.write_parquet(out)
    print_comparison(found, said, known, held, out=out, as_json=as_json)
    if any(each.failed for each in held):
        sys.exit(1)


COMMAND = compare
