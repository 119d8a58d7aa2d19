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
    looks_option,
    plan_option,
    prices_option,
    seed_option,
)
from cornered.commands._played import finish, watched
from cornered.commands._study import bound, study_options


@click.command("run")
@click.argument("study", required=False)
@click.option("--model", "agents", multiple=True, help="Inspect model; repeatable.")
@study_options
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
@looks_option
@seed_option
@plan_option
@prices_option
@click.option(
    "--log-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where logs, tables and report go.  [default: cornered-runs/STUDY]",
)
@as_json
def run_command(
    log_dir: Path | None,
    *,
    as_json: bool,
    plan: Path | None,
    prices: Path | None,
    **given: Any,  # noqa: ANN401 - the options above
) -> None:
    """Play STUDY, or what a plan promises; the same line again resumes it."""
    from cornered.planning.prices import priced
    from cornered.running import Grading, check_folder, run

    promise, given = bound(plan, given)
    study, agents, looks = (given.pop(name) for name in ("study", "agents", "looks"))
    limits = {name: given.pop(name) for name in ("max_retries", "max_connections")}
    grading = Grading(
        names=given.pop("graders"),
        draws=given.pop("grader_draws"),
        preflight=given.pop("preflight"),
    )
    catalogs.studies()[study]
    out = log_dir or Path("cornered-runs") / study.replace("/", "~")
    check_folder(out, study, promise)
    ran = run(
        study,
        agents,
        log_dir=out,
        options=given,
        limits={name: value for name, value in limits.items() if value is not None},
        grading=grading,
        looks=looks,
        display=watched(as_json=as_json),
        prices=priced(prices),
        promise=promise,
    )
    finish(ran, out, as_json=as_json)


COMMAND = run_command
