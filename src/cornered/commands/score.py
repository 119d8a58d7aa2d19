"""Command `score`: logs and other people's rollouts, scored again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cornered.commands._options import (
    as_json,
    calibration_option,
    corrections,
    definition_option,
    draws_option,
    exclude_option,
    grader_option,
    graders_of,
)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Write the table here.")
@grader_option
@draws_option
@definition_option
@exclude_option
@calibration_option
@as_json
def score(
    paths: tuple[Path, ...],
    out: Path | None,
    graders: tuple[str, ...],
    grader_draws: int,
    calibration: Path | None,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - the options above
) -> None:
    """Score logs, result folders and transcripts again, and count.

    PATHS: logs (.eval) of ours or of inspect_evals' agentic_misalignment, result folders
    of the study's own program (response.json), JSON lines, and folders of them.
    """
    from cornered.analysis.chosen import chosen
    from cornered.printing import print_score
    from cornered.scoring.tables import write
    from cornered.sources import tables_from

    tables, labels = tables_from(paths, graders_of(graders, grader_draws))
    tables = chosen(tables, **given)
    rates = corrections(tables, calibration)
    if out is not None:
        write(tables.rollouts, out)
    print_score(tables, labels, out=out, as_json=as_json, corrected=rates)


COMMAND = score
