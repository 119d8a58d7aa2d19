"""Command `run`: play a study, or the rest of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cornered import catalogs
from cornered.commands._options import (
    COUNT,
    as_json,
    draws_option,
    grader_option,
    seed_option,
)
from cornered.commands._played import display, finish


@click.command("run")
@click.argument("study")
@click.option("--model", "agents", multiple=True, required=True, help="Inspect model.")
@click.option("--rollouts", type=COUNT, help="Per cell; the study's own number else.")
@click.option("--draws", type=COUNT, help="Per cell, a divisor of the rollouts.")
@click.option("--surface", help="letter or tools; the study's own else.")
@click.option("--preset", help="Levels for what is not crossed; the study's own else.")
@click.option("--scenario", multiple=True, help="Only this scenario; repeatable.")
@click.option(
    "--condition", multiple=True, help="Only these levels: goal=explicit,threat=none."
)
@click.option("--turns", type=COUNT, help="Most generations of a rollout with tools.")
@click.option("--token-limit", type=COUNT, help="Most tokens of a rollout.")
@click.option("--time-limit", type=COUNT, help="Most seconds of a rollout.")
@click.option(
    "--max-retries",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="Of a model request.",
)
@click.option("--max-connections", type=COUNT, help="Requests at a time.")
@grader_option
@draws_option
@click.option(
    "--preflight/--no-preflight",
    default=True,
    show_default=True,
    help="Try graders on messages of a known kind first.",
)
@click.option(
    "--looks",
    type=click.IntRange(min=2),
    help="Test planned contrasts this often while playing; stop cells none needs.",
)
@seed_option
@click.option(
    "--log-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where logs, tables and report go.  [default: cornered-runs/STUDY]",
)
@as_json
def run_command(
    study: str,
    agents: tuple[str, ...],
    log_dir: Path | None,
    looks: int | None,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - the options above
) -> None:
    """Play STUDY; running the same line again resumes it."""
    from cornered.running import Grading, run

    limits = {name: given.pop(name) for name in ("max_retries", "max_connections")}
    grading = Grading(
        names=given.pop("graders"),
        draws=given.pop("grader_draws"),
        preflight=given.pop("preflight"),
    )
    catalogs.studies()[study]
    out = log_dir or Path("cornered-runs") / study.replace("/", "~")
    ran = run(
        study,
        agents,
        log_dir=out,
        options=given,
        limits={name: value for name, value in limits.items() if value is not None},
        grading=grading,
        looks=looks,
        display=display(as_json=as_json),
    )
    finish(ran, out, as_json=as_json)


COMMAND = run_command
